"""What the scenarios of docs/failures.md share: a real region, an operator who shows the public something else
than it says, and a stranger who runs `vitrine verify`. Each scenario ends with what that stranger sees."""
import contextlib
import http.client
import http.server
import json
import shutil
import sqlite3
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

import region as harness

HOLDS, FALSE, USAGE, FORK, ROLLBACK, STALE, UNREACHABLE = range(7)
PASSED_ON = ('Accept', 'Accept-Encoding', 'Range')
SHOWN = ('Content-Type', 'Content-Encoding')


class Look:
    """What one visit said."""

    def __init__(self, code, out):
        self.code, self.out, self.claims = code, out, out['claims']
        self.public = {claim['id']: claim['word'] for claim in out.get('public_claims', [])}

    def of(self, check):
        return [claim['claim'] for claim in self.claims if claim['check'] == check]

    def false(self):
        return [claim['claim'] for claim in self.claims if claim['word'] == 'FALSE']


class Stranger:
    """Somebody who has no account and remembers what they saw, in a file of their own."""

    def __init__(self, folder, url, name='stranger'):
        self.url, self.state, self.copy = url, Path(folder) / (name + '.state'), Path(folder) / (name + '.copy')
        self.policy = []

    def trusts(self, text):
        """A policy of C2SP's: whose word counts for this one."""
        path = self.state.with_suffix('.policy')
        path.write_text(text)
        self.policy = ['--policy', path]
        return self

    def run(self, program, *args):
        done = subprocess.run([str(harness.build_folder() / 'src' / program), *map(str, args)],
                              capture_output=True, text=True, timeout=100)
        if not done.stdout.startswith('{'):
            raise AssertionError('%s: %d %s%s' % (program, done.returncode, done.stdout, done.stderr))
        return Look(done.returncode, json.loads(done.stdout))

    def look(self, *args):
        return self.run('vitrine', 'verify', '--json', '--state', self.state, *self.policy, *args, self.url)

    def mirror(self):
        return self.run('vitrine', 'mirror', '--json', self.url, self.copy)

    def look_at_copy(self):
        """Without the service, by the small program that has no network."""
        return self.run('vitrine-verify', '--json', self.copy)

    def evidence(self):
        """What is kept of a fork, and what the small program makes of it."""
        found, = self.state.parent.glob(self.state.name + '.fork-*')
        done = subprocess.run([str(harness.build_folder() / 'src' / 'vitrine-verify'), '--evidence', str(found)],
                              capture_output=True, text=True, timeout=100)
        return done.returncode, done.stdout


class Front:
    """The region's public address. Its operator passes everything on, or shows something else: `shows` has
    {the beginning of a path: what an answer's body is made into}, and `place` is the region behind it."""

    def __init__(self, place):
        self.place, self.shows = place, {}
        front = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                front.answer(self)

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.server.daemon_threads = True
        self.url = 'http://127.0.0.1:%d' % self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, handler):
        connection = http.client.HTTPConnection('127.0.0.1', self.place.port(), timeout=30)
        with contextlib.closing(connection), contextlib.suppress(ConnectionError):
            connection.request('GET', handler.path, None, {
                name: handler.headers[name] for name in PASSED_ON if name in handler.headers})
            behind = connection.getresponse()
            status, body = behind.status, behind.read()
            self.pass_on(handler, behind, status, body)

    def pass_on(self, handler, behind, status, body):
        for path, change in self.shows.items():
            if handler.path.startswith(path):
                status, body = 200, change(body)
        handler.send_response(status)
        for name in SHOWN:
            if behind.headers[name]:
                handler.send_header(name, behind.headers[name])
        handler.send_header('Content-Length', str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Scenario(unittest.TestCase):
    """Scenarios that share what setUpClass sets up."""

    @classmethod
    def folder_for_class(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix='vitrine-failures-'))
        cls.folder.chmod(0o755)
        cls.addClassCleanup(shutil.rmtree, cls.folder, True)

    @classmethod
    def enter(cls, place):
        place.__enter__()
        cls.addClassCleanup(place.__exit__, None, None, None)
        return place

    @classmethod
    def front(cls, place):
        front = Front(place)
        cls.addClassCleanup(front.close)
        return front

    def holds(self, stranger, *args):
        """Everything holds, and nothing is said that should worry anybody: how ordinary days look."""
        look = stranger.look(*args)
        self.assertEqual((look.code, look.false()), (HOLDS, []), look.claims)
        for check in ('backdated', 'clock', 'lost', 'room', 'memory'):
            self.assertEqual(look.of(check), [], look.claims)
        self.assertNotIn('silent from', ' '.join(look.of('silence')))
        if look.out['entries_read']:
            self.assertIn('0 by a signal, 0 of them for a forbidden system call; 0 refused requests',
                          look.of('processes')[0])
        return look

    def sees(self, stranger, code, *words, args=()):
        """The verdict, and its words: in what is FALSE if the verdict says that something is."""
        look = stranger.look(*args)
        self.assertEqual(look.code, code, look.claims)
        self.assertEqual(bool(look.false()), code != HOLDS, look.claims)
        said = look.false() if code == FALSE else [claim['claim'] for claim in look.claims]
        for wanted in words:
            self.assertTrue(any(wanted in claim for claim in said), (wanted, look.claims))
        return look

    def refused(self, status, person, method, path, value=None, words=''):
        with self.assertRaises(harness.Refused) as refusal:
            person.json(method, path, value)
        self.assertEqual(refusal.exception.status, status, refusal.exception.body)
        self.assertIn(words, refusal.exception.body.decode())

    @staticmethod
    def by_hand(file, script):
        """What somebody does to a database with the means of its engine, the region at rest."""
        with contextlib.closing(sqlite3.connect(file)) as database:
            database.executescript(script)

    def does_not_start(self, place, *words):
        """The region, at rest now, does not come up, and says why."""
        before = len(place.text)
        with self.assertRaises(RuntimeError):
            place.start()
        place.stop()
        said = place.text[before:]
        for wanted in words:
            self.assertIn(wanted, said)
