"""A region's folder as the first version left it, with somebody who has an account, a video that plays and a ledger of
its entries: a whole region of today's starts on it, goes on, and is checked from outside."""
import base64
import hashlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import ledger_audit
import region as harness
import signing

ENTRIES = 300 # more than one tile
MINUTE_MS = 60 * 1000


def schema(library, name):
    return (harness.ROOT / 'src' / library / 'schema' / name).read_text()


def replace(path, make):
    """Makes the file anew, for the owner that it had."""
    was = path.stat()
    for old in path.parent.glob(path.name + '*'): # and a database's other files
        old.unlink()
    make(path)
    os.chown(path, was.st_uid, was.st_gid)
    path.chmod(was.st_mode & 0o777)


def rows(path, query, *values):
    with sqlite3.connect('file:%s?mode=ro' % path, uri=True) as db:
        return db.execute(query, values).fetchall()


def database(library, step, **tables):
    """How to make a database of the first version, with those rows."""
    def make(path):
        db = sqlite3.connect(path)
        db.executescript(schema(library, step) + 'CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY);'
                                                 'INSERT INTO schema_version VALUES (1);')
        for table, items in tables.items():
            for item in items:
                db.execute('INSERT INTO %s VALUES (%s)' % (table, ','.join('?' * len(item))), item)
        db.commit()
        db.close()
    return make


def first_custodian(folder):
    keys = rows(folder / 'keys.db', 'SELECT account_id, wrapped FROM user_key')
    database_path = folder / 'custodian.db'
    make = database(
        'account', '0001_accounts.sql', user_key=keys,
        region=rows(database_path, 'SELECT id, origin, key_id FROM region'),
        account=rows(database_path, 'SELECT id, handle, password, locker, made_by, created_ms FROM account'))
    replace(database_path, make)
    for later in ('keys.db', 'said', 'claimed'):
        for path in folder.glob(later + '*'):
            path.unlink()


def first_app(path):
    """Videos with the one size that they had then."""
    videos = rows(path, "SELECT v.id, v.person_id, v.title, 'public', NULL, v.original_bytes, 0, 0, v.started_ms, 0, 0, '',"
                        " v.created_ms, v.published_ms, v.duration_ms, r.width, r.height, v.audio, r.mp4, v.poster, 0"
                        " FROM video v JOIN rendition r ON r.video_id = v.id AND r.number = 0")
    people = rows(path, 'SELECT id, handle, created_ms FROM person')
    replace(path, database('store', '0001_app.sql', person=people, video=videos))


def first_entries(origin, now_ms):
    def entry(kind, minute, **members):
        return json.dumps({'time_ms': now_ms - (ENTRIES - minute) * MINUTE_MS, 'type': kind, 'v': 1, **members},
                          sort_keys=True, separators=(',', ':')).encode()
    yield entry('genesis', 0, origin=origin)
    yield entry('region-start', 0, build='unreviewed', missing=[])
    yield entry('process-start', 0, digest='ab' * 32, generation=1, role='edged')
    for minute in range(1, ENTRIES - 3):
        yield entry('heartbeat', minute)
    yield entry('region-stop', ENTRIES - 3)


def first_ledger(public, private):
    """Of entries as they were: none had a number of gate's event, no heartbeat a count."""
    vkey = (public / 'vkey').read_text()
    origin, number, _ = ledger_audit.parse_vkey(vkey)
    entries = list(first_entries(origin, int(time.time() * 1000)))
    leaves = [ledger_audit.leaf(e) for e in entries]
    text = '%s\n%d\n%s\n' % (origin, len(entries), base64.b64encode(ledger_audit.root_of(leaves)).decode())
    _, signature = signing.ed25519((private / 'key').read_bytes(), text.encode())
    note = ('%s\n\u2014 %s %s\n' % (text, origin, base64.b64encode(number + signature).decode())).encode()
    head = b'vitrine-ledger-head 1\ncheckpoint %d\n%s' % (len(note), note)
    head += b'end %s\n' % hashlib.sha256(head).hexdigest().encode()
    bundles = [b''.join(len(e).to_bytes(2, 'big') + e for e in part) for part in (entries[:256], entries[256:])]
    rest = '.p/%d' % (len(entries) - 256)
    files = {'tile/entries/000': bundles[0], 'tile/entries/001' + rest: bundles[1],
             'tile/0/000': b''.join(leaves[:256]), 'tile/0/001' + rest: b''.join(leaves[256:]),
             'tile/1/000.p/1': ledger_audit.root_of(leaves[:256])}
    owner = (public / 'checkpoint').stat()
    shutil.rmtree(public / 'tile')
    for name in ('claims', 'cosigned', 'witnesses'):
        (public / name).unlink(missing_ok=True)
    for name, data in files.items():
        path = public / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(0o444)
    for path in [public / 'tile', *(public / 'tile').rglob('*')]:
        os.chown(path, owner.st_uid, owner.st_gid)
    replace(public / 'checkpoint', lambda path: path.write_bytes(note))
    replace(private / 'head', lambda path: path.write_bytes(head))


class Older(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix='vitrine-region-'))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.folder.chmod(0o755)

    def verify(self, place, state, *more):
        done = harness.vitrine('verify', '--json', '--state', self.folder / state, *more)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr + place.log()[-1000:])
        return json.loads(done.stdout)

    def plays(self, place, video):
        """The file that a page plays, to its last picture."""
        seen = json.loads(place.get('/api/v1/videos/%s' % video)[1])
        status, data = place.get(seen['renditions'][0]['url'])
        self.assertEqual(status, 200)
        path = self.folder / 'played.mp4'
        path.write_bytes(data)
        done = subprocess.run(['ffprobe', '-v', 'error', '-count_frames', '-select_streams', 'v', '-show_entries',
                               'stream=nb_read_frames', '-of', 'csv=p=0', str(path)], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        self.assertGreater(int(done.stdout.strip().rstrip(',')), 40)

    def test_a_region_of_the_first_version_starts_plays_and_is_verified(self):
        place = harness.Region(self.folder / 'data')
        with place:
            mira = place.sign_up('mira')
            video = mira.upload(harness.clip(), 'An older #clip')
            mira.wait_public(video)
        data = place.data
        first_custodian(data / 'custodian')
        first_app(data / 'app' / 'app.db')
        first_ledger(data / 'ledger', data / 'custodian' / 'ledger')
        shutil.rmtree(data / 'reserve', ignore_errors=True)
        self.assertEqual(place.audit().size, ENTRIES)
        self.assertEqual(self.verify(place, 'copy', data)['size'], ENTRIES)
        with socket.create_server(('127.0.0.1', 0)) as free: # both visits are to one address
            port = free.getsockname()[1]
        place = harness.Region(data, port=port)
        for _ in range(2): # brought forward, and then as it is
            with place:
                mira = place.person('mira').sign_in()
                self.assertEqual(mira.video(video)['title'], 'An older #clip')
                self.plays(place, video)
                found = json.loads(place.get('/api/v1/search?q=clip')[1])
                self.assertIn(video, json.dumps(found))
                later = mira.upload(harness.clip(), 'A newer one')
                mira.wait_public(later)
                self.plays(place, later)
                mira.watch(video)
                self.assertGreater(len(mira.my_watches()), 0)
                url = 'http://127.0.0.1:%d' % place.port()
                said = self.verify(place, 'visits', url)
                self.assertGreater(said['size'], ENTRIES)
                self.assertEqual([c['claim'] for c in said['claims'] if c['word'] == 'FALSE'], [])
                self.assertEqual(said['silences'], [])
        place.audit()


if __name__ == '__main__':
    unittest.main()
