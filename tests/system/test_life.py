"""Starting and stopping: what a region leaves behind, and folders and ports that it must not touch."""
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import region as harness


def mounts():
    return Path('/proc/self/mounts').read_text()


def gone(pids, timeout=10):
    deadline = time.monotonic() + timeout
    left = set(pids)
    while left and time.monotonic() < deadline:
        left = {p for p in left if os.path.exists('/proc/%d' % p)}
        time.sleep(0.02)
    return not left


def gate(data, *args, timeout=30):
    """gate run to its end: (status, what it said)."""
    place = harness.Region(data=str(data), init=False, args=args)
    done = subprocess.run(place.command(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=timeout)
    return done.returncode, done.stdout


def bytes_of(folder):
    """Every file's bytes, to see that nothing was changed."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(Path(folder).rglob('*'))
            if p.is_file()}


class Stopping(unittest.TestCase):
    def leaves_nothing(self, end):
        before = mounts()
        with harness.Region() as place:
            pids = place.descendants() + [place.gate.pid]
            self.assertGreaterEqual(len(pids), 3)
            code = end(place)
            self.assertTrue(gone(pids), 'processes are left')
            self.assertFalse((place.data / 'operator.sock').exists())
            self.assertEqual(mounts(), before)
            with socket.socket() as probe:
                self.assertNotEqual(probe.connect_ex(('127.0.0.1', place.port())), 0)
            return code

    def test_sigterm_ends_everything_and_leaves_nothing(self):
        self.assertEqual(self.leaves_nothing(lambda p: p.stop(signal.SIGTERM)), 0)

    def test_sigint_ends_everything_and_leaves_nothing(self):
        self.assertEqual(self.leaves_nothing(lambda p: p.stop(signal.SIGINT)), 0)

    def test_the_operator_ends_everything_and_leaves_nothing(self):
        def end(place):
            self.assertTrue(place.operate(harness.OP_STOP)['stopping'])
            return place.gate.wait(30)
        self.assertEqual(self.leaves_nothing(end), 0)

    def test_a_killed_gate_takes_its_processes_with_it(self):
        with harness.Region() as place:
            pids = place.descendants()
            place.gate.kill()
            place.gate.wait()
            self.assertTrue(gone(pids), 'processes outlive gate')
            place.stop()
            place.start()
            self.assertEqual(place.get('/api/v1/region')[0], 200)

    def test_a_stop_and_a_start_are_in_the_ledger(self):
        with harness.Region() as place:
            first = place.audit()
            place.restart()
            # edged may be ready before what gate tells custodiand is durable.
            starts = [e['event'] for e in first.entries if e['type'] == 'region-start']
            place.wait_entry(lambda e: e['type'] == 'region-start' and e['event'] not in starts)
            second = place.audit()
            second.extends(first)
            types = [e['type'] for e in second.entries]
            self.assertEqual(types[0], 'genesis')
            self.assertEqual(types.count('genesis'), 1)
            self.assertEqual(types.count('region-start'), 2)
            self.assertEqual(types.count('region-stop'), 1)


class Folders(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix='vitrine-life-'))
        self.folder.chmod(0o755)
        self.addCleanup(shutil.rmtree, self.folder)

    def test_a_second_run_on_the_same_data_says_so_and_does_no_harm(self):
        with harness.Region() as place:
            code, words = gate(place.data)
            self.assertEqual(code, 3, words)
            self.assertRegex(words, 'already|in use|another|locked')
            self.assertEqual(place.get('/api/v1/region')[0], 200)
            self.assertEqual(len(place.processes()), 2)
            self.assertTrue((place.data / 'operator.sock').exists())

    def test_an_older_copy_that_is_put_back_is_refused_by_the_mark(self):
        mark = self.folder / 'mark'
        with harness.Region(args=('--mark', mark)) as place:
            place.stop()
            self.assertNotIn('nothing outside says', place.log())
            copy = self.folder / 'copy'
            subprocess.run(['cp', '-a', str(place.data), str(copy)], check=True)
            place.start().stop() # its start and stop are entries
            self.assertEqual((mark / 'checkpoint').read_bytes(),
                             (place.data / 'ledger' / 'checkpoint').read_bytes())
            shutil.rmtree(place.data)
            subprocess.run(['cp', '-a', str(copy), str(place.data)], check=True)
            before = bytes_of(place.data / 'ledger')
            place.wait = False
            place.start()
            self.assertEqual(place.gate.wait(60), 1)
            place.reader.join(10)
            self.assertRegex(place.log(), r'the mark outside has \d+ entries, and here are \d+')
            self.assertEqual(bytes_of(place.data / 'ledger'), before)
            place.gate, place.wait, place.args = None, True, []
            place.start() # whoever gives no mark has nobody who knows, and is told so
            self.assertIn('nothing outside says how far the ledger was', place.log())

    def test_a_mark_in_the_regions_own_folder_is_refused(self):
        data = self.folder / 'data'
        self.assertEqual(harness.vitrine('init', data).returncode, 0)
        place = harness.Region(data=str(data), init=False, args=('--mark', data / 'custodian'))
        done = subprocess.run(place.command(), stdin=subprocess.DEVNULL, text=True, timeout=30,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 4, done.stdout)
        self.assertIn('a copy of that would have it too', done.stdout)

    def test_a_port_in_use_is_said_with_its_number(self):
        data = self.folder / 'data'
        self.assertEqual(harness.vitrine('init', data).returncode, 0)
        with socket.socket() as taken:
            taken.bind(('127.0.0.1', 0))
            taken.listen()
            port = taken.getsockname()[1]
            place = harness.Region(data=str(data), init=False, port=port)
            done = subprocess.run(place.command(), stdin=subprocess.DEVNULL, text=True, timeout=30,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 5, done.stdout)
        self.assertIn(str(port), done.stdout)

    def test_a_folder_that_is_not_ours_is_left_alone(self):
        other = self.folder / 'other'
        other.mkdir()
        (other / 'letter.txt').write_text('dear')
        before = bytes_of(other)
        code, words = gate(other)
        self.assertEqual(code, 4, words)
        self.assertIn(str(other), words)
        self.assertNotEqual(harness.vitrine('init', other).returncode, 0)
        self.assertEqual(bytes_of(other), before)

    def test_a_folder_that_is_not_there_is_said(self):
        code, words = gate(self.folder / 'none')
        self.assertEqual(code, 4, words)
        self.assertIn('none', words)
        self.assertIn('vitrine init', words)
        done = harness.vitrine('init', self.folder / 'none' / 'data')
        self.assertEqual(done.returncode, 1)
        self.assertIn('none/data: the folder that it is to be in is not there', done.stderr)
        self.assertFalse((self.folder / 'none').exists())

    def test_a_newer_version_is_left_alone(self):
        data = self.folder / 'data'
        self.assertEqual(harness.vitrine('init', data).returncode, 0)
        mark = data / 'region'
        mark.write_text(mark.read_text().replace('vitrine-region 1', 'vitrine-region 2', 1))
        before = bytes_of(data)
        code, words = gate(data)
        self.assertEqual(code, 4, words)
        self.assertRegex(words, 'newer|version|format')
        del before['region']
        after = bytes_of(data)
        del after['region']
        after.pop('lock', None)
        before.pop('lock', None)
        self.assertEqual(after, before)

    def test_a_region_file_that_is_damaged_is_refused(self):
        for text in ('', 'vitrine-region 1\n', 'vitrine-region\norigin x\n', '\0' * 100,
                     'vitrine-region 1\norigin \n', 'vitrine-region 1\norigin a b\n'):
            with self.subTest(text=text):
                data = self.folder / ('data%d' % abs(hash(text)))
                self.assertEqual(harness.vitrine('init', data).returncode, 0)
                (data / 'region').write_text(text)
                code, words = gate(data)
                self.assertEqual(code, 4, words)

    def test_a_second_init_changes_nothing(self):
        data = self.folder / 'data'
        self.assertEqual(harness.vitrine('init', data).returncode, 0)
        before = bytes_of(data)
        self.assertNotEqual(harness.vitrine('init', data).returncode, 0)
        self.assertEqual(bytes_of(data), before)

    def test_a_read_only_file_system_is_said(self):
        if os.getuid() != 0:
            self.skipTest('needs root to mount')
        data = self.folder / 'data'
        self.assertEqual(harness.vitrine('init', data).returncode, 0)
        inner = harness.Region(data=str(data), init=False).command()
        done = subprocess.run(
            ['unshare', '--mount', 'sh', '-c',
             'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"', str(data)] + inner,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=30)
        self.assertEqual(done.returncode, 4, done.stdout)
        self.assertRegex(done.stdout.lower(), 'read-only|not allowed|denied|write')

    def test_wrong_arguments_are_usage(self):
        for args in (['--nonsense'], ['--port', '70000'], ['--port', 'x'], ['--job-limit-s', '-1']):
            with self.subTest(args=args):
                code, words = gate(self.folder, *args)
                self.assertEqual(code, 2, words)

    def test_every_program_has_help(self):
        for name in ('vitrine-gate', 'vitrine-custodiand', 'vitrine-edged', 'vitrine-mediad', 'vitrine'):
            with self.subTest(name=name):
                done = subprocess.run([str(harness.build_folder() / 'src' / name), '--help'],
                                      capture_output=True, text=True, timeout=20)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertGreater(len(done.stdout), 40)
