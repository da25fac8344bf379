"""Ranges of media: a region, beside nginx with sendfile and open_file_cache on the same bytes. 64
connections that are kept; what counts is requests per processor second of the servers."""
import re
import subprocess
import time

import clips
import measure
import peers

CONNECTIONS, SECONDS, COPIES = 64, 3, 3
KIB = 1024
SIZES = [('1 MB', 1024 * KIB, ('>=', 0.8)), ('256 KB', 256 * KIB, ('>=', 0.8)),
         ('16 KB', 16 * KIB, None)]


def load(port, length, files, seconds=SECONDS):
    """Requests that wrk got whole answers to; anything else is a failure of the bench."""
    words = [w for path, file in files.items() for w in (path, str(file.stat().st_size))]
    done = subprocess.run(
        ['wrk', '-t1', '-c%d' % CONNECTIONS, '-d%ds' % seconds, '--timeout', '30s', '-s',
         str(peers.ROOT / 'benches' / 'range.lua'), 'http://127.0.0.1:%d' % port, '--', str(length),
         *words], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=seconds + 60)
    found = re.search(r'^requests (\d+) bytes (\d+) errors (\d+)$', done.stdout, re.M)
    if found is None:
        raise RuntimeError('wrk: %s%s' % (done.stdout, done.stderr))
    requests, received, errors = map(int, found.groups())
    if errors or not requests or received < requests * length or received > 2 * requests * length:
        raise RuntimeError('wrk: %d requests of %d bytes, %d bytes, %d errors' % (
            requests, length, received, errors))
    return requests


def per_second(pids, port, length, files):
    """Requests per processor second of these processes."""
    before = measure.cpu_seconds(pids())
    requests = load(port, length, files)
    return requests / (measure.cpu_seconds(pids()) - before)


def content(region, clip):
    """{path: file} of renditions that went in through the region's own door."""
    person, files = region.sign_up('bench'), {}
    videos = [person.upload(clip, 'Clip %d' % n) for n in range(COPIES)]
    for video in videos:
        found = person.wait_public(video, 300)
        deadline = time.monotonic() + 600
        while found['larger_to_come'] and time.monotonic() < deadline: # no job runs beside
            time.sleep(0.5)
            found = person.video(video)
        path = found['renditions'][0]['url']
        name = path.split('/')[-1].split('.')[0]
        files[path] = region.data / 'app' / 'blobs' / name[:2] / name[2:4] / name
    return files


def run(rounds):
    clip = clips.phone_like(peers.harness.build_folder() / 'bench-clips', 'phone')
    rows = []
    with peers.harness.Region() as region:
        files = content(region, clip)
        with peers.Nginx(files) as nginx:
            edged = [region.pid('edged')]
            for name, length, bar in SIZES:
                ours, theirs = measure.in_turn(
                    rounds, lambda: per_second(lambda: edged, region.port(), length, files),
                    lambda: per_second(nginx.pids, nginx.port, length, files))
                rows.append(measure.Row(
                    'ranges of %s per processor second, edged / nginx' % name,
                    measure.ratio_of(ours, theirs), bar=bar, note='%s / %s' % (
                        measure.short(measure.Spread(ours).median),
                        measure.short(measure.Spread(theirs).median))))
            if region.pid('edged') != edged[0]:
                raise RuntimeError('edged was started again meanwhile\n' + region.log()[-1000:])
    return rows


def peer():
    return peers.version('nginx', '-v')
