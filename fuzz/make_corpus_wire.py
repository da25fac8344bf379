#!/usr/bin/env python3
"""Writes the kept inputs of fuzz_ask, fuzz_ctl, fuzz_report and fuzz_region: one good message of
each kind, the edges of each field, and messages that are wrong in one place. Written from the formats
in the headers, not with the encoders that the targets test."""
import os
import struct

HERE = os.path.dirname(os.path.abspath(__file__))


def keep(target, name, data):
    folder = os.path.join(HERE, 'corpus', target)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), 'wb') as f:
        f.write(data)


def piece(data):
    return struct.pack('>I', len(data)) + data


def head(ask, version=1, number=0x1122334455667788):
    return struct.pack('>BBQ', version, ask, number)


SIGN_UP, SIGN_IN, SIGN_OUT, WHO, SEAL, OPEN = range(1, 7)
TOKEN = bytes(range(32))
PERSON = struct.pack('>q', 77) + bytes(16) + piece(b'mira')


def items(ask, values, count=None):
    out = TOKEN + (struct.pack('>q', -5) if ask == OPEN else b'')
    out += bytes([len(values) if count is None else count])
    for field, value in values:
        out += struct.pack('>H', field) + piece(value)
    return out


def asks():
    sign = piece(b'mira') + piece(b'correct horse battery')
    request, answer = b'\0', b'\1'
    keep('fuzz_ask', 'sign-up', request + head(SIGN_UP) + sign)
    keep('fuzz_ask', 'sign-in', request + head(SIGN_IN) + sign)
    keep('fuzz_ask', 'sign-in-empty', request + head(SIGN_IN) + piece(b'') + piece(b''))
    keep('fuzz_ask', 'sign-in-limits', request + head(SIGN_IN) + piece(b'h' * 24) + piece(b'p' * 256))
    keep('fuzz_ask', 'bad-handle-over-limit', request + head(SIGN_IN) + piece(b'h' * 25) + piece(b'p'))
    keep('fuzz_ask', 'bad-length-huge', request + head(SIGN_UP) + b'\xff\xff\xff\xffab')
    keep('fuzz_ask', 'bad-trailing-byte', request + head(SIGN_UP) + sign + b'\0')
    keep('fuzz_ask', 'bad-version', request + head(WHO, version=2) + TOKEN)
    keep('fuzz_ask', 'unknown-ask', request + head(99) + TOKEN)
    keep('fuzz_ask', 'sign-out', request + head(SIGN_OUT) + TOKEN)
    keep('fuzz_ask', 'who', request + head(WHO) + TOKEN)
    keep('fuzz_ask', 'who-short', request + head(WHO) + TOKEN[:31])
    few = [(1, b'one'), (65535, b''), (2, bytes(40))]
    for name, ask in (('seal', SEAL), ('open', OPEN)):
        keep('fuzz_ask', name, request + head(ask) + items(ask, few))
        keep('fuzz_ask', name + '-full', request + head(ask) + items(ask, [(3, b'x')] * 64))
        keep('fuzz_ask', name + '-bad-none', request + head(ask) + items(ask, []))
        keep('fuzz_ask', name + '-bad-65', request + head(ask) + items(ask, [(3, b'x')] * 65))
        keep('fuzz_ask', name + '-bad-count', request + head(ask) + items(ask, few, count=4))
    values = bytes([2]) + piece(b'sealed') + piece(b'')
    ok = b'\0'
    keep('fuzz_ask', 'answer-sign-up', answer + head(SIGN_UP) + ok + PERSON + TOKEN)
    keep('fuzz_ask', 'answer-sign-in', answer + head(SIGN_IN) + ok + PERSON + TOKEN)
    keep('fuzz_ask', 'answer-sign-out', answer + head(SIGN_OUT) + ok)
    keep('fuzz_ask', 'answer-who', answer + head(WHO) + ok + PERSON)
    keep('fuzz_ask', 'answer-seal', answer + head(SEAL) + ok + PERSON + values)
    keep('fuzz_ask', 'answer-open', answer + head(OPEN) + ok + values)
    keep('fuzz_ask', 'answer-denied', answer + head(OPEN) + b'\5')
    keep('fuzz_ask', 'answer-denied-with-body', answer + head(OPEN) + b'\5' + values)
    keep('fuzz_ask', 'answer-bad-error', answer + head(OPEN) + b'\xff')


def ctls():
    def ctl(kind, role=0, index=0, generation=0, number=0, code=0, value=0, version=1):
        return struct.pack('>BBBBIQqq', version, kind, role, index, generation, number, code,
                           value) + bytes(32)
    names = ['none', 'peer', 'event', 'stop', 'job-done', 'ready', 'ack', 'cut', 'job', 'unknown']
    for kind, name in enumerate(names):
        keep('fuzz_ctl', name, ctl(kind, role=kind % 5, index=7, generation=3, number=9))
    keep('fuzz_ctl', 'edges', ctl(2, 4, 255, 2**32 - 1, 2**64 - 1, -2**63, -1))
    keep('fuzz_ctl', 'bad-role', ctl(2, role=5))
    keep('fuzz_ctl', 'bad-version', ctl(2, version=0))
    keep('fuzz_ctl', 'bad-long', ctl(3) + b'\0')
    keep('fuzz_ctl', 'bad-short', ctl(3)[:-1])


def reports():
    def report(refusal=0, number=0, duration=15000, width=270, height=480, audio=1, codec=b'h264',
               version=1):
        return struct.pack('>BBIIHHB', version, refusal, number, duration, width, height,
                           audio) + piece(codec)
    for refusal in range(13):
        keep('fuzz_report', 'refusal-%02d' % refusal, report(refusal, number=180))
    keep('fuzz_report', 'edges', report(3, 2**32 - 1, 2**32 - 1, 65535, 65535, 0, b' ' * 32))
    keep('fuzz_report', 'no-codec', report(codec=b''))
    keep('fuzz_report', 'bad-codec-long', report(codec=b'x' * 33))
    keep('fuzz_report', 'bad-codec-byte', report(codec=b'a\nb'))
    keep('fuzz_report', 'bad-audio', report(audio=2))
    keep('fuzz_report', 'bad-no-length', report(duration=0))
    keep('fuzz_report', 'bad-trailing', report() + b'\0')


def regions():
    def region(version='1', origin='demo.example/a-b_c'):
        return ('vitrine-region %s\norigin %s\n' % (version, origin)).encode()
    keep('fuzz_region', 'good', region())
    keep('fuzz_region', 'good-short', region(origin='x'))
    for name, version in (('newer', '2'), ('far', '99999999999999999999'), ('zero', '0'), ('lead', '01')):
        keep('fuzz_region', 'version-' + name, region(version=version))
    for name, origin in (('empty', ''), ('capital', 'Demo'), ('space', 'a b'), ('marks', 'a..b'),
                         ('end', 'a-'), ('long', 'a' * 200)):
        keep('fuzz_region', 'bad-origin-' + name, region(origin=origin))
    keep('fuzz_region', 'bad-trailing', region() + b'\n')
    keep('fuzz_region', 'bad-cut', region()[:-1])


asks()
ctls()
reports()
regions()
