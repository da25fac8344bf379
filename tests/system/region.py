"""What a system test starts: a region in a folder of its own, with the real gate and everything that it
starts; people who sign up, upload and watch; eyes on its processes, its files and its ledger."""
import contextlib
import functools
import http.client
import itertools
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import ledger_audit

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = 'correct horse battery staple'
BIRTH_DATE = '1990-12-31'
USERS = {'custodiand': 64101, 'edged': 64102, 'mediad': 64103}
OP_STATUS, OP_STOP = 1, 2


def build_folder():
    return Path(os.environ.get('VITRINE_BUILD', ROOT / 'build')).resolve()


def vitrine(*args, timeout=60, **options):
    """Runs the command line; gives the finished process."""
    return subprocess.run([str(build_folder() / 'src' / 'vitrine'), *map(str, args)],
                          capture_output=True, text=True, timeout=timeout, **options)


def receipt_holds(place, text, holds=True):
    """What `vitrine verify` says, to somebody without an account, of what a person kept."""
    kept = place.data.parent / 'kept.receipt'
    kept.write_text(text)
    done = vitrine('verify', '--json', '--receipt', kept, '--state', place.data.parent / 'receipt-state',
                   'http://127.0.0.1:%d' % place.port())
    assert done.returncode == (0 if holds else 1), done
    (claim,) = [c for c in json.loads(done.stdout)['claims'] if c['check'] == 'receipt']
    assert claim['word'] == ('proven' if holds else 'FALSE'), claim
    return claim['claim']


def www_folder():
    """The web app if it was built, else one page."""
    built = build_folder() / 'www'
    if (built / 'index.html').exists():
        return built
    plain = build_folder() / 'test-www'
    (plain / 'assets').mkdir(parents=True, exist_ok=True)
    (plain / 'index.html').write_text('<!doctype html><title>Vitrine</title>\n')
    return plain


def clip(name='short', seconds=2, size='180x320', rate=25, audio=True, color='testsrc2'):
    """A clip of FFmpeg's own sources, made once per build folder."""
    folder = build_folder() / 'test-clips'
    folder.mkdir(exist_ok=True)
    path = folder / ('%s-%s-%s-%d-%d.mp4' % (name, size, seconds, rate, audio))
    if not path.exists():
        part = path.with_suffix('.part%d.mp4' % os.getpid())
        command = ['ffmpeg', '-v', 'error', '-y', '-f', 'lavfi', '-i',
                   '%s=size=%s:rate=%d:duration=%s' % (color, size, rate, seconds)]
        if audio:
            command += ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=%s' % seconds,
                        '-c:a', 'aac', '-shortest']
        command += ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', str(part)]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, timeout=300)
        part.rename(path)
    return path


@contextlib.contextmanager
def small_file_system(folder, size_mib, options=''):
    """A file system of its own, in memory, mounted at the folder. As root."""
    subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=%dm,mode=755%s' % (size_mib, options), 'none',
                    str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(['umount', '-l', str(folder)], check=True)


@functools.cache
def lacks():
    """What confinement cannot have even for this machine's root: here, without leave to raise limits."""
    need = 4096 * 1024 * 1024 # LIMIT_LOCKED_MIB
    done = subprocess.run(['prlimit', '--memlock=%d:%d' % (need, need), 'true'], capture_output=True)
    return [] if done.returncode == 0 else ['lock']


def wait_for(fact, words, timeout=30):
    """Until fact() holds; gives what it gave."""
    deadline = time.monotonic() + timeout
    while True:
        found = fact()
        if found:
            return found
        if time.monotonic() > deadline:
            raise TimeoutError('after %d s: %s' % (timeout, words))
        time.sleep(0.02)


class Refused(Exception):
    """An answer that is not the expected one."""

    def __init__(self, status, body):
        super().__init__('%s %r' % (status, body[:300]))
        self.status, self.body = status, body


class Person:
    """A client of the HTTP door, with at most one session and an address of its own."""
    numbers = itertools.count(1)

    def __init__(self, region, handle=None):
        self.region, self.handle, self.id = region, handle, None
        self.cookie, self.device, self.desk = None, None, None
        number = next(self.numbers)
        self.address = '127.1.%d.%d' % (number // 250 % 250, number % 250 + 1)

    def request(self, method, path, body=None, headers=None, timeout=60):
        """(status, headers in lower case, body); a new connection each time."""
        connection = http.client.HTTPConnection('127.0.0.1', self.region.port(), timeout=timeout,
                                                source_address=(self.address, 0))
        try:
            all_headers = dict(headers or {})
            cookies = [name + '=' + value for name, value in (
                ('vitrine_session', self.cookie), ('vitrine_device', self.device)) if value]
            cookies += [self.desk] if self.desk else []
            if cookies:
                all_headers.setdefault('Cookie', '; '.join(cookies))
            try:
                connection.request(method, path, body, all_headers)
            except (BrokenPipeError, ConnectionResetError):
                pass # a body that is refused is not read to its end; the answer is there
            answer = connection.getresponse()
            data = answer.read()
            found = {}
            for key, value in answer.getheaders(): # of several cookies one below the other
                key = key.lower()
                found[key] = found[key] + '\n' + value if key == 'set-cookie' and key in found else value
            return answer.status, found, data
        finally:
            connection.close()

    def get(self, path):
        status, _, body = self.request('GET', path)
        return status, body

    def json(self, method, path, value=None, expect=200):
        body = None if value is None else json.dumps(value)
        status, headers, data = self.request(method, path, body,
                                             {'Content-Type': 'application/json'} if body else {})
        if status != expect:
            raise Refused(status, data)
        self.take_cookie(headers)
        return json.loads(data) if data else None

    def take_cookie(self, headers):
        for name, value in re.findall(r'^vitrine_(session|device)=([0-9a-f]*)',
                                      headers.get('set-cookie', ''), re.M):
            setattr(self, 'cookie' if name == 'session' else 'device', value or None)

    def sign_up(self, password=PASSWORD, **more):
        answer = self.json('POST', '/api/v1/accounts', {
            'handle': self.handle, 'password': password, 'birth_date': BIRTH_DATE, **more}, 201)
        self.id = answer['user']['id']
        return self

    def sign_in(self, password=PASSWORD):
        answer = self.json('POST', '/api/v1/sessions',
                           {'handle': self.handle, 'password': password})
        self.id = answer['user']['id']
        return self

    def upload_bytes(self, data, title='A title'):
        from urllib.parse import quote
        status, _, body = self.request('POST', '/api/v1/videos?title=' + quote(title), data,
                                       {'Content-Type': 'video/mp4'}, timeout=120)
        if status != 201:
            raise Refused(status, body)
        return json.loads(body)['id']

    def upload(self, path, title='A title'):
        return self.upload_bytes(Path(path).read_bytes(), title)

    def video(self, video):
        return self.json('GET', '/api/v1/videos/' + video)

    def wait_state(self, video, states, timeout=60):
        """The video, once it is in one of the states. A service that restarts is asked again."""
        deadline = time.monotonic() + timeout
        last = None
        while time.monotonic() < deadline:
            try:
                last = self.video(video)
                if last.get('state') in states:
                    return last
            except (OSError, http.client.HTTPException, Refused) as problem:
                last = problem
            time.sleep(0.1)
        raise TimeoutError('video %s is not %s after %d s: %r\n%s' % (
            video, '/'.join(states), timeout, last, self.region.log()[-2000:]))

    def wait_public(self, video, timeout=60):
        found = self.wait_state(video, ('public', 'refused'), timeout)
        if found['state'] != 'public':
            raise Refused(found['state'], str(found.get('reason')))
        return found

    def watch(self, video, watched_ms=1500, at_ms=None):
        at_ms = int(time.time() * 1000) if at_ms is None else at_ms
        return self.json('POST', '/api/v1/watches', {'events': [
            {'video': video, 'watched_ms': watched_ms, 'at_ms': at_ms}]})

    def my_watches(self):
        return self.json('GET', '/api/v1/me/watches')['watches']


class Region:
    """A region that runs. Use it with `with`; what it leaves behind on leaving is an error."""

    def __init__(self, data=None, bin_dir=None, wait=True, port=0, www=None, args=(), prefix=(),
                 init=True, environment=None, keep=False):
        self.folder = None if data else tempfile.mkdtemp(prefix='vitrine-region-')
        if self.folder:
            os.chmod(self.folder, 0o755)
        self.data = Path(data or os.path.join(self.folder, 'data'))
        self.bin = Path(bin_dir or build_folder() / 'src')
        self.wait, self.asked_port, self.args = wait, port, list(args)
        self.www, self.prefix, self.keep = Path(www or www_folder()), list(prefix), keep
        self.environment, self.gate, self.text, self.found_port = environment, None, '', None
        self.reader, self.made = None, init and not (self.data / 'region').exists()

    # The life of the service.

    def __enter__(self):
        try:
            if self.made:
                done = subprocess.run(
                    self.prefix + [str(build_folder() / 'src' / 'vitrine'), 'init', str(self.data)],
                    capture_output=True, text=True, timeout=60, env=self.environment)
                if done.returncode != 0:
                    raise RuntimeError('init: %d %s%s' % (done.returncode, done.stdout, done.stderr))
            self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *_):
        self.stop()
        if self.folder and not self.keep:
            shutil.rmtree(self.folder, ignore_errors=True)

    def command(self):
        return self.prefix + [str(self.bin / 'vitrine-gate'), '--data', str(self.data), '--port',
                              str(self.asked_port), '--bin', str(self.bin), '--www', str(self.www),
                              *map(str, self.args)]

    def start(self):
        self.found_port = None
        self.gate = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL,
                                     stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                     start_new_session=True, env=self.environment)
        self.reader = threading.Thread(target=self.read, args=(self.gate,), daemon=True)
        self.reader.start()
        if self.wait:
            self.wait_ready()
        return self

    def read(self, gate):
        for raw in gate.stdout:
            line = raw.decode('utf-8', 'replace')
            self.text += line
            ready = re.match(r'ready http://[^/]*:(\d+)/', line)
            if ready:
                self.found_port = int(ready.group(1))
        gate.stdout.close()

    def wait_ready(self, timeout=30):
        deadline = time.monotonic() + timeout
        while self.found_port is None:
            if self.gate.poll() is not None:
                raise RuntimeError('gate left with %d\n%s' % (self.gate.returncode, self.text))
            if time.monotonic() > deadline:
                raise TimeoutError('not ready after %d s\n%s' % (timeout, self.text))
            time.sleep(0.01)
        return self

    def stop(self, number=signal.SIGTERM, timeout=30):
        """gate's exit status; -9 if it had to be killed."""
        if self.gate is None:
            return None
        if self.gate.poll() is None:
            self.gate.send_signal(number)
            try:
                self.gate.wait(timeout)
            except subprocess.TimeoutExpired:
                for process in self.processes():
                    self.kill_pid(process['pid'])
                self.gate.kill()
        code = self.gate.wait()
        self.reader.join(5)
        self.gate = None
        return code

    def restart(self):
        self.stop()
        return self.start()

    def start_again(self):
        """As a service manager does: the kernel may still be taking the killed processes, and their
        listener, apart."""
        deadline = time.monotonic() + 5
        while True:
            try:
                return self.start()
            except RuntimeError:
                if time.monotonic() > deadline or self.stop() != 5:
                    raise
                time.sleep(0.1)

    def alive(self):
        return self.gate is not None and self.gate.poll() is None

    def port(self):
        return self.found_port

    def log(self):
        return self.text

    # Its processes.

    def operate(self, op):
        """One request over the operator's socket."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as s:
            s.settimeout(10)
            folder = os.open(self.data, os.O_RDONLY | os.O_DIRECTORY)
            try: # a path of any length: through the folder's descriptor
                s.connect('/proc/self/fd/%d/operator.sock' % folder)
            finally:
                os.close(folder)
            s.send(bytes([1, op]))
            return json.loads(s.recv(65536))

    def status(self):
        return self.operate(OP_STATUS)

    def processes(self):
        try:
            return self.status()['processes']
        except (OSError, ValueError):
            return []

    def process(self, role):
        return next((p for p in self.processes() if p['role'] == role and p['pid'] > 0), None)

    def pid(self, role):
        found = self.process(role)
        return found['pid'] if found else None

    def sockets(self, role):
        """How many the process has open."""
        count = 0
        for entry in Path('/proc/%d/fd' % self.pid(role)).iterdir():
            with contextlib.suppress(FileNotFoundError):
                count += os.readlink(entry).startswith('socket:')
        return count

    def wait_pid(self, role, other_than=None, timeout=30):
        """The pid of a process that serves, another one than the one named."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            found = self.process(role)
            if found and found['pid'] != other_than:
                return found['pid']
            time.sleep(0.02)
        raise TimeoutError('no %s after %d s\n%s' % (role, timeout, self.text[-2000:]))

    @staticmethod
    def kill_pid(pid, number=signal.SIGKILL):
        try:
            os.kill(pid, number)
            return True
        except ProcessLookupError:
            return False

    def descendants(self):
        """Every process below gate, read from /proc: the status might not know of one."""
        parents = {}
        for entry in os.listdir('/proc'):
            if entry.isdigit():
                try:
                    with open('/proc/%s/stat' % entry) as f:
                        parents[int(entry)] = int(f.read().rpartition(')')[2].split()[1])
                except OSError:
                    continue
        found, todo = [], [self.gate.pid]
        while todo:
            parent = todo.pop()
            children = [p for p, q in parents.items() if q == parent]
            found += children
            todo += children
        return found

    def jobs(self):
        """The pids of mediads that run."""
        for pid in self.descendants():
            with contextlib.suppress(OSError):
                if 'mediad' in Path('/proc/%d/cmdline' % pid).read_text():
                    yield pid

    def job(self):
        """The pid of one, or None."""
        return next(self.jobs(), None)

    def fail_jobs(self, person, videos, timeout=60):
        """Kills every job, until all these videos are refused for it."""
        deadline = time.monotonic() + timeout
        while any(person.video(video)['state'] == 'processing' for video in videos):
            for pid in self.jobs():
                self.kill_pid(pid)
            if time.monotonic() > deadline:
                raise TimeoutError(self.text[-2000:])
            time.sleep(0.02)

    # Its people, its ledger.

    def person(self, handle=None):
        return Person(self, handle)

    def sign_up(self, handle, password=PASSWORD):
        return Person(self, handle).sign_up(password)

    def get(self, path):
        return Person(self).get(path)

    def audit(self):
        return ledger_audit.from_folder(str(self.data / 'ledger'))

    def ledger_entries(self):
        return self.audit().entries

    def wait_entry(self, wanted, timeout=20):
        """The newest ledger entry that wanted(entry) is true for."""
        deadline = time.monotonic() + timeout
        while True:
            for entry in reversed(self.ledger_entries()):
                if wanted(entry):
                    return entry
            if time.monotonic() > deadline:
                raise TimeoutError('no such entry after %d s\n%s' % (timeout, self.text[-2000:]))
            time.sleep(0.1)
