"""What is stored beside what was declared: indexes, columns, copies, configuration."""
import json
import shutil

import liar
import region as harness
import stage

MAP = {'rows': [{'class': 'protected', 'column': 'email', 'store': 'custodian.db', 'table': 'account'},
                {'class': 'public', 'column': 'title', 'store': 'app.db', 'table': 'video'}], 'version': 1}


class Stores(stage.Scenario):
    """A region at rest, to which somebody adds something."""

    @classmethod
    def setUpClass(cls):
        cls.folder_for_class()
        cls.place = cls.enter(harness.Region(cls.folder / 'data', args=('--backoff-max-ms', '50')))
        cls.front = cls.front(cls.place)
        cls.stranger = stage.Stranger(cls.folder, cls.front.url)
        cls.mira = cls.place.sign_up('mira')
        cls.mira.json('PATCH', '/api/v1/me', {'password': harness.PASSWORD, 'email': 'mira@mail.example'}, 204)

    def setUp(self):
        self.data = self.place.data
        if not self.place.alive():
            self.place.start()
        self.holds(self.stranger)

    def refused_with(self, file, script, back, *words):
        """A database that was changed is refused; changed back, it is taken, and nothing is odd."""
        self.by_hand(self.data / file, script)
        self.does_not_start(self.place, *words)
        self.by_hand(self.data / file, back)

    def refused_beside(self, name, *words):
        path = self.data / name
        path.write_bytes(b'{}\n')
        self.does_not_start(self.place, *words)
        path.unlink()

    def starts_again(self):
        self.place.start()
        self.holds(self.stranger)

    def test_03_an_index_over_sealed_fields_is_refused(self):
        """A derived store is as protected as what it is made of: what no row of the map is for is not run with."""
        self.place.stop()
        self.refused_with('custodian/custodian.db', 'CREATE VIRTUAL TABLE found USING fts5(handle, email)',
                          'DROP TABLE found', 'column found', 'is not in the data map')
        self.refused_with('custodian/keys.db', 'CREATE VIEW seen AS SELECT * FROM keyring',
                          'DROP VIEW seen', 'keys.db: column seen.')
        self.refused_with('app/app.db', 'CREATE TRIGGER copies AFTER UPDATE ON viewer_part BEGIN'
                          ' UPDATE video SET title = hex(new.sealed); END', 'DROP TRIGGER copies',
                          'app.db: trigger copies is not in the data map')
        self.refused_beside('app/search.db', 'app/search.db is not in the data map')
        self.starts_again()

    def test_08_a_column_that_nobody_classified_is_refused(self):
        self.place.stop()
        self.refused_with('app/app.db', 'ALTER TABLE video ADD COLUMN tax_number TEXT',
                          'ALTER TABLE video DROP COLUMN tax_number', 'column video.tax_number is not in the data map')
        self.refused_with('custodian/custodian.db', 'CREATE TABLE payee (account_id BIGINT, iban TEXT)',
                          'DROP TABLE payee', 'column payee.account_id is not in the data map')
        self.starts_again()
        look = self.sees(self.stranger, stage.HOLDS, ' fields that the data map lists each has a class')
        rows = len(json.loads(harness.vitrine('datamap', '--json').stdout)['rows'])
        self.assertIn('of the %d fields' % rows, ' '.join(look.of('datamap'))) # the coverage, from outside
        self.assertEqual(look.public['stored-listed'], 'proven')

    def test_08_a_map_that_lists_a_field_without_a_class_is_false(self):
        site = self.ledger_that_names(MAP)
        stranger = stage.Stranger(self.folder, site.url, 'by-map')
        self.sees(stranger, stage.HOLDS, 'of the 2 fields that the data map lists each has a class: 1 are public, 1')
        for rows in ([{**MAP['rows'][0], 'class': 'unclassified'}], [{'column': 'iban', 'table': 'payee'}]):
            self.name_map(site, {**MAP, 'rows': rows})
            look = self.sees(stranger, stage.FALSE, 'every field in the data map has a class: row 0 has none')
            self.assertEqual(look.public['stored-listed'], 'FALSE')

    def test_07_what_was_protected_is_not_made_public_in_silence(self):
        """Not in what is shown, against the ledger; nor with the ledger, to whoever has looked before."""
        served = self.place.get('/data-map.json')[1]
        self.front.shows = {'/data-map.json': lambda body: body.replace(b'"protected"', b'"public"', 1)}
        self.sees(self.stranger, stage.FALSE, 'the data map that the service serves is the one that its ledger names')
        self.front.shows = {}
        self.assertIn(b'"protected"', served)
        self.holds(self.stranger)
        site = self.ledger_that_names(MAP)
        stranger = stage.Stranger(self.folder, site.url, 'by-change')
        first = self.sees(stranger, stage.HOLDS, '1 protected, 0 excepted')
        self.assertNotIn('has changed', ' '.join(first.of('datamap')))
        self.name_map(site, {**MAP, 'rows': [{**row, 'class': 'public'} for row in MAP['rows']]})
        look = self.sees(stranger, stage.HOLDS, 'the data map has changed since you last looked',
                         '2 are public, 0 protected')
        self.assertEqual(look.public['stored-listed'], 'asserted')

    def ledger_that_names(self, rows):
        folder = self.folder / self.id()
        folder.mkdir()
        self.addCleanup(shutil.rmtree, folder)
        site = liar.Site(folder)
        self.addCleanup(site.close)
        site.grow(10, 10 * liar.MINUTE, liar.MINUTE)
        self.name_map(site, rows)
        return site

    def name_map(self, site, data_map):
        raw = liar.canonical(data_map)
        site.enter({'type': 'datamap', 'digest': liar.sha256(raw), 'rows': len(data_map['rows']), 'version': 1})
        site.put('data-map.json', raw)

    def test_09_a_copy_is_declared_or_it_is_not_where_the_region_is(self):
        secret, weeks, kept = self.folder / 'secret.key', self.folder / 'weeks', self.folder / 'backups' / 'one'
        weeks.mkdir()
        kept.parent.mkdir()
        made = harness.vitrine('backup-key', 'new', secret, '--data', self.data)
        self.assertEqual(made.returncode, 0, made.stderr)
        made = harness.vitrine('backup', kept, '--data', self.data, '--weekly-keys', weeks, '--json')
        self.assertEqual(made.returncode, 0, made.stderr)
        self.holds(self.stranger)
        look = self.sees(stage.Stranger(self.folder, self.front.url, 'newcomer'), stage.HOLDS,
                         'the service says that 1 backups of it were made in these entries, the last at')
        self.assertEqual(len(look.of('copies')), 1)
        entry = self.place.wait_entry(lambda e: e['type'] == 'backup')
        digest = liar.sha256((kept / 'manifest').read_bytes())
        self.assertEqual(entry['manifest'], digest)
        self.place.stop()
        shutil.copy(self.data / 'custodian' / 'keys.db', self.data / 'custodian' / 'keys.db.old')
        self.does_not_start(self.place, 'custodian/keys.db.old is not in the data map')
        (self.data / 'custodian' / 'keys.db.old').unlink()
        shutil.copytree(self.data / 'app' / 'blobs', self.data / 'app' / 'replica')
        self.does_not_start(self.place, 'app/replica is not in the data map')
        shutil.rmtree(self.data / 'app' / 'replica')
        self.starts_again()

    def test_15_nothing_is_turned_on_by_a_file_beside_the_data(self):
        """No flags, rules or weights are read from anywhere; the app's own files are named in the ledger."""
        self.place.stop()
        self.refused_beside('app/words.conf', 'app/words.conf is not in the data map')
        self.refused_beside('custodian/flags.json', 'custodian/flags.json is not in the data map')
        self.starts_again()
        for path in ('/api/v1/flags', '/api/v1/config', '/config.json', '/api/v1/filter'):
            self.assertEqual(self.mira.request('PUT', path, b'{"words":["harbour"]}')[0] // 100, 4, path)
        self.front.shows = {'/index.html': lambda body: body + b'<script>filter=1</script>',
                            '/files.txt': lambda body: body + b'0' * 64 + b'  filter.json\n'}
        self.sees(self.stranger, stage.FALSE, '/files.txt')
        self.front.shows = {}
        self.holds(self.stranger)
