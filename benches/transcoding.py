"""A phone's clip through mediad, both stages, beside one ffmpeg command that makes the same: renditions
of the same sizes with the same encoder settings, sound at the same loudness, poster and strip. And
how long a person waits for it in a region."""
import os
import re
import subprocess
import tempfile
import time
from pathlib import Path

import clips
import measure
import peers

FILES = 'report poster.jpg strip.jpg a.mp4 a.hls b.mp4 b.hls'.split()
FIRST_FD = 40
SAME_QUALITY = 0.003  # of SSIM
RATES = {480: 3000, 720: 5000, 1080: 8000}  # kbit/s at most, by the shorter side
X264 = ('-c:v libx264 -preset veryfast -profile:v high -crf 23 -rc-lookahead 10 -sc_threshold 0 '
        '-g 60 -pix_fmt yuv420p').split()
SOUND = '-c:a aac -b:a 128k -ar 48000 -ac 2'.split()


def mediad(clip, folder, stage):
    """One job; its processor seconds and peak MiB. What it made is in the folder."""
    folder.mkdir()
    opened = [os.open(clip, os.O_RDONLY)]
    opened += [os.open(folder / n, os.O_RDWR | os.O_CREAT, 0o600) for n in FILES]
    fds = range(FIRST_FD, FIRST_FD + len(opened))
    try:
        for fd, at in zip(opened, fds):
            os.dup2(fd, at, inheritable=True)
        process = subprocess.Popen(
            [str(peers.harness.build_folder() / 'src' / 'vitrine-mediad'), '--stage', stage,
             '--files', str(FIRST_FD)], pass_fds=fds, env={'TZ': 'UTC0'}, stdin=subprocess.DEVNULL)
        used = measure.finished(process)
    finally:
        for fd in [*opened, *fds]:
            os.close(fd)
    if process.returncode != 0 or not (folder / 'a.mp4').stat().st_size:
        raise RuntimeError('mediad made nothing of %s: status %d, report %r' % (
            clip.name, process.returncode, (folder / 'report').read_bytes()[:40]))
    return used


def ours(clip, root):
    """Processor seconds of both stages, and the renditions."""
    folder = Path(tempfile.mkdtemp(dir=root))
    seconds = [mediad(clip, folder / stage, stage)[0] for stage in ('first', 'rest')]
    found = [folder / 'first' / 'a.mp4'] + [folder / 'rest' / n for n in ('a.mp4', 'b.mp4')]
    return sum(seconds), [p for p in found if p.stat().st_size]


def size_of(path):
    words = subprocess.run(['ffprobe', '-v', 'error', '-select_streams', 'v', '-show_entries',
                            'stream=width,height', '-of', 'csv=p=0', str(path)], check=True,
                           capture_output=True, text=True).stdout
    return tuple(map(int, words.strip().split(',')))


def theirs(clip, sizes, root):
    """The same outputs by one command."""
    folder = Path(tempfile.mkdtemp(dir=root))
    count = len(sizes)
    graph = '[0:v]split=%d%s[s][p];' % (count + 2, ''.join('[i%d]' % i for i in range(count)))
    graph += ''.join('[i%d]scale=%d:%d:flags=bicubic[v%d];' % (i, *size, i)
                     for i, size in enumerate(sizes))
    graph += ('[s]fps=1/2,scale=-2:160,tile=8x1[strip];[p]select=eq(n\\,0),scale=%d:%d[poster];'
              '[0:a]loudnorm=I=-14:TP=-1,aresample=48000,asplit=%d%s' % (
                  *sizes[-1], count, ''.join('[a%d]' % i for i in range(count))))
    command = ['ffmpeg', '-v', 'error', '-y', '-i', str(clip), '-filter_complex', graph]
    found = [folder / ('%d.mp4' % i) for i in range(count)]
    for i, size in enumerate(sizes):
        rate = RATES[min(RATES, key=lambda edge: abs(edge - min(size)))]
        command += ['-map', '[v%d]' % i, '-map', '[a%d]' % i, *X264, '-maxrate', '%dk' % rate,
                    '-bufsize', '%dk' % (2 * rate), *SOUND, '-movflags', '+faststart', str(found[i])]
    command += ['-map', '[strip]', '-frames:v', '1', str(folder / 'strip.jpg'), '-map', '[poster]',
                '-frames:v', '1', str(folder / 'poster.jpg')]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    seconds, _ = measure.finished(process)
    if process.returncode != 0:
        raise RuntimeError('ffmpeg: status %d' % process.returncode)
    return seconds, found


def ssim(rendition, clip):
    """Of a rendition, against the clip scaled to its size."""
    width, height = size_of(rendition)
    done = subprocess.run(
        ['ffmpeg', '-v', 'info', '-i', str(rendition), '-i', str(clip), '-lavfi',
         '[1:v]scale=%d:%d:flags=bicubic,format=yuv420p[r];[0:v][r]ssim' % (width, height), '-an',
         '-f', 'null', '-'], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return float(re.search(r'SSIM .*All:([\d.]+)', done.stderr).group(1))


def compare(rounds, clip, root):
    sizes = [size_of(p) for p in ours(clip, root)[1]]
    mine, other = measure.in_turn(rounds, lambda: ours(clip, root),
                                  lambda: theirs(clip, sizes, root))
    rows = [measure.Row(
        'processor seconds of a 15 s clip, mediad / ffmpeg',
        measure.ratio_of([s for s, _ in mine], [s for s, _ in other]), bar=('<=', 1.15),
        note='%s / %s s' % tuple(measure.short(measure.Spread([s for s, _ in side]).median)
                                 for side in (mine, other)))]
    for at, (a, b) in enumerate(zip(mine[-1][1], other[-1][1])):
        found = ssim(a, clip), ssim(b, clip)
        rows.append(measure.Row(
            'SSIM of %dx%d, mediad less ffmpeg' % sizes[at], measure.Spread([found[0] - found[1]]),
            bar=('>=', -SAME_QUALITY), note='%.4f / %.4f, %d / %d KB' % (
                *found, a.stat().st_size // 1000, b.stat().st_size // 1000)))
    return rows


def wait(region, clip):
    """Seconds from the answer to an upload until its job runs, and until the video is public."""
    person = region.sign_up('bench%d' % time.monotonic_ns())
    video = person.upload(clip)
    start, running = time.monotonic(), None
    while True:
        if running is None and region.status()['jobs']:
            running = time.monotonic() - start
        if person.video(video)['state'] == 'public':
            return running or time.monotonic() - start, time.monotonic() - start
        if time.monotonic() - start > 600:
            raise TimeoutError('the video is not public after ten minutes')
        time.sleep(0.005 if running is None else 0.05)


def waits(rounds, clip):
    with peers.harness.Region() as region:
        found = []
        for _ in range(rounds):
            found.append(wait(region, clip))
            while region.status()['jobs']: # its larger renditions
                time.sleep(0.2)
    load = measure.load_words()
    return [measure.Row('from upload to a running job, on the clock',
                        measure.Spread([1000 * running for running, _ in found]), 'ms',
                        ('<=', 150), load),
            measure.Row('from upload to public, on the clock',
                        measure.Spread([public for _, public in found]), 's', ('<=', 4), load)]


def memory(what, clip, root):
    folder = Path(tempfile.mkdtemp(dir=root))
    peaks = [mediad(clip, folder / stage, stage)[1] for stage in ('first', 'rest')]
    return measure.Row('peak memory of a job for 4K at 60 pictures a second, ' + what,
                       measure.Spread([max(peaks)]), 'MiB', ('<=', 400),
                       'stages: %s' % ', '.join(map(measure.short, peaks)))


def run(rounds):
    clip = clips.phone_like(peers.harness.build_folder() / 'bench-clips', 'phone')
    large, deep = clips.large_of(clip), clips.deep_of(clip)
    with tempfile.TemporaryDirectory(prefix='vitrine-bench-') as root:
        rows = compare(rounds, clip, root)
        rows += [memory('H.264', large, root), memory('HEVC 10 bit', deep, root)]
    return rows + waits(rounds, clip)


def peer():
    return peers.version('ffmpeg', '-version')
