"""What the office decides: who may, what holds because of it, and what a stranger sees of it."""
import base64
import hashlib
import json
import os
import signal
import socket
import sqlite3
import time
import unittest

import region as harness
from office import Office


LARGE = 64 * 1024 * 1024 # bytes; what the system keeps for a slow reader is far less
ASKED_S = 10 # LIMIT_SEND_ASK_MS


class SlowReader:
    """Of one of a region's files, who has begun, and pauses."""
    def __init__(self, place, url):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        self.socket.connect(('127.0.0.1', place.port()))
        self.socket.sendall(('GET %s HTTP/1.1\r\nHost: x\r\n\r\n' % url).encode())
        self.got = self.socket.recv(65536)
        assert self.got.startswith(b'HTTP/1.1 200 ') and b'Content-Length: %d\r\n' % LARGE in self.got

    def rest(self):
        """How many bytes came in all, to the connection's end or the file's."""
        count = len(self.got)
        self.socket.settimeout(20)
        while count < LARGE:
            try:
                piece = self.socket.recv(1 << 20)
            except ConnectionResetError:
                piece = b''
            if not piece:
                break
            count += len(piece)
        self.socket.close()
        return count


def facts(place, number):
    return place.person().json('GET', '/api/v1/decisions/%d' % number)


class Decide(unittest.TestCase):
    def shown(self, place, video, media, words='overheard'):
        """Whether a stranger finds the video: in the list, by itself, and each of its files."""
        stranger = place.person()
        answers = {path: stranger.request('GET', path)[0] for path in ['/api/v1/videos/' + video] + media}
        listed = video in [v['id'] for v in stranger.json('GET', '/api/v1/videos')['videos']]
        found = [v['id'] for v in stranger.json('GET', '/api/v1/search?q=' + words)['videos']]
        self.assertEqual(found, [video] if listed else [])
        self.assertEqual(set(answers.values()), {200 if listed else 404}, answers)
        return listed

    def the_statement_is_signed(self, office, decision):
        """Whoever has the key of the ledger's entry can check it."""
        envelope = decision['envelope']
        payload = base64.b64decode(envelope['payload'])
        self.assertEqual(json.loads(payload), decision['statement'])
        self.assertEqual([s['keyid'] for s in envelope['signatures']], [office.key])
        return payload

    def test_what_is_hidden_is_gone_everywhere_and_its_author_is_told_why(self):
        with harness.Region() as place:
            mira, tomas = place.sign_up('mira'), place.sign_up('tomas')
            video, other = mira.upload(harness.clip(), 'A clip'), tomas.upload(harness.clip(), 'Another')
            mira.wait_public(video)
            tomas.wait_public(other)
            self.assertEqual(mira.request('PUT', '/api/v1/videos/%s/captions/en' % video,
                                          b'WEBVTT\n\n00:00.000 --> 00:01.000\nOverheard\n',
                                          {'Content-Type': 'text/vtt'})[0], 204)
            about = mira.video(video)
            media = [about['poster'], about['strip']['url'], about['captions'][0]['url']]
            media += [r['url'] for r in about['renditions']]
            for url in media:
                cache = place.person().request('GET', url)[1]
                self.assertEqual(cache['cache-control'], 'public, max-age=45, must-revalidate', url)
            office = Office(place).join()
            self.assertTrue(self.shown(place, video, media))
            reason = 'You show where tomas lives.\nThat is his to say.'
            decided = office.decide('hide', 'video:' + video, 'law-privacy', reason)
            self.assertEqual((decided['decision'], decided['holds']), (1, True))
            self.assertFalse(self.shown(place, video, media))
            status = place.person().request('GET', media[-1], None, {'If-None-Match': cache['etag']})[0]
            self.assertEqual(status, 404)  # what a cache asks about is gone, too
            self.assertEqual(mira.video(video)['state'], 'hidden')  # its author is shown that
            self.assertEqual(mira.video(video)['renditions'], [])
            self.what_everybody_may_know(place, office, decided, video, reason)
            self.what_its_author_is_told(mira, tomas, reason, decided)
            self.what_its_author_can_prove(place, mira, tomas, reason, decided)
            office.decide('restore', 'video:' + video, 'restored-answer', 'You were right.')
            self.assertTrue(self.shown(place, video, media))
            office.decide('label', 'video:' + video, 'terms-danger', 'Stairs.', '--label', 'dangerous')
            self.assertEqual(place.person().video(video)['label']['code'], 'dangerous')
            self.assertEqual([d['id'] for d in mira.json('GET', '/api/v1/me/decisions')['decisions']],
                             ['3', '2', '1'])
            place.audit()

    def test_what_is_under_way_ends_soon_after_it_is_hidden(self):
        with harness.Region() as place:
            mira, tomas = place.sign_up('mira'), place.sign_up('tomas')
            videos = [mira.upload(harness.clip(), 'A clip'), tomas.upload(harness.clip(), 'Another')]
            readers = []
            for person, video in zip((mira, tomas), videos):
                person.wait_public(video)
                url = person.video(video)['renditions'][0]['url']
                name = url.split('/')[-1].split('.')[0]
                found, = [path for path in (place.data / 'app' / 'blobs').rglob('*') if name in path.name]
                os.truncate(found, LARGE)
                readers.append(SlowReader(place, url))
            Office(place).join().decide('hide', 'video:' + videos[0])
            time.sleep(ASKED_S + 1)
            self.assertLess(readers[0].rest(), LARGE // 2)
            self.assertGreaterEqual(readers[1].rest(), LARGE)

    def test_a_word_of_warning_stands_wherever_what_it_is_about_does(self):
        with harness.Region() as place:
            mira, tomas = place.sign_up('mira'), place.sign_up('tomas')
            video = mira.upload(harness.clip(), 'A clip')
            mira.wait_public(video)
            said = tomas.json('POST', '/api/v1/videos/%s/comments' % video, {'text': 'Hello'}, 201)
            self.assertIsNone(said['label'])
            office, labels = Office(place).join(), {}
            for what, code in (('video:' + video, 'dangerous'), ('comment:' + said['id'], 'disputed'),
                               ('person:' + mira.id, 'synthetic')):
                office.decide('label', what, 'terms-danger', 'So it is.', '--label', code)
                labels[what.split(':')[0]] = code
            stranger = place.person()
            comments = '/api/v1/videos/%s/comments' % video
            for kind, shown in (('video', stranger.video(video)), ('person', stranger.json('GET', '/api/v1/people/mira')),
                                ('comment', stranger.json('GET', comments)['comments'][0])):
                self.assertEqual(shown['label']['code'], labels[kind])
            danger, disputed, made = 'do not try it', 'What it says is disputed', 'Made or changed by a machine'
            for path, words in (('/v/' + video, (danger, disputed)), ('/embed/' + video, (danger,)),
                                ('/@mira', (danger, made)), ('/atom.xml', (danger,)), ('/@mira/atom.xml', (danger,))):
                for word in words:
                    self.assertIn(word, stranger.get(path)[1].decode(), path)
            self.assertIn('لا تجربه', stranger.get('/embed/%s?lang=ar' % video)[1].decode())
            office.decide('restore', 'comment:' + said['id'], 'restored-answer', 'You were right.')
            self.assertIsNone(stranger.json('GET', comments)['comments'][0]['label'])

    def what_everybody_may_know(self, place, office, decided, video, reason):
        public = facts(place, 1)
        payload = self.the_statement_is_signed(office, public)
        self.assertEqual((public['about'], public['what'], public['ground']['code'], public['entry']),
                         ('video:' + video, 'hide', 'law-privacy', str(decided['entry'])))
        self.assertEqual(public['at_ms'], public['statement']['made_ms'])
        self.assertEqual(public['statement']['decision_ground'], 'DECISION_GROUND_ILLEGAL_CONTENT')
        entry = place.ledger_entries()[decided['entry']]
        self.assertEqual((entry['type'], entry['object'], entry['state'], entry['key'], entry['digest']),
                         ('decision', 'video:' + video, 'hidden', office.key,
                          hashlib.sha256(payload).hexdigest()))
        for text in (json.dumps(public), json.dumps(place.ledger_entries())):
            for secret in ('mira', 'tomas lives', reason):
                self.assertNotIn(json.dumps(secret)[1:-1], text)
        self.assertEqual(office.list(), [{'object': 'video:' + video, 'state': 'hidden', 'label': None,
                                          'decision': '1', 'entry': str(decided['entry'])}])

    def what_its_author_is_told(self, mira, tomas, reason, decided):
        told = mira.json('GET', '/api/v1/me/decisions')['decisions']
        self.assertEqual([(d['id'], d['reason'], d['entry']) for d in told],
                         [('1', reason, str(decided['entry']))])
        self.assertEqual(hashlib.sha256(told[0]['opening'].encode()).hexdigest(), told[0]['statement']['opening'])
        self.assertEqual(tomas.json('GET', '/api/v1/me/decisions')['decisions'], [])

    def what_its_author_can_prove(self, place, mira, tomas, reason, decided):
        """To anybody, without an account: that it was decided, and for that reason."""
        path = '/api/v1/me/decisions/1/receipt'
        self.assertEqual(tomas.request('GET', path)[0], 404)
        kept = mira.request('GET', path)[2].decode()
        self.assertIn(reason, kept)
        self.assertIn('is the decision that your receipt is of', harness.receipt_holds(place, kept))
        self.assertIn('given for another reason', harness.receipt_holds(place, kept + '.', False))
        self.assertIn('of another statement', harness.receipt_holds(
            place, kept.replace('decision %d ' % decided['entry'], 'decision 0 '), False))

    def test_only_a_member_decides_once_about_what_holds_here(self):
        with harness.Region() as place:
            mira = place.sign_up('mira')
            video = mira.upload(harness.clip(), 'A clip')
            mira.wait_public(video)
            what = 'video:' + video
            office, stranger, second = Office(place), Office(place, 'stranger.key'), Office(place, 'second.key')
            self.assertIn('not signed by a member', office.try_to('hide', what).stderr)  # nobody is, yet
            self.assertIn('not signed by a member', stranger.add(office.key).stderr)
            office.join()
            self.assertIn('not signed by a member', stranger.add(stranger.key).stderr)
            self.assertIn('not signed by a member', stranger.try_to('hide', what).stderr)
            self.assertEqual(office.add(second.key, 'other.example').returncode, 0)
            self.assertIn('was a member', office.add(second.key).stderr)
            self.assertIn('changes nothing', second.try_to('restore', what, 'restored-mistake').stderr)
            second.decide('hide', what)
            self.assertIn('changes nothing', second.try_to('hide', what).stderr)
            self.assertIn('came before it',
                          second.try_to('restore', what, 'restored-mistake', 'x', '--previous', '0').stderr)
            self.assertIn('not a ground', second.try_to('hide', what, 'restored-mistake').stderr)
            self.assertIn('2000 characters', second.try_to('restore', what, 'restored-mistake', 'x' * 2001).stderr)
            self.assertEqual(office.run('office', 'remove', 'other.example', second.key).returncode, 0)
            self.assertIn('not signed by a member', second.try_to('restore', what, 'restored-mistake').stderr)
            self.assertIn('was a member', office.add(second.key).stderr)  # a key is added once
            kinds = [e['type'] for e in place.ledger_entries()]
            self.assertEqual((kinds.count('office'), kinds.count('decision')), (3, 1))
            place.stop()
            refused = sum(e['count'] for e in place.ledger_entries()
                          if e['type'] == 'refusal' and e['role'] == 'gate' and e['what'] == 'denied')
            self.assertEqual(refused, 10)

    def test_what_is_decided_holds_whoever_dies(self):
        with harness.Region() as place:
            mira = place.sign_up('mira')
            video = mira.upload(harness.clip(), 'A clip')
            mira.wait_public(video)
            media = [r['url'] for r in mira.video(video)['renditions']]
            office = Office(place).join()
            office.decide('hide', 'person:' + mira.id)
            self.assertFalse(self.shown(place, video, media, 'clip'))
            for path in ('', '/videos', '/followers', '/following'):  # nobody but they themselves
                self.assertEqual(place.person().request('GET', '/api/v1/people/mira' + path)[0], 404, path)
                self.assertEqual(mira.request('GET', '/api/v1/people/mira' + path)[0], 200, path)
            self.assertEqual([n['kind'] for n in mira.json('GET', '/api/v1/me/notifications')['notifications']],
                             ['decision', 'video'])
            self.assertNotIn(mira.id, json.dumps(facts(place, 1)))  # not even by number
            for role in ('edged', 'custodiand'):
                before = place.pid(role)
                place.kill_pid(before, signal.SIGKILL)
                place.wait_pid(role, other_than=before)
                harness.wait_for(lambda: {p['state'] for p in place.status()['processes']} == {'ready'}, 'both')
                self.assertFalse(self.shown(place, video, media, 'clip'), role)
            back = ('restore', 'person:' + mira.id, 'restored-changed', 'It is over.', '--previous', '1')
            harness.wait_for(lambda: office.try_to(*back).returncode == 0, 'custodiand, which was ready, to take it')
            self.assertTrue(self.shown(place, video, media, 'clip'))
            # edged loses its newest decision, as if it had died before: its next start takes it up
            place.stop()
            with sqlite3.connect(place.data / 'app' / 'app.db') as db:
                db.execute("UPDATE visibility SET state = 'hidden', decision = 1 WHERE decision = 2")
                db.execute('DELETE FROM decision WHERE number = 2')
            db.close()
            place.restart()
            harness.wait_for(lambda: place.person().request('GET', '/api/v1/videos/' + video)[0] == 200,
                             'the decision to hold again')
            self.assertTrue(self.shown(place, video, media, 'clip'))

    def verify(self, place):
        seen = place.data.parent / ('seen-%d' % place.port())
        done = harness.vitrine('verify', '--json', '--state', str(seen), 'http://127.0.0.1:%d' % place.port())
        self.words = done.stdout
        said = json.loads(done.stdout)['claims']
        return done.returncode, [c['claim'] for c in said if c['word'] == 'FALSE'], [
            c['claim'] for c in said if c['word'] == 'proven' and 'that the service publishes' in c['claim']]

    def by_hand(self, place, sql):
        place.stop()
        with sqlite3.connect(place.data / 'app' / 'app.db') as db:
            db.executescript(sql)
        db.close()
        place.restart()

    def test_a_row_that_was_changed_by_hand_is_found_from_outside(self):
        with harness.Region() as place:
            mira = place.sign_up('mira')
            videos = [mira.upload(harness.clip(), 'Clip %d' % i) for i in range(2)]
            for video in videos:
                mira.wait_public(video)
            office = Office(place).join()
            code, false, proven = self.verify(place)
            self.assertEqual((code, false, len(proven)), (0, [], 1), proven)
            office.decide('hide', 'video:' + videos[0])
            office.decide('hide', 'person:' + mira.id)
            office.decide('restore', 'person:' + mira.id, 'restored-mistake', 'Wrong.', '--previous', '2')
            said = mira.json('POST', '/api/v1/videos/%s/comments' % videos[1], {'text': 'Hello'}, 201)
            office.decide('hide', 'comment:' + said['id'])
            code, false, proven = self.verify(place)  # goes on from the visit before
            self.assertEqual((code, false, len(proven)), (0, [], 1), proven)
            self.assertIn('each of the 3 states', proven[0])
            self.assertIn('of the comments that decisions hide, 1 were asked for: none is there', self.words)
            self.assertIn('each of the 3 decisions that hold was signed by the member', self.words)
            back = "UPDATE visibility SET state = 'hidden' WHERE decision = 1;"
            changed = {
                "UPDATE visibility SET state = 'shown' WHERE decision = 1": 'is not as its decision says',
                back + "INSERT INTO visibility VALUES ('video', %s, 'hidden', '', 99)" % videos[1]:
                    'no decision gave it',
                'DELETE FROM visibility WHERE decision IN (1, 99)': 'has no state'}
            for sql, words in changed.items():
                self.by_hand(place, sql)
                code, false, proven = self.verify(place)
                self.assertEqual((code, len(false), proven), (1, 2, []), sql)
                self.assertIn(words, false[0], sql)
                self.assertIn('is shown as asserted, and is FALSE', false[1], sql)
            self.by_hand(place, 'UPDATE decision SET envelope = (SELECT envelope FROM decision WHERE number = 3) WHERE number = 1')
            self.assertRegex(' '.join(self.verify(place)[1]), 'decision 1 (has another statement|is of another object)')


if __name__ == '__main__':
    unittest.main()
