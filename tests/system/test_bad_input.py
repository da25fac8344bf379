"""What an account is asked with, and what lies in its database, that cannot be right: each is refused in
words that say what and how much, and the service goes on."""
import concurrent.futures
import contextlib
import json
import os
import sqlite3
import time
import unittest
from pathlib import Path

import region as harness
import test_mine

NOT_READABLE = 'What is kept of you here was changed and does not open.'


class Asked(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = harness.Region().__enter__()
        cls.addClassCleanup(cls.place.__exit__, None, None, None)

    def refused(self, status, words, method, path, value, person=None):
        asked = person or self.place.person()
        got, headers, body = asked.request(method, path, json.dumps(value) if value else None,
                                           {'Content-Type': 'application/json'} if value else {})
        self.assertEqual(got, status, body)
        self.assertEqual(headers['content-type'], 'application/problem+json')
        self.assertIn(words, json.loads(body)['detail'])
        return json.loads(body)

    def test_handles_that_look_alike_turn_or_do_not_end_are_refused_in_words(self):
        letters = 'handle: small letters from a to z'
        kept = 'handle: kept for the service, or looks like a word that is'
        rows = [
            ('\u0430da', letters),         # a Cyrillic a
            ('\uff41da', letters),         # a wide one
            ('a\u0301da', letters),        # with an accent of its own
            ('\u202eada', letters), ('ada\u202e', letters), ('ada\u2066x\u2069', letters),
            ('ada\u200b', letters), ('ada\x00', 'one JSON object'), ('ada\n', letters), ('Ada', letters),
            ('admin', kept), ('adm1n', kept), ('ad.min', kept), ('adrnin', kept), ('vitrine', kept),
            ('ab', 'handle: at least 3 characters'), ('', 'handle: at least 3 characters'),
            ('a' * 25, 'handle: at most 24 characters'), ('a' * 10000, 'handle: at most 24 characters'),
            (7, 'handle: '), (None, 'handle: ')]
        for handle, words in rows:
            with self.subTest(handle=str(handle)[:30]):
                self.refused(400, words, 'POST', '/api/v1/accounts', {
                    'handle': handle, 'password': harness.PASSWORD, 'birth_date': harness.BIRTH_DATE})

    def test_passwords_that_are_too_long_or_no_text_are_refused_with_the_limit(self):
        for path, more in (('accounts', {'birth_date': harness.BIRTH_DATE}), ('sessions', {})):
            asked = lambda password: {'handle': 'ada.long', 'password': password, **more}
            self.refused(400, 'password: at most 256 characters', 'POST', '/api/v1/' + path, asked('x' * 257))
            found = self.refused(400, 'password: 10 to 256 bytes', 'POST', '/api/v1/' + path,
                                 asked('\u00e4' * 200)) # characters of two bytes
            self.assertEqual(found['limit'], 256)
            found = self.refused(413, '', 'POST', '/api/v1/' + path, asked('x' * 2 ** 20))
            self.assertEqual(found['limit'], 16384)
            for password in ('', 7, None, ['a password in a list']):
                self.refused(400, 'password: ', 'POST', '/api/v1/' + path, asked(password))
            status, _, _ = self.place.person().request(
                'POST', '/api/v1/' + path, b'{"handle":"ada.long","password":"\xff\xfe not UTF-8 at all"}',
                {'Content-Type': 'application/json'})
            self.assertEqual(status, 400)
        self.refused(401, 'do not match', 'POST', '/api/v1/sessions', {
            'handle': 'ada.long', 'password': harness.PASSWORD})

    def test_words_that_turn_hide_or_do_not_end_are_refused_and_what_can_be_read_is_kept(self):
        mira = self.place.sign_up('mira')
        video = mira.upload(harness.clip('bad', seconds=1, size='160x284'), 'A clip')
        mira.wait_public(video)
        one = '/api/v1/videos/' + video
        unseen, size = ': a character that cannot be shown', ': from 1 to this many characters'
        rows = [('\u202etxet', unseen), ('a\u200fb', unseen), ('a\u2066b\u2069', unseen), ('a\u200bb', unseen),
                ('\ufeffa', unseen), ('a\x07b', unseen), ('   ', size)]
        for words, why in rows:
            self.refused(400, 'title' + why, 'PATCH', one, {'title': words}, mira)
            self.refused(400, 'text' + why, 'POST', one + '/comments', {'text': words}, mira)
            self.refused(400, 'words: each', 'PUT', '/api/v1/me/feed/words', {'words': ['a', words]}, mira)
        for words in ('\U0001f600' * 1000, 'x' * 151):
            self.assertIn('title: ', self.refused(400, '150', 'PATCH', one, {'title': words}, mira)['detail'])
        self.assertIn('text: ', self.refused(400, 'at most', 'POST', one + '/comments', {
            'text': '\U0001f600' * 1001}, mira)['detail'])
        most = '\U0001f468\u200d\U0001f33e' * 50 # joined, in what one sees as one
        mixed = '\u0645\u0631\u062d\u0628\u0627 hello' # of both directions, without marks
        for words in (most, mixed):
            mira.json('PATCH', one, {'title': words}, 204)
            self.assertEqual(mira.json('GET', one)['title'], words)
        self.watches(mira, video)
        self.likes(mira, video)

    def watches(self, mira, video):
        """What was never there is ignored; what cannot have been is refused by its name, and nothing is kept of it."""
        now, path = int(time.time() * 1000), '/api/v1/watches'
        for said, words in (({'at_ms': now + 3600000}, 'events[1].at_ms: at most'), ({'at_ms': -1}, 'events[1].at_ms'),
                            ({'watched_ms': -1}, 'events[1].watched_ms: at least 0'), ({'watched_ms': 2 ** 70}, ''),
                            ({'video': None}, 'events[1].video'), ({'shown': True}, 'events[1].shown')):
            good = {'video': video, 'watched_ms': 500, 'at_ms': now}
            self.refused(400, words, 'POST', path, {'events': [good, {**good, **said}]}, mira)
        self.refused(400, 'events: at most 40', 'POST', path, {'events': [{
            'video': video, 'watched_ms': 5, 'at_ms': now}] * 41}, mira)
        self.assertEqual(mira.json('GET', '/api/v1/me/watches')['watches'], [])
        for unknown in ('77', 'x', '99999999999999999999', '-' + video):
            mira.json('POST', path, {'events': [{'video': unknown, 'watched_ms': 5, 'at_ms': now}]})
        for watched in (2 ** 40, 500): # the first is longer than a clip of a second may loop
            said = mira.json('POST', path, {'events': [{'video': video, 'watched_ms': watched, 'at_ms': now}]})
            self.assertEqual(said, {'accepted': int(watched == 500), 'ignored': int(watched != 500)})
        self.assertEqual([w['watched_ms'] for w in mira.json('GET', '/api/v1/me/watches')['watches']], [500])

    def likes(self, mira, video):
        """As fast as they come, from several devices: each is answered, and it is one like."""
        path = '/api/v1/videos/%s/like' % video
        devices = [self.place.person('mira').sign_in() for _ in range(4)]
        def storm(device):
            return {device.request('PUT', path)[0] for _ in range(50)}
        with concurrent.futures.ThreadPoolExecutor(len(devices)) as pool:
            answers = set().union(*pool.map(storm, devices))
        self.assertLessEqual(answers, {204, 429, 503})
        self.assertIn(204, answers)
        self.assertEqual(mira.json('GET', '/api/v1/me/likes')['likes'], [{'video': video}])
        self.assertLessEqual(self.place.person().video(video)['likes'], 1) # counted within the minute

    def test_nobody_runs_up_how_often_a_video_was_watched(self):
        with harness.Region() as place:
            mira, tomas = place.sign_up('mira'), place.sign_up('tomas')
            video = mira.upload(harness.clip('bad', seconds=1, size='160x284'))
            mira.wait_public(video)
            for who in (place.person(), tomas):
                for number in range(400):
                    events = [{'video': video, 'watched_ms': 5, 'at_ms': 40 * number + i} for i in range(40)]
                    said = who.json('POST', '/api/v1/watches', {'events': events})
                    self.assertEqual(said, {'accepted': 40, 'ignored': 0})
            place.stop()
            with contextlib.closing(sqlite3.connect(place.data / 'app' / 'app.db')) as database:
                watches, = database.execute('SELECT watches FROM video').fetchone()
            self.assertGreaterEqual(watches, 2 * 240) # LIMIT_VIEW_BURST each, and what comes with time
            self.assertLess(watches, 2 * 400)

    def test_whom_a_video_is_for_is_not_said_a_thousand_times(self):
        """Each may be an entry of the ledger, for good."""
        often = self.place.sign_up('often')
        video = often.upload(harness.clip('bad', seconds=1, size='160x284'))
        often.wait_public(video)
        statuses = set()
        for _ in range(200):
            status, _, _ = often.request('PATCH', '/api/v1/videos/' + video, b'{"visibility":"public"}',
                                         {'Content-Type': 'application/json'})
            statuses.add(status)
            if status == 429:
                break
        self.assertEqual(statuses, {204, 429})

    def test_cursors_that_nobody_was_given_are_refused_by_name(self):
        otto = self.place.sign_up('otto')
        mute = [self.place.sign_up('muted%d' % i) for i in range(2)]
        for person in mute:
            otto.json('PUT', '/api/v1/people/%s/mute' % person.handle, expect=204)
            otto.json('PUT', '/api/v1/people/%s/block' % person.handle, expect=204)
        given = otto.json('GET', '/api/v1/me/muted?limit=1')['next']
        changed = given[:-1] + ('A' if given[-1] != 'A' else 'Q')
        rest = otto.json('GET', '/api/v1/me/muted?cursor=' + given)['people']
        self.assertEqual([p['handle'] for p in rest], ['muted1'])
        for path in ('videos?', 'feed?', 'me/videos?', 'me/likes?', 'me/saved?', 'me/muted?', 'me/blocked?',
                     'me/notifications?', 'me/reports?', 'me/decisions?', 'feed/following?', 'people/otto/videos?',
                     'people/otto/followers?', 'search?q=a&', 'search?kind=people&q=a&', 'search?kind=hashtags&q=a&'):
            for cursor in ('x', '-1', '1-', '7', '7-7', '99999999999999999999-1', '%F0%9F%98%80', "1'--", changed,
                           *([] if path == 'me/muted?' else [given])):
                self.refused(400, 'cursor: ', 'GET', '/api/v1/%scursor=%s' % (path, cursor), None, otto)

    def test_tokens_that_are_made_up_changed_or_ended_open_nothing(self):
        ada = self.place.sign_up('ada.token')
        ended = self.place.person('ada.token').sign_in()
        old = ended.cookie
        ended.json('DELETE', '/api/v1/sessions/current', expect=204)
        flipped = '%x' % (int(ada.cookie[0], 16) ^ 1) + ada.cookie[1:]
        for token in (os.urandom(32).hex(), '0' * 64, 'f' * 64, old, flipped, ada.cookie[:-1], ada.cookie[:-2],
                      ada.cookie + '00', ada.cookie + ada.cookie, 'g' * 64, '..', '%00', ada.device):
            other = self.place.person()
            other.cookie = token
            for method, path in (('GET', '/api/v1/me'), ('GET', '/api/v1/me/watches'),
                                 ('DELETE', '/api/v1/me/sessions')):
                self.refused(401, 'Sign in first', method, path, None, other)
        ada.json('GET', '/api/v1/me')


class EditedByHand(unittest.TestCase):
    """The key holder's database is changed while the region is stopped."""

    def edit(self, place, sql, *values, name='custodian.db'):
        with contextlib.closing(sqlite3.connect(Path(place.data) / 'custodian' / name)) as database, database:
            return database.execute(sql, values).rowcount

    def column(self, place, column, user):
        with contextlib.closing(sqlite3.connect(Path(place.data) / 'custodian' / 'custodian.db')) as database:
            return database.execute('SELECT %s FROM account WHERE id = ?' % column, (user,)).fetchone()[0]

    def details(self, person):
        status, _, body = person.request('GET', '/api/v1/me')
        return status, json.loads(body)

    def details_refused(self, person):
        """In words, and without ending the session."""
        status, found = self.details(person)
        self.assertEqual((status, found['detail']), (500, NOT_READABLE))
        self.assertEqual(person.request('GET', '/api/v1/me/data')[0], 500)
        self.assertEqual(person.request('GET', '/api/v1/me/videos')[0], 200)

    def test_sealed_fields_that_were_moved_replayed_or_changed_do_not_open(self):
        with harness.Region() as place:
            ada = place.person('ada').sign_up(email='ada@mail.example')
            ben = place.person('ben').sign_up(email='ben@mail.example')
            place.stop()
            birth, email = (self.column(place, name, ada.id) for name in ('birth_date', 'email'))
            theirs = self.column(place, 'birth_date', ben.id)
            for column, value in (
                    ('birth_date', theirs),                                  # another person's
                    ('birth_date', email),                                   # another field's
                    ('birth_date', birth[:-1]), ('birth_date', birth + b'\0'), ('birth_date', b''),
                    ('birth_date', b'1990-12-31'),                           # in the clear
                    ('birth_date', birth[:10] + bytes([birth[10] + 1]) + birth[11:]), # another version
                    ('birth_date', bytes(len(birth)))):
                self.assertEqual(self.edit(place, 'UPDATE account SET %s = ? WHERE id = ?' % column, value,
                                           ada.id), 1)
                place.start()
                self.details_refused(ada)
                self.assertEqual(self.details(ben)[1]['email'], 'ben@mail.example')
                place.person('ada').sign_in()
                place.stop()
            self.edit(place, 'UPDATE account SET birth_date = ? WHERE id = ?', birth, ada.id)
            place.start()
            self.assertEqual(self.details(ada)[1]['birth_date'], harness.BIRTH_DATE)

    def test_a_wrapped_key_of_another_person_or_region_opens_nothing(self):
        with harness.Region() as place, harness.Region() as elsewhere:
            ada, ben = place.sign_up('ada'), place.sign_up('ben')
            other = elsewhere.sign_up('ada')
            place.stop()
            elsewhere.stop()
            keys = {}
            for at, people in ((place, (ada, ben)), (elsewhere, (other,))):
                path = Path(at.data) / 'custodian' / 'keys.db'
                with contextlib.closing(sqlite3.connect(path)) as database:
                    for person in people:
                        keys[person] = database.execute('SELECT wrapped FROM user_key WHERE account_id = ?',
                                                        (person.id,)).fetchone()[0]
            for wrapped in (keys[ben], keys[other], keys[ada][:-1], bytes(89)):
                self.assertEqual(self.edit(place, 'UPDATE user_key SET wrapped = ? WHERE account_id = ?',
                                           wrapped, ada.id, name='keys.db'), 1)
                place.start()
                self.details_refused(ada)
                self.assertEqual(self.details(ben)[0], 200)
                with self.assertRaises(harness.Refused) as caught: # a session's name is sealed, too
                    place.person('ada').sign_in()
                self.assertEqual(json.loads(caught.exception.body)['detail'], NOT_READABLE)
                place.stop()
            self.edit(place, 'UPDATE user_key SET wrapped = ? WHERE account_id = ?', keys[ada], ada.id,
                      name='keys.db')
            place.start()
            self.assertEqual(self.details(ada)[0], 200)

    def test_a_title_that_does_not_open_is_said_of_its_video_and_another_one_mends_it(self):
        with harness.Region() as place:
            mira = place.sign_up('mira')
            videos = [mira.upload(harness.clip('bad', seconds=1, size='160x284')) for _ in range(3)]
            for video in videos:
                mira.wait_public(video)
                mira.json('PATCH', '/api/v1/videos/' + video, {'visibility': 'private'}, 204)
            place.stop()
            with contextlib.closing(sqlite3.connect(Path(place.data) / 'app' / 'app.db')) as database, database:
                for video, words in ((videos[0], bytes(200)), (videos[2], bytes(100000))):
                    database.execute('UPDATE video SET words = ? WHERE id = ?', (words, int(video)))
            place.start()
            own = {v['id']: v for v in mira.json('GET', '/api/v1/me/videos')['videos']}
            self.assertEqual([own[v]['unreadable'] for v in videos], [True, False, True])
            self.assertEqual([own[v]['title'] == '' for v in videos], [True, False, True])
            self.assertTrue(mira.video(videos[0])['unreadable'])
            mira.json('PATCH', '/api/v1/videos/' + videos[0], {'title': 'Another one'}, 204)
            mended = mira.video(videos[0])
            self.assertEqual((mended['title'], mended['unreadable']), ('Another one', False))
            self.assertEqual(mira.json('GET', '/api/v1/me')['user']['handle'], 'mira')

    def test_whom_a_video_is_for_is_changed_with_another_title_where_its_own_does_not_open(self):
        with harness.Region() as place:
            mira = place.sign_up('mira')
            video = mira.upload(harness.clip('bad', seconds=1, size='160x284'))
            mira.wait_public(video)
            one = '/api/v1/videos/' + video
            for now, next_ in (('private', 'followers'), ('followers', 'public')):
                mira.json('PATCH', one, {'visibility': now}, 204)
                place.stop()
                with contextlib.closing(sqlite3.connect(Path(place.data) / 'app' / 'app.db')) as database, database:
                    database.execute('UPDATE video SET words = ?', (bytes(200),))
                place.start()
                status, _, body = mira.request('PATCH', one, json.dumps({'visibility': next_}),
                                               {'Content-Type': 'application/json'})
                self.assertEqual((status, json.loads(body).get('field')), (409, 'title'))
                self.assertIn('Give this video another one', json.loads(body)['detail'])
                self.assertEqual((mira.video(video)['visibility'], mira.video(video)['unreadable']), (now, True))
                mira.json('PATCH', one, {'visibility': next_, 'title': 'For ' + next_}, 204)
                found = mira.video(video)
                self.assertEqual((found['visibility'], found['title'], found['unreadable']),
                                 (next_, 'For ' + next_, False))
            self.assertEqual(place.person().video(video)['title'], 'For public')

    def test_a_label_that_does_not_open_is_said_of_its_session_or_passkey_alone(self):
        with harness.Region() as place:
            ada = place.sign_up('ada')
            for _ in range(3):
                place.person('ada').sign_in()
            test_mine.add_passkey(place, ada, 'A key')
            def listed(kind):
                return ada.json('GET', '/api/v1/me/' + kind)[kind]
            before = {kind: listed(kind) for kind in ('sessions', 'passkeys')}
            self.assertNotIn(True, [row['unreadable'] for rows in before.values() for row in rows])
            place.stop()
            changed = {'sessions': [(before['sessions'][1]['id'], bytes(60)),       # not what was sealed
                                    (before['sessions'][2]['id'], b'\x02' * 100000)], # longer than any
                       'passkeys': [(before['passkeys'][0]['id'], b'\x02' * 100000)]}
            for kind, column in (('sessions', 'public_id'), ('passkeys', 'id')):
                for number, label in changed[kind]:
                    self.assertEqual(self.edit(place, 'UPDATE %s SET label = ? WHERE %s = ?' % (
                        kind[:-1], column), label, int(number)), 1)
            place.start()
            for kind, rows in before.items():
                shut = [number for number, _ in changed[kind]]
                self.assertEqual(listed(kind), [
                    {**row, 'label': '', 'unreadable': True} if row['id'] in shut else row for row in rows])
            session = changed['sessions'][0][0]
            ada.json('PATCH', '/api/v1/me/sessions/' + session, {'label': 'A new one'}, 204)
            self.assertEqual([(s['label'], s['unreadable']) for s in listed('sessions') if s['id'] == session],
                             [('A new one', False)])

    def test_a_session_whose_days_are_over_is_none(self):
        with harness.Region() as place:
            ada = place.sign_up('ada')
            place.stop()
            self.assertEqual(self.edit(place, 'UPDATE session SET expires_ms = created_ms + 1'), 1)
            place.start()
            self.assertEqual(self.details(ada)[0], 401)
            ada.sign_in()
            self.assertEqual(self.details(ada)[0], 200)
