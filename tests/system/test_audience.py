"""Videos that are not for everybody: nobody whom they are not for finds one anywhere, and on the disk they
are sealed."""
import base64
import contextlib
import io
import json
import pathlib
import sqlite3
import threading
import unittest
import zipfile
from urllib.parse import quote

import marked
import region as harness

TITLE, TAG, SOUND, SAID = 'Zanzibar at night', 'zanzibarnight', 'Zanzibarsong', 'Zanzibarspoken'
PART = 1024 * 1024 # of a range, at most
OWN_TITLE, OWN_SOUND, OWN_SAID = 'Quagga at dawn', 'Quaggasong', 'Quaggaspoken' # of what is never public
THEIRS = 'Quaggacomment' # said about it by others
WINDOW, WINDOWS = 48, 12 # bytes that are looked for, and how often in one file
VTT = 'WEBVTT\n\n00:00.000 --> 00:01.000\n%s\n'
# Every surface on which a public video shows itself: a path, and what of it stands there then.
SURFACES = (
    ('/api/v1/videos', 'id'),
    ('/api/v1/videos/{id}', 'id'),
    ('/api/v1/videos/{id}/comments', 'comment'),
    ('/api/v1/comments/{parent}/replies', 'reply'),
    ('/api/v1/videos/{id}/master.m3u8', '#EXTM3U'),
    ('/api/v1/videos/{id}/0.m3u8', '#EXTM3U'),
    ('/api/v1/feed', 'id'),
    ('/api/v1/search?q=zanzibar', 'id'),
    ('/api/v1/hashtags', 'tag'),
    ('/api/v1/hashtags/{tag}', 'tag'),
    ('/api/v1/hashtags/{tag}/videos', 'id'),
    ('/api/v1/people/ada/videos', 'id'),
    ('/api/v1/feed/following', 'id'),
    ('/api/v1/me/saved', 'id'),
    ('/api/v1/me/notifications', 'comment'),
    ('/atom.xml', 'id'),
    ('/@ada/atom.xml', 'id'),
    ('/tag/{tag}/atom.xml', 'id'),
    ('/oembed?url={origin}/v/{id}', 'id'),
    ('/embed/{id}', 'title'),
    ('/v/{id}', 'title'),
    ('/@ada', 'title'),
    ('/tag/{tag}', 'title'),
    ('{poster}', None),
    ('{strip}', None),
    ('{mp4}', None),
    ('{hls}', None),
    ('{vtt}', SAID),
)
# Of these, those on which one for followers shows itself to who follows, and the first five to its author.
FOLLOWED = (
    '/api/v1/videos/{id}',
    '/api/v1/videos/{id}/comments',
    '/api/v1/comments/{parent}/replies',
    '/api/v1/people/ada/videos',
    '/api/v1/me/notifications',
    '/api/v1/feed/following',
)


class Audience(unittest.TestCase):
    """One region: ada makes videos; ben follows her, likes, saves and comments what he sees; cleo does not follow."""

    @classmethod
    def setUpClass(cls):
        cls.place = harness.Region().__enter__()
        cls.addClassCleanup(cls.place.__exit__, None, None, None)
        cls.ada, cls.ben, cls.cleo = (harness.Person(cls.place, name).sign_up() for name in ('ada', 'ben', 'cleo'))
        cls.stranger = harness.Person(cls.place)
        cls.ben.json('PUT', '/api/v1/people/ada/follow', expect=204)
        cls.clip = harness.clip('long', seconds=62, size='96x160', rate=5)

    def upload(self, clip=None, **fields):
        query = '&'.join('%s=%s' % (name, quote(value)) for name, value in fields.items())
        status, _, body = self.ada.request('POST', '/api/v1/videos?' + query, (clip or self.clip).read_bytes(),
                                           {'Content-Type': 'video/mp4'}, timeout=120)
        self.assertEqual(status, 201, body)
        return json.loads(body)['id']

    def change(self, video, **fields):
        self.ada.json('PATCH', '/api/v1/videos/' + video, fields, 204)

    # What shows where.

    def filled(self, video):
        """The surfaces' paths, with the media's names as everybody has them now."""
        seen = self.stranger.json('GET', '/api/v1/videos/' + video)
        master = self.stranger.get(seen['hls'])[1].decode()
        playlist = next(line for line in master.splitlines() if line.endswith('.m3u8'))
        listed = self.stranger.get('/api/v1/videos/%s/%s' % (video, playlist))[1].decode()
        there = {'id': video, 'parent': self.parent, 'tag': TAG, 'origin': 'http://localhost:%d' % self.place.port(),
                 'poster': seen['poster'], 'strip': seen['strip']['url'], 'mp4': seen['renditions'][0]['url'],
                 'vtt': seen['captions'][0]['url'],
                 'hls': next(line for line in listed.splitlines() if line.endswith('.m4s'))}
        words = {'id': video, 'title': TITLE, 'tag': TAG, 'comment': 'Zanzibarcomment', 'reply': 'Zanzibarreply'}
        self.followed = [path.format(**there) for path in FOLLOWED]
        return [(path.format(**there), words.get(what, what)) for path, what in SURFACES]

    def showing(self, who, surfaces):
        """Of the surfaces, those on which it shows."""
        found = set()
        for path, what in surfaces:
            status, body = who.get(path)
            if status == 200 and (what is None or what.encode() in body):
                found.add(path)
        return found

    def expected(self, who, surfaces):
        own = ('/api/v1/me/', '/api/v1/feed/following') # those of who is signed in
        return {path for path, _ in surfaces if who is self.ben or not path.startswith(own)}

    def test_what_is_not_for_one_shows_nowhere(self):
        video = self.upload(title='%s #%s' % (TITLE, TAG), sound=SOUND)
        own = '/api/v1/videos/' + video
        self.ada.wait_public(video)
        self.ada.request('PUT', own + '/captions/en', (VTT % SAID).encode(), {'Content-Type': 'text/vtt'})
        for name in ('like', 'save'):
            self.ben.json('PUT', own + '/' + name, expect=204)
        said = self.ben.json('POST', own + '/comments', {'text': 'Zanzibarcomment @cleo @ben'}, 201)
        self.parent = said['id']
        self.cleo.json('PUT', own + '/save', expect=204)
        self.ada.json('POST', own + '/comments', {'text': 'Zanzibarcomment @ben'}, 201)
        self.cleo.json('POST', own + '/comments', {'text': 'Zanzibarreply', 'parent': self.parent}, 201)
        surfaces = self.filled(video)
        for who in (self.stranger, self.ben):
            harness.wait_for(lambda: self.showing(who, surfaces) >= self.expected(who, surfaces),
                             'it shows everywhere: not on %s' %
                             (self.expected(who, surfaces) - self.showing(who, surfaces)))
        before = self.ada.json('GET', '/api/v1/people/ada')
        self.change(video, visibility='private')
        for who in (self.stranger, self.ben, self.cleo, self.ada):
            hidden = [s for s in surfaces if who is not self.ada or s[0] not in (own, '/api/v1/me/notifications')]
            self.assertEqual(self.showing(who, hidden), set(), who.handle)
        after = self.ada.json('GET', '/api/v1/people/ada')
        self.assertEqual(before['videos'] - after['videos'], 1)
        for what, expect in (('like', 404), ('save', 404), ('comments', 404)):
            method, value = ('POST', {'text': 'x'}) if what == 'comments' else ('PUT', None)
            with self.assertRaises(harness.Refused, msg=what) as refused:
                self.ben.json(method, '%s/%s' % (own, what), value)
            self.assertEqual(refused.exception.status, expect, what)
        self.own_is_whole(video, 'private')
        self.change(video, visibility='followers')
        self.assertEqual(self.showing(self.ben, surfaces), set(self.followed))
        self.assertEqual(self.showing(self.ada, surfaces), set(self.followed[:-1]))
        for who in (self.stranger, self.cleo):
            self.assertEqual(self.showing(who, surfaces), set(), who.handle)
        self.assertEqual(self.ben.json('GET', '/api/v1/people/ada')['videos'], after['videos'])
        self.own_is_whole(video, 'followers')
        self.for_who_follows(video)
        self.change(video, visibility='public')
        again = self.filled(video)
        media = len([s for s in surfaces if s[0].startswith('/media/')])
        self.assertEqual(len(set(surfaces) - set(again)), media, 'all media have other addresses')
        for who in (self.stranger, self.ben):
            harness.wait_for(lambda: self.showing(who, again) >= self.expected(who, again), 'it shows again')

    def own_is_whole(self, video, visibility):
        """To its author it is as it was, but for what only a crowd needs; to nobody else."""
        seen = self.ada.video(video)
        self.assertEqual((seen['title'], seen['sound'], seen['visibility'], seen['state'], seen['hls']),
                         ('%s #%s' % (TITLE, TAG), SOUND, visibility, 'public', None))
        listed = self.ada.json('GET', '/api/v1/me/videos')['videos']
        self.assertIn(seen['title'], [v['title'] for v in listed if v['id'] == video])
        urls = [seen['poster'], seen['strip']['url'], seen['renditions'][0]['url'], seen['captions'][0]['url']]
        for url in urls:
            status, headers, _ = self.ada.request('GET', url)
            self.assertEqual((status, headers['cache-control']), (200, 'private, no-store'), url)
            self.assertEqual([self.cleo.get(url)[0], self.stranger.get(url)[0]], [404, 401], url)
            self.assertEqual(self.ben.get(url)[0], 200 if visibility == 'followers' else 404, url)
        self.assertIn(SAID.encode(), self.ada.get(urls[3])[1])
        self.ranges(self.ada, urls[2])
        with zipfile.ZipFile(io.BytesIO(self.ada.get('/api/v1/me/data.zip')[1])) as taken:
            self.assertEqual(taken.read('videos/%s/title.txt' % video).decode(), seen['title'])
            self.assertEqual(taken.read('videos/%s/sound.txt' % video).decode(), seen['sound'])
            self.assertIn(SAID, taken.read('videos/%s/captions-%s.vtt' % (video, seen['captions'][0]['lang'])).decode())
            self.assertEqual(taken.read('videos/%s/poster.jpg' % video), self.ada.get(urls[0])[1])

    def for_who_follows(self, video):
        """Whoever follows has all of it, and says what they think; whoever does not, or no more, has nothing."""
        own, follow = '/api/v1/videos/' + video, '/api/v1/people/ada/follow'
        seen = self.ben.json('GET', own)
        whole = [seen[k] for k in ('title', 'sound', 'visibility', 'hls', 'liked')]
        self.assertEqual(whole, ['%s #%s' % (TITLE, TAG), SOUND, 'followers', None, True])
        self.assertNotIn('state', seen, 'that is its author\'s to know')
        url = seen['renditions'][0]['url']
        self.assertIn(SAID.encode(), self.ben.get(seen['captions'][0]['url'])[1])
        self.ranges(self.ben, url)
        for method, path, value, expect in (('DELETE', '/like', None, 204), ('PUT', '/like', None, 204),
                                            ('POST', '/comments', {'text': 'And Zanzibar @cleo'}, 201)):
            self.ben.json(method, own + path, value, expect)
            with self.assertRaises(harness.Refused, msg=path) as refused:
                self.cleo.json(method if method != 'DELETE' else 'PUT', own + path, value)
            self.assertEqual(refused.exception.status, 404, path)
        self.assertNotIn('And Zanzibar', self.cleo.get('/api/v1/me/notifications')[1].decode())
        self.ben.json('POST', '/api/v1/reports', {'about': 'video:' + video, 'ground': 'terms-spam'}, 201)
        self.ben.json('POST', '/api/v1/reports', {'about': 'comment:' + self.parent, 'ground': 'terms-spam', 'text': 'So'}, 201)
        self.assertEqual(self.ben.json('GET', '/api/v1/me/reports')['items'][0]['text'],
                         'So\n\u201cZanzibarcomment @cleo @ben\u201d', 'the desk has no other way to read it')
        for end, back in ((('DELETE', self.ben, follow), None),
                          (('PUT', self.ada, '/api/v1/people/ben/block'), ('DELETE', self.ada, '/api/v1/people/ben/block'))):
            end[1].json(end[0], end[2], expect=204)
            self.assertEqual([self.ben.get(path)[0] for path in (own, url, own + '/comments')], [404] * 3, end)
            if back:
                back[1].json(back[0], back[2], expect=204)
                self.assertEqual(self.ben.get(url)[0], 404, 'to be let in is not to follow')
            self.ben.json('PUT', follow, expect=204)
            self.assertEqual([self.ben.get(path)[0] for path in (own, url, own + '/comments')], [200] * 3)

    def ranges(self, who, url):
        whole = self.ada.get(url)[1]
        piece = 28 * 1024
        for first, last in ((0, 0), (0, len(whole) - 1), (piece - 1, piece), (piece, 3 * piece),
                            (len(whole) - 5, len(whole) + 99)):
            status, headers, part = who.request('GET', url, None, {'Range': 'bytes=%d-%d' % (first, last)})
            last = min(last, len(whole) - 1, first + PART - 1)
            self.assertTrue((status, part) == (206, whole[first:last + 1]), (first, last))
            self.assertEqual(headers['content-range'], 'bytes %d-%d/%d' % (first, last, len(whole)))

    # What lies on the disk.

    def sought(self, video):
        """What must be in no file: words, and bytes of each file that its author is served."""
        seen = self.ada.video(video)
        out = {'title': OWN_TITLE.encode(), 'sound': OWN_SOUND.encode(), 'captions': OWN_SAID.encode(),
               'comment': THEIRS.encode()}
        for name, url in (('poster', seen['poster']), ('strip', seen['strip']['url']),
                          ('mp4', seen['renditions'][0]['url'])):
            data = self.ada.get(url)[1]
            for at in range(0, len(data) - WINDOW, len(data) // WINDOWS):
                if len(set(data[at:at + WINDOW])) > WINDOW // 3: # not a run of one byte
                    out['%s at %d' % (name, at)] = data[at:at + WINDOW]
        return out

    def found(self, sought):
        return {(what, path.name) for path, data in marked.files_below(self.place.data)
                if data.strip(b'\0') for what, piece in sought.items() if piece in data}

    def test_what_is_private_is_sealed(self):
        self.is_sealed('private')

    def turns(self):
        return [e['turn'] for e in self.place.ledger_entries() if e['type'] == 'sharing']

    def test_what_is_for_followers_is_sealed_and_the_ledger_says_that_somebody_shares(self):
        before = len(self.turns())
        self.is_sealed('followers')
        self.assertEqual(self.turns()[before:], list(range(before + 1, before + 5)), 'begun and ended, twice')

    def test_a_sharing_that_came_to_nothing_ends_when_its_author_looks(self):
        before = len(self.turns())
        video = self.upload(pathlib.Path(__file__), title='No clip')
        self.ada.json('PATCH', '/api/v1/videos/' + video, {'visibility': 'followers'}, 409)
        harness.wait_for(lambda: self.turns()[before:] == [before + 1], 'it begins')
        self.ada.json('GET', '/api/v1/me/videos')
        harness.wait_for(lambda: self.turns()[before:] == [before + 1, before + 2], 'it ends')
        self.ada.json('GET', '/api/v1/me/videos')
        self.ada.json('DELETE', '/api/v1/videos/' + video, expect=204)
        self.assertEqual(len(self.turns()), before + 2, 'once')

    def is_sealed(self, visibility):
        video = self.upload(harness.clip('own', audio=False, color='testsrc'), title=OWN_TITLE, sound=OWN_SOUND,
                            visibility=visibility)
        self.ada.wait_public(video)
        self.ada.request('PUT', '/api/v1/videos/%s/captions/en' % video, (VTT % OWN_SAID).encode(),
                         {'Content-Type': 'text/vtt'})
        sought = self.sought(video)
        self.assertGreater(len(sought), 2 * WINDOWS)
        harness.wait_for(lambda: not list((self.place.data / 'app' / 'incoming').iterdir()), 'the original is gone')
        if visibility == 'followers':
            self.said(video)
        self.assertEqual(self.found(sought), set())
        self.change(video, visibility='public')
        if visibility == 'private':
            self.said(video)
        self.assertEqual(self.heard(self.stranger, video), [(THEIRS + ' @cleo', ['cleo'])])
        there = {what for what, _ in self.found(sought)}
        self.assertEqual(set(sought) - there, set(), 'what is public is in the clear: the search can see')
        self.change(video, visibility=visibility)
        harness.wait_for(lambda: self.found(sought) == set(), 'the files before it are gone')
        if visibility == 'followers':
            for who in (self.ada, self.ben):
                self.assertEqual(self.heard(who, video), [(THEIRS + ' @cleo', ['cleo'])], who.handle)
        self.assertIn(THEIRS + ' @cleo', [c.get('sealed') for c in self.ben.json('GET', '/api/v1/me/data')['comment']],
                      'whoever said it has it, whomever the video is for')
        if visibility == 'followers':
            self.left_in_the_clear(video, sought)
        self.ada.json('DELETE', '/api/v1/videos/' + video, expect=204)

    def said(self, video):
        path, body, key = '/api/v1/videos/%s/comments' % video, {'text': THEIRS + ' @cleo'}, {'Idempotency-Key': 'k' + video}
        made = [self.ben.request('POST', path, json.dumps(body), {'Content-Type': 'application/json', **key})
                for _ in range(2)]
        self.assertEqual([m[0] for m in made], [201, 201])
        self.assertEqual(*(json.loads(m[2])['id'] for m in made), 'the same, with its key')
        other = self.ben.request('POST', path, json.dumps({'text': 'Something else'}), {'Content-Type': 'application/json', **key})
        self.assertEqual(other[0], 409, 'another one with that key')

    def heard(self, who, video):
        return [(c['text'], c['mentions']) for c in who.json('GET', '/api/v1/videos/%s/comments' % video)['comments']]

    def left_in_the_clear(self, video, sought):
        """As a kill leaves it, on the way to being for everybody or back: noted, and a part of it in the clear."""
        self.place.stop()
        with contextlib.closing(sqlite3.connect(self.place.data / 'app' / 'app.db')) as database, database:
            database.execute('UPDATE comment SET text = ?, sealed = NULL WHERE video_id = ?', (THEIRS + ' again', int(video)))
            database.execute('INSERT INTO spoken_move (video_id) VALUES (?)', (int(video),))
        self.place.start()
        harness.wait_for(lambda: self.found(sought) == set(), 'what a crash left in the clear is sealed')
        self.assertEqual(self.heard(self.ben, video)[0][0], THEIRS + ' again')

    def test_an_upload_that_goes_on_is_as_sealed(self):
        data = harness.clip().read_bytes()
        title, sound = 'Okapi at noon', 'Okapisong'
        fields = {'title': title, 'visibility': 'private', 'sound': sound}
        metadata = ','.join('%s %s' % (k, base64.b64encode(v.encode()).decode()) for k, v in fields.items())
        tus = {'Tus-Resumable': '1.0.0'}
        status, headers, body = self.ada.request('POST', '/api/v1/uploads', None, {
            **tus, 'Upload-Length': str(len(data)), 'Upload-Metadata': metadata})
        self.assertEqual(status, 201, body)
        words = {'title': title.encode(), 'sound': sound.encode()}
        self.assertEqual(self.found(words), set())
        listed = self.ada.json('GET', '/api/v1/uploads')['uploads']
        self.assertEqual([(u['title'], u['visibility']) for u in listed], [(title, 'private')])
        fields['visibility'] = 'followers'
        metadata = ','.join('%s %s' % (k, base64.b64encode(v.encode()).decode()) for k, v in fields.items())
        other = self.ada.request('POST', '/api/v1/uploads', None, {
            **tus, 'Upload-Length': str(len(data)), 'Upload-Metadata': metadata})[1]['location']
        listed = self.ada.json('GET', '/api/v1/uploads')['uploads']
        self.assertEqual({(u['title'], u['visibility']) for u in listed}, {(title, 'private'), (title, 'followers')})
        self.assertEqual(self.found(words), set())
        self.assertEqual(self.ada.request('DELETE', other, None, tus)[0], 204)
        self.place.restart()
        status, headers, body = self.ada.request('PATCH', headers['location'], data, {
            **tus, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream'}, timeout=120)
        self.assertEqual(status, 204, body)
        video = headers['vitrine-video']
        seen = self.ada.wait_public(video)
        self.assertEqual((seen['title'], seen['sound'], seen['visibility']), (title, sound, 'private'))
        self.assertEqual(self.found(words), set())
        # A title that it gets with its audience is the only one that anybody else ever sees.
        for hour in ('five', 'six', 'seven'):
            shown = 'Quokka at ' + hour
            self.assertEqual(self.watched(video, lambda: self.change(video, visibility='public', title=shown)), {shown})
            self.assertEqual(self.ben.video(video)['title'], shown)
            self.change(video, visibility='private', title=title)
        self.assertEqual(self.ada.video(video)['title'], title)
        self.ada.json('DELETE', '/api/v1/videos/' + video, expect=204)

    def watched(self, video, change):
        """The titles that a stranger sees while it is changed, and then."""
        titles, done, stranger = set(), threading.Event(), harness.Person(self.place)

        def watch():
            last = False
            while not last:
                last = done.is_set()
                status, body = stranger.get('/api/v1/videos/' + video)
                titles.update([json.loads(body)['title']] if status == 200 else [])
        thread = threading.Thread(target=watch)
        thread.start()
        try:
            change()
        finally:
            done.set()
            thread.join()
        return titles


if __name__ == '__main__':
    unittest.main()
