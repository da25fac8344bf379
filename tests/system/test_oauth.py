"""Other programs, in a person's name: OAuth 2.0 with a code and PKCE, as a client plays it, and as one should not."""
import base64
import hashlib
import json
import secrets
import unittest
import urllib.parse

import region as harness

CLIENT = 'https://app.example'
PLACE = CLIENT + '/back?from=here'
FORM = {'Content-Type': 'application/x-www-form-urlencoded'}


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


class Dance:
    """One client's steps with one person."""

    def __init__(self, place, person, client=CLIENT, back=PLACE):
        self.place, self.person, self.client, self.back = place, person, client, back
        self.verifier = base64url(secrets.token_bytes(32))
        self.state = secrets.token_hex(8) + ' &<"'

    def wish(self, scope, /, **other):
        return {'response_type': 'code', 'client_id': self.client, 'redirect_uri': self.back, 'scope': scope,
                'state': self.state, 'code_challenge_method': 'S256',
                'code_challenge': base64url(hashlib.sha256(self.verifier.encode()).digest()), **other}

    def look(self, scope, /, **other):
        return self.person.request('GET', '/oauth/authorize?' + urllib.parse.urlencode(self.wish(scope, **other)))

    def answer(self, scope, says='yes', /, **other):
        return self.person.request('POST', '/oauth/authorize', urllib.parse.urlencode(
            {**self.wish(scope), 'answer': says, **other}), FORM)

    def code(self, scope):
        status, headers, body = self.answer(scope)
        if status != 303:
            raise harness.Refused(status, body)
        to = urllib.parse.urlsplit(headers['location'])
        query = dict(urllib.parse.parse_qsl(to.query))
        assert query['state'] == self.state and headers['location'].startswith(self.back + '&')
        assert query['iss'] == self.person.json('GET', '/.well-known/oauth-authorization-server')['issuer']
        return query['code']

    def token(self, code, /, **other):
        stranger = self.place.person()
        status, headers, body = stranger.request('POST', '/oauth/token', urllib.parse.urlencode({
            'grant_type': 'authorization_code', 'code': code, 'client_id': self.client, 'redirect_uri': self.back,
            'code_verifier': self.verifier, **other}), FORM)
        assert headers['cache-control'] == 'no-store'
        return status, json.loads(body)

    def session(self, scope):
        status, answer = self.token(self.code(scope))
        assert status == 200, answer
        return Client(self.place, answer)


class Client:
    """What a program does with what it was given: never a cookie."""

    def __init__(self, place, answer):
        self.answer, self.token, self.who = answer, answer['access_token'], place.person()

    def ask(self, method, path, value=None, kind='application/json', **more):
        body = None if value is None else value if isinstance(value, bytes) else json.dumps(value)
        headers = {'Authorization': 'Bearer ' + self.token, **more, **({'Content-Type': kind} if body else {})}
        status, _, data = self.who.request(method, path, body, headers)
        return status, data


class Oauth(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = harness.Region()
        cls.place.__enter__()
        cls.addClassCleanup(cls.place.__exit__, None, None, None)
        cls.ada = cls.place.sign_up('ada')
        cls.video = cls.ada.upload(harness.clip('oauth', seconds=1, size='160x284'), 'A clip')
        cls.ada.wait_public(cls.video)

    def challenge(self, token, method, path):
        status, headers, _ = self.place.person().request(method, path, None, {'Authorization': 'Bearer ' + token})
        return status, headers.get('www-authenticate')

    def test_a_client_does_what_it_was_permitted_and_nothing_else(self):
        mira = self.place.sign_up('mira')
        dance = Dance(self.place, mira)
        reads, writes = dance.session('read'), dance.session('write')
        both, uploads = dance.session('read write'), dance.session('upload')
        self.assertEqual((reads.answer['token_type'], reads.answer['user']), (
            'Bearer', {'id': mira.id, 'handle': 'mira'}))
        like, feed, own = '/api/v1/videos/%s/like' % self.video, '/api/v1/feed/following', '/api/v1/me/videos'
        for client, allowed in ((reads, {feed}), (writes, {like}), (both, {feed, like}), (uploads, {own})):
            for method, path in (('GET', feed), ('PUT', like), ('GET', own)):
                status, body = client.ask(method, path)
                self.assertEqual(status in (200, 204), path in allowed, (path, status, body))
                self.assertIn(status, (200, 204, 403))
        self.assertEqual(self.challenge(reads.token, 'PUT', like), (403, 'Bearer error="insufficient_scope", scope="write"'))
        self.assertEqual(self.challenge('0' * 64, 'PUT', like), (401, 'Bearer'))
        self.assertTrue(json.loads(both.ask('GET', '/api/v1/videos/' + self.video)[1])['liked'])
        self.assertIsNone(json.loads(uploads.ask('GET', '/api/v1/videos/' + self.video)[1])['liked'])
        clip = harness.clip('oauth', seconds=1, size='160x284').read_bytes()
        self.assertEqual(uploads.ask('POST', '/api/v1/videos?title=Hers', clip, 'video/mp4')[0], 201)
        self.assertEqual(both.ask('POST', '/api/v1/videos?title=Hers', clip, 'video/mp4')[0], 403)
        everything = dance.session('read write upload')
        for method, path, value in (('GET', '/api/v1/me', None), ('GET', '/api/v1/me/sessions', None),
                                    ('DELETE', '/api/v1/me/sessions', None), ('GET', '/api/v1/me/data', None),
                                    ('GET', '/api/v1/me/data.zip', None), ('GET', '/api/v1/me/passkeys', None),
                                    ('PUT', '/api/v1/me/password', {'old': harness.PASSWORD, 'new': 'another horse 1'}),
                                    ('POST', '/api/v1/me/leaving', {'password': harness.PASSWORD, 'days': 7}),
                                    ('POST', '/api/v1/me/recovery-codes', {'password': harness.PASSWORD})):
            self.assertEqual(everything.ask(method, path, value)[0], 401, path)
            # Nor as a cookie, as a browser of theirs would bring it.
            status, _, body = everything.who.request(
                method, path, None if value is None else json.dumps(value),
                {'Cookie': 'vitrine_session=' + everything.token,
                 **({'Content-Type': 'application/json'} if value else {})})
            self.assertEqual(status, 401, (path, body))
        self.assertEqual(mira.json('GET', '/api/v1/me')['user']['handle'], 'mira')

    def test_a_code_works_once_soon_and_for_whom_it_is(self):
        dance = Dance(self.place, self.place.sign_up('tova'))
        code = dance.code('read')
        status, answer = dance.token(code)
        self.assertEqual(status, 200, answer)
        client = Client(self.place, answer)
        self.assertEqual(client.ask('GET', '/api/v1/feed/following')[0], 200)
        self.assertEqual(dance.token(code)[1]['error'], 'invalid_grant')
        self.assertEqual(client.ask('GET', '/api/v1/feed/following')[0], 401) # two had the code: neither keeps it
        for other in ({'code_verifier': base64url(secrets.token_bytes(32))}, {'redirect_uri': CLIENT + '/back'},
                      {'client_id': 'https://other.example', 'redirect_uri': 'https://other.example/back'}):
            code = dance.code('read')
            self.assertEqual(dance.token(code, **other), (400, dance.token(secrets.token_hex(32))[1]), other)
            self.assertEqual(dance.token(code)[0], 400) # it was tried: gone
        for other, error in (({'grant_type': 'password'}, 'unsupported_grant_type'),
                             ({'code_verifier': 'short'}, 'invalid_request'), ({'code': 'x'}, 'invalid_grant'),
                             ({'client_id': 'javascript:alert(1)'}, 'invalid_client')):
            status, answer = dance.token(dance.code('read'), **other)
            self.assertEqual((status, answer['error']), (400, error))

    def test_nobody_is_sent_anywhere_but_where_they_were_shown(self):
        noor = self.place.sign_up('noor')
        dance = Dance(self.place, noor)
        status, headers, page = dance.look('read upload')
        self.assertEqual(status, 200)
        self.assertIn(b'<strong>app.example</strong>', page)
        self.assertNotIn(b'<script', page)
        self.assertIn("form-action 'self' " + CLIENT, headers['content-security-policy'])
        self.assertIn("frame-ancestors 'none'", headers['content-security-policy'])
        self.assertNotIn(dance.state.encode(), page) # it is there, escaped
        for back in ('https://app.example.evil.example/', 'https://evil.example/', '//evil.example', 'https://app.example@evil.example/',
                     'https://app.example:444/', 'http://app.example/', 'https://app.example/#x', 'https://app.example/a b',
                     'https://APP.example/', 'javascript:alert(1)', '', 'https://app.example\\@evil.example/',
                     'https://app.example/' + 'a' * 600):
            for status, headers, _ in (dance.look('read', redirect_uri=back), dance.answer('read', redirect_uri=back)):
                self.assertEqual((status, headers.get('location')), (400, None), back)
        for name, value in (('client_id', 'http://app.example'), ('client_id', 'app.example'), ('response_type', 'token'),
                            ('code_challenge_method', 'plain'), ('code_challenge', 'short'), ('scope', 'read all'),
                            ('state', 's' * 513)):
            status, headers, body = dance.look('read', **{name: value})
            self.assertEqual((status, headers.get('location')), (400, None), name)
            self.assertIn(name.encode(), body)
        status, headers, _ = dance.answer('read', 'no')
        self.assertEqual((status, 'error=access_denied' in headers['location']), (303, True))
        self.assertEqual(dance.answer('read', 'perhaps')[0], 400)
        # Another site's page cannot answer for a person, and who is signed out is asked to sign in.
        status, headers, _ = noor.request('POST', '/oauth/authorize', urllib.parse.urlencode(
            {**dance.wish('read'), 'answer': 'yes'}), {**FORM, 'Origin': 'https://app.example'})
        self.assertEqual((status, headers.get('location')), (403, None))
        status, headers, _ = Dance(self.place, self.place.person()).look('read')
        self.assertEqual((status, headers.get('location')), (401, None))

    def test_a_program_on_this_device_waits_at_any_port_and_is_ended_like_a_session(self):
        ines = self.place.sign_up('ines')
        dance = Dance(self.place, ines, 'http://127.0.0.1', 'http://127.0.0.1:49152/back?a=1')
        client = dance.session('read')
        found = [s for s in ines.json('GET', '/api/v1/me/sessions')['sessions'] if s['client']]
        self.assertEqual([(s['label'], s['current']) for s in found], [('127.0.0.1', False)])
        self.assertEqual(client.ask('GET', '/api/v1/feed/following')[0], 200)
        ines.json('DELETE', '/api/v1/me/sessions/' + found[0]['id'], expect=204)
        self.assertEqual(client.ask('GET', '/api/v1/feed/following')[0], 401)
        again = dance.session('read')
        status, _, _ = again.who.request('POST', '/oauth/revoke', 'token=' + again.token, FORM)
        self.assertEqual((status, again.ask('GET', '/api/v1/feed/following')[0]), (200, 401))
        self.assertEqual(again.who.request('POST', '/oauth/revoke', 'token=' + again.token, FORM)[0], 200)
        last = dance.session('read')
        ines.json('PUT', '/api/v1/me/password', {'old': harness.PASSWORD, 'new': 'another horse 1'}, 204)
        self.assertEqual(last.ask('GET', '/api/v1/feed/following')[0], 401)


if __name__ == '__main__':
    unittest.main()
