"""What waits to be for everybody, and what was refused, is called so by its author alone: until it is public its
title and its sound's name are sealed, in the clear in no file of the app's, and its author reads them everywhere."""
import base64
import contextlib
import io
import json
import os
import signal
import sqlite3
import unittest
import zipfile
from urllib.parse import quote

import marked
import region as harness

TUS = {'Tus-Resumable': '1.0.0'}


class Waiting(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.place = harness.Region(args=['--backoff-max-ms', '50']).__enter__()
        cls.addClassCleanup(cls.place.__exit__, None, None, None)
        cls.idle = cls.place.sockets('edged')
        cls.mira, cls.ben = (harness.Person(cls.place, name).sign_up() for name in ('mira', 'ben'))
        cls.stranger = harness.Person(cls.place)
        cls.clip = harness.clip().read_bytes()

    def words(self):
        """A title with a hashtag and a sound, and their marks."""
        marks = marked.Marks()
        title, sound = '%s #%s' % (marks.mark('title'), marks.mark('hashtag')), marks.mark('sound')
        return marks, title, sound

    def post(self, body, title, sound):
        status, _, answer = self.mira.request(
            'POST', '/api/v1/videos?title=%s&sound=%s' % (quote(title), quote(sound)), body, {'Content-Type': 'video/mp4'})
        self.assertEqual(status, 201, answer)
        return json.loads(answer)['id']

    def draft(self, title, sound):
        metadata = ','.join('%s %s' % (k, base64.b64encode(v.encode()).decode())
                            for k, v in (('title', title), ('sound', sound)))
        status, found, body = self.mira.request('POST', '/api/v1/uploads', b'', {
            **TUS, 'Upload-Length': str(len(self.clip)), 'Upload-Metadata': metadata})
        self.assertEqual(status, 201, body)
        return found['location'], metadata

    def send(self, url):
        status, found, body = self.mira.request('PATCH', url, self.clip, {
            **TUS, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream'})
        self.assertEqual(status, 204, body)
        return found['vitrine-video']

    def stopped_job(self):
        pid = harness.wait_for(self.place.job, 'a job runs')
        self.place.kill_pid(pid, signal.SIGSTOP)
        self.addCleanup(self.go_on, pid)
        return pid

    def go_on(self, pid):
        try:
            self.place.kill_pid(pid, signal.SIGCONT)
        except ProcessLookupError:
            pass

    def is_clear(self, *marks):
        for path, data in marked.files_below(self.place.data / 'app'):
            for one in marks:
                self.assertEqual(one.search_deep(data)[:3], [], path)

    def memory_is_clear(self, *marks):
        if os.getuid() != 0 or b'__asan_init' in (harness.build_folder() / 'src' / 'vitrine-edged').read_bytes():
            return # it cannot be read, or a sanitizer keeps what was freed
        harness.wait_for(lambda: self.place.sockets('edged') <= self.idle, 'all connections are closed', 60)
        for one in marks:
            found = [(name, area['name'], around) for name, area, around in
                     marked.search_memory(one, self.place.pid('edged'))]
            self.assertEqual(found[:3], [])

    def is_nobody_elses(self, video, title):
        for who in (self.stranger, self.ben):
            self.assertEqual(who.get('/api/v1/videos/' + video)[0], 404)
            for path in ('/v/' + video, '/@mira', '/api/v1/people/mira/videos', '/api/v1/search?q=' + quote(title[:12]),
                         '/api/v1/hashtags/' + title.partition('#')[2], '/api/v1/videos', '/atom.xml'):
                self.assertNotIn(title.encode(), who.get(path)[1], path)

    def say(self, video, lang='en'):
        """Captions, and their marks."""
        marks = marked.Marks()
        said, label = marks.mark('captions'), marks.mark('label')[:40]
        body = 'WEBVTT\n\n00:00.000 --> 00:01.000\n%s\n' % said
        status, _, answer = self.mira.request('PUT', '/api/v1/videos/%s/captions/%s?label=%s' % (video, lang, quote(label)),
                                              body.encode(), {'Content-Type': 'text/vtt'})
        self.assertEqual(status, 204, answer)
        return marks, said, label

    def is_said(self, video, **expected):
        """As everybody reads it."""
        listed = {c['lang']: c for c in self.stranger.json('GET', '/api/v1/videos/' + video)['captions']}
        self.assertEqual(sorted(listed), sorted(expected))
        for lang, (_, said, label) in expected.items():
            self.assertEqual(listed[lang]['label'], label)
            self.assertIn(said.encode(), self.stranger.get(listed[lang]['url'])[1])
            found = self.stranger.json('GET', '/api/v1/search?q=' + said[:32])['videos']
            self.assertEqual([v['id'] for v in found], [video])

    def is_its_authors(self, video, title, sound):
        seen = self.mira.json('GET', '/api/v1/videos/' + video)
        self.assertEqual((seen['title'], seen['sound'], seen['hashtags']), (title, sound, [title.partition('#')[2]]))
        listed = {v['id']: v for v in self.mira.json('GET', '/api/v1/me/videos')['videos']}
        self.assertEqual((listed[video]['title'], listed[video]['sound']), (title, sound))
        data = {v['id']: v for v in self.mira.json('GET', '/api/v1/me/data')['video']}
        self.assertEqual((data[video]['title'], data[video]['sound']), (title, sound))

    def is_in_the_archive(self, kept):
        archive = zipfile.ZipFile(io.BytesIO(self.mira.get('/api/v1/me/data.zip')[1]))
        data = {v['id']: (v['title'], v['sound']) for v in json.loads(archive.read('data.json'))['video']}
        for video, words in kept.items():
            self.assertEqual(data[video], words)

    def told_of(self, video):
        told = [n['video'] for n in self.mira.json('GET', '/api/v1/me/notifications')['notifications']]
        return [v['title'] for v in told if v and v['id'] == video]

    def test_words_are_sealed_until_their_video_is_public(self):
        draft, running, queued, changed, refused, other = (self.words() for _ in range(6))
        url, metadata = self.draft(*draft[1:])
        hidden = [draft[0]]
        self.is_clear(*hidden)
        listed = {u['url']: u['title'] for u in self.mira.json('GET', '/api/v1/uploads')['uploads']}
        self.assertEqual(listed[url], draft[1])
        self.assertEqual(self.ben.json('GET', '/api/v1/uploads')['uploads'], [])
        self.assertEqual(self.mira.request('HEAD', url, headers=TUS)[1]['upload-metadata'], metadata)
        kept = [d for d in self.mira.json('GET', '/api/v1/me/data')['draft'] if '/' + d['id'] in url]
        self.assertEqual([(d['title'], d['sound']) for d in kept], [draft[1:]])

        bad = self.post(b'no clip' * 1000, *refused[1:])
        self.mira.wait_state(bad, ('refused',))
        hidden.append(refused[0])
        self.is_its_authors(bad, *refused[1:])
        self.assertEqual(self.told_of(bad), [refused[1]])

        first = self.post(self.clip, *running[1:])
        job = self.stopped_job()
        second = self.post(self.clip, *queued[1:])
        waits = {first: running, second: queued}
        for video, (_, title, sound) in waits.items():
            self.is_its_authors(video, title, sound)
            self.is_nobody_elses(video, title)
        self.is_in_the_archive({v: words[1:] for v, words in (*waits.items(), (bad, refused))})
        self.is_clear(running[0], queued[0], *hidden)
        self.mira.json('PATCH', '/api/v1/videos/' + first, {'title': changed[1]}, 204)
        self.is_its_authors(first, changed[1], running[2])
        self.memory_is_clear(running[0], queued[0], changed[0], *hidden)
        self.mira.json('PATCH', '/api/v1/videos/' + bad, {'title': other[1]}, 204)
        self.is_its_authors(bad, other[1], refused[2])
        self.is_clear(running[0], queued[0], changed[0], other[0], *hidden)

        self.go_on(job)
        for video, title, sound in ((first, changed[1], running[2]), (second, queued[1], queued[2])):
            self.mira.wait_public(video)
            seen = self.stranger.json('GET', '/api/v1/videos/' + video)
            self.assertEqual((seen['title'], seen['sound']), (title, sound))
            for path in ('search?q=' + title.partition(' ')[0], 'hashtags/%s/videos' % title.partition('#')[2]):
                self.assertEqual([v['id'] for v in self.stranger.json('GET', '/api/v1/' + path)['videos']], [video], path)
            self.assertEqual(self.told_of(video), [title])
        self.is_nobody_elses(bad, other[1])
        self.is_clear(other[0], *hidden)
        self.memory_is_clear(other[0], *hidden)
        self.mira.wait_public(self.send(url))

    def test_captions_are_sealed_until_their_video_is_public(self):
        _, title, sound = self.words()
        bad = self.post(b'no clip' * 1000, 'A title', 'A sound')
        self.mira.wait_state(bad, ('refused',))
        refused = self.say(bad)
        first = self.post(self.clip, title, sound)
        job = self.stopped_job()
        before, other, gone, now = self.say(first), self.say(first, 'de'), self.say(first, 'fr'), None
        self.is_clear(*(one[0] for one in (refused, before, other, gone)))
        now = self.say(first)
        self.mira.json('DELETE', '/api/v1/videos/%s/captions/fr' % first, expect=204)
        listed = self.mira.json('GET', '/api/v1/videos/' + first)['captions']
        self.assertEqual([(c['lang'], c['label']) for c in listed], [('de', 'de'), ('en', 'en')])
        self.assertEqual(self.stranger.get(listed[0]['url'])[0], 404)
        self.assertEqual(self.stranger.json('GET', '/api/v1/search?q=' + now[1][:32])['videos'], [])
        self.memory_is_clear(*(one[0] for one in (refused, before, other, gone, now)))
        archive = zipfile.ZipFile(io.BytesIO(self.mira.get('/api/v1/me/data.zip')[1]))
        for video, lang, (_, said, label) in ((bad, 'en', refused), (first, 'en', now), (first, 'de', other)):
            text = archive.read('videos/%s/captions-%s.vtt' % (video, lang)).decode()
            self.assertTrue(text.startswith('WEBVTT %s\n\n' % label) and said in text, text)
        self.go_on(job)
        self.mira.wait_public(first)
        self.is_said(first, en=now, de=other)
        self.is_clear(refused[0], before[0], gone[0])

    def test_captions_that_an_older_version_left_in_the_clear_are_sealed_after_the_start(self):
        bad = self.post(b'no clip' * 1000, 'A title', 'A sound')
        self.mira.wait_state(bad, ('refused',))
        marks, said, label = self.say(bad)
        self.place.stop()
        with contextlib.closing(sqlite3.connect(self.place.data / 'app' / 'app.db')) as database, database:
            database.execute('UPDATE caption SET sealed = NULL, label = ?, vtt = ?, text = ? WHERE video_id = ?',
                             (label, 'WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n%s\n' % said, said + '\n', int(bad)))
        self.place.start()

        def sealed():
            return not any(marks.search_deep(data) for _, data in marked.files_below(self.place.data / 'app'))
        harness.wait_for(sealed, 'what was left in the clear is sealed')

    def test_what_an_older_version_left_in_the_clear_is_sealed_after_the_start(self):
        marks, title, sound = self.words()
        bad = self.post(b'no clip' * 1000, 'A title', 'A sound')
        self.mira.wait_state(bad, ('refused',))
        self.place.stop()
        with contextlib.closing(sqlite3.connect(self.place.data / 'app' / 'app.db')) as database, database:
            database.execute('UPDATE video SET title = ?, sound = ?, words = NULL WHERE id = ?', (title, sound, int(bad)))
            database.execute('INSERT INTO search_video (rowid, title, captions) VALUES (?, ?, ?)',
                             (int(bad), title.partition(' ')[0], ''))
            database.execute('INSERT INTO video_hashtag (tag, video_id) VALUES (?, ?)', (title.partition('#')[2], int(bad)))
        self.place.start()

        def sealed():
            return not any(marks.search_deep(data) for _, data in marked.files_below(self.place.data / 'app'))
        harness.wait_for(sealed, 'what was left in the clear is sealed')
        self.is_its_authors(bad, title, sound)

    def test_a_kill_before_it_is_public_loses_no_word(self):
        marks, title, sound = self.words()
        video = self.post(self.clip, title, sound)
        self.stopped_job()
        self.place.kill_pid(self.place.pid('edged'))
        self.mira.wait_public(video)
        seen = self.stranger.json('GET', '/api/v1/videos/' + video)
        self.assertEqual((seen['title'], seen['sound']), (title, sound))


if __name__ == '__main__':
    unittest.main()
