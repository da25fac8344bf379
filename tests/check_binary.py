#!/usr/bin/env python3
"""Layer 3 of the borders: reads the executables that were built, where no trick in the source hides
short of inline assembly: the libraries that each links, the functions that it imports, and how it
was linked. It sees our imports, not what a library does inside: there the border tests speak.
Usage: check_binary.py SRC BUILD"""
import fnmatch
import os
import re
import subprocess
import sys

import tree

# No process imports these, whatever it is.
NEVER = ['system', 'popen', 'dlopen', 'dlsym', 'gets', 'getaddrinfo', 'gethostbyname*', 'res_*']
NETWORK = ['socket', 'connect', 'bind', 'listen', 'sendmmsg']
EXEC = ['exec*', 'fexecve', 'posix_spawn*', 'fork', 'vfork', '_Fork', 'clone', 'clone3', 'unshare',
        'setns', 'ptrace', 'process_vm_*', 'io_uring_*', 'syscall']
KEYS = ['crypto_*', 'sodium_*', 'EVP_*', 'RSA_*', 'EC_*', 'gnutls_*', 'SSL_*']
DATABASE = ['sqlite3_*', 'PQ*']
# All of libnettle but its SHA-1 and SHA-256.
NETTLE = ['nettle_[!s]*', 'nettle_s[!h]*', 'nettle_sha[!12]*', 'nettle_sha1_c*', 'nettle_sha256_c*']
MEDIA = ['av_*', 'avcodec_*', 'avformat_*', 'sws_*', 'swr_*']
HTTP = ['MHD_*', 'curl_*']
OPEN = ['open', 'open64', 'openat', 'openat64', 'creat*', 'fopen*', 'freopen*', 'opendir', 'mkdir*',
        'rename*', 'unlink*', 'link*', 'symlink*']

# Whatever makes a file. (Renaming and removing come with the object file that reads one; gatewayd's list of
# system calls has neither.)
OPEN_NEW = ['creat*', 'mkdir*', 'link*', 'symlink*']

# process: (all that it may link besides the C library, what it must never import)
RULES = {
    'gate': (['libseccomp', 'libcrypto'],
             ['connect', 'sendmmsg'] + DATABASE + MEDIA + HTTP + ['crypto_*', 'EVP_*crypt*', 'SSL_*']),
    'edged': (['libmicrohttpd', 'libsqlite3', 'libjansson', 'libseccomp', 'libpthread', 'libnettle'],
              NETWORK + EXEC + KEYS + NETTLE + MEDIA + ['curl_*', 'accept']),
    'mediad': (['libavformat', 'libavcodec', 'libavutil', 'libswscale', 'libswresample',
                'libebur128', 'libseccomp', 'libm', 'libpthread'],
               NETWORK + EXEC + KEYS + DATABASE + HTTP + OPEN + ['accept*', 'recv*', 'send*']),
    'gatewayd': (['libcurl', 'libseccomp', 'libsodium', 'libcrypto', 'libpthread'],
                 NETWORK + EXEC + DATABASE + MEDIA + OPEN_NEW + ['MHD_*', 'accept*', 'crypto_sign', 'crypto_sign_detached',
                  'crypto_sign_*keypair*', 'crypto_s[!i]*', 'crypto_box*', 'crypto_aead*', 'EVP_*crypt*', 'EVP_*Sign*']),
    'witnessd': (['libmicrohttpd', 'libjansson', 'libseccomp', 'libsodium', 'libcrypto', 'libpthread'],
                 ['connect', 'sendmmsg'] + EXEC + DATABASE + MEDIA + ['curl_*', 'EVP_*crypt*', 'SSL_*']),
    'custodiand': ([], NETWORK + EXEC + MEDIA + HTTP + ['accept*']),
    'offline': ([], NETWORK + EXEC + DATABASE + MEDIA + HTTP + ['accept*']),
    'fill': (['libsqlite3', 'libpthread'], NETWORK + EXEC + KEYS + MEDIA + HTTP),
    'cli': (['libcurl', 'libjansson', 'libsodium', 'libcrypto', 'libpthread', 'libm'],
            DATABASE + MEDIA + ['MHD_*', 'ptrace']),
}
NAMES = {'cli': 'vitrine', 'offline': 'vitrine-verify'}  # of executables; vitrine-ROW otherwise
# What the wrapper of Landlock imports, and nothing else of that process may: it opens the folders that
# stay reachable, and is the one place for bare system calls.
WRAPPED = ['open', 'open64', 'syscall']
# What a process defines in front of the C library's own, for the libraries that it links: each is a border
# in a library's way of doing things, and there is no other.
STANDS_IN = {'edged': {'send', 'sendfile64'}, 'witnessd': {'send', 'sendfile64'}, 'mediad': {'iconv_open'}}
ALWAYS = ['libc', 'ld-linux-x86-64', 'linux-vdso']


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def imports_of(paths, dynamic):
    out = set()
    for path in paths:
        text = run('nm', '-D', '--undefined-only', path) if dynamic else run('nm', '-u', path)
        out |= {m.split('@')[0] for m in re.findall(r'\b[Uw] (\S+)', text)}
    return out


def objects_of(row, build, without=()):
    """What of ours goes into a process: its own objects and the libraries that it names."""
    base = os.path.join(build, 'src')
    names = ['lib%s-inside.a' % row.name] + ['lib%s.a' % n for n in row.needs if n not in without]
    paths = [os.path.join(base, n) for n in names]
    own = os.path.join(base, NAMES.get(row.name, 'vitrine-%s' % row.name) + '.p')
    paths += [os.path.join(own, o) for o in os.listdir(own) if o.endswith('.o')]
    return [p for p in paths if os.path.exists(p)]


def check_link(name, exe):
    head, segments, dynamic = run('readelf', '-h', exe), run('readelf', '-lW', exe), run(
        'readelf', '-d', exe)
    if not re.search(r'Type:\s+DYN', head):
        yield '%s: is not position independent' % name
    if 'GNU_RELRO' not in segments:
        yield '%s: no RELRO' % name
    if not re.search(r'FLAGS.*\bBIND_NOW\b|FLAGS_1.*\bNOW\b', dynamic):
        yield '%s: binds lazily' % name
    if not re.search(r'GNU_STACK\s+\S+\s+\S+\s+\S+\s+\S+\s+\S+\s+RW\s', segments):
        yield '%s: has an executable stack' % name
    if re.search(r'\((TEXTREL|RPATH|RUNPATH)\)', dynamic):
        yield '%s: has text relocations or a library path of its own' % name
    if re.search(r'LOAD\s+(?:\S+\s+){5}RWE', segments):
        yield '%s: has memory both writable and executable' % name


def check_one(row, exe, build):
    name = os.path.basename(exe)
    libraries, never = RULES[row.name]
    yield from check_link(name, exe)
    needed = re.findall(r'\(NEEDED\).*\[(.*?)\.so', run('readelf', '-d', exe))
    is_static = len(needed) == 0
    if row.name in ('custodiand', 'offline') and not is_static:
        yield '%s: is not static: it needs %s' % (name, ' '.join(needed))
    for library in needed:
        if library not in libraries + ALWAYS:
            yield '%s: links %s' % (name, library)
    paths = objects_of(row, build) if is_static else [exe]
    if len(paths) < 1 or (is_static and len(paths) < 3):
        yield '%s: nothing to read its imports from' % name
    found = imports_of(paths, not is_static)
    defined = set(re.findall(r'\b[TWi] (\S+)', run('nm', '-D', '--defined-only', exe)))
    for symbol in sorted(defined - STANDS_IN.get(row.name, set())):
        yield '%s: puts its own %s in front of the libraries\'' % (name, symbol)
    if 'confine' in row.needs:
        found -= set(WRAPPED) - imports_of(objects_of(row, build, ('confine', 'base')), False)
    for symbol in sorted(found):
        for pattern in NEVER + never:
            if fnmatch.fnmatchcase(symbol, pattern):
                yield '%s: imports %s' % (name, symbol)
                break


def problems(src, build):
    rows = [r for r in tree.table(src) if r.process]
    checked = []
    for row in rows:
        name = NAMES.get(row.name, 'vitrine-' + row.name)
        exe = os.path.join(build, 'src', name)
        if row.name not in RULES:
            yield '%s: no rule in check_binary.py' % row.name
        elif os.path.exists(exe):
            checked.append(name)
            yield from check_one(row, exe, build)
        elif os.path.exists(os.path.join(src, row.name, 'meson.build')):
            yield '%s: was not built' % name
    print('checked: %s' % ' '.join(checked))


if __name__ == '__main__':
    sys.exit(tree.report('check_binary', list(problems(sys.argv[1], sys.argv[2]))))
