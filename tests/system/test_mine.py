"""What a person is given of what is kept about them: all of it, with the reason for whatever is not shown."""
import hashlib
import json
import struct
import unittest

import region as harness
from office import Office
from doors import STREAM, TUS, attestation, base64url, tus_metadata


def begin_upload(person):
    status, headers, body = person.request('POST', '/api/v1/uploads', None, {
        **TUS, 'Upload-Length': '100000', 'Upload-Metadata': tus_metadata(title='Half a clip')})
    assert status == 201, body
    status, _, body = person.request('PATCH', headers['location'], b'x' * 1000,
                                     {**TUS, **STREAM, 'Upload-Offset': '0'})
    assert status == 204, body


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
        other.json('PUT', '/api/v1/people/%s/follow' % handle, expect=204)
        self.office = getattr(self, 'office', None) or Office(place).join()
        self.office.decide('label', 'video:' + video, 'terms-danger', 'Stairs.', '--label', 'dangerous')
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
            self.assertEqual([m['likes'] for m in sealed['months']], [1])
            self.assertIsNone(data['next'])
            self.assertEqual([c['text'] for c in data['comment']], ['Said @other_ada'] * 2)
            self.assertEqual(len(data['follow']), 1)
            rest = ada.json('GET', '/api/v1/me/data?cursor=comments-' + data['comment'][0]['id'])
            self.assertEqual([c['id'] for c in rest['comment']], [data['comment'][1]['id']])
            self.assertEqual([m['comment_id'] for m in rest['mention']], [data['comment'][1]['id']])
            self.assertEqual((rest['next'], 'video' in rest), (None, False))

    def test_nobody_is_given_what_is_anothers(self):
        with harness.Region() as place:
            ada, video, _ = self.live(place, 'lovelace')
            ben = place.person('ben').sign_up()
            text = json.dumps(ben.json('GET', '/api/v1/me/data'))
            for mark in ('lovelace', video, ada.id):
                self.assertNotIn(mark, text)
            more = json.dumps(ben.json('GET', '/api/v1/me/data?cursor=%d' % (int(video) + 1)))
            self.assertNotIn(video, more)

    def test_videos_come_in_pages(self):
        with harness.Region() as place:
            ada = place.person('ada').sign_up()
            for n in range(3):
                ada.wait_state(ada.upload_bytes(b'no clip', 'Clip %d' % n), ('refused',))
            page = ada.json('GET', '/api/v1/me/data')
            self.assertEqual([v['title'] for v in page['video']], ['Clip 2', 'Clip 1', 'Clip 0'])
            rest = ada.json('GET', '/api/v1/me/data?cursor=' + page['video'][1]['id'])
            self.assertEqual([v['title'] for v in rest['video']], ['Clip 0'])
            self.assertNotIn('account', rest)
            for cursor in ('0', '-1', 'x', '99999999999999999999', 'comments-', 'comments-x', 'comments-0'):
                status, _, body = ada.request('GET', '/api/v1/me/data?cursor=' + cursor)
                self.assertEqual(status, 400, body)

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
