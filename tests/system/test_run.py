"""./run, as a person starts it: first start, second start, a second run, Ctrl-C."""
import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import marks
import region as harness
import test_life

RUN = str(harness.ROOT / 'run')


class Running:
    """./run in a session of its own, as in a terminal; its output as it comes."""

    def __init__(self, *args):
        self.text, self.start = '', time.monotonic()
        self.process = subprocess.Popen([RUN, *map(str, args)], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        start_new_session=True, cwd='/')
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for raw in self.process.stdout:
            self.text += raw.decode('utf-8', 'replace')

    def wait_text(self, pattern, timeout):
        deadline = time.monotonic() + timeout
        while not re.search(pattern, self.text):
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise AssertionError('no %r (status %r) in:\n%s' % (
                    pattern, self.process.poll(), self.text[-4000:]))
            time.sleep(0.02)
        return re.search(pattern, self.text)

    def port(self, timeout=120):
        return int(self.wait_text(r'Vitrine is at http://[^/]*:(\d+)/', timeout).group(1))

    def wait(self, timeout):
        """Its status, once all that it said has been read."""
        code = self.process.wait(timeout)
        self.reader.join(5)
        return code

    def interrupt(self, timeout=30):
        """Ctrl-C: the whole foreground group gets it."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout)

    def end(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(30)
        self.reader.join(5)
        self.process.stdout.close()


class Run(unittest.TestCase):
    def setUp(self):
        if os.environ.get('VITRINE_BUILD'):
            self.skipTest('./run uses the folder build')
        self.folder = Path(tempfile.mkdtemp(prefix='vitrine-run-'))
        self.folder.chmod(0o755)
        self.addCleanup(shutil.rmtree, self.folder)

    def started(self, *args):
        found = Running(*args)
        self.addCleanup(found.end)
        return found

    def pids_in(self, session):
        out = []
        for entry in os.listdir('/proc'):
            if entry.isdigit():
                try:
                    if os.getsid(int(entry)) == session:
                        out.append(int(entry))
                except OSError:
                    continue
        return out

    def test_it_starts_twice_and_ctrl_c_leaves_nothing(self):
        data = self.folder / 'not' / 'there yet' / 'data'
        first = self.started('--empty', '--port', '0', '--data', data)
        first.port(600)
        mounts = test_life.mounts()
        mine = self.pids_in(first.process.pid)
        self.assertEqual(first.interrupt(), 0)
        self.assertTrue(test_life.gone(mine))
        self.assertEqual(test_life.mounts(), mounts)
        second = self.started('--empty', '--port', '0', '--data', data)
        port = second.port()
        took = time.monotonic() - second.start
        self.assertLess(took, 5, second.text)
        place = harness.Region(data=str(data), init=False)
        place.found_port = port
        self.assertEqual(place.get('/')[0], 200)
        third = self.started('--empty', '--port', '0', '--data', data)
        self.assertEqual(third.process.wait(60), 3, third.text)
        self.assertRegex(third.text, 'already|in use|another')
        self.assertEqual(place.get('/')[0], 200)
        second.process.send_signal(signal.SIGTERM) # to the script alone
        self.assertEqual(second.process.wait(30), 0)
        with socket.socket() as probe:
            self.assertNotEqual(probe.connect_ex(('127.0.0.1', port)), 0)

    def test_it_ends_the_region_when_nobody_reads_its_words(self):
        data = self.folder / 'data'
        script = ('"$0" --empty --port 0 --data "$1" 2>&1 | while read -r line; do case $line in '
                  '"listening at"*) exit;; esac; done')
        shell = subprocess.Popen(['bash', '-c', script, str(harness.ROOT / 'run'), str(data)],
                                 stdin=subprocess.DEVNULL, start_new_session=True)
        self.addCleanup(subprocess.run, ['pkill', '-KILL', '-s', str(shell.pid)])
        shell.wait(120)
        deadline = time.monotonic() + 30
        with open(data / 'lock') as lock: # gate made it, and holds it while it runs
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    self.assertLess(time.monotonic(), deadline)
                    time.sleep(0.1)

    def test_an_option_without_its_value_is_usage(self):
        for option in ('--data', '--port'):
            for rest in ([], [''], ['--empty']):
                done = subprocess.run([str(harness.ROOT / 'run'), option, *rest], timeout=60,
                                      capture_output=True, text=True, stdin=subprocess.DEVNULL)
                self.assertEqual(done.returncode, 2, (option, rest, done.stdout))
                self.assertIn(option, done.stderr)

    def test_a_port_in_use_is_said(self):
        with socket.socket() as taken:
            taken.bind(('127.0.0.1', 0))
            taken.listen()
            port = taken.getsockname()[1]
            run = self.started('--empty', '--port', port, '--data', self.folder / 'data')
            self.assertEqual(run.wait(60), 5, run.text)
            self.assertIn(str(port), run.text)

    def test_wrong_usage_is_said_before_anything_is_made(self):
        for args in (['--port', 'x'], ['--port', '65536'], ['--port'], ['--nonsense']):
            run = self.started(*args, '--data', self.folder / 'data')
            self.assertEqual(run.wait(20), 2, run.text)
        self.assertEqual(list(self.folder.iterdir()), [])
        help_run = self.started('--help')
        self.assertEqual(help_run.wait(20), 0)
        self.assertIn('--empty', help_run.text)

    def test_a_foreign_folder_is_left_alone(self):
        (self.folder / 'letter.txt').write_text('dear')
        run = self.started('--port', '0', '--data', self.folder)
        self.assertNotEqual(run.wait(60), 0)
        self.assertEqual([p.name for p in self.folder.iterdir()], ['letter.txt'])

    @marks.slow
    def test_a_demo_region_has_clips_and_sign_ins_that_work(self):
        data = self.folder / 'data'
        run = self.started('--port', '0', '--data', data)
        port = run.port(900)
        place = harness.Region(data=str(data), init=False)
        place.found_port = port
        videos = place.person().json('GET', '/api/v1/videos')['videos']
        self.assertGreaterEqual(len(videos), 3)
        run.wait_text('Ctrl-C stops it', 10)
        sign_ins = re.findall(r'^    ([a-z0-9_.-]+) +([a-z0-9]{16})$', run.text, re.M)
        self.assertGreaterEqual(len(sign_ins), 2)
        for handle, password in sign_ins:
            place.person(handle).sign_in(password)
        self.assertEqual((data / 'demo-sign-ins.txt').stat().st_mode & 0o777, 0o600)
        self.assertEqual(run.interrupt(), 0)
        again = self.started('--port', '0', '--data', data)
        again.wait_text('Ctrl-C stops it', 20)
        self.assertLess(time.monotonic() - again.start, 5)
        self.assertIn(sign_ins[0][1], again.text)
        self.assertEqual(again.interrupt(), 0)
