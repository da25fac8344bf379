"""People who leave, from outside and from the disk: nothing of them is left in any file of the region, and
the ledger says so once, naming nobody."""
import hashlib
import json
import os
import random
import sqlite3
import struct
import threading
import time
import unittest

import marks
import region as harness
from test_keys import files_with
from test_watch_privacy import DELTA, HOT, LIKES, SEEN, row_name

COMMENT_LIKES, MARK = 5, 6

OTHER = 'another password'
NUMBERS = 4096  # of a viewer's rows: four for each month since 1970


def rows(data, file, sql):
    """Of a region that does not run."""
    with sqlite3.connect('file:%s?immutable=1' % (data / file), uri=True) as db:
        return db.execute(sql).fetchall()


def media_of(video):
    """Every name under which something of the video is served."""
    urls = [video['poster'], video['strip'] and video['strip']['url']]
    return [u for u in urls + [r['url'] for r in video['renditions']] if u]


class Person:
    """Somebody with a mark in every field that they can fill in, and what the region made of it."""

    def __init__(self, place, handle):
        self.place, self.handle = place, handle
        self.title = 'title-%s-%s' % (handle, os.urandom(6).hex())
        self.email = '%s@marked.example' % os.urandom(6).hex()
        self.client = place.person(handle)
        self.client.sign_up(email=self.email)
        self.user = int(self.client.json('GET', '/api/v1/me')['user']['id'])

    def live(self):
        """Uploads, watches, begins an upload that is never finished, makes codes."""
        video = self.client.upload(harness.clip(), self.title)
        self.seen = self.client.wait_public(video)
        self.client.watch(video)
        self.client.json('PATCH', '/api/v1/me/profile', {'name': self.title + 'n', 'bio': self.title + ' of me'})
        said = self.client.json('POST', '/api/v1/videos/%s/comments' % video, {'text': self.title + ' said'}, 201)
        self.client.json('PUT', '/api/v1/comments/%s/like' % said['id'], expect=204)
        self.client.json('POST', '/api/v1/me/recovery-codes', {'password': harness.PASSWORD})
        self.client.upload(harness.clip(), self.title + ' again') # its job may run yet
        return video

    def note(self):
        """What must be nowhere later, from the files of a region at rest."""
        data = self.place.data
        (locker, salt), = rows(data, 'custodian/custodian.db',
                               'SELECT locker, salt FROM account WHERE id = %d' % self.user)
        (wrapped,), = rows(data, 'custodian/keys.db',
                           'SELECT wrapped FROM user_key WHERE account_id = %d' % self.user)
        named = {row_name(locker, kind, n) for kind in (DELTA, HOT, SEEN, LIKES, COMMENT_LIKES, MARK) for n in range(NUMBERS)}
        found = [r for r in rows(data, 'app/app.db', 'SELECT name, sealed FROM viewer_part') if r[0] in named]
        assert found
        sealed = [row[1] for row in found]
        names = [n for row in rows(data, 'app/app.db',
                                   'SELECT original, poster, strip FROM video WHERE person_id = %d' % self.user)
                 for n in row if n]
        names += [n for row in rows(data, 'app/app.db', 'SELECT mp4, hls FROM rendition r JOIN video v'
                                    ' ON v.id = r.video_id WHERE v.person_id = %d' % self.user)
                  for n in row if n]
        self.names = names
        self.marks = [self.handle.encode(), self.title.encode(), self.email.encode(), locker, salt,
                      wrapped[17:41], wrapped[41:], struct.pack('>q', self.user), str(self.user).encode(),
                      locker.hex().encode()] + [s[11:] for s in sealed] + [row[0] for row in found]
        self.marks += [n.encode() for n in names]
        self.commitment = hashlib.sha256(
            b'vitrine erasure subject 1\0' + salt + struct.pack('>q', self.user)).hexdigest()
        return self

    def leave(self, days=0):
        return self.client.json('POST', '/api/v1/me/leaving', {'password': harness.PASSWORD, 'days': days})


class Erasure(unittest.TestCase):
    def entries(self, place, person):
        return [e for e in place.ledger_entries()
                if e['type'] == 'erasure' and e['subject'] == person.commitment]

    def refused(self, status, person, method, path, value=None):
        with self.assertRaises(harness.Refused) as caught:
            person.json(method, path, value)
        self.assertEqual(caught.exception.status, status, caught.exception.body)

    def nothing_is_left(self, place, person, other):
        """With the region stopped: no file has a mark, and no file has a name of theirs."""
        self.assertEqual(files_with(place.data, person.marks), [])
        left = [p for p in place.data.rglob('*') if any(n in p.name for n in person.names)]
        self.assertEqual(left, [])
        self.assertNotEqual(files_with(place.data, other.marks[:4]), [], 'the search finds what is there')

    def test_nothing_is_left_of_who_leaves_now_and_the_ledger_names_nobody(self):
        with harness.Region() as place:
            mira, ben = Person(place, 'mira.marked'), Person(place, 'ben.marked')
            video, kept = mira.live(), ben.live()
            second = place.person('mira.marked').sign_in()
            place.stop()
            mira.note(), ben.note()
            self.assertNotEqual(files_with(place.data, mira.marks), [])
            place.start()
            receipt = mira.client.request('GET', '/api/v1/me/receipt')[2].decode()
            self.assertIn('none does, or not yet', harness.receipt_holds(place, receipt, False))
            self.refused(403, mira.client, 'POST', '/api/v1/me/leaving',
                         {'password': 'not the password', 'days': 0})
            self.assertEqual(mira.leave(), {'leaves_ms': None})
            for client in (mira.client, second):
                self.refused(401, client, 'GET', '/api/v1/me')
            entry = place.wait_entry(lambda e: e['type'] == 'erasure')
            self.assertEqual(sorted(entry), ['subject', 'time_ms', 'type', 'v'])
            self.assertEqual(entry['subject'], mira.commitment)
            self.assertIn('were destroyed', harness.receipt_holds(place, receipt))
            self.refused(404, ben.client, 'GET', '/api/v1/videos/' + video)
            for url in media_of(mira.seen):
                self.assertEqual(place.get(url)[0], 404)
            self.refused(401, place.person(), 'POST', '/api/v1/sessions',
                         {'handle': mira.handle, 'password': harness.PASSWORD})
            self.refused(409, place.person(), 'POST', '/api/v1/accounts',
                         {'handle': mira.handle, 'password': OTHER, 'birth_date': '1990-01-01'})
            ben.client.watch(kept)
            self.assertGreaterEqual(len(ben.client.my_watches()), 2)
            place.stop()
            self.nothing_is_left(place, mira, ben)
            place.start()
            self.assertEqual(len(self.entries(place, mira)), 1)
            self.assertEqual(ben.client.video(kept)['title'], ben.title)

    def test_whoever_thinks_better_of_it_stays_with_everything(self):
        with harness.Region() as place:
            mira = Person(place, 'mira')
            video = mira.live()
            self.refused(409, mira.client, 'DELETE', '/api/v1/me/leaving')
            self.refused(400, mira.client, 'POST', '/api/v1/me/leaving',
                         {'password': harness.PASSWORD, 'days': 3})
            due = mira.leave(7)['leaves_ms']
            self.assertAlmostEqual(due / 1000, time.time() + 7 * 86400, delta=120)
            again = place.person('mira')
            said = again.json('POST', '/api/v1/sessions', {'handle': 'mira', 'password': harness.PASSWORD})
            self.assertEqual(said['user']['leaves_ms'], due)
            place.restart()
            self.assertEqual(again.json('GET', '/api/v1/me')['user'].get('leaves_ms'), due)
            again.json('DELETE', '/api/v1/me/leaving', expect=204)
            self.assertIsNone(again.json('GET', '/api/v1/me')['user'].get('leaves_ms'))
            self.assertEqual(again.video(video)['title'], mira.title)
            self.assertEqual(len(again.my_watches()), 1)
            self.assertEqual([e for e in place.ledger_entries() if e['type'] == 'erasure'], [])

    @marks.slow
    def test_killed_again_and_again_it_ends_once_while_the_regions_key_is_replaced(self):
        with harness.Region(args=['--backoff-max-ms', '50']) as place:
            people = [Person(place, 'marked%d' % n) for n in range(3)]
            ben = Person(place, 'ben.marked')
            for person in people + [ben]:
                person.live()
            place.stop()
            for person in people + [ben]:
                person.note()
            place.start()
            killing = threading.Event()
            killer = threading.Thread(target=self.kill, args=(place, killing), daemon=True)
            killer.start()
            try:
                for person in people:
                    self.insist(person)
                    try:
                        place.operate(3)
                    except OSError:
                        pass
            finally:
                killing.set()
                killer.join()
            for person in people:
                place.wait_entry(lambda e: e.get('subject') == person.commitment, 60)
            place.stop()
            for person in people:
                self.nothing_is_left(place, person, ben)
            place.start()
            for person in people:
                self.assertEqual(len(self.entries(place, person)), 1)
            ben.client.sign_in()
            self.assertEqual(len(ben.client.my_watches()), 1)

    def kill(self, place, enough):
        while not enough.wait(random.uniform(0.05, 0.4)):
            pid = place.pid(random.choice(('custodiand', 'edged')))
            if pid:
                place.kill_pid(pid)

    def insist(self, person):
        """An answer may be lost with its process: 401 to a repeat means that it took effect."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                person.leave()
                return
            except harness.Refused as refused:
                if refused.status == 401:
                    return
            except (OSError, harness.http.client.HTTPException):
                pass
            time.sleep(0.3)
        raise TimeoutError('nobody could leave')


class Videos(unittest.TestCase):
    def test_a_video_is_renamed_and_removed_by_its_author_only_and_its_bytes_with_it(self):
        with harness.Region() as place:
            mira, ben = place.sign_up('mira'), place.sign_up('ben')
            video = mira.upload(harness.clip(), 'a title')
            found = mira.wait_public(video)
            path = '/api/v1/videos/' + video
            for method, value in (('PATCH', {'title': 'mine'}), ('DELETE', None)):
                with self.assertRaises(harness.Refused) as caught:
                    ben.json(method, path, value)
                self.assertEqual(caught.exception.status, 404)
            mira.json('PATCH', path, {'title': ' another title '}, 204)
            self.assertEqual(ben.video(video)['title'], 'another title')
            for url in media_of(found):
                self.assertEqual(place.get(url)[0], 200)
            mira.json('DELETE', path, expect=204)
            for url in media_of(found):
                self.assertEqual(place.get(url)[0], 404)
            with self.assertRaises(harness.Refused):
                mira.video(video)
            deadline = time.monotonic() + 20
            while any(p.is_file() for p in (place.data / 'app' / 'blobs').rglob('*')):
                self.assertLess(time.monotonic(), deadline, 'files stay')
                time.sleep(0.05)
            self.assertEqual(mira.json('GET', '/api/v1/me/videos')['videos'], [])
