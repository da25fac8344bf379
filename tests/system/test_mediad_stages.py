"""What vitrine-mediad makes of a clip in its two stages: renditions by size, HLS, what stands for the
clip, how loud it is, and what it says while it works."""
import os
import struct
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import marks
from mediad_job import FILES, Case, check_whole, loudness, pictures, probe, program, run, streams


def keys(path):
    packets = probe(path, '-select_streams', 'v', '-show_entries', 'packet=pts_time,flags')['packets']
    return [float(p['pts_time']) for p in packets if 'K' in p['flags']]


class Sizes(Case):
    """The smallest first, then what the clip has more; never larger than the clip."""

    def of(self, size, turn=None):
        name = size + (turn or '') + '.mp4'
        clip = self.clip('plain-' + name, '-f', 'lavfi', '-i', 'testsrc2=s=%s:r=10:d=0.5' % size,
                         '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p')
        if turn:
            clip = self.clip(name, '-i', clip, '-c', 'copy', '-metadata:s:v', 'rotate=' + turn)
        return clip

    def made(self, clip):
        first = self.published(clip)
        sizes = [(r.width, r.height) for r in first.renditions]
        if first.more:
            rest = self.published(clip, stage='rest')
            sizes += [(r.width, r.height) for r in rest.renditions]
            for rendition in rest.renditions:
                video = streams(rendition.mp4)['video']
                self.assertEqual((video['width'], video['height']),
                                 (rendition.width, rendition.height))
                check_whole(self, rendition.mp4)
        return sizes

    @marks.slow
    def test_no_rendition_is_larger_than_the_clip(self):
        for size, expected in (('320x240', [(320, 240)]), ('854x480', [(854, 480)]),
                               ('760x570', [(640, 480)]), ('642x642', [(480, 480), (642, 642)]),
                               ('720x1280', [(480, 854), (720, 1280)]),
                               ('1920x1080', [(854, 480), (1280, 720), (1920, 1080)]),
                               ('1080x2400', [(480, 1066), (720, 1600), (1080, 2400)]),
                               ('2560x1440', [(854, 480), (1280, 720), (1920, 1080)])):
            with self.subTest(size=size):
                self.assertEqual(self.made(self.of(size)), expected)

    def test_larger_renditions_are_the_right_way_up_too(self):
        self.assertEqual(self.made(self.of('1280x720', '90')), [(480, 854), (720, 1280)])

    def test_a_rest_of_nothing_is_refused(self):
        self.assertEqual(self.job(self.of('320x240'), stage='rest').refusal, 'INTERNAL')

    def test_the_rest_leaves_the_first_stages_files_empty(self):
        done = self.published(self.of('1920x1080'), stage='rest')
        self.assertEqual((done.poster.stat().st_size, done.strip.stat().st_size), (0, 0))
        self.assertEqual((done.hashes, done.blurhash, done.more), ([], '', 0))

    def test_each_rendition_looks_like_the_clip(self):
        clip = self.of('1920x1080')
        for stage in ('first', 'rest'):
            for rendition in self.published(clip, stage=stage).renditions:
                for mine, source in zip(pictures(rendition.mp4), pictures(clip)):
                    off = sum(abs(a - b) for a, b in zip(mine, source)) / len(source)
                    self.assertLess(off, 4)


class Parts(Case):
    """HLS of clips longer than a minute: one file, and where its parts are."""

    def long_done(self):
        return self.published(self.clip(
            'long.mp4', '-f', 'lavfi', '-i', 'testsrc2=s=160x120:r=30000/1001:d=63.3', '-f',
            'lavfi', '-i', 'sine=d=62', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt',
            'yuv420p', '-c:a', 'aac'))

    @marks.slow
    def test_the_parts_are_where_the_report_says_and_play_alone(self):
        done = self.long_done()
        rendition, = done.renditions
        data = rendition.hls.read_bytes()
        self.assertEqual(rendition.init_bytes + sum(b for b, _ in rendition.segments), len(data))
        self.assertAlmostEqual(sum(us for _, us in rendition.segments) / 1000, done.duration_ms,
                               delta=1)
        self.assertEqual(len(rendition.segments), 32)
        at, start = rendition.init_bytes, 0.0
        for index, (size, us) in enumerate(rendition.segments):
            if index in (0, 1, 15, 30, 31):
                alone = self.written('alone.mp4', data[:rendition.init_bytes] + data[at:at + size])
                check_whole(self, alone)
                found = keys(alone)
                self.assertEqual(len(found), 1, index)
                self.assertAlmostEqual(found[0], start, delta=0.002)
                packets = probe(alone, '-select_streams', 'v', '-show_entries',
                                'packet=pts_time')['packets']
                self.assertAlmostEqual(len(packets) / rendition.rate, us / 1e6, delta=0.001)
            self.assertEqual(data[at + 4:at + 8], b'moof')
            at, start = at + size, start + us / 1e6
        for _, us in rendition.segments[:-1]:
            self.assertEqual(us, 2002000)

    @marks.slow
    def test_they_hold_the_same_pictures_and_sound_as_the_whole(self):
        rendition, = self.long_done().renditions
        for kind in 'va':
            hashes = [run(['ffmpeg', '-v', 'error', '-i', str(path), '-map', '0:' + kind, '-c', 'copy',
                           '-f', 'md5', '-']) for path in (rendition.mp4, rendition.hls)]
            self.assertEqual(hashes[0], hashes[1])
        sound = [probe(path, '-select_streams', 'a', '-show_entries', 'packet=pts_time')['packets'][0]
                 for path in (rendition.mp4, rendition.hls)]
        self.assertAlmostEqual(float(sound[0]['pts_time']), float(sound[1]['pts_time']), delta=0.001)

    def test_nothing_of_the_clips_metadata_is_in_them(self):
        clip = self.clip('told.mp4', '-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=5:d=61', '-c:v',
                         'libx264', '-pix_fmt', 'yuv420p', '-metadata', 'title=SecretTitle')
        data = self.published(clip).renditions[0].hls.read_bytes()
        self.assertGreater(len(data), 1000)
        for word in (b'Secret', b'Lavf', b'Lavc', b'x264'):
            self.assertNotIn(word, data)

    def test_a_minute_has_none(self):
        clip = self.clip('minute.mp4', '-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=5:d=60', '-c:v',
                         'libx264', '-pix_fmt', 'yuv420p')
        rendition, = self.published(clip).renditions
        self.assertEqual((rendition.init_bytes, rendition.segments), (0, []))
        self.assertEqual(rendition.hls.stat().st_size, 0)

    def test_key_pictures_come_every_two_seconds_and_at_no_cut(self):
        clip = self.clip('cuts.mp4', '-f', 'lavfi', '-i',
                         "testsrc2=s=320x240:r=25:d=7,negate=enable='mod(floor(t/0.7),2)'", '-c:v',
                         'libx264', '-pix_fmt', 'yuv420p')
        self.assertEqual(keys(self.published(clip).rendition), [0, 2, 4, 6])


class Looks(Case):
    def test_a_first_stage_has_poster_strip_blurhash_and_a_hash_each_second(self):
        clip = self.clip('looks.mp4', '-f', 'lavfi', '-i', 'testsrc2=s=320x240:r=25:d=4.5', '-c:v',
                         'libx264', '-pix_fmt', 'yuv420p')
        done = self.published(clip)
        self.assertRegex(done.blurhash, r'^[0-9A-Za-z#$%*+,\-.:;=?@\[\]^_{|}~]{28}$')
        self.assertEqual([at for at, _, _ in done.hashes], [0, 1000, 2000, 3000, 4000])
        self.assertEqual(len({h for _, _, h in done.hashes}), 5)
        columns, rows, count, width, height = done.tiles
        self.assertGreaterEqual(count, 4)
        strip = probe(done.strip)['streams'][0]
        self.assertEqual((strip['width'], strip['height']), (columns * width, rows * height))
        self.assertGreaterEqual(columns * rows, count)

    def test_a_clip_that_stands_still_has_a_hash_each_second_too(self):
        clip = self.clip('still.mp4', '-f', 'lavfi', '-i', 'testsrc2=s=320x240:r=1/3:d=9', '-c:v',
                         'libx264', '-pix_fmt', 'yuv420p')
        done = self.published(clip)
        self.assertEqual([at for at, _, _ in done.hashes], [1000 * i for i in range(9)])
        self.assertEqual(len({h for _, _, h in done.hashes}), 3)


class Loud(Case):
    """Every clip is heard as loud as the others; silence stays silent."""

    def of(self, name, source, codec='aac'):
        return self.clip(name + '.mov', '-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=10:d=6', '-f',
                         'lavfi', '-i', source, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a',
                         codec, '-ac', '2')

    def test_loud_and_quiet_clips_come_to_the_same_loudness(self):
        noise = 'anoisesrc=c=pink:seed=3:d=6:a=%s'
        for name, amplitude in (('quiet', 0.08), ('loud', 0.95)):
            with self.subTest(name=name):
                clip = self.of(name, noise % amplitude, 'pcm_s16le')
                before, _ = loudness(clip)
                self.assertGreater(abs(before + 14), 1)
                after, peak = loudness(self.published(clip).rendition)
                # What is highest in noise does not outlive AAC: half a decibel of it.
                self.assertAlmostEqual(after, -14, delta=0.7)
                self.assertLess(peak, -0.5)

    def test_a_burst_of_noise_comes_out_under_the_peak(self):
        burst = 'if(lt(mod(t\\,0.7)\\,0.003)\\,0.99*(2*random(%d)-1)\\,0.002*(2*random(%d)-1))'
        clip = self.of('burst', 'aevalsrc=%s|%s:s=48000:d=6' % (burst % (0, 1), burst % (2, 3)),
                       'pcm_s16le')
        _, peak = loudness(self.published(clip).rendition)
        self.assertLess(peak, -0.8)
        self.assertGreater(peak, -4)

    def test_silence_stays_silent(self):
        clip = self.of('silent', 'anullsrc=r=48000:d=6')
        done = self.published(clip)
        self.assertEqual(done.audio, 1)
        raw = run(['ffmpeg', '-v', 'error', '-i', str(done.rendition), '-map', '0:a', '-f', 's16le',
                   '-'])
        self.assertEqual(set(raw), {0})


class Progress(Case):
    @marks.slow
    def test_a_job_says_how_far_it_is(self):
        clip = self.clip('work.mp4', '-f', 'lavfi', '-i', 'testsrc2=s=640x480:r=30:d=20', '-c:v',
                         'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p')
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        first = 40
        for i, name in enumerate([clip, *(folder / n for n in FILES)]):
            fd = os.open(name, os.O_RDWR | os.O_CREAT)
            os.dup2(fd, first + i, inheritable=True)
            os.close(fd)
        fds = range(first, first + 1 + len(FILES))
        seen = []
        with subprocess.Popen([program(), '--stage', 'first', '--files', str(first)], pass_fds=fds,
                              stdin=subprocess.DEVNULL) as process:
            while process.poll() is None:
                raw = os.pread(first + 1, 7, 0)
                if len(raw) == 7 and raw[:2] == b'\2\1':
                    said = struct.unpack('>BI', raw[2:])
                    if not seen or seen[-1] != said:
                        seen.append(said)
                time.sleep(0.02)
        for fd in fds:
            os.close(fd)
        self.assertEqual(process.returncode, 0)
        percents = [p for p, _ in seen]
        self.assertEqual(percents, sorted(percents))
        self.assertGreater(len(seen), 3)
        self.assertTrue(any(10 < p < 99 for p in percents), percents)
        self.assertEqual({d for p, d in seen if p > 11}, {20000})


if __name__ == '__main__':
    unittest.main()
