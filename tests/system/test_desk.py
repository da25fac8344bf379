"""Reports, legal notices and answers, end to end: a reporter, an author, two members of the office, and anybody."""
import contextlib
import hashlib
import html
import json
import re
import sqlite3
import time
import unittest
import urllib.parse

import region as harness
import signing
from office import Office


def all_files(folder):
    return b''.join(path.read_bytes() for path in sorted(folder.rglob('*')) if path.is_file())


class Desk(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = harness.Region().__enter__()
        cls.addClassCleanup(cls.place.__exit__, None, None, None)
        cls.rita, cls.mira = cls.place.sign_up('rita'), cls.place.sign_up('mira')
        cls.video = cls.mira.upload(harness.clip(), 'A clip')
        cls.mira.wait_public(cls.video)
        cls.about = 'video:' + cls.video
        cls.first = Office(cls.place).join()
        cls.second = Office(cls.place, 'second.key')
        added = cls.first.add(cls.second.key, 'other.example')
        assert added.returncode == 0, added.stderr

    def refused(self, status, person, method, path, value):
        with self.assertRaises(harness.Refused) as refusal:
            person.json(method, path, value)
        self.assertEqual(refusal.exception.status, status, refusal.exception.body)
        return json.loads(refusal.exception.body)

    def report(self, **more):
        return {'about': self.about, 'ground': 'terms-spam', **more}

    def test_what_cannot_be_reported_is_refused_in_words(self):
        rita, path = self.rita, '/api/v1/reports'
        self.assertEqual(self.refused(400, rita, 'POST', path, self.report(ground='none'))['field'], 'ground')
        self.assertEqual(self.refused(400, rita, 'POST', path, self.report(about='video:x'))['field'], 'about')
        self.assertEqual(self.refused(400, rita, 'POST', path, self.report(text='x' * 1001))['field'], 'text')
        self.assertEqual(self.refused(400, rita, 'POST', path, self.report(why='x'))['field'], 'why')
        self.refused(404, rita, 'POST', path, self.report(about='video:77'))
        self.refused(401, self.place.person(), 'POST', path, self.report())
        notice = {'about': self.about, 'ground': 'law-rights', 'explanation': 'The music is by my band.',
                  'name': 'Carla', 'email': 'carla@mail.example', 'good_faith': True}
        for field, value in (('explanation', 'too short'), ('name', None), ('email', 'carla'), ('good_faith', False)):
            problem = self.refused(400, self.place.person(), 'POST', '/api/v1/legal-notices', {**notice, field: value})
            self.assertEqual(problem['field'], field)

    def form(self, fields, headers=None):
        body = urllib.parse.urlencode(fields)
        return self.place.person().request('POST', '/notice', body, {
            'Content-Type': 'application/x-www-form-urlencoded', **(headers or {})})

    def test_a_form_without_javascript_is_a_notice_and_loses_nothing_that_was_typed(self):
        words = 'The music is by my band.\r\nNobody <asked>.'
        fields = {'about': self.about, 'ground': 'law-rights', 'explanation': words, 'name': 'Carla & Co.',
                  'email': 'carla@mail.example', 'good_faith': 'yes'}
        for field, value in (('about', 'video:77'), ('about', ''), ('ground', 'none'), ('explanation', 'too short'),
                             ('name', ''), ('email', 'carla'), ('good_faith', '')):
            status, headers, body = self.form({**fields, field: value})
            page = body.decode()
            self.assertIn(status, (400, 404), field)
            self.assertIn('href="#notice-%s"' % field, page)
            self.assertEqual((headers['cache-control'], headers['content-type']), ('no-store', 'text/html; charset=utf-8'))
            self.assertNotIn("'unsafe", headers['content-security-policy'])
            for name, typed in ((name, typed) for name, typed in fields.items() if name not in (field, 'good_faith')):
                kept = html.escape(typed.replace('\r', '')).replace('&#x27;', '&#39;')
                self.assertIn('value="%s" checked' % kept if name == 'ground' else kept, page, name)
        for field in ('about', 'explanation', 'name', 'email'):  # what is typed with it in it, a browser sends
            status, _, body = self.form({**fields, field: '\0' + fields[field][:4] + '\x0b' + fields[field][4:]})
            page = body.decode()
            self.assertEqual(status, 400, field)
            self.assertIn('href="#notice-%s"' % field, page)
            self.assertEqual(page.count('cannot be shown. They are taken out'), 2, field)
            for name, typed in ((name, typed) for name, typed in fields.items() if name != 'good_faith'):
                kept = html.escape(typed.replace('\r', '')).replace('&#x27;', '&#39;')
                self.assertIn('value="%s" checked' % kept if name == 'ground' else kept, page, (field, name))
            self.assertRegex(page, 'name="good_faith" [^>]* checked')
        for headers in ({'Sec-Fetch-Site': 'cross-site'}, {'Sec-Fetch-Site': 'same-site'},
                        {'Origin': 'https://evil.example'}, {'Origin': 'null'}):
            self.assertEqual(self.form(fields, headers)[0], 403, headers)
        status, headers, body = self.form(fields, {'Sec-Fetch-Site': 'same-origin', 'Origin': 'null'})
        self.assertEqual((status, headers['cache-control']), (201, 'no-store'))
        receipt = re.search(r'<code dir="ltr">(\d+-[0-9a-f]{64})</code>', body.decode()).group(1)
        for typed, expect in ((receipt, 200), ('7-' + '0' * 64, 404), (receipt[:-1], 404), ('', 404)):
            status, headers, body = self.form({'receipt': typed})
            self.assertEqual((status, headers['cache-control']), (expect, 'no-store'), typed)
            self.assertIn(b'Waits for the office' if expect == 200 else b'#notice-receipt', body)
        shown = self.place.person().request('GET', '/notice?' + urllib.parse.urlencode({'about': 'x"><script>'}))[2]
        self.assertIn(b'value="x&quot;&gt;&lt;script&gt;"', shown)
        self.assertEqual(self.form({'receipt': 'x' * 70000})[0], 413)
        form = 'application/x-www-form-urlencoded'
        for sent, kind, expect in (('a=%zz', form, 400), ('a=1&a=2', form, 400), ('{}', 'application/json', 415),
                                   ('a', 'text/plain', 415)):
            status, headers, body = self.place.person().request('POST', '/notice', sent, {'Content-Type': kind})
            self.assertEqual((status, headers['content-type']), (expect, 'text/html; charset=utf-8'), sent)
            self.assertIn(b'role="alert"', body)

    def test_a_report_says_nobody_who_it_was_and_an_answer_goes_to_another_member(self):
        rita, mira, words = self.rita, self.mira, 'The very same advertisement as yesterday'
        made = rita.json('POST', '/api/v1/reports', self.report(text=words), 201)
        self.assertEqual((made['about'], made['state'], made['text']), (self.about, 'open', words))
        again = rita.json('POST', '/api/v1/reports', self.report(ground='terms-danger', text=words))
        self.assertEqual((again['id'], again['ground']), (made['id'], 'terms-danger'))
        person = rita.json('POST', '/api/v1/reports', self.report(about='person:' + mira.id), 201)
        self.assertEqual([r['id'] for r in rita.json('GET', '/api/v1/me/reports')['items']], [person['id'], made['id']])
        self.assertEqual(mira.json('GET', '/api/v1/me/reports')['items'], [])
        kept = rita.json('GET', '/api/v1/me/data')['report']
        self.assertEqual([(r['account_id'], r['words']) for r in kept], [(rita.id, ''), (rita.id, words)])
        self.assertNotIn(words.encode(), all_files(self.place.data))
        self.assertNotIn(b'terms-danger', all_files(self.place.data / 'app'))
        notice = self.place.person().json('POST', '/api/v1/legal-notices', {
            'about': 'http://localhost:%d/v/%s' % (self.place.port(), self.video), 'ground': 'law-rights',
            'explanation': 'The music is by my band, and nobody asked us.', 'name': 'Carla Example',
            'email': 'carla@mail.example', 'good_faith': True}, 201)
        for secret in (b'my band', b'Carla Example', b'carla@mail.example', notice['receipt'].encode()):
            self.assertNotIn(secret, all_files(self.place.data))
        self.first.decide('hide', self.about)
        self.refused(404, rita, 'POST', '/api/v1/reports', self.report())
        self.assertEqual([(r['state'], r['decision']) for r in rita.json('GET', '/api/v1/me/reports')['items']],
                         [('open', None), ('decided', '1')])
        self.told(rita, [(self.about, 'decided', '1')])
        status, _, body = self.place.person().request('GET', '/api/v1/legal-notices/' + notice['number'], None,
                                                      {'Receipt': notice['receipt']})
        self.assertEqual((status, json.loads(body)['decision']), (200, '1'))
        for headers in ({}, {'Receipt': '0' * 64}):
            status = self.place.person().request('GET', '/api/v1/legal-notices/' + notice['number'], None, headers)[0]
            self.assertEqual(status, 404)
        self.answer(mira)

    def test_the_desk_is_for_members_who_sign_and_sees_what_is_hidden(self):
        rita, member, url = self.rita, self.place.person(), '/api/v1/desk/cases'
        video = self.mira.upload(harness.clip(), 'Another clip')
        self.mira.wait_public(video)
        about, words = 'video:' + video, 'Somebody else made this one'
        rita.json('POST', '/api/v1/reports', {'about': about, 'ground': 'law-rights', 'text': words}, 201)
        for person in (rita, member): # neither a session nor nothing
            self.refused(401, person, 'GET', url, None)
        stranger = Office(self.place, 'stranger.key')
        self.assertIn('Not at the desk', json.dumps(self.refused(
            401, member, 'POST', '/api/v1/desk/session', {'statement': signing.desk(stranger)})))
        self.assertEqual(stranger.desk('list').returncode, 3)
        self.second.sit_down(member)
        entry = [e for e in self.place.ledger_entries() if e['type'] == 'desk'][-1]
        self.assertEqual(entry['key'], self.second.key)
        case = [c for c in member.json('GET', url)['items'] if c['about'] == about][0]
        self.assertEqual((case['reports'], case['grounds'], case['visibility']), (1, ['law-rights'], 'shown'))
        shown = member.json('GET', url + '/' + case['id'])
        self.assertEqual([(s['from'], s['text']) for s in shown['said']], [('person', words)])
        self.assertNotIn('rita', json.dumps(shown))
        self.assertNotIn(rita.id, json.dumps(shown))
        self.assertEqual((shown['object']['handle'], shown['object']['text']), ('mira', 'Another clip'))
        self.second.decide('hide', about, 'law-rights', 'It is not yours.')
        self.assertEqual(rita.request('GET', '/api/v1/videos/' + video)[0], 404)
        for kind, name in (('image/jpeg', 'poster'), ('video/mp4', 'video')):
            status, headers, body = member.request('GET', shown['object'][name], None, {'Range': 'bytes=0-99'})
            self.assertEqual((status, headers['content-type'], headers['cache-control'], len(body)),
                             (206, kind, 'no-store', 100))
            self.assertEqual(rita.request('GET', shown['object'][name])[0], 401)
        for start in range(0, 3000, 100): # as a player does
            part = {'Range': 'bytes=%d-%d' % (start, start + 99)}
            self.assertEqual(member.request('GET', shown['object']['video'], None, part)[0], 206)
        self.answered_and_refused(case['id'], about, member)

    def answered_and_refused(self, case, about, member):
        """The author answers; another member, at the desk, says no, and why."""
        number = [d for d in self.mira.json('GET', '/api/v1/me/decisions')['decisions'] if d['about'] == about][0]['id']
        self.mira.json('POST', '/api/v1/me/decisions/%s/answer' % number, {'text': 'I made it.'}, 201)
        waiting = [json.loads(line) for line in self.second.desk('list', '--json').stdout.splitlines()]
        case = [c for c in waiting if c['about'] == about][0]
        self.assertEqual((case['answer'], case['own']), (True, True))
        shown = self.second.desk('show', case['id'])
        self.assertIn('I made it.', shown.stdout)
        path = '/api/v1/desk/statements'
        number_of, upto = int(case['id']), member.json('GET', '/api/v1/desk/cases/' + case['id'])['upto']
        own = signing.dismissal(self.second, number_of, upto, 'No.')
        self.assertIn('another member', self.refused(403, member, 'POST', path, {'statement': own})['detail'])
        other = self.first.sit_down(self.place.person())
        statement = signing.dismissal(self.first, number_of, upto, 'Not so.')
        taken = other.json('POST', path, {'statement': statement}, 201)
        self.assertEqual(taken, {'decision': None, 'case': case['id'], 'entry': None})
        told = [d for d in self.mira.json('GET', '/api/v1/me/decisions')['decisions'] if d['id'] == number][0]
        self.assertEqual((told['answer']['state'], told['answer']['reply']), ('upheld', 'Not so.'))
        self.assertEqual(self.second.desk('leave').returncode, 0)
        self.refused(401, member, 'GET', '/api/v1/desk/cases', None)
        entries = self.place.ledger_entries()
        self.assertIn('dismissal', [e['type'] for e in entries])
        self.assertLess(max(e['count'] for e in entries if e['type'] == 'desk-opened'), 30)
        self.place.audit()

    def test_a_case_is_closed_from_the_command_line(self):
        carl = self.place.sign_up('carl')
        about, words = 'person:' + carl.id, 'Look:\nnotice 7, law-rights, by The Court <a@b.example>'
        page = 'http://localhost:%d/@Carl' % self.place.port() # in any case, as the page itself
        made = carl.json('POST', '/api/v1/reports', {'about': page, 'ground': 'terms-spam', 'text': words}, 201)
        self.assertEqual(made['about'], about)
        kept = self.first.file.with_name(self.first.file.name + '.desk')
        kept.write_text('of an earlier day')
        kept.chmod(0o644)
        self.assertEqual(self.first.desk('sign-in').returncode, 0)
        self.assertEqual(kept.stat().st_mode & 0o777, 0o600)
        here = harness.vitrine('desk', 'list', 'http://127.0.0.1:%d' % self.place.port(), '--key', self.first.file.name,
                               cwd=self.first.file.parent)
        self.assertIn(about, here.stdout, here.stderr)
        cases = [json.loads(line) for line in self.first.desk('list', '--json').stdout.splitlines()]
        case = [c for c in cases if c['about'] == about][0]['id']
        late = self.first.run('decide', 'dismiss', case, '--upto', '0', '--reason', 'No.')
        self.assertIn('came before it', late.stderr)
        shown = self.first.desk('show', case).stdout # what somebody wrote looks like nothing that the program says
        self.assertIn(', terms-spam\n  Look:\n  notice 7, law-rights, by', shown)
        upto = shown.split(', upto ')[1].split()[0]
        done = self.first.run('decide', 'dismiss', case, '--upto', upto, '--reason', 'No.', '--json')
        self.assertEqual(json.loads(done.stdout), {'case': int(case)})
        self.assertEqual([r['state'] for r in carl.json('GET', '/api/v1/me/reports')['items']], ['closed'])
        self.told(carl, [(about, 'closed', None)])

    def test_a_queue_is_cut_and_a_page_goes_on_under_its_filters(self):
        dora, member = self.place.sign_up('dora'), self.first.sit_down(self.place.person())
        people = ['person:' + self.place.sign_up('nora%d' % n).id for n in range(3)]
        for about in people:
            dora.json('POST', '/api/v1/reports', {'about': about, 'ground': 'terms-hate'}, 201)
        self.place.person().json('POST', '/api/v1/legal-notices', {
            'about': people[2], 'ground': 'law-speech', 'explanation': 'All of it is unlawful speech.', 'name': 'Carla',
            'email': 'carla@mail.example', 'good_faith': True}, 201)
        url, hate = '/api/v1/desk/cases?limit=2&kind=person', '&ground=terms-hate'
        first = member.json('GET', url + hate)
        self.assertEqual([c['about'] for c in first['items']], people[:2])
        self.assertEqual((first['counts']['kind']['person'], first['counts']['from']['notice']), (3, 1))
        self.assertEqual((first['counts']['ground']['law-speech'], first['counts']['kind']['comment']), (1, 0))
        rest = member.json('GET', url + hate + '&cursor=' + first['next'])
        self.assertEqual(([c['about'] for c in rest['items']], rest['next'], rest['counts']), (people[2:], None, None))
        for other in (url, url + hate + '&order=most', url + hate + '&state=answered'):
            problem = self.refused(400, member, 'GET', other + '&cursor=' + first['next'], None)
            self.assertIn('not one that this service gave for this list', problem['detail'])
        for wrong in ('&cursor=7', '&cursor=7-7', '&kind=thing', '&from=', '&ground=none', '&state=all', '&order=best'):
            self.refused(400, member, 'GET', '/api/v1/desk/cases?limit=2' + wrong, None)
        most = member.json('GET', url + hate + '&order=most')
        self.assertEqual([c['about'] for c in most['items']], [people[2], people[0]])
        rest = member.json('GET', url + hate + '&order=most&cursor=' + most['next'])
        self.assertEqual([c['about'] for c in rest['items']], [people[1]])
        words = ('--kind', 'person', '--reason', 'terms-hate')
        listed = self.first.desk('list', *words, '--order', 'newest', '--json').stdout.splitlines()
        self.assertEqual([json.loads(line)['about'] for line in listed], people[::-1])
        none = self.first.desk('list', *words, '--state', 'answered')
        self.assertRegex(none.stdout, '^no case fits; without the filters: [0-9]+\n$')
        self.assertIn('kind: video, comment, person or any', self.first.desk('list', '--kind', 'thing').stderr)
        self.assertEqual(self.first.desk('list', '--kind', 'a&b').returncode, 2)

    def told(self, person, expected):
        """What they reported is among their news, until they have read it; no row says whose it is."""
        def news():
            told = person.json('GET', '/api/v1/me/notifications')
            return told['unread'], [n for n in told['notifications'] if n['kind'] == 'report']
        unread, found = news()
        self.assertEqual([(n['report']['about'], n['report']['state'], n['decision']) for n in found], expected)
        self.assertTrue(all(n['unread'] for n in found))
        person.json('PUT', '/api/v1/me/notifications/read', {'up_to': found[0]['id']}, 204)
        self.assertEqual([news()[0], [n['unread'] for n in news()[1]]], [unread - len(found), [False] * len(found)])
        first = person.json('GET', '/api/v1/me/notifications?limit=1')
        self.assertEqual(first['notifications'], news()[1][:1])
        rest = first['next'] and person.json('GET', '/api/v1/me/notifications?cursor=' + first['next'])
        self.assertNotIn(found[0]['id'], [n['id'] for n in rest['notifications']] if rest else [])

    def sign(self, text):
        """`vitrine desk sign`: the finished process."""
        return harness.vitrine('desk', 'sign', '--key', self.first.file, input=text)

    def test_what_a_page_made_is_signed_on_the_members_own_machine(self):
        now = int(time.time() * 1000)
        sitting = signing.statement(self.first, type='desk', made_ms=now, until_ms=now + 3600 * 1000)
        done = self.sign(sitting + '\n')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('to sit down at the desk of ' + self.first.origin(), done.stderr)
        member = self.place.person()
        seat = member.json('POST', '/api/v1/desk/session', {'statement': done.stdout.rstrip('\n')})
        self.assertEqual(seat, {'member': self.first.key, 'until_ms': now + 3600 * 1000})
        opening = 'vitrine-opening 1\nobject 7\nperson 0\nsalt %s\n\nNo:\n\x1b[2Jnot so.' % ('ab' * 32)
        parts = {'type': 'dismissal', 'made_ms': now, 'case': 7, 'upto': now,
                 'opening': hashlib.sha256(opening.encode()).hexdigest()}
        done = self.sign('%s\n%s\n' % (signing.statement(self.first, **parts), opening))
        self.assertIn('to close case 7 of', done.stderr)
        self.assertIn('  No:\n  ?[2Jnot so.\n', done.stderr) # what a page made acts on no terminal
        self.assertTrue(done.stdout.startswith('{"payload":') and done.stdout.endswith('\n%s\n' % opening))
        added = signing.statement(self.first, type='office', action='add', key='cd' * 32, organisation='x', made_ms=now)
        for text, words in (('', 'not a statement'), (sitting.replace(':1}', ':2}'), 'not a statement'),
                            (added, 'by vitrine office alone'), (sitting + '\n' + opening, 'the reason is not'),
                            (signing.statement(self.first, **parts) + '\n' + opening + '.', 'the reason is not'),
                            (signing.statement(self.first, **{**parts, 'case': 8}) + '\n' + opening, 'the reason is not')):
            done = self.sign(text)
            self.assertEqual((done.returncode, done.stdout), (2, ''), done.stderr)
            self.assertIn(words, done.stderr)

    def answer(self, mira):
        told = mira.json('GET', '/api/v1/me/notifications')['notifications']
        self.assertIn(('decision', '1'), [(n['kind'], n['decision']) for n in told])
        own = mira.json('GET', '/api/v1/me/decisions')['decisions'][0]
        self.assertIsNone(own['answer'])
        self.assertGreater(own['may_answer_until_ms'], own['at_ms'] + 179 * 24 * 3600 * 1000)
        path, words = '/api/v1/me/decisions/1/answer', 'It is no advertisement, it is my own shop.'
        self.refused(404, self.rita, 'POST', path, {'text': words})
        self.assertEqual(mira.json('POST', path, {'text': words}, 201)['answer']['state'], 'open')
        self.refused(409, mira, 'POST', path, {'text': 'And another word.'})
        self.assertNotIn(words.encode(), all_files(self.place.data))
        self.assertEqual([e['decision'] for e in self.place.ledger_entries() if e['type'] == 'answer'], [1])
        kept = mira.request('GET', path + '/receipt')[2].decode()
        self.assertIn('decision 1 was answered, in the words', harness.receipt_holds(self.place, kept))
        self.assertIn('none does', harness.receipt_holds(self.place, kept + '.', False))
        self.assertEqual(self.rita.request('GET', path + '/receipt')[0], 404)
        same = self.first.try_to('restore', self.about, 'restored-answer', 'You were right.')
        self.assertIn('another member decides', same.stderr)
        self.second.decide('restore', self.about, 'restored-answer', 'You were right.')
        answer = mira.json('GET', '/api/v1/me/decisions')['decisions'][1]['answer']
        self.assertEqual((answer['text'], answer['state'], answer['decision']), (words, 'reversed', '2'))
        self.assertEqual([a['words'] for a in mira.json('GET', '/api/v1/me/data')['answer']], [words])
        self.assertTrue(answer['receipt'])
        self.place.audit()
        self.of_an_earlier_version(mira, path)

    def of_an_earlier_version(self, mira, path):
        """What opens the ledger's entry was not kept then: there is no receipt, and its author is told so."""
        self.place.stop()
        with contextlib.closing(sqlite3.connect(self.place.data / 'custodian' / 'custodian.db')) as database, database:
            self.assertEqual(database.execute('UPDATE answer SET salt = NULL WHERE decision = 1').rowcount, 1)
        self.place.restart()
        self.assertFalse(mira.json('GET', '/api/v1/me/decisions')['decisions'][1]['answer']['receipt'])
        self.assertEqual(mira.request('GET', path + '/receipt')[0], 404)


if __name__ == '__main__':
    unittest.main()
