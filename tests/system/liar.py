"""A service that lies: a ledger that was really made, served over HTTP, and the means to change any of
it. What it answers to a path is a file below its root, or what a trick puts in the file's place."""
import base64
import hashlib
import http.server
import json
import os
import shutil
import subprocess
import threading
import time
from pathlib import Path

import region as harness
import signing

MINUTE = 60000
ORIGIN = 'region.example/verify'


def canonical(entry):
    return json.dumps(entry, sort_keys=True, separators=(',', ':'), ensure_ascii=False).encode()


def sha256(raw):
    return hashlib.sha256(raw).hexdigest()


class Cosigner:
    """A witness's key, and whatever it is made to sign (cosignature/v1)."""

    def __init__(self, name):
        self.name, self.seed = name, hashlib.sha256(name.encode()).digest()
        key = b'\4' + signing.ed25519(self.seed, b'')[0]
        self.id = hashlib.sha256(name.encode() + b'\n' + key).digest()[:4]
        self.vkey = '%s+%s+%s' % (name, self.id.hex(), base64.b64encode(key).decode())

    def sign(self, note, ago_s=0):
        """The note with this signature, too."""
        now = int(time.time()) - ago_s
        text = note[:note.index(b'\n\n') + 1]
        signature = signing.ed25519(self.seed, b'cosignature/v1\ntime %d\n' % now + text)[1]
        return note + '\u2014 {} {}\n'.format(self.name, base64.b64encode(
            self.id + now.to_bytes(8, 'big') + signature).decode()).encode()


class Site:
    """A folder served at /, with tricks: {part of a path: function(handler)}."""

    def __init__(self, folder):
        self.folder, self.root, self.tricks = folder, folder / 'site', {}
        self.stopped = threading.Event()
        site = self

        class Handler(http.server.SimpleHTTPRequestHandler):
            def translate_path(self, path):
                name = str(site.root) + path
                packed = {'br': '.br', 'gzip': '.gz'}.get(self.headers.get('Accept-Encoding'), '')
                if path == '/':
                    name += 'index.html'
                return name + packed if os.path.exists(name + packed) else name

            def do_GET(self):
                for part, trick in site.tricks.items():
                    if part in self.path:
                        return trick(self)
                return super().do_GET()

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.server.daemon_threads = True
        self.url = 'http://127.0.0.1:%d' % self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.stopped.set()
        self.server.shutdown()
        self.server.server_close()

    def grow(self, size, ago_ms, step_ms, special=None, origin=ORIGIN):
        start = int(time.time() * 1000) - ago_ms
        tool = harness.build_folder() / 'tests' / 'ledger-grow'
        subprocess.run([str(tool), str(self.root), str(size), str(start), str(step_ms),
                        *([special] if special else [])], check=True, timeout=60,
                       env={**os.environ, 'ORIGIN': origin})
        self.put('api/v1/region', {'origin': origin, 'build': 'unreviewed'})

    def size(self):
        return int((self.root / 'ledger' / 'checkpoint').read_bytes().split(b'\n')[1])

    def enter(self, *entries):
        """Each as an entry: a dict with "type", dated now, of version 1 unless it says more; or bytes."""
        now = int(time.time() * 1000)
        raw = [e if isinstance(e, bytes) else canonical({'time_ms': now, 'v': 1, **e}) for e in entries]
        lines = self.folder / 'lines'
        lines.write_bytes(b'\n'.join(raw) + b'\n')
        self.grow(0, 0, 1, '@%s' % lines)

    def keep(self, name):
        shutil.copytree(self.root, self.folder / name)

    def back_to(self, name):
        shutil.rmtree(self.root)
        shutil.copytree(self.folder / name, self.root)

    def file(self, path):
        file = self.root / path
        if file.exists():
            file.chmod(0o644)
        return file

    def change(self, path, function):
        """The bytes of a file below ledger/ as a function makes them."""
        file = self.file('ledger/' + path)
        self.replace(file, function(file.read_bytes()))

    def put(self, path, value):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        self.replace(file, value if isinstance(value, bytes) else json.dumps(value).encode())

    def replace(self, file, raw):
        """At once: somebody may read it just now."""
        fresh = self.folder / 'fresh'
        fresh.write_bytes(raw)
        fresh.replace(file)

    # What a whole region has beside its ledger.

    def serve_app(self, files):
        """The files, with their list; gives the list's digest."""
        for path, raw in files.items():
            self.put(path, raw)
        listed = ''.join('%s  %s\n' % (sha256(files[p]), p) for p in sorted(files)).encode()
        self.put('files.txt', listed)
        return sha256(listed)


# Answers of a server that means harm.

def answers(status, headers=(), body=b''):
    def trick(h):
        h.send_response(status)
        for name, value in headers:
            h.send_header(name, value)
        h.send_header('Content-Length', str(len(body)))
        h.end_headers()
        h.wfile.write(body)
    return trick


def endless(h):
    """More than anybody wants."""
    h.send_response(200)
    h.end_headers()
    try:
        while True:
            h.wfile.write(b'x' * 65536)
    except OSError:
        pass


def behind(raw):
    """An answer with headers behind it, without end."""
    def trick(h):
        h.close_connection = True
        try:
            h.wfile.write(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n' % (len(raw), raw))
            while True:
                h.wfile.write(b'T: x\r\n' * 8192)
        except OSError:
            pass
    return trick


def dripping(site):
    """A byte now and then, forever."""
    def trick(h):
        h.send_response(200)
        h.send_header('Content-Length', '1000000')
        h.end_headers()
        try:
            while not site.stopped.wait(0.2):
                h.wfile.write(b'x')
                h.wfile.flush()
        except OSError:
            pass
    return trick


def breaking_off(h):
    """Less than was announced."""
    h.send_response(200)
    h.send_header('Content-Length', '5000')
    h.end_headers()
    h.wfile.write(b'x' * 100)
    h.close_connection = True


def packed(raw):
    """Bytes that nobody asked to be sent packed."""
    return answers(200, [('Content-Encoding', 'gzip')], raw)
