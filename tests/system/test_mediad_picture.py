"""A person's picture, by vitrine-mediad alone, confined as always: one square JPEG of whatever still came, or a
refusal in words."""
import struct
import unittest
import zlib

from mediad_job import Case, colours, ffmpeg, near, probe

RED, GREEN, BLUE, WHITE, GREY = (250, 10, 10), (10, 200, 10), (10, 10, 250), (255, 255, 255), (128, 128, 128)
# Left half red, right half blue, with a green band over the upper quarter: no two turns of it look alike.
FLAG = ('color=0xfa0a0a:s=%s:d=1,format=rgb24,drawbox=x=iw/2:w=iw/2:h=ih:t=fill:c=0x0a0afa,'
        'drawbox=w=iw:h=ih/4:t=fill:c=0x0ac80a')
UPPER, LOWER, LEFT, RIGHT = (0.5, 0.08), (0.5, 0.92), (0.08, 0.55), (0.92, 0.55)


def exif(way):
    """An APP1 segment that says how the picture lies, where it was taken, and with what."""
    tiff = b'MM\0*\0\0\0\x08' + struct.pack('>H', 2)
    tiff += struct.pack('>HHIHH', 0x112, 3, 1, way, 0)
    tiff += struct.pack('>HHII', 0x10f, 2, 18, 38) + bytes(4) + b'TheirSecretCamera\0'
    body = b'Exif\0\0' + tiff
    return b'\xff\xe1' + struct.pack('>H', len(body) + 2) + body


def png(width, height, rows=b'', depth=8, colour=2):
    def chunk(name, data):
        return struct.pack('>I', len(data)) + name + data + struct.pack('>I', zlib.crc32(name + data))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, depth, colour, 0, 0, 0)) +
            chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))


class Picture(Case):
    def still(self, name, size='640x480', *how):
        return self.clip(name, '-f', 'lavfi', '-i', FLAG % size, '-frames:v', '1', *how)

    def made(self, path, **limits):
        done = self.job(path, stage='picture', **limits)
        self.assertEqual((done.refusal, done.width, done.height), ('NONE', 256, 256), path)
        stream, = probe(done.poster, '-show_streams')['streams']
        self.assertEqual((stream['codec_name'], stream['width'], stream['height']), ('mjpeg', 256, 256))
        sizes = done.outputs()
        self.assertGreater(sizes.pop('poster.jpg'), 0)
        self.assertEqual(set(sizes.values()), {0})
        return done.poster

    def turned_away(self, path, why, number=0, **limits):
        done = self.job(path, stage='picture', **limits)
        self.assertEqual((done.refusal, done.number, done.width), (why, number, 0), path)

    def looks(self, path, upper, lower, left, right):
        for place, expected, found in zip('upper lower left right'.split(), (upper, lower, left, right),
                                          colours(path, [UPPER, LOWER, LEFT, RIGHT])):
            self.assertTrue(expected is None or near(found, expected, 40), (place, expected, found))

    def test_each_kind_becomes_a_square_of_its_middle(self):
        for name, *how in (('a.jpg', '-q:v', '2'), ('a.png',), ('grey.png',),
                           ('deep.png', '-pix_fmt', 'rgb48be'), ('a.webp',), ('b.webp', '-lossless', '1')):
            with self.subTest(name=name):
                path = self.still(name, '640x480', *how)
                found = colours(self.made(path), [(0.02, 0.6), (0.98, 0.6), (0.5, 0.05)])
                for colour, expected in zip(found, (RED, BLUE, GREEN)):
                    self.assertTrue(near(colour, expected, 40), (colour, expected))

    def test_it_is_upright_and_keeps_nothing_of_its_exif(self):
        plain = self.still('plain.jpg', '300x300', '-q:v', '2').read_bytes()
        lies = {1: (), 2: ('hflip',), 3: ('hflip', 'vflip'), 4: ('vflip',), 5: ('transpose=0',),
                6: ('transpose=2',), 7: ('transpose=3',), 8: ('transpose=1',)}
        for way, filters in lies.items():
            with self.subTest(way=way):
                lying = self.still('lying%d.jpg' % way, '300x300', '-vf', ','.join(filters) or 'null', '-q:v', '2')
                data = lying.read_bytes()
                path = self.written('exif%d.jpg' % way, data[:2] + exif(way) + data[2:])
                made = self.made(path)
                self.looks(made, GREEN, None, RED, BLUE)
                left = made.read_bytes()
                self.assertNotIn(b'Exif', left)
                self.assertNotIn(b'Secret', left)
        self.assertEqual(plain[:2], b'\xff\xd8')

    def test_a_tall_a_wide_and_a_small_one(self):
        for size in ('100x900', '900x100', '1x1', '1200x800', '17x16'):
            with self.subTest(size=size):
                self.made(self.still(size + '.png', size))

    def test_what_is_transparent_is_white(self):
        path = self.clip('clear.png', '-f', 'lavfi', '-i', 'color=black@0:s=64x64:d=1,format=rgba', '-frames:v', '1')
        self.looks(self.made(path), WHITE, WHITE, WHITE, WHITE)
        half = self.written('half.png', png(1, 1, b'\0\0\0\0\x80', colour=6))
        self.looks(self.made(half), GREY, GREY, GREY, GREY)

    def test_of_a_moving_png_the_first_picture_is_shown(self):
        path = self.clip('moving.apng', '-f', 'lavfi', '-i', 'color=0xfa0a0a:s=64x64:r=2:d=1', '-f', 'lavfi', '-i',
                         'color=0x0a0afa:s=64x64:r=2:d=1', '-filter_complex', '[0][1]concat', '-f', 'apng')
        self.looks(self.made(path), RED, RED, RED, RED)

    def test_what_is_no_picture_is_refused_in_words(self):
        svg = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
        for name, data in (('empty', b''), ('text.png', b'a text that is called a picture'), ('svg', svg),
                           ('one', b'\xff'), ('gif', b'GIF89a' + bytes(40)), ('bmp', b'BM' + bytes(60)),
                           ('list', b'#EXTM3U\n/etc/passwd\n'), ('sig.png', png(8, 8)[:8]), ('none.png', png(8, 8)),
                           ('bad.png', png(8, 8, bytes(8 * 25), depth=3)), ('zero.png', png(0, 8))):
            with self.subTest(name=name):
                self.turned_away(self.written('no-' + name, data), 'PICTURE')

    def test_half_a_picture_is_none(self):
        for name in ('whole.jpg', 'whole.png', 'whole.webp'):
            path = self.clip(name, '-f', 'lavfi', '-i', 'testsrc2=s=400x400:d=1', '-frames:v', '1')
            data = path.read_bytes()
            self.made(path)
            for share in (0.3, 0.6, 0.9):
                with self.subTest(name=name, share=share):
                    self.turned_away(self.written('part', data[:int(len(data) * share)]), 'PICTURE')

    def test_a_bomb_is_refused_by_its_head(self):
        self.turned_away(self.written('bomb.png', png(60000, 60000, bytes(1 << 20))), 'PICTURE_LARGE', 8192)
        self.turned_away(self.written('long.png', png(8193, 8000)), 'PICTURE_LARGE', 8192)
        head = b'\xff\xd8\xff\xc0\0\x11\x08' + struct.pack('>HH', 60000, 60000)
        self.turned_away(self.written('bomb.jpg', head + bytes(99)), 'PICTURE_LARGE', 8192)
        self.turned_away(self.written('line.png', png(1, 17)), 'PICTURE_SHAPE', 16)

    def test_webp_that_moves_is_refused_in_words(self):
        body = b'WEBPVP8X' + struct.pack('<I', 10) + b'\x02\0\0\0' + b'\x3f\0\0' * 2
        self.turned_away(self.written('moves.webp', b'RIFF' + struct.pack('<I', len(body)) + body), 'PICTURE_MOVES')

    def test_the_largest_fits_a_job(self):
        self.made(self.clip('48.jpg', '-f', 'lavfi', '-i', 'color=0xfa0a0a:s=8064x6048:d=1', '-frames:v', '1',
                            '-q:v', '20', '-pix_fmt', 'yuvj420p'))

    def test_an_oversized_file_is_refused(self):
        with open(self.folder / 'sparse', 'wb') as f:
            f.truncate((5 << 20) + 1)
        self.turned_away(self.folder / 'sparse', 'PICTURE')


if __name__ == '__main__':
    unittest.main()
