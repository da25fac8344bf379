"""What the pure parts of media make of pictures and sound, beside other programs that do the same:
Blurhash's own encoder (an npm package), FFmpeg's deinterlacer and its loudness meter."""
import random
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import marks
import region as harness

HERE = Path(__file__).resolve().parents[1] / 'looks'


def looks(*args, **options):
    program = str(harness.build_folder() / 'tests' / 'looks')
    return subprocess.run([program, *map(str, args)], capture_output=True, check=True, timeout=300,
                          **options).stdout


def ffmpeg(*args, **options):
    return subprocess.run(['ffmpeg', '-hide_banner', '-y', *map(str, args)], capture_output=True,
                          check=True, timeout=300, **options)


def install():
    """The packages of others, when the lock file changed."""
    lock = (HERE / 'package-lock.json').read_text()
    mark = HERE / 'node_modules' / '.vitrine-lock'
    if not mark.exists() or mark.read_text() != lock:
        subprocess.run(['npm', 'ci', '--no-audit', '--no-fund'], cwd=HERE, check=True,
                       stdin=subprocess.DEVNULL, capture_output=True, timeout=300)
        mark.write_text(lock)


class Blurhash(unittest.TestCase):
    @staticmethod
    def pictures():
        source = random.Random(83)
        for i in range(60):
            width, height = source.choice([(1, 1), (2, 3), (32, 18), (18, 32), (128, 128), (127, 5),
                                           (source.randint(1, 128), source.randint(1, 128))])
            low, high = sorted((source.randint(0, 255), source.randint(0, 255)))
            a, b = source.randint(1, 40), source.randint(1, 40)
            pixels = bytearray()
            for y in range(height):
                for x in range(width):
                    for k in range(3):
                        wave = (x * a * (k + 1) // 4 + y * b // (k + 1)) % 256
                        noise = source.randint(low, high) if i % 3 == 0 else high
                        pixels.append(wave if i % 3 == 1 else (wave + noise) // 2)
            yield width, height, bytes(pixels)

    def test_the_text_is_that_of_the_formats_own_encoder(self):
        install()
        pictures = list(self.pictures())
        lines = ['%d %d %d %d %s' % (w, h, 3 if h > w else 4, 4 if h > w else 3, p.hex())
                 for w, h, p in pictures]
        theirs = subprocess.run(['node', 'blurhash.mjs'], cwd=HERE, input='\n'.join(lines) + '\n',
                                capture_output=True, text=True, check=True,
                                timeout=300).stdout.split('\n')[:-1]
        ours = [looks('blurhash', w, h, input=p).decode().strip() for w, h, p in pictures]
        self.assertEqual(len(theirs), 60)
        self.assertEqual(ours, theirs)
        self.assertGreater(len(set(ours)), 50)


class Interlace(unittest.TestCase):
    """Fifty moments a second become 25 interlaced pictures, and those 25 of one moment each."""

    def psnr(self, folder, raw, name):
        said = ffmpeg(*raw, '25', '-i', folder / name, *raw, '50', '-i', folder / 'moments',
                      '-lavfi', "[1]select='not(mod(n,2))',setpts=N/25/TB[wanted];"
                      '[0]setpts=N/25/TB[got];[got][wanted]psnr', '-f', 'null', '-').stderr.decode()
        return float(re.search(r'PSNR .*average:([\d.]+|inf)', said).group(1))

    def compare(self, source, size, form, field):
        width, height = map(int, size.split('x'))
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            raw = ['-f', 'rawvideo', '-s', size, '-pix_fmt', form, '-r']
            ffmpeg('-f', 'lavfi', '-i', source, '-t', '1', '-pix_fmt', form, '-f', 'rawvideo',
                   folder / 'moments')
            order = {'even': ('interleave_top', 'tff'), 'odd': ('interleave_bottom', 'bff')}[field]
            ffmpeg(*raw, '50', '-i', folder / 'moments', '-vf', 'tinterlace=mode=' + order[0],
                   '-pix_fmt', form, '-f', 'rawvideo', folder / 'fields')
            ffmpeg(*raw, '25', '-i', folder / 'fields', '-vf',
                   'setfield=%s,yadif=mode=send_frame:parity=%s' % (order[1], order[1]), '-pix_fmt',
                   form, '-f', 'rawvideo', folder / 'theirs')
            made = looks('interlace', width, height, 2 if '10' in form else 1, field,
                         input=(folder / 'fields').read_bytes())
            (folder / 'ours').write_bytes(made)
            self.assertEqual(len(made), (folder / 'theirs').stat().st_size)
            return [self.psnr(folder, raw, name) for name in ('ours', 'theirs', 'fields')]

    @marks.slow
    def test_pictures_are_as_near_to_the_moment_as_yadifs(self):
        for source, size, form, field in (
                ('testsrc2=s=640x480:r=50', '640x480', 'yuv420p', 'even'),
                ('testsrc2=s=640x480:r=50', '640x480', 'yuv420p', 'odd'),
                ('testsrc2=s=640x480:r=50', '640x480', 'yuv420p10le', 'even'),
                ('mandelbrot=s=720x576:r=50', '720x576', 'yuv420p', 'even'),
                ('mandelbrot=s=720x576:r=50', '720x576', 'yuv420p', 'odd')):
            with self.subTest(source=source, form=form, field=field):
                ours, theirs, _ = self.compare(source, size, form, field)
                self.assertGreater(ours, theirs - 1)

    def test_what_moves_loses_its_comb(self):
        pan = 'testsrc=s=1280x720:r=50,crop=640:480:x=n*6:y=0'
        ours, _, fields = self.compare(pan, '640x480', 'yuv420p', 'even')
        self.assertGreater(ours, fields + 3)

    def test_what_stands_still_keeps_every_row(self):
        ours, _, _ = self.compare('mandelbrot=s=640x480:r=50,trim=end_frame=1,loop=-1:1', '640x480',
                                  'yuv420p', 'even')
        self.assertEqual(ours, float('inf'))


class Loudness(unittest.TestCase):
    """What the meter of FFmpeg says of sound that was levelled."""

    RAW = ['-f', 'f32le', '-ar', '48000', '-ac', '2']

    def levelled(self, source):
        raw = ffmpeg('-f', 'lavfi', '-i', source, '-t', '12', *self.RAW, '-').stdout
        made = looks('loudness', input=raw)
        self.assertEqual(len(made), len(raw))
        return raw, made

    def measure(self, raw):
        said = ffmpeg('-nostats', *self.RAW, '-i', '-', '-af', 'ebur128=peak=true', '-f', 'null', '-',
                      input=raw).stderr.decode().split('Summary:')[1]
        return [float(re.search(p, said).group(1))
                for p in (r'I: +(\S+) LUFS', r'Peak: +(\S+) dBFS')]

    SOURCES = {
        'a tone': 'sine=f=440',
        'a soft tone': 'sine=f=440,volume=-20dB',
        'far too loud': 'aevalsrc=0.99*sgn(sin(2*PI*200*t))|0.99*sgn(sin(2*PI*310*t)):s=48000',
        'noise': 'anoisesrc=c=pink:a=0.2:r=48000:seed=7',
        'white noise, soft': 'anoisesrc=c=white:a=0.02:r=48000:seed=7',
        'beats': "aevalsrc='0.9*sin(2*PI*60*t)*exp(-8*mod(t\\,0.5))"
                 "+0.3*sin(2*PI*3000*t)*exp(-60*mod(t\\,0.25))':s=48000",
        'clicks': "aevalsrc='if(lt(mod(t\\,1)\\,0.001)\\,0.95\\,0.02*sin(2*PI*300*t))':s=48000",
        'syllables': "aevalsrc='0.05*(1+sin(2*PI*4*t))*gt(sin(2*PI*0.4*t)\\,-0.5)"
                     "*(mod(t*120\\,1)-0.5)+0.01*sin(2*PI*2500*t)':s=48000",
    }

    @marks.slow
    def test_everything_is_as_loud_and_no_peak_too_high(self):
        for name, source in self.SOURCES.items():
            with self.subTest(name):
                _, made = self.levelled(source)
                loudness, peak = self.measure(made)
                self.assertAlmostEqual(loudness, -14, delta=0.5)
                self.assertLessEqual(peak, -1.0)

    def test_silence_stays_silent(self):
        for source in ('anullsrc', 'anoisesrc=c=pink:a=0.0001:r=48000:seed=7'):
            raw, made = self.levelled(source)
            self.assertEqual(made, raw)

    @marks.slow
    def test_the_encoder_keeps_the_peak_under_one_decibel(self):
        for name in ('noise', 'beats', 'syllables'):
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                _, made = self.levelled(self.SOURCES[name])
                ffmpeg(*self.RAW, '-i', '-', '-c:a', 'aac', '-b:a', '128k', folder + '/sound.m4a',
                       input=made)
                loudness, peak = self.measure(
                    ffmpeg('-i', folder + '/sound.m4a', *self.RAW, '-').stdout)
                self.assertAlmostEqual(loudness, -14, delta=1)
                self.assertLessEqual(peak, -1.0 + 0.3)


if __name__ == '__main__':
    unittest.main()
