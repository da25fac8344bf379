"""What /proc says of the processes, as root and as an ordinary user, with and without namespaces."""
import os
import re
import shutil
import tempfile
import unittest
from pathlib import Path

import marked
import region as harness

PLAIN_USER = 65533
AS_USER = ['setpriv', '--reuid=%d' % PLAIN_USER, '--regid=%d' % PLAIN_USER, '--clear-groups']
NO_NAMESPACES = AS_USER + [
    'unshare', '-U', '--map-current-user', '--keep-caps', 'sh', '-c',
    'echo 0 >/proc/sys/user/max_user_namespaces && exec setpriv --ambient-caps=-all '
    '--inh-caps=-all "$@"', 'sh']
ROOT_NO_NAMESPACES = ['setpriv', '--bounding-set=-sys_admin'] # as in a container


def status(pid):
    text = Path('/proc/%d/status' % pid).read_text()
    return dict(re.findall(r'^(\w+):[ \t]*(.*)$', text, re.M))


def namespace(pid, kind):
    return os.readlink('/proc/%d/ns/%s' % (pid, kind))


def root_listing(pid):
    """The names at the top of a process's root."""
    return sorted(os.listdir('/proc/%d/root' % pid))


class User(unittest.TestCase):
    """A folder that the plain user owns; as root only."""

    def setUp(self):
        if os.getuid() != 0:
            self.skipTest('needs root to become another user')
        self.folder = Path(tempfile.mkdtemp(prefix='vitrine-user-'))
        os.chown(self.folder, PLAIN_USER, PLAIN_USER)
        self.addCleanup(shutil.rmtree, self.folder)

    def region(self, prefix):
        return harness.Region(data=str(self.folder / 'data'), prefix=prefix,
                              environment={'PATH': os.environ['PATH'], 'HOME': str(self.folder)})


class Proc(unittest.TestCase):
    def check_process(self, place, role, pid):
        found = status(pid)
        self.assertEqual(found['NoNewPrivs'], '1', role)
        self.assertEqual(found['Seccomp'], '2', role)
        self.assertGreaterEqual(int(found['Seccomp_filters']), 2, role)
        for name in ('CapInh', 'CapPrm', 'CapEff', 'CapAmb'):
            self.assertEqual(int(found[name], 16), 0, '%s %s' % (role, name))
        self.assertEqual(found['Groups'].strip(), '', role)
        for kind in ('net', 'mnt', 'ipc', 'pid'):
            self.assertNotEqual(namespace(pid, kind), namespace(os.getpid(), kind), role + kind)
        devices = Path('/proc/%d/net/dev' % pid).read_text().split('\n')[2:]
        self.assertEqual([d.split(':')[0].strip() for d in devices if d.strip()], ['lo'], role)
        self.assertNotIn('passwd', ' '.join(root_listing(pid)))
        for name in ('home', 'proc', 'sys', 'tmp', 'var', 'root'):
            self.assertNotIn(name, root_listing(pid), role)

    def test_as_root_each_process_is_a_user_of_its_own_without_rights(self):
        if os.getuid() != 0:
            self.skipTest('needs root')
        # Started with groups of its own, of which none may be handed on.
        with harness.Region(prefix=['setpriv', '--groups=4,24']) as place:
            self.assertEqual(place.status()['missing'], harness.lacks())
            users = set()
            for role in ('custodiand', 'edged'):
                pid = place.pid(role)
                self.check_process(place, role, pid)
                uids = status(pid)['Uid'].split()
                self.assertEqual(uids, [str(harness.USERS[role])] * 4)
                users.add(uids[0])
            self.assertEqual(len(users), 2)

    def test_memory_is_locked_or_the_start_says_that_it_is_not(self):
        with harness.Region() as place:
            start = place.wait_entry(lambda e: e['type'] == 'region-start')
            missing = 'lock' in start['missing']
            self.assertEqual(missing, 'may be swapped out' in place.log())
            self.assertEqual(missing, 'lock' in place.status()['missing'])
            for role in ('custodiand', 'edged'):
                loose = [a for a in marked.areas(place.pid(role))
                         if a['mode'].startswith('rw') and 'lo' not in a['flags']]
                self.assertEqual(missing, bool(loose), role)

    def test_the_roots_hold_only_what_each_may_see(self):
        with harness.Region() as place:
            self.assertEqual(root_listing(place.pid('custodiand')), ['data', 'ledger'])
            edged = root_listing(place.pid('edged'))
            self.assertLessEqual({'data', 'ledger', 'www'}, set(edged))
            self.assertNotIn('etc', edged)

    def test_the_environment_says_nothing(self):
        with harness.Region() as place:
            for role in ('custodiand', 'edged'):
                text = Path('/proc/%d/environ' % place.pid(role)).read_bytes()
                names = {line.split(b'=')[0] for line in text.rstrip(b'\0').split(b'\0')}
                self.assertLessEqual(names, {b'TZ', b'GLIBC_TUNABLES', b'glibc.malloc.tcache_count'}) # cut up by libc

    def test_data_folders_belong_to_their_process(self):
        with harness.Region() as place:
            for name, role in (('custodian', 'custodiand'), ('app', 'edged')):
                found = os.stat(place.data / name)
                self.assertEqual(found.st_mode & 0o777, 0o700)
                if os.getuid() == 0:
                    self.assertEqual(found.st_uid, harness.USERS[role])
            self.assertEqual(os.stat(place.data / 'operator.sock').st_mode & 0o777, 0o600)


class PlainUser(User):
    def test_an_ordinary_user_runs_it_in_namespaces_and_the_start_says_what_is_weaker(self):
        with self.region(AS_USER) as place:
            self.check_main_job(place)
            spaces = set()
            for role in ('custodiand', 'edged'):
                pid = place.pid(role)
                Proc.check_process(self, place, role, pid)
                spaces.add(namespace(pid, 'user'))
                self.assertNotEqual(namespace(pid, 'user'), namespace(os.getpid(), 'user'))
                self.assertEqual(status(pid)['Uid'].split()[0], str(PLAIN_USER))
            self.assertEqual(len(spaces), 2)
            start = next(e for e in place.ledger_entries() if e['type'] == 'region-start')
            self.assertIn('users', start['missing'])
            self.assertNotIn('namespaces', start['missing'])
            self.assertRegex(place.log(), 'user')

    def test_where_memory_may_not_be_locked_it_runs_and_the_start_says_so(self):
        with self.region(['prlimit', '--memlock=8388608:8388608'] + AS_USER) as place:
            self.check_main_job(place)
            start = place.wait_entry(lambda e: e['type'] == 'region-start')
            self.assertIn('lock', start['missing'])
            self.assertIn('weaker: memory may not be locked here', place.log())

    def test_a_user_who_is_nicer_than_a_job_may_start_it(self):
        with self.region(AS_USER + ['nice', '-n', '15']) as place:
            mira = place.sign_up('mira')
            mira.wait_public(mira.upload(harness.clip(), 'Nice'))

    def test_where_namespaces_are_refused_the_rest_holds_and_the_start_says_so(self):
        with self.region(NO_NAMESPACES) as place:
            self.check_main_job(place)
            for role in ('custodiand', 'edged'):
                found = status(place.pid(role))
                self.assertEqual(found['NoNewPrivs'], '1')
                self.assertEqual(found['Seccomp'], '2')
                self.assertEqual(int(found['CapEff'], 16), 0)
            start = next(e for e in place.ledger_entries() if e['type'] == 'region-start')
            self.assertIn('namespaces', start['missing'])
            self.assertIn('namespace', place.log())

    def test_root_without_namespaces_is_told_of_a_folder_that_its_users_cannot_reach(self):
        closed = self.folder / 'closed'
        closed.mkdir(mode=0o700)
        place = harness.Region(data=str(closed / 'data'), prefix=ROOT_NO_NAMESPACES, wait=False)
        with place:
            self.assertEqual(place.gate.wait(30), 4)
            place.reader.join(5)
            self.assertRegex(place.log(), 'may not walk to .*/closed/data')
            self.assertNotIn('starting', place.log().splitlines())

    def test_root_without_namespaces_runs_where_its_users_can_walk(self):
        self.folder.chmod(0o755)
        with harness.Region(data=str(self.folder / 'data'), prefix=ROOT_NO_NAMESPACES) as place:
            self.check_main_job(place)
            start = next(e for e in place.ledger_entries() if e['type'] == 'region-start')
            self.assertEqual(start['missing'], harness.lacks() + ['namespaces'])

    def check_main_job(self, place):
        mira = place.sign_up('mira')
        video = mira.upload(harness.clip(), 'As a user')
        mira.wait_public(video)
        self.assertEqual(mira.watch(video)['accepted'], 1)
        self.assertEqual(len(mira.my_watches()), 1)
