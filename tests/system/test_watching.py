"""What viewers do, with two devices each, while processes are killed: what was acknowledged is there once, and no
changed part of what is kept of somebody is in their way for ever."""
import contextlib
import http.client
import random
import sqlite3
import threading
import time
import unittest

import marks
import region as harness
from test_watch_privacy import DELTA, HOT, read_lockers, row_name

VIEWERS, ROUNDS = 3, 8
EACH = 2 # watches that are acknowledged between two kills, so that a slow machine comes to an end, too
LIMIT_S = 120 # of each single step; a whole campaign has none of its own


def until_told(act, timeout=LIMIT_S):
    """Does it again until it is acknowledged, as a client does."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            return act()
        except (OSError, http.client.HTTPException) as problem:
            if time.monotonic() > deadline:
                raise problem
        except harness.Refused as refusal:
            if refusal.status < 500 and refusal.status != 429 or time.monotonic() > deadline:
                raise
        time.sleep(0.02)


class Killer(threading.Thread):
    """Kills these processes, one after the other, at moments that chance picks, until told to stop; not
    again before its devices got on."""

    def __init__(self, place, roles, chance, devices):
        super().__init__(daemon=True)
        self.place, self.roles, self.chance, self.devices = place, roles, chance, devices
        self.ending, self.killed = threading.Event(), 0

    def run(self):
        due = EACH
        while not self.ending.wait(self.chance.uniform(0.005, 0.15)):
            told = sum(len(d.watched) for d in self.devices)
            pid = self.place.pid(self.chance.choice(self.roles)) if told >= due else 0
            if pid and self.place.kill_pid(pid):
                self.killed, due = self.killed + 1, told + EACH

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.join()


class Device(threading.Thread):
    """One of a viewer's two: in each round it says what the other says too, and watches what only it does."""

    def __init__(self, person, videos, number, turns, plan):
        super().__init__(daemon=True)
        self.killer = None
        self.person, self.videos, self.number, self.turns, self.plan = person, videos, number, turns, plan
        self.watched, self.problem = [], None

    def run(self):
        try:
            for round_number, wanted in enumerate(self.plan):
                for video in self.videos:
                    self.say(video, wanted[video], round_number)
                harness.wait_for(lambda n=round_number: self.killer.killed > n, 'a kill in each round', LIMIT_S)
                self.turns.wait() # both devices' acknowledgements are in
        except Exception as problem: # told where it is looked at
            self.problem = problem
            self.turns.abort()

    def say(self, video, liked, round_number):
        path = '/api/v1/videos/%s/like' % video
        until_told(lambda: self.person.json('PUT' if liked else 'DELETE', path, expect=204))
        watch = {'video': video, 'watched_ms': 10 * round_number + self.number,
                 'at_ms': 1700000000000 + 1000 * round_number + self.number}
        until_told(lambda: self.person.json('POST', '/api/v1/watches', {'events': [watch]}))
        self.watched.append(watch)


class Campaign(unittest.TestCase):
    def play(self, place, roles, seed):
        """(viewers, videos, what each wants in the end), all of it seen to be so."""
        chance = random.Random(seed)
        mira = place.sign_up('mira')
        videos = [mira.upload(harness.clip(), 'One') for _ in range(2)]
        for video in videos:
            mira.wait_public(video)
        viewers = [place.sign_up('viewer%d' % i) for i in range(VIEWERS)]
        devices, ends = [], []
        for viewer in viewers:
            plan = [{video: chance.random() < 0.5 for video in videos} for _ in range(ROUNDS)]
            turns = threading.Barrier(2)
            other = place.person(viewer.handle).sign_in()
            devices += [Device(p, videos, n, turns, plan) for n, p in enumerate((viewer, other))]
            ends.append(plan[-1])
        with Killer(place, roles, chance, devices) as killer:
            for device in devices:
                device.killer = killer
                device.start()
            for device in devices:
                device.join()
        self.assertEqual([d.problem for d in devices if d.problem], [], seed)
        self.assertGreaterEqual(killer.killed, ROUNDS, seed)
        for i, viewer in enumerate(viewers):
            likes = [x['video'] for x in until_told(lambda v=viewer: v.json('GET', '/api/v1/me/likes'))['likes']]
            self.assertEqual(sorted(likes), sorted(v for v in videos if ends[i][v]), seed)
            seen = [(w['video'], w['at_ms'], w['watched_ms']) for w in until_told(viewer.my_watches)]
            told = [(w['video'], w['at_ms'], w['watched_ms']) for d in devices[2 * i:2 * i + 2] for w in d.watched]
            self.assertEqual(sorted(seen), sorted(told), seed)
        return mira, viewers, videos, ends

    @marks.slow
    def test_kills_of_custodiand_lose_and_double_nothing_and_likes_add_up(self):
        with harness.Region(args=('--backoff-max-ms', '50')) as place:
            seed = time.time_ns()
            mira, _, videos, ends = self.play(place, ['custodiand'], seed)
            place.restart() # counts are written
            for video in videos:
                self.assertEqual(mira.video(video)['likes'], sum(end[video] for end in ends), seed)

    @marks.slow
    def test_kills_of_edged_lose_and_double_nothing(self):
        with harness.Region(args=('--backoff-max-ms', '50')) as place:
            seed = time.time_ns()
            mira, viewers, videos, ends = self.play(place, ['edged', 'custodiand'], seed)
            other = mira.upload(harness.clip(), 'Another')
            mira.wait_public(other)
            for viewer in viewers: # what edged took along is counted as soon as they come again
                until_told(lambda v=viewer: v.json('PUT', '/api/v1/videos/%s/like' % other, expect=204))
            place.restart() # counts are written
            for video in videos:
                self.assertEqual(mira.video(video)['likes'], sum(end[video] for end in ends), seed)
            self.assertEqual(mira.video(other)['likes'], VIEWERS, seed)


class Changed(unittest.TestCase):
    def change(self, place, name):
        with contextlib.closing(sqlite3.connect(place.data / 'app' / 'app.db')) as db, db:
            sealed = db.execute('SELECT sealed FROM viewer_part WHERE name = ?', (name,)).fetchone()[0]
            db.execute('UPDATE viewer_part SET sealed = ? WHERE name = ?',
                       (sealed[:-1] + bytes([sealed[-1] ^ 1]), name))

    def problem(self, person, *request):
        with self.assertRaises(harness.Refused) as found:
            person.json(*request)
        return found.exception

    def test_a_changed_part_is_said_ends_no_session_and_goes_by_its_owners_word(self):
        with harness.Region() as place:
            mira = place.sign_up('mira')
            video = mira.upload(harness.clip())
            mira.wait_public(video)
            like = 'PUT', '/api/v1/videos/%s/like' % video
            locker = read_lockers(place, [mira])[0]
            for kind in (HOT, DELTA):
                mira.json(*like, expect=204)
                mira.watch(video)
                place.stop()
                self.change(place, row_name(locker, kind, 0))
                place.start()
                for request in (like, ('GET', '/api/v1/me/watches')):
                    refusal = self.problem(mira, *request)
                    self.assertEqual(refusal.status, 500)
                    self.assertIn('/api/v1/me/watches/repair', str(refusal))
                mira.watch(video) # is still taken
                self.assertEqual(mira.json('POST', '/api/v1/me/watches/repair'), {'removed': 1})
                self.assertEqual(mira.json('POST', '/api/v1/me/watches/repair'), {'removed': 0})
                mira.json(*like, expect=204)
                self.assertTrue(mira.my_watches())
                self.assertEqual([x['video'] for x in mira.json('GET', '/api/v1/me/likes')['likes']], [video])
            self.assertIn('did not open was removed', place.log())
