"""Nothing that people send in confidence is in the clear: not in a file of the region, not in a log, not in
what a crash leaves, not in memory that is done with. Marked values go in through every door (doors.py), and
are looked for in many encodings (marked.py)."""
import base64
import http.client
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import zlib
from pathlib import Path

import doors
import marked
import marks
import region as harness

CORE_PATTERN = Path('/proc/sys/kernel/core_pattern')
ANY_CORE = ['prlimit', '--core=%d' % resource.getrlimit(resource.RLIMIT_CORE)[1]]
TMP_FILE_MAX = 64 * 1024 * 1024


def sanitized():
    return b'__asan_init' in (harness.build_folder() / 'src' / 'vitrine-edged').read_bytes()


class Search(unittest.TestCase):
    """That the search would find what the other tests look for."""

    def test_it_finds_a_mark_in_every_encoding(self):
        marks = marked.Marks()
        mark = marks.mark('planted')
        data = mark.encode()
        clothed = {'plain': data, 'capitals': mark.upper().encode(), 'UTF-16': mark.encode('utf-16-le'),
                   'UTF-16, big': mark.encode('utf-16-be'), 'hex': data.hex().encode(),
                   'HEX': data.hex().upper().encode(), 'backwards': data[::-1],
                   'percent': ''.join('%%%02x' % c for c in data).encode(),
                   'JSON': ''.join('\\u%04X' % c for c in data).encode(),
                   'zlib': zlib.compress(b'words before it ' + data), 'gzip': zlib.compress(data, wbits=31)}
        for before in range(3):
            clothed['base64 %d' % before] = base64.b64encode(b'~' * before + data + b'~~')
            clothed['base64url %d' % before] = base64.urlsafe_b64encode(b'~' * before + data + b'~~')
        for name, text in clothed.items():
            self.assertTrue(marks.search_deep(os.urandom(999) + text + os.urandom(999)), name)
        self.assertEqual(marks.search_deep(marks.public().encode() + os.urandom(100000)), [])
        token = os.urandom(32)
        marks.secret('token', token.hex())
        for text in (token, token.hex().encode(), base64.b64encode(b'.' + token)):
            self.assertEqual({name for name, _, _ in marks.search(text)}, {'token'})

    def test_it_finds_a_mark_in_another_process(self):
        if os.getuid() != 0:
            self.skipTest('needs root to read another process')
        marks = marked.Marks()
        code = 'import sys; kept = sys.argv[1][::-1]; del sys.argv; print(flush=True); sys.stdin.read()'
        with subprocess.Popen([sys.executable, '-c', code, marks.mark('planted')[::-1]],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
            child.stdout.readline()
            self.assertTrue(marked.search_memory(marks, child.pid))


class Clear(unittest.TestCase):
    """One region that everything has gone into."""

    @classmethod
    def setUpClass(cls):
        cls.since = time.time()
        cls.folder = tempfile.mkdtemp(prefix='vitrine-marked-')
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.marks = marked.Marks()
        cls.place = harness.Region(args=['--backoff-max-ms', '50'], prefix=ANY_CORE).__enter__()
        cls.addClassCleanup(cls.place.__exit__, None, None, None)
        cls.idle = cls.place.sockets('edged')
        cls.doors = doors.Doors(cls.place, cls.marks)
        cls.doors.all(cls.folder)

    def all_is_answered(self):
        harness.wait_for(lambda: self.place.sockets('edged') <= self.idle, 'all connections are closed', 60)

    def files_are_clear(self):
        """The whole region's files; public marks are seen in both databases."""
        seen = set()
        for path, data in marked.files_below(self.place.data):
            self.assertEqual(self.marks.search_deep(data)[:5], [], path)
            if self.marks.sees(data):
                seen.add(path.name.split('-')[0])
        self.assertLessEqual({'app.db', 'custodian.db'}, seen)

    def outputs_are_clear(self):
        self.assertEqual(self.marks.search_deep(self.place.log().encode())[:5], [])
        folders = [Path(tempfile.gettempdir()), Path('/var/tmp'), Path('/dev/shm')]
        folders += [f for base in folders for f in base.glob('*') if f.is_dir() and str(f) != self.folder]
        for folder in folders:
            for path in folder.glob('*'):
                try:
                    if path.is_file() and path.stat().st_mtime >= self.since and \
                            path.stat().st_size < TMP_FILE_MAX:
                        self.assertEqual(self.marks.search(path.read_bytes())[:5], [], path)
                except OSError:
                    continue # another's, and gone meanwhile

    def memory_is_clear(self):
        for role, pid in (('custodiand', self.place.pid('custodiand')), ('edged', self.place.pid('edged')),
                          ('gate', self.place.gate.pid)):
            found = [(name, area['name'], around) for name, area, around in marked.search_memory(self.marks, pid)]
            self.assertEqual(found[:5], [], '%s, %d in all' % (role, len(found)))

    def test_each_row_of_the_table_and_each_field_has_a_marked_door(self):
        table = {row for row in doors.routes() if row[0] != 'GET'}
        self.doors.give_up(self.doors.draft())
        self.assertGreater(len(table), 30)
        self.assertEqual(table - self.doors.opened, set(), 'a row that nobody in doors.py gets in by')
        self.assertEqual(doors.json_fields() - self.doors.fields, set(), 'a field that nobody there fills')

    def test_a_row_that_is_written_in_another_way_is_no_way_past_this(self):
        text = (doors.EDGED / 'routes.c').read_text()
        row = '    GET("/about", ANYONE, QUICK, get_shell),\n'
        self.assertEqual(text.count(row), 1)
        self.assertEqual(doors.routes_in(text), doors.routes())
        for other in ('    DO("/x", get_shell),\n', '    {WEB_POST, "/x", 0},\n', 'POST("/x", ANYONE, get_shell),\n',
                      '    POST(X, ANYONE, get_shell),\n'):
            with self.assertRaises(ValueError, msg=other):
                doors.routes_in(text.replace(row, row + other))
        self.assertIn(('PATCH', '/x'), doors.routes_in(text.replace(row, '    PATCH("/x", MEMBER, f),\n')))

    @marks.slow
    def test_memory_of_the_others_keeps_nothing_while_a_clip_is_prepared(self):
        if os.getuid() != 0:
            self.skipTest('needs root to read other processes')
        if sanitized():
            self.skipTest('a sanitizer keeps what was freed')
        video = self.doors.member.upload_bytes(self.doors.clip(self.folder), self.marks.public())
        pid = harness.wait_for(self.place.job, 'a job runs')
        self.place.kill_pid(pid, signal.SIGSTOP)
        try:
            self.all_is_answered()
            self.memory_is_clear()
        finally:
            self.place.kill_pid(pid, signal.SIGCONT)
        self.doors.member.wait_public(video)

    def test_memory_keeps_nothing_once_all_is_answered(self):
        if os.getuid() != 0:
            self.skipTest('needs root to read other processes')
        if sanitized():
            self.skipTest('a sanitizer keeps what was freed')
        self.doors.signing_in()
        self.doors.passkey()
        self.doors.broken()
        self.all_is_answered()
        self.memory_is_clear()

    def test_files_and_outputs_keep_nothing_while_it_runs_and_after_it_was_killed(self):
        draft = self.doors.draft()
        self.doors.give_up(draft)
        self.files_are_clear()
        self.outputs_are_clear()
        held = self.doors.draft()
        self.files_are_clear()
        self.backup_is_clear()
        for process in self.place.descendants() + [self.place.gate.pid]:
            self.place.kill_pid(process)
        self.place.stop()
        self.place.start_again()
        self.doors.give_up(held)
        self.files_are_clear()
        self.place.stop()
        self.files_are_clear()
        self.outputs_are_clear()
        self.place.start()

    def backup_is_clear(self):
        """Of the region as it runs, with a draft in it; made with keys of which none lies beside it."""
        copy, weeks, secret = (Path(self.folder) / n for n in ('backups/one', 'weeks', 'secret.key'))
        copy.parent.mkdir()
        weeks.mkdir()
        for words in (['backup-key', 'new', secret], ['backup', copy, '--weekly-keys', weeks, '--json']):
            done = harness.vitrine(*words, '--data', self.place.data)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(self.marks.search((done.stdout + done.stderr).encode()), [])
        found = {path.name: data for path, data in marked.files_below(copy)}
        self.assertLessEqual({'manifest', 'app.part', 'accounts.part', 'people.part'}, set(found))
        for name, data in [*found.items(), *((p.name, d) for p, d in marked.files_below(weeks))]:
            self.assertEqual(self.marks.search_deep(data)[:5], [], name)
            self.assertFalse(self.marks.sees(data), name + ': not even what is public is readable')

    # What a crash leaves.

    def cores_go_to(self, folder):
        """Whether this machine writes them there: tried with a process of our own."""
        before = CORE_PATTERN.read_text()
        try:
            CORE_PATTERN.write_text('%s/core.%%P' % folder)
        except OSError:
            return False
        self.addCleanup(CORE_PATTERN.write_text, before)
        mark = self.marks.mark('a process of ours')
        code = 'import os, sys; kept = sys.argv[1] * 2; os.abort()'
        child = subprocess.Popen(ANY_CORE + [sys.executable, '-c', code, mark], cwd=folder)
        child.wait()
        core = folder / ('core.%d' % child.pid)
        written = core.exists() and bool(self.marks.search(core.read_bytes()))
        core.unlink(missing_ok=True)
        return written

    def crash(self, role, code):
        pid = self.place.wait_pid(role)
        limits = Path('/proc/%d/limits' % pid).read_text()
        self.assertRegex(limits, r'(?m)^Max core file size +0 +0 ', role)
        self.assertEqual(os.stat('/proc/%d/mem' % pid).st_uid, 0, role + ' can be dumped by its own user')
        self.break_code(pid, code)
        try:
            self.doors.member.get('/api/v1/me') # wakes it
        except (OSError, http.client.HTTPException):
            pass
        self.place.wait_pid(role, other_than=pid)
        return pid

    def break_code(self, pid, code):
        """A signal from outside is not for the first process of a namespace: so each thread runs into a
        fault of its own, where it returns from the system call that it sleeps in."""
        def sleeping():
            found = set()
            for task in Path('/proc/%d/task' % pid).iterdir():
                words = (task / 'syscall').read_text().split()
                found |= {int(words[-1], 16)} if len(words) > 3 else set()
            return found
        places = harness.wait_for(sleeping, 'a thread sleeps')
        with open('/proc/%d/mem' % pid, 'r+b', 0) as memory:
            for at in places:
                memory.seek(at)
                memory.write(code)

    def crash_job(self, code):
        """A job with a marked clip, in the middle of it."""
        video = self.doors.member.upload_bytes(self.doors.clip(self.folder), self.marks.public())
        pid = harness.wait_for(self.place.job, 'a job runs')
        self.assertRegex(Path('/proc/%d/limits' % pid).read_text(), r'(?m)^Max core file size +0 +0 ')
        self.break_code(pid, code)
        self.doors.member.wait_public(video)
        return pid

    @marks.slow
    def test_a_crash_leaves_no_core(self):
        if os.getuid() != 0:
            self.skipTest('needs root to read other processes')
        folder = Path(tempfile.mkdtemp(prefix='vitrine-cores-'))
        self.addCleanup(shutil.rmtree, folder)
        folder.chmod(0o777)
        written = self.cores_go_to(folder)
        dead = []
        for code in (b'\x31\xc0\x89\x00', b'\x0f\x0b'): # writes to address 0; is no instruction
            for role in ('custodiand', 'edged'):
                dead.append(self.crash(role, code))
            dead.append(self.crash_job(code))
        killed = [e for e in self.place.ledger_entries() if e['type'] == 'process-stop' and e['how'] == 'signal']
        self.assertLessEqual({signal.SIGSEGV, signal.SIGILL}, {e['code'] for e in killed})
        cores = [p.name for p in folder.iterdir() if p.name in ['core.%d' % pid for pid in dead]]
        self.assertEqual(cores, [])
        for path, _ in marked.files_below(self.place.data):
            self.assertNotRegex(path.name, '^core')
        self.files_are_clear()
        self.outputs_are_clear()
        if not written:
            print('  this machine writes no cores: limits and the mode of /proc were looked at only')
