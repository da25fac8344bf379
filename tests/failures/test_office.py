"""People who may do much: an operator, members of the office, somebody with a session of another region."""
import contextlib
import fcntl
import json
import os
import socket
import sqlite3
import time

import liar
import region as harness
import signing
import stage
from office import Office

OP_STATEMENT, OP_STATEMENT_LOOK = 8, 9


def handed_in(place, text):
    """What becomes of a statement that somebody with the operator's socket brings."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as s:
        s.settimeout(10)
        folder = os.open(place.data, os.O_RDONLY | os.O_DIRECTORY)
        file = os.memfd_create('statement', os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        try:
            s.connect('/proc/self/fd/%d/operator.sock' % folder)
            os.write(file, text.encode())
            fcntl.fcntl(file, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW
                        | fcntl.F_SEAL_WRITE)
            socket.send_fds(s, [bytes([1, OP_STATEMENT])], [file])
            state = json.loads(s.recv(65536))

            def looked():
                s.send(bytes([1, OP_STATEMENT_LOOK]))
                found = json.loads(s.recv(65536))
                return found if found['state'] != 'asked' else None
            return harness.wait_for(looked, 'a word on the statement') if state['state'] == 'asked' else state
        finally:
            os.close(file)
            os.close(folder)


class Orders(stage.Scenario):
    """A region with two people, two videos, and an office of three members of two organisations."""

    @classmethod
    def setUpClass(cls):
        cls.folder_for_class()
        cls.place = cls.enter(harness.Region(cls.folder / 'data', args=('--backoff-max-ms', '50')))
        cls.front = cls.front(cls.place)
        cls.mira, cls.tomas = cls.place.sign_up('mira'), cls.place.sign_up('tomas')
        cls.videos = [cls.mira.upload(harness.clip(), 'Ships #harbour %d' % i) for i in range(2)]
        cls.other = cls.tomas.upload(harness.clip(), 'Clouds #sky')
        for person, video in [(cls.mira, v) for v in cls.videos] + [(cls.tomas, cls.other)]:
            person.wait_public(video)
        cls.first = Office(cls.place).join()
        cls.colleague, cls.another = Office(cls.place, 'colleague.key'), Office(cls.place, 'another.key')
        assert cls.first.add(cls.colleague.key).returncode == 0
        assert cls.first.add(cls.another.key, 'other.example').returncode == 0

    def setUp(self):
        """Each scenario has a stranger of its own, who has looked while nothing was odd."""
        self.stranger = stage.Stranger(self.folder, self.front.url, self.id().rpartition('.')[2])
        self.sees(self.stranger, stage.HOLDS)

    def ordinary_day(self):
        """People watch, like, say something and leave; nobody who looks is told of anything odd."""
        stranger = stage.Stranger(self.folder, self.front.url, 'day-' + self.id().rpartition('.')[2])
        self.sees(stranger, stage.HOLDS)
        person = self.place.sign_up('day%d' % os.getpid() + self.id()[-6:].replace('_', ''))
        person.watch(self.other)
        person.json('PUT', '/api/v1/videos/%s/like' % self.other, expect=204)
        person.json('POST', '/api/v1/videos/%s/comments' % self.other, {'text': 'Lovely.'}, 201)
        self.holds(stranger)

    def test_02_an_order_that_nobody_approved_opens_nothing(self):
        member = self.first.sit_down(self.place.person())
        for kind in ('grant', 'export', 'order'):
            text = signing.envelope(self.first, type=kind, subject=self.mira.id, fields=['account.email'],
                                    made_ms=1, reason='urgent')
            self.refused(400, member, 'POST', '/api/v1/desk/statements', {'statement': text})
            state = handed_in(self.place, text)
            self.assertEqual((state['state'], state['number']), ('refused', 0), state)
        for path in ('/api/v1/desk/people/' + self.mira.id, '/api/v1/people/mira/data',
                     '/api/v1/people/mira/watches', '/api/v1/desk/export'):
            self.assertEqual(member.request('GET', path)[0], 404, path)
        self.refused(404, member, 'GET', '/api/v1/desk/cases/77') # what nobody reported
        for path in ('/api/v1/me/data', '/api/v1/me/data.zip'): # a seat at the desk is no session of a person
            self.assertEqual(member.request('GET', path)[0], 401, path)
        self.place.restart() # what was refused is in the ledger by then
        self.sees(self.stranger, stage.HOLDS, '; 6 refused requests', 'members sat down at its desk 1 times')
        self.ordinary_day()

    def test_05_who_decided_does_not_decide_about_the_answer(self):
        """Two members are needed, whatever their organisation is: that is not asked for yet."""
        about = 'video:' + self.videos[0]
        number = self.first.decide('hide', about)['decision']
        self.mira.json('POST', '/api/v1/me/decisions/%d/answer' % number, {'text': 'It is my own shop.'}, 201)
        again = self.first.try_to('restore', about, 'restored-answer', 'So be it.')
        self.assertIn('another member decides', again.stderr)
        member = self.first.sit_down(self.place.person())
        opened = [c for c in member.json('GET', '/api/v1/desk/cases')['items'] if c['about'] == about][0]
        upto = member.json('GET', '/api/v1/desk/cases/' + opened['id'])['upto']
        own = signing.dismissal(self.first, int(opened['id']), upto, 'No.')
        self.refused(403, member, 'POST', '/api/v1/desk/statements', {'statement': own}, 'another member')
        self.another.decide('restore', about, 'restored-answer', 'You were right.')
        look = self.sees(self.stranger, stage.HOLDS, 'was given by a decision in its ledger')
        self.assertEqual((look.out['kinds']['decision'], look.out['kinds']['answer']), (2, 1))
        keys = [e['key'] for e in self.place.ledger_entries() if e['type'] == 'decision'][-2:]
        self.assertEqual(keys, [self.first.key, self.another.key])
        self.ordinary_day()

    def test_07_what_is_kept_apart_has_no_key_that_joins_it_to_a_person(self):
        """Two files of the edge, its public rows and its sealed ones, have no value in common; a person who is
        decided about twice has another name in the ledger each time."""
        for _ in range(2):
            self.tomas.json('PUT', '/api/v1/videos/%s/like' % self.videos[1], expect=204)
            self.tomas.watch(self.videos[1])
        self.tomas.json('PUT', '/api/v1/people/mira/block', expect=204)
        sealed, public = set(), set()
        with contextlib.closing(sqlite3.connect('file:%s?mode=ro' % (self.place.data / 'app' / 'app.db'),
                                                uri=True)) as database:
            for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                values = {v for row in database.execute('SELECT * FROM ' + table) for v in row
                          if isinstance(v, int) and v > 2 ** 32 or isinstance(v, (bytes, str)) and len(v) > 7}
                if table in ('viewer_part', 'watch_sealed', 'block'):
                    sealed |= values
                else:
                    public |= values
            self.assertGreater(database.execute('SELECT count(*) FROM block').fetchone()[0], 0)
        self.tomas.json('DELETE', '/api/v1/people/mira/block', expect=204)
        self.assertGreater(len(sealed), 1)
        self.assertGreater(len(public), 10)
        self.assertEqual(sealed & public, set())
        self.first.decide('hide', 'person:' + self.tomas.id)
        number = [e for e in self.place.ledger_entries() if e['type'] == 'decision'][-1]['number']
        self.another.decide('restore', 'person:' + self.tomas.id, 'restored-mistake', 'Wrong.', '--previous',
                            str(number))
        names = [e['object'] for e in self.place.ledger_entries() if e['type'] == 'decision'][-2:]
        self.assertNotEqual(*names)
        self.assertNotIn(self.tomas.id, json.dumps(self.place.ledger_entries()))
        self.sees(self.stranger, stage.HOLDS, 'was given by a decision in its ledger')

    def test_10_a_claim_that_the_evidence_contradicts_is_false(self):
        claims = '/api/v1/claims'

        def other(name, **words):
            def change(body):
                told = json.loads(body)
                for claim in told['claims']:
                    claim.update(words if claim['id'] == name else {})
                told['claims'] = [c for c in told['claims'] if words or c['id'] != name]
                return json.dumps(told).encode()
            return change
        since = {c['id']: c['since_ms'] for c in json.loads(self.place.get(claims)[1])['claims']}['reviewed']
        for change, words in (
                (other('sealed', state='proven'), '"sealed" is shown as proven, and is asserted'),
                (other('reviewed', state='asserted'), '"reviewed" is shown as asserted, and is FALSE'),
                (other('reviewed', since_ms=since + 1), '"reviewed" is so since another time'),
                (other('reviewed', claim='What runs was read.'), '"reviewed" has other words'),
                (other('reviewed'), '"reviewed" is in it, and is not shown')): # edited away
            self.front.shows = {claims: change}
            self.sees(self.stranger, stage.FALSE, words)
        about = '/api/v1/videos/' + self.videos[1]
        shown = self.place.get(about)[1]
        self.front.shows = {}
        number = self.first.decide('hide', 'video:' + self.videos[1])['decision']
        self.front.shows = {about: lambda body: shown} # it says that it is hidden, and shows it
        look = self.sees(self.stranger, stage.FALSE, 'is hidden by a decision, and is shown')
        self.assertEqual(look.public['taken-down'], 'FALSE')
        self.front.shows[claims] = lambda body: b'{"claims":[]}' # taken out of the list, it is FALSE all the same
        look = self.sees(self.stranger, stage.FALSE, 'is hidden by a decision, and is shown')
        self.assertEqual(look.public['taken-down'], 'FALSE')
        self.front.shows = {}
        self.another.decide('restore', 'video:' + self.videos[1], 'restored-mistake', 'Wrong.', '--previous',
                            str(number))
        self.assertEqual(self.sees(self.stranger, stage.HOLDS).public['taken-down'], 'proven')
        self.ordinary_day()

    def test_16_nobody_boosts_a_video(self):
        """There is no order that would; who likes their friend's video often is counted once."""
        number = self.mira.upload(harness.clip(), 'Mine')
        self.mira.wait_public(number)
        like, video = '/api/v1/videos/%s/like' % number, '/api/v1/videos/' + number
        friend = self.place.sign_up('friend')
        for _ in range(20):
            friend.json('PUT', like, expect=204)
        for person in (friend, self.place.person('friend').sign_in()):
            person.json('PUT', like, expect=204)
        self.place.restart() # counts are written down
        self.assertEqual(self.mira.video(number)['likes'], 1)
        for method, path, body in (('POST', video + '/boost', {}), ('PUT', video + '/boost', {'until': 1}),
                                   ('PATCH', video, {'score': 99}), ('PATCH', video, {'likes': 99})):
            status = self.mira.request(method, path, json.dumps(body), {'Content-Type': 'application/json'})[0]
            self.assertIn(status, (400, 404, 405), path)
        member = self.first.sit_down(self.place.person())
        boost = signing.envelope(self.first, type='boost', object='video:' + number, until_ms=1, made_ms=1)
        self.refused(400, member, 'POST', '/api/v1/desk/statements', {'statement': boost})
        self.assertEqual(handed_in(self.place, boost)['state'], 'refused')
        wrong = self.first.try_to('boost', 'video:' + number)
        self.assertNotEqual(wrong.returncode, 0)
        look = self.sees(self.stranger, stage.HOLDS)
        self.assertEqual(look.out['kinds']['decision'], 0)

    def test_17_a_drop_by_decisions_is_told_from_an_outage(self):
        """The evidence is a copy that is checked without the service. What a ranking does is not in it."""
        site = self.outage()
        out = stage.Stranger(self.folder, site.url, 'outage')
        self.sees(out, stage.HOLDS, 'minutes): no entry, and no stop was announced')
        self.assertEqual(out.mirror().code, stage.HOLDS)
        pack = out.look_at_copy()
        self.assertEqual((pack.code, len(pack.out['silences']), pack.out['kinds']['decision']), (stage.HOLDS, 1, 0))
        announced = self.outage(announced=True)
        look = self.sees(stage.Stranger(self.folder, announced.url, 'announced'), stage.HOLDS, 'never silent')
        self.assertEqual(look.out['silences'], [])
        numbers = [self.first.decide('hide', 'video:' + video)['decision'] for video in self.videos]
        look = self.sees(self.stranger, stage.HOLDS, 'each of the ', 'none that is hidden is shown')
        self.assertEqual((look.out['kinds']['decision'], look.out['silences']), (2, []))
        self.assertEqual(self.stranger.mirror().code, stage.HOLDS)
        pack = self.stranger.look_at_copy()
        self.assertEqual((pack.code, pack.out['silences']), (stage.HOLDS, []), pack.claims)
        self.assertGreaterEqual(pack.out['kinds']['decision'], 2)
        self.assertIn('was given by a decision in its ledger', ' '.join(pack.of('decisions')))
        # By another route: rows that somebody changes by hand.
        for number, video in zip(numbers, self.videos):
            self.another.decide('restore', 'video:' + video, 'restored-mistake', 'Wrong.', '--previous', str(number))
        self.place.stop()
        self.by_hand(self.place.data / 'app' / 'app.db',
                     "INSERT INTO visibility VALUES ('video', %s, 'hidden', '', 99)" % self.other)
        self.place.start()
        self.sees(self.stranger, stage.FALSE, 'video:%s has a state that no decision gave it' % self.other)
        self.place.stop()
        self.by_hand(self.place.data / 'app' / 'app.db', 'DELETE FROM visibility WHERE decision = 99')
        self.place.start()
        self.ordinary_day()

    def outage(self, announced=False):
        """A ledger with a gap of an hour and a half, that was announced or not."""
        folder = self.folder / ('announced' if announced else 'silent')
        folder.mkdir()
        site = liar.Site(folder)
        self.addCleanup(site.close)
        site.grow(50, 200 * liar.MINUTE, liar.MINUTE)
        if announced:
            now = int(time.time() * 1000)
            site.enter({'type': 'region-stop', 'v': 2, 'event': '9000001', 'time_ms': now - 150 * liar.MINUTE},
                       {'type': 'region-start', 'v': 2, 'event': '9000002', 'time_ms': now - 51 * liar.MINUTE,
                        'build': 'unreviewed', 'missing': []})
        site.grow(100 + 2 * announced, 50 * liar.MINUTE, liar.MINUTE)
        return site

    def test_19_nobody_can_see_everything(self):
        """Neither who runs it nor a member of the office has a role that opens what is people's."""
        columns = json.loads(harness.vitrine('datamap', '--json').stdout)['rows']
        for row in columns:
            self.assertNotRegex(row['column'], 'admin|superuser|role_id')
        member = self.first.sit_down(self.place.person())
        self.mira.json('POST', '/api/v1/reports', {'about': 'person:' + self.tomas.id, 'ground': 'terms-spam',
                                                   'text': 'He says the same everywhere.'}, 201)
        case = [c for c in member.json('GET', '/api/v1/desk/cases')['items'] if c['about'] == 'person:' + self.tomas.id][0]
        shown = json.dumps(member.json('GET', '/api/v1/desk/cases/' + case['id']))
        self.assertIn('He says the same everywhere.', shown)
        for secret in ('mira', self.mira.id):
            self.assertNotIn(secret, shown)
        for op in [0] + list(range(10, 256)): # what is no operation is hung up on
            with self.assertRaises((OSError, ValueError), msg=op):
                self.place.operate(op)
        self.assertNotIn('mira', json.dumps(self.place.status()))
        self.assertTrue(self.place.alive())
        self.assertEqual(self.first.desk('leave').returncode, 0)
        look = self.sees(self.stranger, stage.HOLDS, 'members sat down at its desk 1 times and opened ')
        self.assertNotIn('opened 0 things', look.of('office')[0])
        self.ordinary_day()
