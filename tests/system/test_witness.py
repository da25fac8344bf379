"""
A region and two witnesses of others: its checkpoints carry their signatures, whoever is killed meanwhile;
a ledger that was put back to an older state is refused once a witness is asked; and nothing but
add-checkpoint requests leaves.
"""
import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

import marks
import region as harness
import signing
import sigsum

PROVEN = 0
SEEN = 'has cosigned '


class Witness:
    """A vitrine-witnessd of somebody's, in a folder of its own, at a port that it keeps."""

    def __init__(self, name):
        self.name = name
        self.folder = Path(tempfile.mkdtemp(prefix='vitrine-witness-'))
        self.program = str(harness.build_folder() / 'src' / 'vitrine-witnessd')
        self.vkey = subprocess.run([self.program, '--data', str(self.folder), '--init', name],
                                   capture_output=True, text=True, check=True, timeout=30).stdout.strip()
        self.process, self.port = None, 0

    def know(self, *vkeys):
        (self.folder / 'logs').write_text(''.join('log %s\n' % v for v in vkeys) + 'quorum none\n')
        return self

    def start(self):
        self.process = subprocess.Popen([self.program, '--data', str(self.folder), '--port', str(self.port)],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            found = re.match(r'ready http://[^/]*:(\d+)/', line)
            if found:
                self.port = int(found.group(1))
                return self
        raise RuntimeError('witnessd left with %d' % self.process.wait())

    def kill(self, number=signal.SIGKILL):
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(30)
            self.process.stdout.close()
            self.process = None

    def forget(self):
        """All that it has seen; its key stays."""
        self.kill()
        for path in (self.folder / 'state').iterdir():
            path.unlink()

    def done(self):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self):
        return 'http://127.0.0.1:%d' % self.port


def vkey_of(place):
    return (place.data / 'ledger' / 'vkey').read_text().strip()


def size_of(note):
    return int(note.split('\n')[1])


def lines_of(note, witnesses):
    return [w.name for w in witnesses if '\u2014 %s ' % w.name in note]


def checkpoint(place, name='checkpoint'):
    try:
        return (place.data / 'ledger' / name).read_text()
    except FileNotFoundError:
        return ''


def expect(done, word='next start'):
    if done.returncode != 0 or word not in done.stdout:
        raise AssertionError('%d %s%s' % (done.returncode, done.stdout, done.stderr))


class Restored(unittest.TestCase):
    """A region that had witnesses from its first start on, and comes back from a backup."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix='vitrine-region-'))
        self.addCleanup(shutil.rmtree, self.folder, True)
        os.chmod(self.folder, 0o755)
        self.weeks = self.folder / 'weeks'
        for folder in (self.weeks, self.folder / 'backups'):
            folder.mkdir()

    def restore(self, to, *more):
        return harness.vitrine('restore', self.folder / 'backups' / 'one', self.folder / to, '--key', self.folder / 'secret.key',
                               '--weekly-keys', self.weeks, *more)

    def test_what_is_no_witness_makes_no_region(self):
        for words, wanted in ((('http://w.invalid', 'no-key'), "not a witness's vkey"), (('http://w.invalid',), 'usage')):
            done = harness.vitrine('init', self.folder / 'data', '--witness', *words)
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertIn(wanted, done.stderr)
            self.assertFalse((self.folder / 'data').exists())

    @marks.slow
    def test_a_restored_region_asks_its_witnesses_before_it_signs(self):
        witness, data = Witness('witness.example/a').know().start(), self.folder / 'data'
        self.addCleanup(witness.done)
        expect(harness.vitrine('init', data, '--witness', witness.url() + '/', witness.vkey), 'made region')
        listed = harness.vitrine('witness', 'list', '--json', '--data', data).stdout
        self.assertEqual(json.loads(listed), {'quorum': 1, 'stop_minutes': 0, 'witnesses': [
            {'name': witness.name, 'url': witness.url(), 'vkey': witness.vkey}]})
        place = harness.Region(data)
        with place:
            place.wait_entry(lambda e: e['type'] == 'witnesses')
            witness.kill()
            witness.know(vkey_of(place)).start()
            expect(harness.vitrine('backup-key', 'new', self.folder / 'secret.key', '--data', data), '')
            expect(harness.vitrine('backup', self.folder / 'backups' / 'one', '--data', data, '--weekly-keys', self.weeks), '')
            size = size_of((self.folder / 'backups' / 'one' / 'ledger' / 'checkpoint').read_text())
            harness.wait_for(lambda: (lambda note: note and size_of(note) > size)(checkpoint(place, 'cosigned')),
                             'a later signature\n' + place.log()[-2000:], 60)
        witness.kill()
        silent = self.restore('silent')
        self.assertEqual(silent.returncode, 1, silent.stdout)
        self.assertIn('of the region\'s witnesses 0 answered, and 1 must: %s did not' % witness.url(), silent.stderr)
        witness.start()
        rewound = self.restore('rewound')
        self.assertEqual(rewound.returncode, 4, rewound.stdout)
        self.assertIn('entries is known (%s)' % witness.url(), rewound.stderr)
        expect(self.restore('new', '--ledger', data), 'restored')
        self.assertEqual(harness.vitrine('witness', 'list', '--json', '--data', self.folder / 'new').stdout, listed)
        again = harness.Region(self.folder / 'new')
        with again:
            entry = again.wait_entry(lambda e: e['type'] == 'restored')
            harness.wait_for(lambda: size_of(checkpoint(again, 'cosigned') or '\n0\n') > entry['to'],
                             'a signature behind it\n' + again.log()[-2000:], 60)
        witness.kill()
        expect(self.restore('alone', '--without-witnesses'), 'restored')
        witness.forget()
        witness.start()
        forgot = self.restore('forgotten', '--ledger', data)
        self.assertEqual(forgot.returncode, 1, forgot.stdout)
        self.assertIn(witness.url() + ': it says that it has never heard of this ledger, and has signed it', forgot.stderr)
        expect(self.restore('excused', '--ledger', data, '--without-witness', witness.url()), 'restored')


class Witnessed(unittest.TestCase):
    """One region for all of it: it is what a region does over a life."""

    def setUp(self):
        self.leaving = contextlib.ExitStack()
        self.addCleanup(self.leaving.close)
        self.folder = Path(self.leaving.enter_context(tempfile.TemporaryDirectory(prefix='vitrine-region-')))
        os.chmod(self.folder, 0o755)

    def witnesses(self, *vkeys):
        made = [Witness('witness.example/%s' % n) for n in 'ab']
        for witness in made:
            self.leaving.callback(witness.done)
            witness.know(*vkeys).start()
        return made

    def ask(self, place, witnesses):
        for witness in witnesses:
            expect(harness.vitrine('witness', 'add', witness.name[-1], witness.vkey, witness.url(), '--data',
                                   place.data))

    def wait_cosigned(self, place, witnesses, at_least=1):
        return harness.wait_for(
            lambda: (lambda note: note if note and size_of(note) >= at_least and
                     len(lines_of(note, witnesses)) == len(witnesses) else None)(checkpoint(place)),
            'a checkpoint with all signatures\n' + place.log()[-2000:], 60)

    def make(self):
        place = harness.Region(self.folder / 'data')
        with place:
            self.assertEqual(place.get('/api/v1/witnesses')[0], 200)
            self.assertEqual(json.loads(place.get('/api/v1/witnesses')[1])['state'], 'none')
            self.assertIsNone(place.process('gatewayd'))
        return harness.Region(self.folder / 'data', args=('--backoff-max-ms', '50'))

    def verify(self, place, state):
        policy = harness.vitrine('witness', 'list', '--policy', '--data', place.data).stdout
        path = self.folder / 'policy'
        path.write_text(policy)
        return harness.vitrine('verify', 'http://127.0.0.1:%d' % place.port(), '--policy', path, '--state',
                               self.folder / state)

    def test_checkpoints_are_cosigned_whoever_is_killed(self):
        place = self.make()
        witnesses = self.witnesses(vkey_of(place))
        self.ask(place, witnesses)
        nobody = Witness('witness.example/c') # is never found: two of three are a quorum
        self.leaving.callback(nobody.done)
        expect(harness.vitrine('witness', 'add', 'c', nobody.vkey, 'http://nobody.invalid/c', '--data', place.data))
        with place:
            note = self.wait_cosigned(place, witnesses)
            self.assertEqual(checkpoint(place, 'cosigned').split('\n')[0], note.split('\n')[0])
            status, served = place.get('/ledger/checkpoint')
            self.assertEqual((status, len(lines_of(served.decode(), witnesses))), (200, 2))
            entry = place.wait_entry(lambda e: e['type'] == 'witnesses')
            self.assertEqual((entry['quorum'], entry['vkeys']), (2, [w.vkey for w in witnesses + [nobody]]))
            harness.wait_for(lambda: (lambda said: (said['state'], said['quorum']) == ('witnessed', 2))(
                json.loads(place.get('/api/v1/witnesses')[1])), 'no entry that is not witnessed yet')
            harness.wait_for(lambda: 'witnessed' in harness.vitrine('status', '--data', place.data).stdout,
                             'status says the same')
            self.assertEqual(self.verify(place, 'state').returncode, PROVEN)
            harness.wait_for(lambda: json.loads(place.get('/api/v1/witnesses')[1])['witnesses'][2]['state'] in (
                'unreachable', 'no answer in time'), 'a word on who is not found', 60)
            self.assertEqual(place.process('gatewayd')['generation'], 1)
            # Each of those who take part is killed, and it goes on.
            for turn in range(2):
                for role in ('gatewayd', 'custodiand', 'edged'):
                    size = size_of(checkpoint(place))
                    before = place.wait_pid(role)
                    place.kill_pid(before)
                    place.wait_pid(role, before)
                    self.wait_cosigned(place, witnesses, size + 1) # its death is an entry
                witnesses[turn].kill()
                size = size_of(checkpoint(place))
                place.kill_pid(place.wait_pid('edged'))
                harness.wait_for(lambda: size_of(checkpoint(place)) > size, 'an entry')
                witnesses[turn].start()
                self.wait_cosigned(place, witnesses, size + 1)
            for witness in witnesses: # what a witness shows is what the region shows
                origin = checkpoint(place).split('\n')[0]
                held = subprocess.run(['sha256sum'], input=origin, capture_output=True, text=True).stdout[:64]
                connection = http.client.HTTPConnection('127.0.0.1', witness.port, timeout=10)
                connection.request('GET', '/%s/checkpoint' % held)
                answer = connection.getresponse()
                self.assertEqual(answer.status, 200)
                self.assertIn(origin, answer.read().decode())
                connection.close()
        place.audit()

    def test_a_ledger_that_was_put_back_is_refused(self):
        place = self.make()
        witnesses = self.witnesses(vkey_of(place))
        self.ask(place, witnesses)
        with place:
            self.wait_cosigned(place, witnesses)
        older = self.folder / 'older'
        subprocess.run(['cp', '-a', str(place.data), str(older)], check=True)
        size = size_of(checkpoint(place))
        with place:
            self.wait_cosigned(place, witnesses, size + 1)
        newer = self.folder / 'newer'
        place.data.rename(newer)
        older.rename(place.data)
        signed = checkpoint(place).split('\n')[:3]
        with place: # by itself nobody could tell
            harness.wait_for(lambda: SEEN in place.log(), 'a word of the witnesses')
            harness.wait_for(lambda: (place.data / 'custodian' / 'behind').exists(), 'a note of it')
            harness.wait_for(lambda: place.log().count(SEEN) > 1, 'it stays so')
            self.assertIn('vitrine witness remove', place.log())
        self.assertEqual(checkpoint(place).split('\n')[:3], signed, 'it signed what contradicts the newer one')
        # Killed at its start, it does not come up without the witnesses, either.
        for witness in witnesses:
            witness.kill()
        with self.assertRaises(RuntimeError), place:
            pass
        self.assertIn(SEEN, place.log())
        for witness in witnesses:
            witness.start()
        shutil.rmtree(place.data)
        newer.rename(place.data)
        size = size_of(checkpoint(place))
        with place: # the newer one goes on
            self.wait_cosigned(place, witnesses, size + 1)

    @marks.slow
    def test_a_witness_that_others_wrote_cosigns(self):
        """Sigsum's, which cosigns one log, and only under the origin that it derives from that log's key."""
        witness = sigsum.Witness(self.folder / 'sigsum')
        seed = os.urandom(32)
        public, _ = signing.ed25519(seed, b'')
        made = harness.vitrine('init', self.folder / 'data', '--origin', sigsum.origin(public))
        self.assertEqual(made.returncode, 0, made.stderr)
        private = self.folder / 'data' / 'custodian' / 'ledger'
        private.mkdir(mode=0o700)
        (private / 'key').write_bytes(seed)
        (private / 'key').chmod(0o600)
        for path in (private, private / 'key'):
            owner = private.parent.stat()
            os.chown(path, owner.st_uid, owner.st_gid)
        place = harness.Region(self.folder / 'data', args=('--backoff-max-ms', '50'))
        self.leaving.callback(witness.stop)
        witness.start(public)
        expect(harness.vitrine('witness', 'add', 'sigsum', witness.vkey, witness.url(), '--data', place.data))
        with place:
            self.wait_cosigned(place, [witness])
            harness.wait_for(lambda: json.loads(place.get('/api/v1/witnesses')[1])['state'] == 'witnessed', 'its state')
            for turn in range(3): # from its size on, also after it was away
                size = size_of(checkpoint(place))
                if turn == 1:
                    witness.stop()
                place.kill_pid(place.wait_pid('edged'))
                harness.wait_for(lambda: size_of(checkpoint(place)) > size, 'an entry')
                if turn == 1:
                    witness.start(public)
                self.wait_cosigned(place, [witness], size + 1)
            self.assertEqual(self.verify(place, 'state').returncode, PROVEN)
        place.audit()
