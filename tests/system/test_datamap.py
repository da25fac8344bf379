"""The data map against what runs: both processes refuse what it lacks, every file that a used region leaves
is of a kind that it has, its digest is in the ledger and its bytes are served."""
import hashlib
import json
import re
import shutil
import sqlite3
import tempfile
import time
import unittest
from pathlib import Path

import liar
import region as harness

MEDIA = r'app/blobs/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}'
DRAFT = r'app/incoming/[0-9a-f]{32}\.part'

# Which file is of which kind: (path in the region's folder, folder and kind in the map).
FILES = [
    (r'region', '.', 'region'),
    (r'reserve/room', 'reserve', 'room'),
    (r'reserve/[0-9]{1,2}', 'reserve', 'number'),
    (r'lock', '.', 'lock'),
    (r'operator\.sock', '.', 'operator.sock'),
    (r'custodian/custodian\.db(-wal|-shm)?', 'custodian', 'custodian.db'),
    (r'custodian/keys\.db(-wal|-shm)?', 'custodian', 'keys.db'),
    (r'custodian/said', 'custodian', 'said'),
    (r'custodian/claimed', 'custodian', 'claimed'),
    (r'custodian/region\.key', 'custodian', 'region.key'),
    (r'custodian/region-next\.key', 'custodian', 'region-next.key'),
    (r'custodian/backup\.key', 'custodian', 'backup.key'),
    (r'custodian/copy\.db(-wal|-journal)?', 'custodian', 'copy.db'),
    (r'custodian/restore', 'custodian', 'restore'),
    (r'custodian/witnesses', 'custodian', 'witnesses'),
    (r'custodian/behind', 'custodian', 'behind'),
    (r'custodian/ledger/key', 'custodian/ledger', 'key'),
    (r'custodian/ledger/head', 'custodian/ledger', 'head'),
    (r'mark/checkpoint', 'mark', 'checkpoint'), # beside the region's folder
    (r'app/app\.db(-wal|-shm)?', 'app', 'app.db'),
    (r'app/backup/app\.db(-journal|-wal|-shm)?', 'app/backup', 'app.db'),
    (r'app/backup/media', 'app/backup', 'media'),
    (r'app/held/[0-9a-f]{32}', 'app/held', 'held'),
    (MEDIA, 'app/blobs', 'rendition'), # names do not say which of these it is
    (MEDIA, 'app/blobs', 'stream'),
    (MEDIA, 'app/blobs', 'strip'),
    (MEDIA, 'app/blobs', 'poster'),
    (MEDIA, 'app/blobs', 'avatar'),
    (MEDIA, 'app/blobs', 'sealed'),
    (r'app/incoming/[0-9a-f]{32}', 'app/incoming', 'original'),
    (DRAFT, 'app/incoming', 'picture'),
    (DRAFT, 'app/incoming', 'upload'),
    (DRAFT, 'app/incoming', 'media'),
    (DRAFT, 'app/incoming', 'report'),
    (r'backup/manifest', 'backup', 'manifest'), # a backup, and below its week's key, where the operator likes
    (r'backup/ledger/.+', 'backup', 'ledger'),
    (r'backup/region\.part', 'backup', 'region.part'),
    (r'backup/accounts\.part', 'backup', 'accounts.part'),
    (r'backup/people\.part', 'backup', 'people.part'),
    (r'backup/app\.part', 'backup', 'app.part'),
    (r'backup/media\.list', 'backup', 'media.list'),
    (r'backup/media/[0-9a-f]{2}/[0-9a-f]{32}', 'backup', 'media'),
    (r'weekly-keys/[0-9]{4}-W[0-9]{2}\.key', 'weekly-keys', 'week'),
    (r'ledger/vkey', 'ledger', 'vkey'),
    (r'ledger/checkpoint', 'ledger', 'checkpoint'),
    (r'ledger/cosigned', 'ledger', 'cosigned'),
    (r'ledger/claims', 'ledger', 'claims'),
    (r'ledger/witnesses', 'ledger', 'witnesses'),
    (r'ledger/tile/([0-9]+|entries)/(x[0-9]{3}/)*[0-9]{3}(\.p/[0-9]+)?', 'ledger', 'tile'),
]


def own_map():
    return json.loads(harness.vitrine('datamap', '--json').stdout)


def digest_of(data):
    return hashlib.sha256(data).hexdigest()


class Refused(unittest.TestCase):
    """A column that somebody added by hand."""

    def start_with(self, file, script):
        with harness.Region() as place:
            place.stop()
            database = sqlite3.connect(str(place.data / file))
            database.executescript(script)
            database.close()
            place.wait = False
            place.start()
            code = place.gate.wait(60)
            place.reader.join(10)
            return code, place.log()

    def test_custodiand_does_not_start_and_says_which(self):
        code, log = self.start_with('custodian/custodian.db', 'ALTER TABLE account ADD COLUMN phone TEXT')
        self.assertNotEqual(code, 0)
        self.assertIn('custodian.db: column account.phone is not in the data map', log)

    def test_edged_does_not_start_and_says_which(self):
        code, log = self.start_with('app/app.db', 'ALTER TABLE video ADD COLUMN place TEXT')
        self.assertNotEqual(code, 0)
        self.assertIn('app.db: column video.place is not in the data map', log)

    def test_a_table_is_refused_as_well(self):
        for file in ('custodian/custodian.db', 'app/app.db'):
            code, log = self.start_with(file, 'CREATE TABLE visitor (address TEXT)')
            self.assertNotEqual(code, 0)
            self.assertIn('column visitor.address is not in the data map', log)


class Files(unittest.TestCase):
    def test_every_file_that_a_used_region_leaves_is_of_a_kind_that_the_map_has(self):
        rows = {(r['table'], r['column']) for r in own_map()['rows'] if r['store'] == 'files'}
        self.assertEqual({(folder, kind) for _, folder, kind in FILES}, rows)
        with harness.Region() as place:
            person = place.sign_up('mira')
            video = person.upload(harness.clip())
            person.wait_public(video)
            refused = person.upload_bytes(b'no video at all' * 100)
            person.wait_state(refused, ('refused',))
            person.watch(video)
            self.assertEqual(harness.vitrine('key', 'rotate', '--data', place.data).returncode, 0)
            seen = self.kinds_in(place.data) | self.copied(place)
            place.restart()
            place.stop()
            seen |= self.kinds_in(place.data)
        passing = {('.', 'operator.sock'), ('custodian', 'region-next.key'), ('app/incoming', 'upload'),
                   ('app/incoming', 'picture'),
                   ('app/incoming', 'media'), ('app/incoming', 'report'), ('app/incoming', 'original'),
                   ('custodian', 'backup.key'), ('custodian', 'copy.db'), ('app/backup', 'app.db'),
                   ('custodian', 'restore'),
                   ('mark', 'checkpoint'), # seen by test_ledger, test_life
                   ('custodian', 'behind'), ('custodian', 'witnesses'),
                   ('ledger', 'cosigned'), ('ledger', 'witnesses'), # by test_witness
                   ('app/backup', 'media'), ('app/held', 'held')} # seen by test_backup
        self.assertEqual(rows - seen - passing, set())

    def copied(self, place):
        with tempfile.TemporaryDirectory() as top, tempfile.TemporaryDirectory() as apart:
            weeks = Path(apart) / 'weekly-keys'
            weeks.mkdir()
            for words in (['backup-key', 'new', place.data.parent / 'secret.key'],
                          ['backup', Path(top) / 'backup', '--weekly-keys', weeks]):
                done = harness.vitrine(*words, '--data', place.data)
                self.assertEqual(done.returncode, 0, done.stderr)
            return self.kinds_in(Path(top)) | self.kinds_in(Path(apart))

    def kinds_in(self, data):
        seen = set()
        for path in data.rglob('*'):
            if path.is_dir() and not path.is_symlink():
                continue
            name = str(path.relative_to(data))
            found = {(folder, kind) for pattern, folder, kind in FILES if re.fullmatch(pattern, name)}
            self.assertTrue(found, '%s is of no kind that the data map has' % name)
            seen |= found
        return seen


class Published(unittest.TestCase):
    def test_the_served_map_is_the_builds_and_its_digest_is_in_the_ledger_once(self):
        with harness.Region() as place:
            status, served = place.get('/data-map.json')
            self.assertEqual(status, 200)
            self.assertEqual(served, harness.vitrine('datamap', '--json').stdout.encode())
            place.restart()
            entries = [e for e in place.ledger_entries() if e['type'] == 'datamap']
            self.assertEqual([e['digest'] for e in entries], [digest_of(served)])
            self.assertEqual(entries[0]['rows'], len(json.loads(served)['rows']))
            self.assertEqual(entries[0]['version'], json.loads(served)['version'])
            canonical = json.dumps(json.loads(served), sort_keys=True, separators=(',', ':'),
                                   ensure_ascii=False)
            self.assertEqual(canonical.encode(), served)

    def test_a_map_that_changed_or_was_not_said_is_said_at_the_next_start(self):
        with harness.Region() as place:
            place.stop()
            said = place.data / 'custodian' / 'said'
            text = said.read_text()
            digest = re.search(r'datamap ([0-9a-f]{64})', text).group(1)
            said.write_text(text.replace(digest, '0' * 64)) # as an older build left it
            place.start()
            place.stop()
            self.assertEqual(said.read_text(), text)
            said.unlink() # as a crash left it
            place.start()
            self.wait_size(said, len(text)) # written once the entries are there, perhaps after edged's start
            entries = [e for e in place.ledger_entries() if e['type'] in ('datamap', 'key')]
            self.assertEqual([e['type'] for e in entries], ['datamap', 'key', 'datamap', 'datamap', 'key'])
            self.assertEqual({e['digest'] for e in entries if e['type'] == 'datamap'}, {digest})

    def wait_size(self, path, size, timeout=20):
        deadline = time.monotonic() + timeout
        while not path.exists() or path.stat().st_size != size:
            self.assertLess(time.monotonic(), deadline, '%s is not there' % path)
            time.sleep(0.02)

    def test_the_command_line_says_of_a_region_whether_both_hold(self):
        with harness.Region() as place:
            done = harness.vitrine('datamap', '--url', 'http://127.0.0.1:%d' % place.port())
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertIn('It is the data map of this build.', done.stdout)
            self.assertIn('Its digest is the one in that region\'s ledger.', done.stdout)

    def test_it_works_without_a_region_and_lists_every_row(self):
        shown = harness.vitrine('datamap').stdout
        for row in own_map()['rows']:
            self.assertIn(row['purpose'], shown)
            self.assertIn(row['column'], shown)


class Lies(unittest.TestCase):
    """A service whose map is not the one in its ledger: a real region's files, served by somebody else."""

    def setUp(self):
        self.root = Path(tempfile.mkdtemp(prefix='vitrine-map-'))
        self.addCleanup(shutil.rmtree, self.root)
        with harness.Region() as place:
            origin = json.loads(place.get('/api/v1/region')[1])
            self.map = place.get('/data-map.json')[1]
            claims = json.loads(place.get('/api/v1/claims')[1])
            place.stop()
            self.site = liar.Site(self.root)
            self.addCleanup(self.site.close)
            shutil.copytree(place.www, self.site.root)
            shutil.copytree(place.data / 'ledger', self.site.root / 'ledger')
        self.site.put('api/v1/region', origin)
        self.site.put('api/v1/claims', claims)
        self.url = self.site.url

    def verify(self):
        done = harness.vitrine('verify', '--json', '--state', self.root / 'state', self.url)
        return done.returncode, json.loads(done.stdout)['claims']

    def expect(self, status, word, words):
        got, claims = self.verify()
        self.assertEqual(got, status, claims)
        self.assertTrue(any(c['word'] == word and words in c['claim'] for c in claims), claims)

    def test_verify_compares_what_is_served_with_the_newest_entry(self):
        file = self.site.root / 'data-map.json'
        file.write_bytes(self.map)
        self.expect(0, 'proven', 'is the one that its ledger names')
        self.expect(0, 'proven', 'is the one that its ledger names') # remembered from the first visit
        file.write_bytes(self.map.replace(b'"protected"', b'"public"', 1))
        self.expect(1, 'FALSE', 'it is another')
        done = harness.vitrine('datamap', '--url', self.url)
        self.assertEqual(done.returncode, 1)
        self.assertIn('ANOTHER data map', done.stdout)
        self.assertIn('NOT the one', done.stdout)
        file.unlink()
        self.expect(1, 'FALSE', 'it does not')
