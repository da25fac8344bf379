"""Whoever looks again and again, keeps a copy, or has one: against an operator who wants them calm, waiting, or
without room."""
import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import liar
import marks
import region as harness
from liar import MINUTE
from test_verify import (BEAT, CLAIMED, FALSE, FORK, GOLDEN_KEY, GOLDEN_WITNESS, OK, ROLLBACK, SINCE, UNREACHABLE, USAGE, Tricks, aged,
                         flip, prove)

COPIED = {'type': 'backup', 'manifest': '0' * 64}


class Again(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix='vitrine-again-'))
        self.addCleanup(shutil.rmtree, self.folder)
        self.site = liar.Site(self.folder)
        self.addCleanup(self.site.close)
        self.site.grow(300, 300 * MINUTE, MINUTE)
        self.state, self.copy = self.folder / 'state', self.folder / 'copy'

    def command(self, *args):
        return [str(harness.build_folder() / 'src' / 'vitrine'), *map(str, args)]

    def verify_command(self, *args):
        return self.command('verify', '--json', '--state', self.state, *args, self.site.url)

    def run_one(self, command, **more):
        done = subprocess.run(command, capture_output=True, text=True, timeout=100, **more)
        return done.returncode, json.loads(done.stdout) if done.stdout.startswith('{') else done

    def expect(self, status, words=None, *args):
        got, out = self.run_one(self.verify_command(*args))
        self.assertEqual(got, status, out)
        self.assertTrue(words is None or any(words in c['claim'] for c in out['claims']), out)
        return out

    def mirror(self, status):
        got, out = self.run_one(self.command('mirror', '--json', self.site.url, self.copy))
        self.assertEqual(got, status, out)
        return out

    def fork(self, seed, size=310):
        self.site.back_to('early')
        self.site.grow(size, 1000, 1, str(seed))

    def two_histories(self):
        self.site.keep('early')
        self.site.grow(310, 1000, 1)
        self.site.keep('first')

    # What was proven once.

    def test_a_fork_stays_one_whatever_is_shown_afterwards(self):
        self.two_histories()
        self.expect(OK)
        for seed in (5, 6, 7): # each another history: one proof is enough
            self.fork(seed)
            self.expect(FORK, 'are two histories')
        self.site.back_to('first')
        self.expect(FORK, 'are two histories, whatever it shows now')
        evidence, = self.folder.glob('state.fork-*')
        self.assertEqual(prove(evidence), FORK)
        remembered = self.state.read_bytes()
        self.state.unlink() # it is the key that signed two, whoever forgot what
        self.expect(FORK, 'whatever it shows now')
        self.state.write_bytes(remembered)
        good = evidence.read_bytes()
        evidence.unlink()
        os.mkfifo(evidence)
        self.expect(OK)
        evidence.unlink()
        evidence.write_bytes(good.replace(b'larger', b'smaller'))
        self.expect(OK)
        evidence.write_bytes(good)
        self.expect(FORK)
        evidence.rename(self.folder / 'elsewhere')
        self.expect(OK)

    def test_a_copy_of_a_region_with_two_histories_stays_as_it_was(self):
        self.two_histories()
        self.mirror(OK)
        shown = (self.copy / 'shown').read_text()
        self.fork(7, 320)
        self.mirror(FORK)
        self.site.back_to('first')
        self.site.grow(330, 1000, 1)
        self.mirror(FORK)
        self.assertEqual((self.copy / 'shown').read_text(), shown)

    def test_of_two_visits_at_once_the_second_sees_what_the_first_saw(self):
        """Each would have compared with what was there before, and the second put out what the first had seen."""
        self.two_histories()
        self.site.back_to('early')
        self.expect(OK)
        self.site.back_to('first')
        held, go_on = threading.Event(), threading.Event()

        def hold(h):
            if not held.is_set():
                held.set()
                go_on.wait(60)
            liar.answers(404)(h)
        self.site.tricks = {'/api/v1/claims': hold}
        first = subprocess.Popen(self.verify_command(), stdout=subprocess.PIPE, text=True)
        self.addCleanup(first.stdout.close)
        self.assertTrue(held.wait(60))
        status, done = self.run_one(self.verify_command('--timeout', '1'))
        self.assertEqual(status, USAGE)
        self.assertIn('another visit has it', done.stderr)
        self.fork(7)
        second = subprocess.Popen(self.verify_command(), stdout=subprocess.PIPE, text=True)
        self.addCleanup(second.stdout.close)
        with self.assertRaises(subprocess.TimeoutExpired):
            second.wait(1)
        go_on.set()
        self.assertEqual((first.wait(60), second.wait(60)), (OK, FORK))

    # What was signed, and not shown.

    def withheld(self, answer=503, status=UNREACHABLE):
        """A visit that is shown what was signed, and none of its files."""
        self.site.tricks = {'/ledger/tile/': liar.answers(answer)}
        self.expect(status)
        self.site.tricks = {}

    def unread(self):
        return sorted(self.folder.glob('state.unread-*'))

    def test_what_was_signed_and_withheld_is_not_forgotten(self):
        self.site.keep('early')
        for first in (True, False): # the memory may be empty, too
            with self.subTest(first=first):
                if not first:
                    self.site.back_to('early')
                    self.expect(OK)
                before = None if first else self.state.read_bytes()
                self.fork(5)
                self.withheld()
                self.fork(6, 320) # longer, and all of it is there
                self.expect(FORK, 'at an earlier visit (310 entries) and what it shows now (320) are two histories')
                evidence, = self.folder.glob('state.fork-*')
                self.assertEqual(prove(evidence), FORK)
                self.assertEqual(self.unread(), [])
                evidence.unlink()

                self.fork(5)
                self.withheld()
                self.fork(6)
                self.expect(FORK, '(310 entries) and what it shows now (310)')
                evidence, = self.folder.glob('state.fork-*')
                self.assertEqual(prove(evidence), FORK)
                evidence.unlink()

                self.fork(5)
                self.withheld()
                self.site.back_to('early')
                self.expect(ROLLBACK, 'it had 310 entries at an earlier visit and shows 300 now')
                self.assertEqual(None if not self.state.exists() else self.state.read_bytes(), before)
                for path in self.unread():
                    path.unlink()

    def test_of_several_that_were_withheld_none_is_forgotten(self):
        """The next one, withheld as well, is not taken for one that follows."""
        self.site.keep('early')
        self.expect(OK)
        self.fork(5)
        self.withheld(404, FALSE)
        self.fork(6, 320)
        self.withheld()
        self.withheld()
        self.assertEqual(len(self.unread()), 2)
        self.site.grow(330, 1000, 1, '6')
        self.expect(FORK, '(310 entries)')

    def test_withheld_is_no_alarm_once_it_is_shown(self):
        self.expect(OK)
        for size in range(310, 330): # more of them than are kept
            self.site.grow(size, 1000, 1)
            self.withheld()
        self.assertEqual(len(self.unread()), 16)
        self.unread()[0].write_bytes(b'x')
        self.unread()[1].unlink()
        os.mkfifo(self.folder / 'state.unread-1')
        self.expect(OK, 'nothing that was there at your last visit')
        self.assertEqual(self.unread(), [])
        self.site.grow(340, 1000, 1)
        self.expect(OK)

    def first_shown(self, *notes):
        """What is answered first, one after the other, and then what is there."""
        left = list(notes)
        self.site.tricks['/ledger/checkpoint'] = lambda h: liar.answers(
            200, body=left.pop(0) if left else self.site.file('ledger/checkpoint').read_bytes())(h)

    def claimed_later(self):
        """A ledger of 302 entries, and one more that comes while these are read, by which a claim is shown."""
        self.site.enter(CLAIMED, BEAT)
        self.site.keep('early')
        first = self.site.file('ledger/checkpoint').read_bytes()
        self.site.enter({**CLAIMED, 'digest': '0' * 64})
        self.site.put('api/v1/claims', {'claims': [{**SINCE, 'entry': '302'}]})
        self.first_shown(first)

    def test_what_was_shown_while_the_ledger_was_read_is_not_forgotten(self):
        self.claimed_later()
        out = self.expect(OK, '1 of its claims are by entries that came while the ledger was read')
        self.assertEqual((out['size'], len(self.unread())), (302, 1))
        self.fork(6) # that one goes on, and has another entry there
        self.site.tricks = {}
        self.expect(FORK, '(303 entries) and what it shows now (310) are two histories')
        evidence, = self.folder.glob('state.fork-*')
        self.assertEqual(prove(evidence), FORK)

    def test_what_was_shown_meanwhile_is_no_alarm_once_it_is_read(self):
        self.claimed_later()
        self.expect(OK)
        self.site.put('api/v1/claims', {'claims': [{**SINCE, 'entry': '302', 'state': 'asserted'}]})
        self.site.tricks = {}
        self.site.grow(310, 1000, 1)
        self.expect(FALSE, 'has other words') # which is why it is whole, and remembered
        self.assertEqual(self.unread(), [])

    def test_another_history_in_the_same_visit_is_a_fork(self):
        """Of one length, or of one that was read past."""
        for size, seen in ((303, False), (302, False), (302, True)):
            with self.subTest(size=size, seen=seen):
                self.site.grow(301, 1000, 1)
                self.site.keep('early')
                self.site.grow(size, 1000, 1, '6')
                other = self.site.file('ledger/checkpoint').read_bytes()
                self.site.back_to('early')
                self.site.grow(302, 1000, 1)
                if seen:
                    self.expect(OK)
                self.site.enter(CLAIMED)
                first = self.site.file('ledger/checkpoint').read_bytes()
                self.site.enter({**CLAIMED, 'digest': '0' * 64})
                self.site.put('api/v1/claims', {'claims': [{**SINCE, 'entry': '303'}]})
                self.first_shown(first, other)
                self.expect(FORK, 'what it showed in this same visit (%d entries)' % size)
                evidence, = self.folder.glob('state.fork-*')
                self.assertEqual(prove(evidence), FORK)
                self.site.tricks = {}
                for path in [*self.folder.glob('state*'), *self.folder.glob('early')]:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
                shutil.rmtree(self.site.root)
                self.site.grow(300, 300 * MINUTE, MINUTE)

    @marks.slow
    def test_a_visit_leaves_room_for_what_the_next_is_shown(self):
        """Somebody shows one checkpoint after the other while a witness is waited for, and withholds the files."""
        policy, notes = self.folder / 'policy', []
        policy.write_text('log %switness w %s\nquorum w\n' % (
            self.site.file('ledger/vkey').read_text(), GOLDEN_WITNESS))
        for size in range(301, 311):
            self.site.grow(size, 1000, 1)
            notes.append(self.site.file('ledger/checkpoint').read_bytes())
        self.site.tricks = {'/ledger/tile/': liar.answers(503)}
        self.first_shown(*notes)
        self.expect(FALSE, 'they have not', '--policy', policy)
        kept = {int(path.read_bytes().split(b'\n')[1]) for path in self.unread()}
        self.assertEqual(kept, {301, 302, 303, 310})

    def test_a_copy_forgets_nothing_that_was_signed(self):
        self.site.keep('early')
        self.mirror(OK)
        self.fork(5)
        self.site.tricks = {'/ledger/tile/': liar.answers(503)}
        self.mirror(UNREACHABLE)
        self.site.tricks = {}
        self.fork(6, 320)
        self.mirror(FORK)

    def test_seconds_that_make_no_sense_are_refused_by_name(self):
        """Of no time nothing could be checked, and a watch of none is no watch."""
        for value in ('0', '-1', 'x', '', '1.5', '2147483648', '99999999999999999999'):
            for command in (self.command('verify', '--watch=' + value, self.site.url),
                            self.command('verify', '--timeout=' + value, self.site.url),
                            self.command('mirror', '--timeout=' + value, self.site.url, self.copy)):
                done = subprocess.run(command, capture_output=True, text=True, timeout=60)
                self.assertEqual((done.returncode, done.stdout), (USAGE, ''), command)
                self.assertRegex(done.stderr, '--(watch|timeout) takes whole seconds, from 1 to 2147483647$')
            if value != '0':
                done = subprocess.run(self.command('verify', '--max-age=' + value, self.site.url),
                                      capture_output=True, text=True, timeout=60)
                self.assertEqual((done.returncode, done.stdout), (USAGE, ''), value)
                self.assertIn('--max-age takes whole seconds, from 0 to', done.stderr)

    # A report that nobody gets.

    def test_a_report_that_cannot_be_written_is_not_good(self):
        with open('/dev/full', 'w') as full:
            for command, status in ((self.verify_command(), USAGE), (self.verify_command('--watch=1'), USAGE),
                                    (self.command('mirror', self.site.url, self.copy), USAGE),
                                    (self.command('verify', self.copy), USAGE)):
                done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
                self.assertEqual(done.returncode, status, done.stderr)
                self.assertIn('the report could not be written', done.stderr)
            self.site.put('api/v1/region', {'origin': 'other', 'build': 'unreviewed'})
            done = subprocess.run(self.verify_command(), stdout=full, stderr=subprocess.PIPE, timeout=60)
            self.assertEqual(done.returncode, FALSE)

    # Killed, and without room.

    def at_each_request(self, command):
        """The command, killed while it waits for its first answer, its second, and so on, until it ends by itself."""
        for number in range(100):
            left, run, started = [number], [], threading.Event()

            def ask(h):
                left[0] -= 1
                if left[0] < 0 and started.wait(60):
                    run[0].send_signal(signal.SIGTERM)
                    h.close_connection = True
                    return
                type(h).__mro__[1].do_GET(h)
            self.site.tricks = {'/': ask}
            run.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))
            started.set()
            status = run[0].wait(60)
            self.site.tricks = {}
            if status != -signal.SIGTERM:
                self.assertGreater(number, 4)
                return status
            yield
        self.fail('it never ended')

    def test_a_visit_that_is_killed_anywhere_leaves_its_memory(self):
        self.expect(OK)
        before = self.state.read_bytes()
        self.site.grow(600, 1000, 1)
        for _ in self.at_each_request(self.verify_command()):
            self.assertEqual(self.state.read_bytes(), before)
        self.assertNotEqual(self.state.read_bytes(), before)
        self.assertEqual({p.name for p in self.folder.glob('*state*')}, {'state', 'state.lock'})
        self.expect(OK)

    def test_a_copy_that_is_killed_anywhere_goes_on_and_leaves_nothing(self):
        self.mirror(OK)
        self.site.grow(600, 1000, 1)
        (self.copy / 'new/ledger/tile/0').mkdir(parents=True)
        for rest in ('.tmp-1', 'new/ledger/tile/0/.tmp-2'): # as one that is killed in the middle of writing
            (self.copy / rest).write_bytes(b'x')
        for _ in self.at_each_request(self.command('mirror', self.site.url, self.copy)):
            self.assertEqual(self.run_one(self.command('verify', '--json', self.copy))[1]['size'], 300)
        self.assertEqual(self.run_one(self.command('verify', '--json', self.copy))[1]['size'], 600)
        self.assertEqual(sorted(p.name.split('-')[0] for p in self.copy.iterdir()),
                         ['ledger', 'mirror', 'seen', 'seen.lock', 'shown', 'shown'])

    def test_lies_leave_nothing_in_a_copy(self):
        self.mirror(OK)
        names = sorted(p.name for p in self.copy.iterdir())
        self.site.grow(400, 1000, 1)
        self.site.change('tile/entries/001.p/144', lambda r: flip(r, 30))
        for _ in range(3):
            self.mirror(FALSE)
            self.assertEqual(sorted(p.name for p in self.copy.iterdir() if 'unread' not in p.name), names)

    @unittest.skipUnless(os.geteuid() == 0, 'mounts a file system')
    def test_a_ledger_that_is_too_large_leaves_room_on_a_disk(self):
        self.copy.mkdir()
        with harness.small_file_system(self.copy, 8):
            self.mirror(OK)
            for _ in range(10):
                self.site.enter(*[b'%04000d' % i for i in range(250)])
            out = self.mirror(UNREACHABLE)
            self.assertTrue(any('no space left' in c['claim'] for c in out['claims']), out)
            disk = os.statvfs(self.copy)
            self.assertGreater(disk.f_bavail, disk.f_blocks // 40)
            self.assertEqual(self.run_one(self.command('verify', '--json', self.copy))[1]['size'], 300)

    @unittest.skipUnless(os.geteuid() == 0, 'mounts a file system')
    def test_memory_on_a_full_disk_stays_and_its_loss_is_told(self):
        disk = self.folder / 'disk'
        disk.mkdir()
        with harness.small_file_system(disk, 1):
            self.state = disk / 'state'
            self.expect(OK)
            before = self.state.read_bytes()
            try:
                (disk / 'rest').write_bytes(bytes(2 << 20))
            except OSError:
                pass
            self.site.grow(400, 1000, 1)
            self.expect(FALSE, 'this visit is remembered: ')
            self.assertEqual(self.state.read_bytes(), before)

    @unittest.skipUnless(os.geteuid() == 0, 'mounts a file system')
    def test_a_fork_is_one_though_nothing_can_be_written(self):
        self.two_histories()
        disk = self.folder / 'disk'
        disk.mkdir()
        with harness.small_file_system(disk, 1):
            self.state = disk / 'state'
            self.expect(OK)
            with contextlib.suppress(OSError):
                (disk / 'rest').write_bytes(bytes(2 << 20))
            self.fork(7)
            self.expect(FORK, 'the evidence could not be written to')
            self.expect(FORK)
            self.fork(8, 320)
            self.site.tricks = {'/ledger/tile/': liar.answers(503)}
            out = self.expect(UNREACHABLE, 'a checkpoint that is shown is remembered before its files are read')
            self.assertIn('FALSE', [c['word'] for c in out['claims']])
            self.site.tricks = {}
            subprocess.run(['mount', '-o', 'remount,ro', str(disk)], check=True)
            status, done = self.run_one(self.verify_command())
            self.assertEqual((status, done.stdout), (USAGE, ''))
            self.assertIn('nothing can be written there', done.stderr)
        with harness.small_file_system(disk, 1, ',ro'): # a first visit
            status, done = self.run_one(self.verify_command())
            self.assertEqual((status, done.stdout), (USAGE, ''))

    # One answer for the program that checks, another for everybody else.

    def honest_to(self, agent, part, other):
        def ask(h):
            if h.headers.get('User-Agent') == agent:
                return type(h).__mro__[1].do_GET(h)
            return liar.answers(200, body=other)(h)
        self.site.tricks = {part: ask}

    def test_who_lies_to_browsers_lies_to_whoever_is_called_one(self):
        digest = self.site.serve_app({'index.html': b'<script src=/app.js>', 'app.js': b'play();'})
        self.site.enter({'type': 'app', 'digest': digest, 'event': '7'})
        self.honest_to('vitrine', '/app.js', b'spy();')
        self.expect(OK) # which is why it says that this is so of what was received
        self.expect(FALSE, '/app.js should have sha256', '--agent', 'Mozilla/5.0 (X11; Linux x86_64)')
        self.assertEqual(self.run_one(self.command('mirror', '--json', '--agent', 'Mozilla/5.0', self.site.url,
                                                   self.copy))[0], FALSE)
        for agent in ('', 'a\r\nHost: b', 'x' * 2000):
            self.assertEqual(self.run_one(self.verify_command('--agent', agent))[0], USAGE, agent)
        self.assertEqual(self.run_one(self.command('verify', '--agent', 'x', self.folder))[0], USAGE)

    def test_two_histories_for_two_programs_are_a_fork_once_one_has_both(self):
        self.two_histories()
        self.expect(OK)
        self.site.back_to('early')
        self.site.grow(320, 1000, 1, '6')
        shutil.copytree(self.site.root, self.copy) # as another program fetched it
        self.site.back_to('first')
        self.expect(OK)
        self.check_copy(FORK, 'are two histories')
        evidence, = self.folder.glob('state.fork-*')
        self.assertEqual(prove(evidence), FORK)
        self.expect(FORK, 'whatever it shows now')

    # A copy of another time, or of another region.

    def check_copy(self, status, words):
        got, out = self.run_one(self.command('verify', '--json', '--state', self.state, self.copy))
        self.assertEqual(got, status, out)
        self.assertTrue(any(words in c['claim'] for c in out['claims']), out)
        return out

    def test_a_copy_of_a_former_state_is_no_lie_of_the_service(self):
        self.site.keep('early')
        self.mirror(OK)
        self.site.grow(320, 1000, 1)
        self.expect(OK)
        remembered = self.state.read_bytes()
        out = self.check_copy(UNREACHABLE, 'the copy has 300 entries, and you saw 320')
        self.assertNotIn('FALSE', [c['word'] for c in out['claims']])
        self.assertEqual(self.state.read_bytes(), remembered)
        self.mirror(OK)
        self.check_copy(OK, '0 are new')
        self.fork(7, 330) # of a history that nobody had seen
        shutil.rmtree(self.copy)
        self.mirror(OK)
        self.check_copy(FORK, 'are two histories')

    def test_a_copy_of_another_region_takes_no_ones_place(self):
        self.expect(OK)
        self.mirror(OK)
        kept = {p.relative_to(self.copy): p.read_bytes() for p in self.copy.rglob('*') if p.is_file()}
        shutil.rmtree(self.site.root)
        self.site.grow(400, 1000, 1, origin='other.example/x')
        self.mirror(FALSE)
        self.assertEqual({p.relative_to(self.copy): p.read_bytes() for p in self.copy.rglob('*') if p.is_file()}, kept)
        shutil.rmtree(self.copy)
        self.mirror(OK)
        self.check_copy(FALSE, 'it is another')
        other = self.folder / 'other'
        self.copy.rename(other)
        self.site.grow(401, 1000, 1, origin='other.example/x')
        (other / 'seen').unlink() # its tiles are there already: one of them is of the region before
        tile = other / 'ledger/tile/entries/000'
        tile.chmod(0o644)
        tile.write_bytes(kept[Path('ledger/tile/entries/000')])
        other.rename(self.copy)
        self.mirror(OK)
        self.assertEqual(self.run_one(self.command('verify', '--json', self.copy))[0], OK)

    # A copy in which one thing is another.

    def test_whatever_is_altered_in_a_copy_is_found_and_not_waited_for(self):
        self.site.grow(600, 1000, 1)
        self.mirror(OK)
        shown, = self.copy.glob('shown-*')
        files = [p for p in self.copy.glob('ledger/tile/**/*') if p.is_file()] + [
            shown / 'ledger' / 'checkpoint', shown / 'ledger' / 'vkey']
        self.assertEqual(len(files), 9)

        def sparse(path):
            with open(path, 'wb') as file:
                file.truncate(1 << 40)
        alterations = [
            *[lambda p, at=at: p.write_bytes(flip(p.read_bytes(), int(at * (len(p.read_bytes()) - 1))))
              for at in (0, 0.01, 0.3, 0.5, 0.8, 0.99, 1)],
            lambda p: p.write_bytes(p.read_bytes()[:-1]), lambda p: p.write_bytes(p.read_bytes() + b'x'),
            lambda p: p.write_bytes(b''), sparse, Path.unlink, lambda p: (p.unlink(), os.mkfifo(p)),
            lambda p: (p.unlink(), p.mkdir()), lambda p: (p.unlink(), p.symlink_to('/dev/zero')),
            lambda p: (p.rename(self.folder / 'moved'), p.symlink_to(self.folder / 'moved'))]
        if os.geteuid() == 0:
            alterations.append(lambda p: (p.unlink(), os.mknod(p, 0o20666, os.makedev(1, 5)))) # /dev/zero
        program = str(harness.build_folder() / 'src' / 'vitrine-verify')
        for file in files:
            good = file.read_bytes()
            file.chmod(0o644)
            for number, alter in enumerate(alterations):
                with self.subTest(file.relative_to(self.copy), number=number):
                    alter(file)
                    got, out = self.run_one([program, '--json', str(self.copy)])
                    self.assertIn(got, (FALSE, UNREACHABLE), out)
                    if file.is_symlink() or not file.is_dir():
                        file.unlink(missing_ok=True)
                    else:
                        file.rmdir()
                    file.write_bytes(good)
        self.assertEqual(self.run_one([program, '--json', str(self.copy)])[0], OK)


class Watch(unittest.TestCase):
    """What who watches is told, while the operator plays."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix='vitrine-watch-'))
        self.addCleanup(shutil.rmtree, self.folder)
        self.site = liar.Site(self.folder)
        self.addCleanup(self.site.close)
        self.site.grow(300, 300 * MINUTE, MINUTE)
        self.site.enter(BEAT)

    def watch(self, *args):
        program = str(harness.build_folder() / 'src' / 'vitrine')
        self.watching = subprocess.Popen(
            [program, 'verify', '--watch=1', '--state', str(self.folder / 'state'), *map(str, args), self.site.url],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.lines, self.came = [], threading.Condition()

        def read():
            for line in self.watching.stdout:
                with self.came:
                    self.lines.append(line)
                    self.came.notify_all()
        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        self.addCleanup(self.watching.stdout.close)
        self.addCleanup(reader.join)
        self.addCleanup(self.watching.wait)
        self.addCleanup(self.watching.kill)

    def told(self, words, within=30):
        """Also over the end of a line; what came before is gone."""
        with self.came:
            self.assertTrue(self.came.wait_for(lambda: words in ' '.join(''.join(self.lines).split()), within),
                            'it said nothing of %s: %s' % (words, ''.join(self.lines)))
            said = ''.join(self.lines)
            self.lines.clear()
            return said

    def visits(self, count):
        """Waits until so many more have begun."""
        seen = threading.Semaphore(0)

        def ask(h):
            seen.release()
            type(h).__mro__[1].do_GET(h)
        self.site.tricks = {'/ledger/vkey': ask}
        for _ in range(count + 1):
            self.assertTrue(seen.acquire(timeout=30))
        self.site.tricks = {}

    def settled(self):
        self.told('unreviewed build')
        self.visits(2)
        self.site.enter(BEAT)
        self.visits(2)
        with self.came:
            self.lines.clear()

    def test_each_history_is_told(self):
        self.site.keep('early')
        self.site.grow(310, 1000, 1)
        self.site.keep('first')
        self.watch()
        self.told('HOLDS: ')
        self.site.back_to('early')
        self.told('ROLLBACK: ')
        self.site.back_to('first')
        self.told('HOLDS: ')
        self.site.back_to('early')
        self.site.grow(320, 1000, 1, '7')
        self.told('FORK: ')
        self.site.back_to('first')
        self.told('whatever it shows now')
        self.visits(3)
        self.assertFalse(any('HOLDS' in line for line in self.lines))

    def test_a_service_that_comes_back_shorter_is_told(self):
        self.site.keep('early')
        self.site.grow(400, 1000, 1)
        self.watch()
        self.told('HOLDS: ')
        self.site.tricks = {'/': liar.answers(503)}
        self.told('UNREACHABLE: ')
        self.site.back_to('early')
        self.site.tricks = {}
        self.told('ROLLBACK: ')

    def test_who_drags_a_visit_out_keeps_nobody_calm(self):
        self.watch('--max-age', '3')
        self.told('unreviewed build')
        self.visits(1)
        self.site.tricks = {'/ledger/checkpoint': liar.dripping(self.site)}
        self.told('UNREACHABLE: ', 20)

    def test_what_happened_is_told_though_another_thing_of_its_kind_happened_before(self):
        self.site.enter({**COPIED, 'time_ms': aged(0)})
        self.watch()
        self.told('1 backups of it were made')
        self.visits(1)
        at = self.site.size()
        self.site.enter({'type': 'restored', 'from': 3, 'made_ms': 5, 'manifest': '0' * 64, 'to': at})
        self.told('it was restored from a backup')
        self.site.enter({'type': 'region-stop', 'v': 2, 'event': '1'})
        self.visits(2)
        self.site.enter({'type': 'events-lost', 'count': 2, 'event': '13'})
        self.told('2 events of processes are not in the ledger')
        self.site.put('api/v1/region', {'origin': liar.ORIGIN, 'build': 'reviewed'})
        self.told('it runs build "reviewed"')
        self.site.put('api/v1/region', {'origin': liar.ORIGIN, 'build': 'other'})
        self.told('it runs build "other"')

    def test_a_heartbeat_is_no_news(self):
        self.watch()
        self.settled()
        for _ in range(3): # now there is one that is new, now there is none
            self.site.enter(BEAT)
            self.visits(2)
        self.assertEqual(self.lines, [])

    # Witnesses, and the policy that says which.

    def cosign(self, *witnesses):
        """A heartbeat more, and whoever signs it."""
        self.site.enter(BEAT)
        for witness in witnesses:
            self.site.change('checkpoint', witness.sign)

    def policy(self, quorum, *witnesses):
        """In the place of the one that was there, at once."""
        rows = ['log ' + self.site.file('ledger/vkey').read_text().strip()]
        rows += ['witness %s %s' % (w.name[0], w.vkey) for w in witnesses]
        rows += ['group all %d %s' % (quorum, ' '.join(w.name[0] for w in witnesses)), 'quorum all'] if quorum else [
            'quorum none']
        fresh = self.folder / 'policy.new'
        fresh.write_text('\n'.join(rows) + '\n')
        fresh.rename(self.folder / 'policy')

    @marks.slow
    def test_a_policy_that_changes_holds_from_the_next_visit_on(self):
        a, b, c = (liar.Cosigner(name) for name in ('a.example', 'b.example', 'c.example'))
        self.policy(2, a, b)
        self.cosign(a, b)
        self.watch('--policy', self.folder / 'policy')
        self.told('2 witnesses of your policy have signed it')
        self.policy(3, a, b, c) # one who never signed
        self.told('FALSE: ')
        self.cosign(a, b, c)
        self.told('HOLDS: ')
        self.policy(0)
        self.told('no independent witness was asked for')
        self.policy(1, c)
        self.told('1 witnesses of your policy have signed it')
        key = self.site.file('ledger/vkey').read_text()
        (self.folder / 'policy').write_text((self.folder / 'policy').read_text().replace(key.strip(), GOLDEN_KEY))
        self.told("the ledger's key is one that your policy names: it is not")
        self.policy(1, c)
        self.told('HOLDS: ')
        (self.folder / 'policy').write_text('quorum of few\n')
        self.told('policy: ')
        self.assertEqual(self.watching.wait(30), USAGE)

    @marks.slow
    def test_a_region_that_drops_a_witness_is_told_and_comes_no_cheaper(self):
        """By its ledger, which is its right; and with one signature of two, a second of the same, an old one."""
        a, b = liar.Cosigner('a.example'), liar.Cosigner('b.example')
        asked = {'type': 'witnesses', 'digest': '4' * 64, 'stop_minutes': 0}
        self.site.enter({**asked, 'quorum': 2, 'vkeys': [a.vkey, b.vkey]})
        self.policy(2, a, b)
        self.cosign(a, b)
        self.watch('--policy', self.folder / 'policy')
        self.told('it asks 2 witnesses to sign with it, and that 2 of them do')
        self.visits(1)
        self.site.enter({**asked, 'quorum': 1, 'vkeys': [a.vkey]})
        self.cosign(a, b)
        self.told('it asks 1 witnesses to sign with it, and that 1 of them do')
        self.cosign(a)
        self.told('have signed this checkpoint: they have not')
        self.cosign(a, b) # who was away is back
        self.told('HOLDS: ')
        self.cosign(a, a)
        self.told('FALSE: ')
        self.cosign(a)
        self.site.change('checkpoint', lambda note: b.sign(note, ago_s=3600))
        self.told('one of them last did at')
        self.cosign(a, b)
        self.told('HOLDS: ')

    @marks.slow
    def test_a_witness_that_comes_back_in_time_is_no_news(self):
        a, b = liar.Cosigner('a.example'), liar.Cosigner('b.example')
        self.policy(2, a, b)
        self.cosign(a, b)
        self.watch('--policy', self.folder / 'policy')
        self.told('unreviewed build')
        self.visits(2)
        self.cosign(a, b)
        self.visits(2)
        with self.came:
            self.lines.clear()
        self.cosign(a)
        time.sleep(4)
        self.site.change('checkpoint', b.sign)
        self.visits(2)
        self.assertEqual(self.lines, [])

    # Where memory lies.

    def test_who_watches_leaves_others_their_turn(self):
        self.watch('--watch=60')
        self.told('HOLDS: ')
        done = subprocess.run([str(harness.build_folder() / 'src' / 'vitrine'), 'verify', '--timeout', '5', '--state',
                               str(self.folder / 'state'), self.site.url], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, OK, done.stderr)

    @unittest.skipUnless(os.geteuid() == 0, 'mounts a file system')
    def test_memory_that_can_be_written_no_more_is_told(self):
        disk = self.folder / 'disk'
        disk.mkdir()
        with harness.small_file_system(disk, 1):
            self.watch('--state', disk / 'state')
            self.told('HOLDS: ')
            self.visits(1)
            with contextlib.suppress(OSError):
                (disk / 'rest').write_bytes(bytes(2 << 20))
            self.site.enter(BEAT)
            self.told('could not be written')
            (disk / 'rest').unlink()
            self.site.enter(BEAT)
            self.told('HOLDS: ')
            harness.wait_for(lambda: subprocess.run( # which can't be during a visit
                ['mount', '-o', 'remount,ro', str(disk)], capture_output=True).returncode == 0, 'no visit')
            self.told('nothing can be written there, so this visit could not be remembered')
            self.assertEqual(self.watching.wait(30), USAGE)

    def test_another_key_and_damaged_memory_are_told(self):
        self.watch()
        self.settled()
        shutil.rmtree(self.site.root)
        self.site.grow(400, 1000, 1)
        self.told('it is another')
        (self.folder / 'state').write_text('x')
        self.told('this is no state of an earlier visit, or it is damaged')
        self.assertEqual(self.watching.wait(30), USAGE)


del Tricks # imported with its module, and run there

if __name__ == '__main__':
    unittest.main()
