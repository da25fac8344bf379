"""Clips made to do harm, given to vitrine-mediad under a job's limits: each ends by itself, with a
clear reason or with what could be shown of it, within its memory."""
import struct
import unittest

from mediad_job import Case, boxes, check_whole

KIB, MIB = 1024, 1 << 20
H264 = ('-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p')


def box(name, *content):
    data = b''.join(content)
    return struct.pack('>I', 8 + len(data)) + name.encode() + data


class Hostile(Case):
    def plain(self, seconds=1):
        return self.clip('plain%d.mp4' % seconds, '-f', 'lavfi', '-i',
                         'testsrc2=s=160x120:r=25:d=%d' % seconds, '-f', 'lavfi', '-i',
                         'sine=d=%d' % seconds, *H264, '-c:a', 'aac', '-movflags', 'faststart')

    def patched(self, name, data, box_name, offset, value, layout='>I'):
        data = bytearray(data)
        struct.pack_into(layout, data, data.index(box_name) + 4 + offset, value)
        return self.written(name, data)

    def test_a_hundred_thousand_tracks(self):
        track = box('trak', box('tkhd', bytes(84)), box('mdia', box('mdhd', bytes(24)), box(
            'hdlr', bytes(8), b'vide', bytes(13))))
        clip = self.written('tracks.mp4', box('ftyp', b'isom', bytes(4), b'isom') + box(
            'moov', box('mvhd', bytes(100)), track * 100000))
        self.refused(clip, 'UNREADABLE')

    def test_what_a_file_claims_of_its_size_does_not_count(self):
        clip = self.clip('photo.avi', '-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=10:d=0.5', '-c:v',
                         'mjpeg', '-pix_fmt', 'yuvj420p')
        data = bytearray(clip.read_bytes())
        at = data.index(b'strf') + 8
        struct.pack_into('<ii', data, at + 4, 60000, 60000)
        done = self.published(self.written('claim.avi', data))
        self.assertEqual((done.width, done.height), (64, 64))

    def test_pictures_of_sixty_thousand_pixels_are_refused_with_the_limit(self):
        clip = self.clip('small.avi', '-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=10:d=0.5', '-c:v',
                         'mjpeg', '-pix_fmt', 'yuvj420p')
        data, at = bytearray(clip.read_bytes()), 0
        struct.pack_into('<ii', data, data.index(b'strf') + 12, 60000, 60000)
        while (at := data.find(b'\xff\xc0\x00\x11\x08', at + 1)) > 0:
            struct.pack_into('>HH', data, at + 5, 60000, 60000)
        done = self.refused(self.written('large.avi', data), 'TOO_LARGE', memory=400 * MIB)
        self.assertEqual(done.number, 4096)

    def test_pictures_that_say_they_are_huge_cost_no_memory(self):
        """The first picture is small; each later one says 65,500 pixels a side."""
        clip = self.clip('grow.avi', '-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=10:d=2', '-c:v',
                         'mjpeg', '-pix_fmt', 'yuvj420p')
        data, at, count = bytearray(clip.read_bytes()), 0, 0
        while (at := data.find(b'\xff\xc0\x00\x11\x08', at + 1)) > 0:
            count += 1
            if count > 12:
                struct.pack_into('>HH', data, at + 5, 65500, 65500)
        done = self.job(self.written('grown.avi', data), memory=700 * MIB)
        self.assertIn(done.refusal, ('NONE', 'TOO_LARGE', 'UNREADABLE'))
        self.assertEqual(count, 20)

    def test_enormous_pictures_in_a_tiny_file(self):
        clip = self.clip('bomb.mkv', '-f', 'lavfi', '-i', 'color=gray:s=4096x4096:r=10:d=2', *H264)
        self.assertLess(clip.stat().st_size, 100 * KIB)
        done = self.published(clip, memory=1024 * MIB)
        self.assertEqual((done.width, done.height), (480, 480))
        pictures = self.clip('png.avi', '-f', 'lavfi', '-i', 'color=gray:s=4096x4096:r=10:d=0.3',
                             '-c:v', 'png')
        self.assertEqual(self.refused(pictures, 'CODEC').codec, 'png')

    def test_a_claimed_length_of_forty_hours(self):
        data = self.plain().read_bytes()
        for name, offset in ((b'mvhd', 16), (b'mdhd', 16)):
            done = self.job(self.patched('hours.mp4', data, name, offset, 40 * 3600 * 1000))
            self.assertEqual(done.refusal, 'NONE')
            self.assertAlmostEqual(done.duration_ms, 1000, delta=100)
        # one picture that claims to stay for it
        at = data.index(b'stts') + 4
        count, = struct.unpack_from('>I', data, at + 4)
        self.assertEqual(count, 1)
        long = bytearray(data.replace(b'edts', b'free'))
        struct.pack_into('>I', long, at + 12, 0x7fffffff)
        self.assertEqual(self.job(self.written('stay.mp4', long)).refusal, 'TOO_LONG')

    def test_more_pictures_than_bytes_can_hold(self):
        data = bytearray(self.plain().read_bytes())
        at = data.index(b'stsz') + 4
        struct.pack_into('>II', data, at + 4, 1, 50000000)  # every picture has one byte
        self.assertIn(self.job(self.written('many.mp4', data)).refusal,
                      ('UNREADABLE', 'NO_FRAMES', 'TOO_LONG'))

    def test_boxes_that_go_round_and_round(self):
        nested = b''
        for _ in range(3000):
            nested = box('moov', nested)
        head = box('ftyp', b'isom', bytes(4), b'isom')
        self.refused(self.written('deep.mp4', head + nested), 'UNREADABLE')
        self.refused(self.written('zero.mp4', head + bytes(100 * KIB)), 'UNREADABLE')
        self.refused(self.written('size.mp4', head + b'\xff\xff\xff\xffmoov' + bytes(64)),
                     'UNREADABLE')

    def test_lists_that_name_other_files(self):
        other = self.plain()
        for name, text in (
                ('meta', ';FFMETADATA1\ntitle=x\n[STREAM]\n'),
                ('hls', '#EXTM3U\n#EXT-X-MAP:URI="%s"\n#EXTINF:1,\n%s\n' % (other, other)),
                ('key', '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="http://127.0.0.1/k"\n#EXTINF:1,\n'
                        'http://127.0.0.1/a.ts\n'),
                ('asx', '<asx version="3.0"><entry><ref href="%s"/></entry></asx>' % other),
                ('smil', '<smil><body><video src="%s"/></body></smil>' % other),
                ('url', '[InternetShortcut]\nURL=file://%s\n' % other),
                ('pls', '[playlist]\nFile1=%s\n' % other),
                ('svg', '<svg xmlns="http://www.w3.org/2000/svg"><image href="%s"/></svg>' % other)):
            with self.subTest(name=name):
                self.refused(self.written(name + '.mp4', text.encode()), 'UNREADABLE')
                padded = text.encode() + b'\n#' + b'x' * 100000
                self.refused(self.written(name + '.ts', padded), 'UNREADABLE')

    def test_every_cut_of_a_clip_ends_in_a_report(self):
        data = self.plain().read_bytes()
        seen = set()
        for share in range(0, 100, 7):
            done = self.job(self.written('cut.mp4', data[:len(data) * share // 100]))
            seen.add(done.refusal)
            if done.refusal == 'NONE':
                check_whole(self, done.rendition)
        self.assertLessEqual(seen, {'NONE', 'UNREADABLE', 'NO_FRAMES', 'NO_VIDEO'})
        self.assertIn('UNREADABLE', seen)

    def test_an_index_that_points_outside_the_file(self):
        data = bytearray(self.plain().read_bytes())
        self.assertIn('moov', [n for n, _, _ in boxes(data)])
        at = data.index(b'stco') + 4
        count, = struct.unpack_from('>I', data, at + 4)
        for i in range(count):
            struct.pack_into('>I', data, at + 8 + 4 * i, 0xfffffff0)
        self.assertIn(self.job(self.written('outside.mp4', data)).refusal,
                      ('UNREADABLE', 'NO_FRAMES'))


if __name__ == '__main__':
    unittest.main()
