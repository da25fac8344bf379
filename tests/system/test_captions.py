"""Captions: what an author sends as WebVTT, written anew, and shown with the video."""
import contextlib
import io
import json
import re
import sqlite3
import unittest
import zipfile

import region as harness

KIND = {'Content-Type': 'text/vtt'}
SENT = ('\ufeffWEBVTT - of a meeting\r\n\r\nNOTE secret\r\nmore secret\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\n1\r\n'
        '00:00.500 --> 00:01.000 line:0\r\n<v.loud Ada Lovelace>Hi &amp; <b>bye</b> &lt;x&gt;</v>\r\n<i>two</i>\r\n\r\n'
        '00:00:01.000 --> 00:00:02.000\r\nGrün &foo;\r\n')
SHOWN = ('WEBVTT\n\n00:00:00.500 --> 00:00:01.000\nAda Lovelace: Hi &amp; bye &lt;x&gt;\ntwo\n\n'
         '00:00:01.000 --> 00:00:02.000\nGrün &amp;foo;\n')


def path_of(video):
    return '/api/v1/videos/' + video


class Captions(unittest.TestCase):
    def put(self, person, lang, text, expect=204, query='', kind=KIND):
        status, _, body = person.request('PUT', '/api/v1/videos/%s/captions/%s%s' % (self.video, lang, query),
                                         text.encode() if isinstance(text, str) else text, kind)
        self.assertEqual(status, expect, body)
        return json.loads(body) if body else None

    def shown(self):
        return self.mira.json('GET', '/api/v1/videos/' + self.video)['captions']

    def taken_along(self):
        """Whoever it is for: all captions are in the archive."""
        archive = zipfile.ZipFile(io.BytesIO(self.mira.get('/api/v1/me/data.zip')[1]))
        read = {lang: archive.read('videos/%s/captions-%s.vtt' % (self.video, lang)).decode() for lang in ('de-CH', 'en')}
        self.assertEqual(read, {'de-CH': SHOWN.replace('WEBVTT', 'WEBVTT Schwiizertüütsch', 1),
                                'en': 'WEBVTT en\n\n00:00:00.000 --> 00:00:01.000\nOther\n'})

    def test_captions_of_any_number_and_length_are_in_the_archive(self):
        with harness.Region() as self.place:
            self.mira = self.place.sign_up('mira')
            self.video = self.mira.upload(harness.clip())
            self.mira.wait_public(self.video)
            cue = '\n00:00:00.000 --> 00:00:01.000\n' + '"\\' * 5000 + '\n'
            text = 'WEBVTT\n' + cue * ((256 * 1024 - 7) // len(cue))
            for i in range(20):
                self.put(self.mira, 'x-%d' % i, text)
            self.assertEqual(len(self.mira.json('GET', '/api/v1/me/data')['caption']), 20)
            archive = zipfile.ZipFile(io.BytesIO(self.mira.get('/api/v1/me/data.zip')[1]))
            self.assertEqual(archive.read('videos/%s/captions-x-7.vtt' % self.video).decode(),
                             text.replace('WEBVTT', 'WEBVTT x-7', 1))
            names = [n for n in archive.namelist() if 'captions' in n]
            self.assertEqual(len(names), 20)
            self.quota(text)

    def quota(self, text):
        """What they take is of their author's room, and no more is taken than that has."""
        kept = self.mira.json('GET', '/api/v1/me/data')['video'][0]['caption_bytes']
        spoken = len(text) - 7 - 31 * text.count('-->')
        self.assertEqual(kept, 20 * (len(text) + spoken))
        self.mira.json('DELETE', path_of(self.video) + '/captions/x-1', expect=204)
        self.assertEqual(self.mira.json('GET', '/api/v1/me/data')['video'][0]['caption_bytes'], 19 * (len(text) + spoken))
        self.place.stop()
        with contextlib.closing(sqlite3.connect(self.place.data / 'app' / 'app.db')) as database, database:
            database.execute('UPDATE video SET caption_bytes = ?', (20 * 1024 ** 3,))
        self.place.start()
        refused = self.put(self.mira, 'en', text, 413)
        self.assertEqual((refused['title'], refused['limit']), ('Over your quota', 20 * 1024 ** 3))
        self.mira.json('DELETE', path_of(self.video) + '/captions/x-2', expect=204)
        self.put(self.mira, 'en', text)

    def found(self, words):
        page = self.place.person().json('GET', '/api/v1/search?q=' + words.replace(' ', '+'))
        return [v['id'] for v in page['videos']]

    def test_captions_come_and_go(self):
        with harness.Region() as self.place:
            place = self.place
            self.mira, otto = place.sign_up('mira'), place.sign_up('otto')
            self.video = self.mira.upload(harness.clip())
            self.mira.wait_public(self.video)
            self.assertEqual(self.shown(), [])
            self.put(self.mira, 'en', SENT)
            first, = self.shown()
            self.assertEqual((first['lang'], first['label']), ('en', 'en'))
            status, headers, body = place.person().request('GET', first['url'])
            self.assertEqual((status, body.decode()), (200, SHOWN))
            self.assertEqual(headers['content-type'], 'text/vtt; charset=utf-8')
            self.assertEqual(headers['x-content-type-options'], 'nosniff')
            self.put(self.mira, 'de-CH', SHOWN, query='?label=Schwiizert%C3%BC%C3%BCtsch')
            listed = place.person().json('GET', '/api/v1/videos')['videos'][0]['captions']
            self.assertEqual([(c['lang'], c['label']) for c in listed], [('de-CH', 'Schwiizertüütsch'), ('en', 'en')])
            self.assertEqual(place.get(listed[0]['url'])[1].decode(), SHOWN)
            self.assertEqual([self.found('lovelace grun'), self.found('meeting'), self.found('secret')],
                             [[self.video], [], []])
            self.refusals(otto)
            self.put(self.mira, 'en', 'WEBVTT\n\n00:00.000 --> 00:01.000\nOther\n')
            self.assertEqual(place.get(first['url'])[0], 404)
            second = self.shown()[1]['url']
            self.assertEqual([self.found('other'), self.found('hi bye')], [[self.video], [self.video]])
            own = self.mira.json('GET', '/api/v1/me/data')['caption']
            self.assertEqual({c['lang']: c['label'] for c in own}, {'en': 'en', 'de-CH': 'Schwiizertüütsch'})
            self.taken_along()
            for visibility in ('followers', 'private', 'public'):
                self.mira.json('PATCH', path_of(self.video), {'visibility': visibility}, 204)
                self.taken_along()
            second = self.shown()[1]['url']
            path = '/api/v1/videos/%s/captions/' % self.video
            self.assertEqual(otto.request('DELETE', path + 'en')[0], 404)
            self.mira.json('DELETE', path + 'de-CH', expect=204)
            self.mira.json('DELETE', path + 'de-CH', expect=204)
            self.assertEqual(len(self.shown()), 1)
            self.assertEqual(self.found('lovelace'), [])
            self.mira.json('DELETE', '/api/v1/videos/' + self.video, expect=204)
            self.assertEqual(place.get(second)[0], 404)

    def refusals(self, otto):
        cue = 'WEBVTT\n\n00:00.000 --> 00:01.000\n'
        for text, line, words in (
                ('', 0, 'WEBVTT'), ('1\n00:00:01,000 --> 00:00:02,000\nSubRip\n', 1, 'WEBVTT'), ('WEBVTT\nX\n', 2, 'empty'),
                (cue + '<script>alert(1)</script>\n', 4, 'tags'), (cue + 'a\x01\n', 4, 'control'), (cue + '<v >x\n', 4, 'tags'),
                (cue + 'a --> b\n', 4, 'empty line'), ('WEBVTT\n\n00:01.000 --> 00:00.500\nx\n', 3, 'later'),
                (cue.replace('00:00.', '00:02.', 1).replace('00:01', '00:03') + 'x\n\n00:00.500 --> 00:04.000\ny\n', 6, 'order'),
                (cue.replace('00:01', '09:01') + 'x\n', 3, 'as long'), ('WEBVTT\n\nNOTE nothing\n', 3, 'no cue'),
                (cue.encode() + b'\xff\n', 0, 'UTF-8'), ('WEBVTT\n' + '\n00:00.000 --> 00:01.000\nx\n' * 2001, None, 'more cues')):
            with self.subTest(words=words, line=line):
                detail = self.put(self.mira, 'en', text, 422)['detail']
                self.assertIn(words, detail)
                self.assertTrue(line is None or re.match('Line %d: ' % line, detail), detail)
        self.assertEqual(self.put(self.mira, 'en', 'x' * (256 * 1024 + 1), 413)['limit'], 256 * 1024)
        self.put(self.mira, 'en', SENT, 415, kind={'Content-Type': 'text/plain'})
        for lang in ('e', 'en_US', 'en-', '-en', 'en--us', 'abcdefghi', 'e%20n', 'a-' * 17 + 'bcd'):
            self.assertIn('lang', self.put(self.mira, lang, SENT, 400)['detail'])
        self.assertIn('label', self.put(self.mira, 'en', SENT, 400, query='?label=')['detail'])
        self.put(otto, 'en', SENT, 404)
        self.assertEqual(self.place.person().request('PUT', '/api/v1/videos/%s/captions/en' % self.video, SENT.encode(),
                                                     KIND)[0], 401)
        for i in range(18):
            self.put(self.mira, 'x-%d' % i, SHOWN)
        self.assertEqual(self.put(self.mira, 'x-99', SHOWN, 409)['limit'], 20)
        for i in range(18):
            self.mira.json('DELETE', '/api/v1/videos/%s/captions/x-%d' % (self.video, i), expect=204)


if __name__ == '__main__':
    unittest.main()
