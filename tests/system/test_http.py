"""Hostile requests at the HTTP door: a clear answer each, and the service goes on."""
import json
import socket
import time
import unittest

import region as harness


class Http(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = harness.Region().__enter__()
        cls.addClassCleanup(cls.place.__exit__, None, None, None)
        cls.mira = cls.place.sign_up('mira')

    def tearDown(self):
        self.assertEqual(self.place.get('/api/v1/region')[0], 200)
        self.assertEqual([p['restarts'] for p in self.place.processes()], [0, 0])

    def raw(self, data, timeout=5):
        """Whatever comes back for these bytes, until the server closes or stays silent."""
        with socket.create_connection(('127.0.0.1', self.place.port()), timeout=timeout) as s:
            found = b''
            try: # the server may close before it has read all of it
                s.sendall(data)
                s.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            try:
                while part := s.recv(65536):
                    found += part
            except OSError:
                pass
            return found

    def test_malformed_requests_are_refused(self):
        for data in (b'', b'\r\n\r\n', b'GET\r\n\r\n', b'\0' * 1000, b'GET / HTTP/9.9\r\n\r\n',
                     b'GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n', b'\x16\x03\x01\x02\x00' * 50,
                     b'GET /' + b'a' * 100000 + b' HTTP/1.1\r\nHost: x\r\n\r\n',
                     b'POST /api/v1/watches HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n',
                     b'GET / HTTP/1.1\r\nHost: x\r\n' + b'X-A: ' + b'b' * 200000 + b'\r\n\r\n',
                     b'GET / HTTP/1.1\r\nHost: x\r\n' + b'X-A: b\r\n' * 500 + b'\r\n'):
            with self.subTest(data=data[:40]):
                answer = self.raw(data)
                self.assertFalse(answer.startswith(b'HTTP/1.1 200'), answer[:100])
                self.assertFalse(answer.startswith(b'HTTP/1.1 500'), answer[:100])

    def problem(self, status, headers, body):
        self.assertTrue(headers['content-type'].startswith('application/problem+json'), headers)
        found = json.loads(body)
        self.assertEqual(found['status'], status)
        for name in ('type', 'title'):
            self.assertIn(name, found)
        self.assertIn('no-store', headers['cache-control'])
        return found

    def post(self, path, body, kind='application/json', who=None, **headers):
        return (who or self.mira).request('POST', path, body, {'Content-Type': kind, **headers})

    def test_bodies_that_are_no_json_are_problems(self):
        for body in (b'', b'{', b'[]', b'null', b'{"handle":1,"password":2}', b'\xff\xfe',
                     b'{"handle":"a\\u0000b","password":"0123456789"}', b'[' * 10000,
                     b'{"handle":"otto","password":"0123456789","extra":1}',
                     b'{"handle":"otto","handle":"eva","password":"0123456789"}'):
            with self.subTest(body=body[:40]):
                status, headers, answer = self.post('/api/v1/accounts', body)
                self.assertIn(status, (400, 413, 415, 422), answer)
                self.problem(status, headers, answer)

    def test_a_body_over_its_limit_names_the_limit(self):
        status, headers, body = self.post('/api/v1/accounts', b'{"handle":"' + b'a' * 20000)
        self.assertEqual(status, 413)
        self.assertIn('limit', self.problem(status, headers, body))

    def test_an_upload_over_its_limit_is_refused_before_it_is_sent(self):
        limit = self.mira.json('GET', '/api/v1/region')['limits']['upload_bytes']
        head = ('POST /api/v1/videos?title=x HTTP/1.1\r\nHost: x\r\nContent-Type: video/mp4\r\n'
                'Cookie: vitrine_session=%s\r\nContent-Length: %d\r\n\r\n' % (
                    self.mira.cookie, limit + 1))
        self.assertIn(b' 413 ', self.raw(head.encode())[:20])

    def test_handles_and_passwords_have_limits(self):
        for handle, password in (('ab', 'x' * 10), ('a' * 25, 'x' * 10), ('otto', 'x' * 9),
                                 ('otto', 'x' * 257), ('Otto!', 'x' * 10), ('', ''), ('ot to', 'x' * 10),
                                 ('\u202eotto', 'x' * 10), ('\u0430da', 'x' * 10), ('adm1n', '7h3kq7h3kq1'),
                                 ('a' * 10000, 'x' * 10), ('otto', 'aaaaaaaaaa'), ('otto', 'Password123!'),
                                 ('ottokar', 'ottokar2024')):
            with self.subTest(handle=handle):
                status, headers, body = self.post('/api/v1/accounts', json.dumps(
                    {'handle': handle, 'password': password, 'birth_date': harness.BIRTH_DATE}))
                self.assertIn(status, (400, 422), body)
                detail = self.problem(status, headers, body)['detail']
                self.assertRegex(detail, '^(handle|password): ')

    def test_a_handle_is_taken_once(self):
        status, headers, body = self.post('/api/v1/accounts', json.dumps(
            {'handle': 'mira', 'password': harness.PASSWORD, 'birth_date': harness.BIRTH_DATE}))
        self.assertEqual(status, 409)
        self.problem(status, headers, body)

    def test_a_wrong_password_and_an_unknown_handle_answer_alike(self):
        answers = []
        for handle in ('mira', 'nobody'):
            status, headers, body = self.post('/api/v1/sessions', json.dumps(
                {'handle': handle, 'password': 'not the password'}), who=self.place.person())
            self.assertNotIn('set-cookie', headers)
            answers.append((status, json.loads(body)))
        self.assertEqual(answers[0], answers[1])
        self.assertIn(answers[0][0], (401, 403))

    def test_what_needs_a_session_is_refused_without_one(self):
        stranger = self.place.person()
        stranger.cookie = '0' * 64
        for who in (self.place.person(), stranger):
            for method, path in (('GET', '/api/v1/me'), ('GET', '/api/v1/me/videos'),
                                 ('GET', '/api/v1/me/watches'), ('POST', '/api/v1/videos?title=x'),
                                 ('DELETE', '/api/v1/sessions/current')):
                if who is stranger and method == 'DELETE':
                    continue # whoever has no session any more has signed out
                status, headers, body = who.request(method, path, b'x' if method == 'POST' else None,
                                                    {'Content-Type': 'video/mp4'})
                self.assertEqual(status, 401, path)
                self.problem(status, headers, body)

    def test_another_site_cannot_act_in_a_persons_name(self):
        video = '{"events":[]}'
        for headers in ({'Sec-Fetch-Site': 'cross-site'}, {'Sec-Fetch-Site': 'same-site'},
                        {'Origin': 'https://evil.example'}, {'Origin': 'null'}):
            status, _, _ = self.post('/api/v1/watches', video, **headers)
            self.assertEqual(status, 403, headers)
            status, found, _ = self.mira.request('GET', '/api/v1/me', headers=headers)
            self.assertNotIn('access-control-allow-origin', found)

    def test_the_cookie_is_for_this_site_and_no_script(self):
        person = self.place.person('cookie')
        status, headers, _ = person.request(
            'POST', '/api/v1/accounts', json.dumps({
                'handle': 'cookie', 'password': harness.PASSWORD, 'birth_date': harness.BIRTH_DATE}),
            {'Content-Type': 'application/json'})
        self.assertEqual(status, 201)
        cookies = sorted(headers['set-cookie'].split('\n'))
        self.assertRegex(cookies[0], r'^vitrine_device=[0-9a-f]{64};.*Max-Age=31536000')
        self.assertRegex(cookies[1], r'^vitrine_session=[0-9a-f]{64};')
        for cookie in cookies:
            for word in ('HttpOnly', 'SameSite=Lax', 'Path=/', 'Max-Age='):
                self.assertIn(word, cookie)

    def test_an_ended_session_opens_nothing(self):
        person = self.place.sign_up('leaver')
        old = person.cookie
        person.json('DELETE', '/api/v1/sessions/current', expect=204)
        person.cookie = old
        self.assertEqual(person.request('GET', '/api/v1/me')[0], 401)

    def test_paths_that_leave_a_folder_are_not_found(self):
        for path in ('/assets/../index.html', '/assets/%2e%2e/%2e%2e/region', '/media/../app.db',
                     '/media/%2e%2e%2fapp.db', '/media/1.mp4%00.jpg', '//etc/passwd', '/assets//etc/passwd',
                     '/media/-1.mp4', '/media/99999999999999999999999.mp4', '/api/v1/videos/../me'):
            status, body = self.place.get(path)
            self.assertIn(status, (400, 404), path)
            self.assertNotIn(b'root:', body)

    def test_unknown_methods_and_paths(self):
        for method, path, statuses in (('PUT', '/api/v1/videos', (405, 404)), ('BREW', '/', (405, 501)),
                                       ('GET', '/api/v1/none', (404,)), ('POST', '/', (405, 404))):
            status, _, _ = self.place.person().request(method, path)
            self.assertIn(status, statuses, path)

    def test_the_page_has_a_strict_policy(self):
        status, headers, _ = self.place.person().request('GET', '/')
        self.assertEqual(status, 200)
        policy = headers['content-security-policy']
        self.assertIn("default-src 'none'", policy)
        for word in ('unsafe-inline', 'unsafe-eval', '*'):
            self.assertNotIn(word, policy)
        self.assertEqual(headers['x-content-type-options'], 'nosniff')

    def test_slow_senders_do_not_hold_the_others(self):
        slow = []
        try:
            for _ in range(100):
                s = socket.create_connection(('127.0.0.1', self.place.port()), timeout=5)
                s.sendall(b'GET / HTTP/1.1\r\nHo')
                slow.append(s)
            start = time.monotonic()
            self.assertEqual(self.place.get('/api/v1/videos')[0], 200)
            self.assertLess(time.monotonic() - start, 2)
        finally:
            for s in slow:
                s.close()

    def test_cursors_that_were_not_given_are_refused_or_empty(self):
        for cursor in ('x', '-1', '99999999999999999999', '%00', "1'--"):
            status, _ = self.place.get('/api/v1/videos?cursor=' + cursor)
            self.assertIn(status, (200, 400), cursor)
        for limit in ('0', '-1', '1000000', 'x'):
            status, body = self.place.get('/api/v1/videos?limit=' + limit)
            self.assertIn(status, (200, 400), limit)
