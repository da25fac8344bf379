"""What cameras, phones and old tools give vitrine-mediad, one fixture each: how the result looks and
sounds. Containers, colours and turns of the usual kinds are in test_mediad."""
import cmath
import math
import struct
import unittest

import marks
from mediad_job import Case, check_whole, colours, ffmpeg, near, pictures, probe, run, streams

H264 = ('-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p')
ORANGE = (200, 90, 50)


class Codecs(Case):
    @marks.slow
    def test_clips_of_older_cameras_and_tools(self):
        for name, rate, *how in (
                ('ps.mpg', 25, '-c:v', 'mpeg2video', '-c:a', 'mp2'),
                ('one.mpg', 25, '-c:v', 'mpeg1video', '-c:a', 'mp2'),
                ('movie.wmv', 25, '-c:v', 'wmv2', '-c:a', 'wmav2'),
                ('old.avi', 25, '-c:v', 'msmpeg4v2', '-c:a', 'adpcm_ms'),
                ('photo.avi', 25, '-c:v', 'mjpeg', '-pix_fmt', 'yuvj422p', '-c:a', 'adpcm_ima_wav'),
                ('dvd.vob', 25, '-c:v', 'mpeg2video', '-c:a', 'ac3', '-f', 'vob'),
                ('camera.mov', 25, '-s', '1280x720', '-c:v', 'dnxhd', '-profile:v', 'dnxhr_sq', '-c:a',
                 'pcm_s24le'),
                ('hq.mov', 25, '-c:v', 'prores_ks', '-profile:v', '4444', '-c:a', 'alac'),
                ('tape.avi', 25, '-s', '720x576', '-aspect', '4:3', '-c:v', 'dvvideo', '-pix_fmt',
                 'yuv420p', '-c:a', 'pcm_s16le')):
            with self.subTest(name=name):
                clip = self.clip(name, '-f', 'lavfi', '-i', 'color=0xc85a32:s=352x288:r=25:d=1', '-f',
                                 'lavfi', '-i', 'sine=d=1:r=48000', '-ac', '2', *how)
                done = self.published(clip)
                self.assertAlmostEqual(done.duration_ms, 1000, delta=150)
                self.assertEqual((done.audio, done.renditions[0].rate), (1, rate))
                colour, = colours(done.rendition, [(0.5, 0.5)])
                self.assertTrue(near(colour, ORANGE, 14), colour)
                check_whole(self, done.rendition)

    def test_sampling_and_depth_of_all_kinds_keep_their_colours(self):
        for kind, codec in (('yuv444p', 'libx264'), ('yuv422p', 'libx264'), ('yuv420p10le', 'libx264'),
                            ('yuv422p10le', 'libx265'), ('yuv444p12le', 'libx265'),
                            ('yuv420p12le', 'libx265'), ('rgb24', 'libx264rgb'),
                            ('yuvj420p', 'libx264'), ('yuv440p', 'libvpx-vp9')):
            with self.subTest(kind=kind):
                more = ['-x265-params', 'log-level=none'] if codec == 'libx265' else []
                clip = self.clip(kind + '.mkv', '-f', 'lavfi', '-i',
                                 'color=0xc85a32:s=320x240:d=0.2,format=gbrp', '-vf',
                                 'format=rgb24' if kind == 'rgb24' else 'scale=out_color_matrix=bt709:'
                                 'out_range=%s,format=%s' % ('pc' if 'j' in kind else 'tv', kind), '-c:v', codec, *more,
                                 '-b:v', '1M', *(() if kind == 'rgb24' else ('-colorspace', 'bt709')))
                colour, = colours(self.published(clip).rendition, [(0.5, 0.5)])
                self.assertTrue(near(colour, ORANGE, 9), colour)

    def test_grey_of_either_range_keeps_its_brightness(self):
        for wide, codec in (('tv', 'libx265'), ('pc', 'libx265'), ('tv', 'libaom-av1'), ('pc', 'libaom-av1')):
            with self.subTest(wide=wide, codec=codec):
                how = ('-x265-params', 'log-level=none:qp=4:range=%s' % ('full' if wide == 'pc' else 'limited')) \
                    if codec == 'libx265' else ('-cpu-used', '8', '-crf', '5', '-usage', 'realtime')
                clip = self.clip('grey-%s-%s.mkv' % (wide, codec), '-f', 'lavfi', '-i',
                                 'color=0xdcdcdc:s=160x240:d=0.2,format=gbrp[a];color=0x202020:s=160x240:d=0.2,'
                                 'format=gbrp[b];[a][b]hstack,scale=out_range=%s,format=gray' % wide, '-c:v', codec,
                                 *how, '-color_range', wide)
                self.assertEqual(probe(clip)['streams'][0]['pix_fmt'], 'gray')
                light, dark = colours(self.published(clip).rendition, [(0.25, 0.5), (0.75, 0.5)])
                self.assertTrue(near(light, (220,) * 3, 4) and near(dark, (32,) * 3, 4), (light, dark))

    def test_a_stream_of_streams_is_shown_to_its_end(self):
        part = self.clip('part.ogv', '-f', 'lavfi', '-i', 'testsrc2=s=320x240:r=25:d=1', '-f', 'lavfi', '-i',
                         'sine=d=1:r=48000', '-c:v', 'libtheora', '-q:v', '7', '-c:a', 'libvorbis').read_bytes()
        done = self.published(self.written('chained.ogv', part + part))
        self.assertAlmostEqual(done.duration_ms, 2000, delta=150)

    def test_tracks_of_other_kinds_are_passed_over(self):
        words = self.written('words.srt', b'1\n00:00:00,000 --> 00:00:01,000\nSecretWords\n')
        cover = self.clip('cover.png', '-f', 'lavfi', '-i', 'color=blue:s=640x640', '-frames:v', '1')
        clip = self.clip('tracks.mp4', '-f', 'lavfi', '-i', 'color=0xc85a32:s=320x240:d=1', '-f',
                         'lavfi', '-i', 'sine=d=1', '-i', words, '-i', cover, '-map', '0', '-map',
                         '1', '-map', '2', '-map', '3', *H264, '-c:v:1', 'png', '-c:a', 'aac', '-c:s',
                         'mov_text', '-disposition:v:1', 'attached_pic')
        done = self.published(clip)
        self.assertEqual((done.width, done.height, done.audio), (320, 240, 1))
        self.assertNotIn(b'SecretWords', done.rendition.read_bytes())
        colour, = colours(done.rendition, [(0.5, 0.5)])
        self.assertTrue(near(colour, ORANGE, 9), colour)

    def test_forty_subtitles_are_passed_over(self):
        words = self.written('line.srt', b'1\n00:00:00,000 --> 00:00:01,000\nx\n')
        source = self.clip('film.mkv', '-f', 'lavfi', '-i', 'color=0xc85a32:s=320x240:d=1', *H264)
        maps = [x for i in range(41) for x in ('-map', i)]
        clip = self.clip('subtitles.mkv', '-i', source, *('-i', words) * 40, *maps, '-c', 'copy')
        self.assertEqual(len(probe(clip)['streams']), 41)
        self.published(clip)

    def test_of_several_tracks_the_defaults_are_shown(self):
        clip = self.clip('two.mkv', '-f', 'lavfi', '-i', 'color=blue:s=640x480:d=1', '-f', 'lavfi',
                         '-i', 'color=0xc85a32:s=320x240:d=1', '-f', 'lavfi', '-i',
                         'anullsrc=d=1', '-f', 'lavfi', '-i', 'sine=d=1:f=880', '-map', '0', '-map',
                         '1', '-map', '2', '-map', '3', *H264, '-c:a', 'flac', '-t', '1',
                         '-disposition:v:0', '0', '-disposition:v:1', 'default', '-disposition:a:0',
                         '0', '-disposition:a:1', 'default')
        done = self.published(clip)
        self.assertEqual((done.width, done.height), (320, 240))
        raw = run(['ffmpeg', '-v', 'error', '-i', str(done.rendition), '-map', '0:a', '-f', 's16le',
                   '-'])
        self.assertGreater(max(struct.unpack('<%dh' % (len(raw) // 2), raw)), 2000)


class Upright(Case):
    def test_a_turn_that_stands_only_in_the_pictures(self):
        """A display orientation message of H.264, with no matrix in the file."""
        source = self.clip('plain.mp4', '-f', 'lavfi', '-i',
                           'color=red:s=160x240:d=0.4[a];color=blue:s=160x240:d=0.4[b];[a][b]hstack',
                           *H264)
        for rotate, places in ((90, ((0.5, 0.75), (0.5, 0.25))), (270, ((0.5, 0.25), (0.5, 0.75))),
                               (180, ((0.75, 0.5), (0.25, 0.5)))):
            with self.subTest(rotate=rotate):
                clip = self.clip('turn%d.mkv' % rotate, '-i', source, '-c', 'copy', '-bsf:v',
                                 'h264_metadata=display_orientation=insert:rotate=%d' % rotate)
                done = self.published(clip)
                turned = rotate % 180 != 0
                self.assertEqual((done.width, done.height), (240, 320) if turned else (320, 240))
                red, blue = colours(done.rendition, places)
                self.assertTrue(red[0] > 200 and blue[2] > 200, (red, blue))

    @marks.slow
    def test_shapes_of_pixels_and_odd_sizes(self):
        for size, shape, expected in (('720x480', '8/9', (640, 480)), ('720x480', '32/27', (720, 406)),
                                      ('353x287', '1/1', (352, 286)), ('480x480', '2/1', (480, 240)),
                                      ('101x99', '1/1', (100, 98))):
            with self.subTest(size=size, shape=shape):
                clip = self.clip('%s-%s.mkv' % (size, shape.replace('/', '-')), '-f', 'lavfi', '-i',
                                 'testsrc2=s=%s:d=0.3,setsar=%s' % (size, shape), '-c:v', 'libx264',
                                 '-pix_fmt', 'yuv444p')
                video = streams(self.published(clip).rendition)['video']
                self.assertLessEqual(abs(video['width'] - expected[0]), 2)
                self.assertLessEqual(abs(video['height'] - expected[1]), 2)
                self.assertEqual(video['sample_aspect_ratio'], '1:1')

    def test_a_clip_that_changes_its_size_keeps_its_first(self):
        parts = []
        for size in ('320x240', '160x240'):
            path = self.clip(size + '.ts', '-f', 'lavfi', '-i', 'color=0xc85a32:s=%s:r=25:d=1' % size,
                             *H264)
            parts.append(path.read_bytes())
        done = self.published(self.written('sizes.ts', b''.join(parts)))
        self.assertEqual((done.width, done.height), (320, 240))
        for at in (0.2, 1.2):
            colour, = colours(done.rendition, [(0.5, 0.5)], seek=at)
            self.assertTrue(near(colour, ORANGE, 12), colour)


class Woven(Case):
    """Interlaced pictures are taken apart; others are left alone."""

    def comb(self, path):
        """How much each row differs from the mean of its neighbours, against the neighbours' own
        difference: moving edges of woven fields look like a comb."""
        width, height = 320, 240
        raw = run(['ffmpeg', '-v', 'error', '-i', str(path), '-map', '0:v', '-vf', 'format=gray',
                   '-f', 'rawvideo', '-'])
        total = count = 0
        for at in range(0, len(raw) - width * height + 1, width * height * 4):
            rows = [raw[at + y * width:at + (y + 1) * width] for y in range(height)]
            for y in range(60, 180, 5):
                for above, here, below in zip(rows[y - 1], rows[y], rows[y + 1]):
                    total += max(0, abs(2 * here - above - below) - 2 * abs(above - below) - 8)
                    count += 1
        return total / count

    def woven(self, first):
        return self.clip('woven-%s.mkv' % first, '-f', 'lavfi', '-i', 'color=gray:s=320x240:r=50:d=2',
                         '-f', 'lavfi', '-i', 'color=white:s=20x160:r=50:d=2', '-filter_complex',
                         "[0][1]overlay=x='mod(n*7,300)':y=40,interlace=scan=%s:lowpass=off" % first,
                         '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-qp', '12', '-x264opts',
                         'tff=1' if first == 'tff' else 'bff=1')

    def test_woven_fields_are_taken_apart(self):
        for first in ('tff', 'bff'):
            with self.subTest(first=first):
                clip = self.woven(first)
                before, after = self.comb(clip), self.comb(self.published(clip).rendition)
                self.assertGreater(before, 4)
                self.assertLess(after, before / 4)

    def test_what_is_not_woven_is_left_as_it_is(self):
        """Fine rows that stand still would be lost by taking fields apart."""
        clip = self.clip('rows.mkv', '-f', 'lavfi', '-i',
                         "color=black:s=320x240:r=25:d=0.4,format=gray,geq=lum='if(mod(Y,2),200,40)'",
                         '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-qp', '8', '-field_order',
                         'progressive')
        raw = run(['ffmpeg', '-v', 'error', '-i', str(self.published(clip).rendition), '-frames:v',
                   '1', '-vf', 'format=gray', '-f', 'rawvideo', '-'])
        self.assertGreater(abs(raw[160 + 320 * 101] - raw[160 + 320 * 100]), 100)


class Rates(Case):
    def frames(self, done):
        return int(streams(done.rendition)['video']['nb_frames'])

    def distinct(self, done):
        """How many of the pictures differ from the one before: a picture shown again hardly does."""
        shown = pictures(done.rendition, '32x24')
        return 1 + sum(max(abs(a - b) for a, b in zip(one, two)) > 4
                       for one, two in zip(shown, shown[1:]))

    def test_absurd_rates_come_to_usual_ones_and_keep_their_length(self):
        for name, rate, seconds, suffix, expected in (
                ('slow', '1', 5, 'mp4', 10), ('slower', '1/10', 30, 'mp4', 10),
                ('fast', '1000', 1, 'mkv', 60), ('machine', '1000', 58, 'mp4', 60), ('ticks', '90000/3003', 2, 'mkv', 30000 / 1001)):
            with self.subTest(name=name):
                clip = self.clip('%s.%s' % (name, suffix), '-f', 'lavfi', '-i',
                                 'testsrc2=s=%s:r=%s:d=%d' % ('32x32' if seconds > 50 else '160x120', rate, seconds), *H264)
                done = self.published(clip)
                self.assertAlmostEqual(float(done.renditions[0].rate), expected, delta=0.01)
                self.assertAlmostEqual(done.duration_ms / 1000, seconds, delta=0.15)
                self.assertAlmostEqual(self.frames(done) / expected, seconds, delta=0.15)

    def test_each_picture_is_shown_when_it_was(self):
        """A clip that stands still for long and then hurries."""
        clip = self.clip('jumps.mp4', '-f', 'lavfi', '-i',
                         "color=black:s=64x64:r=25:d=6,format=gray,geq=lum='if(lt(T,3),30,if(lt(T,4),"
                         "120,220))',select='lt(mod(n,25),1)+between(n,75,99)'", '-fps_mode', 'vfr',
                         *H264)
        done = self.published(clip)
        rate = float(done.renditions[0].rate)
        shown = [picture[0] for picture in pictures(done.rendition, '1x1')]
        self.assertAlmostEqual(next(i for i, v in enumerate(shown) if v > 80) / rate, 3, delta=0.1)
        self.assertAlmostEqual(next(i for i, v in enumerate(shown) if v > 170) / rate, 4, delta=0.1)

    def test_a_clip_that_rests_is_as_fast_as_while_it_moves(self):
        for suffix in ('mp4', 'mkv'):
            with self.subTest(suffix=suffix):
                clip = self.clip('rests.' + suffix, '-f', 'lavfi', '-i',
                                 "testsrc2=s=320x240:r=60:d=14,select='lt(t,2)+not(mod(n,30))'",
                                 '-fps_mode', 'vfr', *H264)
                done = self.published(clip)
                self.assertEqual(float(done.renditions[0].rate), 60)
                self.assertAlmostEqual(done.duration_ms, 14000, delta=600)
                self.assertGreaterEqual(self.distinct(done), 142)

    def test_times_between_the_ticks_cost_no_picture(self):
        """Sound that begins before the pictures moves them off the ticks; Matroska rounds them."""
        clip = self.clip('f24.mkv', '-f', 'lavfi', '-i', 'testsrc2=s=320x240:r=24:d=4', '-f', 'lavfi',
                         '-i', 'sine=d=4:r=48000', *H264, '-c:a', 'aac')
        done = self.published(clip)
        self.assertEqual(float(done.renditions[0].rate), 24)
        self.assertGreaterEqual(self.distinct(done), 95)

    def test_a_clip_that_was_cut_without_coding_it_anew(self):
        """Most of what the file lists is hidden: it is there for the pictures after the cut."""
        long = self.clip('long.mp4', '-f', 'lavfi', '-i', 'testsrc2=s=320x240:r=25:d=6', '-f', 'lavfi',
                         '-i', 'sine=d=6', *H264, '-g', '250', '-c:a', 'aac')
        done = self.published(self.clip('cut.mp4', '-ss', '4.5', '-i', long, '-c', 'copy'))
        self.assertAlmostEqual(done.duration_ms, 1500, delta=100)
        self.assertEqual((float(done.renditions[0].rate), done.audio), (25, 1))
        self.assertGreaterEqual(self.distinct(done), 36)

    def test_the_last_picture_stays_as_long_as_it_says(self):
        for name, source, seconds in (('still', 'testsrc2=s=160x120:r=1/30:d=30', 30),
                                      ('slides', 'testsrc2=s=160x120:r=1/15:d=45', 45)):
            with self.subTest(name=name):
                done = self.published(self.clip(name + '.mp4', '-f', 'lavfi', '-i', source, *H264))
                self.assertAlmostEqual(done.duration_ms, 1000 * seconds, delta=50)
        whole = self.clip('whole.mp4', '-f', 'lavfi', '-i', 'testsrc2=s=32x32:r=10:d=175', *H264, '-bf', '0')
        clip = self.clip('claims.mp4', '-i', whole, '-c', 'copy', '-bsf:v',
                         'setts=duration=if(eq(N\\,1749)\\,60/TB\\,DURATION)')
        self.assertAlmostEqual(self.published(clip).duration_ms, 180500, delta=100)
        clip = self.clip('before.mp4', '-itsoffset', '0.3', '-i', clip, '-f', 'lavfi', '-i', 'sine=d=1', '-map', '0', '-map',
                         '1', '-c:v', 'copy', '-c:a', 'aac')
        self.assertAlmostEqual(self.published(clip).duration_ms, 180500, delta=100)

    def test_one_picture_is_a_clip(self):
        clip = self.clip('one.mp4', '-f', 'lavfi', '-i', 'color=0xc85a32:s=320x240:r=25', '-frames:v',
                         '1', *H264)
        done = self.published(clip)
        self.assertGreater(done.duration_ms, 0)
        colour, = colours(done.rendition, [(0.5, 0.5)])
        self.assertTrue(near(colour, ORANGE, 9), colour)
        check_whole(self, done.rendition)


class Sound(Case):
    def of(self, name, seconds, source, *how):
        return self.clip(name, '-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=25:d=%s' % seconds, '-f',
                         'lavfi', '-i', source, *H264, *how)

    def test_sound_that_ends_early_goes_on_in_silence(self):
        clip = self.of('short.mp4', 4, 'sine=d=1', '-c:a', 'aac')
        done = self.published(clip)
        found = streams(done.rendition)
        self.assertAlmostEqual(done.duration_ms, 4000, delta=60)
        self.assertAlmostEqual(float(found['audio']['duration']), 4, delta=0.1)
        raw = run(['ffmpeg', '-v', 'error', '-ss', '1.5', '-i', str(done.rendition), '-map', '0:a',
                   '-f', 's16le', '-'])
        self.assertLess(max(struct.unpack('<%dh' % (len(raw) // 2), raw)), 50)

    @marks.slow
    def test_one_ear_of_two_and_many_channels(self):
        for name, layout, codec in (('mono.mov', 'mono', 'pcm_s16le'), ('many.mkv', '7.1', 'flac'),
                                    ('quad.mkv', 'quad', 'libopus'), ('five.mp4', '5.1', 'ac3')):
            with self.subTest(name=name):
                clip = self.of(name, 2, 'sine=d=2:r=48000,aformat=channel_layouts=' + layout, '-c:a',
                               codec, *(('-mapping_family', '1') if codec == 'libopus' else ()))
                done = self.published(clip)
                audio = streams(done.rendition)['audio']
                self.assertEqual((audio['channels'], audio['channel_layout']), (2, 'stereo'))
                raw = run(['ffmpeg', '-v', 'error', '-i', str(done.rendition), '-map', '0:a', '-f',
                           's16le', '-'])
                both = struct.unpack('<%dh' % (len(raw) // 2), raw)
                self.assertGreater(min(max(both[0::2]), max(both[1::2])), 2000)

    def many(self, name, channels, layout, *how):
        """A clip with a tone of 440 Hz in the first channel, of 880 in the second, hum in the rest."""
        times = [2 * math.pi * i / 48000 for i in range(2 * 48000)]
        samples = [v for t in times for v in (int(8000 * math.sin(440 * t)), int(8000 * math.sin(
            880 * t)), *[int(8000 * math.sin(100 * t))] * (channels - 2))]
        raw = self.written(name + '.raw', struct.pack('<%dh' % len(samples), *samples))
        return self.clip(name, '-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=25:d=2', '-f', 's16le', '-ar',
                         '48000', '-ch_layout', layout, '-i', raw, *H264, *how)

    def heard(self, clip):
        """How loud 440, 880 and 100 Hz are in each ear, a second after the start."""
        raw = run(['ffmpeg', '-v', 'error', '-i', str(self.published(clip).rendition), '-map', '0:a',
                   '-f', 's16le', '-'])
        both = struct.unpack('<%dh' % (len(raw) // 2), raw)
        return [[abs(sum(v * cmath.exp(2j * math.pi * hertz * i / 48000) for i, v in
                         enumerate(ear[48000:52800]))) / 4800 for hertz in (440, 880, 100)]
                for ear in (both[0::2], both[1::2])]

    def test_of_channels_without_places_the_first_two_are_left_and_right(self):
        for channels, codec in ((9, 'pcm_s16le'), (12, 'pcm_f32le'), (15, 'pcm_s24le')):
            with self.subTest(channels=channels):
                clip = self.many('ch%d.mov' % channels, channels, '%dC' % channels, '-c:a', codec)
                (left, *not_left), (not_right, right, hum) = self.heard(clip)
                self.assertGreater(min(left, right), 1000)
                self.assertLess(max(*not_left, not_right, hum), 50)

    def test_of_ambisonics_both_ears_get_what_comes_from_all_sides(self):
        clip = self.many('ambisonic.mkv', 4, 'ambisonic 1', '-c:a', 'libopus', '-mapping_family', '2',
                         '-b:a', '512k')
        for ear in self.heard(clip):
            self.assertGreater(ear[0], 1000)
            self.assertLess(max(ear[1:]), 50)

    def test_a_track_of_sound_that_cannot_be_decoded_is_no_sound(self):
        clip = self.of('noise.mp4', 1, 'sine=d=1', '-c:a', 'aac', '-movflags', 'faststart')
        data = bytearray(clip.read_bytes())
        sound = probe(clip, '-select_streams', 'a', '-show_entries', 'packet=pos,size')['packets']
        for packet in sound:
            at, size = int(packet['pos']), int(packet['size'])
            data[at:at + size] = b'\xff' * size
        done = self.published(self.written('damaged.mp4', data))
        self.assertEqual(done.audio, 0)
        self.assertNotIn('audio', streams(done.rendition))


if __name__ == '__main__':
    unittest.main()
