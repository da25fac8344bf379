#!/usr/bin/env python3
"""Prints tests/vault_vectors.h: a region key, a wrapped user key and sealed fields, made by libsodium from
the formats as src/vault/seal.c and region.c describe them, sharing no code with the vault. Good ones of
both forms, and ones whose head claims what they were not bound to."""
import ctypes
import ctypes.util
import hashlib
import struct

sodium = ctypes.CDLL(ctypes.util.find_library('sodium'))
REGION, USER = bytes(range(32)), bytes(range(100, 132))
REGION_ID, KEY_ID, OTHER_ID, ADA, BEN, WATCH = 77, 4242, 4243, 1001, 1002, 1
TEXT = b'kept from before'


def seal(key, plain, bound, nonce):
    out = ctypes.create_string_buffer(len(plain) + 16)
    length = ctypes.c_ulonglong()
    sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
        out, ctypes.byref(length), plain, ctypes.c_ulonglong(len(plain)), bound,
        ctypes.c_ulonglong(len(bound)), None, nonce, key)
    return out.raw[:length.value]


def start(domain, origin, user):
    return domain + b'\0' + bytes([len(origin)]) + origin + struct.pack('>Q', user)


def wrapped():
    bound = start(b'vitrine user key', b'a.example', ADA) + struct.pack('>BQQ', 1, REGION_ID, KEY_ID)
    nonce = bytes([9]) * 24
    return struct.pack('>BQQ', 1, REGION_ID, KEY_ID) + nonce + seal(REGION, USER, bound, nonce)


def field(form=2, origin=b'a.example', user=ADA, number=WATCH, key_id=KEY_ID, version=1, head=None):
    """head: what the first bytes claim, if not what it is bound to."""
    bound = start(b'vitrine field', origin, user) + struct.pack('>HBQ', number, form, key_id)
    said = {'form': form, 'key_id': key_id, 'version': version, **(head or {})}
    bytes_of = struct.pack('>BQ', said['form'], said['key_id'])
    if form != 1:
        bound += struct.pack('>H', version)
        bytes_of += struct.pack('>H', said['version'])
    nonce = bytes([7]) * 24
    return bytes_of + nonce + seal(USER, TEXT, bound, nonce)


def put(name, data):
    print('static const uint8_t %s[] = {' % name)
    for at in range(0, len(data), 12):
        print('    ' + ' '.join('0x%02x,' % b for b in data[at:at + 12]))
    print('};')


file = b'vitrkey\x01' + struct.pack('>Q', REGION_ID) + REGION
file += hashlib.blake2b(file, digest_size=16).digest()
print('/* vault_vectors.h: made by tests/make_vault_vectors.py. Do not edit. */')
print('/* clang-format off */')
put('vector_region_key', file)
put('vector_wrapped', wrapped())
put('vector_field', field())
put('vector_field_form_1', field(form=1))
put('vector_field_version_2', field(version=2))
lies = [
    ('another region', field(origin=b'b.example')),
    ('another person', field(user=BEN)),
    ('another field', field(number=2)),
    ('another key id', field(key_id=OTHER_ID)),
    ('another key id, under the name of this one', field(key_id=OTHER_ID, head={'key_id': KEY_ID})),
    ('another version', field(version=2)),
    ('another version, under the name of this one', field(version=2, head={'version': 1})),
    ('version 0', field(version=0)),
    ('version 1 under the name of another', field(head={'version': 2})),
    ('form 1 under the name of form 2', field(form=1, head={'form': 2})),
    ('form 2 under the name of form 1', field(head={'form': 1})),
    ('form 1 of another region', field(form=1, origin=b'b.example')),
    ('form 1 of another person', field(form=1, user=BEN)),
    ('form 1 of another field', field(form=1, number=2)),
]
for number, (_, data) in enumerate(lies):
    put('vector_lie_%d' % number, data)
print('static const struct {\n    const char *what;\n    size_t len;\n    const uint8_t *bytes;\n} vector_lies[] = {')
for number, (what, _) in enumerate(lies):
    print('    {"%s", sizeof(vector_lie_%d), vector_lie_%d},' % (what, number, number))
print('};\n/* clang-format on */')
