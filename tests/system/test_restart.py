"""Processes that die, hang, or are killed by the hundred."""
import http.client
import itertools
import os
import random
import signal
import threading
import time
import unittest

import marks
import region as harness

FAST = ('--backoff-max-ms', '200')


def stopped(role, code):
    return lambda e: (e['type'] == 'process-stop' and e['role'] == role and e['how'] == 'signal'
                      and e['code'] == code)


class Restart(unittest.TestCase):
    def reborn(self, role):
        with harness.Region(args=FAST) as place:
            mira = place.sign_up('mira')
            before = place.status()
            old = place.pid(role)
            place.kill_pid(old)
            fresh = place.wait_pid(role, other_than=old)
            self.assertNotEqual(old, fresh)
            entry = place.wait_entry(stopped(role, 9))
            self.assertEqual(len(entry['digest']), 64)
            start = place.wait_entry(lambda e: e['type'] == 'process-start' and e['role'] == role
                                     and e['generation'] == entry['generation'] + 1)
            self.assertEqual(start['digest'], entry['digest'])
            deadline = time.monotonic() + 20
            while True: # the session outlives both
                try:
                    self.assertEqual(mira.json('GET', '/api/v1/me')['user']['handle'], 'mira')
                    break
                except (OSError, http.client.HTTPException, harness.Refused):
                    self.assertLess(time.monotonic(), deadline)
                    time.sleep(0.1)
            after = place.status()
            for process in after['processes']:
                was = next(p for p in before['processes'] if p['role'] == process['role'])
                self.assertEqual(process['restarts'] > was['restarts'], process['role'] == role)
                self.assertEqual(process['pid'] == was['pid'], process['role'] != role)

    def test_a_killed_edged_is_reborn_and_in_the_ledger(self):
        self.reborn('edged')

    def test_a_killed_custodiand_is_reborn_and_in_the_ledger(self):
        self.reborn('custodiand')

    def test_a_killed_job_is_tried_again(self):
        with harness.Region(args=FAST) as place:
            mira = place.sign_up('mira')
            video = mira.upload(harness.clip('long', seconds=10, size='720x1280'), 'Long')
            place.kill_pid(harness.wait_for(place.job, 'a job runs'))
            mira.wait_public(video, 90)

    @marks.slow
    def test_a_hung_job_is_ended_at_its_limit(self):
        with harness.Region(args=FAST + ('--job-limit-s', '3')) as place:
            mira = place.sign_up('mira')
            video = mira.upload(harness.clip('long', seconds=10, size='720x1280'), 'Hangs')
            hung = set()
            deadline = time.monotonic() + 90
            state = 'processing'
            while state == 'processing' and time.monotonic() < deadline:
                for pid in place.jobs():
                    if pid not in hung and place.kill_pid(pid, signal.SIGSTOP):
                        hung.add(pid)
                state = mira.video(video)['state']
                time.sleep(0.02)
            self.assertEqual(state, 'refused')
            self.assertEqual(mira.video(video)['reason'],
                             'Preparing this video took longer than is allowed.')
            self.assertGreaterEqual(len(hung), 1)
            self.assertFalse([p for p in hung if os.path.exists('/proc/%d' % p)])
            overdue = place.wait_entry(lambda e: e['type'] == 'process-stop'
                                       and e['role'] == 'mediad' and e['how'] == 'overdue')
            self.assertEqual(overdue['role'], 'mediad')

    @marks.slow
    def test_a_stopped_custodiand_does_not_stop_the_feed(self):
        with harness.Region() as place:
            mira = place.sign_up('mira')
            video = mira.upload(harness.clip(), 'Shown')
            mira.wait_public(video)
            os.kill(place.pid('custodiand'), signal.SIGSTOP)
            try:
                start = time.monotonic()
                self.assertEqual(place.get('/api/v1/videos')[0], 200)
                self.assertLess(time.monotonic() - start, 5)
                status, _, body = place.person('otto').request(
                    'POST', '/api/v1/sessions', '{"handle":"mira","password":"wrong wrong"}',
                    {'Content-Type': 'application/json'}, timeout=60)
                self.assertEqual(status, 503, body)
            finally:
                os.kill(place.pid('custodiand'), signal.SIGCONT)


class Load:
    """Uploads, sign-ups and watches from several threads; what was acknowledged is written down."""
    ERRORS = (OSError, http.client.HTTPException, harness.Refused, ValueError)

    def __init__(self, place, viewers, creator, video):
        self.place, self.viewers, self.creator, self.video = place, viewers, creator, video
        self.people, self.uploads, self.watches, self.errors = [], [], [], 0
        self.marks = itertools.count(1)
        self.ending = threading.Event()
        self.small = harness.clip('tiny', seconds=1, size='96x160', rate=10, audio=False).read_bytes()
        self.threads = [threading.Thread(target=self.repeat, args=args, daemon=True) for args in (
            (self.sign_up, 0.4), (self.upload, 1.5), (self.watch, 0.05), (self.watch, 0.05))]
        for thread in self.threads:
            thread.start()

    def repeat(self, act, pause_s):
        number = 0
        while not self.ending.is_set():
            number += 1
            try:
                act(number)
            except self.ERRORS:
                self.errors += 1
            self.ending.wait(pause_s)

    def sign_up(self, number):
        person = self.place.person('person-%d' % number)
        person.handle = 'person%d' % number
        person.sign_up()
        self.people.append(person)

    def upload(self, number):
        title = 'load %d' % number
        self.uploads.append((self.creator.upload_bytes(self.small, title), title))

    def watch(self, number):
        mark = next(self.marks) # tells this watch from all others
        at = int(time.time() * 1000)
        viewer = self.viewers[number % len(self.viewers)] # a history has 500 watches
        answer = viewer.json('POST', '/api/v1/watches', {'events': [
            {'video': self.video, 'watched_ms': mark, 'at_ms': at}]})
        if answer['accepted'] == 1:
            self.watches.append((viewer.handle, mark, at))

    def end(self):
        self.ending.set()
        for thread in self.threads:
            thread.join(60)


class Campaign(unittest.TestCase):
    SEED = 20260731

    def kill_some(self, place, chance, kills, load):
        """Kills random processes; every 25th time all of them at once, gate included."""
        for number in range(1, kills + 1):
            if number % 25 == 0 or number == kills:
                victims = place.descendants()
                chance.shuffle(victims)
                for pid in [place.gate.pid] + victims:
                    place.kill_pid(pid)
                place.stop()
                place.start_again()
            else:
                victims = place.descendants()
                if victims:
                    place.kill_pid(chance.choice(victims))
            self.assertTrue(place.alive(), place.log()[-3000:])
            time.sleep(chance.uniform(0.05, 0.8))

    def test_after_a_campaign_of_kills_everything_acknowledged_is_there(self):
        chance = random.Random(self.SEED)
        with harness.Region(args=FAST) as place:
            # The same port again after each start, as a person's browser would use.
            place.asked_port = place.port()
            viewers = [place.sign_up('viewer%d' % n) for n in range(marks.amount(2, 16))]
            creator = place.sign_up('creator')
            video = creator.upload(harness.clip(), 'Shown')
            creator.wait_public(video)
            first = place.audit()
            load = Load(place, viewers, creator, video)
            self.kill_some(place, chance, marks.amount(15, 200), load)
            load.end()
            place.wait_pid('edged')
            self.wait_serving(viewers[0])
            print('    acknowledged: %d people, %d uploads, %d watches; %d requests failed' % (
                len(load.people), len(load.uploads), len(load.watches), load.errors))
            for least, what in ((3, load.people), (3, load.uploads), (20, load.watches)):
                self.assertGreaterEqual(len(what), least)
            self.everything_is_there(load, creator)
            place.audit().extends(first)
            place.stop()
            place.start()
            place.audit().extends(first)
            self.each_event_once(place.ledger_entries())

    def each_event_once(self, entries):
        events = [e['event'] for e in entries if 'event' in e]
        self.assertGreaterEqual(len(events), 10)
        self.assertEqual(sorted(set(events)), sorted(events))

    def wait_serving(self, person):
        deadline = time.monotonic() + 30
        while True:
            try:
                return person.json('GET', '/api/v1/me/watches')
            except Load.ERRORS:
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.1)

    def everything_is_there(self, load, creator):
        for person in load.people:
            again = load.place.person(person.handle).sign_in()
            self.assertEqual(again.id, person.id)
        ends = []
        for video, title in load.uploads:
            found = creator.wait_state(video, ('public', 'refused'), 180)
            self.assertEqual(found['title'], title)
            ends.append(found['state'])
        self.assertEqual(ends.count('public'), len(ends), ends)
        kept = [(v.handle, w['watched_ms'], w['at_ms']) for v in load.viewers for w in v.my_watches()]
        lost = [w for w in load.watches if w not in set(kept)]
        self.assertEqual(len(kept), len(set(kept)), 'watches are there twice')
        self.assertEqual(lost, [], '%d of %d watches are lost' % (len(lost), len(load.watches)))
