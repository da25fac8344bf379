"""What vitrine-mediad keeps of a clip when only a part of it is wanted: these pictures and no others, the sound with
them, and the poster of the moment that was asked for."""
import struct
import unittest

from mediad_job import Case, check_whole, colours, near, pictures, run

H264 = ('-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p')
# Each of 25 pictures is brighter than the one before: 25 a second.
STAIRS = 'color=black:s=96x96:r=25:d=%s,format=gray,geq=lum=30+8*mod(N\\,25)'
# A click of 2 ms at each full second.
CLICKS = 'aevalsrc=if(lt(mod(t\\,1)\\,0.002)\\,0.9*sin(2*PI*3000*t)\\,0):s=48000:d=%s'


class Cut(Case):
    def stairs(self, seconds=4):
        return self.clip('stairs%d.mkv' % seconds, '-f', 'lavfi', '-i', STAIRS % seconds, '-f', 'lavfi', '-i',
                         CLICKS % seconds, *H264, '-qp', '1', '-g', '50', '-c:a', 'flac')

    def numbers(self, path):
        """Of each picture, which of the clip's it is, of 25."""
        return [round((sum(p) / len(p) - 30) / 8) for p in pictures(path, '8x8')]

    def clicks(self, path):
        """When each click begins, in milliseconds."""
        raw = run(['ffmpeg', '-v', 'error', '-i', str(path), '-map', '0:a', '-ac', '1', '-ar', '48000', '-f', 's16le', '-'])
        found, last = [], -48000
        samples = struct.unpack('<%dh' % (len(raw) // 2), raw)
        loud = max(map(abs, samples)) / 3
        for i, value in enumerate(samples):
            if abs(value) > loud:
                if i - last > 24000:
                    found.append(i / 48)
                last = i
        return found

    def kept(self, *cut, stage='first'):
        done = self.job(self.stairs(), stage=stage, cut=cut)
        self.assertEqual(done.refusal, 'NONE')
        check_whole(self, done.rendition)
        return done

    def test_the_part_is_kept_to_the_picture_with_its_sound(self):
        for start, end, first, last, heard in ((1000, 3000, 25, 74, (0, 1000)), (1520, 2920, 38, 72, (480,)), (1110, 1910, 28, 47, ()),
                                               (0, 1000, 0, 24, (0,)), (2400, 0, 60, 99, (600,))):
            with self.subTest(start=start, end=end):
                done = self.kept('--from', start, '--to', end)
                self.assertEqual(done.duration_ms, (end or 4000) - start)
                found = self.numbers(done.rendition)
                self.assertEqual(len(found), last - first + 1)
                self.assertEqual(found, [n % 25 for n in range(first, last + 1)])
                clicks = self.clicks(done.rendition)
                self.assertEqual(len(clicks), len(heard), clicks)
                for click, expected in zip(clicks, heard):
                    self.assertLess(abs(click - expected), 8, clicks)

    def test_the_poster_is_of_the_wished_moment(self):
        path = self.clip('halves.mkv', '-f', 'lavfi', '-i', 'color=0xc85a32:s=320x240:r=25:d=2', '-f', 'lavfi', '-i',
                         'color=0x2040c0:s=320x240:r=25:d=2', '-filter_complex', '[0][1]concat', *H264)
        orange, blue = (200, 90, 50), (32, 64, 192)
        for cut, expected in (((), orange), (('--poster', 2101), blue), (('--poster', 1901), orange),
                              (('--from', 1500, '--poster', 601), blue), (('--from', 1500, '--poster', 1), orange),
                              (('--to', 3000, '--poster', 180001), blue)):
            with self.subTest(cut=cut):
                done = self.job(path, cut=cut)
                self.assertTrue(near(colours(done.poster, [(0.5, 0.5)])[0], expected, 14), cut)

    def test_larger_renditions_are_cut_in_the_same_place(self):
        path = self.clip('large.mkv', '-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=25:d=2', '-f', 'lavfi', '-i', 'sine=d=2',
                         *H264, '-c:a', 'flac')
        cut = ('--from', 500, '--to', 1500)
        first, rest = (self.job(path, stage=stage, cut=cut) for stage in ('first', 'rest'))
        self.assertEqual((first.duration_ms, rest.duration_ms), (1000, 1000))
        small, large = pictures(first.rendition, '32x32'), pictures(rest.rendition, '32x32')
        self.assertEqual((len(small), len(large)), (25, 25))
        for a, b in zip(small, large):
            self.assertTrue(near(a, b, 24))

    def test_a_part_with_no_sound_and_one_where_the_pictures_have_ended(self):
        path = self.clip('late.mkv', '-f', 'lavfi', '-i', STAIRS % 2, '-itsoffset', '1', '-f', 'lavfi', '-i', CLICKS % 3,
                         *H264, '-c:a', 'flac')
        silent = self.job(path, cut=('--to', 800))
        self.assertEqual((silent.refusal, silent.duration_ms, silent.audio), ('NONE', 800, 0))
        after = self.job(path, cut=('--from', 2500, '--to', 3500))
        self.assertEqual((after.refusal, after.duration_ms, after.audio), ('NONE', 1000, 1))
        self.assertEqual(len(pictures(after.rendition, '8x8')), 25)

    def test_a_part_behind_the_end_is_refused_with_it(self):
        done = self.refused(self.stairs(), 'CUT', cut=('--from', 4000))
        self.assertEqual(done.number, 4000)

    def test_a_clip_that_is_too_long_is_so_whatever_is_kept(self):
        path = self.clip('hours.mkv', '-f', 'lavfi', '-i', 'color=black:s=32x32:r=1:d=190', *H264)
        self.refused(path, 'TOO_LONG', cut=('--from', 1000, '--to', 3000))


if __name__ == '__main__':
    unittest.main()
