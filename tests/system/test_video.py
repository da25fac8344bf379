"""The main job: a video in at one door, public, played by ranges; a watch sealed on the way in."""
import contextlib
import http.client
import json
import os
import re
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import marks
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


def names_in(place, folder):
    """The files below one of the app's folders. Those of a job under way have their names too."""
    return sorted(p.name for p in (place.data / 'app' / folder).rglob('*') if p.is_file())


def wait_for_rest(person, video, timeout=240):
    """The video as its creator sees it, once no larger renditions are to come."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        try:
            found = person.video(video)
            if found['state'] == 'public' and not found['larger_to_come']:
                return found
        except (OSError, http.client.HTTPException, harness.Refused):
            pass # a service that restarts is asked again
        time.sleep(0.2)
    raise TimeoutError(person.region.log()[-3000:])


def files_of(place, video):
    """The names of all files that a public video says it is made of."""
    urls = [r['url'] for r in video['renditions']] + [video['poster']]
    if video['strip']:
        urls.append(video['strip']['url'])
    if video['hls']:
        master = place.get(video['hls'])[1].decode()
        for name in re.findall(r'^\d+\.m3u8$', master, re.M):
            playlist = place.get('/api/v1/videos/%s/%s' % (video['id'], name))[1].decode()
            urls.append(re.search(r'URI="([^"]+)"', playlist).group(1))
    return sorted(url.rpartition('/')[2].partition('.')[0] for url in urls)


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
        for text in ('bytes=0-1,5-9', 'bytes=9-5', 'pages=0-1', 'bytes=', 'bytes=-'):
            status, found, data = person.request('GET', url, headers={'Range': text})
            self.assertEqual((status, data), (200, whole), text)
        status, found, _ = person.request('GET', url, headers={'Range': 'bytes=%d-' % len(whole)})
        self.assertEqual(status, 416)
        self.assertEqual(found['content-range'], 'bytes */%d' % len(whole))

    def test_caching_and_conditions(self):
        person, url = self.place.person(), self.shown['renditions'][0]['url']
        _, headers, whole = person.request('GET', url)
        self.assertEqual('public, max-age=45, must-revalidate', headers['cache-control'])
        tag = headers['etag']
        status, _, data = person.request('GET', url, headers={'If-None-Match': tag})
        self.assertEqual((status, data), (304, b''))
        status, _, data = person.request('GET', url, headers={'Range': 'bytes=0-9', 'If-Range': tag})
        self.assertEqual((status, len(data)), (206, 10))
        status, _, data = person.request('GET', url, headers={'Range': 'bytes=0-9', 'If-Range': '"x"'})
        self.assertEqual((status, len(data)), (200, len(whole)))
        for match, expected in (('"x"', 412), (tag, 206), ('*', 206)):
            self.assertEqual(person.request('GET', url, headers={'Range': 'bytes=0-9', 'If-Match': match})[0], expected)
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
        wait_for_rest(self.mira, self.video)
        self.assertEqual(names_in(self.place, 'incoming'), [])


class Real(unittest.TestCase):
    def test_real_clips_are_published_or_refused_in_words(self):
        folder = os.environ.get('VITRINE_MEDIA')
        if not folder:
            self.skipTest('VITRINE_MEDIA names no folder of clips')
        with harness.Region() as place:
            mira = place.sign_up('mira')
            sent = {}
            for path in sorted(Path(folder).iterdir()):
                if path.suffix in ('.mp4', '.mov', '.webm', '.flv') and path.stat().st_size < 40 << 20:
                    sent[path.name] = mira.upload(path, path.name)
            self.assertTrue(sent)
            published = [v for name, v in sent.items() if self.is_published(mira, name, v)]
            self.assertGreater(len(published), len(sent) // 3)
            for video in published:
                wait_for_rest(mira, video)
            self.assertEqual(names_in(place, 'incoming'), [])

    def is_published(self, mira, name, video):
        found = mira.wait_state(video, ('public', 'refused'), 600)
        print('    %-40s %s %s' % (name, found['state'], found.get('reason') or ''))
        if found['state'] == 'refused':
            self.assertRegex(found['reason'], r'^[A-Z].*\.$')
        return found['state'] == 'public'


class Stages(unittest.TestCase):
    """The first rendition is public before the larger ones are made."""

    def upload(self, place):
        """A creator, and a video that has just become public."""
        mira = place.sign_up('mira')
        video = mira.upload(harness.clip('sharp', seconds=4, size='1080x1920', rate=30), 'Sharp')
        shown = mira.wait_public(video, 120)
        self.assertEqual([r['width'] for r in shown['renditions']], [480])
        self.assertTrue(shown['larger_to_come'])
        return mira, video, shown

    def is_whole(self, place, mira, video, first):
        """All three are there, playable, and no file beside what the video is made of."""
        found = wait_for_rest(mira, video)
        self.assertEqual([r['width'] for r in found['renditions']], [480, 720, 1080])
        self.assertEqual(found['renditions'][0], first['renditions'][0])
        for rendition in found['renditions']:
            status, data = place.get(rendition['url'])
            self.assertEqual((status, len(data)), (200, rendition['bytes']))
            shown = next(s for s in probe(data)['streams'] if s['codec_type'] == 'video')
            self.assertEqual((shown['width'], shown['height']),
                             (rendition['width'], rendition['height']))
            self.assertEqual('avc1.6400%02X,mp4a.40.2' % shown['level'], rendition['codecs'])
        self.assertEqual(names_in(place, 'blobs'), files_of(place, found))
        deadline = time.monotonic() + 5
        while names_in(place, 'incoming') and time.monotonic() < deadline:
            time.sleep(0.1)
        self.assertEqual(names_in(place, 'incoming'), [])

    def test_the_smallest_is_public_before_the_larger_ones_are_made(self):
        with harness.Region() as place:
            mira, video, first = self.upload(place)
            originals = [n for n in names_in(place, 'incoming') if not n.endswith('.part')]
            self.assertEqual(len(originals), 1)
            listed = place.person().json('GET', '/api/v1/videos')['videos']
            self.assertEqual([v['id'] for v in listed], [video])
            self.assertNotIn('larger_to_come', listed[0])
            self.is_whole(place, mira, video, first)

    def killed(self, kill):
        with harness.Region(args=('--backoff-max-ms', '200')) as place:
            mira, video, first = self.upload(place)
            kill(place)
            self.is_whole(place, mira, video, first)
            self.assertEqual(len(place.person().json('GET', '/api/v1/videos')['videos']), 1)

    @marks.slow
    def test_a_killed_edged_goes_on_with_the_larger_ones(self):
        self.killed(lambda place: place.kill_pid(place.pid('edged')))

    @marks.slow
    def test_a_killed_job_of_the_larger_ones_is_tried_again(self):
        def kill(place):
            deadline = time.monotonic() + 20
            while time.monotonic() < deadline:
                if any(place.kill_pid(pid) for pid in place.jobs()):
                    return
                time.sleep(0.02)
            self.fail('no job is running')
        self.killed(kill)

    @marks.slow
    def test_a_region_that_was_killed_goes_on_with_the_larger_ones(self):
        def kill(place):
            place.asked_port = place.port()
            for pid in [place.gate.pid] + place.descendants():
                place.kill_pid(pid)
            place.stop()
            deadline = time.monotonic() + 10
            while True: # as a service manager does: the listener may still be taken apart
                try:
                    return place.start()
                except RuntimeError:
                    if time.monotonic() > deadline or place.stop() != 5:
                        raise
                    time.sleep(0.1)
        self.killed(kill)


class Fair(unittest.TestCase):
    def states(self, place, *videos):
        with contextlib.closing(sqlite3.connect('file:%s?mode=ro' % (place.data / 'app' / 'app.db'),
                                                uri=True)) as db:
            return [db.execute('SELECT state, started_ms > 0 FROM video WHERE id = ?',
                               (int(video),)).fetchone() for video in videos]

    @marks.slow
    def test_two_slow_clips_of_one_creator_keep_nobody_waiting(self):
        """One creator's job stands still, and more of theirs wait; another's clip is prepared in both
        its stages meanwhile."""
        with harness.Region() as place:
            mira, otto = place.sign_up('mira'), place.sign_up('otto')
            slow = harness.clip('retry', seconds=20, size='480x854')
            first, *others = [mira.upload(slow, 'Slow %d' % i) for i in range(3)]
            deadline, stopped = time.monotonic() + 20, None
            while stopped is None:
                self.assertLess(time.monotonic(), deadline)
                stopped = place.job()
            os.kill(stopped, signal.SIGSTOP)
            self.assertEqual(self.states(place, first), [('running', 1)])
            quick = otto.upload(harness.clip(size='720x1280'), 'Quick')
            otto.wait_public(quick)
            self.assertEqual(len(wait_for_rest(otto, quick)['renditions']), 2)
            self.assertEqual(self.states(place, first, *others), [('running', 1)] + [('queued', 0)] * 2)
            os.kill(stopped, signal.SIGCONT)
            for video in (first, *others):
                mira.wait_public(video)


class Retry(unittest.TestCase):
    """What failed for a reason that may pass can be tried again for a day."""
    DAY_MS = 24 * 3600 * 1000

    def problem(self, person, video, status):
        answer = person.request('POST', '/api/v1/videos/%s/retry' % video)
        self.assertEqual(answer[0], status, answer[2])
        return json.loads(answer[2])['detail']

    def wait_originals(self, place, count):
        deadline = time.monotonic() + 10
        while len([n for n in names_in(place, 'incoming') if not n.endswith('.part')]) != count:
            self.assertLess(time.monotonic(), deadline, names_in(place, 'incoming'))
            time.sleep(0.05)

    def kill_edged(self, place):
        old = place.pid('edged')
        place.kill_pid(old)
        place.wait_pid('edged', other_than=old)

    def retry(self, person, video):
        """Through a service that has just been started again."""
        deadline = time.monotonic() + 20
        while True:
            try:
                return person.json('POST', '/api/v1/videos/%s/retry' % video, expect=202)
            except (OSError, http.client.HTTPException) as problem:
                if time.monotonic() > deadline:
                    raise problem
                time.sleep(0.05)

    @marks.slow
    def test_what_failed_can_be_tried_again_for_a_day_and_then_is_gone(self):
        with harness.Region(args=('--backoff-max-ms', '200')) as place:
            mira, otto = place.sign_up('mira'), place.sign_up('otto')
            clip = harness.clip('retry', seconds=20, size='480x854')
            again, over = mira.upload(clip, 'Again'), mira.upload(clip, 'Over')
            place.fail_jobs(mira, (again, over))
            for video in (again, over):
                found = mira.video(video)
                self.assertEqual((found['state'], found['reason']), (
                    'refused', 'Something went wrong on our side while preparing this video.'))
                left_ms = found['retry_until_ms'] - time.time() * 1000
                self.assertTrue(self.DAY_MS - 120000 < left_ms <= self.DAY_MS, left_ms)
            self.assertEqual(len(names_in(place, 'incoming')), 2)
            self.assertEqual(place.person().request('POST', '/api/v1/videos/%s/retry' % again)[0], 401)
            self.assertEqual(otto.request('POST', '/api/v1/videos/%s/retry' % again)[0], 404)
            place.stop() # as if a day had passed for one of them
            with contextlib.closing(sqlite3.connect(place.data / 'app' / 'app.db')) as db:
                db.execute('UPDATE video SET due_ms = due_ms - ? WHERE id = ?', (self.DAY_MS, int(over)))
                db.commit()
            place.start()
            self.wait_originals(place, 1)
            self.assertIsNone(mira.video(over)['retry_until_ms'])
            self.assertIn('deleted by now', self.problem(mira, over, 409))
            self.kill_edged(place)
            shown = self.retry(mira, again)
            self.assertEqual((shown['state'], shown['retry_until_ms']), ('processing', None))
            self.kill_edged(place)
            mira.wait_public(again)
            self.assertIn('public already', self.problem(mira, again, 409))
            self.wait_originals(place, 0)
            self.assertEqual(names_in(place, 'blobs'), files_of(place, mira.video(again)))
            refused = mira.upload_bytes(b'no video at all' * 100, 'Never')
            mira.wait_state(refused, ('refused',))
            self.assertIsNone(mira.video(refused)['retry_until_ms'])
            self.assertIn('in the file itself', self.problem(mira, refused, 409))


class Stream(unittest.TestCase):
    """Clips of more than a minute can be streamed: HLS, by byte ranges of one file."""

    @classmethod
    def setUpClass(cls):
        cls.place = harness.Region().__enter__()
        cls.addClassCleanup(cls.place.__exit__, None, None, None)
        cls.mira = cls.place.sign_up('mira')
        video = cls.mira.upload(harness.clip('minute', seconds=63, size='720x1280', rate=5), 'Long')
        cls.mira.wait_public(video, 180)
        cls.shown = wait_for_rest(cls.mira, video)

    def playlist(self, url):
        status, headers, body = self.place.person().request('GET', url)
        self.assertEqual(status, 200)
        self.assertEqual(headers['content-type'], 'application/vnd.apple.mpegurl')
        self.assertEqual(headers['cache-control'], 'public, max-age=45, must-revalidate')
        again, _, nothing = self.place.person().request(
            'GET', url, headers={'If-None-Match': headers['etag']})
        self.assertEqual((again, nothing), (304, b''))
        lines = body.decode().splitlines()
        self.assertEqual(lines[:2], ['#EXTM3U', '#EXT-X-VERSION:7'])
        self.assertIn('#EXT-X-INDEPENDENT-SEGMENTS', lines)
        return lines

    def media_playlists(self):
        """(attributes of a variant, lines of its playlist), for each."""
        master = self.playlist(self.shown['hls'])
        for at, line in enumerate(master):
            if line.startswith('#EXT-X-STREAM-INF:'):
                attributes = dict(re.findall(r'([A-Z-]+)=("[^"]*"|[^,]*)', line))
                yield attributes, self.playlist(
                    self.shown['hls'].rpartition('/')[0] + '/' + master[at + 1])

    def test_its_playlists_add_up_to_its_files(self):
        variants = list(self.media_playlists())
        self.assertEqual([v['RESOLUTION'] for v, _ in variants],
                         ['%dx%d' % (r['width'], r['height']) for r in self.shown['renditions']])
        for variant, lines in variants:
            url, init = re.search(r'#EXT-X-MAP:URI="([^"]+)",BYTERANGE="(\d+)@0"',
                                  '\n'.join(lines)).groups()
            status, headers, data = self.place.person().request('GET', url)
            self.assertEqual((status, headers['content-type']), (200, 'video/mp4'))
            self.assertEqual(boxes(data[:int(init)])[-1], 'moov')
            target = int(next(l for l in lines if 'TARGETDURATION' in l).partition(':')[2])
            at, total, peak = int(init), 0.0, 0.0
            runs = [(float(lines[i][8:-1]), lines[i + 1], lines[i + 2])
                    for i, line in enumerate(lines) if line.startswith('#EXTINF:')]
            for seconds, place, name in runs:
                length, start = map(int, place.partition(':')[2].split('@'))
                self.assertEqual((start, name), (at, url))
                self.assertIn('moof', boxes(data[start:start + length]))
                self.assertLessEqual(round(seconds), target)
                at, total = at + length, total + seconds
                if seconds >= target / 2:
                    peak = max(peak, length * 8 / seconds)
            self.assertEqual(at, len(data))
            self.assertAlmostEqual(total, self.shown['duration_ms'] / 1000, delta=0.3)
            average = (len(data) - int(init)) * 8 / total
            self.assertAlmostEqual(int(variant['AVERAGE-BANDWIDTH']), average, delta=2)
            self.assertGreaterEqual(int(variant['BANDWIDTH']) + 2, peak)
            self.assertGreaterEqual(int(variant['BANDWIDTH']), int(variant['AVERAGE-BANDWIDTH']))
            self.assertEqual(lines[-1], '#EXT-X-ENDLIST')

    def test_a_player_reads_it_over_http(self):
        url = 'http://127.0.0.1:%d%s' % (self.place.port(), self.shown['hls'])
        done = subprocess.run(['ffprobe', '-v', 'error', '-show_streams', '-show_format', '-of', 'json',
                               url], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = json.loads(done.stdout)
        widths = {s['width'] for s in found['streams'] if s['codec_type'] == 'video'}
        self.assertEqual(widths, {r['width'] for r in self.shown['renditions']})
        self.assertAlmostEqual(float(found['format']['duration']), self.shown['duration_ms'] / 1000,
                               delta=0.5)
        done = subprocess.run(['ffmpeg', '-v', 'error', '-xerror', '-i', url, '-map', '0:v:0', '-map',
                               '0:a:0', '-f', 'null', '-'], capture_output=True, text=True, timeout=240)
        self.assertEqual((done.returncode, done.stderr), (0, ''))

    def test_nobody_has_a_playlist_of_a_video_that_is_not_public(self):
        self.assertEqual(self.place.get('/api/v1/videos/1/master.m3u8')[0], 404)
        self.assertEqual(self.place.get(self.shown['hls'].replace('master', '7'))[0], 404)
        short = self.mira.upload(harness.clip(), 'Short')
        self.assertIsNone(self.mira.wait_public(short)['hls'])
        self.assertEqual(self.place.get('/api/v1/videos/%s/master.m3u8' % short)[0], 404)


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
                self.assertEqual(app.execute('SELECT count(*) FROM viewer_part').fetchone(), (0,))
            self.assertEqual(mira.watch('999999999')['ignored'], 1)
