#!/usr/bin/env python3
"""closure.py EXECUTABLE OUTPUT: the interpreter and libraries of an executable, a path per line.

Asked of the interpreter itself, as it will look in the tiny root: without a cache of /etc, and
without directories for particular processors. A static executable has an empty list.
"""
import os
import struct
import subprocess
import sys

PT_INTERP = 3


def interpreter(path):
    """The interpreter named in a 64-bit little-endian ELF file, or None."""
    with open(path, 'rb') as f:
        image = f.read()
    if image[:6] != b'\x7fELF\x02\x01':
        sys.exit(f'{path}: no 64-bit ELF executable')
    table, = struct.unpack_from('<Q', image, 32)
    size, count = struct.unpack_from('<HH', image, 54)
    for i in range(count):
        kind, _, offset, _, _, length = struct.unpack_from('<IIQQQQ', image, table + i * size)
        if kind == PT_INTERP:
            return image[offset:offset + length].rstrip(b'\0').decode()
    return None


def libraries(loader, path):
    command = [loader, '--inhibit-cache', '--glibc-hwcaps-mask', 'none', '--list', path]
    done = subprocess.run(command, env={}, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f'{path}: {done.stdout}{done.stderr}')
    for line in done.stdout.splitlines():
        words = line.split()
        if '=>' in words:
            words = words[words.index('=>') + 1:]
        if words[0].startswith('/'):
            yield words[0]
        elif not words[0].startswith('linux-vdso'):
            sys.exit(f'{path}: not found without the cache of /etc: {line.strip()}')


def main():
    path, output = os.path.abspath(sys.argv[1]), sys.argv[2]
    loader = interpreter(path)
    found = set() if loader is None else {loader, *libraries(loader, path)}
    with open(output, 'w', encoding='utf-8') as f:
        f.writelines(f'{name}\n' for name in sorted(found))


if __name__ == '__main__':
    main()
