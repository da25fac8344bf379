"""The ledger, read from outside by an auditor that shares no code with the service."""
import collections
import hashlib
import html
import json
import re
import shutil
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import ledger_audit
import marks
import region as harness


class Ledger(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = harness.Region().__enter__()
        cls.addClassCleanup(cls.place.__exit__, None, None, None)

    def test_an_independent_auditor_accepts_what_is_served(self):
        found = ledger_audit.from_url(self.place.get)
        self.assertGreaterEqual(found.size, 4)
        types = [e['type'] for e in found.entries]
        self.assertEqual(types[0], 'genesis')
        for wanted in ('region-start', 'process-start'):
            self.assertIn(wanted, types)
        started = {e['role'] for e in found.entries if e['type'] == 'process-start'}
        self.assertLessEqual({'custodiand', 'edged'}, started)

    def test_the_start_says_that_the_build_is_unreviewed_and_what_is_missing(self):
        entry = next(e for e in self.place.ledger_entries() if e['type'] == 'region-start')
        self.assertEqual(entry['build'], 'unreviewed')
        self.assertIsInstance(entry['missing'], list)

    def test_no_claim_is_shown_as_more_than_is_checked(self):
        words = ('FALSE', 'asserted', 'sampled', 'proven')
        done = harness.vitrine('verify', 'http://127.0.0.1:%d' % self.place.port(), '--json', '--state',
                               self.place.data.parent / 'claims-state')
        found = json.loads(done.stdout)
        self.assertEqual(done.returncode, 0, found['claims'])
        stands = {claim['id']: claim for claim in found['public_claims']}
        page = (Path(__file__).resolve().parents[2] / 'docs' / 'verify.md').read_text()
        at_most = dict(re.findall(r'^\| `(\w+)` \| [^|]+ \| (\w+) \|$', page, re.M))
        ran = {claim['check'] for claim in found['claims']}
        shown = json.loads(self.place.get('/api/v1/claims')[1])['claims']
        written = json.loads((Path(__file__).resolve().parents[2] / 'docs' / 'claims.json').read_text())
        served = html.unescape(self.place.get('/claims')[1].decode())
        history = ('state', 'entry', 'since_ms', 'changes')
        self.assertEqual([{k: v for k, v in claim.items() if k not in history} for claim in shown], written)
        entries = self.place.ledger_entries()
        self.assertEqual([claim['id'] for claim in shown], list(stands))
        for claim in shown:
            with self.subTest(claim['id']):
                word = stands[claim['id']]['word']
                self.assertLessEqual(words.index(claim['state']), words.index(word))
                self.assertLessEqual(words.index(claim['at_most']), words.index(at_most[claim['check']]))
                self.assertTrue(claim['check'] in ran or word in ('asserted', 'FALSE'))
                entry = entries[int(claim['entry'])]
                self.assertEqual({k: entry[k] for k in ('type', 'claim', 'state', 'time_ms')},
                                 {'type': 'claim', 'claim': claim['id'], 'state': claim['state'],
                                  'time_ms': claim['since_ms']})
                self.assertEqual(entry['digest'], hashlib.sha256(json.dumps(
                    written[shown.index(claim)], separators=(',', ':')).encode()).hexdigest())
                self.assertIn('(entry %s)' % claim['entry'], served)
                self.assertIn('data-state="%s">%s</span><span><strong>%s</strong>' %
                              (claim['state'], claim['state'], claim['claim']), served)
        self.assertLessEqual({'ledger-whole', 'entries-known', 'stored-listed', 'taken-down'},
                             {claim['id'] for claim in stands.values() if claim['word'] == 'proven'})
        self.assertNotIn('<script', served)

    def test_claims_that_the_ledger_does_not_say_yet_are_not_shown(self):
        """A build that claims something else has started, and custodiand is not that far: no reason to worry."""
        file = self.place.data / 'ledger' / 'claims'
        kept = file.read_text()
        digest = re.search(r'^claim sealed (\w+) ', kept, re.M).group(1)
        fewer = re.sub(r'^claim sealed .*\n(change .*\n)+', '', kept, flags=re.M)
        more = kept + 'claim other %s 1\nchange 1 1 asserted\n' % digest
        try:
            for other in (kept.replace(digest, '0' * 64), fewer, more, 'vitrine-claims 1\n'):
                file.write_text(other)
                self.assertEqual(self.place.get('/api/v1/claims')[0], 503, other)
                self.assertEqual(self.place.get('/claims')[0], 200)
            done = harness.vitrine('verify', 'http://127.0.0.1:%d' % self.place.port(), '--json')
            found = json.loads(done.stdout)
            self.assertEqual(done.returncode, 6, found['claims'])
            self.assertIn('its claims could not be had', json.dumps(found['claims']))
        finally:
            file.write_text(kept)
        self.assertEqual(self.place.get('/api/v1/claims')[0], 200)

    def test_entries_name_no_person(self):
        self.place.sign_up('margarete')
        raw = b''.join(self.place.audit().raw)
        self.assertNotIn(b'margarete', raw)

    def test_files_are_served_with_their_types_and_lifetimes(self):
        person = self.place.person()
        for path, kind, lifetime in (('vkey', 'text/plain', None), ('checkpoint', 'text/plain', 'no-'),
                                     ('tile/0/000.p/1', 'application/octet-stream', 'no-'),
                                     ('tile/entries/000.p/1', 'application/octet-stream', 'no-')):
            status, headers, _ = person.request('GET', '/ledger/' + path)
            if status == 404 and '.p/' in path:
                continue # that width was never published
            self.assertEqual(status, 200, path)
            self.assertTrue(headers['content-type'].startswith(kind), headers)
            if lifetime:
                self.assertIn(lifetime, headers['cache-control'])

    def test_a_cache_in_front_cannot_mix_answers_up(self):
        """A tile has one address and one form: what stands behind a question mark changes nothing, nothing is
        compressed, and what is not there is not kept."""
        person = self.place.person()
        status, first, body = person.request('GET', '/ledger/checkpoint')
        self.assertEqual(status, 200)
        for path in ('/ledger/vkey', '/ledger/checkpoint'):
            plain = person.request('GET', path)
            other = person.request('GET', path + '?tile=0/000&x=1', headers={'Accept-Encoding': 'gzip, br'})
            self.assertEqual((plain[0], other[0]), (200, 200))
            self.assertNotIn('content-encoding', other[1])
            if path.endswith('vkey'):
                self.assertEqual(plain[2], other[2])
        status, headers, _ = person.request('GET', '/ledger/tile/0/999')
        self.assertEqual(status, 404)
        self.assertRegex(headers.get('cache-control', ''), 'no-store|no-cache')

    def test_paths_outside_the_ledger_are_not_served(self):
        for path in ('/ledger/', '/ledger/private', '/ledger/tile/../vkey', '/ledger/tile/0/',
                     '/ledger/%2e%2e/region', '/ledger/tile/%2e%2e/%2e%2e/region',
                     '/ledger/tile/0/000/../../../../app/app.db', '/ledger/tile/64/000',
                     '/ledger/tile/0/1', '/ledger/tile/0/000.p/256', '/ledger/tile/0/000.p/0'):
            status, body = self.place.get(path)
            self.assertIn(status, (400, 404), path)
            self.assertNotIn(b'SQLite', body)

    @marks.slow
    def test_a_heartbeat_comes_each_minute(self):
        def beats():
            return [e['time_ms'] for e in self.place.ledger_entries() if e['type'] == 'heartbeat']
        deadline = time.monotonic() + 140
        while len(beats()) < 2 and time.monotonic() < deadline:
            time.sleep(1)
        found = beats()
        self.assertGreaterEqual(len(found), 2)
        self.assertTrue(55000 <= found[1] - found[0] <= 70000, found)

    def test_the_command_line_verifies_from_outside(self):
        url = 'http://127.0.0.1:%d' % self.place.port()
        state = self.place.data.parent / 'verify-state'
        for _ in range(2):
            done = harness.vitrine('verify', url, '--state', state)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn('proven', done.stdout)
        if (self.place.www / 'files.txt').exists(): # the web app was built
            self.assertIn('files of the web app, as they were sent now, are those that the region named',
                          ' '.join(done.stdout.split()))


GROW = str(harness.build_folder() / 'tests' / 'ledger-grow')
CALLS = ('openat', 'read', 'write', 'close', 'fsync', 'renameat', 'renameat2', 'unlinkat', 'mkdirat',
         'newfstatat', 'fchmod', 'fcntl', 'getdents64', 'flock')
FAULTS = ('error=EIO', 'error=ENOSPC', 'signal=SIGKILL', 'error=EIO:signal=SIGKILL')


class Faults(unittest.TestCase):
    """Each system call on files that the writer makes goes wrong in turn, by strace: it fails, the disk is
    full, the process is killed in it or before it. test_ledger_crash has loss of power and torn writes."""
    BEFORE, AFTER = 254, 258 # the round fills a tile, begins the next, and removes partial ones

    def setUp(self):
        if subprocess.run(['strace', '-o', '/dev/null', 'true'], capture_output=True).returncode != 0:
            self.skipTest('nothing may be traced here')
        self.folder = Path(tempfile.mkdtemp(prefix='vitrine-faults-'))
        self.addCleanup(shutil.rmtree, self.folder)
        (self.folder / 'good' / 'mark').mkdir(parents=True)
        self.assertEqual(self.grow('good', self.BEFORE).returncode, 0)

    def grow(self, name, size, *prefix):
        return subprocess.run([*prefix, GROW, str(self.folder / name), str(size), '1000', '0'],
                              capture_output=True, text=True, timeout=60)

    def calls_of_a_round(self):
        """[(name, how many of that name came before, itself counted)] from the opening of the ledger on."""
        shutil.copytree(self.folder / 'good', self.folder / 'traced')
        trace = self.folder / 'trace'
        done = self.grow('traced', self.AFTER, 'strace', '-o', str(trace), '-e', 'trace=' + ','.join(CALLS))
        self.assertEqual(done.returncode, 0, done.stderr)
        counts, found, ours = collections.Counter(), [], False
        for line in trace.read_text().splitlines():
            name = line.partition('(')[0]
            if name in CALLS:
                counts[name] += 1
                ours = ours or '/traced/ledger"' in line
                if ours:
                    found.append((name, counts[name]))
        return found

    def whole(self, name):
        """The ledger's size, once everything that lies there was looked at."""
        folder = self.folder / name
        found = ledger_audit.from_folder(str(folder / 'ledger'))
        self.assertEqual([e['type'] for e in found.entries],
                         (['genesis', 'region-start'] + ['heartbeat'] * found.size)[:found.size])
        strays = [p for p in folder.rglob('*') if p.is_file()
                  and not re.fullmatch(r'private/(key|head)|mark/checkpoint|ledger/(vkey|checkpoint)|'
                                       r'ledger/tile/(\d|entries)/\d{3}(\.p/\d+)?',
                                       str(p.relative_to(folder)))]
        self.assertEqual(strays, [])
        self.assertEqual((folder / 'mark' / 'checkpoint').read_bytes(),
                         (folder / 'ledger' / 'checkpoint').read_bytes())
        return found.size

    def test_nothing_acknowledged_is_lost_whichever_call_goes_wrong(self):
        calls = self.calls_of_a_round()
        self.assertGreater(len(calls), 100)
        self.assertGreaterEqual({n for n, _ in calls}, set(CALLS) - {'renameat2', 'mkdirat', 'fcntl'})
        chosen = [(n, k, f) for i, (n, k) in enumerate(calls) for j, f in enumerate(FAULTS)
                  if marks.everything or (i % 13 == 5 and j == i // 13 % len(FAULTS))]
        for name, number, fault in chosen:
            with self.subTest(call='%s %d of %d' % (name, number, len(calls)), fault=fault):
                shutil.copytree(self.folder / 'good', self.folder / 'spoilt')
                done = self.grow('spoilt', self.AFTER, 'strace', '-o', '/dev/null', '-e',
                                 'trace=' + name, '-e', 'inject=%s:%s:when=%d' % (name, fault, number))
                again = self.grow('spoilt', self.BEFORE)
                self.assertEqual(again.returncode, 0, again.stderr)
                size = self.whole('spoilt')
                self.assertIn(size, [self.AFTER] if done.returncode == 0 else [self.BEFORE, self.AFTER])
                self.assertEqual(self.grow('spoilt', size + 2).returncode, 0)
                self.assertEqual(self.whole('spoilt'), size + 2)
                shutil.rmtree(self.folder / 'spoilt')


    def test_no_folder_of_the_ledger_is_listed(self):
        """Strays cost a start and a commit nothing, however many they are; ten million of them neither."""
        ledger = self.folder / 'good' / 'ledger'
        for place in (ledger, ledger / 'tile', ledger / 'tile' / '0', ledger / 'tile' / 'entries'):
            for number in range(5000):
                (place / ('stray-%d' % number)).touch()
        trace = self.folder / 'trace'
        done = self.grow('good', self.BEFORE + 1, 'strace', '-y', '-o', str(trace), '-e', 'trace=getdents64')
        self.assertEqual(done.returncode, 0, done.stderr)
        listed = re.findall(r'^getdents64\(\d+<([^>]*)>', trace.read_text(), re.M)
        self.assertTrue(listed, 'nothing was traced')
        self.assertEqual({Path(p).name for p in listed}, {'private'})


class Attacks(unittest.TestCase):
    def test_the_table_of_attacks_names_tests_that_exist(self):
        text = (harness.ROOT / 'docs' / 'ledger-attacks.md').read_text()
        rows = [line for line in text.splitlines() if line.startswith('| ')][2:]
        self.assertGreater(len(rows), 12)
        for row in rows:
            names = re.findall(r'`([^`]+)`', row)
            self.assertTrue(names, row)
            for name in names:
                file, _, case = name.partition('::')
                if name.startswith('system/'):
                    file, _, case = name[len('system/'):].split('.')
                    source, wanted = 'tests/system/%s.py' % file, 'def %s(' % case
                else:
                    source, wanted = 'tests/%s.c' % file, 'static void %s(' % case
                self.assertTrue(wanted in (harness.ROOT / source).read_text(), name)


class Auditor(unittest.TestCase):
    """The auditor itself, against the golden vector of a log that others verified, and against harm."""
    VKEY = 'log.example/demo+607616de+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n'
    NOTE = ('log.example/demo\n3\nAGY868XbXobp8XZfZbJMmU/3CMbVFFNGO6OZYeEjAMc=\n\n\u2014 log.example/demo '
            'YHYW3jciitg4tH3DitBSA6FARs+s0yl4TJs8coMZftT1+IwEMQn0UQwq/DEZD3xOXINh2WACpZ6l2DtP78qWnSkg2wo=\n')

    def test_the_golden_vector_verifies(self):
        size, root = ledger_audit.parse_checkpoint(self.NOTE, self.VKEY)
        self.assertEqual(size, 3)
        hashes = [ledger_audit.leaf(e) for e in (b'alpha', b'', b'gamma')]
        self.assertEqual(ledger_audit.root_of(hashes), root)

    def test_a_changed_note_is_refused(self):
        for old, new in (('\n3\n', '\n4\n'), ('demo\n3', 'demo\n03'), ('AGY8', 'BGY8'),
                         ('jciitg', 'jciith'), ('\u2014 log.example', '\u2014 bog.example')):
            with self.subTest(new=new):
                with self.assertRaises((ledger_audit.Bad, ValueError)):
                    ledger_audit.parse_checkpoint(self.NOTE.replace(old, new, 1), self.VKEY)

    def test_tile_paths(self):
        for number, path in ((0, '000'), (1234, 'x001/234'), (1234067, 'x001/x234/067')):
            self.assertEqual(ledger_audit.groups(number), path)

    def test_a_flipped_bit_in_any_file_is_found(self):
        with harness.Region() as place:
            place.stop()
            folder = place.data / 'ledger'
            self.assertGreater(place.audit().size, 0)
            newest = place.audit().size
            for path in sorted(p for p in folder.rglob('*') if p.is_file()):
                name = str(path.relative_to(folder))
                if '.p/' in name and not name.endswith('.p/%d' % (newest % 256)):
                    continue # an older width: the present checkpoint does not need it
                data = path.read_bytes()
                path.chmod(0o644)
                path.write_bytes(bytes([data[0] ^ 1]) + data[1:])
                with self.subTest(file=name):
                    with self.assertRaises(Exception):
                        ledger_audit.from_folder(str(folder))
                path.write_bytes(data)
