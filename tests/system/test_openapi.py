"""docs/openapi.yaml and the running service say the same, in both directions. What is refused in the same
way everywhere is played by itself, from the document; everything else is a play below: a method called
play_ and the operation's id, for the answers that are its own."""
import base64
import hashlib
import http.client
import json
import traceback
import unittest

import jsonschema

import doors
import openapi
import marks
import region as harness
import signing
from office import Office
from test_avatar import still

OTHER, MADE_UP = 'another password', 'made-up!'
FLOOD = 200 # more than LIMIT_SIGN_BURST
LONG = 20000 # bytes; more than LIMIT_JSON_BODY
CAPTIONS = 'WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n'


class Document(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.document = openapi.Document()

    def test_every_row_of_the_table_is_documented_and_nothing_else_is(self):
        rows = {(method, path) for method, path in doors.routes() if path.startswith('/api/')}
        for method, path in sorted(rows - set(self.document.operations)):
            self.fail('%s %s is a row of src/edged/routes.c, and not in docs/openapi.yaml' % (method, path))
        for method, path in sorted(set(self.document.operations) - rows):
            self.fail('%s %s is in docs/openapi.yaml, and no row of src/edged/routes.c' % (method, path))

    def test_the_document_is_well_formed(self):
        self.assertEqual(self.document.raw['openapi'], '3.1.0')
        ids = [o['operationId'] for o in self.document.operations.values()]
        self.assertEqual(sorted(ids), sorted(set(ids)))
        for where, schema in openapi.schemas_in(self.document.raw):
            jsonschema.Draft202012Validator.check_schema(schema)
            self.assertTrue(openapi.closed(schema), '%s: additionalProperties does not stand there' % where)
        for (method, path), operation in self.document.operations.items():
            inside = {p['name'] for p in operation['parameters'] if p['in'] == 'path'}
            self.assertEqual(inside, {part.split('}')[0] for part in path.split('{')[1:]}, path)
            self.assertIn('default', operation['responses'], '%s %s' % (method, path))


class Plays(unittest.TestCase):
    """One region; each operation, with each of its answers."""
    desk = None # the cookie of a member who sits there

    @classmethod
    def setUpClass(cls):
        cls.document = openapi.Document()
        openapi.Checked.document, openapi.Checked.seen = cls.document, set()
        cls.place = harness.Region().__enter__()
        cls.addClassCleanup(cls.place.__exit__, None, None, None)
        cls.mira, cls.otto = cls.person('mira').sign_up(), cls.person('otto').sign_up()
        cls.video = cls.mira.upload(harness.clip('minute', seconds=63, size='96x160', rate=5), 'Of a minute')
        cls.mira.wait_public(cls.video)

    @classmethod
    def person(cls, handle=None):
        return openapi.Checked(cls.place, handle)

    def visitor(self, of=None):
        """From an address of their own, with somebody's session."""
        visitor = self.person(of and of.handle)
        visitor.cookie = of and of.cookie
        return visitor

    def expect(self, status, who, method, path, body=None, headers=None):
        if isinstance(body, dict):
            body, headers = json.dumps(body), {**doors.JSON, **(headers or {})}
        answer = who.request(method, path, body, headers)
        self.assertEqual(answer[0], status, '%s %s: %r' % (method, path, answer[2]))
        return answer

    # What is refused in the same way everywhere.

    def headers_for(self, operation, but=()):
        """Those that must be there, with a value that may be."""
        return {p['name']: str(p['schema'].get('const', p['schema'].get('minimum')))
                for p in operation['parameters']
                if p['in'] == 'header' and p.get('required') and p['name'] not in but}

    def filled(self, path, operation, number=None):
        """The path with what may be there; or with one that is nobody's and nothing's."""
        query = '&'.join('%s=1' % p['name'] for p in operation['parameters']
                         if p['in'] == 'query' and p.get('required'))
        there = {'handle': 'mira'}
        names = {p['name']: number or there.get(p['name'], '1') for p in operation['parameters'] if p['in'] == 'path'}
        return path.format(**names) + ('?' + query if query else '')

    def body_for(self, operation):
        """(body, headers) that are well-formed."""
        content = operation.get('requestBody', {}).get('content', {})
        if 'application/json' in content:
            return json.dumps(content['application/json']['example']), doors.JSON
        kind = next((kind for kind in content if '*' not in kind), None)
        return (b'x', {'Content-Type': kind}) if kind else (None, {})

    def refusals(self, operation):
        """{status: (path, body, headers, whether with a session)} of those that come by themselves."""
        method, path = operation['key']
        body, kind = self.body_for(operation)
        headers = {**self.headers_for(operation), **kind}
        plain = self.filled(path, operation)
        takes_json = kind == doors.JSON
        required = [p['name'] for p in operation['parameters'] if p.get('required')]
        found = {
            '401': (plain, body, headers, False),
            '404': (self.filled(path, operation, 'none'), body, headers, True),
            '412': (plain, body, {**kind, **self.headers_for(operation, ('Tus-Resumable',))}, True),
            '415': (plain, 'x', {**headers, 'Content-Type': 'text/plain'}, True),
        }
        if takes_json:
            found['400'] = (plain, '{', headers, True)
            found['413'] = (plain, '{"x": "%s"}' % ('y' * LONG), headers, True)
        elif any(p['name'] == 'cursor' for p in operation['parameters']):
            found['400'] = (plain + ('&' if '?' in plain else '?') + 'cursor=' + MADE_UP, None, headers, True)
        elif set(required) - {'id', 'number', 'Tus-Resumable'}:
            less = {n: v for n, v in headers.items() if n in ('Tus-Resumable', 'Content-Type')}
            found['400'] = (plain.split('?')[0], body, less, True)
        return found

    def play_refusals(self, operation):
        method = operation['key'][0]
        for status, (path, body, headers, member) in sorted(self.refusals(operation).items()):
            if status in operation['responses']:
                who = self.visitor(self.mira if member else None)
                who.desk = self.desk if member and 'desk' in str(operation.get('security')) else None
                answer = who.request(method, path, body, headers)
                self.assertEqual(str(answer[0]), status, '%s %s: %r' % (method, path, answer[2]))

    def play_too_often(self):
        """One address too many times, and then each operation that this is counted for."""
        flood = self.visitor(self.mira)
        limited = {key: o for key, o in self.document.operations.items() if '429' in o['responses']}
        for (method, path), operation in limited.items():
            body, kind = self.body_for(operation)
            answer = self.refused_by_count(flood, method, self.filled(path, operation), body, kind)
            self.assertIn('r=0', answer[1]['ratelimit'])

    def refused_by_count(self, flood, *request):
        """What is left fills up as time passes, so that on a slow machine a request is in between."""
        answer = None
        for _ in range(FLOOD):
            if flood.request('POST', '/api/v1/sessions', '{', doors.JSON)[0] == 429:
                answer = flood.request(*request)
            if answer and answer[0] == 429:
                return answer
        return self.fail('%s %s: not refused' % request[:2])

    @marks.slow
    def test_every_operation_answers_as_the_document_has_it(self):
        wrong = []
        for key, operation in self.document.operations.items():
            operation['key'] = key
            wrong += self.try_out(lambda: self.play_refusals(operation))
            wrong += self.try_out(getattr(self, 'play_' + operation['operationId'], lambda: None))
        wrong += self.try_out(self.play_too_often)
        wrong += self.unplayed()
        self.assertFalse(wrong, '\n' + '\n'.join(wrong))

    def try_out(self, play):
        """What was wrong with a play, in words; the others go on."""
        try:
            play()
        except (AssertionError, harness.Refused) as problem:
            line = traceback.extract_tb(problem.__traceback__)[1]
            return ['%s: %s' % (line.name, problem)]
        return []

    def test_what_no_row_is_for_is_refused_with_a_problem_too(self):
        problem = self.document.plain(self.document.raw['components']['schemas']['Problem'])
        for status, method, path in ((404, 'GET', '/api/v1/nothing'), (404, 'POST', '/api/v2/videos'),
                                     (404, 'GET', '/api/'), (405, 'PUT', '/api/v1/videos'),
                                     (405, 'DELETE', '/api/v1/region'), (400, 'GET', '/api/v1/%ff'),
                                     (414, 'GET', '/api/v1/' + 'x' * 9000)):
            with self.subTest(path=path[:20]):
                answer = harness.Person(self.place).request(method, path, None, {'Accept': 'text/html'})
                self.assertEqual((answer[0], answer[1]['content-type']), (status, 'application/problem+json'))
                self.assertEqual(openapi.faults(problem, json.loads(answer[2])), [])
                self.assertEqual('allow' in answer[1], status == 405)

    def unplayed(self):
        """What is documented and was not seen, in words."""
        return ['%s %s: %s stands in docs/openapi.yaml and was not seen; let play_%s in '
                'tests/system/test_openapi.py bring it about' % (*key, status, operation['operationId'])
                for key, operation in self.document.operations.items() for status in operation['responses']
                if status != 'default' and (*key, status) not in openapi.Checked.seen]

    # The plays: people.

    def play_signUp(self):
        made = {'handle': 'petra', 'password': harness.PASSWORD, 'birth_date': harness.BIRTH_DATE}
        visitor = self.visitor()
        self.expect(201, visitor, 'POST', '/api/v1/accounts', made)
        self.expect(409, visitor, 'POST', '/api/v1/accounts', made)
        self.expect(403, visitor, 'POST', '/api/v1/accounts',
                    {**made, 'handle': 'kim', 'birth_date': '2025-01-01'})

    def play_signIn(self):
        self.visitor(self.mira).sign_in()

    def play_signOut(self):
        visitor = self.visitor(self.mira).sign_in()
        self.expect(204, visitor, 'DELETE', '/api/v1/sessions/current')

    def play_recover(self):
        rolf = self.person('rolf').sign_up()
        codes = rolf.json('POST', '/api/v1/me/recovery-codes', {'password': harness.PASSWORD})['codes']
        self.visitor().json('POST', '/api/v1/recoveries',
                            {'handle': 'rolf', 'code': codes[0], 'password': OTHER})

    def client(self, kind, challenge):
        return json.dumps({'type': 'webauthn.' + kind, 'challenge': challenge, 'crossOrigin': False,
                           'origin': 'http://localhost:%d' % self.place.port()}).encode()

    def add_passkey(self, person, password=harness.PASSWORD):
        asked = person.json('POST', '/api/v1/me/passkeys/challenge', {'password': password})
        credential = hashlib.sha256(person.handle.encode()).digest()[:20]
        act = {'label': 'A key', 'client_data': doors.base64url(self.client('create', asked['challenge'])),
               'attestation': doors.base64url(doors.attestation('localhost', credential))}
        person.json('POST', '/api/v1/me/passkeys', act, 204)
        return credential, act

    def play_addPasskey(self):
        paul = self.person('paul').sign_up()
        _, act = self.add_passkey(paul)
        self.expect(403, paul, 'POST', '/api/v1/me/passkeys', act) # its challenge was used
        self.expect(200, paul, 'GET', '/api/v1/me/passkeys')

    def play_getPasskeys(self):
        self.expect(200, self.mira, 'GET', '/api/v1/me/passkeys')

    def play_askForSignIn(self):
        self.visitor().json('POST', '/api/v1/passkeys/challenge', {})
        self.visitor().json('POST', '/api/v1/passkeys/challenge', {'handle': 'mira'})

    def play_signInWithPasskey(self):
        sven = self.person('sven').sign_up()
        credential, _ = self.add_passkey(sven)
        visitor = self.visitor()
        asked = visitor.json('POST', '/api/v1/passkeys/challenge', {'handle': 'sven'})
        client = self.client('get', asked['challenge'])
        data = hashlib.sha256(b'localhost').digest() + b'\x05' + bytes(4)
        visitor.json('POST', '/api/v1/sessions/passkey', {
            'credential': doors.base64url(credential), 'client_data': doors.base64url(client),
            'authenticator_data': doors.base64url(data),
            'signature': doors.base64url(doors.sign(data + hashlib.sha256(client).digest()))})

    def play_askForPasskey(self):
        wrong = {'password': 'not the password'}
        self.expect(403, self.otto, 'POST', '/api/v1/me/passkeys/challenge', wrong)
        self.expect(200, self.otto, 'POST', '/api/v1/me/passkeys/challenge', {'password': harness.PASSWORD})

    def play_removePasskey(self):
        tilda = self.person('tilda').sign_up()
        self.add_passkey(tilda)
        number = tilda.json('GET', '/api/v1/me/passkeys')['passkeys'][0]['id']
        path = '/api/v1/me/passkeys/%s/removal' % number
        self.expect(403, tilda, 'POST', path, {'password': 'not the password'})
        self.expect(204, tilda, 'POST', path, {'password': harness.PASSWORD})

    def play_getMe(self):
        self.expect(200, self.mira, 'GET', '/api/v1/me')

    def play_correctMe(self):
        uwe = self.person('uwe').sign_up()
        right = {'password': harness.PASSWORD, 'birth_date': '1980-01-01', 'email': 'uwe@mail.example'}
        self.expect(403, uwe, 'PATCH', '/api/v1/me', {'password': 'not the password', 'email': ''})
        self.expect(204, uwe, 'PATCH', '/api/v1/me', right)
        self.expect(409, uwe, 'PATCH', '/api/v1/me', {**right, 'birth_date': '1980-01-02'})
        self.expect(200, uwe, 'GET', '/api/v1/me')

    def play_getSessions(self):
        self.expect(200, self.mira, 'GET', '/api/v1/me/sessions')

    def play_endOtherSessions(self):
        self.expect(204, self.otto, 'DELETE', '/api/v1/me/sessions')

    def of_other_session(self):
        self.visitor(self.otto).sign_in()
        listed = self.otto.json('GET', '/api/v1/me/sessions')['sessions']
        return '/api/v1/me/sessions/' + next(s['id'] for s in listed if not s['current'])

    def play_endSession(self):
        self.expect(204, self.otto, 'DELETE', self.of_other_session())

    def play_renameSession(self):
        self.expect(204, self.otto, 'PATCH', self.of_other_session(), {'label': 'The other one'})

    def play_changePassword(self):
        vera = self.person('vera').sign_up()
        change = {'old': harness.PASSWORD, 'new': OTHER}
        self.expect(204, vera, 'PUT', '/api/v1/me/password', change)
        self.expect(403, vera, 'PUT', '/api/v1/me/password', change)

    def play_makeRecoveryCodes(self):
        self.expect(403, self.otto, 'POST', '/api/v1/me/recovery-codes', {'password': 'not the password'})
        self.expect(200, self.otto, 'POST', '/api/v1/me/recovery-codes', {'password': harness.PASSWORD})

    def play_leave(self):
        willi = self.person('willi').sign_up()
        leave = {'password': harness.PASSWORD, 'days': 7}
        self.expect(403, willi, 'POST', '/api/v1/me/leaving', {**leave, 'password': OTHER})
        self.expect(200, willi, 'POST', '/api/v1/me/leaving', leave)
        self.visitor(willi).sign_in()
        self.expect(204, willi, 'DELETE', '/api/v1/me/leaving')
        self.expect(409, willi, 'DELETE', '/api/v1/me/leaving')
        self.expect(200, willi, 'POST', '/api/v1/me/leaving', {**leave, 'days': 0})

    def too_large(self, who, path, limit, kind):
        limit = who.json('GET', '/api/v1/region')['limits'][limit]
        self.expect(413, who, 'PUT', path, None, {'Content-Type': kind, 'Content-Length': str(limit + 1)})

    def play_setAvatar(self):
        path, kind = '/api/v1/me/avatar', {'Content-Type': 'image/png'}
        shown = json.loads(self.expect(200, self.mira, 'PUT', path, still(self.place.data, 'red'), kind)[2])
        self.assertTrue(shown['avatar'])
        for read in ('/api/v1/me', '/api/v1/people/mira', '/api/v1/videos/' + self.video):
            self.assertIn(shown['avatar'].encode(), self.expect(200, self.mira, 'GET', read)[2])
        self.expect(400, self.mira, 'PUT', path, b'', kind)
        self.expect(422, self.mira, 'PUT', path, b'no picture', kind)
        self.too_large(self.mira, path, 'picture_bytes', 'image/png')

    def play_removeAvatar(self):
        self.expect(204, self.mira, 'DELETE', '/api/v1/me/avatar')

    def play_getMyData(self):
        self.expect(200, self.mira, 'GET', '/api/v1/me/data')

    def play_getMyDataFile(self):
        self.expect(200, self.mira, 'GET', '/api/v1/me/data.zip')
        self.expect(400, self.mira, 'GET', '/api/v1/me/data.zip?part=2')
        while self.mira.request('GET', '/api/v1/me/data.zip')[0] != 429:
            pass
        self.expect(303, self.mira, 'GET', '/api/v1/me/data.zip', None, {'Accept': 'text/html'})

    # Videos.

    def play_getVideos(self):
        for who in (self.visitor(), self.mira):
            self.expect(200, who, 'GET', '/api/v1/videos?limit=1')
        self.expect(400, self.mira, 'GET', '/api/v1/videos?limit=21')

    def play_getMyVideos(self):
        self.expect(200, self.mira, 'GET', '/api/v1/me/videos')

    def play_getVideo(self):
        for who in (self.visitor(), self.mira):
            self.expect(200, who, 'GET', '/api/v1/videos/' + self.video)

    def play_postVideo(self):
        wishes = 'title=Cut&sound=A%20song&trim_from_ms=100&trim_to_ms=1900&poster_ms=500'
        whole, kind = harness.clip().read_bytes(), {'Content-Type': 'video/mp4'}
        answer = self.expect(201, self.mira, 'POST', '/api/v1/videos?' + wishes, whole, kind)
        made = json.loads(self.expect(200, self.mira, 'GET', answer[1]['location'])[2])
        self.assertEqual(made['sound'], 'A song')
        limit = self.mira.json('GET', '/api/v1/region')['limits']['upload_bytes']
        self.expect(413, self.mira, 'POST', '/api/v1/videos?title=Long', None,
                    {'Content-Type': 'video/mp4', 'Content-Length': str(limit + 1)})

    def play_changeVideo(self):
        self.expect(204, self.mira, 'PATCH', '/api/v1/videos/' + self.video, {'title': 'Of one minute'})
        waits = self.mira.upload(harness.clip('retry', seconds=20, size='480x854'))
        self.expect(409, self.mira, 'PATCH', '/api/v1/videos/' + waits, {'visibility': 'private'})
        self.expect(204, self.mira, 'DELETE', '/api/v1/videos/' + waits)

    def sealed(self):
        """One that only mira may see, as she sees it; made once."""
        if not hasattr(type(self), 'closed'):
            video = self.mira.upload(harness.clip(), 'For nobody else')
            self.mira.wait_public(video)
            change = {'visibility': 'private', 'title': 'For me'}
            self.expect(204, self.mira, 'PATCH', '/api/v1/videos/' + video, change)
            self.expect(204, self.mira, 'PUT', '/api/v1/videos/%s/captions/en' % video, CAPTIONS.encode(),
                        {'Content-Type': 'text/vtt'})
            type(self).closed = self.mira.video(video)
        return self.closed

    def play_getSealedRendition(self):
        url = self.sealed()['renditions'][0]['url']
        whole = self.expect(200, self.mira, 'GET', url)[2]
        part = self.expect(206, self.mira, 'GET', url, None, {'Range': 'bytes=10-99'})
        self.assertEqual(part[2], whole[10:100])
        self.expect(416, self.mira, 'GET', url, None, {'Range': 'bytes=%d-' % len(whole)})

    def play_getSealedPicture(self):
        self.expect(200, self.mira, 'GET', self.sealed()['poster'])

    def play_getSealedCaptions(self):
        self.expect(200, self.mira, 'GET', self.sealed()['captions'][0]['url'])

    def play_removeVideo(self):
        video = self.mira.upload(harness.clip(), 'Not for long')
        self.expect(204, self.mira, 'DELETE', '/api/v1/videos/' + video)

    def captions_of(self):
        return json.loads(self.expect(200, self.visitor(), 'GET', '/api/v1/videos/' + self.video)[2])['captions']

    def play_setCaptions(self):
        path, kind = '/api/v1/videos/%s/captions/pt-BR' % self.video, {'Content-Type': 'text/vtt'}
        self.expect(204, self.mira, 'PUT', path + '?label=Brasil', CAPTIONS.encode(), kind)
        self.assertEqual([(c['lang'], c['label']) for c in self.captions_of()], [('pt-BR', 'Brasil')])
        self.expect(422, self.mira, 'PUT', path, b'no captions', kind)
        self.too_large(self.mira, path, 'caption_bytes', 'text/vtt')

    def play_removeCaptions(self):
        self.expect(204, self.mira, 'DELETE', '/api/v1/videos/%s/captions/pt-BR' % self.video)
        self.assertEqual(self.captions_of(), [])

    def play_retryVideo(self):
        video = self.mira.upload(harness.clip('retry', seconds=20, size='480x854'))
        path = '/api/v1/videos/%s/retry' % video
        self.place.fail_jobs(self.mira, (video,))
        self.expect(202, self.mira, 'POST', path)
        self.expect(409, self.mira, 'POST', path)
        self.expect(204, self.mira, 'DELETE', '/api/v1/videos/' + video)

    def not_modified(self, path):
        etag = self.expect(200, self.visitor(), 'GET', path)[1]['etag']
        self.expect(304, self.visitor(), 'GET', path, None, {'If-None-Match': etag})
        self.expect(200, self.visitor(), 'GET', path, None, {'If-Match': etag})
        self.expect(412, self.visitor(), 'GET', path, None, {'If-Match': '"x"', 'If-None-Match': etag})

    def play_getMasterPlaylist(self):
        self.not_modified('/api/v1/videos/%s/master.m3u8' % self.video)

    def play_getPlaylist(self):
        self.not_modified('/api/v1/videos/%s/0.m3u8' % self.video)

    # People as others see them, and what they say.

    def play_getPerson(self):
        for who in (self.visitor(), self.mira, self.otto):
            self.expect(200, who, 'GET', '/api/v1/people/mira')

    def play_getPersonVideos(self):
        self.expect(200, self.visitor(), 'GET', '/api/v1/people/mira/videos')

    def play_follow(self):
        self.expect(204, self.otto, 'PUT', '/api/v1/people/mira/follow')
        self.expect(409, self.otto, 'PUT', '/api/v1/people/otto/follow')
        self.expect(204, self.otto, 'PUT', '/api/v1/people/mira/block')
        self.expect(403, self.mira, 'PUT', '/api/v1/people/otto/follow')
        self.expect(204, self.otto, 'DELETE', '/api/v1/people/mira/block')
        self.expect(204, self.otto, 'PUT', '/api/v1/people/mira/follow')
        self.expect(200, self.visitor(), 'GET', '/api/v1/people/mira/followers')
        self.expect(200, self.otto, 'GET', '/api/v1/people/otto/following')
        self.expect(200, self.otto, 'GET', '/api/v1/feed/following')
        self.expect(200, self.mira, 'GET', '/api/v1/me/notifications')

    def play_unfollow(self):
        self.expect(204, self.otto, 'DELETE', '/api/v1/people/mira/follow')

    def play_mute(self):
        self.expect(204, self.mira, 'PUT', '/api/v1/people/otto/mute')
        self.expect(409, self.mira, 'PUT', '/api/v1/people/mira/mute')
        self.expect(200, self.mira, 'GET', '/api/v1/me/muted')

    def play_unmute(self):
        self.expect(204, self.mira, 'DELETE', '/api/v1/people/otto/mute')

    def play_getMyMuted(self):
        self.expect(200, self.mira, 'GET', '/api/v1/me/muted')

    def play_block(self):
        self.expect(204, self.mira, 'PUT', '/api/v1/people/otto/block')
        self.expect(409, self.mira, 'PUT', '/api/v1/people/mira/block')
        self.expect(200, self.mira, 'GET', '/api/v1/me/blocked')
        self.expect(204, self.mira, 'DELETE', '/api/v1/people/otto/block')

    def play_unblock(self):
        self.expect(204, self.mira, 'DELETE', '/api/v1/people/otto/block')

    def play_getMyBlocked(self):
        self.expect(200, self.mira, 'GET', '/api/v1/me/blocked')

    def play_changeProfile(self):
        self.expect(200, self.mira, 'PATCH', '/api/v1/me/profile', {'name': 'Mira', 'bio': 'Of glass.'})

    def comment(self, **more):
        path = '/api/v1/videos/%s/comments' % self.video
        return path, json.loads(self.expect(201, self.otto, 'POST', path, {'text': 'Nice, @mira', **more})[2])['id']

    def play_postComment(self):
        path, comment = self.comment()
        self.comment(parent=comment)
        key = {'Idempotency-Key': 'one'}
        self.expect(201, self.otto, 'POST', path, {'text': 'once'}, key)
        self.expect(409, self.otto, 'POST', path, {'text': 'twice'}, key)
        self.expect(200, self.mira, 'GET', path + '?order=liked')
        self.expect(200, self.visitor(), 'GET', path)
        self.expect(200, self.visitor(), 'GET', '/api/v1/comments/%s/replies' % comment)
        self.expect(200, self.mira, 'GET', '/api/v1/me/notifications')

    def play_removeComment(self):
        path = '/api/v1/comments/' + self.comment()[1]
        self.expect(403, self.visitor(self.person('gast').sign_up()), 'DELETE', path)
        self.expect(204, self.otto, 'DELETE', path)

    def play_likeComment(self):
        path = '/api/v1/comments/%s/like' % self.comment()[1]
        self.expect(204, self.mira, 'PUT', path)
        self.expect(204, self.mira, 'DELETE', path)

    def play_readNotifications(self):
        told = json.loads(self.expect(200, self.mira, 'GET', '/api/v1/me/notifications')[2])['notifications']
        self.expect(204, self.mira, 'PUT', '/api/v1/me/notifications/read', {'up_to': told[0]['id']})

    def play_getEvents(self):
        """The first event, and the head of an answer that does not end."""
        connection = http.client.HTTPConnection('127.0.0.1', self.place.port(), timeout=30)
        connection.request('GET', '/api/v1/me/events', headers={'Cookie': 'vitrine_session=' + self.mira.cookie})
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        key = 'GET', '/api/v1/me/events'
        self.assertEqual(self.document.judge(key, (answer.status, headers, b'')), [])
        self.assertTrue(answer.readline())
        connection.close()
        openapi.Checked.seen.add((*key, str(answer.status)))

    # Finding.

    def play_search(self):
        tagged = self.mira.upload(harness.clip(), 'A harbour #boats')
        self.mira.wait_public(tagged)
        for kind, words, found in (('videos', 'harb', tagged), ('people', 'MIRA', self.mira.id),
                                   ('hashtags', 'boa', 'boats')):
            answer = json.loads(self.expect(200, self.visitor(), 'GET', '/api/v1/search?kind=%s&q=%s' % (
                kind, words))[2])
            self.assertIn(found, [item.get('id', item.get('tag')) for item in answer[kind]])
        self.expect(200, self.mira, 'GET', '/api/v1/search?q=%22%27*%28')
        self.expect(400, self.mira, 'GET', '/api/v1/search?q=x&kind=all')

    def play_getHashtags(self):
        found = json.loads(self.expect(200, self.visitor(), 'GET', '/api/v1/hashtags')[2])['hashtags']
        self.assertIn('boats', [one['tag'] for one in found])

    def play_getHashtag(self):
        self.expect(200, self.visitor(), 'GET', '/api/v1/hashtags/Boats')

    def play_getHashtagVideos(self):
        self.expect(200, self.mira, 'GET', '/api/v1/hashtags/boats/videos')

    # What the office decided.

    def play_getDecision(self):
        """A video is hidden, shown again and labelled; its author sees each."""
        office, about, own = Office(self.place).join(), 'video:' + self.video, '/api/v1/videos/' + self.video
        type(self).first = office
        made = [office.decide('hide', about, 'terms-danger', 'Of stairs.')]
        self.assertEqual(json.loads(self.expect(200, self.mira, 'GET', own)[2])['state'], 'hidden')
        made.append(office.decide('restore', about, 'restored-answer', 'You were right.'))
        made.append(office.decide('label', about, 'terms-danger', 'Of stairs.', '--label', 'dangerous'))
        self.assertEqual(json.loads(self.expect(200, self.visitor(), 'GET', own)[2])['label']['code'], 'dangerous')
        for decision in made:
            self.expect(200, self.visitor(), 'GET', '/api/v1/decisions/%d' % decision['decision'])

    def play_getVisibility(self):
        held = json.loads(self.expect(200, self.visitor(), 'GET', '/api/v1/visibility')[2])['objects']
        self.assertEqual([(o['object'], o['state']) for o in held], [('video:' + self.video, 'labelled')])

    def play_getMyDecisions(self):
        told = json.loads(self.expect(200, self.mira, 'GET', '/api/v1/me/decisions')[2])['decisions']
        self.assertEqual([d['what'] for d in told], ['label', 'restore', 'hide'])
        self.expect(200, self.mira, 'GET', '/api/v1/me/notifications')

    def play_getDecisionReceipt(self):
        self.expect(200, self.mira, 'GET', '/api/v1/me/decisions/3/receipt')
        self.expect(404, self.otto, 'GET', '/api/v1/me/decisions/3/receipt')

    def play_getErasureReceipt(self):
        self.expect(200, self.mira, 'GET', '/api/v1/me/receipt')

    def play_answerDecision(self):
        path = '/api/v1/me/decisions/3/answer'
        self.expect(404, self.otto, 'POST', path, {'text': 'Not mine'})
        self.expect(201, self.mira, 'POST', path, {'text': 'There are no stairs.'})
        self.expect(409, self.mira, 'POST', path, {'text': 'Something else.'})
        told = json.loads(self.expect(200, self.mira, 'GET', '/api/v1/me/decisions')[2])['decisions']
        self.assertEqual([d['answer'] and d['answer']['text'] for d in told], ['There are no stairs.', None, None])

    def play_getAnswerReceipt(self):
        self.expect(200, self.mira, 'GET', '/api/v1/me/decisions/3/answer/receipt')
        self.expect(404, self.mira, 'GET', '/api/v1/me/decisions/2/answer/receipt')

    # Reports, and notices by anyone.

    def play_getReportGrounds(self):
        items = json.loads(self.expect(200, self.visitor(), 'GET', '/api/v1/report-grounds')[2])['items']
        self.assertIn('terms-spam', [i['code'] for i in items])
        self.assertNotIn('restored-answer', [i['code'] for i in items])

    def play_postReport(self):
        body = {'about': 'video:' + self.video, 'ground': 'terms-danger', 'text': 'Stairs'}
        self.expect(201, self.otto, 'POST', '/api/v1/reports', body)
        self.expect(200, self.otto, 'POST', '/api/v1/reports', {**body, 'text': None})
        self.expect(404, self.otto, 'POST', '/api/v1/reports', {**body, 'about': 'comment:1'})

    def play_getMyReports(self):
        items = json.loads(self.expect(200, self.otto, 'GET', '/api/v1/me/reports')[2])['items']
        self.assertEqual([(i['about'], i['text'], i['state']) for i in items], [('video:' + self.video, '', 'open')])
        self.expect(400, self.otto, 'GET', '/api/v1/me/reports?cursor=none')

    def play_postLegalNotice(self):
        path, body = '/api/v1/legal-notices', {
            'about': 'video:' + self.video, 'ground': 'law-rights', 'explanation': 'The music is ours and not free.',
            'name': 'Carla', 'email': 'carla@mail.example', 'good_faith': True}
        type(self).notice = json.loads(self.expect(201, self.visitor(), 'POST', path, body)[2])
        self.expect(404, self.visitor(), 'POST', path, {**body, 'about': 'video:1'})

    def play_getLegalNotice(self):
        path = '/api/v1/legal-notices/' + self.notice['number']
        got = self.expect(200, self.visitor(), 'GET', path, None, {'Receipt': self.notice['receipt']})
        self.assertEqual(json.loads(got[2])['state'], 'open')
        self.expect(404, self.visitor(), 'GET', path)

    # The office's desk.

    def member(self):
        member = self.visitor()
        member.desk = self.desk
        return member

    def play_sitDown(self):
        type(self).office = Office(self.place, 'another.key')
        added = Office(self.place, 'third.key') # nobody's
        self.expect(401, self.visitor(), 'POST', '/api/v1/desk/session', {'statement': signing.desk(added)})
        self.assertEqual(self.first.add(self.office.key).returncode, 0)
        headers = self.expect(200, self.visitor(), 'POST', '/api/v1/desk/session',
                              {'statement': signing.desk(self.office)})[1]
        self.assertIn('HttpOnly; SameSite=Strict', headers['set-cookie'])
        type(self).desk = headers['set-cookie'].split(';')[0]

    def play_standUp(self):
        headers = self.expect(200, self.visitor(), 'POST', '/api/v1/desk/session',
                              {'statement': signing.desk(self.office)})[1]
        member = self.visitor()
        member.desk = headers['set-cookie'].split(';')[0]
        self.expect(204, member, 'DELETE', '/api/v1/desk/session')

    def case(self):
        cases = json.loads(self.expect(200, self.member(), 'GET', '/api/v1/desk/cases')[2])['items']
        return [c for c in cases if c['about'] == 'video:' + self.video][0]['id']

    def play_postStatement(self):
        path = '/api/v1/desk/statements'
        self.otto.json('POST', '/api/v1/reports', {'about': 'person:' + self.mira.id, 'ground': 'terms-spam'}, 201)
        cases = json.loads(self.expect(200, self.member(), 'GET', '/api/v1/desk/cases')[2])['items']
        case = int([c for c in cases if c['about'] == 'person:' + self.mira.id][0]['id'])
        upto = json.loads(self.expect(200, self.member(), 'GET', '/api/v1/desk/cases/%d' % case)[2])['upto']
        for status, office in ((403, self.first), (201, self.office), (409, self.office)):
            self.expect(status, self.member(), 'POST', path,
                        {'statement': signing.dismissal(office, case, upto, 'It is no spam.')})

    def play_getCases(self):
        path = '/api/v1/desk/cases?limit=1&state='
        self.expect(200, self.member(), 'GET', path + 'decided')
        first = json.loads(self.expect(200, self.member(), 'GET', path + 'open&from=report&ground=terms-danger')[2])
        self.assertEqual((first['counts']['kind']['any'], len(first['items'])), (1, 1))
        for wrong in ('all', 'open&kind=all', 'open&from=me', 'open&ground=restored-answer', 'open&order=best'):
            self.expect(400, self.member(), 'GET', path + wrong)

    def play_getCase(self):
        whole = json.loads(self.expect(200, self.member(), 'GET', '/api/v1/desk/cases/' + self.case())[2])
        self.assertEqual(whole['answered']['text'], 'There are no stairs.')
        self.assertEqual([s['from'] for s in whole['said']], ['person', 'notice'])

    def play_getCasePoster(self):
        self.expect(200, self.member(), 'GET', '/api/v1/desk/cases/%s/poster' % self.case())

    def play_getCaseVideo(self):
        self.expect(200, self.member(), 'GET', '/api/v1/desk/cases/%s/video' % self.case())

    # Uploads that may be resumed.

    def begin(self, length=100000):
        answer = self.expect(201, self.mira, 'POST', '/api/v1/uploads', None, {
            **doors.TUS, 'Upload-Length': str(length), 'Upload-Metadata': doors.tus_metadata(title='A draft')})
        return answer[1]['location']

    def go_on(self, status, path, body, **headers):
        headers = {name.replace('_', '-'): str(value) for name, value in headers.items()}
        return self.expect(status, self.mira, 'PATCH', path, body,
                           {**doors.TUS, **doors.STREAM, **headers})

    def checksum(self, body):
        return 'sha256 ' + base64.b64encode(hashlib.sha256(body).digest()).decode()

    def play_getUploadOptions(self):
        self.expect(204, self.visitor(), 'OPTIONS', '/api/v1/uploads')

    def play_getUploadOptionsOfOne(self):
        self.expect(204, self.visitor(), 'OPTIONS', '/api/v1/uploads/1')

    def play_createUpload(self):
        self.begin()
        too_long = {**doors.TUS, 'Upload-Length': str(2 ** 40)}
        self.expect(413, self.mira, 'POST', '/api/v1/uploads', None, too_long)
        self.expect(460, self.mira, 'POST', '/api/v1/uploads', b'one', {
            **doors.TUS, **doors.STREAM, 'Upload-Length': '9', 'Upload-Checksum': self.checksum(b'two')})

    def play_getUploads(self):
        self.begin()
        self.expect(200, self.mira, 'GET', '/api/v1/uploads')

    def play_getUpload(self):
        self.expect(200, self.mira, 'HEAD', self.begin(), None, doors.TUS)

    def play_continueUpload(self):
        path = self.begin(9)
        self.go_on(204, path, b'one', Upload_Offset=0)
        self.go_on(409, path, b'two', Upload_Offset=0)
        self.go_on(413, path, b'of too many', Upload_Offset=3)
        self.go_on(460, path, b'two', Upload_Offset=3, Upload_Checksum=self.checksum(b'six'))

    def play_giveUploadUp(self):
        self.expect(204, self.mira, 'DELETE', self.begin(), None, doors.TUS)
        whole = harness.clip().read_bytes()
        path = self.begin(len(whole))
        self.assertIn('vitrine-video', self.go_on(204, path, whole, Upload_Offset=0)[1])
        self.expect(403, self.mira, 'DELETE', path, None, doors.TUS)

    # Watching.

    def play_postWatches(self):
        self.mira.watch(self.video)

    def play_getMyWatches(self):
        self.expect(200, self.mira, 'GET', '/api/v1/me/watches')

    def play_repairWatches(self):
        self.expect(200, self.mira, 'POST', '/api/v1/me/watches/repair')

    def play_like(self):
        self.expect(204, self.mira, 'PUT', '/api/v1/videos/%s/like' % self.video)
        self.expect(200, self.mira, 'GET', '/api/v1/me/likes')

    def play_unlike(self):
        self.expect(204, self.mira, 'DELETE', '/api/v1/videos/%s/like' % self.video)

    def play_save(self):
        self.expect(204, self.mira, 'PUT', '/api/v1/videos/%s/save' % self.video)
        self.expect(200, self.mira, 'GET', '/api/v1/me/saved')

    def play_unsave(self):
        self.expect(204, self.mira, 'DELETE', '/api/v1/videos/%s/save' % self.video)

    def play_getMySaved(self):
        self.expect(200, self.mira, 'GET', '/api/v1/me/saved')
        self.expect(400, self.mira, 'GET', '/api/v1/me/saved?cursor=x')

    def play_sayNotInterested(self):
        self.expect(204, self.mira, 'PUT', '/api/v1/videos/%s/not-interested' % self.video)

    def play_takeNotInterestedBack(self):
        self.expect(204, self.mira, 'DELETE', '/api/v1/videos/%s/not-interested' % self.video)

    def play_getMyLikes(self):
        self.expect(200, self.mira, 'GET', '/api/v1/me/likes')

    def play_resetTaste(self):
        self.expect(204, self.mira, 'POST', '/api/v1/me/taste/reset')

    # The page "For You".

    def feed(self, who, query=''):
        return json.loads(self.expect(200, who, 'GET', '/api/v1/feed' + query)[2])

    def play_getFeed(self):
        for who in (self.otto, self.visitor()):
            harness.wait_for(lambda: self.video in [item['video']['id'] for item in self.feed(who)['items']],
                             'the video to be on a page')
            self.feed(who, '?cursor=' + self.feed(who)['next'])
        self.assertEqual(self.feed(self.mira)['kind'], 'empty') # all videos are their own

    def wishes(self):
        return json.loads(self.expect(200, self.otto, 'GET', '/api/v1/me/feed')[2])

    def play_getMyFeed(self):
        self.otto.watch(self.video, watched_ms=60000)
        self.expect(204, self.otto, 'PUT', '/api/v1/videos/%s/like' % self.video)
        self.assertIn('mira', [taste.get('creator') for taste in self.wishes()['tastes']])

    def play_setFeedOrder(self):
        for order in ('newest', 'ranked'):
            self.expect(204, self.otto, 'PUT', '/api/v1/me/feed/order', {'order': order})
            self.assertEqual(self.wishes()['order'], order)

    def play_setHiddenWords(self):
        for words in (['#cats', 'dogs'], []):
            self.expect(204, self.otto, 'PUT', '/api/v1/me/feed/words', {'words': words})
            self.assertEqual(self.wishes()['hidden_words'], words)

    def play_hidePerson(self):
        self.expect(204, self.otto, 'PUT', '/api/v1/people/mira/hide')
        self.assertEqual([person['handle'] for person in self.wishes()['hidden_people']], ['mira'])

    def play_unhidePerson(self):
        self.expect(204, self.otto, 'DELETE', '/api/v1/people/mira/hide')
        self.assertEqual(self.wishes()['hidden_people'], [])

    # The region.

    def play_getWitnesses(self):
        self.expect(200, self.visitor(), 'GET', '/api/v1/witnesses')

    def play_getClaims(self):
        self.expect(200, self.visitor(), 'GET', '/api/v1/claims')

    def play_getRegion(self):
        self.expect(200, self.visitor(), 'GET', '/api/v1/region')
