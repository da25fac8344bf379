"""vitrine-mediad alone, confined as always, on clips of FFmpeg's own sources: what it publishes, how
that looks and sounds, and what it refuses. Where VITRINE_MEDIA names a folder of real clips, these
come to what its MANIFEST.tsv says."""
import csv
import os
import random
import re
import struct
import subprocess
import unittest
from pathlib import Path

import marks
from mediad_job import REFUSALS, Case, boxes, check_whole, colours, near, probe, program, run, streams


class Form(Case):
    """What is published is what every browser plays, and says nothing of where it comes from."""

    def phone(self):
        return self.clip(
            'phone.mov', '-f', 'lavfi', '-i', 'testsrc2=s=720x1280:r=30:d=5', '-f', 'lavfi', '-i',
            'sine=d=5', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a',
            'aac', '-metadata', 'location=+48.1374+011.5755/', '-metadata', 'title=SecretTitle',
            '-metadata', 'creation_time=2021-03-04T05:06:07Z', '-metadata', 'comment=SecretComment',
            '-metadata', 'make=SecretMaker', '-movflags', 'use_metadata_tags')

    def test_a_phones_clip_becomes_a_rendition_that_plays_everywhere(self):
        done = self.published(self.phone())
        found = streams(done.rendition)
        video, audio = found['video'], found['audio']
        self.assertEqual(len(found), 2)
        self.assertEqual((video['codec_name'], video['profile'], video['pix_fmt']),
                         ('h264', 'High', 'yuv420p'))
        self.assertEqual((video['width'], video['height']), (480, 854))
        self.assertEqual((done.width, done.height, done.audio), (480, 854, 1))
        self.assertEqual((video['sample_aspect_ratio'], video['avg_frame_rate']), ('1:1', '30/1'))
        self.assertEqual((audio['codec_name'], audio['profile'], audio['sample_rate'],
                          audio['channels']), ('aac', 'LC', '48000', 2))
        self.assertAlmostEqual(done.duration_ms, 5000, delta=50)
        self.assertAlmostEqual(float(video['duration']), 5, delta=0.05)
        self.assertAlmostEqual(float(audio['duration']), 5, delta=0.05)

    def test_colours_are_said_to_be_bt709(self):
        video = streams(self.published(self.phone()).rendition)['video']
        for name in ('color_space', 'color_transfer', 'color_primaries'):
            self.assertEqual(video[name], 'bt709')
        self.assertEqual(video['color_range'], 'tv')

    def test_the_index_comes_first(self):
        data = self.published(self.phone()).rendition.read_bytes()
        order = [name for name, _, _ in boxes(data)]
        self.assertLess(order.index('moov'), order.index('mdat'))
        self.assertEqual(list(boxes(data))[-1][2], len(data))

    def test_a_seek_lands_within_two_seconds(self):
        frames = probe(self.published(self.phone()).rendition, '-select_streams', 'v',
                       '-show_entries', 'packet=pts_time,flags')['packets']
        keys = [float(p['pts_time']) for p in frames if 'K' in p['flags']]
        self.assertEqual(keys[0], 0)
        for earlier, later in zip(keys, keys[1:] + [5.0]):
            self.assertLessEqual(later - earlier, 2.01)

    def test_nothing_of_the_clips_metadata_is_passed_on(self):
        done = self.published(self.phone())
        source = self.phone().read_bytes()
        for path in (done.rendition, done.poster):
            data = path.read_bytes()
            for word in (b'Secret', b'48.13', b'Lavf', b'Lavc', b'x264', b'Exif'):
                self.assertNotIn(word, data)
        self.assertIn(b'SecretTitle', source)
        self.assertIn(b'48.13', source)
        found = probe(done.rendition)
        self.assertEqual(found['chapters'], [])
        self.assertEqual(set(found['format']['tags']),
                         {'major_brand', 'minor_version', 'compatible_brands'})

    def test_the_poster_is_the_first_picture_that_is_not_black(self):
        clip = self.clip('dark.mp4', '-f', 'lavfi', '-i',
                         'color=black:s=320x240:d=1[a];color=0xc04020:s=320x240:d=1[b];'
                         '[a][b]concat', '-c:v', 'libx264', '-pix_fmt', 'yuv420p')
        done = self.published(clip)
        self.assertEqual(done.poster.read_bytes()[:3], b'\xff\xd8\xff')
        found = probe(done.poster)['streams'][0]
        self.assertEqual((found['codec_name'], found['width'], found['height']),
                         ('mjpeg', 320, 240))
        colour, = colours(done.poster, [(0.5, 0.5)])
        self.assertTrue(near(colour, (0xc0, 0x40, 0x20), 8), colour)

    def test_a_black_clip_has_a_poster_too(self):
        clip = self.clip('black.mp4', '-f', 'lavfi', '-i', 'color=black:s=320x240:d=0.5', '-c:v',
                         'libx264', '-pix_fmt', 'yuv420p')
        self.assertGreater(self.published(clip).poster.stat().st_size, 100)

    def test_small_clips_stay_small_and_pixels_become_square(self):
        for name, size, shape, shown in (('small', '160x120', '1/1', (160, 120)),
                                         ('tv', '720x576', '16/15', (640, 480)),
                                         ('odd', '321x241', '1/1', (320, 240))):
            with self.subTest(name=name):
                clip = self.clip(name + '.mp4', '-f', 'lavfi', '-i',
                                 'testsrc2=s=%s:d=0.4,setsar=%s' % (size, shape), '-c:v', 'libx264',
                                 '-pix_fmt', 'yuv444p')
                video = streams(self.published(clip).rendition)['video']
                self.assertEqual((video['width'], video['height']), shown)
                self.assertEqual(video['sample_aspect_ratio'], '1:1')

    @marks.slow
    def test_every_container_and_codec_that_is_allowed(self):
        for name, *codecs in (('a.webm', 'libvpx-vp9', 'libopus'), ('a.mkv', 'libx265', 'flac'),
                              ('b.webm', 'libvpx', 'libvorbis'), ('a.avi', 'mpeg4', 'libmp3lame'),
                              ('a.ts', 'mpeg2video', 'mp2'), ('a.flv', 'flv', 'libmp3lame'),
                              ('a.mov', 'prores', 'pcm_s16le'), ('a.3gp', 'h263', 'aac'),
                              ('a.ogv', 'libtheora', 'libvorbis'), ('a.mp4', 'libaom-av1', 'ac3'),
                              ('b.avi', 'mjpeg', 'pcm_s16le'), ('b.mkv', 'libx264', 'eac3')):
            with self.subTest(name=name, codecs=codecs):
                more = ['-cpu-used', '8'] if codecs[0].startswith(('libaom', 'libvpx')) else []
                clip = self.clip(name, '-f', 'lavfi', '-i', 'testsrc2=s=352x288:r=25:d=1', '-f',
                                 'lavfi', '-i', 'sine=d=1:r=48000', '-c:v', codecs[0], '-c:a',
                                 codecs[1], *more)
                done = self.published(clip)
                self.assertAlmostEqual(done.duration_ms, 1000, delta=130)
                self.assertEqual(done.audio, 1)
                self.assertEqual(streams(done.rendition)['video']['avg_frame_rate'], '25/1')


def turned(data, matrix):
    """The clip with another display matrix in its (only) track header."""
    data = bytearray(data)
    at = data.index(b'tkhd') + 4 + 40
    values = [v << 16 for v in matrix]
    full = [values[0], values[1], 0, values[2], values[3], 0, 0, 0, 1 << 30]
    data[at:at + 36] = struct.pack('>9i', *full)
    return bytes(data)


class Look(Case):
    """A clip looks as it did on the phone."""

    CORNERS = {'red': (220, 40, 40), 'green': (40, 200, 60), 'blue': (50, 60, 220),
               'white': (235, 235, 235)}

    def corners(self):
        return self.clip(
            'corners.mp4', '-f', 'lavfi', '-i',
            'color=0xdc2828:s=160x120:d=0.4,format=gbrp[a];color=0x28c83c:s=160x120:d=0.4,format=gbrp'
            '[b];color=0x323cdc:s=160x120:d=0.4,format=gbrp[c];color=0xebebeb:s=160x120:d=0.4,'
            'format=gbrp[d];[a][b]hstack[e];[c][d]hstack[f];[e][f]vstack,'
            'scale=out_color_matrix=bt709,format=yuv420p', '-c:v', 'libx264', '-colorspace', 'bt709',
            '-qp', '10').read_bytes()

    def test_turned_and_mirrored_clips_are_shown_the_right_way_up(self):
        # where the corners red, green, blue, white (left to right, top to bottom) end
        rows = (((1, 0, 0, 1), 'red green blue white'), ((0, 1, -1, 0), 'blue red white green'),
                ((-1, 0, 0, -1), 'white blue green red'), ((0, -1, 1, 0), 'green white red blue'),
                ((-1, 0, 0, 1), 'green red white blue'), ((1, 0, 0, -1), 'blue white red green'),
                ((0, 1, 1, 0), 'red blue green white'), ((0, -1, -1, 0), 'white green blue red'))
        for matrix, expected in rows:
            with self.subTest(matrix=matrix):
                done = self.published(self.written('turned.mp4', turned(self.corners(), matrix)))
                upright = matrix[0] != 0
                self.assertEqual((done.width, done.height), (320, 240) if upright else (240, 320))
                for path in (done.rendition, done.poster):
                    places = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]
                    for name, colour in zip(expected.split(), colours(path, places)):
                        self.assertTrue(near(colour, self.CORNERS[name], 9),
                                        (path.name, name, colour))

    @marks.slow
    def test_matrices_and_ranges_of_all_kinds_keep_their_colours(self):
        wanted = (200, 90, 50)
        for matrix in ('bt709', 'smpte170m', 'bt470bg', 'smpte240m', 'bt2020nc'):
            for wide in ('tv', 'pc'):
                with self.subTest(matrix=matrix, range=wide):
                    clip = self.clip(
                        '%s-%s.mp4' % (matrix, wide), '-f', 'lavfi', '-i',
                        'color=0xc85a32:s=320x240:d=0.2,format=gbrp,scale=out_color_matrix=%s:'
                        'out_range=%s,format=yuv444p' % (matrix.replace('nc', ''), wide), '-c:v',
                        'libx264', '-qp', '4', '-colorspace', matrix, '-color_range', wide)
                    done = self.published(clip)
                    for path in (done.rendition, done.poster):
                        colour, = colours(path, [(0.5, 0.5)])
                        self.assertTrue(near(colour, wanted, 7), (path.name, colour))

    def test_unnamed_colours_are_guessed_by_size(self):
        for size, matrix in (('320x240', 'smpte170m'), ('1280x720', 'bt709')):
            clip = self.clip('unnamed-%s.mp4' % size, '-f', 'lavfi', '-i',
                             'color=0xc85a32:s=%s:d=0.1,format=gbrp,scale=out_color_matrix=%s,'
                             'format=yuv420p' % (size, matrix), '-c:v', 'libx264', '-qp', '4',
                             '-colorspace', 'unknown')
            colour, = colours(self.published(clip).rendition, [(0.5, 0.5)])
            self.assertTrue(near(colour, (200, 90, 50), 7), colour)

    def test_high_dynamic_range_is_brought_to_what_every_screen_shows(self):
        # Diffuse white (BT.2408) is 58 % of PQ and 75 % of HLG, in ten bits of limited range.
        for transfer, white, mid in (('smpte2084', 573, 397), ('arib-std-b67', 721, 397)):
            with self.subTest(transfer=transfer):
                clip = self.clip(
                    '%s.mp4' % transfer, '-f', 'lavfi', '-i',
                    "color=black:s=320x240:d=0.2,format=yuv420p10le,geq=lum='if(lt(X,160),%d,%d)':"
                    'cb=512:cr=512' % (white, mid), '-c:v', 'libx265', '-x265-params',
                    'log-level=none:lossless=1:colorprim=bt2020:transfer=%s:colormatrix=bt2020nc'
                    % transfer)
                video = probe(clip)['streams'][0]
                self.assertEqual((video['color_transfer'], video['pix_fmt']),
                                 (transfer, 'yuv420p10le'))
                done = self.published(clip)
                self.assertEqual(streams(done.rendition)['video']['color_transfer'], 'bt709')
                bright, dim = colours(done.rendition, [(0.25, 0.5), (0.75, 0.5)])
                self.assertTrue(near(bright, (227, 227, 227), 12), bright)
                self.assertTrue(50 < dim[0] < 140 and near(dim, (dim[1],) * 3, 4), dim)


    def test_high_dynamic_range_is_known_by_its_transfer_alone(self):
        """Its colours are BT.2020's, where it does not say so."""
        shown = []
        for name, said in (('said', ('bt2020', 'bt2020nc')), ('unsaid', ('unknown', 'unknown'))):
            more = ''.join(':%s=%s' % pair for pair in zip(('colorprim', 'colormatrix'), said) if 'unknown' not in pair)
            clip = self.clip(
                name + '.mp4', '-f', 'lavfi', '-i', 'color=black:s=320x240:d=0.2,format=yuv420p10le,'
                'geq=lum=400:cb=440:cr=640', '-c:v', 'libx265', '-x265-params',
                'log-level=none:lossless=1:transfer=arib-std-b67' + more, '-color_trc', 'arib-std-b67')
            shown += colours(self.published(clip).rendition, [(0.5, 0.5)])
        self.assertTrue(near(*shown, 1), shown)


class Time(Case):
    """Sound and picture stay together, at a constant rate."""

    def moments(self, path):
        """When the flash and when the beep begin."""
        raw = run(['ffmpeg', '-v', 'error', '-i', str(path), '-map', '0:v', '-vf',
                   'scale=1:1:flags=area,format=gray', '-f', 'rawvideo', '-'])
        rate = eval(streams(path)['video']['avg_frame_rate'])
        flash = next(i for i, luma in enumerate(raw) if luma > 120) / rate
        sound = struct.unpack('<%dh' % (len(pcm := run(
            ['ffmpeg', '-v', 'error', '-i', str(path), '-map', '0:a', '-af', 'aresample=async=1:'
             'first_pts=0', '-ac', '1', '-ar', '48000', '-f', 's16le', '-'])) // 2), pcm)
        beep = next(i for i, value in enumerate(sound) if abs(value) > 3000) / 48000
        return flash, beep

    FLASH = "color=black:s=160x120:r=30:d=3,format=gray,geq=lum='if(between(T,1,1.2),235,16)'"
    BEEP = "aevalsrc='if(between(t,1,1.2),0.7*sin(2*PI*880*t),0)':s=44100:d=3"

    @marks.slow
    def test_sound_and_picture_stay_together_in_every_container(self):
        for name, codecs in (('s.mp4', ('libx264', 'aac')), ('s.mkv', ('libx264', 'libopus')),
                             ('s.ts', ('libx264', 'aac')), ('s.flv', ('libx264', 'aac')),
                             ('s.avi', ('mpeg4', 'libmp3lame')), ('s.webm', ('libvpx', 'libvorbis'))):
            with self.subTest(name=name):
                clip = self.clip(name, '-f', 'lavfi', '-i', self.FLASH, '-f', 'lavfi', '-i',
                                 self.BEEP, '-c:v', codecs[0], '-c:a', codecs[1], '-pix_fmt',
                                 'yuv420p')
                flash, beep = self.moments(self.published(clip).rendition)
                self.assertAlmostEqual(flash, beep, delta=0.05)
                self.assertAlmostEqual(flash, 1, delta=0.1)

    @marks.slow
    def test_a_track_that_begins_later_stays_where_it_belongs(self):
        """Both tracks in turn begin late, by an edit list (mp4) or by their times (mkv)."""
        for suffix in ('mp4', 'mkv'):
            for late in ('picture', 'sound'):
                with self.subTest(suffix=suffix, late=late):
                    shift = ('-itsoffset', '0.7')
                    clip = self.clip(
                        'late-%s.%s' % (late, suffix), *(shift if late == 'picture' else ()), '-f',
                        'lavfi', '-i', self.FLASH, *(shift if late == 'sound' else ()), '-f', 'lavfi',
                        '-i', self.BEEP, '-c:v', 'libx264', '-c:a', 'aac', '-pix_fmt', 'yuv420p')
                    flash, beep = self.moments(self.published(clip).rendition)
                    self.assertAlmostEqual(flash, 1.7 if late == 'picture' else 1, delta=0.06)
                    self.assertAlmostEqual(beep, 1.7 if late == 'sound' else 1, delta=0.06)

    def test_pictures_between_the_ticks_stay_with_their_sound(self):
        """The sound begins first, and the pictures by a part of a tick later."""
        for late_ms in (8, 17, 25, 31):
            with self.subTest(late_ms=late_ms):
                clip = self.clip(
                    'between-%d.mkv' % late_ms, '-f', 'lavfi', '-i', self.FLASH, '-f', 'lavfi', '-i', self.BEEP,
                    '-vf', 'settb=1/1000,setpts=PTS+%d' % late_ms, '-enc_time_base', '1:1000', '-fps_mode', 'passthrough',
                    '-c:v', 'libx264', '-bf', '0', '-c:a', 'pcm_s16le', '-pix_fmt', 'yuv420p')
                flash, beep = self.moments(self.published(clip).rendition)
                self.assertAlmostEqual(flash - beep, late_ms / 1000, delta=0.004)
                self.assertAlmostEqual(beep, 1, delta=0.034)

    def test_streams_put_together_keep_all_their_parts(self):
        """Each part's times begin anew; the second part has the flash and the beep."""
        codecs = ('-c:v', 'libx264', '-c:a', 'aac', '-pix_fmt', 'yuv420p')
        dark = self.clip('dark.ts', '-f', 'lavfi', '-i', 'color=black:s=160x120:r=30:d=3', '-f',
                         'lavfi', '-i', 'anullsrc=r=44100,atrim=duration=3', *codecs)
        loud = self.clip('loud.ts', '-f', 'lavfi', '-i', self.FLASH, '-f', 'lavfi', '-i', self.BEEP,
                         *codecs)
        later = self.clip('later.ts', '-i', loud, '-c', 'copy', '-output_ts_offset', '3600')
        for name, second in (('again', loud), ('later', later)):
            with self.subTest(name=name):
                done = self.published(self.written('parts-%s.ts' % name,
                                                   dark.read_bytes() + second.read_bytes()))
                self.assertAlmostEqual(done.duration_ms, 6000, delta=150)
                flash, beep = self.moments(done.rendition)
                self.assertAlmostEqual(flash, 4, delta=0.15)
                self.assertAlmostEqual(flash, beep, delta=0.06)

    @marks.slow
    def test_a_hole_in_one_track_is_no_new_part(self):
        """Sound is missing for twelve seconds, before the flash and the beep; a part follows."""
        flash, beep = (text.replace('1,1.2', '14,14.2').replace('d=3', 'd=16')
                       for text in (self.FLASH, self.BEEP))
        hole = self.clip('hole.ts', '-f', 'lavfi', '-i', flash, '-f', 'lavfi', '-i',
                         beep + ",aselect='not(between(t,0.5,13))'", '-c:v', 'libx264', '-c:a', 'aac',
                         '-pix_fmt', 'yuv420p').read_bytes()
        dark = self.clip('dark-hole.ts', '-i', self.written('hole-again.ts', hole), '-vf',
                         'drawbox=c=black:t=fill', '-af', 'volume=0', '-c:v', 'libx264', '-c:a', 'aac',
                         '-copyts').read_bytes()
        for name, clip, at in (('alone', hole, 14), ('second', dark + hole, 30)):
            with self.subTest(name=name):
                flash, beep = self.moments(self.published(self.written(name + '.ts', clip)).rendition)
                self.assertAlmostEqual(flash, at, delta=0.15)
                self.assertAlmostEqual(flash, beep, delta=0.06)

    def test_parts_that_are_too_long_together(self):
        part = self.clip('minutes.ts', '-f', 'lavfi', '-i', 'color=black:s=32x32:r=1:d=100', '-c:v',
                         'libx264', '-pix_fmt', 'yuv420p').read_bytes()
        self.published(self.written('one.ts', part))
        self.refused(self.written('two.ts', 2 * part), 'TOO_LONG')

    def test_an_uneven_clip_becomes_even_without_losing_time(self):
        clip = self.clip('uneven.mp4', '-f', 'lavfi', '-i',
                         "testsrc2=s=160x120:r=30:d=4,select='not(between(t,1,2.5))*gt(random(1),0.2)'",
                         '-fps_mode', 'vfr', '-c:v', 'libx264', '-pix_fmt', 'yuv420p')
        done = self.published(clip)
        self.assertAlmostEqual(done.duration_ms, 4000, delta=100)
        times = [float(p['pts_time']) for p in probe(
            done.rendition, '-select_streams', 'v', '-show_entries', 'packet=pts_time')['packets']]
        steps = {round(b - a, 3) for a, b in zip(sorted(times), sorted(times)[1:])}
        self.assertLessEqual(max(steps) - min(steps), 0.002)

    def test_rates_above_sixty_are_halved(self):
        clip = self.clip('fast.mp4', '-f', 'lavfi', '-i', 'testsrc2=s=160x120:r=240:d=1', '-c:v',
                         'libx264', '-pix_fmt', 'yuv420p')
        done = self.published(clip)
        self.assertEqual(streams(done.rendition)['video']['avg_frame_rate'], '60/1')
        self.assertAlmostEqual(done.duration_ms, 1000, delta=20)

    def test_the_last_picture_stays_until_the_sound_ends(self):
        clip = self.clip('still.mp4', '-f', 'lavfi', '-i', 'testsrc2=s=160x120:r=25:d=0.2', '-f',
                         'lavfi', '-i', 'sine=d=3', '-c:v', 'libx264', '-c:a', 'aac', '-pix_fmt',
                         'yuv420p')
        found = streams(self.published(clip).rendition)
        self.assertAlmostEqual(float(found['video']['duration']), 3, delta=0.1)
        self.assertAlmostEqual(float(found['audio']['duration']), 3, delta=0.1)

    def test_sound_of_many_kinds_becomes_stereo(self):
        for name, rate, layout, codec in (('8k', 8000, 'mono', 'pcm_s16le'),
                                          ('surround', 48000, '5.1', 'aac'),
                                          ('96k', 96000, 'stereo', 'pcm_f32le')):
            with self.subTest(name=name):
                clip = self.clip(name + '.mov', '-f', 'lavfi', '-i', 'testsrc2=s=64x64:d=1', '-f',
                                 'lavfi', '-i', 'sine=d=1:r=%d,aformat=channel_layouts=%s'
                                 % (rate, layout), '-c:v', 'libx264', '-c:a', codec, '-pix_fmt',
                                 'yuv420p')
                audio = streams(self.published(clip).rendition)['audio']
                self.assertEqual((audio['channels'], audio['sample_rate']), (2, '48000'))


class Refusal(Case):
    """What can't be shown is refused for the right reason, whatever it is."""

    def plain(self, seconds=3, flags='+faststart', name='plain'):
        return self.clip('%s-%s.mp4' % (name, flags.strip('+')), '-f', 'lavfi', '-i',
                         'testsrc2=s=320x240:r=30:d=%d' % seconds, '-f', 'lavfi', '-i',
                         'sine=d=%d' % seconds, '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt',
                         'yuv420p', '-c:a', 'aac', '-movflags', flags)

    def test_what_is_no_video(self):
        self.refused(self.written('empty.mp4', b''), 'UNREADABLE')
        self.refused(self.written('text.mp4', b'not a video, but a letter\n' * 50), 'UNREADABLE')
        self.refused(self.written('noise.mp4', random.Random(1).randbytes(100000)), 'UNREADABLE')
        self.refused(self.written('one.mp4', b'\0'), 'UNREADABLE')
        image = self.clip('image.png', '-f', 'lavfi', '-i', 'testsrc2=s=64x64', '-frames:v', '1')
        self.refused(image, 'UNREADABLE')

    def test_sound_alone(self):
        clip = self.clip('sound.m4a', '-f', 'lavfi', '-i', 'sine=d=1', '-c:a', 'aac')
        self.refused(clip, 'NO_VIDEO')
        cover = self.clip('cover.png', '-f', 'lavfi', '-i', 'testsrc2=s=64x64', '-frames:v', '1')
        song = self.clip('song.m4a', '-i', clip, '-i', cover, '-map', '0', '-map', '1', '-c',
                         'copy', '-disposition:v', 'attached_pic', '-f', 'mp4')
        self.refused(song, 'NO_VIDEO')

    @marks.slow
    def test_too_long(self):
        clip = self.clip('long.mp4', '-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=5:d=200', '-c:v',
                         'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p')
        self.assertEqual(self.refused(clip, 'TOO_LONG').number, 180)
        # its header may say what it likes
        data = bytearray(clip.read_bytes())
        for box in (b'mvhd', b'tkhd', b'mdhd'):
            at = data.index(box) + 4
            struct.pack_into('>I', data, at + (20 if box == b'tkhd' else 16), 1000)
        self.refused(self.written('liar.mp4', data), 'TOO_LONG')
        sound = self.clip('sound.mp4', '-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=5:d=1', '-f',
                          'lavfi', '-i', 'sine=d=200:r=8000', '-c:v', 'libx264', '-c:a', 'aac',
                          '-pix_fmt', 'yuv420p')
        self.refused(sound, 'TOO_LONG')

    @marks.slow
    def test_three_minutes_are_shown(self):
        clip = self.clip('limit.mp4', '-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=10:d=180', '-f',
                         'lavfi', '-i', 'sine=d=180:r=8000', '-c:v', 'libx264', '-preset',
                         'ultrafast', '-c:a', 'aac', '-pix_fmt', 'yuv420p')
        self.assertAlmostEqual(self.published(clip).duration_ms, 180000, delta=300)

    def test_too_large_and_senseless_sizes(self):
        for size, why in (('4160x64', 'ODD_SIZE'), ('4160x1024', 'TOO_LARGE'), ('512x32', 'ODD_SIZE'),
                          ('8x8', 'ODD_SIZE')):
            with self.subTest(size=size):
                clip = self.clip(size + '.mkv', '-f', 'lavfi', '-i', 'color=gray:s=%s:d=0.1' % size,
                                 '-c:v', 'mpeg4')
                done = self.job(clip)
                if size.startswith('4160'):
                    self.assertEqual((done.refusal, done.number), ('TOO_LARGE', 4096))
                else:
                    self.assertEqual(done.refusal, why)

    def test_a_codec_that_is_not_allowed_is_named(self):
        for name, codec in (('h.avi', 'huffyuv'), ('c.avi', 'cinepak'), ('f.mkv', 'ffv1')):
            with self.subTest(codec=codec):
                clip = self.clip(name, '-f', 'lavfi', '-i', 'testsrc2=s=64x64:d=0.2', '-c:v', codec)
                self.assertEqual(self.refused(clip, 'CODEC').codec, codec)
        data = self.plain().read_bytes().replace(b'avc1', b'vvc1').replace(b'avcC', b'vvcC')
        self.assertEqual(self.refused(self.written('v.mp4', data), 'CODEC').codec, 'VVC, H.266')

    def test_playlists_and_clips_that_name_other_files(self):
        other = self.plain()
        texts = {
            'm3u8': '#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n%s\n#EXT-X-ENDLIST\n' % other,
            'concat': 'ffconcat version 1.0\nfile %s\n' % other,
            'mpd': '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><BaseURL>'
                   '%s</BaseURL></Period></MPD>' % other,
            'sdp': 'v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n',
            'ism': '<SmoothStreamingMedia MajorVersion="2"></SmoothStreamingMedia>',
        }
        for name, text in texts.items():
            with self.subTest(name=name):
                self.refused(self.written(name + '.mp4', text.encode()), 'UNREADABLE')
        # A track whose media lies in another file: the flag that says "in this file" is cleared.
        data = bytearray(self.plain().read_bytes())
        at = data.index(b'url ')
        data[at + 4:at + 8] = b'\0\0\0\0'
        self.assertIn(self.job(self.written('dref.mp4', data)).refusal, REFUSALS[:4])

    def test_cut_clips(self):
        # without its index: nothing; with it: what is there, if that is most of it
        whole = self.plain(flags='+write_colr').read_bytes()
        self.assertEqual([n for n, _, _ in boxes(whole)][-1], 'moov')
        self.refused(self.written('cut.mp4', whole[:len(whole) // 2]), 'UNREADABLE')
        whole = self.plain().read_bytes()
        self.refused(self.written('quarter.mp4', whole[:len(whole) // 4]), 'UNREADABLE')
        most = self.published(self.written('most.mp4', whole[:len(whole) * 9 // 10]))
        self.assertTrue(2400 < most.duration_ms < 2900, most.duration_ms)

    @marks.slow
    def test_damaged_clips_always_end_in_a_report(self):
        whole = self.plain().read_bytes()
        seen = set()
        for seed in range(24):
            dice = random.Random(seed)
            data = bytearray(whole)
            start = 0 if seed % 2 else whole.index(b'mdat')
            for _ in range(dice.choice((3, 30, 300))):
                data[dice.randrange(start, len(data))] = dice.randrange(256)
            seen.add(self.job(self.written('damaged.mp4', data)).refusal)
        self.assertIn('NONE', seen)

    def test_no_picture_that_can_be_decoded(self):
        data = bytearray(self.plain().read_bytes())
        at = data.index(b'mdat') + 4
        data[at:] = b'\xff' * (len(data) - at)
        self.assertIn(self.job(self.written('blank.mp4', data)).refusal,
                      ('NO_FRAMES', 'UNREADABLE'))

    @marks.slow
    def test_a_full_disk_and_too_little_memory_may_pass(self):
        for size in (100, 4096, 30000):
            with self.subTest(size=size):
                self.refused(self.plain(), 'STORAGE', size=size)
        clip = self.clip('4k.mp4', '-f', 'lavfi', '-i', 'testsrc2=s=3840x2160:r=60:d=0.5', '-c:v',
                         'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p')
        for mib in (220, 250, 280, 310):
            with self.subTest(mib=mib):
                self.refused(clip, 'MEMORY', memory=mib << 20)
        self.published(clip)


class Arguments(Case):
    def start(self, *args, **options):
        return subprocess.run([program(), *map(str, args)], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=30, **options)

    def test_help_and_wrong_use(self):
        self.assertEqual(self.start('--help').returncode, 0)
        self.assertIn('--stage', self.start('--help').stdout)
        for args in ((), ('--stage', 'first'), ('--files', '3'), ('--what',), ('extra',),
                     ('--stage', 'last', '--files', '3'), ('--stage', 'first', '--files', 'x'),
                     ('--stage', 'first', '--files', '-1'),
                     ('--stage', 'first', '--files', '2147483647')):
            with self.subTest(args=args):
                self.assertEqual(self.start(*args).returncode, 2)

    def test_descriptors_of_the_wrong_kind_are_refused(self):
        names = ['input', 'report', 'poster', 'strip', 'first MP4', 'first HLS', 'second MP4',
                 'second HLS']
        writer, locked = (self.folder / 'w', os.O_WRONLY), (self.folder / 'b', os.O_RDONLY)
        pipe = os.pipe()
        self.addCleanup(lambda: [os.close(fd) for fd in pipe])
        for name in 'wb':
            (self.folder / name).write_bytes(b'')
        for at, wrong in ((0, pipe[0]), (0, (self.folder, os.O_RDONLY)), (0, writer), (1, locked),
                          (2, pipe[1]), (3, writer), (5, locked), (7, pipe[1]), (4, None)):
            with self.subTest(at=at, wrong=wrong):
                first = 40
                for i in range(len(names)):
                    fd = os.open(self.folder / ('file%d' % i), os.O_RDWR | os.O_CREAT)
                    os.dup2(fd, first + i, inheritable=True)
                    os.close(fd)
                if wrong is None:
                    os.close(first + at)
                else:
                    fd = wrong if isinstance(wrong, int) else os.open(*wrong)
                    os.dup2(fd, first + at, inheritable=True)
                    if fd != wrong:
                        os.close(fd)
                fds = [first + i for i in range(len(names)) if wrong is not None or i != at]
                done = self.start('--stage', 'first', '--files', first, pass_fds=fds)
                for fd in fds:
                    os.close(fd)
                self.assertEqual(done.returncode, 2)
                self.assertIn('the %s is not a file' % names[at], done.stderr)


class Real(Case):
    def test_real_clips_come_to_what_their_manifest_says(self):
        folder = os.environ.get('VITRINE_MEDIA')
        if not folder:
            self.skipTest('VITRINE_MEDIA names no folder of clips')
        with open(Path(folder) / 'MANIFEST.tsv', newline='', encoding='utf-8') as table:
            rows = list(csv.DictReader(table, delimiter='\t'))
        self.assertTrue(rows)
        for row in rows:
            with self.subTest(file=row['file']):
                done = self.job(Path(folder) / row['file'])
                if row['expected'] == 'published':
                    self.assertEqual(done.refusal, 'NONE')
                elif row['expected'] == 'refused':
                    self.assertNotIn(done.refusal, ('NONE', 'INTERNAL', 'MEMORY', 'STORAGE'))
                self.looks_right(row, done)
                if done.refusal == 'NONE' and done.more:
                    rest = self.published(Path(folder) / row['file'], stage='rest')
                    self.assertEqual(rest.duration_ms, done.duration_ms)
                    done.renditions += rest.renditions
                if done.refusal == 'NONE':
                    for rendition in done.renditions:
                        check_whole(self, rendition.mp4)
                        self.assertEqual(rendition.width < rendition.height,
                                         done.width < done.height)

    def looks_right(self, row, done):
        why = row['why']
        if 'names it' in why:
            codec = re.search(r'\((\w+)\)', why).group(1)
            self.assertIn(codec, done.codec)
        if 'names the limit' in why:
            self.assertEqual((done.refusal, done.number), ('TOO_LONG', 180))
        if done.refusal != 'NONE':
            return
        found = streams(done.rendition)
        self.assertEqual((found['video']['width'], found['video']['height']),
                         (done.width, done.height))
        self.assertLessEqual(min(done.width, done.height), 480)
        self.assertEqual(found['video']['color_transfer'], 'bt709')
        self.assertEqual('audio' in found, done.audio == 1)
        if 'rotated' in why or 'display matrix' in why or 'portrait' in why:
            self.assertLess(done.width, done.height)
        if 'no audio' in why:
            self.assertEqual(done.audio, 0)


if __name__ == '__main__':
    unittest.main()
