"""The region's key and the keys of people: replaced while the service runs and is killed, and kept in memory
that is locked, left out of core dumps, and nowhere else. Keys are read from the files with libsodium by
ourselves, after the formats in src/vault, so that the test knows what to look for."""
import ctypes
import ctypes.util
import os
import random
import re
import sqlite3
import struct
import threading
import time
import unittest

import marks
import region as harness

sodium = ctypes.CDLL(ctypes.util.find_library('sodium'))
MANY = 100000 # so many that a rotation is under way while it is asked for and killed, on a fast machine too
BURST = 20 # LIMIT_GUESS_BURST


def key_of(path):
    """(id, key) of a region key's file."""
    data = path.read_bytes()
    assert len(data) == 64 and data[:8] == b'vitrkey\x01'
    return struct.unpack('>Q', data[8:16])[0], data[16:48]


def bound(origin, user, region_id, key_id):
    return ((b'vitrine user key\0' if user else b'vitrine mac key\0') + bytes([len(origin)]) + origin.encode() +
            struct.pack('>QBQQ', user, 1, region_id, key_id))


def unwrap(origin, region_id, region_key, user, wrapped):
    form, by, key_id = struct.unpack('>BQQ', wrapped[:17])
    assert form == 1 and len(wrapped) == 89
    if by != region_id:
        return None
    out, text = ctypes.create_string_buffer(32), bound(origin, user, region_id, key_id)
    failed = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
        out, None, None, wrapped[41:], ctypes.c_ulonglong(48), text, ctypes.c_ulonglong(len(text)),
        wrapped[17:41], region_key)
    return None if failed else out.raw


def wrap(origin, region_id, region_key, user, key):
    key_id, nonce = random.getrandbits(62) + 1, os.urandom(24)
    out, text = ctypes.create_string_buffer(48), bound(origin, user, region_id, key_id)
    sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
        out, None, key, ctypes.c_ulonglong(32), text, ctypes.c_ulonglong(len(text)), None, nonce,
        region_key)
    return struct.pack('>BQQ', 1, region_id, key_id) + nonce + out.raw


def user_keys(data, origin):
    """{user: key}; None for one that the region's key does not open. Of a region that does not run."""
    region_id, region_key = key_of(data / 'custodian' / 'region.key')
    database = sqlite3.connect('file:%s?immutable=1' % (data / 'custodian' / 'keys.db'), uri=True)
    rows = database.execute('SELECT account_id, wrapped FROM user_key').fetchall()
    database.close()
    return {user: unwrap(origin, region_id, region_key, user, wrapped) for user, wrapped in rows}


def mac_key(data, origin):
    """With what custodiand hashes. Of a region that does not run."""
    region_id, region_key = key_of(data / 'custodian' / 'region.key')
    database = sqlite3.connect('file:%s?immutable=1' % (data / 'custodian' / 'custodian.db'), uri=True)
    wrapped, = database.execute('SELECT mac_key FROM region').fetchone()
    database.close()
    return unwrap(origin, region_id, region_key, 0, wrapped)


def add_people(data, origin, count):
    """People without passwords that could be used, straight into the database of a region at rest."""
    region_id, region_key = key_of(data / 'custodian' / 'region.key')
    database = sqlite3.connect(str(data / 'custodian' / 'custodian.db'))
    keys = sqlite3.connect(str(data / 'custodian' / 'keys.db'))
    for number in range(1, count + 1):
        database.execute('INSERT INTO account (id, handle, password, locker, made_by, created_ms)'
                         ' VALUES (?, ?, ?, ?, ?, ?)',
                         (number, 'p%d' % number, 'none', os.urandom(16), number, 1))
        keys.execute('INSERT INTO user_key VALUES (?, ?)',
                     (number, wrap(origin, region_id, region_key, number, os.urandom(32))))
    for each in (database, keys):
        each.commit()
        each.close()


def files_with(folder, secrets):
    return [str(path) for path in folder.rglob('*') if path.is_file() and not path.is_symlink()
            and any(s in path.read_bytes() for s in secrets)]


class Rotation(unittest.TestCase):
    @marks.slow
    def test_it_rotates_while_people_go_on_and_custodiand_is_killed(self):
        with harness.Region(args=['--backoff-max-ms', '50']) as place:
            origin = place.status()['region']
            mira = place.sign_up('mira')
            video = mira.upload(harness.clip())
            mira.wait_public(video)
            mira.watch(video)
            codes = mira.json('POST', '/api/v1/me/recovery-codes', {'password': harness.PASSWORD})['codes']
            sessions = mira.json('GET', '/api/v1/me/sessions')
            invented = self.passkey_of(place, 'nobody.at.all')
            place.stop()
            add_people(place.data, origin, MANY)
            before, hashing = user_keys(place.data, origin), mac_key(place.data, origin)
            old_id, old_key = key_of(place.data / 'custodian' / 'region.key')
            place.start()
            kills = self.rotate_and_kill(place, mira, video)
            self.assertGreaterEqual(kills, 3)
            self.assertEqual(len(mira.my_watches()), 2)
            self.assertEqual(mira.json('GET', '/api/v1/me/sessions'), sessions)
            self.assertEqual(self.passkey_of(place, 'nobody.at.all'), invented)
            self.comes_in(place, mira, codes)
            entries = [(e['type'], e['id']) for e in place.ledger_entries() if 'id' in e]
            place.stop()
            new_id, _ = key_of(place.data / 'custodian' / 'region.key')
            self.assertNotEqual(new_id, old_id)
            self.assertEqual(user_keys(place.data, origin), before)
            self.assertEqual(mac_key(place.data, origin), hashing)
            self.assertEqual(set(entries), {('key', '%016x' % old_id), ('key', '%016x' % new_id),
                                            ('key-retired', '%016x' % old_id)})
            self.assertEqual(entries[-1], ('key-retired', '%016x' % old_id))
            self.assertFalse((place.data / 'custodian' / 'region-next.key').exists())
            self.assertEqual(files_with(place.data, [old_key]), [])

    def passkey_of(self, place, handle):
        """Invented for whoever has none: were it another after the rotation, everybody would know."""
        found = place.person().json('POST', '/api/v1/passkeys/challenge', {'handle': handle})
        self.assertEqual(len(found['allow']), 1)
        return found['allow']

    def comes_in(self, place, mira, codes):
        """By what people had before the rotation: a known browser during a flood of guesses, and a code."""
        for _ in range(BURST):
            self.refused(place, 'sessions', {'handle': 'mira', 'password': 'not the password'}, 401)
        self.refused(place, 'sessions', {'handle': 'mira', 'password': harness.PASSWORD}, 429)
        mira.sign_in()
        use = {'handle': 'mira', 'code': codes[0], 'password': 'another password'}
        place.person().json('POST', '/api/v1/recoveries', use)
        self.refused(place, 'recoveries', use, 401)

    def refused(self, place, path, value, status):
        with self.assertRaises(harness.Refused) as caught:
            place.person().json('POST', '/api/v1/' + path, value)
        self.assertEqual(caught.exception.status, status, caught.exception.body)

    def rotate_and_kill(self, place, mira, video):
        old_id = place.status()['key']['id']
        self.assertTrue(place.operate(3)['asked'])
        deadline, kills, seen = time.monotonic() + 120, 0, False
        while time.monotonic() < deadline:
            key = place.status()['key']
            if key and key['state'] == 'steady' and key['id'] != old_id:
                break
            seen = seen or (key is not None and key['state'] == 'rotating' and key['waiting'] > 0)
            if key and kills < 6:
                time.sleep(random.uniform(0, 0.12))
                kills += 1
                place.kill_pid(place.pid('custodiand') or 0) if place.pid('custodiand') else None
            time.sleep(0.02)
        self.assertTrue(seen, 'the status never showed a rotation')
        self.assertEqual(place.status()['key']['state'], 'steady')
        mira.watch(video)
        return kills

    def test_the_command_line_waits_and_says_what_became_of_it(self):
        with harness.Region() as place:
            place.sign_up('mira')
            before = place.status()['key']['id']
            done = harness.vitrine('key', 'rotate', '--data', place.data)
            self.assertEqual(done.returncode, 0, done.stderr)
            after = place.status()['key']['id']
            self.assertEqual(done.stdout, 'the region\'s key is %s; %s was destroyed\n' % (after, before))
            self.assertIn('key      %s, steady' % after, harness.vitrine('status', '--data', place.data).stdout)
            place.stop()
            done = harness.vitrine('key', 'rotate', '--data', place.data)
            self.assertEqual(done.returncode, 1)
            self.assertIn('does not run', done.stderr)


class Memory(unittest.TestCase):
    """What a core of custodiand would hold, while keys are loaded and used."""

    def test_keys_are_in_locked_memory_that_no_core_has_and_nowhere_else(self):
        if os.getuid() != 0:
            self.skipTest('needs root to read another process')
        with harness.Region() as place:
            people = [place.sign_up('mira%d' % n) for n in range(3)]
            video = people[0].upload(harness.clip())
            people[0].wait_public(video)
            place.stop()
            origin = re.search(r'^\S+ (\S+)', place.log()).group(1)
            keys = user_keys(place.data, origin)
            secrets = [k for k in keys.values()] + [key_of(place.data / 'custodian' / 'region.key')[1]]
            signing = (place.data / 'custodian' / 'ledger' / 'key').read_bytes()
            secrets += [signing, mac_key(place.data, origin)]
            self.assertEqual(len(secrets), 6)
            self.assertNotIn(None, secrets)
            place.start()
            self.use(people, video)
            found = self.search(place.pid('custodiand'), secrets)
            self.assertEqual({n for n, _ in found}, set(range(6)), 'the search finds what is there')
            loose = [(n, area) for n, area in found if 'dd' not in area['flags'] or 'lo' not in area['flags']]
            self.assertEqual(loose, [])
            for _, area in found:
                self.assertEqual(area['locked'], area['size'])
            password = harness.PASSWORD.encode()
            self.assertEqual(self.search(place.pid('custodiand'), [password]), [], 'a password')
            again = harness.vitrine('key', 'rotate', '--data', place.data)
            self.assertEqual(again.returncode, 0, again.stderr)
            found = self.search(place.pid('custodiand'), secrets[3:4])
            self.assertEqual(found, [], 'the old key is still in memory')

    def use(self, people, video):
        """Each key is loaded, seals and opens; from several threads at once."""
        def one(person):
            person.sign_in()
            for _ in range(20):
                person.watch(video)
                person.my_watches()
        threads = [threading.Thread(target=one, args=(p,)) for p in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def search(self, pid, secrets):
        """[(number of the secret, the area that holds it)] over all that the process can read."""
        found, area = [], None
        areas = []
        for line in open('/proc/%d/smaps' % pid):
            head = re.match(r'([0-9a-f]+)-([0-9a-f]+) (\S+)', line)
            if head:
                area = {'from': int(head.group(1), 16), 'to': int(head.group(2), 16),
                        'mode': head.group(3), 'size': 0, 'locked': 0, 'flags': []}
                areas.append(area)
            elif line.startswith('Size:'):
                area['size'] = int(line.split()[1])
            elif line.startswith('Locked:'):
                area['locked'] = int(line.split()[1])
            elif line.startswith('VmFlags:'):
                area['flags'] = line.split()[1:]
        with open('/proc/%d/mem' % pid, 'rb', 0) as memory:
            for area in areas:
                if not area['mode'].startswith('r'):
                    continue
                try:
                    memory.seek(area['from'])
                    data = memory.read(area['to'] - area['from'])
                except (OSError, OverflowError, ValueError):
                    continue # [vvar], [vsyscall]: the kernel's
                found += [(n, area) for n, secret in enumerate(secrets) if secret in data]
        return found
