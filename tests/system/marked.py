"""Marked values: texts that nothing else has, each with a number that says through which door it went in; and
a search for them in files, logs and the memory of processes, in the encodings that somebody might think of."""
import base64
import os
import re
import secrets
import string
import zlib
from pathlib import Path

PAGE = os.sysconf('SC_PAGE_SIZE')
INFLATED_MAX, PIECE = 4 * 1024 * 1024, 64 * 1024
PRESENT_OR_SWAPPED = 3 << 62
DIGITS = 6 # of a mark's number


def core_of(length=12):
    """Small letters and digits, a letter first: may be part of a handle, a header, a path, a password."""
    return 'q' + ''.join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(length - 1))


def base64_parts(data):
    """What of any base64 text is the same whatever stands around these bytes: one for each alignment."""
    found = set()
    for before in range(3):
        text = base64.b64encode(b'\0' * before + data)
        part = text[-(-before * 8 // 6):(before + len(data)) * 8 // 6]
        found |= {part, part.replace(b'+', b'-').replace(b'/', b'_')}
    return found


def spellings(data):
    """The bytes as they are, and in other clothes."""
    hexed = data.hex().encode()
    pairs = [hexed[i:i + 2] for i in range(0, len(hexed), 2)]
    found = {data, data[::-1], hexed, hexed.upper()} | base64_parts(data)
    for digits in (pairs, [p.upper() for p in pairs]):
        found |= {b''.join(b'%' + p for p in digits), b''.join(b'\\u00' + p for p in digits)}
    try:
        text = data.decode('ascii')
        found |= {text.upper().encode(), text.encode('utf-16-be').strip(b'\0')} # either UTF-16
    except UnicodeDecodeError:
        pass # a key, a token
    return found


class Marks:
    """Protected marks and public ones, and what the service itself gave out that nobody else may see."""

    def __init__(self):
        self.core, self.shown = core_of(), core_of()
        self.names, self.wanted = [], {}
        self.want('marked', self.core.encode())

    def want(self, name, data):
        for spelling in spellings(data):
            self.wanted.setdefault(spelling, name)

    def mark(self, name):
        self.names.append(name)
        return '%s%0*d' % (self.core, DIGITS, len(self.names) - 1)

    def public(self):
        return self.shown + secrets.token_hex(3)

    def secret(self, name, text):
        """A value that the service made, or that has a form of its own."""
        self.want(name, text.encode())
        if re.fullmatch(r'(?:[0-9a-f]{2}){16,}', text):
            self.want(name, bytes.fromhex(text)[:16])

    def search(self, data):
        """[(what, where, what stands around it)]: nothing is to be found."""
        found = []
        for spelling, name in self.wanted.items() if data.strip(b'\0') else ():
            at = data.find(spelling)
            while at >= 0:
                number = re.match(rb'\d{%d}' % DIGITS, data[at + len(spelling):at + len(spelling) + DIGITS])
                known = number and spelling == self.core.encode() and int(number.group()) < len(self.names)
                found.append((self.names[int(number.group())] if known else name, at,
                              data[max(0, at - 32):at + 64]))
                at = data.find(spelling, at + 1) if len(found) < 400 else -1
        return found

    def search_deep(self, data):
        """The same, also in what was compressed."""
        found = self.search(data)
        for inner in inflated(data):
            found += [('compressed: ' + name, at, around) for name, at, around in self.search(inner)]
        return found

    def sees(self, data):
        """Whether a public mark is there: that the search can see at all."""
        return self.shown.encode() in data


def inflated(data):
    """What comes out of each zlib, gzip or raw stream that starts somewhere in the bytes."""
    for start in re.finditer(rb'\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08', data):
        stream, out = zlib.decompressobj(47), b''
        try:
            for at in range(start.start(), len(data), PIECE):
                out += stream.decompress(data[at:at + PIECE], INFLATED_MAX)
                if stream.eof or len(out) >= INFLATED_MAX:
                    break
        except zlib.error:
            pass # what came out before that counts
        if len(out) > 8:
            yield out


def files_below(folder, since=0):
    """(path, bytes) of each file, those that a process removes meanwhile left out."""
    for path in sorted(Path(folder).rglob('*')):
        try:
            if path.is_file() and not path.is_symlink() and path.stat().st_mtime >= since:
                yield path, path.read_bytes()
        except OSError:
            continue


def areas(pid):
    """The mappings of a process, as smaps tells them."""
    found = []
    with open('/proc/%d/smaps' % pid) as lines:
        for line in lines:
            head = re.match(r'([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ (\d+)\s*(.*)', line)
            if head:
                found.append({'from': int(head.group(1), 16), 'to': int(head.group(2), 16),
                              'mode': head.group(3), 'name': head.group(5), 'flags': []})
            elif line.startswith('VmFlags:'):
                found[-1]['flags'] = line.split()[1:]
            else:
                key, _, value = line.partition(':')
                if value.strip().endswith('kB'):
                    found[-1][key] = int(value.split()[0])
    return found


def pages(pid, area):
    """(address, bytes) of each run of pages that are there."""
    count = (area['to'] - area['from']) // PAGE
    with open('/proc/%d/pagemap' % pid, 'rb', 0) as table:
        table.seek(area['from'] // PAGE * 8)
        entries = memoryview(table.read(count * 8)).cast('Q')
    with open('/proc/%d/mem' % pid, 'rb', 0) as memory:
        first = 0
        while first < len(entries):
            last = first
            while last < len(entries) and entries[last] & PRESENT_OR_SWAPPED:
                last += 1
            if last > first:
                memory.seek(area['from'] + first * PAGE)
                yield area['from'] + first * PAGE, memory.read((last - first) * PAGE)
            first = max(last, first + 1)


def search_memory(marks, pid):
    """[(what, area, what stands around it)] over all that a process has in memory and may write."""
    found = []
    for area in areas(pid):
        if not area['mode'].startswith('rw'):
            continue
        for _, data in pages(pid, area):
            found += [(name, area, around) for name, _, around in marks.search(data)]
    return found
