"""Uploads that are resumed: every answer of the protocol, clients and processes that end at a bad
moment, and byte for byte the same file in the end."""
import base64
import contextlib
import hashlib
import http.client
import json
import os
import random
import shutil
import socket
import sqlite3
import tempfile
import time
import unittest
from pathlib import Path

import marks
import region as harness
import sealed

TUS = {'Tus-Resumable': '1.0.0'}
PATCH = {**TUS, 'Content-Type': 'application/offset+octet-stream'}
FAST = ('--backoff-max-ms', '200')
DAY_S = 24 * 3600
IN_MEMORY = 2 * sealed.PIECE # at most, of what has come and was not told to stand: a crash may cost it
ERRORS = (OSError, http.client.HTTPException, harness.Refused)


def metadata(**pairs):
    return ','.join('%s %s' % (k, base64.b64encode(v.encode()).decode()) for k, v in pairs.items())


def noise(size, seed=1):
    return random.Random(seed).randbytes(size)


class Client:
    """A client that knows an upload's address and nothing else; its mistakes are chosen."""

    def __init__(self, person, data, **headers):
        self.person, self.data, self.sent = person, data, headers.get('Upload-Metadata')
        status, found, body = person.request('POST', '/api/v1/uploads', b'', {
            **TUS, 'Upload-Length': str(len(data)), **headers})
        if status != 201:
            raise harness.Refused(status, body)
        self.url, self.name = found['location'], found['location'].rpartition('/')[2]

    def head(self):
        status, found, body = self.person.request('HEAD', self.url, headers=TUS)
        if status != 200:
            raise harness.Refused(status, body)
        return found

    def offset(self):
        return int(self.head()['upload-offset'])

    def patch(self, data, offset, **headers):
        return self.person.request('PATCH', self.url, data, {
            **PATCH, 'Upload-Offset': str(offset), **headers}, timeout=120)

    def send(self, start, end, **headers):
        status, found, body = self.patch(self.data[start:end], start, **headers)
        if status != 204:
            raise harness.Refused(status, body)
        return found

    def open(self, start, told=None, **headers):
        """A connection on which a PATCH has begun."""
        s = socket.create_connection(('127.0.0.1', self.person.region.port()), timeout=30,
                                     source_address=(self.person.address, 0))
        all_headers = {'Host': 'x', 'Cookie': 'vitrine_session=' + self.person.cookie, **PATCH,
                       'Upload-Offset': str(start),
                       'Content-Length': str(told or len(self.data) - start), **headers}
        s.sendall(('PATCH %s HTTP/1.1\r\n' % self.url + ''.join(
            '%s: %s\r\n' % pair for pair in all_headers.items()) + '\r\n').encode())
        return s

    def keep(self):
        """A second name for the file, so that its bytes can be compared when the service has none."""
        path = self.person.region.data / ('kept-' + self.name)
        os.link(self.draft(), path)
        return path

    def draft(self):
        return self.person.region.data / 'app' / 'incoming' / (self.name + '.part')

    def bytes(self):
        return sealed.Keys(self.person.region.data).draft(self.name)

    def original(self, path):
        """Of a whole one, in whatever place."""
        keys = sealed.Keys(self.person.region.data)
        return keys.original(int(self.person.id), self.name, len(self.data), path.read_bytes())

    def wait_pieces(self, size, timeout=20):
        """Until all of so much is in the file that is not in memory: of a part with a checksum nobody else sees more."""
        pieces = size // sealed.PIECE - 2
        harness.wait_for(lambda: self.draft().stat().st_size >= pieces * sealed.SEALED, 'pieces in the file', timeout)

    def wait_size(self, size, timeout=20):
        """Until so much has come."""
        deadline = time.monotonic() + timeout
        while True:
            ours = [u['offset'] for u in self.person.json('GET', '/api/v1/uploads')['uploads'] if u['url'] == self.url]
            if ours and ours[0] >= size:
                return
            if time.monotonic() > deadline:
                raise TimeoutError('%s bytes have come' % ours)
            time.sleep(0.01)

    def finish(self, step=1 << 20):
        """From wherever it stands to the end, whatever happens to the service; the video."""
        deadline = time.monotonic() + 60
        while True:
            try:
                found = self.head()
                at = int(found['upload-offset'])
                while at < len(self.data):
                    found = self.send(at, min(at + step, len(self.data)))
                    at = int(found['upload-offset'])
                return found['vitrine-video']
            except ERRORS:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)


def answer_on(s):
    """(status, headers in lower case) of what comes back on a connection; None: it ended."""
    data = b''
    with contextlib.suppress(OSError):
        while b'\r\n\r\n' not in data:
            part = s.recv(65536)
            if not part:
                break
            data += part
    if b'\r\n\r\n' not in data:
        return None
    lines = data.split(b'\r\n\r\n')[0].decode().split('\r\n')
    return int(lines[0].split()[1]), {k.lower(): v.strip() for k, _, v in (
        line.partition(':') for line in lines[1:])}


class Protocol(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = harness.Region().__enter__()
        cls.addClassCleanup(cls.place.__exit__, None, None, None)
        cls.mira, cls.otto = cls.place.sign_up('mira'), cls.place.sign_up('otto')
        cls.clip = harness.clip().read_bytes()

    def tearDown(self):
        self.assertEqual([p['restarts'] for p in self.place.processes()], [0, 0])
        for name in os.listdir(self.place.data / 'app' / 'incoming'):
            if name.endswith('.part'): # of this test: nobody goes on with it
                self.mira.request('DELETE', '/api/v1/uploads/' + name[:-5], headers=TUS)

    def problem(self, answer, status, words='', limit=None):
        found_status, headers, body = answer
        self.assertEqual(found_status, status, body)
        self.assertEqual(headers['tus-resumable'], '1.0.0')
        self.assertEqual(headers['content-type'], 'application/problem+json')
        found = json.loads(body)
        self.assertIn(words, found.get('detail', ''))
        self.assertEqual(found.get('limit'), limit)
        return headers

    def create(self, data=b'', who=None, **headers):
        return (who or self.mira).request('POST', '/api/v1/uploads', data, {**TUS, **headers})

    def test_options_and_region_tell_the_limits(self):
        limits = json.loads(self.place.get('/api/v1/region')[1])['limits']
        for path in ('/api/v1/uploads', '/api/v1/uploads/whatever'):
            status, found, body = self.place.person().request('OPTIONS', path)
            self.assertEqual((status, body), (204, b''))
            self.assertEqual(found['tus-resumable'], '1.0.0')
            self.assertEqual(found['tus-version'], '1.0.0')
            self.assertEqual(int(found['tus-max-size']), limits['upload_bytes'])
            self.assertEqual(found['tus-extension'],
                             'creation,creation-with-upload,checksum,expiration,termination')
            self.assertEqual(found['tus-checksum-algorithm'], 'sha1,sha256')
        for name in ('upload_bytes', 'video_seconds', 'video_side', 'quota_bytes', 'uploads',
                     'upload_keep_seconds'):
            self.assertGreater(limits[name], 0)

    def test_a_clip_in_parts_becomes_public(self):
        client = Client(self.mira, self.clip, **{'Upload-Metadata': metadata(
            title=' Grün & <b> ', filename='secret name.mp4', filetype='video/mp4')})
        found = client.head()
        self.assertEqual(found['upload-offset'], '0')
        self.assertEqual(found['upload-length'], str(len(self.clip)))
        self.assertEqual(found['upload-metadata'], client.sent)
        self.assertEqual(found['cache-control'], 'no-store')
        self.assertRegex(found['upload-expires'], r'^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$')
        self.assertNotIn('vitrine-video', found)
        third = len(self.clip) // 3
        self.assertEqual(client.send(0, third)['upload-offset'], str(third))
        self.assertEqual(client.offset(), third)
        last = client.send(third, len(self.clip))
        self.assertEqual(last['upload-offset'], str(len(self.clip)))
        shown = self.mira.wait_public(last['vitrine-video'])
        self.assertEqual(shown['title'], 'Grün & <b>')
        found = client.head()
        self.assertEqual(found['upload-offset'], found['upload-length'])
        self.assertEqual(found['vitrine-video'], last['vitrine-video'])
        app = b''.join(p.read_bytes() for p in (self.place.data / 'app').iterdir() if p.is_file())
        self.assertNotIn(b'secret name', app)

    def test_ones_unfinished_uploads_are_listed_and_nobody_elses(self):
        before = self.mira.json('GET', '/api/v1/uploads')['uploads']
        one = Client(self.mira, self.clip, **{'Upload-Metadata': metadata(title='Listed')})
        two = Client(self.mira, b'x' * 5000)
        two.send(0, 1234)
        listed = [u for u in self.mira.json('GET', '/api/v1/uploads')['uploads'] if u not in before]
        found = {u['url']: u for u in listed}
        self.assertEqual(set(found), {one.url, two.url})
        self.assertEqual((found[one.url]['title'], found[one.url]['offset'], found[one.url]['length']),
                         ('Listed', 0, len(self.clip)))
        self.assertEqual((found[two.url]['title'], found[two.url]['offset'], found[two.url]['length']),
                         (None, 1234, 5000))
        left_s = found[two.url]['expires_ms'] / 1000 - time.time()
        self.assertTrue(DAY_S - 60 < left_s <= DAY_S, left_s)
        self.assertEqual(self.otto.json('GET', '/api/v1/uploads'), {'uploads': []})
        self.assertEqual(self.place.person().request('GET', '/api/v1/uploads')[0], 401)
        video = one.finish()
        self.assertEqual(self.mira.request('DELETE', two.url, headers=TUS)[0], 204)
        urls = [u['url'] for u in self.mira.json('GET', '/api/v1/uploads')['uploads']]
        self.assertFalse({one.url, two.url} & set(urls))
        self.mira.wait_public(video)

    def test_the_metadata_are_given_back_as_they_were_sent_and_nothing_is_made_up(self):
        for sent in (metadata(title='Given', filename='a.mp4'), 'own,filename YS5tcDQ=,  is_confidential',
                     metadata(filename='geheim 1.mp4', filetype='video/mp4', x='ä' * 400), None):
            client = Client(self.mira, self.clip, **({'Upload-Metadata': sent} if sent else {}))
            self.assertEqual(client.head().get('upload-metadata'), sent)
            self.assertEqual(self.otto.request('HEAD', client.url, headers=TUS)[0], 404)
        client.send(0, len(self.clip))
        found = client.head()
        self.assertNotIn('upload-metadata', found)
        self.assertEqual(self.mira.wait_public(found['vitrine-video'])['title'], 'Untitled')

    def test_the_kept_part_the_poster_and_the_sounds_name_go_with_it(self):
        client = Client(self.mira, self.clip, **{'Upload-Metadata': metadata(
            title='Part', trim_from_ms='400', trim_to_ms='1400', poster_ms='200', sound=' Ein Lied ')})
        shown = self.mira.wait_public(client.send(0, len(self.clip))['vitrine-video'])
        self.assertEqual((shown['duration_ms'], shown['sound']), (1000, 'Ein Lied'))
        status, _, body = self.mira.request(
            'POST', '/api/v1/videos?title=Other&trim_from_ms=1000&sound=Lied', self.clip, {'Content-Type': 'video/mp4'})
        self.assertEqual(status, 201, body)
        shown = self.mira.wait_public(json.loads(body)['id'])
        self.assertAlmostEqual(shown['duration_ms'], 1000, delta=120)
        self.assertEqual(shown['sound'], 'Lied')
        for query in ('trim_from_ms=x', 'trim_to_ms=1', 'poster_ms=-1', 'sound='):
            status, _, body = self.mira.request('POST', '/api/v1/videos?title=T&' + query, self.clip,
                                                {'Content-Type': 'video/mp4'})
            self.assertEqual((status, json.loads(body)['detail'].split(':')[0]), (400, query.split('=')[0]))

    def test_the_last_request_may_be_repeated(self):
        client = Client(self.mira, self.clip, **{'Upload-Metadata': metadata(title='Once')})
        video = client.send(0, len(self.clip))['vitrine-video']
        answer = client.patch(self.clip, 0)
        self.assertEqual(self.problem(answer, 409)['upload-offset'], str(len(self.clip)))
        again = client.send(len(self.clip), len(self.clip))
        self.assertEqual(again['vitrine-video'], video)
        self.problem(client.patch(b'more', len(self.clip)), 413, 'past the length', len(self.clip))
        titles = [v['title'] for v in self.mira.json('GET', '/api/v1/me/videos')['videos']]
        self.assertEqual(titles.count('Once'), 1)
        self.mira.wait_public(video)

    def test_creation_may_bring_bytes(self):
        for count in (1000, len(self.clip)):
            status, found, body = self.create(self.clip[:count], **{
                'Upload-Length': str(len(self.clip)), 'Content-Type': PATCH['Content-Type'],
                'Upload-Metadata': metadata(title='With bytes')})
            self.assertEqual(status, 201, body)
            self.assertEqual(found['upload-offset'], str(count))
            self.assertIn('upload-expires', found)
            self.assertEqual('vitrine-video' in found, count == len(self.clip))
            status, found, _ = self.mira.request('HEAD', found['location'], headers=TUS)
            self.assertEqual((status, found['upload-offset']), (200, str(count)))
        self.mira.wait_public(found['vitrine-video'])

    def test_creation_that_breaks_off_leaves_nothing(self):
        before = set(os.listdir(self.place.data / 'app' / 'incoming'))
        with socket.create_connection(('127.0.0.1', self.place.port())) as s:
            s.sendall(('POST /api/v1/uploads HTTP/1.1\r\nHost: x\r\nCookie: vitrine_session=%s\r\n'
                       'Tus-Resumable: 1.0.0\r\nUpload-Length: 5000\r\nContent-Length: 5000\r\n'
                       'Content-Type: %s\r\n\r\n' % (self.mira.cookie, PATCH['Content-Type'])).encode())
            s.sendall(b'x' * 1000)
            time.sleep(0.3)
        deadline = time.monotonic() + 10
        while set(os.listdir(self.place.data / 'app' / 'incoming')) != before:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)

    def test_every_malformed_head_is_refused_by_its_name(self):
        client = Client(self.mira, self.clip)
        limit = 512 << 20
        creations = [
            ({}, 400, 'Upload-Length', None),
            ({'Upload-Length': '-1'}, 400, 'Upload-Length', None),
            ({'Upload-Length': '01'}, 400, 'Upload-Length', None),
            ({'Upload-Length': '0'}, 400, 'Upload-Length', None),
            ({'Upload-Length': '9' * 30}, 400, 'Upload-Length', None),
            ({'Upload-Length': str(limit + 1)}, 413, 'Upload-Length', limit),
            ({'Upload-Defer-Length': '1'}, 400, 'Upload-Defer-Length', None),
            ({'Upload-Length': '5', 'Upload-Concat': 'partial'}, 400, 'Upload-Concat', None),
            ({'Upload-Length': '5', 'Upload-Metadata': ''}, 400, 'Upload-Metadata', None),
            ({'Upload-Length': '5', 'Upload-Metadata': 'title !'}, 400, 'Upload-Metadata', None),
            ({'Upload-Length': '5', 'Upload-Metadata': 'a,a'}, 400, 'Upload-Metadata', None),
            ({'Upload-Length': '5', 'Upload-Metadata': 'title'}, 400, 'title', 150),
            ({'Upload-Length': '5', 'Upload-Metadata': metadata(title='x' * 151)}, 400, 'title', 150),
            ({'Upload-Length': '5', 'Upload-Metadata': metadata(title='x' * 5000)}, 400, 'title', 150),
            ({'Upload-Length': '5', 'Upload-Metadata': metadata(title='a\nb')}, 400, 'title', None),
            ({'Upload-Length': '5', 'Upload-Metadata': metadata(x='x' * 7000)}, 400, 'Upload-Metadata', 8192),
        ]
        creations += [({'Upload-Length': '5', 'Upload-Metadata': metadata(**wish)}, 400, words, most)
                      for wish, words, most in (
            ({'trim_from_ms': '-1'}, 'trim_from_ms', None), ({'trim_from_ms': ''}, 'trim_from_ms', None),
            ({'trim_from_ms': '1.5'}, 'trim_from_ms', None), ({'trim_from_ms': '180001'}, 'trim_from_ms', 180000),
            ({'trim_from_ms': '179900'}, 'trim_from_ms', 500), ({'trim_to_ms': '0'}, 'trim_to_ms', 500),
            ({'trim_from_ms': '5000', 'trim_to_ms': '4000'}, 'trim_to_ms', 500),
            ({'trim_to_ms': '9' * 30}, 'trim_to_ms', None), ({'poster_ms': 'soon'}, 'poster_ms', None),
            ({'trim_from_ms': '1000', 'trim_to_ms': '2000', 'poster_ms': '1000'}, 'poster_ms', 1000),
            ({'sound': ''}, 'sound', 100), ({'sound': 'x' * 101}, 'sound', 100), ({'sound': 'a\tb'}, 'sound', None))]
        for headers, status, words, most in creations:
            with self.subTest(headers=headers):
                self.problem(self.create(**headers), status, words, most)
        self.problem(self.create(b'abc', **{'Upload-Length': '5'}), 415, 'Content-Type')
        self.problem(self.create(b'abcdef', **{'Upload-Length': '5', 'Content-Type':
                                               PATCH['Content-Type']}), 413, 'past the length', 5)
        sha1 = base64.b64encode(hashlib.sha1(b'abc').digest()).decode()
        patches = [
            ({'Upload-Offset': '-1'}, 400, 'Upload-Offset', None),
            ({'Upload-Offset': 'x'}, 400, 'Upload-Offset', None),
            ({'Upload-Offset': '1'}, 409, 'stands at 0', None),
            ({'Content-Type': 'video/mp4'}, 415, 'Content-Type', None),
            ({'Upload-Checksum': 'md5 ' + sha1}, 400, 'sha1 or sha256', None),
            ({'Upload-Checksum': 'sha1'}, 400, 'Upload-Checksum', None),
            ({'Upload-Checksum': 'sha1  ' + sha1}, 400, 'Upload-Checksum', None),
            ({'Upload-Checksum': 'sha256 ' + sha1}, 400, 'not as long', None),
            ({'Upload-Checksum': 'sha1 ' + sha1[:-1]}, 400, 'Upload-Checksum', None),
        ]
        for headers, status, words, most in patches:
            with self.subTest(headers=headers):
                self.problem(client.patch(b'abc', 0, **headers), status, words, most)
        self.assertEqual(client.offset(), 0)

    def test_every_request_names_the_version(self):
        client = Client(self.mira, self.clip)
        for version in ({}, {'Tus-Resumable': '0.2.2'}):
            for method, path in (('POST', '/api/v1/uploads'), ('HEAD', client.url),
                                 ('PATCH', client.url), ('DELETE', client.url)):
                status, found, _ = self.mira.request(method, path, headers={
                    'Upload-Length': '5', 'Upload-Offset': '0',
                    'Content-Type': PATCH['Content-Type'], **version})
                self.assertEqual((status, found['tus-version']), (412, '1.0.0'), method)
        self.assertEqual(client.offset(), 0)

    def test_the_method_may_be_overridden(self):
        client = Client(self.mira, self.clip)
        status, found, body = self.mira.request('POST', client.url, self.clip[:100], {
            **PATCH, 'Upload-Offset': '0', 'X-HTTP-Method-Override': 'PATCH'})
        self.assertEqual((status, found.get('upload-offset')), (204, '100'), body)
        status, found, body = self.mira.request('GET', client.url, None, {
            **TUS, 'X-HTTP-Method-Override': 'HEAD'})
        self.assertEqual((status, found.get('upload-offset'), body), (200, '100', b''))
        status, _, _ = self.mira.request('POST', client.url, b'', {
            **TUS, 'X-HTTP-Method-Override': 'DELETE', 'Origin': 'https://evil.example'})
        self.assertEqual(status, 403)
        status, _, _ = self.mira.request('POST', client.url, b'', {
            **TUS, 'X-HTTP-Method-Override': 'DELETE'})
        self.assertEqual(status, 204)
        self.assertEqual(self.mira.request('HEAD', client.url, headers=TUS)[0], 404)
        status, found, _ = self.mira.request('GET', client.url, headers=TUS)
        self.assertEqual((status, found['allow']), (405, 'PATCH, DELETE, HEAD, OPTIONS'))

    def test_an_upload_is_there_for_its_creator_only(self):
        client = Client(self.mira, self.clip)
        client.send(0, 1000)
        for who, status in ((self.otto, 404), (self.place.person(), 401)):
            for method in ('HEAD', 'PATCH', 'DELETE'):
                found, _, _ = who.request(method, client.url, b'x' if method == 'PATCH' else None, {
                    **PATCH, 'Upload-Offset': '1000'})
                self.assertEqual(found, status, method)
        self.assertEqual(self.mira.request('HEAD', '/api/v1/uploads/' + '0' * 32, headers=TUS)[0], 404)
        self.assertEqual(self.mira.request('HEAD', '/api/v1/uploads/x', headers=TUS)[0], 404)
        self.assertEqual(client.offset(), 1000)
        other = self.place.person('mira').sign_in() # the same person, elsewhere
        self.assertEqual(other.request('HEAD', client.url, headers=TUS)[1]['upload-offset'], '1000')

    def test_terminated_is_gone(self):
        client = Client(self.mira, self.clip)
        client.send(0, 1000)
        self.assertTrue(client.draft().exists())
        self.assertEqual(self.mira.request('DELETE', client.url, headers=TUS)[0], 204)
        self.assertFalse(client.draft().exists())
        for method in ('HEAD', 'DELETE'):
            self.assertEqual(self.mira.request(method, client.url, headers=TUS)[0], 404)
        self.problem(client.patch(b'x', 1000), 404)
        client = Client(self.mira, self.clip)
        client.send(0, len(self.clip))
        self.problem(self.mira.request('DELETE', client.url, headers=TUS), 403, 'a video by now')

    def test_checksums_are_compared(self):
        for kind in ('sha1', 'sha256'):
            with self.subTest(kind=kind):
                client = Client(self.mira, self.clip)
                at, step = 0, len(self.clip) // 2 + 1
                while at < len(self.clip):
                    part = self.clip[at:at + step]
                    right = base64.b64encode(hashlib.new(kind, part).digest()).decode()
                    wrong = base64.b64encode(hashlib.new(kind, part + b'x').digest()).decode()
                    answer = client.patch(part, at, **{'Upload-Checksum': kind + ' ' + wrong})
                    self.problem(answer, 460, 'Upload-Checksum')
                    self.assertEqual(client.bytes(), self.clip[:at])
                    self.assertEqual(client.offset(), at)
                    found = client.send(at, at + len(part), **{'Upload-Checksum': kind + ' ' + right})
                    at += len(part)
                self.mira.wait_public(found['vitrine-video'])

    def test_creation_with_another_checksum_creates_nothing(self):
        before = set(os.listdir(self.place.data / 'app' / 'incoming'))
        headers = {'Upload-Length': '5000', 'Content-Type': PATCH['Content-Type']}
        for data, status in ((b'abd', 460), (b'abc', 201)):
            answer = self.create(data, **headers, **{
                'Upload-Checksum': 'sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0='})
            self.assertEqual(answer[0], status, answer[2])
            self.assertEqual(len(set(os.listdir(self.place.data / 'app' / 'incoming')) - before),
                             status == 201)
        self.assertEqual(answer[1]['upload-offset'], '3')

    def test_a_chunked_body_past_the_length_is_dropped(self):
        client = Client(self.mira, b'x' * 5000)
        client.send(0, 1000)
        body = iter([b'x' * 3000, b'x' * 2000])
        self.problem(client.patch(body, 1000), 413, 'past the length', 5000)
        self.assertEqual(client.offset(), 1000)

    def test_the_newest_of_two_requests_wins(self):
        data = noise(300000)
        client = Client(self.mira, data)
        with client.open(0) as old:
            old.sendall(data[:100000])
            client.wait_size(100000)
            start = time.monotonic()
            self.assertEqual(client.offset(), 100000) # the old one hangs, and nobody waits for it
            client.send(100000, 200000)
            self.assertLess(time.monotonic() - start, 10)
            with contextlib.suppress(OSError):
                old.sendall(b'z' * 200000)
            self.assertIsNone(answer_on(old))
        self.assertEqual(client.bytes(), data[:200000])
        with client.open(200000) as old:
            old.sendall(data[200000:220000])
            client.wait_size(220000)
            with client.open(220000) as new:
                new.sendall(data[220000:250000])
                client.wait_size(250000)
                with contextlib.suppress(OSError):
                    old.sendall(b'z' * 80000)
                new.sendall(data[250000:])
                status, found = answer_on(new)
            self.assertEqual((status, found['upload-offset']), (204, '300000'))
            self.assertIsNone(answer_on(old))
        self.assertTrue(found['vitrine-video'])

    def test_too_many_uploads_and_too_many_bytes_are_refused_in_words(self):
        person = self.place.sign_up('many')
        limits = json.loads(self.place.get('/api/v1/region')[1])['limits']
        clients = [Client(person, b'x' * 10) for _ in range(limits['uploads'])]
        self.problem(self.create(who=person, **{'Upload-Length': '10'}), 429,
                     'Finish or cancel', limits['uploads'])
        self.assertEqual(person.request('DELETE', clients[0].url, headers=TUS)[0], 204)
        Client(person, b'x' * 10)
        for client in clients[1:]:
            self.assertEqual(person.request('DELETE', client.url, headers=TUS)[0], 204)



def padded(size):
    """A clip that plays, made that long by a box of noise at its end."""
    clip = harness.clip('long', seconds=10, size='360x640').read_bytes()
    box = size - len(clip)
    return clip + box.to_bytes(4, 'big') + b'free' + noise(box - 8)


class Resume(unittest.TestCase):
    SIZE = 24 << 20

    @classmethod
    def setUpClass(cls):
        cls.data = padded(cls.SIZE)

    def ends_public_with_the_same_bytes(self, client, kept):
        video = client.finish()
        found = client.person.wait_public(video, 120)
        self.assertEqual(found['title'], 'Untitled')
        self.assertEqual(hashlib.sha256(client.original(kept)).hexdigest(),
                         hashlib.sha256(self.data).hexdigest())
        mine = client.person.json('GET', '/api/v1/me/videos')['videos']
        self.assertEqual([v['id'] for v in mine], [video])
        self.assertFalse([n for n in os.listdir(client.draft().parent) if client.name in n])
        kept.unlink()

    def test_a_client_that_leaves_goes_on_where_it_was(self):
        with harness.Region() as place:
            client = Client(place.sign_up('mira'), self.data)
            kept = client.keep()
            for number, end in enumerate((1, 100001, 5 << 20, (9 << 20) + 7)):
                at = client.offset()
                with client.open(at) as s:
                    s.sendall(self.data[at:end])
                    client.wait_size(end)
                    if number % 2: # a reset instead of an end
                        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\1\0\0\0\0\0\0\0')
                self.assertEqual(client.offset(), end)
                self.assertEqual(client.bytes(), self.data[:end])
            self.ends_public_with_the_same_bytes(client, kept)

    def push(self, client, at, until):
        """Bytes from where it stands, on a connection that will break."""
        with contextlib.suppress(OSError):
            with client.open(at) as s:
                s.sendall(self.data[at:until])
                client.wait_size(until)
                return s.detach()

    def wait_head(self, client):
        deadline = time.monotonic() + 30
        while True:
            try:
                return client.offset()
            except ERRORS:
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.05)

    def test_a_killed_edged_goes_on_where_it_was(self):
        with harness.Region(args=FAST) as place:
            client = Client(place.sign_up('mira'), self.data)
            kept = client.keep()
            at, old = 0, None
            for step in (3 << 20, 1, 5 << 20):
                hanging = self.push(client, at, at + step)
                old = place.pid('edged')
                place.kill_pid(old)
                place.wait_pid('edged', other_than=old)
                os.close(hanging)
                found = self.wait_head(client)
                self.assertTrue(max(at, at + step - IN_MEMORY) <= found <= at + step, (at, step, found))
                self.assertEqual(client.bytes(), self.data[:found])
                at = found
            self.ends_public_with_the_same_bytes(client, kept)

    def test_a_killed_region_goes_on_where_it_was(self):
        with harness.Region(args=FAST) as place:
            place.asked_port = place.port()
            client = Client(place.sign_up('mira'), self.data)
            kept = client.keep()
            acknowledged = int(client.send(0, 4 << 20)['upload-offset'])
            hanging = self.push(client, acknowledged, 7 << 20)
            for pid in [place.gate.pid] + place.descendants():
                place.kill_pid(pid)
            place.stop()
            os.close(hanging)
            place.start_again()
            found = self.wait_head(client)
            self.assertTrue((7 << 20) - IN_MEMORY <= found <= 7 << 20, found)
            self.assertEqual(client.bytes(), self.data[:found])
            self.ends_public_with_the_same_bytes(client, kept)

    @marks.slow
    def test_kills_at_any_moment_make_one_video(self):
        """The service is killed again and again while a client sends small parts; it may die with the
        whole file there and its row not yet a video."""
        chance = random.Random(20261126)
        with harness.Region(args=FAST) as place:
            client = Client(place.sign_up('mira'), self.data)
            kept = client.keep()
            for end in range(2 << 20, len(self.data) + (2 << 20), 2 << 20):
                at = self.wait_head(client)
                pid = place.pid('edged')
                with contextlib.suppress(OSError):
                    with client.open(at, min(end, len(self.data)) - at) as s:
                        s.sendall(self.data[at:end])
                        time.sleep(chance.uniform(0, 0.03))
                        place.kill_pid(pid)
            self.ends_public_with_the_same_bytes(client, kept)

    def test_a_part_with_a_checksum_is_all_or_nothing(self):
        with harness.Region(args=FAST) as place:
            client = Client(place.sign_up('mira'), self.data)
            kept = client.keep()
            client.send(0, 1000)
            sums = {'Upload-Checksum': 'sha1 ' + base64.b64encode(
                hashlib.sha1(self.data[1000:]).digest()).decode()}
            with client.open(1000, **sums) as s:
                s.sendall(self.data[1000:2 << 20])
                client.wait_pieces(2 << 20)
            deadline = time.monotonic() + 10
            while client.bytes() != self.data[:1000]:
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.02)
            s = client.open(1000, **sums)
            s.sendall(self.data[1000:2 << 20])
            client.wait_pieces(2 << 20)
            old = place.pid('edged')
            place.kill_pid(old)
            place.wait_pid('edged', other_than=old)
            s.close()
            self.assertEqual(self.wait_head(client), 1000)
            self.assertEqual(client.bytes(), self.data[:1000])
            self.ends_public_with_the_same_bytes(client, kept)


class Limits(unittest.TestCase):
    def database(self, place):
        return contextlib.closing(sqlite3.connect(place.data / 'app' / 'app.db'))

    def change(self, place, sql, *values):
        with self.database(place) as db:
            db.execute(sql, values)
            db.commit()

    @marks.slow
    def test_what_is_given_up_goes_after_a_day(self):
        with harness.Region() as place:
            mira = place.sign_up('mira')
            old, young = Client(mira, b'x' * 5000), Client(mira, b'x' * 5000)
            for client in (old, young):
                client.send(0, 1000)
            place.stop() # as if both had been begun two days ago, and one been forgotten since
            for client in (old, young):
                self.change(place, 'UPDATE draft SET created_ms = created_ms - ?, '
                            'expires_ms = expires_ms - ?', 2 * DAY_S * 1000, 2 * DAY_S * 1000)
            long_ago = time.time() - DAY_S + 5
            os.utime(old.draft(), (long_ago, long_ago))
            place.start()
            self.assertEqual(old.offset(), 1000)
            time.sleep(5.5)
            status, found, _ = mira.request('HEAD', old.url, headers=TUS)
            self.assertEqual((status, found['tus-resumable']), (410, '1.0.0'))
            answer = old.patch(b'x', 1000)
            self.assertEqual(answer[0], 410)
            self.assertIn('given up', json.loads(answer[2])['detail'])
            place.stop()
            self.change(place, 'UPDATE draft SET expires_ms = 1')
            place.start()
            self.assertEqual(mira.request('HEAD', old.url, headers=TUS)[0], 404)
            self.assertFalse(old.draft().exists())
            self.assertEqual(young.offset(), 1000)
            with self.database(place) as db:
                self.assertEqual(db.execute('SELECT id FROM draft').fetchall(), [(young.name,)])

    def test_a_person_has_a_quota(self):
        with harness.Region() as place:
            mira, otto = place.sign_up('mira'), place.sign_up('otto')
            quota = mira.json('GET', '/api/v1/region')['limits']['quota_bytes']
            client = Client(mira, b'x' * 5000)
            place.stop()
            self.change(place, 'UPDATE draft SET bytes = ?', quota - 5000)
            place.start()
            for length, expected in ((5001, 413), (5000, 201)):
                status, found, body = mira.request('POST', '/api/v1/uploads', b'', {
                    **TUS, 'Upload-Length': str(length)})
                self.assertEqual(status, expected, body)
            with self.assertRaises(harness.Refused) as refused:
                mira.upload_bytes(b'x')
            self.assertEqual(refused.exception.status, 413)
            problem = json.loads(refused.exception.body)
            self.assertEqual((problem['title'], problem['limit']), ('Over your quota', quota))
            self.assertIn('%d GiB' % (quota >> 30), problem['detail'])
            otto.upload_bytes(b'x')
            self.assertEqual(mira.request('DELETE', client.url, headers=TUS)[0], 204)
            mira.upload_bytes(b'x')

    def creation(self, person, length):
        """A connection on which a creation with its body has begun."""
        s = socket.create_connection(('127.0.0.1', person.region.port()), timeout=30,
                                     source_address=(person.address, 0))
        headers = {'Host': 'x', 'Cookie': 'vitrine_session=' + person.cookie, **PATCH,
                   'Upload-Length': str(length), 'Content-Length': str(length)}
        s.sendall(('POST /api/v1/uploads HTTP/1.1\r\n' + ''.join(
            '%s: %s\r\n' % pair for pair in headers.items()) + '\r\n').encode() + b'x' * 1000)
        self.addCleanup(s.close)
        return s

    def test_what_is_on_its_way_counts(self):
        with harness.Region() as place:
            mira, otto = place.sign_up('mira'), place.sign_up('otto')
            limits = mira.json('GET', '/api/v1/region')['limits']
            count, size = 20, limits['upload_bytes']
            open_ones = [self.creation(mira, size) for _ in range(count)]
            deadline = time.monotonic() + 20
            while len(list((place.data / 'app' / 'incoming').glob('*.part'))) < count:
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.05)
            status, _ = answer_on(self.creation(mira, size))
            self.assertEqual(status, 429)
            otto.upload_bytes(b'x')
            for s in open_ones:
                s.close()
            deadline = time.monotonic() + 20
            while mira.request('POST', '/api/v1/uploads', b'', {
                    **TUS, 'Upload-Length': '1000'})[0] != 201:
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.1)

    @marks.slow
    def test_one_that_stalls_ends_and_keeps_what_came(self):
        data = noise(300000)
        with harness.Region() as place:
            mira = place.sign_up('mira')
            plain, checked = Client(mira, data), Client(mira, data)
            sums = {'Upload-Checksum': 'sha1 ' + base64.b64encode(hashlib.sha1(data).digest()).decode()}
            with plain.open(0) as one, checked.open(0, **sums) as two:
                for s, client in ((one, plain), (two, checked)):
                    s.sendall(data[:100000])
                    (client.wait_pieces if client is checked else client.wait_size)(100000)
                    s.settimeout(90)
                self.assertIsNone(answer_on(one))
                self.assertIsNone(answer_on(two))
            self.assertEqual((plain.bytes(), checked.bytes()), (data[:100000], b''))
            self.assertEqual((plain.offset(), checked.offset()), (100000, 0))
            plain.finish()
            checked.finish()

    @marks.slow
    def test_what_is_given_up_goes_while_the_service_runs(self):
        with harness.Region() as place:
            client = Client(place.sign_up('mira'), b'x' * 5000)
            place.stop()
            self.change(place, 'UPDATE draft SET created_ms = created_ms - ?', 2 * DAY_S * 1000)
            place.start()
            self.change(place, 'UPDATE draft SET expires_ms = 1')
            long_ago = time.time() - DAY_S - 5
            os.utime(client.draft(), (long_ago, long_ago))
            deadline = time.monotonic() + 90
            while client.draft().exists():
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.5)
            self.assertEqual(client.person.request('HEAD', client.url, headers=TUS)[0], 404)


class FullDisk(unittest.TestCase):
    SIZE_MIB = 320 # the reserve, what edged leaves free by itself, and an upload

    def setUp(self):
        if os.getuid() != 0:
            self.skipTest('needs root to mount a small file system')
        self.folder = Path(tempfile.mkdtemp(prefix='vitrine-full-'))
        self.folder.chmod(0o755)
        self.addCleanup(shutil.rmtree, self.folder)
        mount = harness.small_file_system(self.folder, self.SIZE_MIB)
        mount.__enter__()
        self.addCleanup(mount.__exit__, None, None, None)

    def fill(self):
        with open(self.folder / 'ballast', 'wb', buffering=0) as ballast:
            with contextlib.suppress(OSError):
                while True:
                    ballast.write(b'\1' * 65536)
        return self.folder / 'ballast'

    @marks.slow
    def test_a_disk_that_fills_up_keeps_what_fitted(self):
        data = padded(30 << 20)
        with harness.Region(data=str(self.folder / 'data')) as place:
            mira = place.sign_up('mira')
            before = mira.upload(harness.clip(), 'Before')
            mira.wait_public(before)
            client = Client(mira, data)
            with client.open(0) as s:
                s.sendall(data[:3 << 20])
                client.wait_size(3 << 20)
                ballast = self.fill()
                s.sendall(data[3 << 20:])
                status, found = answer_on(s)
            self.assertEqual((status, found['tus-resumable']), (507, '1.0.0'))
            at = client.offset()
            self.assertTrue((3 << 20) - IN_MEMORY <= at < len(data), at)
            self.assertEqual(client.bytes(), data[:at])
            self.assertEqual(mira.request('POST', '/api/v1/uploads', b'', {
                **TUS, 'Upload-Length': '1000'})[0], 507)
            self.assertEqual(place.get('/api/v1/videos/' + before)[0], 200)
            self.assertEqual(place.process('edged')['restarts'], 0)
            ballast.unlink()
            mira.wait_public(client.finish(), 120)
            titles = [v['title'] for v in mira.json('GET', '/api/v1/videos')['videos']]
            self.assertEqual(titles, ['Untitled', 'Before'])
