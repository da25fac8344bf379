"""Signing in, from outside: sessions, the password, recovery codes, known browsers, age."""
import datetime
import json
import sqlite3
import unittest
from pathlib import Path

import region as harness

WRONG, OTHER = 'not the password', 'another password'
BURST = 20 # LIMIT_GUESS_BURST


def rows(place, sql):
    """Of the key holder's database; the region must be stopped."""
    path = Path(place.data) / 'custodian' / 'custodian.db'
    with sqlite3.connect('file:%s?mode=ro' % path, uri=True) as db:
        return db.execute(sql).fetchall()


class People(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = harness.Region().__enter__()
        cls.addClassCleanup(cls.place.__exit__, None, None, None)

    def refused(self, status, person, method, path, value=None):
        with self.assertRaises(harness.Refused) as caught:
            person.json(method, path, value)
        self.assertEqual(caught.exception.status, status, caught.exception.body)
        return json.loads(caught.exception.body).get('detail')

    def elsewhere(self, person, password=harness.PASSWORD):
        other = self.place.person(person.handle)
        return other.sign_in(password)

    def test_a_person_lists_their_sessions_and_ends_them(self):
        mira = self.place.sign_up('mira')
        other, third = self.elsewhere(mira), self.elsewhere(mira)
        found = mira.json('GET', '/api/v1/me/sessions')['sessions']
        self.assertEqual([s['current'] for s in found], [False, False, True])
        self.assertEqual(len({s['id'] for s in found}), 3)
        day = datetime.datetime.now(datetime.timezone.utc).replace(
            hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000
        for session in found:
            self.assertEqual(session['label'], 'A browser')
            self.assertIn(session['used_day_ms'], (day, day - 86400000))
            self.assertNotIn(session['id'], (mira.cookie, other.cookie, third.cookie))
        mira.json('DELETE', '/api/v1/me/sessions/' + found[0]['id'], expect=204)
        self.refused(404, mira, 'DELETE', '/api/v1/me/sessions/' + found[0]['id'])
        self.refused(401, third, 'GET', '/api/v1/me')
        other.json('GET', '/api/v1/me')
        mira.json('DELETE', '/api/v1/me/sessions', expect=204)
        self.refused(401, other, 'GET', '/api/v1/me')
        mira.json('GET', '/api/v1/me')

    def test_another_password_ends_every_other_session(self):
        nora = self.place.sign_up('nora')
        other = self.elsewhere(nora)
        change = {'old': WRONG, 'new': OTHER}
        self.assertIn('not your password', self.refused(403, nora, 'PUT', '/api/v1/me/password', change))
        other.json('GET', '/api/v1/me')
        change['old'] = harness.PASSWORD
        nora.json('PUT', '/api/v1/me/password', change, 204)
        self.refused(401, other, 'GET', '/api/v1/me')
        nora.json('GET', '/api/v1/me')
        self.refused(401, self.place.person(), 'POST', '/api/v1/sessions',
                     {'handle': 'nora', 'password': harness.PASSWORD})
        self.elsewhere(nora, OTHER)

    def test_a_recovery_code_lets_in_once(self):
        olga = self.place.sign_up('olga')
        self.refused(403, olga, 'POST', '/api/v1/me/recovery-codes', {'password': WRONG})
        codes = olga.json('POST', '/api/v1/me/recovery-codes', {'password': harness.PASSWORD})['codes']
        self.assertEqual(len(set(codes)), 10)
        for code in codes:
            self.assertRegex(code, r'^[0-9a-hjkmnp-tv-z]{5}(-[0-9a-hjkmnp-tv-z]{5}){3}$')
        visitor = self.place.person()
        use = {'handle': 'olga', 'code': codes[3].upper().replace('-', ' '), 'password': OTHER}
        visitor.json('POST', '/api/v1/recoveries', use)
        self.assertEqual(visitor.json('GET', '/api/v1/me')['user']['handle'], 'olga')
        self.refused(401, olga, 'GET', '/api/v1/me')
        words = self.refused(401, self.place.person(), 'POST', '/api/v1/recoveries', use)
        use['handle'] = 'nobody.at.all'
        self.assertEqual(words, self.refused(401, self.place.person(), 'POST', '/api/v1/recoveries', use))
        fresh = visitor.json('POST', '/api/v1/me/recovery-codes', {'password': OTHER})['codes']
        use = {'handle': 'olga', 'code': codes[4], 'password': 'a third password'}
        self.refused(401, self.place.person(), 'POST', '/api/v1/recoveries', use)
        use['code'] = fresh[0]
        self.place.person().json('POST', '/api/v1/recoveries', use)

    def test_a_flood_of_guesses_does_not_keep_the_owner_out(self):
        paul = self.place.sign_up('paul')
        paul.json('DELETE', '/api/v1/sessions/current', expect=204)
        guess = {'handle': 'paul', 'password': WRONG}
        for _ in range(BURST):
            self.refused(401, self.place.person(), 'POST', '/api/v1/sessions', guess)
        stranger = self.place.person()
        status, headers, body = stranger.request('POST', '/api/v1/sessions', json.dumps(
            {'handle': 'paul', 'password': harness.PASSWORD}), {'Content-Type': 'application/json'})
        self.assertEqual(status, 429, body)
        self.assertEqual(headers['retry-after'], '180')
        self.assertIsNone(paul.cookie)
        self.assertIsNotNone(paul.device)
        paul.sign_in()
        paul.json('GET', '/api/v1/me')

    def test_whoever_is_under_thirteen_gets_no_account(self):
        year = datetime.date.today().year
        kit = {'handle': 'kit.young', 'password': harness.PASSWORD, 'birth_date': '%d-01-01' % (year - 12)}
        words = self.refused(403, self.place.person(), 'POST', '/api/v1/accounts', kit)
        self.assertIn('13 years', words)
        for born in ('2001-02-30', '%d-01-01' % (year + 1), '1.1.2001', '', None):
            kit['birth_date'] = born
            self.assertRegex(self.refused(400, self.place.person(), 'POST', '/api/v1/accounts', kit),
                             '^birth_date: ')
        self.refused(401, self.place.person(), 'POST', '/api/v1/sessions',
                     {'handle': 'kit.young', 'password': harness.PASSWORD})

    def test_details_are_for_their_owner_and_sealed_where_they_are_kept(self):
        with harness.Region() as place:
            rosa = place.person('rosa').sign_up(email='rosa@mail.example')
            found = rosa.json('GET', '/api/v1/me')
            self.assertEqual(found['birth_date'], harness.BIRTH_DATE)
            self.assertEqual(found['email'], 'rosa@mail.example')
            self.assertIsNone(place.sign_up('sami').json('GET', '/api/v1/me')['email'])
            place.stop()
            kept = b''.join(p.read_bytes() for p in Path(place.data).rglob('*')
                            if p.is_file() and not p.is_socket())
            for word in (b'mail.example', b'1990-12-31', b'A browser', rosa.cookie.encode(),
                         rosa.device.encode(), bytes.fromhex(rosa.cookie), bytes.fromhex(rosa.device)):
                self.assertNotIn(word, kept)
            self.assertEqual(rows(place, 'SELECT count(*), count(email) FROM account'), [(2, 1)])
