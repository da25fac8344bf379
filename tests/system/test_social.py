"""People, whom they follow, what they say about videos and what they are told, through a region that runs."""
import contextlib
import hashlib
import http.client
import json
import sqlite3
import threading
import time
import unittest

import region as harness

TEXT = 'text/event-stream'


class Listener:
    """Somebody's page that waits for news."""

    def __init__(self, person):
        self.connection = http.client.HTTPConnection('127.0.0.1', person.region.port(), timeout=60,
                                                     source_address=(person.address, 0))
        self.connection.request('GET', '/api/v1/me/events', None, {'Cookie': 'vitrine_session=' + person.cookie})
        self.answer = self.connection.getresponse()
        self.status = self.answer.status

    def unread(self):
        """Of the next event; signs of life are passed over. None: it has ended."""
        deadline = time.monotonic() + 20
        for line in self.answer:
            if time.monotonic() > deadline:
                raise TimeoutError('signs of life, and no news')
            if line.startswith(b'data: '):
                return json.loads(line[6:])['unread']
        return None

    def close(self):
        self.connection.close()


class Social(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = harness.Region().__enter__()
        cls.addClassCleanup(cls.place.__exit__, None, None, None)
        cls.ada, cls.ben = (cls.place.person(name).sign_up() for name in ('ada', 'ben'))
        cls.video = cls.ada.upload(harness.clip(), 'Cats')
        cls.ada.wait_public(cls.video)

    def newcomer(self, handle):
        return self.place.person(handle).sign_up()

    def refused(self, status, person, method, path, value=None, headers=None):
        body = None if value is None else json.dumps(value)
        got = person.request(method, path, body, {**({'Content-Type': 'application/json'} if body else {}),
                                                  **(headers or {})})
        self.assertEqual(got[0], status, got[2])
        return got[1], json.loads(got[2])

    def say(self, person, text, parent=None, key=None, video=None):
        status, _, body = person.request(
            'POST', '/api/v1/videos/%s/comments' % (video or self.video), json.dumps({'text': text, 'parent': parent}),
            {'Content-Type': 'application/json', **({'Idempotency-Key': key} if key else {})})
        return status, json.loads(body)

    def blocks(self):
        path = 'file:%s?mode=ro' % (self.place.data / 'app' / 'app.db')
        with contextlib.closing(sqlite3.connect(path, uri=True)) as database:
            return database.execute('SELECT hex(pair), hex(slot) FROM block').fetchall()

    def comments(self, person, query=''):
        return person.json('GET', '/api/v1/videos/%s/comments%s' % (self.video, query))

    def test_a_person_says_who_they_are_and_everybody_sees_it(self):
        dan, stranger = self.newcomer('dan'), self.place.person('nobody')
        got = dan.json('PATCH', '/api/v1/me/profile', {'name': '  Dan D. ', 'bio': 'One\nTwo'})
        self.assertEqual((got['name'], got['bio'], got['self'], got['avatar']), ('Dan D.', 'One\nTwo', True, None))
        self.assertEqual(dan.json('GET', '/api/v1/me')['user']['name'], 'Dan D.')
        dan.json('PATCH', '/api/v1/me/profile', {'bio': ''})
        seen = stranger.json('GET', '/api/v1/people/Dan')
        self.assertEqual({k: seen[k] for k in ('handle', 'name', 'bio', 'followers', 'followed', 'follows_me', 'self')},
                         {'handle': 'dan', 'name': 'Dan D.', 'bio': '', 'followers': 0, 'followed': None,
                          'follows_me': None, 'self': False})
        self.assertEqual(seen['created_ms'] % 86400000, 0)
        for words in ({'name': 'a\u202eb'}, {'name': 'x' * 51}, {'name': 'a\nb'}, {'bio': 'x' * 301}, {'more': 'x'}):
            self.refused(400, dan, 'PATCH', '/api/v1/me/profile', words)
        self.refused(404, stranger, 'GET', '/api/v1/people/nobody.here')
        self.refused(401, stranger, 'PATCH', '/api/v1/me/profile', {'name': 'x'})

    def test_a_follow_is_counted_seen_and_brings_videos(self):
        eve, ada = self.newcomer('eve'), '/api/v1/people/ada'
        self.assertEqual(eve.json('GET', '/api/v1/feed/following'), {'videos': [], 'next': None})
        before = eve.json('GET', ada)['followers']
        for _ in range(3):
            eve.json('PUT', ada + '/follow', expect=204)
        person = eve.json('GET', ada)
        self.assertEqual((person['followers'], person['followed'], person['follows_me'], person['videos']),
                         (before + 1, True, False, 1))
        self.assertEqual(eve.json('GET', '/api/v1/people/eve')['following'], 1)
        found = eve.json('GET', '/api/v1/feed/following')
        self.assertEqual([(v['id'], v['author']['followed']) for v in found['videos']], [(self.video, True)])
        self.assertEqual(eve.json('GET', ada + '/videos')['videos'][0]['id'], self.video)
        found = eve.json('GET', '/api/v1/search?q=cats')['videos']
        self.assertEqual({v['author']['followed'] for v in found if v['author']['handle'] == 'ada'}, {True})
        self.assertIn('eve', [p['handle'] for p in self.ada.json('GET', ada + '/followers')['people']])
        people = self.ada.json('GET', '/api/v1/people/eve/following')['people']
        self.assertEqual([(p['handle'], p['followed']) for p in people], [('ada', False)])
        told = self.ada.json('GET', '/api/v1/me/notifications')['notifications']
        self.assertIn(('follow', 'eve'), [(t['kind'], (t['person'] or {}).get('handle')) for t in told])
        self.refused(409, eve, 'PUT', '/api/v1/people/eve/follow')
        self.refused(404, eve, 'PUT', '/api/v1/people/nobody.here/follow')
        for path in ('/followers', '/following', '/videos'):
            self.refused(400, eve, 'GET', ada + path + '?cursor=x')
        for _ in range(2):
            eve.json('DELETE', ada + '/follow', expect=204)
        self.assertEqual(eve.json('GET', ada)['followers'], before)
        self.assertEqual(eve.json('GET', '/api/v1/feed/following')['videos'], [])

    def test_saved_videos_are_ones_own_the_last_saved_first(self):
        ida, save = self.newcomer('ida'), '/api/v1/videos/%s/save'
        second = self.ada.upload(harness.clip(), 'More cats')
        self.ada.wait_public(second)
        self.assertEqual(ida.json('GET', '/api/v1/me/saved'), {'videos': [], 'next': None})
        for video in (self.video, second, self.video):
            ida.json('PUT', save % video, expect=204)
        page = ida.json('GET', '/api/v1/me/saved?limit=1')
        self.assertEqual([(v['id'], v['saved']) for v in page['videos']], [(second, True)])
        page = ida.json('GET', '/api/v1/me/saved?limit=1&cursor=' + page['next'])
        self.assertEqual(([v['id'] for v in page['videos']], page['next']), ([self.video], None))
        harness.wait_for(lambda: second in [i['video']['id'] for i in ida.json('GET', '/api/v1/feed')['items']],
                         'the new video to be on a page')
        for path in ('/api/v1/videos/' + second, '/api/v1/people/ada/videos', '/api/v1/feed', '/api/v1/search?q=cats'):
            for who, saved in ((ida, True), (self.ben, False), (self.place.person('nobody'), None)):
                got = who.json('GET', path)
                videos = got.get('videos') or [item['video'] for item in got.get('items', ())] or [got]
                self.assertEqual({v['saved'] for v in videos if v['id'] == second}, {saved}, path)
        for _ in range(2):
            ida.json('DELETE', save % second, expect=204)
        self.assertEqual([v['id'] for v in ida.json('GET', '/api/v1/me/saved')['videos']], [self.video])
        self.ada.json('DELETE', '/api/v1/videos/' + second, expect=204)
        self.refused(404, ida, 'PUT', save % second)
        ida.json('DELETE', save % second, expect=204)
        self.refused(400, ida, 'GET', '/api/v1/me/saved?cursor=x')
        self.refused(401, self.place.person('nobody'), 'PUT', save % self.video)

    def test_of_who_is_muted_nothing_is_shown(self):
        una, lew = self.newcomer('una'), self.newcomer('lew')
        said, own = self.say(lew, 'Hello @una')[1]['id'], una.json('GET', '/api/v1/me/notifications')
        self.assertEqual((own['unread'], len(own['notifications'])), (1, 1))
        una.json('PUT', '/api/v1/people/ada/follow', expect=204)
        for name in ('lew', 'ada', 'LEW'):
            una.json('PUT', '/api/v1/people/%s/mute' % name, expect=204)
        self.assertEqual({p['handle'] for p in una.json('GET', '/api/v1/me/muted')['people']}, {'lew', 'ada'})
        self.assertTrue(una.json('GET', '/api/v1/people/lew')['muted'])
        self.assertNotIn(said, [c['id'] for c in self.comments(una)['comments']])
        self.assertIn(said, [c['id'] for c in self.comments(self.ben)['comments']])
        own = una.json('GET', '/api/v1/me/notifications')
        self.assertEqual((own['unread'], own['notifications']), (0, []))
        waits = Listener(una)
        self.addCleanup(waits.close)
        self.assertEqual(waits.unread(), 0)
        self.say(lew, 'Again @una')
        self.assertEqual(waits.unread(), 0)
        self.say(self.ben, 'And @una')
        self.assertEqual(waits.unread(), 1)
        self.assertEqual(una.json('GET', '/api/v1/feed/following')['videos'], [])
        self.assertEqual(una.json('GET', '/api/v1/feed')['items'], [])
        self.assertNotEqual(una.json('GET', '/api/v1/people/ada/videos')['videos'], [])
        for name in ('lew', 'ada', 'lew'):
            una.json('DELETE', '/api/v1/people/%s/mute' % name, expect=204)
        self.assertEqual(una.json('GET', '/api/v1/me/notifications')['unread'], 3)
        self.assertNotEqual(una.json('GET', '/api/v1/feed/following')['videos'], [])
        self.refused(409, una, 'PUT', '/api/v1/people/una/mute')
        self.refused(404, una, 'PUT', '/api/v1/people/nobody.here/mute')

    def test_who_is_blocked_sees_and_says_nothing_and_no_row_says_who(self):
        pia, rex = self.newcomer('pia'), self.newcomer('rex')
        video = pia.upload(harness.clip(), 'Dogs')
        pia.wait_public(video)
        for a, b in ((pia, 'rex'), (rex, 'pia')):
            a.json('PUT', '/api/v1/people/%s/follow' % b, expect=204)
        said = self.say(pia, 'Of pia')[1]['id']
        self.refused(409, pia, 'PUT', '/api/v1/people/pia/block')
        for _ in range(2):
            pia.json('PUT', '/api/v1/people/rex/block', expect=204)
        self.assertEqual([p['handle'] for p in pia.json('GET', '/api/v1/me/blocked')['people']], ['rex'])
        self.assertEqual(rex.json('GET', '/api/v1/me/blocked')['people'], [])
        self.assertEqual(pia.json('GET', '/api/v1/people/rex')['follows_me'], False)
        known = [tuple(who.json('GET', '/api/v1/people/rex')[way] for way in ('muted', 'blocked'))
                 for who in (pia, self.ben, rex, self.place.person('nobody'))]
        self.assertEqual(known, [(False, True), (False, False), (False, False), (None, None)])
        own = '/api/v1/videos/' + video
        self.refused(403, rex, 'PUT', '/api/v1/people/pia/follow')
        self.refused(404, rex, 'GET', own)
        self.refused(404, rex, 'GET', own + '/comments')
        self.assertEqual(self.say(rex, 'x', video=video)[0], 404)
        self.assertEqual(self.say(rex, 'x', said)[0], 404)
        about = self.say(self.ben, 'About the dogs', video=video)[1]['id']
        for act in (own + '/like', own + '/save', own + '/not-interested', '/api/v1/comments/%s/like' % said,
                    '/api/v1/comments/%s/like' % about):
            self.refused(404, rex, 'PUT', act) # as what is not there; what was done before can be undone
            rex.json('DELETE', act, expect=204)
        self.refused(403, pia, 'PUT', '/api/v1/people/rex/follow')
        made = self.say(rex, 'Look, @pia and @ben')
        self.assertEqual((made[0], made[1]['mentions']), (201, ['ben']))
        self.assertEqual([t['kind'] for t in pia.json('GET', '/api/v1/me/notifications')['notifications']], ['comment', 'video'])
        self.assertNotIn(made[1]['id'], [c['id'] for c in self.comments(pia)['comments']])
        for path in ('/api/v1/videos', '/api/v1/people/pia/videos', '/api/v1/search?q=dogs', '/api/v1/feed'):
            seen = {}
            for who in (rex, self.ben, self.place.person('nobody')):
                got = who.json('GET', path)
                seen[who.handle] = video in [v['id'] for v in got.get('videos') or [i['video'] for i in got.get('items', ())]]
            self.assertFalse(seen['rex'], path)
            self.assertTrue(seen['ben'] or path == '/api/v1/feed', path)
        self.assertEqual(rex.request('GET', '/api/v1/people/pia')[0], 200)
        rows = self.blocks()
        self.assertEqual([len(cell) for row in rows for cell in row], [32, 32])
        numbers = [int(p.id).to_bytes(8, 'big') for p in (pia, rex)]
        guesses = {hashlib.new(name, head + a + b).hexdigest().upper()[:32]
                   for name in ('sha256', 'blake2b') for head in (b'', b'vitrine block 1\0')
                   for a in numbers for b in numbers}
        guesses |= {(a + b).hex().upper() for a in numbers for b in numbers}
        self.assertFalse(guesses & {cell for row in rows for cell in row})
        pia.json('DELETE', '/api/v1/people/rex/block', expect=204)
        rex.json('GET', own)
        rex.json('PUT', '/api/v1/people/pia/follow', expect=204)
        pia.json('PUT', '/api/v1/people/rex/block', expect=204)
        pia.json('POST', '/api/v1/me/leaving', {'password': harness.PASSWORD, 'days': 0})
        harness.wait_for(lambda: self.blocks() == [], 'the rows to go')

    def test_a_comment_is_text_said_once_answered_and_removed(self):
        fay, gus = self.newcomer('fay'), self.newcomer('gus')
        text = '<b onload="x">&amp; @ada @GUS @nobody.here</b>'
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(self.say(fay, text, key='once'))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual({status for status, _ in answers}, {201})
        self.assertEqual(len({c['id'] for _, c in answers}), 1)
        made = answers[0][1]
        self.assertEqual((made['text'], sorted(made['mentions']), made['by_creator'], made['liked'], made['parent']),
                         (text, ['ada', 'gus'], False, False, None))
        self.assertEqual(self.say(fay, 'another', key='once')[0], 409)
        status, reply = self.say(self.ada, 'Thank you', made['id'])
        self.assertEqual((status, reply['parent'], reply['by_creator']), (201, made['id'], True))
        self.assertEqual(self.say(gus, 'x', reply['id'])[0], 400)
        listed = {c['id']: c for c in self.comments(gus)['comments']}
        self.assertEqual((listed[made['id']]['replies'], listed[made['id']]['author']['handle']), (1, 'fay'))
        self.assertNotIn(reply['id'], listed)
        replies = gus.json('GET', '/api/v1/comments/%s/replies' % made['id'])
        self.assertEqual([c['id'] for c in replies['comments']], [reply['id']])
        kinds = {p.handle: [t['kind'] for t in p.json('GET', '/api/v1/me/notifications')['notifications']]
                 for p in (fay, gus)}
        self.assertEqual(kinds, {'fay': ['reply'], 'gus': ['mention']})
        for words in ({'text': ''}, {'text': 'x' * 501}, {'text': 'a\u200bb'}, {'text': 'x', 'parent': 'x'}, {}):
            self.refused(400, fay, 'POST', '/api/v1/videos/%s/comments' % self.video, words)
        self.refused(404, fay, 'POST', '/api/v1/videos/1/comments', {'text': 'x'})
        self.refused(400, fay, 'GET', '/api/v1/videos/%s/comments?order=best' % self.video)
        count = self.comments(fay)['count']
        self.assertEqual(self.ada.video(self.video)['comments'], count)
        self.refused(403, gus, 'DELETE', '/api/v1/comments/' + made['id'])
        fay.json('DELETE', '/api/v1/comments/' + made['id'], expect=204)
        self.refused(404, fay, 'DELETE', '/api/v1/comments/' + made['id'])
        self.refused(404, gus, 'GET', '/api/v1/comments/%s/replies' % made['id'])
        self.assertEqual(self.comments(fay)['count'], count - 2)
        status, other = self.say(gus, 'Rude words')
        self.ada.json('DELETE', '/api/v1/comments/' + other['id'], expect=204)

    def test_a_storm_is_refused_with_a_time_and_doubles_nothing(self):
        hal = self.newcomer('hal')
        made = []
        for number in range(25):
            status, answer = self.say(hal, 'Number %d' % number, key='k%d' % number)
            if status == 201:
                made.append(answer['id'])
                self.assertIn(self.say(hal, 'Number %d' % number, key='k%d' % number)[0], (201, 429))
            else:
                self.assertEqual((status, answer['limit']), (429, 20))
        for number in range(25): # what is left fills up as time passes
            status, headers, body = hal.request('POST', '/api/v1/videos/%s/comments' % self.video, '{"text": "x"}',
                                                {'Content-Type': 'application/json'})
            if status != 201:
                break
            made.append(json.loads(body)['id'])
        self.assertEqual(status, 429, body)
        self.assertGreater(int(headers['retry-after']), 0)
        mine, cursor = [], ''
        while cursor is not None:
            page = self.comments(hal, '?limit=7' + cursor)
            mine += [c['id'] for c in page['comments'] if c['author']['handle'] == 'hal']
            cursor = page['next'] and '&cursor=' + page['next']
        self.assertEqual(mine, made[::-1])

    def test_who_waits_is_told_at_once_until_their_session_ends(self):
        ivy, jan = self.newcomer('ivy'), self.newcomer('jan')
        page = Listener(ivy)
        self.assertEqual((page.status, page.answer.getheader('Content-Type')), (200, TEXT))
        self.assertEqual(page.unread(), 0)
        jan.json('PUT', '/api/v1/people/ivy/follow', expect=204)
        self.assertEqual(page.unread(), 1)
        told = ivy.json('GET', '/api/v1/me/notifications')
        self.assertEqual((told['unread'], [(t['kind'], t['unread']) for t in told['notifications']]),
                         (1, [('follow', True)]))
        up_to = told['notifications'][0]['id']
        for number in (up_to, '1', up_to):
            ivy.json('PUT', '/api/v1/me/notifications/read', {'up_to': number}, 204)
        self.assertEqual(page.unread(), 0)
        told = ivy.json('GET', '/api/v1/me/notifications')
        self.assertEqual((told['unread'], told['notifications'][0]['unread']), (0, False))
        data = ivy.json('GET', '/api/v1/me/data')
        self.assertEqual(data['viewer_part'][0]['sealed']['notices_read_to'], up_to)
        pages = [Listener(ivy) for _ in range(6)]
        self.assertEqual([p.status for p in pages], [200] * 6)
        self.assertIsNone(page.unread()) # the oldest of seven
        ivy.json('DELETE', '/api/v1/sessions/current', expect=204)
        for other in pages:
            self.assertEqual((other.unread(), other.unread()), (0, None))
        for other in [page] + pages:
            other.close()
        self.refused(401, self.place.person('nobody'), 'GET', '/api/v1/me/events')

    def test_likes_of_comments_count_once_and_name_nobody(self):
        kim, lou = self.newcomer('kim'), self.newcomer('lou')
        made = [self.say(kim, 'Comment %d' % i)[1]['id'] for i in range(2)]
        like = '/api/v1/comments/%s/like' % made[0]
        for person in (lou, self.ben):
            for _ in range(3):
                person.json('PUT', like, expect=204)
        self.ben.json('DELETE', like, expect=204)
        self.refused(404, lou, 'PUT', '/api/v1/comments/1/like')
        liked = {c['id']: c['liked'] for c in self.comments(lou)['comments']}
        self.assertEqual((liked[made[0]], liked[made[1]]), (True, False))
        self.assertEqual(self.comments(self.place.person('nobody'))['comments'][0]['liked'], None)
        self.place.restart() # counts are written when it stops
        found = self.comments(lou, '?order=liked&limit=1')
        self.assertEqual([(c['id'], c['likes'], c['liked']) for c in found['comments']], [(made[0], 1, True)])
        following = self.comments(lou, '?order=liked&limit=20&cursor=' + found['next'])['comments']
        self.assertNotIn(made[0], [c['id'] for c in following])
        told = [t for t in kim.json('GET', '/api/v1/me/notifications')['notifications'] if t['kind'] == 'likes']
        self.assertEqual([(t['count'], t['person'], t['comment']['id']) for t in told], [(1, None, made[0])])

    def test_who_leaves_takes_their_words_along(self):
        moe, ned = self.newcomer('moe'), self.newcomer('ned')
        made = self.say(moe, 'Said by moe')[1]['id']
        self.say(ned, 'An answer', made)
        moe.json('PUT', '/api/v1/people/ned/follow', expect=204)
        ned.json('PUT', '/api/v1/people/moe/follow', expect=204)
        before = self.comments(ned)['count']
        moe.json('POST', '/api/v1/me/leaving', {'password': harness.PASSWORD, 'days': 0})
        harness.wait_for(lambda: ned.request('GET', '/api/v1/people/moe')[0] == 404, 'moe to be gone')
        self.assertEqual(self.comments(ned)['count'], before - 2)
        person = ned.json('GET', '/api/v1/people/ned')
        self.assertEqual((person['followers'], person['following']), (0, 0))
        told = ned.json('GET', '/api/v1/me/notifications')['notifications']
        self.assertEqual(told, [])


if __name__ == '__main__':
    unittest.main()
