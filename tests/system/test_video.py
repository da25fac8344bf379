"""The main job: a video in at one door, public, played by ranges; a watch sealed on the way in."""
import contextlib
import json
import os
import sqlite3
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import region as harness


def boxes(data):
    """The names of an MP4 file's top boxes, in order."""
    at, names = 0, []
    while at + 8 <= len(data):
        size = int.from_bytes(data[at:at + 4], 'big')
        names.append(data[at + 4:at + 8].decode('latin-1'))
        if size < 8:
            break
        at += size
    return names


def probe(data, suffix='.mp4'):
    with tempfile.NamedTemporaryFile(suffix=suffix) as f:
        f.write(data)
        f.flush()
        done = subprocess.run(['ffprobe', '-v', 'error', '-show_streams', '-show_format', '-of', 'json',
                               f.name], capture_output=True, text=True, check=True, timeout=60)
        return json.loads(done.stdout)


class Video(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = harness.Region().__enter__()
        cls.addClassCleanup(cls.place.__exit__, None, None, None)
        cls.mira = cls.place.sign_up('mira')
        cls.video = cls.mira.upload(harness.clip(size='720x1280'), 'Grün & <b>bold</b>')
        cls.shown = cls.mira.wait_public(cls.video)

    def test_a_clip_becomes_public_and_is_the_newest(self):
        anyone = self.place.person()
        listed = anyone.json('GET', '/api/v1/videos')['videos']
        mine = next(v for v in listed if v['id'] == self.video)
        self.assertEqual(mine['title'], 'Grün & <b>bold</b>')
        self.assertEqual(mine['author']['handle'], 'mira')
        self.assertTrue(1500 <= mine['duration_ms'] <= 2600, mine['duration_ms'])
        self.assertEqual(min(mine['width'], mine['height']), 480)
        self.assertEqual((mine['width'], mine['height']), (480, 852 if mine['height'] == 852 else 854))

    def test_the_rendition_is_h264_and_aac_with_moov_first(self):
        status, data = self.place.get(self.shown['renditions'][0]['url'])
        self.assertEqual(status, 200)
        order = boxes(data)
        self.assertLess(order.index('moov'), order.index('mdat'), order)
        streams = {s['codec_type']: s for s in probe(data)['streams']}
        self.assertEqual(streams['video']['codec_name'], 'h264')
        self.assertEqual(streams['audio']['codec_name'], 'aac')
        self.assertEqual(streams['video']['pix_fmt'], 'yuv420p')

    def test_the_poster_is_a_jpeg_of_the_same_shape(self):
        status, data = self.place.get(self.shown['poster'])
        self.assertEqual(status, 200)
        self.assertEqual(data[:3], b'\xff\xd8\xff')
        stream = probe(data, '.jpg')['streams'][0]
        self.assertLess(stream['width'], stream['height'])

    def test_ranges_give_the_same_bytes(self):
        person, url = self.place.person(), self.shown['renditions'][0]['url']
        _, headers, whole = person.request('GET', url)
        self.assertEqual(int(headers['content-length']), len(whole))
        for text, part in (('bytes=0-0', whole[:1]), ('bytes=100-1999', whole[100:2000]),
                           ('bytes=500-', whole[500:]), ('bytes=-7', whole[-7:]),
                           ('bytes=0-99999999', whole)):
            status, found, data = person.request('GET', url, headers={'Range': text})
            self.assertEqual(status, 206, text)
            self.assertEqual(data, part, text)
            self.assertRegex(found['content-range'], r'^bytes \d+-\d+/%d$' % len(whole))
        status, found, _ = person.request('GET', url, headers={'Range': 'bytes=%d-' % len(whole)})
        self.assertEqual(status, 416)
        self.assertEqual(found['content-range'], 'bytes */%d' % len(whole))

    def test_caching_and_conditions(self):
        person, url = self.place.person(), self.shown['renditions'][0]['url']
        _, headers, whole = person.request('GET', url)
        self.assertIn('max-age=3600', headers['cache-control'])
        tag = headers['etag']
        status, _, data = person.request('GET', url, headers={'If-None-Match': tag})
        self.assertEqual((status, data), (304, b''))
        status, _, data = person.request('GET', url, headers={'Range': 'bytes=0-9', 'If-Range': tag})
        self.assertEqual((status, len(data)), (206, 10))
        status, _, data = person.request('GET', url, headers={'Range': 'bytes=0-9', 'If-Range': '"x"'})
        self.assertEqual((status, len(data)), (200, len(whole)))
        status, found, data = person.request('HEAD', url)
        self.assertEqual((status, data), (200, b''))
        self.assertEqual(int(found['content-length']), len(whole))

    def test_what_is_no_video_is_refused_with_its_reason(self):
        for name, data in (('text', b'this is no video at all\n' * 100), ('one', b'\0'),
                           ('cut', harness.clip().read_bytes()[:2000])):
            with self.subTest(name=name):
                video = self.mira.upload_bytes(data, name)
                found = self.mira.wait_state(video, ('refused', 'public'))
                self.assertEqual(found['state'], 'refused')
                self.assertRegex(found['reason'], r'^[A-Z].*\.$')
                self.assertEqual(self.place.get('/api/v1/videos/' + video)[0], 404)

    def test_the_original_is_deleted_once_published_or_refused(self):
        incoming = self.place.data / 'app' / 'incoming'
        self.assertEqual([p.name for p in incoming.iterdir()], [])

    def test_real_clips_are_published_or_refused_in_words(self):
        folder = os.environ.get('VITRINE_MEDIA')
        if not folder:
            self.skipTest('VITRINE_MEDIA names no folder of clips')
        sent = {}
        for path in sorted(Path(folder).iterdir()):
            if path.suffix in ('.mp4', '.mov', '.webm', '.flv') and path.stat().st_size < 40 << 20:
                sent[path.name] = self.mira.upload(path, path.name)
        self.assertTrue(sent)
        published = 0
        for name, video in sent.items():
            found = self.mira.wait_state(video, ('public', 'refused'), 600)
            print('    %-40s %s %s' % (name, found['state'], found.get('reason') or ''))
            published += found['state'] == 'public'
            if found['state'] == 'refused':
                self.assertRegex(found['reason'], r'^[A-Z].*\.$')
        self.assertGreater(published, len(sent) // 3)


class Watch(unittest.TestCase):
    def test_a_watch_ends_sealed_and_opens_for_its_owner_only(self):
        with harness.Region() as place:
            mira, otto = place.sign_up('mira'), place.sign_up('otto')
            video = mira.upload(harness.clip(), 'Watched')
            mira.wait_public(video)
            marks = [1234 + i for i in range(5)]
            long_ago = int(time.time() * 1000) - 87654321 # no clock of the service's says this
            for mark in marks:
                self.assertEqual(mira.watch(video, mark, long_ago + mark)['accepted'], 1)
            mine = mira.my_watches()
            self.assertEqual(sorted(w['watched_ms'] for w in mine), marks)
            self.assertEqual({w['video'] for w in mine}, {video})
            self.assertEqual(otto.my_watches(), [])
            self.assertEqual(place.person().request('GET', '/api/v1/me/watches')[0], 401)
            place.stop()
            self.no_plain_watch_in(place, mira, video, mine)
            place.start()
            mira.sign_in()
            self.assertEqual(sorted(w['watched_ms'] for w in mira.my_watches()), marks)

    def no_plain_watch_in(self, place, mira, video, watches):
        """No file of the app's holds the time of a watch, as text or as a number, nor a password or
        a session."""
        folder = place.data / 'app'
        everything = b''.join(p.read_bytes() for p in folder.rglob('*') if p.is_file()
                              and p.suffix not in ('.mp4', '.jpg'))
        self.assertIn(b'SQLite format 3', everything)
        for watch in watches:
            at = watch['at_ms']
            for form in (str(at).encode(), at.to_bytes(8, 'big'), at.to_bytes(8, 'little'),
                         at.to_bytes(6, 'big')):
                self.assertNotIn(form, everything)
        self.assertNotIn(harness.PASSWORD.encode(), everything)
        self.assertNotIn(mira.cookie.encode(), everything)
        self.assertNotIn(bytes.fromhex(mira.cookie), everything)

    def test_a_stranger_counts_but_leaves_no_history(self):
        with harness.Region() as place:
            mira = place.sign_up('mira')
            video = mira.upload(harness.clip(), 'Watched')
            mira.wait_public(video)
            self.assertEqual(place.person().watch(video)['accepted'], 1)
            self.assertEqual(mira.my_watches(), [])
            app = sqlite3.connect('file:%s?mode=ro' % (place.data / 'app' / 'app.db'), uri=True)
            with contextlib.closing(app):
                self.assertEqual(app.execute('SELECT count(*) FROM watch_sealed').fetchone(), (0,))
            self.assertEqual(mira.watch('999999999')['ignored'], 1)
