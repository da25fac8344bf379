"""A large upload over tus, in one PATCH, beside dd from a file to the same disk with fdatasync. Both read the same
bytes and are done once these are durable."""
import http.client
import os
import subprocess
import time

import measure
import peers

MIB = 1024 * 1024
SIZE = 400 * MIB
GROWTH_MIB = 8


def big_file(folder):
    """Bytes that nothing can make smaller."""
    path = folder / 'upload-400'
    if not path.exists() or path.stat().st_size != SIZE:
        folder.mkdir(parents=True, exist_ok=True)
        with open(path, 'wb') as f:
            for _ in range(SIZE // MIB):
                f.write(os.urandom(MIB))
    return path


class Upload:
    """Sends the file into a region; gives seconds on the clock, and of edged's processor."""

    def __init__(self, region, path):
        self.region, self.path, self.edged = region, path, region.pid('edged')
        self.person = region.sign_up('bench')
        self.place = None

    def ask(self, connection, method, path, body, wanted, headers):
        connection.request(method, path, body, {
            'Tus-Resumable': '1.0.0', 'Cookie': 'vitrine_session=' + self.person.cookie, **headers})
        answer = connection.getresponse()
        data = answer.read()
        if answer.status != wanted:
            raise RuntimeError('%s: status %d %r' % (method, answer.status, data[:200]))
        self.place = answer.getheader('Location', path)

    def __call__(self):
        used, start = measure.cpu_seconds([self.edged]), time.monotonic()
        connection = http.client.HTTPConnection('127.0.0.1', self.region.port(), timeout=300,
                                                blocksize=MIB)
        self.ask(connection, 'POST', '/api/v1/uploads', None, 201, {'Upload-Length': str(SIZE)})
        with open(self.path, 'rb') as body:
            self.ask(connection, 'PATCH', self.place, body, 204, {
                'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': '0',
                'Content-Length': str(SIZE)})
        seconds = time.monotonic() - start
        used = measure.cpu_seconds([self.edged]) - used
        connection.close()
        # It is no video: once that is found out, its original is gone.
        videos = self.person.json('GET', '/api/v1/me/videos')['videos']
        self.person.wait_state(videos[0]['id'], ('refused',), 120)
        return seconds, used


class Copy:
    """dd to the disk that the region is on."""

    def __init__(self, path, folder):
        self.path, self.target = path, folder / 'copy'

    def __call__(self):
        used, start = measure.children_seconds(), time.monotonic()
        subprocess.run(['dd', 'if=%s' % self.path, 'of=%s' % self.target, 'bs=1M', 'conv=fdatasync',
                        'status=none'], check=True)
        seconds, used = time.monotonic() - start, measure.children_seconds() - used
        self.target.unlink()
        return seconds, used


def run(rounds):
    path = big_file(peers.harness.build_folder() / 'bench-clips')
    with peers.harness.Region() as region:
        upload, copy = Upload(region, path), Copy(path, region.data.parent)
        before = measure.peak_mib(upload.edged)
        ours, theirs = measure.in_turn(rounds, upload, copy)
        growth = measure.peak_mib(upload.edged) - before

    def rates(found):
        return measure.Spread([SIZE / MIB / seconds for seconds, _ in found])

    def cpu(found):
        return [used for _, used in found]

    return [
        measure.Row('processor seconds for 400 MiB, edged / dd',
                    measure.ratio_of(cpu(ours), cpu(theirs)), note='%s / %s s' % (
                        measure.short(measure.Spread(cpu(ours)).median),
                        measure.short(measure.Spread(cpu(theirs)).median))),
        measure.Row('MB a second on the clock, of 300 or of 0.8 of what dd gets',
                    measure.Spread([SIZE / 1e6 / s / min(300, 0.8 * SIZE / 1e6 / t)
                                    for (s, _), (t, _) in zip(ours, theirs)]), '', ('>=', 1),
                    note='%s / %s MiB a second; %s' % (
                        measure.short(rates(ours).median), measure.short(rates(theirs).median),
                        measure.load_words())),
        measure.Row("growth of edged's peak memory over all uploads", measure.Spread([growth]), 'MiB',
                    ('<=', GROWTH_MIB)),
    ]


def peer():
    return peers.version('dd', '--version')
