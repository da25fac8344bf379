"""`vitrine verify` against services that lie: each lie has its exit status and its words."""
import http.server
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import region as harness

OK, FALSE, USAGE, FORK, ROLLBACK, STALE, UNREACHABLE = range(7)
MINUTE = 60000


class Site:
    """A folder served at /, and the means to change it."""

    def __init__(self, folder):
        self.folder, self.root, self.broken = folder, folder / 'site', None
        site = self

        class Handler(http.server.SimpleHTTPRequestHandler):
            def translate_path(self, path):
                return str(site.root) + path

            def do_GET(self):
                if site.broken and site.broken in self.path:
                    self.send_error(503)
                else:
                    super().do_GET()

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.url = 'http://127.0.0.1:%d' % self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def grow(self, size, ago_ms, step_ms, special=None):
        start = int(time.time() * 1000) - ago_ms
        tool = harness.build_folder() / 'tests' / 'ledger-grow'
        subprocess.run([str(tool), str(self.root), str(size), str(start), str(step_ms),
                        *([special] if special else [])], check=True, timeout=60)
        (self.root / 'api' / 'v1').mkdir(parents=True, exist_ok=True)
        (self.root / 'api' / 'v1' / 'region').write_text(
            json.dumps({'origin': 'region.example/verify', 'build': 'unreviewed'}))

    def keep(self, name):
        shutil.copytree(self.root, self.folder / name)

    def back_to(self, name):
        shutil.rmtree(self.root)
        shutil.copytree(self.folder / name, self.root)

    def change(self, path, old, new):
        file = self.root / 'ledger' / path
        raw = file.read_bytes()
        assert old in raw
        file.chmod(0o644)
        file.write_bytes(raw.replace(old, new, 1))


class Verify(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix='vitrine-verify-'))
        self.addCleanup(shutil.rmtree, self.folder)
        self.site = Site(self.folder)
        self.addCleanup(self.site.close)
        self.site.grow(300, 300 * MINUTE, MINUTE)

    def verify(self, *args, state='state'):
        program = harness.build_folder() / 'src' / 'vitrine'
        done = subprocess.run(
            [str(program), 'verify', '--json', '--state', str(self.folder / state), *args, self.site.url],
            capture_output=True, text=True, timeout=120, env={**os.environ, 'HOME': str(self.folder)})
        return done.returncode, json.loads(done.stdout) if done.stdout.startswith('{') else done

    def expect(self, status, words, *args, state='state'):
        got, out = self.verify(*args, state=state)
        self.assertEqual(got, status, out)
        if words:
            self.assertTrue(any(words in c['claim'] for c in out['claims']), out)
        false = [c for c in out['claims'] if c['word'] == 'FALSE']
        self.assertEqual(bool(false), status not in (OK, UNREACHABLE), out)
        return out

    def test_honest_ledger_grows_and_holds(self):
        self.expect(OK, 'trusted on first use')
        self.site.grow(600, 5000, 1)
        out = self.expect(OK, 'nothing that was there at your last visit')
        self.assertEqual(out['entries_read'], 300)
        self.assertEqual(self.expect(OK, None)['entries_read'], 0)
        self.assertEqual(self.expect(OK, None, '--full')['entries_read'], 600)
        for size in (767, 768, 769, 1024, 1025):
            self.site.grow(size, 2000, 1)
            self.assertEqual(self.expect(OK, None)['size'], size)

    def test_rollback_has_its_own_status(self):
        self.site.keep('early')
        self.site.grow(301, 1000, 1)
        self.expect(OK, None)
        self.site.back_to('early')
        self.expect(ROLLBACK, 'it had 301 entries')

    def test_fork_of_the_same_size_leaves_evidence(self):
        self.site.keep('early')
        self.site.grow(310, 1000, 1)
        self.expect(OK, None)
        first = (self.site.root / 'ledger' / 'checkpoint').read_bytes()
        self.site.back_to('early')
        self.site.grow(310, 1000, 1, '7')
        self.expect(FORK, 'is not the beginning')
        evidence, = self.folder.glob('state.fork-310-*')
        self.assertIn(first, evidence.read_bytes())
        self.assertIn((self.site.root / 'ledger' / 'checkpoint').read_bytes(), evidence.read_bytes())
        self.assertIn((self.site.root / 'ledger' / 'vkey').read_bytes().strip(), evidence.read_bytes())

    def test_fork_that_grew_on_is_a_fork(self):
        self.site.keep('early')
        self.site.grow(310, 1000, 1)
        self.expect(OK, None)
        self.site.back_to('early')
        self.site.grow(700, 1000, 1, '7')
        self.expect(FORK, 'is not the beginning')
        self.expect(FORK, 'is not the beginning', '--full')

    def test_every_damaged_file_is_false(self):
        self.site.grow(600, 1000, 1)
        self.site.keep('good')
        damage = (
            ('tile/0/001', lambda f: f.write_bytes(b'\0' + f.read_bytes()[1:]), 'tile/0/001'),
            ('tile/1/000.p/2', lambda f: f.write_bytes(bytes(64)), 'tile/1/000.p/2'),
            ('tile/entries/001', lambda f: f.unlink(), 'tile/entries/001'),
            ('tile/entries/001', lambda f: f.write_bytes(f.read_bytes() + b'x'), 'bundle'),
            ('tile/entries/000', lambda f: f.write_bytes(f.read_bytes().replace(b'users', b'usera')),
             'tile/0/000'),
            ('checkpoint', lambda f: f.write_bytes(f.read_bytes().replace(b'\n600\n', b'\n599\n')),
             'signed by the ledger'),
            ('checkpoint', lambda f: f.write_bytes(f.read_bytes().replace(b'\n600\n', b'\n0600\n')),
             'malformed'),
            ('checkpoint', lambda f: f.unlink(), 'checkpoint'),
            ('vkey', lambda f: f.write_bytes(b'x\n'), 'verifier key'),
        )
        for path, act, words in damage:
            with self.subTest(path=path, words=words):
                self.site.back_to('good')
                file = self.site.root / 'ledger' / path
                file.chmod(0o644)
                act(file)
                self.expect(FALSE, words, state='fresh')
        self.assertFalse((self.folder / 'fresh').exists())

    def test_signed_checkpoint_of_other_entries_is_false(self):
        self.site.keep('early')
        self.site.grow(310, 1000, 1, '7')
        other = (self.site.root / 'ledger' / 'checkpoint').read_bytes()
        self.site.back_to('early')
        self.site.grow(310, 1000, 1)
        (self.site.root / 'ledger' / 'checkpoint').write_bytes(other)
        self.expect(FALSE, 'they do not', state='fresh')

    def test_checkpoint_signed_by_another_key_is_false(self):
        key = (self.site.root / 'ledger' / 'vkey').read_bytes()
        shutil.rmtree(self.site.root)
        self.site.grow(300, 300 * MINUTE, MINUTE)
        (self.site.root / 'ledger' / 'vkey').write_bytes(key)
        self.expect(FALSE, 'signed by the ledger', state='fresh')

    def test_service_of_another_origin_than_its_ledger_is_false(self):
        (self.site.root / 'api' / 'v1' / 'region').write_text('{"origin":"other","build":"unreviewed"}')
        self.expect(FALSE, 'one origin')

    def test_key_that_changed_is_false(self):
        self.expect(OK, None)
        shutil.rmtree(self.site.root)
        self.site.grow(400, 1000, 1)
        self.expect(FALSE, 'it is another')

    def test_entry_that_is_none_is_false(self):
        self.site.grow(301, 1000, 1, 'bad')
        self.expect(FALSE, 'the first is entry 300', state='fresh')

    def test_event_that_is_recorded_twice_is_false(self):
        self.expect(OK, 'no event of a process that was read is recorded twice', state='first')
        self.site.grow(301, 1000, 1, 'again')
        self.expect(FALSE, 'the first is entry 300', state='fresh')

    def test_silence_is_told_with_its_times(self):
        shutil.rmtree(self.site.root)
        self.site.grow(50, 200 * MINUTE, MINUTE)
        self.site.grow(100, 50 * MINUTE, MINUTE)
        out = self.expect(OK, 'silent from')
        self.assertEqual(len(out['silences']), 1)
        self.assertAlmostEqual(out['silences'][0]['to_ms'] - out['silences'][0]['from_ms'],
                               101 * MINUTE, delta=MINUTE)

    def test_old_news_is_stale(self):
        self.expect(STALE, 'the newest entry', '--max-age', '1')
        self.expect(OK, None, '--max-age', '3600')

    def test_policy_decides_whose_word_counts(self):
        policy = self.folder / 'policy'
        key = (self.site.root / 'ledger' / 'vkey').read_text()
        other = 'log.example/demo+607616de+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4'
        witness = 'witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X'
        for text, status, words in (
                ('log %squorum none\n' % key, OK, 'in your policy'),
                ('log %s\nquorum none\n' % other, FALSE, 'it is not'),
                ('log %switness w %s\nquorum w\n' % (key, witness), FALSE, 'they have not')):
            policy.write_text(text)
            self.expect(status, words, '--policy', str(policy))
        policy.write_text('quorum\n')
        self.assertEqual(self.verify('--policy', str(policy))[0], USAGE)

    def test_service_that_is_not_there_is_unreachable(self):
        self.site.broken = '/tile/entries/'
        self.expect(UNREACHABLE, '503')
        self.site.broken = '/checkpoint'
        self.expect(UNREACHABLE, '503')
        self.site.close()
        self.expect(UNREACHABLE, 'could not be had')

    def test_damaged_memory_is_not_taken_for_a_first_visit(self):
        self.expect(OK, None)
        state = self.folder / 'state'
        good = state.read_text()
        for bad in ('', 'x', good[:-1], good + 'x', good.replace('tile 0 ', 'tile 1 '),
                    good.replace('\n300\n', '\n299\n')):
            state.write_text(bad)
            self.assertEqual(self.verify()[0], USAGE)
        state.write_text(good.replace('127.0.0.1', '127.0.0.2'))
        self.assertEqual(self.verify()[0], USAGE)

    def test_ordinary_output_is_readable(self):
        program = harness.build_folder() / 'src' / 'vitrine'
        done = subprocess.run([str(program), 'verify', self.site.url], capture_output=True, text=True,
                              timeout=120, env={'HOME': str(self.folder), 'PATH': os.environ['PATH']})
        self.assertEqual(done.returncode, OK, done.stderr)
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)
        words = {line.split()[0] for line in done.stdout.splitlines()[3:-2] if line[:1].strip()}
        self.assertLessEqual(words, {'proven', 'sampled', 'asserted', 'FALSE'})
        self.assertEqual(len(list((self.folder / '.local/state/vitrine').glob('127.0.0.1_*.state'))), 1)


if __name__ == '__main__':
    unittest.main()
