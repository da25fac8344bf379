"""Statements of the office, signed here, for tests that bring them over HTTP: Ed25519 (RFC 8032) in whole numbers."""
import base64
import hashlib
import json
import os
import time

P = 2 ** 255 - 19
ORDER = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
KIND = 'application/vnd.vitrine.statement+json'


def base_point():
    y = 4 * pow(5, P - 2, P) % P
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    return (P - x if x % 2 else x), y


def add(a, b):
    both = D * a[0] * b[0] * a[1] * b[1] % P
    return ((a[0] * b[1] + b[0] * a[1]) * pow(1 + both, P - 2, P) % P,
            (a[1] * b[1] + a[0] * b[0]) * pow(1 - both, P - 2, P) % P)


def times(number, point):
    found = (0, 1)
    for bit in bin(number)[2:]:
        found = add(found, found)
        found = add(found, point) if bit == '1' else found
    return found


def packed(point):
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, 'little')


def hashed(*parts):
    return int.from_bytes(hashlib.sha512(b''.join(parts)).digest(), 'little')


def ed25519(seed, message):
    """(public key, signature)"""
    secret = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(secret[:32], 'little') & (1 << 254) - 8 | 1 << 254
    public = packed(times(scalar, base_point()))
    nonce = hashed(secret[32:], message) % ORDER
    point = packed(times(nonce, base_point()))
    proof = (nonce + hashed(point, public, message) * scalar) % ORDER
    return public, point + proof.to_bytes(32, 'little')


def statement(office, **members):
    """What is signed, in the one form that it may have."""
    return json.dumps({'puid': os.urandom(16).hex(), 'region': office.origin(), 'v': 1, **members},
                      sort_keys=True, separators=(',', ':'))


def envelope(office, **members):
    """A statement of the member's, signed."""
    words = dict(line.split(' ', 1) for line in office.file.read_text().splitlines())
    return signed(bytes.fromhex(words['seed']), statement(office, **members).encode())


def signed(seed, payload):
    """The envelope of a payload, in the one form that it may have (DSSE)."""
    public, signature = ed25519(seed, b'DSSEv1 %d %s %d %s' % (len(KIND), KIND.encode(), len(payload), payload))
    return '{"payload":"%s","payloadType":"%s","signatures":[{"keyid":"%s","sig":"%s"}]}' % (
        base64.b64encode(payload).decode(), KIND, public.hex(), base64.b64encode(signature).decode())


def desk(office, hours=12):
    now = int(time.time() * 1000)
    return envelope(office, type='desk', made_ms=now, until_ms=now + hours * 3600 * 1000)


def dismissal(office, case, upto, reason):
    opening = 'vitrine-opening 1\nobject %d\nperson 0\nsalt %s\n\n%s' % (case, os.urandom(32).hex(), reason)
    return envelope(office, type='dismissal', made_ms=int(time.time() * 1000), case=case, upto=upto,
                    opening=hashlib.sha256(opening.encode()).hexdigest()) + '\n' + opening
