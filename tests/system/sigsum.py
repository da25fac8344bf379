"""
Sigsum's witness, as Debian's backports have it (package sigsum-go): fetched once per build folder with apt, which
checks who signed it, into folders of its own; nothing of it is installed. It takes one log only, whose origin must
be the one that Sigsum derives from the log's key; any other is answered with 404. As Debian builds it, without its
go.mod, Go takes it for a program of before 1.22, whose routes know no methods: all is 404 unless GODEBUG says else.
"""
import hashlib
import os
import shutil
import socket
import subprocess
import time
import unittest

import region as harness

PACKAGE = 'sigsum-go'
SOURCE = 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ' \
    'http://deb.debian.org/debian bookworm-backports main\n'
PROGRAMS = ('sigsum-witness', 'sigsum-key')


def fetch(folder):
    """The package's programs, with apt's lists and cache in the folder. OSError: they are not to be had."""
    for part in ('lists/partial', 'cache/archives/partial', 'empty'):
        (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / 'sources.list').write_text(SOURCE)
    (folder / 'status').write_text('')
    options = ['-o', 'Dir::Etc::SourceList=%s/sources.list' % folder, '-o', 'Dir::Etc::SourceParts=%s/empty' % folder,
               '-o', 'Dir::State::Lists=%s/lists' % folder, '-o', 'Dir::State::status=%s/status' % folder,
               '-o', 'Dir::Cache=%s/cache' % folder, '-o', 'APT::Sandbox::User=root', '-o', 'Acquire::Retries=1',
               '-o', 'Acquire::Languages=none']
    for command in (['update'], ['download', PACKAGE]):
        done = subprocess.run(['apt-get', '-qq'] + options + command, cwd=folder, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=120)
        if done.returncode != 0:
            raise OSError('apt-get %s: %s' % (command[0], done.stderr.strip()[-200:]))
    package = next(folder.glob(PACKAGE + '_*.deb'))
    subprocess.run(['dpkg-deb', '-x', package.name, 'package'], cwd=folder, check=True, timeout=60)


def programs():
    """{name: path}; skips the test where the package is not to be had."""
    installed = {name: shutil.which(name) for name in PROGRAMS}
    if all(installed.values()):
        return installed
    folder = harness.build_folder() / 'sigsum'
    found = {name: str(folder / 'package' / 'usr' / 'bin' / name) for name in PROGRAMS}
    if not all(os.access(path, os.X_OK) for path in found.values()):
        shutil.rmtree(folder, ignore_errors=True)
        try:
            fetch(folder)
        except (OSError, subprocess.SubprocessError) as problem:
            raise unittest.SkipTest('%s of Debian\'s backports is not to be had: %s' % (PACKAGE, problem))
    return found


def origin(public):
    return 'sigsum.org/v1/tree/' + hashlib.sha256(public).hexdigest()


def free_port():
    with socket.socket() as one:
        one.bind(('127.0.0.1', 0))
        return one.getsockname()[1]


class Witness:
    """One of Sigsum's, in the folder; it keeps its port."""

    def __init__(self, folder):
        self.programs, self.folder, self.process = programs(), folder, None
        folder.mkdir()
        self.port = free_port()
        self.run('sigsum-key', 'generate', '-o', folder / 'key')
        public = bytes.fromhex(self.run('sigsum-key', 'to-hex', '-k', folder / 'key.pub').strip())
        self.name = 'sigsum.org/v1/witness/' + hashlib.sha256(public).hexdigest()
        self.vkey = self.run('sigsum-key', 'to-vkey', '-k', folder / 'key.pub', '-n', self.name, '-t',
                             'cosignature/v1').strip()

    def run(self, name, *args, **options):
        return subprocess.run([self.programs[name], *map(str, args)], check=True, capture_output=True, text=True,
                              timeout=30, **options).stdout

    def start(self, log):
        """Serves the log with that public key."""
        (self.folder / 'log.pub').write_text(self.run('sigsum-key', 'from-hex', input=log.hex()))
        self.process = subprocess.Popen([
            self.programs['sigsum-witness'], '-k', str(self.folder / 'key'), '--log-key', str(self.folder / 'log.pub'),
            '--state-file', str(self.folder / 'state'), '127.0.0.1:%d' % self.port],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=os.environ | {'GODEBUG': 'httpmuxgo121=0'})
        until = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(('127.0.0.1', self.port), 1).close()
                return
            except OSError:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise
                time.sleep(0.05)

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def url(self):
        return 'http://127.0.0.1:%d' % self.port
