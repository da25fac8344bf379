"""An auditor of a region's public ledger, written from the C2SP specifications (tlog-tiles, signed-note,
tlog-checkpoint) and sharing nothing with the C code: own Merkle tree, own note parser, Ed25519 through
the openssl command."""
import base64
import hashlib
import json
import os
import subprocess
import tempfile


class Bad(Exception):
    """The ledger is not what it must be."""


def leaf(entry):
    return hashlib.sha256(b'\0' + entry).digest()


def node(left, right):
    return hashlib.sha256(b'\1' + left + right).digest()


def root_of(hashes):
    """The Merkle tree hash of RFC 6962, straight from its definition."""
    if not hashes:
        return hashlib.sha256(b'').digest()
    if len(hashes) == 1:
        return hashes[0]
    cut = 1
    while cut * 2 < len(hashes):
        cut *= 2
    return node(root_of(hashes[:cut]), root_of(hashes[cut:]))


def groups(number):
    """A tile's number as a path: 1234067 is x001/x234/067."""
    text = '%03d' % (number % 1000)
    while number >= 1000:
        number //= 1000
        text = 'x%03d/%s' % (number % 1000, text)
    return text


def strict_base64(text):
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise Bad('base64 with another spelling: %r' % text)
    return data


def parse_vkey(text):
    if not text.endswith('\n') or text.count('\n') != 1:
        raise Bad('the verifier key is not one line')
    name, number, data = text[:-1].split('+', 2)
    key = strict_base64(data)
    if key[0] != 1 or len(key) != 33:
        raise Bad('not an Ed25519 key')
    if hashlib.sha256(name.encode() + b'\n' + key).digest()[:4].hex() != number:
        raise Bad('the key number does not belong to the key')
    return name, bytes.fromhex(number), key[1:]


def ed25519_ok(key, message, signature):
    prefix = bytes.fromhex('302a300506032b6570032100')
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for name, data in (('key', prefix + key), ('message', message), ('signature', signature)):
            paths[name] = os.path.join(folder, name)
            with open(paths[name], 'wb') as f:
                f.write(data)
        done = subprocess.run(
            ['openssl', 'pkeyutl', '-verify', '-pubin', '-keyform', 'DER', '-inkey', paths['key'],
             '-rawin', '-in', paths['message'], '-sigfile', paths['signature']],
            capture_output=True, text=True)
    return done.returncode == 0 and 'Verified Successfully' in done.stdout


def parse_checkpoint(note, vkey):
    """(size, root), after the signature has been checked."""
    name, number, key = parse_vkey(vkey)
    text, blank, signatures = note.rpartition('\n\n')
    if not blank or not signatures.endswith('\n'):
        raise Bad('not a signed note')
    text += '\n'
    good = 0
    for line in signatures[:-1].split('\n'):
        dash, who, data = line.split(' ')
        raw = strict_base64(data)
        if dash != '\u2014' or len(raw) < 5:
            raise Bad('not a signature line: %r' % line)
        if (who, raw[:4]) == (name, number):
            if not ed25519_ok(key, text.encode(), raw[4:]):
                raise Bad('the signature does not verify')
            good += 1
    if good != 1:
        raise Bad('%d signatures of the log' % good)
    lines = text.split('\n')
    if len(lines) != 4 or lines[3] != '' or lines[0] != name or str(int(lines[1])) != lines[1]:
        raise Bad('not a checkpoint: %r' % text)
    root = strict_base64(lines[2])
    if len(root) != 32:
        raise Bad('the root has %d bytes' % len(root))
    return int(lines[1]), root


def tile_of(get, level, number, width):
    """A tile's bytes: the partial one, else the full one, cut."""
    path = 'tile/%s/%s' % (level, groups(number))
    if width < 256:
        data = get(path + '.p/%d' % width)
        if data is not None:
            return data, False
    data = get(path)
    if data is None:
        raise Bad('%s is missing (width %d)' % (path, width))
    return data, width < 256


def read_entries(get, size):
    entries = []
    for number in range((size + 255) // 256):
        width = min(256, size - number * 256)
        data, longer = tile_of(get, 'entries', number, width)
        at = 0
        for _ in range(width):
            length = int.from_bytes(data[at:at + 2], 'big')
            entries.append(data[at + 2:at + 2 + length])
            if len(data) < at + 2 + length:
                raise Bad('a bundle is cut short')
            at += 2 + length
        if at != len(data) and not longer:
            raise Bad('a bundle has %d bytes too many' % (len(data) - at))
    return entries


def check_tiles(get, hashes):
    level = 0
    while hashes:
        for number in range((len(hashes) + 255) // 256):
            mine = hashes[number * 256:(number + 1) * 256]
            data, longer = tile_of(get, level, number, len(mine))
            if data[:32 * len(mine)] != b''.join(mine) or (not longer and len(data) != 32 * len(mine)):
                raise Bad('tile %d/%d does not match the entries' % (level, number))
        full = len(hashes) // 256
        hashes = [root_of(hashes[i * 256:(i + 1) * 256]) for i in range(full)]
        level += 1


def check_canonical(entry):
    """RFC 8785 for what the ledger uses: sorted keys, no blanks, integers below 2^53."""
    value = json.loads(entry)
    again = json.dumps(value, sort_keys=True, separators=(',', ':'), ensure_ascii=False).encode()
    if again != entry:
        raise Bad('not canonical: %r' % entry)
    if not isinstance(value, dict) or 'type' not in value or 'v' not in value:
        raise Bad('an entry without type or version: %r' % entry)

    def walk(x):
        for item in x.values() if isinstance(x, dict) else x if isinstance(x, list) else []:
            if isinstance(item, float) or (isinstance(item, int) and abs(item) >= 2**53):
                raise Bad('a number that not all can read: %r' % entry)
            walk(item)
    walk(value)
    return value


def check_claims(shown, entries):
    """What stands beside the ledger of the region's claims is what its newest entries of each say."""
    said = {}
    for number, entry in enumerate(entries):
        if entry['type'] == 'claim':
            said.setdefault(entry['claim'], []).insert(0, (number, entry))
    lines = shown.decode('ascii').split('\n')
    if lines[0] != 'vitrine-claims 1' or lines.pop() != '' or not said:
        raise Bad('not a list of claims')
    rest = lines[1:]
    while rest:
        word, name, digest, count = rest.pop(0).split(' ')
        changes, rest = rest[:int(count)], rest[int(count):]
        newest = said.pop(name)[:len(changes)]
        of_ledger = ['change %d %d %s' % (n, e['time_ms'], e['state']) for n, e in newest]
        if word != 'claim' or changes != of_ledger or digest != newest[0][1]['digest']:
            raise Bad('the claim %s is not shown as the ledger says' % name)
    if said:
        raise Bad('claims of the ledger are not shown: %s' % sorted(said))


class Audit:
    def __init__(self, get):
        vkey, note = get('vkey'), get('checkpoint')
        if vkey is None or note is None:
            raise Bad('no verifier key or no checkpoint')
        self.vkey = vkey.decode()
        self.size, self.root = parse_checkpoint(note.decode(), self.vkey)
        self.raw = read_entries(get, self.size)
        hashes = [leaf(e) for e in self.raw]
        if root_of(hashes) != self.root:
            raise Bad('the root does not match the entries')
        check_tiles(get, hashes)
        self.entries = [check_canonical(e) for e in self.raw]
        shown = get('claims')
        if shown is not None:
            check_claims(shown, self.entries)

    def extends(self, earlier):
        if earlier.vkey != self.vkey or self.raw[:earlier.size] != earlier.raw:
            raise Bad('this ledger does not continue the earlier one')


def from_folder(folder):
    def get(path):
        try:
            with open(os.path.join(folder, path), 'rb') as f:
                return f.read()
        except (FileNotFoundError, NotADirectoryError):
            return None
    # The checkpoint may move on while the tiles are read: a partial tile may go then, the full stays.
    last = None
    for _ in range(5):
        try:
            return Audit(get)
        except Bad as bad:
            last = bad
    raise last


def from_url(fetch):
    """fetch(path) gives (status, body)."""
    def get(path):
        status, body = fetch('/ledger/' + path)
        return body if status == 200 else None
    return Audit(get)
