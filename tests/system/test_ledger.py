"""The ledger, read from outside by an auditor that shares no code with the service."""
import time
import unittest

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
