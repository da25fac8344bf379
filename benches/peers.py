"""What both sides of a bench run on: a region with content of its own, and nginx as Debian ships it."""
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / 'tests' / 'system'))
import region as harness  # noqa: E402: the system tests' own

# Debian's /etc/nginx/nginx.conf in what matters for files, with open_file_cache, and no access log,
# since edged keeps none either.
NGINX = """
%(user)s
worker_processes auto;
pid %(folder)s/pid;
error_log %(folder)s/error.log;
events { worker_connections 768; }
http {
    sendfile on;
    tcp_nopush on;
    types_hash_max_size 2048;
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log off;
    keepalive_requests 1000000;
    open_file_cache max=1000 inactive=60s;
    open_file_cache_valid 60s;
    client_body_temp_path %(folder)s/t1; proxy_temp_path %(folder)s/t2;
    fastcgi_temp_path %(folder)s/t3; uwsgi_temp_path %(folder)s/t4; scgi_temp_path %(folder)s/t5;
    server { listen 127.0.0.1:%(port)d; root %(folder)s/www; }
}
"""


def fill(data, people, videos, watches):
    """A region at rest becomes large."""
    done = harness.vitrine('demo', 'fill', data, '--people', people, '--videos', videos, '--watches', watches,
                           timeout=600)
    if done.returncode != 0:
        raise RuntimeError('vitrine demo fill: %d %s' % (done.returncode, done.stderr))


class Load:
    """What benches/load.c found: seconds, requests, and in ms the middle, the 99th of 100 and the longest."""

    def __init__(self, port, requests, connections, word, times, rate=0):
        done = subprocess.run(
            [str(harness.build_folder() / 'benches' / 'load'), str(port), str(connections), str(rate), word, str(times)],
            input=b''.join(struct.pack('>I', len(r)) + r for r in requests), capture_output=True, timeout=600)
        if done.returncode != 0:
            raise RuntimeError('load: ' + done.stderr.decode(errors='replace')[-1500:])
        self.seconds, self.count, *times_us = map(float, done.stdout.split())
        self.middle_ms, self.late_ms, self.most_ms = (t / 1000 for t in times_us)


def http_request(method, path, cookie=None, body=None):
    """As bytes on the wire, of a session or of nobody's."""
    lines = ['%s %s HTTP/1.1' % (method, path), 'Host: 127.0.0.1']
    lines += ['Cookie: vitrine_session=' + cookie] if cookie else []
    lines += ['Content-Type: application/json', 'Content-Length: %d' % len(body)] if body else []
    return ('\r\n'.join(lines) + '\r\n\r\n' + (body or '')).encode()


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


class Nginx:
    """One that serves {path: file}, until it is left. The very same files, by hard links: how the
    kernel holds a file's pages depends on how they were written."""

    def __init__(self, files):
        self.folder = Path(tempfile.mkdtemp(prefix='vitrine-bench-nginx-'))
        for path, file in files.items():
            target = self.folder / 'www' / path.lstrip('/')
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(file, target)
        self.port, self.process = free_port(), None

    def __enter__(self):
        config = self.folder / 'nginx.conf'
        user = 'user root;' if os.getuid() == 0 else '' # it has to read the region's files
        config.write_text(NGINX % {'folder': self.folder, 'port': self.port, 'user': user})
        nginx = shutil.which('nginx', path=os.environ['PATH'] + ':/usr/sbin')
        self.process = subprocess.Popen(
            [nginx, '-e', str(self.folder / 'error.log'), '-c', str(config), '-g', 'daemon off;'],
            stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while len(self.pids()) < 2 or not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError('nginx: ' + (self.folder / 'error.log').read_text()[-500:])
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)

    def answers(self):
        with socket.socket() as s:
            return s.connect_ex(('127.0.0.1', self.port)) == 0

    def pids(self):
        """The master and its workers."""
        children = Path('/proc/%d/task/%d/children' % (self.process.pid, self.process.pid))
        return [self.process.pid] + [int(p) for p in children.read_text().split()]


def version(program, *args):
    """What a program says of its version, in one line."""
    path = shutil.which(program, path=os.environ['PATH'] + ':/usr/sbin') or program
    done = subprocess.run([path, *args], capture_output=True, text=True)
    return (done.stdout + done.stderr).splitlines()[0].strip()
