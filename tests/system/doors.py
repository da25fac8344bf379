"""Every door of the service, knocked at with marked values: each row of edged's table of routes with marks in
its path, query, headers and body; and what people do, with marks wherever a person may write something."""
import base64
import hashlib
import json
import re
import socket
import struct
import subprocess
import urllib.parse
from pathlib import Path

import region as harness
import signing
from office import Office

EDGED = harness.ROOT / 'src' / 'edged'
BIRTH_DATE = '1957-03-19' # nobody else's here
OPERATIONS = len(re.findall(r'^    OP_[A-Z_]+,?$', (EDGED.parent / 'wire/api/wire_op.h').read_text(), re.M))
METHODS = ('GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE')
JSON = {'Content-Type': 'application/json'}
TUS = {'Tus-Resumable': '1.0.0'}
STREAM = {'Content-Type': 'application/offset+octet-stream'}
HEADERS = ('User-Agent', 'Referer', 'X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'Via', 'From', 'Authorization',
           'Accept', 'Accept-Language', 'If-None-Match', 'If-Modified-Since', 'Range', 'X-Request-Id',
           'X-HTTP-Method-Override', 'Content-Disposition', 'Sec-CH-UA', 'DNT', 'Upload-Concat',
           'Upload-Checksum')
# What anybody is to see, and is taken whatever it says.
FOR_ALL = {('PATCH /api/v1/me/profile', 'name'), ('PATCH /api/v1/me/profile', 'bio')}
# A point of P-256 whose private key is 1, and the order of the curve.
ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551
G = ('6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296',
     '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5')


def routes():
    """[(method, path)] of routes.c, in its order: all of them, or this raises."""
    return routes_in((EDGED / 'routes.c').read_text())


def routes_in(text):
    text = text[text.index('const struct web_route routes[]'):]
    found = []
    for macro, method, path in re.findall(r'^    (\w+)\((?:(\w+), )?"([^"]+)"', text, re.M):
        method = method or {'ACT': 'POST', 'TOGETHER': 'POST'}.get(macro, macro)
        if method not in METHODS:
            raise ValueError('a row of another kind: %s' % path)
        found.append((method, path))
    if len(found) != len(re.findall(r'^\s*[^\s/*#}]', text.partition('\n')[2].partition('\n};')[0], re.M)):
        raise ValueError('a row that is written in another way')
    return found


def query_names():
    """The names of all that any handler takes from a query, or that is wished for a video there."""
    return set(re.findall(r'(?:web_request_query\(r|take_(?:words|time)\(&w), "(\w+)"',
                          ''.join(path.read_text() for path in sorted(EDGED.glob('*.c')))))


def json_fields():
    """The names of all fields that any handler takes."""
    text = ''.join(path.read_text() for path in sorted(EDGED.glob('*.c')))
    found = set()
    for names in re.findall(r'names\[\] = \{([^}]*)\}', text):
        found |= set(re.findall(r'"(\w+)"', names))
    return found


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


def tus_metadata(**values):
    return ','.join('%s %s' % (k, base64.b64encode(v.encode()).decode()) for k, v in values.items())


def attestation(host, credential):
    """A passkey's creation, as an authenticator would make it that attests nothing."""
    point = b'\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20' + bytes.fromhex(G[0]) + b'\x22\x58\x20' + bytes.fromhex(G[1])
    data = (hashlib.sha256(host.encode()).digest() + b'\x45' + bytes(4) + bytes(16) +
            struct.pack('>H', len(credential)) + credential + point)
    return b'\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58' + bytes([len(data)]) + data


def der(number):
    data = number.to_bytes(33, 'big').lstrip(b'\0')
    data = (b'\0' if data[0] & 0x80 else b'') + data
    return b'\x02' + bytes([len(data)]) + data


def sign(data):
    """ES256 with a private key of 1, and a nonce of 1: nobody's secret is in it."""
    r = int(G[0], 16) % ORDER
    both = der(r) + der((int.from_bytes(hashlib.sha256(data).digest(), 'big') + r) % ORDER)
    return b'\x30' + bytes([len(both)]) + both


def all_was_read(port):
    """Whether what a client at this port sent has left the kernel."""
    for path in ('/proc/net/tcp', '/proc/net/tcp6'):
        for line in Path(path).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[2].endswith(':%04X' % port):
                return fields[4].endswith(':00000000')
    return True


class Visitor(harness.Person):
    """A person who notes what got in: which row of the table, which fields."""

    def __init__(self, place, handle, doors):
        super().__init__(place, handle)
        self.doors = doors

    def request(self, method, path, body=None, headers=None, timeout=60):
        answer = super().request(method, path, body, headers, timeout)
        if 200 <= answer[0] < 400:
            self.doors.note(method, path, body)
        return answer


def keys_in(value):
    for item in value if isinstance(value, list) else []:
        yield from keys_in(item)
    if isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from keys_in(item)


class Doors:
    """What goes in at one region. Each request comes from an address, and with marks, of its own."""

    def __init__(self, place, marks):
        self.place, self.marks, self.member = place, marks, None
        self.opened, self.fields = set(), set() # rows that were answered well, fields that they took

    def visitor(self, handle=None):
        return Visitor(self.place, handle, self)

    def note(self, method, path, body):
        for row in routes():
            shape = re.sub(r'\\{(\w+)(\\\.){3}\\}', '.+', re.escape(row[1]))
            if row[0] == method and re.fullmatch(re.sub(r'\\{\w+\\}', '[^/]+', shape), path.split('?')[0]):
                self.opened.add(row)
                break
        if isinstance(body, str) and body.startswith('{'):
            self.fields |= set(keys_in(json.loads(body)))

    def headers(self, door):
        return {name: '%s/%s' % (self.marks.mark('%s, header %s' % (door, name)), 'x') for name in HEADERS}

    def body(self, door):
        """A mark under each name that a field has anywhere."""
        return {name: self.marks.mark('%s, field %s' % (door, name)) for name in sorted(json_fields())}

    def bodies(self, door):
        """One body that is well-formed, and others that are not."""
        plain = self.body(door)
        mark = self.marks.mark(door + ', bad JSON')
        yield json.dumps(plain)
        for name in plain:
            yield json.dumps({name: self.marks.public() if (door, name) in FOR_ALL
                              else self.marks.mark(door + ', one field')})
        yield json.dumps(plain)[:-9]
        yield '{"password": "%s" "x": 1}' % mark
        yield '{"password": "%s", "password": "%s"}' % (mark, mark)
        yield '{"password": "%s\\ud800"}' % mark
        yield b'{"password": "%s\xff\xfe"}' % mark.encode()
        yield json.dumps({mark: {mark: [mark]}})
        yield json.dumps([mark])
        yield '[' * 40 + '"%s"' % mark
        yield json.dumps({'handle': mark * 40, 'password': mark * 100, 'code': mark * 40, 'label': mark * 20})
        yield json.dumps({'password': mark * 2000}) # over the body's limit

    def knock(self, method, path):
        """One row of the table: from a stranger, and with a session."""
        door = method + ' ' + path
        for member in (False, True):
            filled = re.sub(r'\{[^}]*\}', lambda _: self.marks.mark(door + ', path'), path)
            filled += '?%s=1' % self.marks.mark(door + ', query name')
            filled += ''.join('&%s=%s' % (name, self.marks.mark('%s, query %s' % (door, name)))
                              for name in sorted(query_names()))
            bodies = self.bodies(door) if method in ('POST', 'PUT', 'PATCH') else [None]
            for body in bodies:
                self.send(method, filled, body, {**self.headers(door), **(JSON if body else {})}, member)
        if method in ('POST', 'PATCH'):
            mark = self.marks.mark(door + ', stream')
            self.send(method, filled, mark * 100, {
                **self.headers(door), **TUS, **STREAM, 'Upload-Offset': '0', 'Upload-Length': '9' + mark,
                'Upload-Metadata': tus_metadata(title=mark, filename=mark) + ', ' + mark}, True)
            self.send(method, filled, mark, {'Content-Type': 'multipart/form-data; boundary=' + mark}, True)
        self.send(method, filled, None, {'Origin': 'http://%s.example' % self.marks.mark(door + ', Origin')}, True)
        self.send(method, filled, None, {'Host': self.marks.mark(door + ', Host')}, False)

    def send(self, method, path, body, headers, member):
        visitor = self.visitor()
        stray = 'other=%s; vitrine_session=%s; vitrine_device=%s' % tuple(
            self.marks.mark('%s %s, cookie' % (method, path[:40])) for _ in range(3))
        if member:
            stray = 'vitrine_session=%s; other=%s' % (self.member.cookie, stray.split('=')[1][:16])
        try:
            return visitor.request(method, path, body, {**headers, 'Cookie': stray})
        except (OSError, ValueError):
            return None # it hung up: a body that it would not read
        except Exception as problem: # an answer before the request was whole
            if type(problem).__module__ != 'http.client':
                raise
            return None

    def raw(self, data):
        """Bytes that are no request, or the beginning of one; cut off when all of it was read."""
        with socket.create_connection(('127.0.0.1', self.place.port()), timeout=5) as s:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            try:
                s.sendall(data)
                harness.wait_for(lambda: all_was_read(s.getsockname()[1]), 'all was read')
            except OSError:
                pass # it hung up first

    def broken(self):
        def mark(what):
            return self.marks.mark('a broken request, ' + what).encode()
        self.raw(b'GET /%s' % mark('line'))
        self.raw(b'%s\r\n\r\n' % mark('method'))
        self.raw(b'GET / HTTP/1.1\r\nHost: a\r\nX: %s' % mark('half a head'))
        self.raw(b'GET / HTTP/1.1\r\nHost: a\r\nX: %s\r\n\r\n' % (mark('long head') * 2500))
        self.raw(b'GET /?x=%s HTTP/1.1\r\nHost: a\r\n\r\n' % (mark('long target') * 300))
        self.raw(b'POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n'
                 b'Content-Length: 500\r\n\r\n{"password": "%s' % mark('half a body'))
        self.raw(b'POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n'
                 b'Transfer-Encoding: chunked\r\n\r\nffff\r\n{"password": "%s' % mark('half a chunk'))
        self.raw(b'GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /%s HTTP/1.1\r\nHost: a\r\n\r\n' % mark('second'))
        self.raw(b'\x16\x03\x01' + mark('no HTTP') * 50)

    # What people do.

    def password(self, what):
        return self.marks.mark('password, ' + what) + ' a long one'

    def keep(self, person):
        """What the service gave a person is for nobody else."""
        for name, value in (('session', person.cookie), ('device', person.device)):
            if value:
                self.marks.secret('token of a ' + name, value)
        return person

    def refuse(self, person, method, path, value):
        try:
            person.json(method, path, value)
        except harness.Refused as refusal:
            assert 400 <= refusal.status < 500, refusal
            return
        raise AssertionError('not refused: %s %s' % (method, path))

    def sign_up(self):
        self.marks.secret('birth date', BIRTH_DATE)
        person = self.visitor(self.marks.public())
        self.known = self.password('of the account')
        person.sign_up(self.known, birth_date=BIRTH_DATE, email=self.marks.mark('email') + '@mail.example')
        self.member = self.keep(person)
        return person

    def signing_in(self):
        person = self.member
        wrong = self.visitor(person.handle)
        self.refuse(wrong, 'POST', '/api/v1/sessions',
                    {'handle': person.handle, 'password': self.password('wrong')})
        self.refuse(wrong, 'POST', '/api/v1/sessions',
                    {'handle': self.marks.mark('handle of nobody'), 'password': self.password('of nobody')})
        self.refuse(wrong, 'POST', '/api/v1/recoveries', {
            'handle': person.handle, 'code': self.marks.mark('wrong code'), 'password': self.password('refused')})
        self.refuse(person, 'PUT', '/api/v1/me/password',
                    {'old': self.password('old, wrong'), 'new': self.password('new, refused')})
        self.refuse(person, 'POST', '/api/v1/accounts', {
            'handle': person.handle, 'password': self.password('taken'), 'birth_date': BIRTH_DATE})
        codes = person.json('POST', '/api/v1/me/recovery-codes', {'password': self.known})['codes']
        for code in codes[:3]:
            self.marks.secret('recovery code', code)
        self.known = self.password('by a code')
        other = self.visitor(person.handle)
        other.json('POST', '/api/v1/recoveries', {'handle': person.handle, 'code': codes[0], 'password': self.known})
        self.keep(other)
        fresh = self.password('changed')
        other.json('PUT', '/api/v1/me/password', {'old': self.known, 'new': fresh}, 204)
        self.known = fresh
        self.keep(person.sign_in(fresh))
        person.json('GET', '/api/v1/me')
        self.refuse(person, 'PATCH', '/api/v1/me', {
            'password': self.password('wrong, to correct'), 'email': self.marks.mark('email, refused') + '@mail.example'})
        person.json('PATCH', '/api/v1/me', {
            'password': self.known, 'email': self.marks.mark('email, corrected') + '@mail.example',
            'birth_date': BIRTH_DATE}, 204)
        person.json('GET', '/api/v1/me/data')
        person.request('GET', '/api/v1/me/data.zip')

    def client(self, kind, challenge):
        return json.dumps({'type': 'webauthn.' + kind, 'challenge': challenge, 'crossOrigin': False,
                           'origin': 'http://localhost:%d' % self.place.port(),
                           'more': self.marks.mark('client data')}).encode()

    def passkey(self):
        person, label = self.member, self.marks.mark('passkey label')
        asked = person.json('POST', '/api/v1/me/passkeys/challenge', {'password': self.known})
        credential = hashlib.sha256(self.marks.core.encode()).digest()[:20]
        person.json('POST', '/api/v1/me/passkeys', {
            'label': label, 'client_data': base64url(self.client('create', asked['challenge'])),
            'attestation': base64url(attestation('localhost', credential))}, 204)
        visitor = self.visitor()
        asked = visitor.json('POST', '/api/v1/passkeys/challenge', {'handle': person.handle})
        client = self.client('get', asked['challenge'])
        data = hashlib.sha256(b'localhost').digest() + b'\x05' + bytes(4)
        act = {'credential': base64url(credential), 'client_data': base64url(client),
               'authenticator_data': base64url(data),
               'signature': base64url(sign(data + hashlib.sha256(client).digest()))}
        self.refuse(visitor, 'POST', '/api/v1/sessions/passkey', {
            **act, 'authenticator_data': base64url(self.marks.mark('authenticator data').encode() * 3),
            'signature': base64url(self.marks.mark('signature').encode() * 4)})
        visitor.json('POST', '/api/v1/sessions/passkey', act)
        self.keep(visitor)
        listed = visitor.json('GET', '/api/v1/me/passkeys')['passkeys']
        assert [p['label'] for p in listed] == [label]
        removal = '/api/v1/me/passkeys/%s/removal' % listed[0]['id']
        self.refuse(person, 'POST', removal, {'password': self.password('wrong, for a removal')})
        person.json('POST', removal, {'password': self.known}, 204)

    def sessions(self):
        """The lists of them, and the ways to end them."""
        person, others = self.member, [self.visitor(self.member.handle) for _ in range(3)]
        for other in others:
            self.keep(other.sign_in(self.known))
        listed = person.json('GET', '/api/v1/me/sessions')['sessions']
        of_one = '/api/v1/me/sessions/' + listed[0]['id']
        person.json('PATCH', of_one, {'label': self.marks.mark('label')}, 204)
        self.refuse(person, 'PATCH', of_one, {'label': self.marks.mark('label, refused') * 9})
        person.json('DELETE', of_one, expect=204)
        person.json('DELETE', '/api/v1/me/sessions', expect=204)
        others[0].cookie = None
        self.keep(others[0].sign_in(self.known)).json('DELETE', '/api/v1/sessions/current', expect=204)

    def clip(self, folder):
        """One with marks in all that a clip may say beside its pictures and its sound."""
        def mark(what):
            return self.marks.mark('clip, ' + what)
        notes, cover, data, out = (Path(folder) / n for n in ('notes', 'cover.png', 'words.srt', 'marked.mp4'))
        notes.write_text(';FFMETADATA1\ntitle=%s\ncomment=%s\nartist=%s\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\n'
                         'END=1000\ntitle=%s\n' % tuple(map(mark, ('title', 'comment', 'artist', 'chapter'))))
        data.write_text('1\n00:00:00,000 --> 00:00:01,000\n%s\n' % mark('subtitle'))
        base = ['ffmpeg', '-v', 'error', '-y']
        subprocess.run(base + ['-f', 'lavfi', '-i', 'color=size=32x32', '-frames:v', '1', '-metadata',
                               'comment=' + mark('cover'), str(cover)], check=True, stdin=subprocess.DEVNULL)
        subprocess.run(base + ['-i', str(harness.clip()), '-i', str(notes), '-i', str(cover), '-i', str(data),
                               '-map', '0', '-map', '2:v', '-map', '3', '-map_metadata', '1', '-map_chapters', '1',
                               '-c', 'copy', '-c:s', 'mov_text', '-disposition:v:1', 'attached_pic',
                               '-metadata', 'location=+40.7128-074.0060/%s' % mark('location'),
                               '-metadata', 'encoder=' + mark('encoder'), '-metadata', 'make=' + mark('make'),
                               '-metadata:s:v:0', 'handler_name=' + mark('handler'), '-metadata:s:a:0',
                               'title=' + mark('track'), '-movflags', 'use_metadata_tags', str(out)],
                       check=True, stdin=subprocess.DEVNULL)
        whole = out.read_bytes()
        atom = self.marks.mark('clip, an atom of its own').encode() * 8
        return whole + struct.pack('>I4s', 8 + len(atom), b'free') + atom

    def videos(self, folder):
        person = self.member
        clip = self.clip(folder)
        video = person.upload_bytes(clip, self.marks.public())
        refused = person.upload_bytes(self.marks.mark('no clip').encode() * 1000, self.marks.mark('refused, title'))
        person.wait_state(refused, ('refused',))
        person.wait_public(video)
        person.watch(video)
        person.my_watches()
        for path in ('', '/' + video):
            person.json('GET', '/api/v1/videos' + path)
        for visibility in ('private', 'followers'):
            self.shut(clip, visibility)
        return video

    def shut(self, clip, visibility):
        """A video that not everybody may see: what it is called and what is in it is nobody else's."""
        person, kind = self.member, {'Content-Type': 'video/mp4'}
        status, _, body = person.request('POST', '/api/v1/videos?visibility=%s&title=%s&sound=%s' % (
            visibility, self.marks.mark(visibility + ', title'), self.marks.mark(visibility + ', sound')), clip, kind)
        assert status == 201, body
        video = json.loads(body)['id']
        own = '/api/v1/videos/' + video
        person.wait_public(video)
        person.json('PATCH', own, {'title': self.marks.mark(visibility + ', another title'), 'visibility': visibility}, 204)
        status, _, body = person.request('PUT', own + '/captions/en?label=' + self.marks.mark(visibility + ', label'), (
            'WEBVTT\n\n00:00.000 --> 00:01.000\n%s\n' % self.marks.mark(visibility + ', captions')).encode(),
            {'Content-Type': 'text/vtt'})
        assert status == 204, body
        self.refuse(person, 'PATCH', own, {'visibility': self.marks.mark('visibility, refused')})
        said = {'text': '%s @%s' % (self.marks.mark(visibility + ', comment'), person.handle)}
        if visibility == 'followers':
            parent = person.json('POST', own + '/comments', said, 201)['id']
            person.json('POST', own + '/comments', {'text': self.marks.mark('reply'), 'parent': parent}, 201)
            for path in (own + '/comments', '/api/v1/comments/%s/replies' % parent):
                assert person.json('GET', path)['comments'][0]['text'].startswith(self.marks.core), path
        else:
            self.refuse(person, 'POST', own + '/comments', said)
        seen = person.video(video)
        for url in (seen['poster'], seen['renditions'][0]['url'], seen['captions'][0]['url']):
            assert person.request('GET', url)[0] == 200, url
        for path in ('/videos', '/data', '/notifications'):
            person.json('GET', '/api/v1/me' + path)

    def saying(self, video):
        """What a viewer says of a video, and what is done with their taste."""
        person, own = self.member, '/api/v1/videos/%s/' % video
        for method, name in (('PUT', 'like'), ('PUT', 'not-interested'), ('DELETE', 'not-interested'),
                             ('DELETE', 'like'), ('PUT', 'save'), ('DELETE', 'save')):
            person.request(method, own + name + '?why=' + self.marks.mark(name + ', query'))
            person.json(method, own + name, expect=204)
        for name in ('likes', 'saved', 'muted', 'blocked'):
            person.json('GET', '/api/v1/me/' + name)
        person.json('POST', '/api/v1/me/watches/repair')
        person.json('POST', '/api/v1/me/taste/reset', expect=204)

    def social(self, video):
        """What people say of themselves and of videos, and what they are told: those words are public."""
        person, words = self.member, self.marks.public
        other, comments = self.visitor(words()), '/api/v1/videos/%s/comments' % video
        self.keep(other.sign_up(self.password('of a follower'), birth_date=BIRTH_DATE))
        person.json('PATCH', '/api/v1/me/profile', {'name': words(), 'bio': words()})
        self.refuse(person, 'PATCH', '/api/v1/me/profile', {'bio': self.marks.mark('bio, refused') + '\x01'})
        people = '/api/v1/people/' + person.handle
        other.json('PUT', people + '/follow', expect=204)
        for path in (people, people + '/videos', people + '/followers', people + '/following', '/api/v1/feed/following'):
            other.json('GET', path)
        status, _, body = other.request('POST', comments, json.dumps({'text': '%s @%s' % (words(), person.handle)}), {
            **JSON, 'Idempotency-Key': self.marks.mark('comment, its key')})
        assert status == 201, body
        said = json.loads(body)['id']
        person.json('POST', comments, {'text': words(), 'parent': said}, 201)
        self.refuse(person, 'POST', comments, {'text': self.marks.mark('comment, refused') + '\x01'})
        for method in ('PUT', 'DELETE'):
            for what in ('mute', 'block'):
                person.json(method, '/api/v1/people/%s/%s' % (other.handle, what), expect=204)
        person.json('GET', comments + '?order=liked&limit=1')
        person.json('GET', '/api/v1/comments/%s/replies' % said)
        for method in ('PUT', 'DELETE'):
            person.json(method, '/api/v1/comments/%s/like' % said, expect=204)
        told = person.json('GET', '/api/v1/me/notifications')['notifications']
        person.json('PUT', '/api/v1/me/notifications/read', {'up_to': told[0]['id']}, 204)
        self.listen()
        person.json('DELETE', '/api/v1/comments/' + said, expect=204)
        other.json('DELETE', people + '/follow', expect=204)

    def reporting(self, video):
        """What a person reports, and anybody gives notice of: words for the office alone."""
        person, about = self.member, 'video:' + video
        person.json('POST', '/api/v1/reports', {
            'about': about, 'ground': 'terms-spam', 'text': self.marks.mark('report')}, 201)
        self.refuse(person, 'POST', '/api/v1/reports', {
            'about': about, 'ground': self.marks.mark('report, ground'), 'text': self.marks.mark('report, refused')})
        person.json('GET', '/api/v1/me/reports')
        person.json('GET', '/api/v1/report-grounds')
        given = self.visitor().json('POST', '/api/v1/legal-notices', {
            'about': about, 'ground': 'law-rights', 'explanation': self.marks.mark('notice') + ' and some more words',
            'name': self.marks.mark('notice, name'), 'email': self.marks.mark('notice, email') + '@mail.example',
            'good_faith': True}, 201)
        self.marks.secret('receipt', given['receipt'])
        self.visitor().request('GET', '/api/v1/legal-notices/' + given['number'], None, {'Receipt': given['receipt']})
        form = {'Content-Type': 'application/x-www-form-urlencoded'}
        for good_faith in ('', 'yes'):
            page = self.visitor().request('POST', '/notice', urllib.parse.urlencode({
                'about': about, 'ground': 'law-rights', 'explanation': self.marks.mark('form') + ' and some more words',
                'name': self.marks.mark('form, name'), 'email': self.marks.mark('form, email') + '@mail.example',
                'good_faith': good_faith}), form)[2].decode()
        receipt = re.search(r'[0-9]+-([0-9a-f]{64})', page)
        self.marks.secret('receipt of a form', receipt.group(1))
        self.visitor().request('POST', '/notice', urllib.parse.urlencode({'receipt': receipt.group(0)}), form)

    def answering(self, video):
        """The office hides it; its author is told why, and answers."""
        self.office = office = Office(self.place).join()
        office.decide('hide', 'video:' + video, 'terms-spam', self.marks.mark('reason'))
        self.member.json('GET', '/api/v1/me/decisions')
        self.member.request('GET', '/api/v1/me/decisions/1/receipt')
        self.member.request('GET', '/api/v1/me/receipt')
        self.member.json('POST', '/api/v1/me/decisions/1/answer', {'text': self.marks.mark('answer')}, 201)
        self.member.request('GET', '/api/v1/me/decisions/1/answer/receipt')

    def desk(self):
        """A member reads all of it, and closes the case of the answer."""
        office, member = Office(self.place, 'desk.key'), self.visitor()
        assert self.office.add(office.key).returncode == 0
        member.json('POST', '/api/v1/desk/session', {'statement': signing.desk(office)})
        headers = member.request('POST', '/api/v1/desk/session', json.dumps(
            {'statement': signing.desk(office)}), JSON)[1]
        member.desk = headers['set-cookie'].split(';')[0]
        self.marks.secret('token of a seat', member.desk.split('=')[1])
        for path in ('', '?state=decided'):
            for case in member.json('GET', '/api/v1/desk/cases' + path)['items']:
                url = '/api/v1/desk/cases/' + case['id']
                member.json('GET', url)
                member.request('GET', url + '/poster')
                member.request('GET', url + '/video')
        waiting = member.json('GET', '/api/v1/desk/cases')['items'][-1]
        upto = member.json('GET', '/api/v1/desk/cases/' + waiting['id'])['upto']
        member.json('POST', '/api/v1/desk/statements', {'statement': signing.dismissal(
            office, int(waiting['id']), upto, self.marks.mark('reply'))}, 201)
        member.json('DELETE', '/api/v1/desk/session', expect=204)

    def listen(self):
        """For news, which has no end: its first word is enough."""
        path = '/api/v1/me/events'
        with socket.create_connection(('127.0.0.1', self.place.port()), timeout=30) as s:
            s.sendall(('GET %s?%s=1 HTTP/1.1\r\nHost: a\r\nLast-Event-ID: %s\r\nCookie: vitrine_session=%s\r\n\r\n' % (
                path, self.marks.mark('news, query'), self.marks.mark('news, header'), self.member.cookie)).encode())
            got = b''
            while b'unread' not in got:
                piece = s.recv(4096)
                assert piece, got
                got += piece
        self.note('GET', path, None)
    def wishing(self):
        """What a viewer says of their own page."""
        person = self.member
        person.json('GET', '/api/v1/feed')
        person.request('GET', '/api/v1/feed?cursor=' + self.marks.mark('feed, cursor'))
        person.json('PUT', '/api/v1/me/feed/words', {'words': [self.marks.mark('hidden word')[:32]]}, 204)
        for order in (self.marks.mark('order'), 'newest', 'ranked'):
            person.request('PUT', '/api/v1/me/feed/order', json.dumps({'order': order}), JSON)
        for method in ('PUT', 'DELETE'):
            person.request(method, '/api/v1/people/%s/hide' % self.marks.mark('hidden handle'))
            person.json(method, '/api/v1/people/%s/hide' % person.handle, expect=204)
        person.json('GET', '/api/v1/me/feed')

    def owning(self):
        """One's own videos: another title, another try, an end."""
        person = self.member
        video = person.upload(harness.clip('retry', seconds=20, size='480x854'), self.marks.public())
        own = '/api/v1/videos/' + video
        self.refuse(person, 'PATCH', own, {'title': self.marks.mark('title, refused') + '\x01'})
        self.place.fail_jobs(person, (video,))
        person.json('POST', own + '/retry', expect=202)
        person.json('PATCH', own, {'title': self.marks.public()}, 204)
        person.json('GET', '/api/v1/me/videos')
        person.json('DELETE', own, expect=204)

    def letting_in(self):
        """Another program, in the member's name: all of what it brings along is marked."""
        form = {'Content-Type': 'application/x-www-form-urlencoded'}
        verifier = self.marks.mark('client, verifier')
        verifier += 'v' * (64 - len(verifier))
        wish = {'client_id': 'https://app.example', 'redirect_uri': 'https://app.example/' + self.marks.mark('client, place'),
                'response_type': 'code', 'code_challenge_method': 'S256', 'scope': 'read',
                'code_challenge': base64url(hashlib.sha256(verifier.encode()).digest()),
                'state': self.marks.mark('client, state')}
        path = '/oauth/authorize?' + urllib.parse.urlencode(wish)
        assert self.member.request('GET', path)[0] == 200
        answers = (({'answer': self.marks.mark('client, answer')}, 400), ({'answer': 'no'}, 303), ({'answer': 'yes'}, 303))
        for answer, expect in answers:
            status, headers, _ = self.member.request(
                'POST', '/oauth/authorize', urllib.parse.urlencode({**wish, **answer}), form)
            assert status == expect, status
        code = urllib.parse.parse_qs(urllib.parse.urlsplit(headers['location']).query)['code'][0]
        stranger = self.visitor()
        status, _, body = stranger.request('POST', '/oauth/token', urllib.parse.urlencode({
            'grant_type': 'authorization_code', 'code': code, 'code_verifier': verifier,
            **{name: wish[name] for name in ('client_id', 'redirect_uri')}}), form)
        assert status == 200, body
        token = json.loads(body)['access_token']
        self.marks.secret('client, code', code)
        self.marks.secret('client, token', token)
        for more in (token, self.marks.mark('client, no token')):
            assert stranger.request('POST', '/oauth/revoke', 'token=' + more, form)[0] == 200

    def avatar(self, folder):
        """A picture with marks in all that it may say beside its pixels, and one that is none."""
        person, path = self.member, Path(folder) / 'avatar.png'
        self.refuse_picture(self.marks.mark('avatar, no picture').encode() * 9)
        subprocess.run(['ffmpeg', '-v', 'error', '-y', '-f', 'lavfi', '-i', 'color=size=64x64', '-frames:v', '1',
                        '-metadata', 'comment=' + self.marks.mark('avatar, comment'), str(path)], check=True,
                       stdin=subprocess.DEVNULL)
        for method, body, expect in (('PUT', path.read_bytes(), 200), ('DELETE', None, 204)):
            status, _, answer = person.request(method, '/api/v1/me/avatar', body, {'Content-Type': 'image/png'})
            assert status == expect, answer

    def captions(self, video):
        """Notes, settings and names of cues are marked, what is said is public."""
        own, kind = '/api/v1/videos/%s/captions/de' % video, {'Content-Type': 'text/vtt'}
        said = ('WEBVTT %s\n\nNOTE %s\n\nSTYLE\n%s\n\n%s\n00:00.000 --> 00:01.000 %s\n%s\n' % (*(
            self.marks.mark('captions, ' + what) for what in ('head', 'note', 'style', 'name', 'setting')),
            self.marks.public()))
        status, _, answer = self.member.request('PUT', own, said, kind)
        assert status == 204, answer
        status, _, answer = self.member.request('PUT', own, said + '<%s>' % self.marks.mark('captions, refused'), kind)
        assert status == 422, answer
        shown = self.member.json('GET', '/api/v1/videos/' + video)['captions']
        status, _, answer = self.member.request('GET', shown[0]['url'])
        assert status == 200 and answer.startswith(b'WEBVTT\n\n00:00:00.000'), answer
        self.member.json('DELETE', own, expect=204)

    def refuse_picture(self, data):
        status, _, answer = self.member.request('PUT', '/api/v1/me/avatar', data, {'Content-Type': 'image/png'})
        assert status == 422, answer

    def leaving(self):
        """One stays after all; another, of whom all is marked, goes at once."""
        person = self.member
        self.refuse(person, 'POST', '/api/v1/me/leaving', {'password': self.password('wrong, leaving'), 'days': 0})
        person.json('POST', '/api/v1/me/leaving', {'password': self.known, 'days': 7})
        person.json('DELETE', '/api/v1/me/leaving', expect=204)
        other, known = self.visitor(self.marks.public()), self.password('of who leaves')
        other.sign_up(known, birth_date=BIRTH_DATE, email=self.marks.mark('email of who leaves') + '@mail.example')
        self.keep(other).json('POST', '/api/v1/me/leaving', {'password': known, 'days': 0})

    def draft(self):
        """An upload that is under way: its path."""
        mark = self.marks.mark('draft, its bytes').encode()
        status, headers, body = self.member.request('POST', '/api/v1/uploads', None, {
            **TUS, 'Upload-Length': '100000', 'Upload-Metadata': tus_metadata(
                title=self.marks.mark('draft, title'), filename=self.marks.mark('draft, file name'),
                trim_from_ms='500', trim_to_ms='1500', poster_ms='10', sound=self.marks.mark('draft, sound'),
                filetype=self.marks.mark('draft, type'), more=self.marks.mark('draft, more'))})
        assert status == 201, body
        path = headers['location']
        self.member.json('GET', '/api/v1/uploads')
        status, _, body = self.member.request('PATCH', path, mark * 1000, {**TUS, **STREAM, 'Upload-Offset': '0'})
        assert status == 204, body
        return path

    def give_up(self, path):
        for method in ('OPTIONS', 'HEAD'):
            self.member.request(method, path, None, TUS)
        self.member.request('OPTIONS', '/api/v1/uploads')
        status, _, body = self.member.request('DELETE', path, None, TUS)
        assert status == 204, body

    def words_of_operators(self):
        mark = self.marks.mark('operator').encode()
        words = [b'\x01' + mark, b'\x09\x09' + mark, mark * 400]
        for op in range(1, OPERATIONS): # each with more than it takes, and with what a backup's would have
            words += [bytes([1, op]) + mark * 9] + ([bytes([1, op]) + (mark * 9)[:n] for n in (32, 48)] if op > 3 else [])
        for data in words:
            with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as s:
                s.settimeout(10)
                s.connect(str(self.place.data / 'operator.sock'))
                try:
                    s.send(data)
                    s.recv(65536)
                except ConnectionError:
                    pass # it hung up, as it should
        for words in (['status', self.marks.mark('command line')], [self.marks.mark('command line, command')],
                      ['status', '--data', self.place.data, '--' + self.marks.mark('command line, option')],
                      ['backup', '/nowhere/' + self.marks.mark('command line, backup'), '--data', self.place.data,
                       '--weekly-keys', '/nowhere/' + self.marks.mark('command line, weekly keys')]):
            assert harness.vitrine(*words).returncode != 0

    def all(self, folder):
        self.sign_up()
        self.signing_in()
        self.sessions()
        self.passkey()
        video = self.videos(folder)
        self.captions(video)
        self.saying(video)
        self.social(video)
        self.reporting(video)
        self.wishing()
        self.owning()
        self.letting_in()
        self.avatar(folder)
        self.leaving()
        self.answering(video)
        self.desk()
        self.words_of_operators()
        for method, path in routes():
            if path not in ('/api/v1/sessions/current', '/api/v1/me/events'): # one ends it, one has no end
                self.knock(method, path)
        self.broken()
