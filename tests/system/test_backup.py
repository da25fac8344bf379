"""`vitrine backup` and `vitrine restore`, with a region that runs and people who use it meanwhile."""
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import marks
import region as harness
from office import Office

OP_BACKUP, OP_BACKUP_LOOK = 4, 7
MARK = 'zaunkoenig'  # in what people give: found nowhere in a backup
WHOLE = ('manifest', 'region.part', 'accounts.part', 'people.part', 'app.part', 'media.list')


class Keeping(unittest.TestCase):
    """Folders: a place for backups, one for weekly keys, one for restored regions."""

    def setUp(self):
        self.top = Path(tempfile.mkdtemp(prefix='vitrine-backup-'))
        os.chmod(self.top, 0o755)
        self.addCleanup(shutil.rmtree, self.top, True)
        self.backups, self.weeks, self.new = (self.top / n for n in ('backups', 'weeks', 'new'))
        for folder in (self.backups, self.weeks, self.new):
            folder.mkdir()
        self.secret = self.top / 'secret.key'

    def make_key(self, place):
        done = harness.vitrine('backup-key', 'new', self.secret, '--data', place.data)
        self.assertEqual(done.returncode, 0, done.stderr)

    def command(self, place, name):
        return ['backup', self.backups / name, '--data', place.data, '--weekly-keys', self.weeks,
                '--json']

    def backup(self, place, name):
        done = harness.vitrine(*self.command(place, name))
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def refused_backup(self, place, name, words):
        done = harness.vitrine(*self.command(place, name))
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn(words, done.stderr)
        self.assertEqual(self.left_over(), [])

    def left_over(self):
        return sorted(n for n in os.listdir(self.backups) if n.startswith('.'))

    def try_restore(self, name, *more, key=None, weeks=None, to='data'):
        return harness.vitrine('restore', self.backups / name, self.new / to, '--key',
                               key or self.secret, '--weekly-keys', weeks or self.weeks, '--json', *more)

    def restore(self, name, *more, to='data'):
        done = self.try_restore(name, *more, to=to)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def refused_restore(self, name, words, *more, status=1, **options):
        done = self.try_restore(name, *more, **options)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertIn(words, done.stderr)
        self.assertEqual(os.listdir(self.new), [])

    def verify(self, place, state):
        return harness.vitrine('verify', 'http://127.0.0.1:%d' % place.port(), '--state', state)

    def verify_as_before(self, place, state):
        """Somebody who remembers the region that was lost, at an address that is another one now."""
        text = state.read_text()
        first, _, rest = text.partition('\n')
        rest = rest.partition('\n')[2]
        state.write_text('%s\nurl http://127.0.0.1:%d\n%s' % (first, place.port(), rest))
        return self.verify(place, state)


class Load(threading.Thread):
    """People who sign up, upload and watch until told to stop; who and what was acknowledged."""

    def __init__(self, place):
        super().__init__(daemon=True)
        self.place, self.ending = place, threading.Event()
        self.people, self.videos, self.problem = [], [], None

    def run(self):
        try:
            while not self.ending.is_set():
                person = self.place.sign_up('load%d' % len(self.people))
                self.people.append(person.handle)
                self.videos.append((person.handle, person.upload(harness.clip())))
        except Exception as problem:  # told where it is looked at
            self.problem = problem

    def settle(self, count, timeout=60):
        deadline = time.monotonic() + timeout
        while len(self.people) < count and self.problem is None and time.monotonic() < deadline:
            time.sleep(0.02)

    def stop(self):
        self.ending.set()
        self.join(60)
        return self


class Restored(Keeping):
    def test_a_region_under_load_comes_back_as_it_was_acknowledged(self):
        with harness.Region() as place:
            self.make_key(place)
            mira = place.sign_up('mira')
            codes = mira.json('POST', '/api/v1/me/recovery-codes',
                              {'password': harness.PASSWORD})['codes']
            video = mira.upload(harness.clip())
            shown = mira.wait_public(video)
            media = mira.get(shown['renditions'][0]['url'])[1]
            mira.watch(video)
            state = self.top / 'state'
            self.assertEqual(self.verify(place, state).returncode, 0)
            load = Load(place)
            load.start()
            load.settle(2)
            before = len(load.people), list(load.videos)
            made = self.backup(place, 'one')
            self.assertIsNone(load.stop().problem)
            origin = made['origin']
            self.assertEqual(place.status()['region'], origin)
            place.stop()
            lost = place.data
            restored = self.restore('one', '--ledger', lost, '--seen', state)
            self.assertGreaterEqual(restored['to'], made['ledger'])
            with harness.Region(data=self.new / 'data') as again:
                before_it = again.person('mira') # a session of the copy may have ended since
                before_it.cookie = mira.cookie
                self.assertEqual(before_it.request('GET', '/api/v1/me')[0], 401)
                self.assertEqual(again.person('mira').sign_in().my_watches(), mira_watches(video, again))
                self.assertEqual(again.get(shown['renditions'][0]['url']), (200, media))
                for handle in load.people[:before[0]]:
                    again.person(handle).sign_in()
                for handle, waiting in before[1]: # some had no rendition yet
                    again.person(handle).sign_in().wait_public(waiting)
                again.person('mira').json('POST', '/api/v1/recoveries', {
                    'handle': 'mira', 'code': codes[0], 'password': 'another password'})
                entries = again.ledger_entries()
                first = entries[restored['to']]
                self.assertEqual((first['type'], first['from'], first['to']),
                                 ('restored', made['from'], restored['to']))
                checked = self.verify_as_before(again, state)
                self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
                for left in ('restore', 'people.keys'):
                    self.assertFalse((again.data / 'custodian' / left).exists(), left)
                new = again.sign_up('afterwards')
                again.restart()
                new.json('GET', '/api/v1/me')
                self.assertEqual(self.backup(again, 'two')['origin'], origin)
                self.assertEqual([e['type'] for e in again.ledger_entries()].count('restored'), 1)


def mira_watches(video, place):
    """One watch, whenever it was."""
    found = place.person('mira').sign_in().my_watches()
    assert [w['video'] for w in found] == [video], found
    return found


class Erased(Keeping):
    def test_who_was_erased_since_the_backup_is_erased_again(self):
        with harness.Region() as place:
            self.make_key(place)
            mira, other = place.sign_up('mira'), place.sign_up('other')
            video, kept = mira.upload(harness.clip()), other.upload(harness.clip())
            shown = mira.wait_public(video)['renditions'][0]['url']
            other.wait_public(kept)
            other.watch(kept)
            self.backup(place, 'one')
            state = self.top / 'state'
            mira.json('POST', '/api/v1/me/leaving', {'password': harness.PASSWORD, 'days': 0})
            erased = place.wait_entry(lambda e: e['type'] == 'erasure')
            self.assertEqual(self.verify(place, state).returncode, 0)
            place.stop()
            shutil.move(place.data / 'ledger', self.top / 'ledger') # all that survives
        self.restore('one', '--ledger', self.top / 'ledger', '--seen', state)
        with harness.Region(data=self.new / 'data') as again:
            with self.assertRaises(harness.Refused) as caught:
                again.person('mira').sign_in()
            self.assertEqual(caught.exception.status, 401)
            deadline = time.monotonic() + 60
            while again.get(shown)[0] != 404 or again.get('/api/v1/videos/' + video)[0] != 404:
                self.assertLess(time.monotonic(), deadline, 'the erased video is there still')
                time.sleep(0.05)
            self.assertEqual([w['video'] for w in other_watches(again)], [kept])
            checked = self.verify_as_before(again, state)
            self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
            subjects = [e['subject'] for e in again.ledger_entries() if e['type'] == 'erasure']
            self.assertEqual(subjects, [erased['subject']]) # no second entry
            again.stop()
            self.assertEqual(len(wrapped_keys(again.data)), 1)


class Decided(Keeping):
    def test_what_was_decided_since_the_backup_holds_again(self):
        with harness.Region() as place:
            self.make_key(place)
            mira = place.sign_up('mira')
            nour = place.sign_up('nour').json('GET', '/api/v1/me')['user']
            videos = [mira.upload(harness.clip()) for _ in range(4)]
            for video in videos:
                mira.wait_public(video)
            office = Office(place).join()
            before = office.decide('hide', 'video:' + videos[0])['decision']
            self.backup(place, 'one')
            second = Office(place, 'second.key')
            self.assertEqual(office.add(second.key).returncode, 0)
            said = mira.json('POST', '/api/v1/videos/%s/comments' % videos[3], {'text': 'words'}, 201)['id']
            made = [second.decide('hide', 'video:' + videos[1]),
                    second.decide('label', 'video:' + videos[2], 'terms-danger', 'Stairs.', '--label',
                                  'dangerous'),
                    office.decide('restore', 'video:' + videos[0], 'restored-mistake'),
                    office.decide('hide', 'comment:' + said)]
            person = office.decide('hide', 'person:' + nour['id'])
            state = self.top / 'state'
            self.assertEqual(self.verify(place, state).returncode, 0)
            place.stop()
            shutil.move(place.data / 'ledger', self.top / 'ledger') # all that survives
            secrets = [self.top / name for name in ('office.key', 'second.key')]
            for member, kept in zip((office, second), secrets):
                shutil.copy(member.file, kept)
                member.file = kept
        self.restore('one', '--ledger', self.top / 'ledger', '--seen', state)
        with harness.Region(data=self.new / 'data') as again:
            office.place = second.place = again
            harness.wait_for(lambda: again.get('/api/v1/decisions/%s' % person['decision'])[0] == 200,
                             'the newest decision')
            self.assertEqual([again.get('/api/v1/videos/' + v)[0] for v in videos], [200, 404, 200, 200])
            label = again.person().json('GET', '/api/v1/videos/' + videos[2])['label']
            self.assertEqual(label['code'], 'dangerous')
            # Whom a decision is about, the ledger does not say: that one is made again.
            checked = self.verify_as_before(again, state)
            self.assertEqual(checked.returncode, 1, checked.stdout + checked.stderr)
            self.assertIn('was decided about, and has no state', checked.stdout)
            self.assertEqual(again.get('/api/v1/people/nour')[0], 200)
            office.decide('hide', 'person:' + nour['id'], 'terms-spam', 'As before.', '--previous',
                          str(person['decision']))
            harness.wait_for(lambda: again.get('/api/v1/people/nour')[0] == 404, 'they are hidden again')
            checked = self.verify(again, state)
            self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
            self.lost(again, made[0], videos[1])
            whole = again.person().json('GET', '/api/v1/decisions/%s' % before)
            self.assertEqual(whole['statement']['action'], 'hide')
            own = again.person('mira').sign_in().json('GET', '/api/v1/me/decisions')['decisions']
            self.assertIn((str(made[0]['decision']), None), [(d['id'], d['reason']) for d in own])
            # It goes on from there, by whoever was a member then.
            newer = second.decide('restore', 'video:' + videos[1], 'restored-changed')
            self.assertGreater(int(newer['decision']), int(made[-1]['decision']))
            harness.wait_for(lambda: again.get('/api/v1/videos/' + videos[1])[0] == 200, 'it is shown again')
            self.assertEqual(self.verify(again, state).returncode, 0)

    def lost(self, place, made, video):
        """The ledger's word is there, and no other."""
        found = place.person().json('GET', '/api/v1/decisions/%s' % made['decision'])
        self.assertEqual((found['about'], found['what'], found['ground']['code'], found['entry']),
                         ('video:' + video, 'hide', 'terms-spam', str(made['entry'])))
        self.assertEqual((found['statement'], found['envelope']), (None, None))
        self.assertGreater(found['at_ms'], 1700000000000)


def other_watches(place):
    return place.person('other').sign_in().my_watches()


class Sealed(Keeping):
    def test_nothing_of_anybody_is_in_the_clear_in_a_backup(self):
        with harness.Region() as place:
            self.make_key(place)
            mira = place.person(MARK).sign_up(email=MARK + '@example.org')
            mira.upload(harness.clip(), title='Ein ' + MARK)
            secret = place.sign_up('other')
            self.backup(place, 'one')
            place.stop()
            region_key = (place.data / 'custodian' / 'region.key').read_bytes()[16:48]
            ledger_key = (place.data / 'custodian' / 'ledger' / 'key').read_bytes()
            wrapped = wrapped_keys(place.data)
            self.assertGreaterEqual(len(wrapped), 2)
            marks = [MARK.encode(), b'SQLite format', b'$argon2', b'ftyp', region_key, ledger_key,
                     secret.cookie.encode()] + wrapped
            for path in self.files_of('one'):
                found = [m for m in marks if m in path.read_bytes()]
                self.assertEqual(found, [], path)
            self.assertNotIn(bytes.fromhex(self.secret.read_text().split()[-1]),
                             b''.join(p.read_bytes() for p in place.data.rglob('*') if p.is_file()))
            # With the backup key alone people's keys do not open, nor are they in another part.
            week = next(self.weeks.glob('*.key'))
            both = [public_half(self.secret), public_half(week)]
            self.assertEqual(recipients(self.backups / 'one' / 'people.part'), both)
            self.assertEqual(recipients(self.backups / 'one' / 'accounts.part'), both[:1])
            weeks = self.top / 'other-weeks'
            weeks.mkdir()
            self.refused_restore('one', 'The key of', weeks=weeks)
            self.restore('one', '--ledger', place.data)
            accounts = (self.new / 'data' / 'custodian' / 'custodian.db').read_bytes()
            self.assertIn(MARK.encode(), accounts)
            self.assertEqual([w for w in wrapped if w in accounts], [])

    def files_of(self, name):
        return [p for p in (self.backups / name).rglob('*') if p.is_file()]

    def test_a_week_that_is_over_loses_its_key_and_its_backups(self):
        with harness.Region() as place:
            self.make_key(place)
            made = self.backup(place, 'one')
            week = self.weeks / (made['week'] + '.key')
            old = self.weeks / '2020-W01.key'
            shutil.copy(week, old)
            os.link(old, self.top / 'its bytes')
            done = harness.vitrine('backup', '--tidy', '--weekly-keys', self.weeks, '--json')
            self.assertEqual(json.loads(done.stdout), {'weekly_keys_destroyed': 1})
            self.assertFalse(old.exists())
            self.assertEqual(set((self.top / 'its bytes').read_bytes()), {0})
            self.assertTrue(week.exists())
            shutil.copy(week, old)
            self.assertEqual(self.backup(place, 'two')['weekly_keys_destroyed'], 1)
            week.unlink()
            self.refused_restore('one', 'nobody can read')
            for inside in (place.data, self.backups):
                folder = inside / 'keys'
                folder.mkdir()
                done = harness.vitrine('backup', self.backups / 'x', '--data', place.data,
                                       '--weekly-keys', folder)
                self.assertEqual(done.returncode, 1)
                self.assertIn('apart from', done.stderr)
                folder.rmdir()


def public_half(secret):
    return bytes.fromhex(secret.read_text().split()[3])


def recipients(part):
    """The public keys that a part is sealed to, all of which are needed: backup_part.h."""
    head = part.read_bytes()[:512]
    return [head[27 + 112 * i:27 + 112 * i + 32] for i in range(head[26])]


def wrapped_keys(data):
    """Every wrapped key, wherever this version keeps them."""
    found = []
    for name in ('custodian.db', 'keys.db'):
        if not (data / 'custodian' / name).exists():
            continue
        database = sqlite3.connect(str(data / 'custodian' / name))
        try:
            found += [row[0] for row in database.execute('SELECT wrapped FROM user_key')]
        except sqlite3.OperationalError:
            pass
        database.close()
    return found


class Whole(Keeping):
    def test_what_is_damaged_swapped_or_missing_is_refused_and_nothing_is_written(self):
        with harness.Region() as place:
            self.make_key(place)
            mira = place.sign_up('mira')
            mira.wait_public(mira.upload(harness.clip()))
            self.backup(place, 'one')
            second = self.backup(place, 'two')
            self.assertEqual(second['media_linked'], second['media'])
        one, two = self.backups / 'one', self.backups / 'two'
        media = next(p for p in (one / 'media').rglob('*') if p.is_file())
        for path in [one / n for n in WHOLE] + [media]:
            whole = path.read_bytes()
            with self.subTest(path.name):
                self.changed(path, whole[:len(whole) // 2] + bytes([whole[len(whole) // 2] ^ 1]) +
                             whole[len(whole) // 2 + 1:])
                self.changed(path, whole[:-1])
                self.changed(path, whole + b'\n')
                self.changed(path, None)
        for name in ('region.part', 'accounts.part', 'people.part', 'app.part'):
            with self.subTest('swapped ' + name):
                self.changed(one / name, (two / name).read_bytes())
        self.changed(one / 'manifest', (two / 'manifest').read_bytes())
        other = self.top / 'other.key'
        with harness.Region() as place:
            self.secret, kept = other, self.secret
            self.make_key(place)
            self.secret = kept
        self.refused_restore('one', 'sealed to another key', key=other)
        os.chmod(self.secret, 0o644)
        self.refused_restore('one', 'mode must be 0600')
        os.chmod(self.secret, 0o600)
        self.restore('one')
        done = self.try_restore('one')
        self.assertEqual(done.returncode, 1)
        self.assertIn('is there already', done.stderr)

    def changed(self, path, data):
        """One file of a backup is another, or none, for as long as a restore is tried."""
        whole = path.read_bytes()
        path.unlink() # another backup has a link to it
        if data is not None:
            path.write_bytes(data)
        done = self.try_restore('one')
        path.unlink(missing_ok=True)
        path.write_bytes(whole)
        self.assertEqual(done.returncode, 1, '%s: %s' % (path, done.stdout))
        self.assertTrue(done.stderr.startswith('vitrine restore: '), done.stderr)
        self.assertEqual(os.listdir(self.new), [])

    @marks.slow
    def test_a_backup_that_is_killed_or_finds_no_room_leaves_none(self):
        with harness.Region() as place:
            self.refused_backup(place, 'one', 'no backup key')
            self.make_key(place)
            person = place.sign_up('mira')
            person.wait_public(person.upload(harness.clip()))
            made = 0
            for wait_ms in range(0, 400, 25):
                command = [str(harness.build_folder() / 'src' / 'vitrine'),
                           *map(str, self.command(place, 'k%d' % wait_ms))]
                run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                try:
                    run.wait(wait_ms / 1000)
                except subprocess.TimeoutExpired:
                    run.send_signal(signal.SIGKILL)
                run.communicate()
                for name in os.listdir(self.backups):
                    if not name.startswith('.'):
                        made += 1
                        self.restore(name, to='r' + name)
                        shutil.rmtree(self.backups / name)
            self.wait_released(place)
            self.backup(place, 'k0') # over what the killed one left
            self.assertNotIn('.k0.unfinished', self.left_over())
            shutil.rmtree(self.backups)
            self.backups.mkdir()
            self.refused_backup_where_it_is_full(place)
            self.assertEqual(sorted(p.name for p in (place.data / 'app' / 'held').iterdir()), [])
            self.backup(place, 'again')
            self.refused_backup(place, 'again', 'is there already')

    def wait_released(self, place):
        deadline = time.monotonic() + 20
        while (place.data / 'app' / 'backup' / 'app.db').exists():
            self.assertLess(time.monotonic(), deadline, 'a killed backup is held for ever')
            time.sleep(0.02)

    @unittest.skipUnless(os.geteuid() == 0, 'mounts a file system')
    def refused_backup_where_it_is_full(self, place):
        with harness.small_file_system(self.backups, 1):
            (self.backups / 'fill').write_bytes(b'x' * 900 * 1024)
            self.refused_backup(place, 'full', 'no space left')
            self.assertEqual(os.listdir(self.backups), ['fill'])


class Hanging(Keeping):
    def test_a_backup_whose_command_hangs_holds_no_erasure_back_for_long(self):
        with harness.Region(args=['--backup-silent-ms', '1500']) as place:
            self.make_key(place)
            mira = place.sign_up('mira')
            mira.wait_public(mira.upload(harness.clip()))
            self.wait_keys(place, 1)
            # As the command does, up to where it is stopped: custodiand holds, and so does edged.
            with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as hung:
                hung.connect(str(place.data / 'operator.sock'))
                hung.settimeout(60)
                for state in ('asked', 'done'):
                    self.ask_until(hung, state)
                asked = time.monotonic()
                mira.json('POST', '/api/v1/me/leaving', {'password': harness.PASSWORD, 'days': 0})
                self.assertEqual(hung.recv(4096), b'') # hung up
                self.assertGreater(time.monotonic() - asked, 1)
            self.wait_empty(place)
            self.wait_keys(place, 0)
            self.backup(place, 'one') # one that speaks is not given up

    def ask_until(self, hung, state):
        op = OP_BACKUP
        for _ in range(1000):
            hung.send(bytes([1, op]))
            answer = json.loads(hung.recv(4096))
            self.assertIsNone(answer['problem'])
            if state == 'asked' or answer['app'] == state:
                return
            op = OP_BACKUP_LOOK
            time.sleep(0.02)
        self.fail('edged does not hold')

    def wait_keys(self, place, count):
        deadline = time.monotonic() + 30
        while self.count_keys(place) != count:
            self.assertLess(time.monotonic(), deadline, 'an erasure is held back for ever')
            time.sleep(0.05)

    def count_keys(self, place):
        """In a copy: custodiand lets nobody else in. None if it changed under our hands."""
        with tempfile.TemporaryDirectory(dir=self.top) as folder:
            for path in (place.data / 'custodian').glob('keys.db*'):
                shutil.copy(path, folder)
            database = sqlite3.connect(os.path.join(folder, 'keys.db'))
            try:
                return database.execute('SELECT count(*) FROM user_key').fetchone()[0]
            except sqlite3.DatabaseError:
                return None
            finally:
                database.close()

    def wait_empty(self, place):
        deadline = time.monotonic() + 30
        while any((place.data / 'app' / 'held').iterdir()) or (place.data / 'app' / 'backup' / 'app.db').exists():
            self.assertLess(time.monotonic(), deadline, 'a backup that was given up is held for ever')
            time.sleep(0.02)

    def test_a_command_that_was_stopped_for_too_long_makes_no_backup(self):
        with harness.Region(args=['--backup-silent-ms', '300']) as place:
            self.make_key(place)
            mira = place.sign_up('mira')
            mira.wait_public(mira.upload(harness.clip()))
            command = [str(harness.build_folder() / 'src' / 'vitrine'), *map(str, self.command(place, 'one'))]
            run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            deadline = time.monotonic() + 60
            while not (place.data / 'app' / 'backup' / 'app.db').exists() and run.poll() is None:
                self.assertLess(time.monotonic(), deadline)
            run.send_signal(signal.SIGSTOP)
            while (place.data / 'app' / 'backup' / 'app.db').exists() and run.poll() is None:
                self.assertLess(time.monotonic(), deadline, 'a stopped command holds for ever')
                time.sleep(0.02)
            run.send_signal(signal.SIGCONT)
            _, said = run.communicate(timeout=60)
            if run.returncode == 0: # it was stopped behind its last word
                self.restore('one')
            else:
                self.assertIn('does not answer', said)
                self.assertEqual(os.listdir(self.backups), [])


class Interrupted(Keeping):
    @marks.slow
    def test_a_restore_that_is_killed_or_finds_no_room_leaves_no_region(self):
        with harness.Region() as place:
            self.make_key(place)
            mira = place.sign_up('mira')
            mira.wait_public(mira.upload(harness.clip()))
            self.backup(place, 'one')
        command = [str(harness.build_folder() / 'src' / 'vitrine'), 'restore', str(self.backups / 'one'),
                   str(self.new / 'data'), '--key', str(self.secret), '--weekly-keys', str(self.weeks)]
        for wait_ms in range(0, 200, 10):
            run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            try:
                run.wait(wait_ms / 1000)
            except subprocess.TimeoutExpired:
                run.send_signal(signal.SIGKILL)
            run.communicate()
            if (self.new / 'data').exists():
                self.assertTrue((self.new / 'data' / 'region').exists())
                shutil.rmtree(self.new / 'data')
            self.assertIn(os.listdir(self.new), ([], ['.data.unfinished']))
        if os.geteuid() == 0:
            self.full()
        self.restore('one') # over what the killed one left
        self.assertEqual(os.listdir(self.new), ['data'])
        with harness.Region(data=self.new / 'data') as again:
            self.assertEqual(len(again.person('mira').sign_in().json('GET', '/api/v1/me/videos')['videos']), 1)

    def full(self):
        shutil.rmtree(self.new / '.data.unfinished', True)
        for free in (4, 64, 256, 1024, 1500):
            with harness.small_file_system(self.new, 2):
                (self.new / 'fill').write_bytes(b'x' * (2048 - free) * 1024)
                done = self.try_restore('one')
                if done.returncode == 0:
                    self.assertTrue((self.new / 'data' / 'region').exists())
                    return
                self.assertEqual(done.returncode, 1)
                self.assertIn('no space left', done.stderr)
                self.assertEqual(os.listdir(self.new), ['fill'])


class Ledger(Keeping):
    def test_an_older_ledger_than_was_seen_is_refused_until_the_entries_are_there(self):
        with harness.Region() as place:
            self.make_key(place)
            self.backup(place, 'one')
            self.backup(place, 'two')
            place.restart() # entries that no backup has
            state = self.top / 'state'
            self.assertEqual(self.verify(place, state).returncode, 0)
            place.stop()
            ledger = place.data / 'ledger'
            self.refused_restore('one', '--ledger', '--seen', state, status=4)
            shutil.copytree(self.backups / 'two', self.top / 'two')
            shutil.rmtree(self.top / 'two' / 'ledger' / 'tile')
            shutil.move(self.backups / 'two', self.top / 'whole')
            shutil.move(self.top / 'two', self.backups / 'two')
            # Another backup's checkpoint is known, its entries are not at hand.
            self.refused_restore('one', 'entries are at hand up to', status=4)
            found = self.restore('one', '--ledger', ledger, '--seen', state, to='r1')
            self.assertEqual(found['to'], place.audit().size)
            shutil.rmtree(self.backups / 'two')
            shutil.rmtree(self.new / 'r1')
            # Without anybody who knows more, the backup's own ledger will do.
            self.restore('one', to='r2')
            shutil.rmtree(self.new / 'r2')
            with harness.Region() as other:
                self.refused_restore('one', 'another region', '--ledger', other.data)

    def test_a_ledger_whose_end_is_lost_goes_on_as_another_one_that_says_so(self):
        with harness.Region() as place:
            self.make_key(place)
            name = (place.data / 'ledger' / 'vkey').read_text().split('+')[0]
            place.sign_up('mira')
            self.backup(place, 'one')
            size = int((self.backups / 'one' / 'ledger' / 'checkpoint').read_text().split('\n')[1])
            place.restart()
            state = self.top / 'state'
            self.assertEqual(self.verify(place, state).returncode, 0)
            place.stop()
        why = 'Two disks failed at once.'
        self.refused_restore('one', '--begin-anew', '--seen', state, status=4)
        self.refused_restore('one', 'every entry that is known is at hand', '--begin-anew', why)
        self.refused_restore('one', 'a reason is a line', '--begin-anew', 'two\nlines', status=2)
        found = self.restore('one', '--seen', state, '--begin-anew', why)
        self.assertEqual((found['to'], found['log']), (size, name + '/again-1'))
        with harness.Region(data=self.new / 'data') as again:
            entry = again.wait_entry(lambda e: e['type'] == 'anew')
            self.assertEqual((entry['before'], entry['origin'], entry['reason']), (name, name + '/again-1', why))
            self.assertGreater(entry['known'], size)
            again.person('mira').sign_in()
            fresh = self.verify(again, self.top / 'fresh')
            self.assertEqual(fresh.returncode, 0, fresh.stdout)
            self.assertIn('went on as another one, 1 times', fresh.stdout)
            told = self.verify_as_before(again, state)
            self.assertEqual(told.returncode, 4, told.stdout)
            self.assertIn('its last entries are lost', told.stdout)
            self.assertIn(why, told.stdout)
            again.restart() # it keeps its name
            self.assertEqual(self.verify_as_before(again, self.top / 'fresh').returncode, 0)
            self.backup(again, 'later')
        self.assertEqual(self.restore('later', to='third')['log'], name + '/again-1')
        with harness.Region(data=self.new / 'third') as third:
            third.wait_entry(lambda e: e['type'] == 'restored' and e['to'] > size)
            self.assertEqual(self.verify_as_before(third, self.top / 'fresh').returncode, 0)

    def test_a_fork_is_found_and_nothing_is_restored(self):
        with harness.Region() as place:
            self.make_key(place)
            self.backup(place, 'one')
            place.stop()
            self.restore('one', to='a')
            self.restore('one', to='b')
        for name in ('a', 'b'): # two that write with one key
            with harness.Region(data=self.new / name):
                pass
            (self.top / name).mkdir()
            shutil.copytree(self.new / name / 'ledger', self.top / name / 'ledger')
            shutil.rmtree(self.new / name)
        self.refused_restore('one', 'FORK', '--ledger', self.top / 'a', '--ledger', self.top / 'b',
                             status=3)


if __name__ == '__main__':
    unittest.main()
