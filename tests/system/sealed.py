"""Opens what a region sealed, from its keys and the formats as src/vault/seal.c and src/edged/shut_form.h describe
them, sharing no code with them: so that a test can tell byte for byte what an upload has come to."""
import ctypes
import ctypes.util
import functools
import sqlite3
import struct
from contextlib import closing

PIECE, HEAD, SEALING = 28 * 1024, 1 + 32 + 4 + 8, 51
SEALED = HEAD + PIECE + SEALING
FIELD_ORIGINAL, ORIGINAL, TAIL = 9, 5, 6

sodium = ctypes.CDLL(ctypes.util.find_library('sodium'))


def size_of(length):
    """Of the file of a whole original."""
    return length + -(-length // PIECE) * (HEAD + SEALING)


def unseal(key, sealed, bound, nonce):
    out = ctypes.create_string_buffer(max(len(sealed) - 16, 1))
    length = ctypes.c_ulonglong()
    if sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
            out, ctypes.byref(length), None, sealed, ctypes.c_ulonglong(len(sealed)), bound,
            ctypes.c_ulonglong(len(bound)), nonce, key):
        raise ValueError('sealed with another key, or changed')
    return out.raw[:length.value]


class Keys:
    """Those of a region in this folder."""

    def __init__(self, data):
        self.data = data

    def rows(self, database, sql, *values):
        with closing(sqlite3.connect('file:%s?mode=ro' % (self.data / database), uri=True)) as db:
            return db.execute(sql, values).fetchall()

    @functools.cache
    def bound(self, domain, user):
        origin = self.rows('custodian/custodian.db', 'SELECT origin FROM region')[0][0].encode()
        return domain + b'\0' + bytes([len(origin)]) + origin + struct.pack('>Q', user)

    @functools.cache
    def of_user(self, user):
        region = (self.data / 'custodian' / 'region.key').read_bytes()[16:48]
        wrapped = self.rows('custodian/keys.db', 'SELECT wrapped FROM user_key WHERE account_id = ?', user)[0][0]
        return unseal(region, wrapped[41:], self.bound(b'vitrine user key', user) + wrapped[:17], wrapped[17:41])

    def field(self, user, number, sealed):
        form, key_id, version = struct.unpack('>BQH', sealed[:11])
        bound = self.bound(b'vitrine field', user) + struct.pack('>HBQH', number, form, key_id, version)
        return unseal(self.of_user(user), sealed[35:], bound, sealed[11:35])

    def piece(self, user, sealed, kind, name, number, whole):
        """One that says what it is: the last says how long the whole is."""
        plain = self.field(user, FIELD_ORIGINAL, sealed)
        last = (number + 1) * PIECE >= whole
        if plain[:HEAD] != struct.pack('>B32sIQ', kind, name.encode(), number, whole if last else 0):
            raise ValueError('another piece')
        return plain[HEAD:]

    def original(self, user, name, whole, data):
        return b''.join(self.piece(user, data[at:at + SEALED], ORIGINAL, name, at // SEALED, whole)
                        for at in range(0, len(data), SEALED))

    def draft(self, name):
        """What has come of an upload, as it would be found after a crash."""
        user, whole, tail, number = self.rows('app/app.db', 'SELECT person_id, bytes, tail, tail_piece FROM draft '
                                              'WHERE id = ?', name)[0]
        data = (self.data / 'app' / 'incoming' / (name + '.part')).read_bytes()
        if len(data) != size_of(whole):
            data = data[:len(data) // SEALED * SEALED]
        out = self.original(user, name, whole, data)
        if tail and number * SEALED == len(data):
            length = number * PIECE + len(tail) - HEAD - SEALING
            out += self.piece(user, tail, TAIL, name, number, length)
        return out
