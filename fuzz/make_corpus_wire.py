#!/usr/bin/env python3
"""Writes the kept inputs of fuzz_ask, fuzz_desk, fuzz_each, fuzz_passkey, fuzz_custodiand, fuzz_ctl, fuzz_report,
fuzz_segments, fuzz_shut, fuzz_spoken and fuzz_region: one good message of each kind, the edges of each field, and messages that are wrong in one place.
Written from the formats in the headers, not with the encoders that the targets test."""
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


(SIGN_UP, SIGN_IN, SIGN_OUT, WHO, SEAL, OPEN, DETAILS, SESSIONS, END, PASSWORD, CODES,
 RECOVER, PASSKEY_NEW, PASSKEY_ADD, PASSKEYS, PASSKEY_DROP, PASSKEY_ASK, PASSKEY_IN) = range(1, 19)
DECIDED, REASON, PAIR, KEEP, PERMIT, REDEEM = range(25, 31)
CASES = 39
TOKEN = bytes(range(32))
PERSON = struct.pack('>q', 77) + bytes(16) + piece(b'mira')


def items(ask, values, count=None):
    out = b'' if ask == KEEP else TOKEN + b'\1'
    out += struct.pack('>q', -5) if ask in (OPEN, KEEP) else b''
    out += bytes([len(values) if count is None else count])
    for field, value in values:
        out += struct.pack('>H', field) + piece(value)
    return out


CLIENT = (b'{"type":"webauthn.create","challenge":"AQID","origin":"http://localhost:8080",'
          b'"crossOrigin":false,"other":[1,{"a":"\\u00e4"}]}')
P256 = bytes([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20]) + bytes(32) + b'\x22\x58\x20' + bytes(32)
ED25519 = bytes([0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 0x20]) + bytes(range(32))
RSA = (bytes([0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59, 1, 0]) + b'\xc5' * 256 + b'\x21\x43\x01\x00\x01')
AUTH = bytes(32) + b'\x05' + struct.pack('>I', 7)


def attested(key, extended=b''):
    flags = 0xc5 if extended else 0x45
    return (bytes(32) + bytes([flags]) + struct.pack('>I', 7) + bytes(16) + struct.pack('>H', 4) + b'name' +
            key + extended)


def passkeys():
    client, auth, attestation, key = b'\0', b'\1', b'\2', b'\3'
    keep('fuzz_passkey', 'client', client + CLIENT)
    keep('fuzz_passkey', 'client-bare', client + b'{"origin":"a","challenge":"","type":"webauthn.get"}')
    keep('fuzz_passkey', 'client-bad-twice', client + CLIENT[:-1] + b',"type":"x"}')
    keep('fuzz_passkey', 'client-bad-escape', client + CLIENT.replace(b'http://', b'http:\\/\\/'))
    keep('fuzz_passkey', 'client-bad-deep', client + CLIENT[:-1] + b',"a":' + b'[' * 40 + b'}')
    keep('fuzz_passkey', 'auth', auth + AUTH)
    keep('fuzz_passkey', 'auth-bad-short', auth + AUTH[:-1])
    for name, value in (('p256', P256), ('ed25519', ED25519), ('rsa', RSA)):
        keep('fuzz_passkey', 'key-' + name, key + value)
        keep('fuzz_passkey', 'auth-' + name, auth + attested(value))
        data = attested(value)
        whole = (b'\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59' + struct.pack('>H', len(data)) + data)
        if len(data) < 256:
            whole = whole.replace(b'\x59\x00', b'\x58')
        keep('fuzz_passkey', 'attestation-' + name, attestation + whole)
    keep('fuzz_passkey', 'auth-extended', auth + attested(P256, b'\xa1\x61a\xf5'))
    keep('fuzz_passkey', 'auth-bad-tag', auth + attested(b'\xc1' + P256))
    keep('fuzz_passkey', 'auth-bad-endless', auth + attested(b'\xbf' + P256[1:] + b'\xff'))
    keep('fuzz_passkey', 'key-bad-long-form', key + b'\xb8\x05' + P256[1:])
    keep('fuzz_passkey', 'key-bad-curve', key + P256[:6] + b'\2' + P256[7:])


def queue(version=1, queue=0, source=0, kind=0, ground=0, order=0, counts=1, number=0, said=0):
    return bytes([version, queue, source, kind, ground, order, counts]) + struct.pack('>qq', number, said)


FILTER = queue(source=2, kind=1, ground=13, order=2, counts=0, number=9, said=3)


def asks():
    visit = piece(b'Firefox on Linux') + piece(TOKEN)
    new = piece(b'Firefox on Linux') + piece(b'')
    pair = piece(b'mira') + piece(b'correct horse battery')
    born, mail = piece(b'1990-12-31'), piece(b'mira@example.org')
    request, answer = b'\0', b'\1'
    keep('fuzz_ask', 'sign-up', request + head(SIGN_UP) + pair + born + mail + new)
    keep('fuzz_ask', 'sign-up-no-mail', request + head(SIGN_UP) + pair + born + piece(b'') + visit)
    keep('fuzz_ask', 'sign-in', request + head(SIGN_IN) + pair + visit)
    keep('fuzz_ask', 'sign-in-empty', request + head(SIGN_IN) + piece(b'') * 4)
    keep('fuzz_ask', 'sign-in-limits',
         request + head(SIGN_IN) + piece(b'h' * 24) + piece(b'p' * 256) + piece(b'l' * 64) + piece(TOKEN))
    keep('fuzz_ask', 'bad-device', request + head(SIGN_IN) + pair + piece(b'') + piece(TOKEN[:31]))
    keep('fuzz_ask', 'bad-handle-over-limit',
         request + head(SIGN_IN) + piece(b'h' * 25) + piece(b'p') + new)
    keep('fuzz_ask', 'bad-length-huge', request + head(SIGN_UP) + b'\xff\xff\xff\xffab')
    keep('fuzz_ask', 'bad-trailing-byte', request + head(SIGN_IN) + pair + new + b'\0')
    keep('fuzz_ask', 'recover', request + head(RECOVER) + pair + piece(b'7h3kq-aaaaa-bbbbb-ccccc') + new)
    for name, ask in (('details', DETAILS), ('sessions', SESSIONS)):
        keep('fuzz_ask', name, request + head(ask) + TOKEN)
    keep('fuzz_ask', 'end', request + head(END) + TOKEN + struct.pack('>q', 77))
    keep('fuzz_ask', 'password', request + head(PASSWORD) + TOKEN + piece(b'old one') + piece(b'new one'))
    browser = piece(CLIENT) + piece(AUTH)
    keep('fuzz_ask', 'passkey-new', request + head(PASSKEY_NEW) + TOKEN + piece(b'correct horse'))
    keep('fuzz_ask', 'passkey-add', request + head(PASSKEY_ADD) + TOKEN + piece(b'My phone') + browser)
    keep('fuzz_ask', 'passkeys', request + head(PASSKEYS) + TOKEN)
    keep('fuzz_ask', 'passkey-drop', request + head(PASSKEY_DROP) + TOKEN + struct.pack('>q', 5) +
         piece(b'correct horse'))
    keep('fuzz_ask', 'passkey-ask', request + head(PASSKEY_ASK) + piece(b'mira'))
    keep('fuzz_ask', 'passkey-in', request + head(PASSKEY_IN) + visit + piece(b'its name') + browser +
         piece(b'signature'))
    keep('fuzz_ask', 'codes', request + head(CODES) + TOKEN + piece(b'correct horse battery'))
    keep('fuzz_ask', 'bad-version', request + head(WHO, version=2) + TOKEN + b'\0')
    keep('fuzz_ask', 'unknown-ask', request + head(99) + TOKEN)
    keep('fuzz_ask', 'sign-out', request + head(SIGN_OUT) + TOKEN + b'\0')
    keep('fuzz_ask', 'who', request + head(WHO) + TOKEN + b'\2')
    keep('fuzz_ask', 'bad-scope-two', request + head(WHO) + TOKEN + b'\3')
    keep('fuzz_ask', 'permit', request + head(PERMIT) + TOKEN + struct.pack('>q', 3) + piece(TOKEN))
    keep('fuzz_ask', 'redeem', request + head(REDEEM) + piece(TOKEN) + piece(b'A client') + piece(TOKEN))
    keep('fuzz_ask', 'cases', request + head(CASES) + TOKEN + piece(FILTER))
    keep('fuzz_ask', 'bad-cases-filter', request + head(CASES) + TOKEN + piece(FILTER + b'\0'))
    keep('fuzz_ask', 'who-short', request + head(WHO) + TOKEN[:31])
    few = [(1, b'one'), (65535, b''), (2, bytes(40))]
    for name, ask in (('seal', SEAL), ('open', OPEN)):
        keep('fuzz_ask', name, request + head(ask) + items(ask, few))
        keep('fuzz_ask', name + '-full', request + head(ask) + items(ask, [(3, b'x')] * 64))
        keep('fuzz_ask', name + '-bad-none', request + head(ask) + items(ask, []))
        keep('fuzz_ask', name + '-bad-65', request + head(ask) + items(ask, [(3, b'x')] * 65))
        keep('fuzz_ask', name + '-bad-count', request + head(ask) + items(ask, few, count=4))
    others = [(0, struct.pack('>q', 77)), (0, struct.pack('>q', 78))]
    keep('fuzz_ask', 'pair', request + head(PAIR) + items(PAIR, others))
    keep('fuzz_ask', 'pair-bad-count', request + head(PAIR) + items(PAIR, others, count=3))
    keep('fuzz_ask', 'keep', request + head(KEEP) + items(KEEP, [(7, b'piece'), (5, b'looks')]))
    values = bytes([2]) + piece(b'sealed') + piece(b'')
    entry = struct.pack('>qqqB', 5, 1700000000000, 19999, 1) + piece(b'Firefox on Linux')
    ok = b'\0\0'
    for name, ask in (('sign-up', SIGN_UP), ('sign-in', SIGN_IN), ('recover', RECOVER)):
        keep('fuzz_ask', 'answer-' + name, answer + head(ask) + ok + PERSON + TOKEN + TOKEN)
    keep('fuzz_ask', 'answer-sign-out', answer + head(SIGN_OUT) + ok)
    keep('fuzz_ask', 'answer-who', answer + head(WHO) + ok + PERSON)
    keep('fuzz_ask', 'answer-seal', answer + head(SEAL) + ok + PERSON + values)
    keep('fuzz_ask', 'answer-details', answer + head(DETAILS) + ok + PERSON + values)
    keep('fuzz_ask', 'answer-open', answer + head(OPEN) + ok + values)
    keep('fuzz_ask', 'answer-codes', answer + head(CODES) + ok + values)
    keep('fuzz_ask', 'answer-passkey-new', answer + head(PASSKEY_NEW) + ok + PERSON + values)
    keep('fuzz_ask', 'answer-passkey-ask', answer + head(PASSKEY_ASK) + ok + values)
    keep('fuzz_ask', 'answer-passkeys', answer + head(PASSKEYS) + ok + b'\1' + entry)
    keep('fuzz_ask', 'answer-passkey-in', answer + head(PASSKEY_IN) + ok + PERSON + TOKEN + TOKEN)
    keep('fuzz_ask', 'answer-end', answer + head(END) + ok)
    keep('fuzz_ask', 'answer-sessions', answer + head(SESSIONS) + ok + b'\2' + entry * 2)
    keep('fuzz_ask', 'answer-sessions-none', answer + head(SESSIONS) + ok + b'\0')
    keep('fuzz_ask', 'answer-bad-mark', answer + head(SESSIONS) + ok + b'\1' + entry.replace(b'\1', b'\2'))
    keep('fuzz_ask', 'answer-denied', answer + head(OPEN) + b'\5\0')
    keep('fuzz_ask', 'answer-denied-about', answer + head(SIGN_UP) + b'\5\3')
    keep('fuzz_ask', 'answer-bad-about', answer + head(SIGN_UP) + b'\5\x20')
    keep('fuzz_ask', 'answer-denied-with-body', answer + head(OPEN) + b'\5\0' + values)
    keep('fuzz_ask', 'answer-bad-error', answer + head(OPEN) + b'\xff\0')


def tables():
    """Frames for custodiand's table: a role, then a request; 32 times 0xaa stands for ada's session."""
    edged, stand_in = b'\3', b'\xaa' * 32
    pair = piece(b'ada') + piece(b'correct horse')
    new = piece(b'Firefox on Linux') + piece(b'')
    born = piece(b'1990-12-31') + piece(b'ada@example.org')
    young = piece(b'2999-12-31') + piece(b'')
    keep('fuzz_custodiand', 'sign-up', edged + head(SIGN_UP) + piece(b'eve') + piece(b'correct horse') + born + new)
    keep('fuzz_custodiand', 'sign-up-young',
         edged + head(SIGN_UP) + piece(b'eve') + piece(b'correct horse') + young + new)
    keep('fuzz_custodiand', 'sign-in', edged + head(SIGN_IN) + pair + new)
    keep('fuzz_custodiand', 'recover',
         edged + head(RECOVER) + pair + piece(b'aaaaa-bbbbb-ccccc-ddddd') + new)
    for name, ask in (('details', DETAILS), ('sessions', SESSIONS)):
        keep('fuzz_custodiand', name, edged + head(ask) + stand_in)
        keep('fuzz_custodiand', name + '-without-session', edged + head(ask) + TOKEN)
    for name, number in (('end', 77), ('end-others', 0)):
        keep('fuzz_custodiand', name, edged + head(END) + stand_in + struct.pack('>q', number))
    keep('fuzz_custodiand', 'password',
         edged + head(PASSWORD) + stand_in + piece(b'correct horse') + piece(b'another horse'))
    browser = piece(CLIENT) + piece(AUTH)
    keep('fuzz_custodiand', 'passkeys', edged + head(PASSKEYS) + stand_in)
    keep('fuzz_custodiand', 'passkey-new', edged + head(PASSKEY_NEW) + stand_in + piece(b'correct horse'))
    keep('fuzz_custodiand', 'passkey-drop',
         edged + head(PASSKEY_DROP) + stand_in + struct.pack('>q', 5) + piece(b'correct horse'))
    keep('fuzz_custodiand', 'passkey-add', edged + head(PASSKEY_ADD) + stand_in + piece(b'Phone') + browser)
    keep('fuzz_custodiand', 'passkey-ask', edged + head(PASSKEY_ASK) + piece(b'ada'))
    keep('fuzz_custodiand', 'passkey-in',
         edged + head(PASSKEY_IN) + new + piece(b'its name') + browser + piece(b'signature'))
    keep('fuzz_custodiand', 'codes', edged + head(CODES) + stand_in + piece(b'correct horse'))
    keep('fuzz_custodiand', 'decided', edged + head(DECIDED) + struct.pack('>q', 0))
    for name, number in (('reason', 1), ('reason-of-others', 2)):
        keep('fuzz_custodiand', name, edged + head(REASON) + stand_in + struct.pack('>q', number))
    for name, scopes in (('permit', 7), ('permit-bad', 8)):
        keep('fuzz_custodiand', name, edged + head(PERMIT) + stand_in + struct.pack('>q', scopes) + piece(TOKEN))
    for name, asked in (('cases', FILTER), ('cases-bad', queue(order=3))):
        keep('fuzz_custodiand', name, edged + head(CASES) + stand_in + piece(asked))
    keep('fuzz_custodiand', 'redeem',
         edged + head(REDEEM) + piece(TOKEN) + piece(b'A client') + piece(TOKEN))
    for name, token in (('pair', stand_in), ('pair-without-session', TOKEN)):
        keep('fuzz_custodiand', name,
             edged + head(PAIR) + token + b'\0\2' + 2 * (b'\0\0' + piece(struct.pack('>q', 2))))


def clients():
    rest = (b'&response_type=code&code_challenge_method=S256&code_challenge=' + b'A' * 43 + b'&scope=read+write&state=a%26b')
    for name, client, place in (
            ('site', b'https://app.example', b'https://app.example/back?a=1'), ('bare', b'https://app.example', b'https://app.example'),
            ('device', b'http://127.0.0.1', b'http://127.0.0.1:49152/back'), ('localhost', b'http://localhost:1', b'http://localhost/'),
            ('bad-suffix', b'https://app.example', b'https://app.example.evil.example/'),
            ('bad-user', b'https://app.example', b'https://app.example@evil.example/'),
            ('bad-port', b'https://app.example', b'https://app.example:444/'),
            ('bad-fragment', b'https://app.example', b'https://app.example/%23a'),
            ('bad-backslash', b'https://app.example', b'https://app.example/%5c'),
            ('bad-http', b'http://app.example', b'http://app.example/'), ('bad-script', b'javascript:a', b'javascript:a')):
        keep('fuzz_oauth', name, b'client_id=' + client + b'&redirect_uri=' + place.replace(b'?', b'%3f') + rest)
    keep('fuzz_oauth', 'bad-scope', b'client_id=https://a&redirect_uri=https://a/' + rest.replace(b'write', b'all'))


def ctls():
    def ctl(kind, role=0, index=0, generation=0, number=0, code=0, value=0, version=1):
        return struct.pack('>BBBBIQqq', version, kind, role, index, generation, number, code,
                           value) + bytes(32)
    names = ['none', 'peer', 'event', 'stop', 'job-done', 'ready', 'ack', 'cut', 'job', 'job-end',
             'unknown']
    for kind, name in enumerate(names):
        keep('fuzz_ctl', name, ctl(kind, role=kind % 5, index=7, generation=3, number=9))
    keep('fuzz_ctl', 'edges', ctl(2, 4, 255, 2**32 - 1, 2**64 - 1, -2**63, -1))
    for name, cut in (('part', (1000, 5000, 2001)), ('part-end', (1000, 0, 0)), ('bad-part', (5000, 5000, 0)),
                      ('bad-part-late', (181001, 0, 0)), ('bad-part-poster', (0, 0, 2**32 - 1))):
        keep('fuzz_ctl', name, ctl(8)[:32] + struct.pack('>III', *cut) + bytes(20))
    keep('fuzz_ctl', 'bad-part-more', ctl(8)[:32] + bytes(31) + b'x')
    keep('fuzz_ctl', 'bad-role', ctl(2, role=5))
    keep('fuzz_ctl', 'bad-version', ctl(2, version=0))
    keep('fuzz_ctl', 'bad-long', ctl(3) + b'\0')
    keep('fuzz_ctl', 'bad-short', ctl(3)[:-1])


def reports():
    def rendition(width=270, height=480, rate=(30000, 1001), level=31, init=0, segments=(), count=None):
        return struct.pack('>HHIIBIB', width, height, *rate, level, init,
                           len(segments) if count is None else count) + b''.join(
                               struct.pack('>II', *s) for s in segments)

    def moment(at, quality=100):
        return struct.pack('>IB', at, quality) + bytes(range(32))

    def report(refusal=0, number=0, codec=b'', duration=15000, audio=1, more=1, blurhash=b'LEHV6nWB2yk8',
               strip=(4, 2, 7, 90, 160), renditions=(rendition(),), hashes=(moment(0), moment(1000)),
               version=2, kind=2):
        return (struct.pack('>BBBI', version, kind, refusal, number) + piece(codec) +
                struct.pack('>IBB', duration, audio, more) + piece(blurhash) +
                struct.pack('>BBHHH', *strip) + bytes([len(renditions)]) + b''.join(renditions) +
                struct.pack('>H', len(hashes)) + b''.join(hashes))

    def refused(refusal, number=180, codec=b'h264', **other):
        bare = {'duration': 0, 'audio': 0, 'more': 0, 'blurhash': b'', 'strip': (0,) * 5,
                'renditions': (), 'hashes': ()}
        return report(refusal, number, codec, **{**bare, **other})

    def progress(percent=42, duration=15000, version=2, kind=1):
        return struct.pack('>BBBI', version, kind, percent, duration)

    def put(name, data):
        keep('fuzz_report', name, data)
    def picture(refusal=0, number=0, width=256, height=256, version=2, kind=3):
        return struct.pack('>BBBIHH', version, kind, refusal, number, width, height)

    put('picture', picture())
    put('picture-refused', picture(14, 8192, 0, 0))
    put('bad-picture-size', picture(width=255))
    put('bad-picture-refused', picture(13))
    put('bad-picture-refusal', picture(18, 0, 0, 0))
    put('bad-picture-long', picture() + b'\0')
    parts = [(1000 + i, 2000000) for i in range(94)]
    put('first', report())
    put('first-hls', report(renditions=[rendition(init=800, segments=parts[:3])]))
    put('rest', report(more=0, blurhash=b'', strip=(0,) * 5, hashes=(), renditions=[
        rendition(720, 1280, level=40), rendition(1080, 1920, level=52, init=9, segments=parts)]))
    put('most', report(codec=b' ' * 32, blurhash=b'~' * 64, strip=(255, 255, 65025, 65535, 65535),
                       renditions=[rendition(65535, 65535, (2**32 - 1, 2**32 - 1), 255, 2**32 - 1,
                                             [(2**32 - 1,) * 2] * 94)] * 2,
                       hashes=[moment(i) for i in range(182)]))
    put('no-strip', report(strip=(0,) * 5))
    for refusal in range(1, 13):
        put('refusal-%02d' % refusal, refused(refusal))
    put('bad-refused-with-length', refused(4, duration=1))
    put('bad-refused-with-rendition', refused(4, renditions=[rendition()]))
    put('bad-none-without-rendition', report(renditions=()))
    put('bad-no-length', report(duration=0))
    put('bad-codec-long', report(codec=b'x' * 33))
    put('bad-codec-byte', report(codec=b'a\nb'))
    put('bad-audio', report(audio=2))
    put('bad-more', report(more=2))
    put('bad-blurhash-byte', report(blurhash=b'abcdef"'))
    put('bad-blurhash-long', report(blurhash=b'a' * 65))
    put('bad-strip-count', report(strip=(2, 2, 5, 90, 160)))
    put('bad-strip-half', report(strip=(2, 2, 0, 90, 160)))
    put('bad-three-renditions', report(renditions=[rendition()] * 3))
    put('bad-rate', report(renditions=[rendition(rate=(30, 0))]))
    put('bad-init-alone', report(renditions=[rendition(init=5)]))
    put('bad-segments-over-limit', report(renditions=[rendition(init=5, segments=parts + parts[:1])]))
    put('bad-segments-missing', report(renditions=[rendition(init=5, segments=parts[:1], count=90)]))
    put('bad-segment-empty', report(renditions=[rendition(init=5, segments=[(0, 1)])]))
    put('bad-hash-order', report(hashes=[moment(5), moment(5)]))
    put('bad-hash-quality', report(hashes=[moment(5, 101)]))
    put('bad-version', report(version=1))
    put('bad-kind', report(kind=3))
    put('bad-trailing', report() + b'\0')
    put('progress', progress())
    put('progress-edges', progress(100, 2**32 - 1))
    put('bad-progress-percent', progress(101))
    put('bad-progress-trailing', progress() + b'\0')


def segments():
    def runs(items, version=1, count=None):
        return bytes([version, len(items) if count is None else count]) + b''.join(
            struct.pack('>II', *item) for item in items)
    two = [(250000, 2000000), (1000, 500000)]
    keep('fuzz_segments', 'one', runs([(1, 1)]))
    keep('fuzz_segments', 'two', runs(two))
    keep('fuzz_segments', 'most', runs([(2**32 - 1, 2**32 - 1)] * 94))
    keep('fuzz_segments', 'bad-none', runs([]))
    keep('fuzz_segments', 'bad-too-many', runs([(1, 1)] * 95))
    keep('fuzz_segments', 'bad-empty-run', runs([(0, 1)]))
    keep('fuzz_segments', 'bad-no-time', runs([(1, 0)]))
    keep('fuzz_segments', 'bad-count', runs(two, count=3))
    keep('fuzz_segments', 'bad-trailing', runs(two, count=1))
    keep('fuzz_segments', 'bad-version', runs(two, version=2))


def spoken():
    def said(text=b'Words @ben', named=(2,), count=None, fill=b'\0', length=2112, version=1):
        out = (struct.pack('>Bqqq', version, 1, 10, 77) + bytes([len(named) if count is None else count]) +
               b''.join(struct.pack('>q', n) for n in named) + piece(text))
        return out + fill * (length - len(out))
    for name, data in (
            ('spoken', said()), ('named-none', said(named=())), ('longest', said(b't' * 2000, range(10))),
            ('bad-empty', said(b'')), ('bad-over', said(b't' * 2001)), ('bad-nul', said(b'a\0b')),
            ('bad-named', said(named=range(11))), ('bad-count', said(count=3)), ('bad-fill', said(fill=b'x')),
            ('bad-short', said(length=2111)), ('bad-long', said(length=2113)), ('bad-version', said(version=2))):
        keep('fuzz_spoken', name, data)
    for name, token, circle, value in (
            ('open-spoken', b'\xaa' * 32, 2, b'V'), ('open-spoken-as-own', b'\xaa' * 32, 1, b'V'),
            ('open-spoken-nobodys', b'\xaa' * 32, 2, struct.pack('>q', 77) + b'x'),
            ('open-spoken-short', b'\xaa' * 32, 2, b'x'), ('open-spoken-without-session', TOKEN, 2, b'V')):
        keep('fuzz_custodiand', name,
             b'\3' + head(47) + token + b'\0' + struct.pack('>q', circle) + b'\1' + struct.pack('>H', 8) + piece(value))


def shut():
    words, looks, part, size = b'\0', b'\1', b'\2', b'\3'
    def put(name, data):
        keep('fuzz_shut', name, data)

    def said(title, sound, version=1, fill=b'\0', length=2048):
        out = bytes([version]) + piece(title) + piece(sound)
        return words + out + fill * (length - len(out))

    def seen(blurhash, hashes, count=None, quality=100):
        return looks + b'\1' + piece(blurhash) + bytes([len(hashes) if count is None else count]) + b''.join(
            struct.pack('>IB', at, quality) + bytes([at % 256]) * 32 for at in hashes)

    def of_piece(number, whole, data, kind=1):
        return part + bytes([kind]) + b'0123456789abcdef' * 2 + struct.pack('>IQ', number, whole) + data
    put('words', said(b'A title', b'A song'))
    put('words-none', said(b'', b''))
    put('words-longest', said(b't' * 600, b's' * 400))
    put('words-bad-over', said(b't' * 601, b''))
    put('words-bad-nul', said(b'a\0b', b''))
    put('words-bad-fill', said(b'a', b'b', fill=b'x'))
    put('words-bad-length', said(b'a', b'b', length=2047))
    put('words-bad-version', said(b'a', b'b', version=2))
    put('looks', seen(b'LEHV6nWB2yk8', [0, 1000, 2000]))
    put('looks-none', seen(b'', []))
    put('looks-most', seen(b'b' * 64, range(0, 181000, 1000)))
    put('looks-bad-more', seen(b'', range(182)))
    put('looks-bad-count', seen(b'', [0, 1], count=3))
    put('looks-bad-trailing', seen(b'', [0, 1], count=1))
    put('looks-bad-quality', seen(b'', [0], quality=101))
    full = 28 * 1024
    put('piece', of_piece(0, 5, b'bytes'))
    put('piece-full', of_piece(0, full, b'x' * full))
    put('piece-last', of_piece(1, full + 1, b'x', kind=2))
    put('piece-bad-behind', of_piece(1, full, b''))
    put('piece-bad-far', of_piece(2**32 - 1, 2**64 - 1, b'x' * full))
    put('piece-bad-short', of_piece(0, 6, b'bytes'))
    put('piece-bad-long', of_piece(0, 4, b'bytes'))
    put('piece-bad-cut', of_piece(0, 5, b'')[:20])
    over = 45 + 51
    for name, sealed in (('none', 0), ('least', over + 1), ('bad-least', over), ('full', over + full),
                         ('two', 2 * over + full + 1), ('bad-two', 2 * over + full), ('most', 2**40 - 1)):
        put('size-' + name, size + sealed.to_bytes(5, 'big'))


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


def desks():
    def report(version=1, state=0, notice=0, fresh=1, ground=b'terms-spam', words=b'Again.', name=b'', email=b''):
        return b'\0' + bytes([version]) + struct.pack('>qqqqqq', 3, 2, 4711, 0, 1700000000000, 0) + bytes(
            [0, state, notice, fresh]) + piece(ground) + piece(words) + piece(name) + piece(email)

    def answer(version=2, state=1, words=b'No.', reply=b'', salt=b''):
        return b'\1' + bytes([version]) + struct.pack('>qqqq', 7, 1700000000000, 0, 0) + bytes([state]) + piece(
            words) + piece(reply) + (piece(salt) if version > 1 else b'')

    def case(version=2, state=0, own=0, grounds=b'terms-hate terms-spam'):
        return b'\2' + bytes([version]) + struct.pack('>12q', 2, 4711, 0, 1, 1, 5, 6, 0, 3, 1, 9, 4) + bytes(
            [0, state, 2, own]) + piece(grounds)

    def counts(version=1, grounds=(5, 0, 3), more=b''):
        return b'\4' + bytes([version]) + struct.pack('>12q', 9, 5, 1, 4, 5, 4, 2, 1, 5, 3, 1, 1) + bytes(
            [len(grounds)]) + struct.pack('>%dq' % len(grounds), *grounds) + more
    keep('fuzz_desk', 'filter', b'\3' + FILTER)
    keep('fuzz_desk', 'filter-first', b'\3' + queue())
    for name, wrong in (('version', {'version': 2}), ('queue', {'queue': 3}), ('source', {'source': 4}),
                        ('kind', {'kind': 4}), ('ground', {'ground': 64}), ('order', {'order': 3}),
                        ('counts', {'counts': 2}), ('number', {'number': -1}), ('said', {'said': -1})):
        keep('fuzz_desk', 'filter-bad-' + name, b'\3' + queue(**wrong))
    keep('fuzz_desk', 'filter-bad-cut', b'\3' + FILTER[:-1])
    keep('fuzz_desk', 'counts', counts())
    keep('fuzz_desk', 'counts-most', counts(grounds=range(64)))
    keep('fuzz_desk', 'counts-bad-many', counts(grounds=range(65)))
    keep('fuzz_desk', 'counts-bad-version', counts(version=2))
    keep('fuzz_desk', 'counts-bad-trailing', counts(more=b'\0'))
    keep('fuzz_desk', 'counts-bad-cut', counts()[:-1])
    keep('fuzz_desk', 'case', case())
    keep('fuzz_desk', 'case-own', case(own=1))
    keep('fuzz_desk', 'case-bad-own', case(own=2))
    keep('fuzz_desk', 'case-bad-state', case(state=3))
    keep('fuzz_desk', 'case-bad-version', case(version=1))
    keep('fuzz_desk', 'case-bad-grounds', case(grounds=b'x' * 257))
    keep('fuzz_desk', 'case-bad-cut', case()[:-1])
    keep('fuzz_desk', 'report', report())
    keep('fuzz_desk', 'report-notice', report(notice=1, name=b'Carla', email=b'c@mail.example'))
    keep('fuzz_desk', 'report-closed', report(state=2, fresh=0, words=b''))
    keep('fuzz_desk', 'report-bad-state', report(state=3))
    keep('fuzz_desk', 'report-bad-notice', report(notice=2))
    keep('fuzz_desk', 'report-bad-version', report(version=2))
    keep('fuzz_desk', 'report-bad-ground', report(ground=b'x' * 33))
    keep('fuzz_desk', 'report-bad-email', report(email=b'x' * 255))
    keep('fuzz_desk', 'report-bad-trailing', report() + b'\0')
    keep('fuzz_desk', 'report-bad-cut', report()[:-1])
    keep('fuzz_desk', 'answer', answer())
    keep('fuzz_desk', 'answer-upheld', answer(state=2, reply=b'Still.'))
    keep('fuzz_desk', 'answer-salt', answer(salt=TOKEN))
    keep('fuzz_desk', 'answer-bad-salt', answer(salt=b'x'))
    keep('fuzz_desk', 'answer-bad-state', answer(state=4))
    keep('fuzz_desk', 'answer-bad-version', answer(version=0))
    keep('fuzz_desk', 'answer-bad-trailing', answer() + b'x')


def each():
    def asked(version=1, scope=2, value=b'watched'):
        return b'\0' + bytes([version]) + TOKEN + bytes([scope]) + value

    def sealed(version=1, error=0, value=b'sealed'):
        return b'\1' + bytes([version, error]) + struct.pack('>q', 77) + bytes(16) + value
    keep('fuzz_each', 'asked', asked())
    keep('fuzz_each', 'asked-own', asked(scope=0, value=b''))
    keep('fuzz_each', 'asked-bad-scope', asked(scope=3))
    keep('fuzz_each', 'asked-bad-version', asked(version=2))
    keep('fuzz_each', 'asked-bad-cut', asked(value=b'')[:-1])
    keep('fuzz_each', 'sealed', sealed())
    keep('fuzz_each', 'sealed-nothing', sealed(value=b''))
    keep('fuzz_each', 'sealed-refused', sealed()[:2] + b'\5')
    keep('fuzz_each', 'sealed-bad-refused', sealed(error=5))
    keep('fuzz_each', 'sealed-bad-error', sealed()[:2] + b'\xff')
    keep('fuzz_each', 'sealed-bad-version', sealed(version=0))
    keep('fuzz_each', 'sealed-bad-cut', sealed(value=b'')[:-1])


asks()
desks()
each()
passkeys()
tables()
clients()
ctls()
reports()
segments()
spoken()
shut()
regions()
