"""What an account is asked with, and what lies in its database, that cannot be right: each is refused in
words that say what and how much, and the service goes on."""
import contextlib
import json
import os
import sqlite3
import unittest
from pathlib import Path

import region as harness

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

    def test_a_session_whose_days_are_over_is_none(self):
        with harness.Region() as place:
            ada = place.sign_up('ada')
            place.stop()
            self.assertEqual(self.edit(place, 'UPDATE session SET expires_ms = created_ms + 1'), 1)
            place.start()
            self.assertEqual(self.details(ada)[0], 401)
            ada.sign_in()
            self.assertEqual(self.details(ada)[0], 200)
