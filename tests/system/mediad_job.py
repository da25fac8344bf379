"""vitrine-mediad alone, confined as always: how a test makes a clip, gives it to a job, and reads what
came of it."""
import json
import os
import re
import resource
import shutil
import struct
import subprocess
import tempfile
import unittest
from fractions import Fraction
from pathlib import Path

import region as harness

REFUSALS = ('NONE UNREADABLE NO_VIDEO NO_FRAMES CODEC TOO_LONG TOO_LARGE ODD_SIZE STORAGE MEMORY '
            'INTERNAL OVERDUE CUT PICTURE PICTURE_LARGE PICTURE_SHAPE PICTURE_MOVES PICTURE_MEMORY LOST').split()
MEMORY = 1536 << 20  # address space of a job
FILE = 256 << 20  # bytes of one output
FILES = 'report poster.jpg strip.jpg a.mp4 a.hls b.mp4 b.hls'.split()


def program():
    return str(harness.build_folder() / 'src' / 'vitrine-mediad')


def run(command, **options):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True,
                          timeout=300, **options).stdout


def ffmpeg(*args):
    return run(['ffmpeg', '-v', 'error', '-y', *map(str, args)])


def probe(path, *what):
    return json.loads(run(['ffprobe', '-v', 'error', *(what or ('-show_streams', '-show_format',
                                                               '-show_chapters')),
                           '-of', 'json', str(path)]))


def check_whole(test, path):
    """The file decodes from end to end without a word."""
    done = subprocess.run(['ffmpeg', '-v', 'error', '-xerror', '-i', str(path), '-f', 'null', '-'],
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=300)
    test.assertEqual((done.returncode, done.stderr), (0, b''), path)


def pictures(path, size='96x96'):
    """Every picture's brightness, as bytes of this size."""
    width, height = map(int, size.split('x'))
    raw = run(['ffmpeg', '-v', 'error', '-i', str(path), '-map', '0:v', '-fps_mode', 'passthrough',
               '-vf', 'scale=%d:%d:flags=area,format=gray' % (width, height), '-f', 'rawvideo', '-'])
    return [raw[at:at + width * height] for at in range(0, len(raw), width * height)]


def loudness(path):
    """LUFS of the sound, and its true peak in decibels, as FFmpeg measures them."""
    words = subprocess.run(['ffmpeg', '-nostats', '-i', str(path), '-map', '0:a', '-af',
                            'ebur128=peak=true', '-f', 'null', '-'], stdin=subprocess.DEVNULL,
                           capture_output=True, text=True, timeout=300, check=True).stderr
    summary = words[words.rindex('Summary:'):]
    return (float(re.search(r'I:\s+(-?[\d.]+|-inf) LUFS', summary).group(1)),
            float(re.search(r'Peak:\s+(-?[\d.]+|-inf) dBFS', summary).group(1)))


def streams(path):
    return {s['codec_type']: s for s in probe(path)['streams']}


class Reader:
    """A report's bytes, read in a straight line."""

    def __init__(self, raw):
        self.raw, self.at = raw, 0

    def take(self, layout):
        values = struct.unpack_from('>' + layout, self.raw, self.at)
        self.at += struct.calcsize('>' + layout)
        return values if len(values) > 1 else values[0]

    def text(self):
        size = self.take('I')
        return self.take('%ds' % size).decode('ascii')


class Rendition:
    """What a report says of one, and its files."""

    def __init__(self, reader, mp4, hls):
        self.mp4, self.hls = mp4, hls
        self.width, self.height, num, den, self.level, self.init_bytes, count = \
            reader.take('HHIIBIB')
        self.rate = Fraction(num, den)
        self.segments = [reader.take('II') for _ in range(count)]


class Done:
    """What came of a job."""

    def __init__(self, folder, process):
        self.folder = folder
        self.poster, self.strip = folder / 'poster.jpg', folder / 'strip.jpg'
        self.status, self.words = process.returncode, process.stderr.decode()
        self.raw = (folder / 'report').read_bytes()
        if self.raw:
            self.read(Reader(self.raw))

    def read(self, reader):
        version, kind, refusal, self.number = reader.take('BBBI')
        if kind == 3:
            self.refusal, (self.width, self.height) = REFUSALS[refusal], reader.take('HH')
            assert version == 2 and reader.at == len(self.raw), self.raw
            return
        self.refusal, self.codec = REFUSALS[refusal], reader.text()
        self.duration_ms, self.audio, self.more = reader.take('IBB')
        self.blurhash, self.tiles = reader.text(), reader.take('BBHHH')
        self.renditions = [Rendition(reader, self.folder / (n + '.mp4'), self.folder / (n + '.hls'))
                           for n in 'ab'[:reader.take('B')]]
        self.hashes = [reader.take('IB32s') for _ in range(reader.take('H'))]
        assert version == 2 and kind == 2 and reader.at == len(self.raw), self.raw
        if self.renditions:
            first = self.renditions[0]
            self.rendition, self.width, self.height = first.mp4, first.width, first.height

    def outputs(self):
        """Bytes of everything but the report."""
        return {p.name: p.stat().st_size for p in self.folder.iterdir() if p.name != 'report'}


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix='vitrine-mediad-'))
        cls.addClassCleanup(shutil.rmtree, cls.folder)

    def clip(self, name, *args):
        """A clip made once per class."""
        path = self.folder / name
        if not path.exists():
            ffmpeg(*args, path)
        return path

    def job(self, clip, stage='first', memory=MEMORY, size=FILE, cut=()):
        """Runs a job; it must always end by itself with a report, and silently."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        opened = [os.open(clip, os.O_RDONLY)]
        opened += [os.open(folder / n, os.O_RDWR | os.O_CREAT, 0o600) for n in FILES]
        first = 40
        for i, fd in enumerate(opened):
            os.dup2(fd, first + i, inheritable=True)
            os.close(fd)

        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

        fds = range(first, first + len(opened))
        try:
            done = Done(folder, subprocess.run(
                [program(), '--stage', stage, *map(str, cut), '--files', str(first)], pass_fds=fds,
                env={'TZ': 'UTC0'}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, timeout=300, preexec_fn=limit))
        finally:
            for fd in fds:
                os.close(fd)
        self.assertEqual(done.status, 0, done.words)
        if done.refusal != 'NONE':
            self.assertEqual(set(done.outputs().values()), {0})
        return done

    def published(self, clip, **limits):
        done = self.job(clip, **limits)
        self.assertEqual(done.refusal, 'NONE', clip)
        self.assertEqual(done.codec, '')
        return done

    def refused(self, clip, why, **limits):
        done = self.job(clip, **limits)
        self.assertEqual(done.refusal, why, clip)
        self.assertEqual((done.duration_ms, done.renditions, done.hashes), (0, [], []))
        return done

    def written(self, name, data):
        path = self.folder / name
        path.write_bytes(data)
        return path


def boxes(data, at=0, end=None):
    """(name, start, end) of each MP4 box of a range."""
    end = len(data) if end is None else end
    while at + 8 <= end:
        size, = struct.unpack_from('>I', data, at)
        if size < 8:
            return
        yield data[at + 4:at + 8].decode('latin-1'), at, at + size
        at += size


def colours(path, places, seek=0):
    """Colours (red, green, blue) at places, as shares of width and height, of a picture."""
    width, height = 96, 96
    raw = run(['ffmpeg', '-v', 'error', '-ss', str(seek), '-i', str(path), '-frames:v', '1',
               '-vf', 'scale=%d:%d:flags=area:in_color_matrix=bt709' % (width, height)
               if path.suffix == '.mp4' else 'scale=%d:%d:flags=area' % (width, height),
               '-pix_fmt', 'rgb24', '-f', 'rawvideo', '-'])
    found = []
    for x, y in places:
        at = 3 * (int(y * height) * width + int(x * width))
        found.append(tuple(raw[at:at + 3]))
    return found


def near(a, b, slack):
    return all(abs(x - y) <= slack for x, y in zip(a, b))
