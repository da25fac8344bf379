"""What a person is given of what is kept about them: all of it, with the reason for whatever is not shown."""
import contextlib
import hashlib
import http.client
import io
import json
import os
import signal
import socket
import sqlite3
import struct
import unittest
import zipfile
from pathlib import Path

import jsonschema

import region as harness
import sealed
from office import Office
from doors import STREAM, TUS, attestation, base64url, tus_metadata

PART_VIDEOS = 1160 # in one part of an archive


def begin_upload(person):
    status, headers, body = person.request('POST', '/api/v1/uploads', None, {
        **TUS, 'Upload-Length': '100000', 'Upload-Metadata': tus_metadata(title='Half a clip')})
    assert status == 201, body
    status, _, body = person.request('PATCH', headers['location'], b'x' * 1000,
                                     {**TUS, **STREAM, 'Upload-Offset': '0'})
    assert status == 204, body


def share_once(person):
    """An upload for followers that is given up: sharing with these began, and ended."""
    _, headers, _ = person.request('POST', '/api/v1/uploads', None, {
        **TUS, 'Upload-Length': '9', 'Upload-Metadata': tus_metadata(title='For some', visibility='followers')})
    status, _, body = person.request('DELETE', headers['location'], None, TUS)
    assert status == 204, body


def send_draft(person, data):
    """An upload that is not whole; its name."""
    status, headers, body = person.request('POST', '/api/v1/uploads', None, {
        **TUS, 'Upload-Length': str(len(data) + 1), 'Upload-Metadata': tus_metadata(title='Large')})
    assert status == 201, body
    status, _, body = person.request('PATCH', headers['location'], data, {**TUS, **STREAM, 'Upload-Offset': '0'})
    assert status == 204, body
    return headers['location'].rsplit('/', 1)[1]


def archive(person):
    status, headers, body = person.request('GET', '/api/v1/me/data.zip')
    assert status == 200, body
    assert headers['content-type'] == 'application/zip' and headers['cache-control'] == 'no-store', headers
    assert 'attachment; filename="vitrine-%s-' % person.handle in headers['content-disposition'], headers
    return body


def unpacked(data):
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        return {name: found.read(name) for name in found.namelist()}


class Stalled:
    """Asks for the archive and reads only when told to."""

    def __init__(self, place, person):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        self.socket.settimeout(30)
        self.socket.connect(('127.0.0.1', place.port()))
        self.socket.sendall(b'GET /api/v1/me/data.zip HTTP/1.1\r\nHost: h\r\nCookie: vitrine_session=' +
                            person.cookie.encode() + b'\r\n\r\n')
        self.answer = http.client.HTTPResponse(self.socket)
        self.answer.begin()
        assert self.answer.status == 200, self.answer.read()
        self.got = b''

    def read_to(self, mark):
        while mark not in self.got:
            self.got += self.answer.read(64 * 1024)

    def read_on(self):
        """What still comes, and whether the body had its end."""
        try:
            return self.got + self.answer.read(), True
        except http.client.IncompleteRead as broken:
            return self.got + broken.partial, False
        except ConnectionResetError:
            return self.got, False

    def leave(self):
        self.answer.close()
        self.socket.close()


def add_passkey(place, person, label):
    asked = person.json('POST', '/api/v1/me/passkeys/challenge', {'password': harness.PASSWORD})
    client = json.dumps({'type': 'webauthn.create', 'challenge': asked['challenge'], 'crossOrigin': False,
                         'origin': 'http://localhost:%d' % place.port()}).encode()
    person.json('POST', '/api/v1/me/passkeys', {
        'label': label, 'client_data': base64url(client),
        'attestation': base64url(attestation('localhost', b'a passkey of %16s' % person.handle.encode()))}, 204)


class Mine(unittest.TestCase):
    def live(self, place, handle):
        """Somebody of whom there is a row in every table that has rows of people."""
        person = place.person(handle)
        person.sign_up(email='%s@example.org' % handle)
        video = person.upload(harness.clip(), 'Cats of %s #Cats' % handle)
        running = {}

        def job_runs():
            running.update(person.json('GET', '/api/v1/me/data'))
            return running['job_media'] != []
        harness.wait_for(job_runs, 'the job to run')
        person.wait_public(video)
        add_passkey(place, person, 'Key of ' + handle)
        person.json('POST', '/api/v1/me/recovery-codes', {'password': harness.PASSWORD})
        person.watch(video)
        person.json('PUT', '/api/v1/videos/%s/like' % video, expect=204)
        begin_upload(person)
        other = place.person('other_' + handle).sign_up()
        person.json('PUT', '/api/v1/people/%s/follow' % other.handle, expect=204)
        for _ in range(2):
            person.json('POST', '/api/v1/videos/%s/comments' % video, {'text': 'Said @%s' % other.handle}, 201)
        said = person.json('GET', '/api/v1/me/data')['comment']
        person.json('PUT', '/api/v1/comments/%s/like' % said[0]['id'], expect=204)
        other.json('PUT', '/api/v1/people/%s/follow' % handle, expect=204)
        self.office = getattr(self, 'office', None) or Office(place).join()
        decided = self.office.decide('label', 'video:' + video, 'terms-danger', 'Stairs.', '--label', 'dangerous')
        person.json('POST', '/api/v1/me/decisions/%d/answer' % decided['decision'],
                    {'text': 'Answer of ' + handle}, 201)
        person.json('POST', '/api/v1/reports', {'about': 'person:' + other.id, 'ground': 'terms-spam',
                                                'text': 'Report of ' + handle}, 201)
        status, _, body = person.request('PUT', '/api/v1/videos/%s/captions/en' % video,
                                         'WEBVTT\n\n00:00.000 --> 00:01.000\nSaid by %s\n' % handle,
                                         {'Content-Type': 'text/vtt'})
        assert status == 204, body
        share_once(person)
        return person, video, running['job_media']

    def everything_is_there(self, data, job_media):
        """Each row of the map that is about a person is shown, by its name, or has its reason."""
        shown = 0
        for field in data['fields']:
            what = '%(table)s.%(column)s' % field
            for part in ('purpose', 'retention', 'place', 'class'):
                self.assertTrue(field[part], what)
            if field['how'] == 'not shown':
                self.assertGreater(len(field['reason']), 20, what)
            elif field['how'] == 'shown':
                rows = job_media if field['table'] == 'job_media' else data[field['table']]
                self.assertTrue(rows, what + ': no row to see it in')
                self.assertTrue(all(field['column'] in row for row in rows), what)
                shown += 1
        self.assertGreater(shown, 70)

    def test_a_person_sees_all_that_is_kept_of_them(self):
        with harness.Region() as place:
            ada, video, job_media = self.live(place, 'ada')
            data = ada.json('GET', '/api/v1/me/data')
            self.everything_is_there(data, job_media)
            self.assertEqual(place.person('ben').request('GET', '/api/v1/me/data')[0], 401)
            account = data['account'][0]
            self.assertEqual((account['id'], account['handle'], account['birth_date'], account['email']),
                             (ada.id, 'ada', harness.BIRTH_DATE, 'ada@example.org'))
            entry = hashlib.sha256(b'vitrine erasure subject 1\0' + bytes.fromhex(account['salt']) +
                                   struct.pack('>q', int(ada.id))).hexdigest()
            self.assertEqual(account['commitment'], entry)
            self.assertEqual([s['label'] != '' for s in data['session']], [True])
            self.assertEqual([p['label'] for p in data['passkey']], ['Key of ada'])
            self.assertEqual(len(data['recovery']), 10)
            self.assertEqual(len(data['device']), 1)
            self.assertEqual([d['title'] for d in data['draft']], ['Half a clip'])
            self.assertEqual([(v['id'], v['title']) for v in data['video']], [(video, 'Cats of ada #Cats')])
            self.assertEqual({r['video_id'] for r in data['rendition']}, {video})
            sealed = data['viewer_part'][0]['sealed']
            self.assertEqual([w['video'] for w in sealed['watches']], [video])
            self.assertEqual([w['video'] for w in sealed['liked']], [video])
            self.assertEqual({t['about'] for t in sealed['taste']}, {'@ada', '#cats'})
            self.assertEqual([(m['likes'], m['comment_likes']) for m in sealed['months']], [(1, 1)])
            self.assertIsNone(data['next'])
            self.assertEqual([c['text'] for c in data['comment']], ['Said @other_ada'] * 2)
            self.assertEqual(len(data['follow']), 1)
            rest = ada.json('GET', '/api/v1/me/data?cursor=0-' + data['comment'][0]['id'])
            self.assertEqual([c['id'] for c in rest['comment']], [data['comment'][1]['id']])
            self.assertEqual([m['comment_id'] for m in rest['mention']], [data['comment'][1]['id']])
            self.assertEqual((rest['next'], 'video' in rest), (None, False))
            self.archive_has_it(ada, video, data)

    def archive_has_it(self, person, video, data):
        """With media, and a schema that the data keeps to; any other column would break it."""
        files = unpacked(archive(person))
        largest = max(data['rendition'], key=lambda r: r['number'])
        media = {'videos/%s/video.mp4' % video: '/media/%s.mp4' % largest['mp4'],
                 'videos/%s/poster.jpg' % video: '/media/%s.jpg' % data['video'][0]['poster']}
        for name, path in media.items():
            self.assertEqual((200, files.get(name)), person.get(path), name)
        self.assertEqual(files['uploads/' + data['draft'][0]['id']], b'x' * 1000)
        more = set(files) - set(media) - {'uploads/' + data['draft'][0]['id']}
        self.assertEqual(more - {'videos/%s/original' % video}, {
            'README.txt', 'data.json', 'data.schema.json', 'videos/%s/captions-en.vtt' % video})
        self.assertIn(b'@ada', files['README.txt'])
        kept, schema = json.loads(files['data.json']), json.loads(files['data.schema.json'])
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(kept, schema)
        with self.assertRaises(jsonschema.ValidationError):
            jsonschema.validate({**kept, 'account': [{}]}, schema)
        self.assertEqual(set(kept), set(data) - {'next'} | {'seen_and_liked'})
        for table in set(kept) - {'seen_and_liked', 'session', 'video', 'rendition', 'picture_hash', 'job_media',
                                 'comment'}: # a second stage may have ended meanwhile, and a like been counted
            self.assertEqual(kept[table], data[table], table)
        self.assertEqual([c['id'] for c in kept['comment']], [c['id'] for c in data['comment']])
        self.assertEqual([v['id'] for v in kept['video']], [video])
        self.assertEqual([(m['seen'], m['likes'], m['comment_likes']) for m in kept['seen_and_liked']],
                         [([video], [video], [data['comment'][0]['id']])])

    def test_nobody_is_given_what_is_anothers(self):
        with harness.Region() as place:
            ada, video, _ = self.live(place, 'lovelace')
            ben = place.person('ben').sign_up()
            text = json.dumps(ben.json('GET', '/api/v1/me/data'))
            for mark in ('lovelace', video, ada.id):
                self.assertNotIn(mark, text)
            more = json.dumps(ben.json('GET', '/api/v1/me/data?cursor=%d-9' % (int(video) + 1)))
            self.assertNotIn(video, more)
            self.others_get_no_archive(place, ada, ben, (b'lovelace', video.encode(), ada.id.encode()))

    def others_get_no_archive(self, place, ada, ben, marks):
        """Not without a session, with what is no session, or with one that has ended; and in one's own is nothing
        of anybody else's."""
        nobody = place.person()
        self.assertEqual(nobody.request('GET', '/api/v1/me/data.zip')[0], 401)
        for cookie in (ada.device, 'f' * 64, '', 'x'):
            status, _, body = nobody.request('GET', '/api/v1/me/data.zip', None, {'Cookie': 'vitrine_session=' + cookie})
            self.assertEqual(status, 401, body)
        files = unpacked(archive(ben))
        self.assertEqual(set(files), {'README.txt', 'data.json', 'data.schema.json'})
        for mark in marks:
            self.assertNotIn(mark, b''.join(files.values()))
        ended = ben.cookie
        ben.json('DELETE', '/api/v1/sessions/current', expect=204)
        status, _, body = nobody.request('GET', '/api/v1/me/data.zip', None, {'Cookie': 'vitrine_session=' + ended})
        self.assertEqual(status, 401, body)

    def test_an_archive_is_whole_or_seen_not_to_be_and_there_is_one_at_a_time(self):
        with harness.Region() as place:
            ada = place.person('ada').sign_up()
            video = ada.upload(harness.clip(), 'A clip')
            ada.wait_public(video)
            draft = send_draft(ada, b'z' * (24 << 20))
            poster = ada.json('GET', '/api/v1/me/data')['video'][0]['poster']
            for path in Path(place.data, 'app/blobs').rglob(poster):
                path.unlink() # a file that was lost: said, and all else is there
            stalled = Stalled(place, ada)
            status, _, body = ada.request('GET', '/api/v1/me/data.zip')
            self.assertEqual((status, json.loads(body)['limit']), (409, 1))
            stalled.read_to(b'uploads/' + draft.encode())
            os.truncate(Path(place.data, 'app/incoming', draft + '.part'), 12 << 20)
            got, whole = stalled.read_on() # a file that ends before its end
            self.assertFalse(whole)
            self.assertGreater(len(got), 1 << 20)
            self.assertRaises(zipfile.BadZipFile, unpacked, got)

            def given_back():
                return ada.request('GET', '/api/v1/me/data.zip')[0] != 409
            harness.wait_for(given_back, 'the place to be given back')
            Stalled(place, ada).leave()
            harness.wait_for(given_back, 'the place of somebody who went away')
            answers = [ada.request('GET', '/api/v1/me/data.zip') for _ in range(3)]
            self.assertIn((429, '60'), [(status, headers.get('retry-after')) for status, headers, _ in answers])
            status, headers, body = ada.request('GET', '/api/v1/me/data.zip', None, {'Accept': 'text/html,*/*'})
            self.assertEqual((status, headers['location'], body), (303, '/settings/data?refused=429', b''))
            ben = place.person('ben').sign_up()
            send_draft(ben, b'y' * (24 << 20))
            stalled = Stalled(place, ben)
            place.kill_pid(place.pid('edged'), signal.SIGKILL)
            got, whole = stalled.read_on()
            self.assertFalse(whole)
            self.assertRaises(zipfile.BadZipFile, unpacked, got)
            place.wait_pid('edged')
            files = unpacked(archive(ada)) # what is counted is forgotten with the process
            pieces = (12 << 20) // sealed.SEALED # the rest is torn
            self.assertEqual(files['uploads/' + draft], b'z' * (pieces * sealed.PIECE))
            self.assertEqual(files['not-included.txt'].decode(),
                             'videos/%s/poster.jpg: it was not there any more\n' % video)

    def test_videos_come_in_pages(self):
        with harness.Region() as place:
            ada = place.person('ada').sign_up()
            for n in range(3):
                ada.wait_state(ada.upload_bytes(b'no clip', 'Clip %d' % n), ('refused',))
            page = ada.json('GET', '/api/v1/me/data')
            self.assertEqual([v['title'] for v in page['video']], ['Clip 2', 'Clip 1', 'Clip 0'])
            rest = ada.json('GET', '/api/v1/me/data?cursor=%s-0' % page['video'][1]['id'])
            self.assertEqual([v['title'] for v in rest['video']], ['Clip 0'])
            self.assertNotIn('account', rest)
            for cursor in ('0', '-1', 'x', '9', '1-', '1-x', '-', '0-0', '99999999999999999999-1'):
                status, _, body = ada.request('GET', '/api/v1/me/data?cursor=' + cursor)
                self.assertEqual(status, 400, body)

    def test_an_archive_of_very_many_videos_comes_in_parts(self):
        with harness.Region() as place:
            ada = place.person('ada').sign_up()
            oldest = ada.upload(harness.clip(), 'The oldest')
            ada.wait_public(oldest)
            self.assertNotIn('archives', ada.json('GET', '/api/v1/me/data'))
            self.assertEqual(ada.request('GET', '/api/v1/me/data.zip?part=2')[0], 400)
            place.stop()
            with contextlib.closing(sqlite3.connect(place.data / 'app' / 'app.db')) as database, database:
                database.execute(
                    'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO video (id, '
                    'person_id, title, state, rest, original_bytes, tries, due_ms, started_ms, refusal, refusal_number, '
                    'refusal_codec, created_ms, published_ms, duration_ms, audio, blurhash, strip_columns, strip_rows, '
                    "strip_count, strip_width, strip_height, watches) SELECT id + i, person_id, 'Newer', 'refused', 'none', "
                    "1, 0, 0, 0, 10, 0, '', 0, 0, 0, 0, '', 0, 0, 0, 0, 0, 0 FROM n, video WHERE id = ?",
                    (PART_VIDEOS, int(oldest)))
            place.start()
            self.assertEqual(ada.json('GET', '/api/v1/me/data')['archives'], 2)
            first = unpacked(archive(ada))
            self.assertIn('older videos: they are in part 2', first['not-included.txt'].decode())
            self.assertEqual(len(json.loads(first['data.json'])['video']), PART_VIDEOS + 1, 'of all, in words')
            _, headers, body = ada.request('GET', '/api/v1/me/data.zip?part=2')
            self.assertIn('-part-2.zip"', headers['content-disposition'])
            self.assertEqual(set(unpacked(body)), {'README.txt', *('videos/%s/%s' % (oldest, name)
                                                                  for name in ('video.mp4', 'poster.jpg'))})
            for part in ('0', '3', 'x', ''):
                self.assertEqual(ada.request('GET', '/api/v1/me/data.zip?part=' + part)[0], 400, part)

    def refused(self, status, person, method, path, value):
        with self.assertRaises(harness.Refused) as caught:
            person.json(method, path, value)
        self.assertEqual(caught.exception.status, status, caught.exception.body)
        return json.loads(caught.exception.body).get('detail')

    def test_a_person_puts_right_what_is_wrong(self):
        with harness.Region() as place:
            ada = place.person('ada').sign_up(email='ada@example.org')
            word = {'password': harness.PASSWORD}
            self.refused(401, place.person(), 'PATCH', '/api/v1/me', {**word, 'email': ''})
            self.refused(400, ada, 'PATCH', '/api/v1/me', word)
            self.refused(400, ada, 'PATCH', '/api/v1/me', {'email': 'new@example.org'})
            self.refused(400, ada, 'PATCH', '/api/v1/me', {**word, 'handle': 'lovelace'})
            self.refused(400, ada, 'PATCH', '/api/v1/me', {**word, 'email': 'no address'})
            self.refused(403, ada, 'PATCH', '/api/v1/me', {'password': 'wrong password', 'email': ''})
            self.refused(403, ada, 'PATCH', '/api/v1/me', {**word, 'birth_date': '2020-02-02'})
            ada.json('PATCH', '/api/v1/me', {**word, 'email': 'new@example.org',
                                             'birth_date': '1990-12-30'}, expect=204)
            self.assertIn('once', self.refused(409, ada, 'PATCH', '/api/v1/me',
                                               {**word, 'birth_date': '1990-12-29', 'email': ''}))
            place.restart()
            me = ada.json('GET', '/api/v1/me')
            self.assertEqual((me['email'], me['birth_date']), ('new@example.org', '1990-12-30'))
            ada.json('PATCH', '/api/v1/me', {**word, 'email': ''}, expect=204)
            self.assertIsNone(ada.json('GET', '/api/v1/me')['email'])
            session = ada.json('GET', '/api/v1/me/sessions')['sessions'][0]['id']
            path = '/api/v1/me/sessions/' + session
            ada.json('PATCH', path, {'label': "The kitchen's"}, expect=204)
            self.assertEqual(ada.json('GET', '/api/v1/me/sessions')['sessions'][0]['label'], "The kitchen's")
            self.refused(400, ada, 'PATCH', path, {'label': 'x' * 65})
            self.refused(404, place.person('ben').sign_up(), 'PATCH', path, {'label': 'Taken'})
