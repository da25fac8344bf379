"""Processes that somebody has taken over, or put in another's place (tests/attack/)."""
import os

import region as harness
import stage
from test_borders import expected_acts, outcomes, prepared

QUICK = ['--backoff-max-ms', '50']
DONE = 'attack: done'


class TakenOver(stage.Scenario):
    @classmethod
    def setUpClass(cls):
        cls.folder_for_class()
        cls.place = cls.enter(harness.Region(cls.folder / 'data', args=QUICK))
        cls.own = cls.place.bin
        (cls.folder / 'bin').mkdir()
        prepared(str(cls.folder / 'bin'), 'edged')
        cls.front = cls.front(cls.place)
        cls.stranger = stage.Stranger(cls.folder, cls.front.url)

    def attack(self, first, until, meanwhile=lambda: None):
        """What became of the acts from that one on, tried by an edged that does what it wants; then the
        region's own program again."""
        self.place.stop()
        counter = self.place.data / 'app' / 'attack.next'
        counter.write_bytes(bytes([expected_acts('edged').index(first)]))
        if os.getuid() == 0:
            os.chown(counter, harness.USERS['edged'], harness.USERS['edged'])
        before = len(self.place.text)
        self.place.bin = self.folder / 'bin'
        self.place.start()
        found = lambda: outcomes(self.place.text[before:])
        harness.wait_for(lambda: until(found(), self.place.text[before:]), 'the acts are through')
        tried = found()
        meanwhile()
        self.place.stop()
        counter.unlink()
        self.place.bin = self.own
        self.place.start()
        return tried

    def test_02_a_server_that_was_taken_over_opens_nobodys_fields(self):
        """Asked for somebody else's data outside all channels, it has no path to plaintext."""
        self.holds(self.stranger)
        tried = self.attack('open-another-persons-field', lambda found, text: DONE in text)
        self.assertEqual(tried, {'open-another-persons-field': 'EACCES', 'open-anothers-field-as-own': 'EACCES',
                                 'ask-beyond-the-table': 'cut off'})
        look = self.sees(self.stranger, stage.HOLDS, ' refused requests')
        refused = sum(e['count'] for e in self.place.ledger_entries()
                      if e['type'] == 'refusal' and e['role'] == 'edged')
        self.assertEqual(refused, 3)
        self.assertIn('; 3 refused requests', look.of('processes')[0])

    def test_06_a_job_that_carries_data_out_has_no_way(self):
        self.sees(self.stranger, stage.HOLDS)
        ways = ['connect-tcp', 'send-udp', 'connect-unix-path', 'connect-unix-abstract', 'netlink-socket', 'exec-shell']
        tried = self.attack(ways[0], lambda found, text: found.get(ways[-1]))
        self.assertEqual([tried[way] for way in ways], ['SIGSYS'] * len(ways))
        look = self.sees(self.stranger, stage.HOLDS, ' of them for a forbidden system call')
        ended = [e for e in self.place.ledger_entries()
                 if e['type'] == 'process-stop' and e['role'] == 'edged' and e['code'] == 31]
        self.assertGreaterEqual(len(ended), len(ways))
        self.assertIn(', %d of them for a forbidden' % len(ended), look.of('processes')[0])

    def test_14_another_program_in_ones_place_is_in_the_ledger(self):
        """That it is another is on record; whether it was reviewed nobody can say yet."""
        before = self.sees(self.stranger, stage.HOLDS, 'unreviewed build')
        runs = [claim for claim in before.of('processes') if 'runs as edged' in claim]

        def another():
            seen = self.sees(self.stranger, stage.HOLDS, 'what runs as edged has the digest')
            self.assertNotIn(runs[0], seen.of('processes'))
        self.attack('open-another-persons-field', lambda found, text: DONE in text, another)
        after = self.sees(self.stranger, stage.HOLDS)
        self.assertIn(runs[0], after.of('processes'))
        started = [e['digest'] for e in self.place.ledger_entries()
                   if e['type'] == 'process-start' and e['role'] == 'edged']
        self.assertIn(started[0], runs[0])
        self.assertEqual(len(set(started)), 2)
        self.assertEqual(after.public['reviewed'], 'FALSE')
        # The web app's half of it is compared: bytes that are sent and are not those of the start show.
        self.front.shows = {'/worker.js': lambda body: body + b'\n'}
        self.sees(self.stranger, stage.FALSE, '/worker.js should have sha256')
        self.front.shows = {}
        self.sees(self.stranger, stage.HOLDS, 'files of the web app, as they were sent now, are those')
