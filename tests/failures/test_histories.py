"""More than one region, and more than one history of one: what belongs to another is not taken, and a witness,
or anybody who has looked before, tells two histories apart."""
import contextlib
import shutil
import sqlite3
import subprocess

import region as harness
import signing
import stage
from office import Office
from test_watching import read_lockers
from test_witness import Witness, checkpoint, expect, lines_of, size_of, vkey_of

QUICK = ('--backoff-max-ms', '50')


class Regions(stage.Scenario):
    """Two regions, in which somebody has the same handle and the same password."""

    @classmethod
    def setUpClass(cls):
        cls.folder_for_class()
        cls.here = cls.enter(harness.Region(cls.folder / 'here', args=QUICK))
        cls.there = cls.enter(harness.Region(cls.folder / 'there', args=QUICK))
        cls.mira = cls.here.sign_up('mira')
        cls.other = cls.there.sign_up('mira')
        cls.stranger = stage.Stranger(cls.folder, cls.front(cls.there).url)

    def test_04_nothing_of_one_region_opens_in_another(self):
        self.holds(self.stranger)
        for person in (self.mira, self.other):
            video = person.upload(harness.clip(), 'Ships')
            person.wait_public(video)
            person.json('PUT', '/api/v1/videos/%s/like' % video, expect=204)
        guest = self.there.person('mira')
        guest.cookie, guest.device = self.mira.cookie, self.mira.device
        for path in ('/api/v1/me', '/api/v1/me/data', '/api/v1/me/feed', '/api/v1/me/data.zip'):
            self.assertEqual(guest.request('GET', path)[0], 401, path)
        self.statement_for_the_other_region()
        self.rows_of_the_other_region(video)
        self.sees(self.stranger, stage.HOLDS, ' refused requests')
        self.keys_of_the_other_region()
        self.sees(self.stranger, stage.HOLDS, 'it is, byte for byte, the data map')
        self.holds(self.stranger)

    def statement_for_the_other_region(self):
        """Signed by somebody who is a member in both."""
        office = Office(self.there).join()
        seat = office.sit_down(self.there.person())
        elsewhere = Office(self.here, 'unused.key')
        elsewhere.file = office.file
        self.assertNotEqual(elsewhere.origin(), office.origin())
        text = signing.dismissal(elsewhere, 1, 1, 'No.')
        self.refused(409, seat, 'POST', '/api/v1/desk/statements', {'statement': text}, 'it is for another region')
        self.refused(401, self.there.person(), 'POST', '/api/v1/desk/session', {'statement': signing.desk(elsewhere)})

    def rows_of_the_other_region(self, video):
        """What was sealed for somebody there is put where somebody's here lies: it does not open, and is said."""
        lockers = [read_lockers(place, [person])[0]
                   for place, person in ((self.here, self.mira), (self.there, self.other))]
        self.assertNotEqual(*lockers)
        self.here.stop()
        self.there.stop()
        with contextlib.closing(sqlite3.connect(self.here.data / 'app' / 'app.db')) as database:
            sealed = database.execute('SELECT sealed FROM viewer_part ORDER BY length(sealed) DESC').fetchone()[0]
        with contextlib.closing(sqlite3.connect(self.there.data / 'app' / 'app.db')) as database, database:
            self.assertGreater(database.execute('UPDATE viewer_part SET sealed = ?', (sealed,)).rowcount, 0)
        self.here.start()
        self.there.start()
        like = '/api/v1/videos/%s/like' % video
        self.refused(500, self.other, 'PUT', like, None, '/api/v1/me/watches/repair')
        self.there.restart() # what was refused is in the ledger by then
        self.assertGreater(self.other.json('POST', '/api/v1/me/watches/repair')['removed'], 0)
        self.other.json('PUT', like, expect=204)

    def keys_of_the_other_region(self):
        """The tool that flips: its keys, its accounts, or both, in this one's place."""
        self.here.stop()
        self.there.stop()
        mine, theirs, kept = self.there.data / 'custodian', self.here.data / 'custodian', self.folder / 'kept'
        shutil.copytree(mine, kept)
        for names, words in ((('keys.db',), 'keys.db: '), (('region.key',), 'region.key'),
                             (('custodian.db', 'keys.db', 'region.key'), 'belongs to another region')):
            for name in names:
                self.put(theirs / name, mine / name)
            self.does_not_start(self.there, words)
            for name in names:
                self.put(kept / name, mine / name)
        self.there.start()
        self.other.json('GET', '/api/v1/me')
        self.here.start()

    @staticmethod
    def put(what, where):
        """In the file's place, with the owner that it had."""
        for end in ('-wal', '-shm'):
            where.with_name(where.name + end).unlink(missing_ok=True)
        where.write_bytes(what.read_bytes())


class Histories(stage.Scenario):
    """A region whose checkpoints two witnesses of others sign."""

    @classmethod
    def setUpClass(cls):
        cls.folder_for_class()
        with harness.Region(cls.folder / 'data'): # its key is made
            pass
        cls.place = harness.Region(cls.folder / 'data', args=QUICK)
        cls.witnesses = [Witness('witness.example/%s' % n) for n in 'ab']
        for witness in cls.witnesses:
            cls.addClassCleanup(witness.done)
            witness.know(vkey_of(cls.place)).start()
            expect(harness.vitrine('witness', 'add', witness.name[-1], witness.vkey, witness.url(), '--data',
                                   cls.place.data))
        cls.enter(cls.place)
        cls.policy = harness.vitrine('witness', 'list', '--policy', '--data', cls.place.data).stdout
        cls.front = cls.front(cls.place)

    def stranger(self, name, policy=True):
        made = stage.Stranger(self.folder, self.front.url, name)
        return made.trusts(self.policy) if policy else made

    def wait_cosigned(self, place, more_than=0):
        return harness.wait_for(
            lambda: (lambda note: note if note and size_of(note) > more_than and
                     len(lines_of(note, self.witnesses)) == 2 else None)(checkpoint(place)),
            'a checkpoint with both signatures\n' + place.log()[-2000:], 60)

    def grow(self, place, times=1):
        """Entries of which nobody can say when they come: a process dies, and is started again."""
        for _ in range(times):
            size, before = size_of(checkpoint(place)), place.wait_pid('edged')
            place.kill_pid(before)
            place.wait_pid('edged', before)
            harness.wait_for(lambda: size_of(checkpoint(place)) > size + 1, 'entries')

    def test_18_an_overseer_that_is_silent_or_rewrites_shows(self):
        alice = self.stranger('alice')
        self.wait_cosigned(self.place)
        self.sees(alice, stage.HOLDS, '2 witnesses of your policy have signed it')
        for _ in range(3): # an entry that nobody has signed yet is no reason to worry: it is waited for
            self.grow(self.place)
            self.sees(alice, stage.HOLDS, '2 witnesses of your policy have signed it')
        self.witnesses[1].kill() # one skips its turn
        size = size_of(checkpoint(self.place))
        self.grow(self.place)
        self.sees(alice, stage.FALSE, 'the witnesses that your policy asks for have signed this checkpoint: they have')
        self.witnesses[1].start()
        self.wait_cosigned(self.place, size)
        self.sees(alice, stage.HOLDS, '2 witnesses of your policy have signed it')
        # What was reported is rewritten on its way out.
        self.front.shows = {'/ledger/tile/entries/': lambda body: body.replace(b'"how":"signal"', b'"how":"signat"')}
        look = self.sees(self.stranger('newcomer'), stage.FALSE, 'tile/0/000')
        self.assertNotEqual(look.public.get('ledger-whole'), 'proven')
        self.front.shows = {}
        self.sees(alice, stage.HOLDS, '2 witnesses of your policy have signed it')

    def test_20_two_histories_are_told_apart_by_witnesses_and_by_who_looked_before(self):
        alice, carol = self.stranger('alice-too'), self.stranger('carol', policy=False)
        self.wait_cosigned(self.place)
        self.place.stop()
        twin = harness.Region(self.folder / 'twin', args=QUICK, init=False)
        subprocess.run(['cp', '-a', str(self.place.data), str(twin.data)], check=True)
        self.place.start()
        self.wait_cosigned(self.place, size_of(checkpoint(twin)))
        self.sees(alice, stage.HOLDS, '2 witnesses of your policy have signed it')
        self.sees(carol, stage.HOLDS)
        self.assertEqual(carol.mirror().code, stage.HOLDS)
        # The witnesses sign nothing of the other history, and it ends where it asks them.
        with contextlib.suppress(RuntimeError, TimeoutError), twin:
            harness.wait_for(lambda: 'has cosigned ' in twin.log(), 'a word of the witnesses')
        self.assertIn('has cosigned ', twin.log())
        # So its operator asks nobody, and shows each of the two what suits.
        (twin.data / 'custodian' / 'behind').unlink(missing_ok=True)
        for witness in self.witnesses:
            expect(harness.vitrine('witness', 'remove', witness.name[-1], '--data', twin.data))
        with twin:
            self.grow(twin, 8)
            self.assertGreater(size_of(checkpoint(twin)), size_of(checkpoint(self.place)))
            self.front.place = twin
            bob = self.stranger('bob')
            self.sees(bob, stage.FALSE, 'the witnesses that your policy asks for have signed this checkpoint: they')
            self.sees(carol, stage.FORK, 'are two histories')
            code, said = carol.evidence()
            self.assertEqual(code, stage.FORK, said)
            self.assertEqual(carol.mirror().code, stage.FORK)
            self.assertEqual(carol.look_at_copy().code, stage.HOLDS) # what she has stays as it was
            self.front.place = self.place
        self.sees(alice, stage.HOLDS, '2 witnesses of your policy have signed it')
        # He has seen a longer one that was signed, by nobody but its log: that it is gone is said to him.
        self.sees(bob, stage.ROLLBACK, 'entries at an earlier visit and shows')
