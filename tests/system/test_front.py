"""A front that stands before the region: who asks is whom it names, and nobody else is believed."""
import contextlib
import socket
import unittest

import region as harness

LIMIT = 200 # LIMIT_CONNECTIONS_PER_ADDRESS


class Front(unittest.TestCase):
    """A region that is told of a front at 127.0.0.1; this test is the front, and somebody at 127.7.7.7 is not."""

    @classmethod
    def setUpClass(cls):
        cls.place = harness.Region(args=('--front', '127.0.0.1')).__enter__()
        cls.addClassCleanup(cls.place.__exit__, None, None, None)
        harness.Person(cls.place, 'mira').sign_up()

    def ask(self, lines=(), source='127.0.0.1', handle='mira'):
        """The status of a sign-in with a wrong password that comes with these lines in its head."""
        body = '{"handle":"%s","password":"not the password"}' % handle
        head = ['POST /api/v1/sessions HTTP/1.1', 'Host: 127.0.0.1', 'Content-Type: application/json',
                'Content-Length: %d' % len(body), 'Connection: close', *lines]
        with socket.create_connection(('127.0.0.1', self.place.port()), 30, source_address=(source, 0)) as s:
            s.sendall(('\r\n'.join(head) + '\r\n\r\n' + body).encode())
            return int(s.makefile('rb').readline().split()[1])

    def spend(self, *lines, source='127.0.0.1', most=300):
        """Guesses at one account after the other until it is too many."""
        for n in range(most):
            if self.ask(lines, source, 'nobody.%d' % n) == 429:
                return n
        self.fail('%d guesses, and none is too many' % most)

    def test_each_client_behind_a_front_has_limits_of_its_own(self):
        self.spend('X-Forwarded-For: 192.0.2.1')
        self.assertEqual(self.ask(['X-Forwarded-For: 192.0.2.1']), 429)
        self.assertEqual(self.ask(['X-Forwarded-For: 192.0.2.2']), 401)
        # What a client writes there itself stands before what the front adds, or in a line before its own.
        self.assertEqual(self.ask(['X-Forwarded-For: 192.0.2.2, 192.0.2.1']), 429)
        self.assertEqual(self.ask(['X-Forwarded-For: 192.0.2.2', 'X-Forwarded-For: 192.0.2.1']), 429)
        self.assertEqual(self.ask(['X-Forwarded-For: 192.0.2.1, 192.0.2.2']), 401)
        # Its whole network is one client, as without a front.
        self.spend('X-Forwarded-For: 2001:db8::1')
        self.assertEqual(self.ask(['X-Forwarded-For: 2001:db8::2']), 429)
        self.assertEqual(self.ask(['X-Forwarded-For: 2001:db8:1::2']), 401)

    def test_whoever_is_not_the_front_is_not_believed(self):
        self.spend('X-Forwarded-For: 192.0.2.33', source='127.7.7.7')
        self.assertEqual(self.ask(['X-Forwarded-For: 192.0.2.34'], '127.7.7.7'), 429)
        self.assertEqual(self.ask(['X-Forwarded-For: 192.0.2.33']), 401)

    def test_a_front_brings_more_connections_than_one_address_may_have(self):
        with contextlib.ExitStack() as stack:
            open_ones = [stack.enter_context(socket.create_connection(('127.0.0.1', self.place.port()), 30))
                         for _ in range(LIMIT + 60)]
            for s in open_ones:
                s.sendall(b'GET /api/v1/region HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
            answers = [s.recv(15) for s in open_ones]
        self.assertEqual(set(answers), {b'HTTP/1.1 200 OK'})

    def test_a_front_without_an_address_is_refused(self):
        for wrong in ('localhost', '127.0.0.1:80', '', '10.0.0.0/8'):
            with harness.Region(args=('--front', wrong), wait=False) as place:
                self.assertEqual(place.gate.wait(30), 2)
                harness.wait_for(lambda: '--front %s is out of range' % wrong in place.text, 'it says so')


if __name__ == '__main__':
    unittest.main()
