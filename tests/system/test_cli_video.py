"""`vitrine video` and `vitrine demo`, as a person at a terminal uses them."""
import json
import os
import pty
import re
import select
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import marks
import region as harness

PASSWORD = harness.PASSWORD
BIG = 200 << 20 # takes long enough to be cut off


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.region = cls.entered(harness.Region())
        cls.folder = Path(cls.entered(tempfile.TemporaryDirectory(prefix='vitrine-cli-')))
        cls.region.sign_up('anna')
        cls.number = 0

    @classmethod
    def entered(cls, context):
        cls.addClassCleanup(context.__exit__, None, None, None)
        return context.__enter__()

    def url(self):
        return 'http://127.0.0.1:%d' % self.region.port()

    def environment(self, password=PASSWORD):
        found = dict(os.environ, XDG_STATE_HOME=str(self.folder / 'state'))
        found.pop('VITRINE_PASSWORD', None)
        if password:
            found['VITRINE_PASSWORD'] = password
        return found

    def start(self, *args, who='anna', password=PASSWORD, **options):
        command = [str(harness.build_folder() / 'src' / 'vitrine'), 'video', *map(str, args)]
        if who:
            command += ['--as', who]
        if not {'--url', '--data'} & set(args):
            command += ['--url', self.url()]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, start_new_session=True,
                                env=self.environment(password), **options)

    def video(self, *args, expect=0, timeout=120, **options):
        """(stdout, stderr) of a command that leaves with the status expected."""
        with self.start(*args, **options) as process:
            out, words = process.communicate(timeout=timeout)
        self.assertEqual(process.returncode, expect, (args, out, words, self.region.log()[-500:]))
        return out, words

    def big(self):
        type(self).number += 1
        path = self.folder / ('big%d' % self.number)
        with open(path, 'wb') as f:
            for _ in range(BIG >> 20):
                f.write(os.urandom(1 << 20))
        return path

    def wait_percent(self, process, least):
        """The first percentage of the upload that is told and is no less than this."""
        for line in process.stderr:
            found = re.match(r'Uploading: (\d+) %', line)
            if found and int(found.group(1)) >= least:
                return int(found.group(1))
        raise AssertionError('no %d %%: status %r' % (least, process.wait()))


class Adding(Case):
    def test_a_clip_is_added_listed_and_shown(self):
        out, words = self.video('add', harness.clip(), '--title', 'Ein Clip, "äöü" 猫')
        number = re.fullmatch(r'Public: video (\d+)\n', out).group(1)
        self.assertIn('Uploading: 100 %', words)
        self.assertIn('Preparing', words)
        listed, _ = self.video('list')
        self.assertRegex(listed, r'(?m)^%s +public +Ein Clip, "äöü" 猫$' % number)
        found = json.loads(self.video('list', '--json')[0])
        self.assertIn((number, 'public'), [(v['id'], v['state']) for v in found])
        shown, _ = self.video('show', number)
        for line in ('id +' + number, 'state +public', 'author +anna'):
            self.assertRegex(shown, '(?m)^%s$' % line)
        self.assertEqual(json.loads(self.video('show', number, '--json')[0])['id'], number)

    def test_what_came_of_it_is_said_as_json(self):
        out, _ = self.video('add', harness.clip(), '--title', 'Json', '--json')
        found = json.loads(out)
        self.assertEqual((found['title'], found['state'], found['reason']),
                         ('Json', 'public', None))

    def test_a_refused_clip_is_said_with_its_reason(self):
        path = self.folder / 'letter.mp4'
        path.write_text('This is no video. ' * 100)
        out, _ = self.video('add', path, '--title', 'A letter', expect=1)
        self.assertRegex(out, r'^Refused: video \d+: .{10,}')
        out, _ = self.video('add', path, '--title', 'A letter', '--json', expect=1)
        found = json.loads(out)
        self.assertEqual(found['state'], 'refused')
        self.assertGreater(len(found['reason']), 10)
        self.assertIn(found['reason'], self.video('list')[0])

    @marks.slow
    def test_what_failed_is_tried_again_by_its_creator(self):
        anna = self.region.person('anna').sign_in()
        video = anna.upload(harness.clip('retry', seconds=20, size='480x854'), 'Once more')
        self.region.fail_jobs(anna, [video])
        out, words = self.video('retry', video)
        self.assertEqual(out, 'Public: video %s\n' % video)
        self.assertRegex(words, r'Preparing: \d+ %')
        _, words = self.video('retry', video, expect=1)
        self.assertIn('public already', words)
        _, words = self.video('retry', '7', expect=1)
        self.assertIn('you have no such video', words)

    def test_an_upload_goes_on_after_the_service_was_started_again(self):
        with self.start('add', self.big(), '--title', 'Restart') as process:
            self.wait_percent(process, 20)
            before = self.region.pid('edged')
            self.region.kill_pid(before)
            self.region.wait_pid('edged', other_than=before)
            out, words = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 1, words)
        self.assertIn('Refused', out) # it is noise, and was uploaded to its end
        self.assertEqual(self.video('list')[0].count('Restart'), 1)

    @marks.slow
    def test_a_command_that_was_cut_off_goes_on_where_it_stopped(self):
        for attempt in range(20): # it may have sent all before the signal comes
            path, title = self.big(), 'Cut %d' % attempt
            with self.start('add', path, '--title', title) as process:
                self.wait_percent(process, 1)
                process.send_signal(signal.SIGINT)
                process.communicate(timeout=60)
            if process.returncode == -signal.SIGINT:
                break
        self.assertEqual(process.returncode, -signal.SIGINT)
        self.assertNotIn(title, self.video('list')[0])
        with self.start('add', path, '--title', title) as process:
            self.assertGreater(self.wait_percent(process, 0), 0)
            process.communicate(timeout=120)
        self.assertEqual(process.returncode, 1)
        self.assertEqual(self.video('list')[0].count(title), 1)


class SigningIn(Case):
    def test_a_password_comes_from_a_file_or_the_environment(self):
        path = self.folder / 'password'
        path.write_text(PASSWORD + '\nmore\n')
        self.video('list', '--password-file', path, password='not this one')
        self.video('list')

    def test_a_wrong_password_is_said_and_has_a_status_of_its_own(self):
        _, words = self.video('list', password='wrong horse battery staple', expect=3)
        self.assertIn('anna: the handle or the password is wrong', words)
        self.video('list', who='nobody', expect=3)

    def test_without_a_password_and_a_terminal_it_says_what_to_do(self):
        _, words = self.video('list', password=None, expect=3)
        self.assertIn('VITRINE_PASSWORD', words)

    def test_demo_people_sign_in_by_the_list_of_their_region(self):
        (self.region.data / 'demo-sign-ins.txt').write_text(
            'other        x\nanna         %s\n' % PASSWORD)
        out, _ = self.video('list', '--data', self.region.data, password=None)
        self.assertIn('No videos yet.', out)

    @staticmethod
    def read(fd, until, timeout=30):
        """What comes until these bytes, or until the other side is gone."""
        shown, deadline = b'', time.monotonic() + timeout
        while until is None or until not in shown:
            if not select.select([fd], [], [], max(0, deadline - time.monotonic()))[0]:
                raise TimeoutError('only %r' % shown)
            try:
                more = os.read(fd, 1000)
            except OSError: # a terminal that nobody has open any more
                more = b''
            if not more:
                break
            shown += more
        return shown

    def test_the_terminal_is_asked_without_showing_the_answer(self):
        main, side = pty.openpty()
        process = subprocess.Popen(
            ['setsid', '--ctty', str(harness.build_folder() / 'src' / 'vitrine'), 'video', 'list',
             '--as', 'anna', '--url', self.url()], stdin=side, stdout=side, stderr=side,
            env=self.environment(None), start_new_session=True)
        os.close(side)
        shown = self.read(main, b'Password of anna: ')
        os.write(main, PASSWORD.encode() + b'\n')
        shown += self.read(main, None)
        os.close(main)
        self.assertEqual(process.wait(30), 0, shown)
        self.assertNotIn(PASSWORD.encode(), shown)
        self.assertIn(b'No videos yet.', shown)


class Usage(Case):
    def test_wrong_usage_is_said(self):
        clip = harness.clip()
        for args, who in (((), 'anna'), (('fly',), 'anna'), (('add',), 'anna'),
                          (('add', clip), 'anna'), (('list',), None), (('list', 'x'), 'anna'),
                          (('show',), 'anna'), (('list', '--title', 'x'), 'anna'),
                          (('add', clip, '--title', 'x', '--colour', 'red'), 'anna'),
                          (('show', '12x'), 'anna'), (('list', '--url', 'ftp://x'), 'anna')):
            with self.subTest(args=args):
                _, words = self.video(*args, who=who, expect=2)
                self.assertRegex(words, '^vitrine video: |^video: |^usage: ')
        self.assertIn('usage', self.video('--help')[0])

    def test_a_file_that_cannot_be_read_is_named(self):
        (self.folder / 'empty').write_text('')
        for path, why in ((self.folder / 'none', 'No such file'), (self.folder, 'is not a file'),
                          (self.folder / 'empty', 'is empty')):
            _, words = self.video('add', path, '--title', 'x', expect=2)
            self.assertIn('%s: %s' % (path, why), words)

    def test_what_the_service_refuses_is_passed_on_in_its_words(self):
        _, words = self.video('add', harness.clip(), '--title', 'x' * 151, expect=1)
        self.assertIn('title', words)
        self.assertIn('150', words)

    def test_an_unknown_video_is_said(self):
        _, words = self.video('show', '123456', expect=1)
        self.assertIn('123456: there is no such video', words)

    def test_a_service_that_is_not_there_has_a_status_of_its_own(self):
        _, words = self.video('list', '--url', 'http://127.0.0.1:1', expect=6)
        self.assertIn('http://127.0.0.1:1', words)
        with tempfile.TemporaryDirectory() as folder:
            _, words = self.video('list', '--data', folder, expect=6)
            self.assertIn("is not a region's folder", words)


class Demo(Case):
    def test_demo_clips_go_in_once(self):
        folder = self.folder / 'clips'
        folder.mkdir()
        (folder / 'a.mp4').write_bytes(harness.clip().read_bytes())
        (folder / 'demo.json').write_text(json.dumps({
            'people': [{'handle': 'berta', 'name': 'Berta', 'bio': 'First.', 'follows': ['carl']},
                       {'handle': 'carl', 'name': 'Carl', 'bio': 'Second.', 'follows': ['berta']}],
            'clips': [{'file': 'a.mp4', 'author': 'berta', 'title': 'One', 'comments': [
                          {'by': 'carl', 'text': 'Well done.',
                           'replies': [{'by': 'berta', 'text': 'Thank you!'}]}]},
                      {'file': 'a.mp4', 'author': 'carl', 'title': 'Two', 'comments': []}]}))
        for run in range(2):
            done = harness.vitrine('demo', self.url(), folder, '--sign-ins',
                                   self.folder / 'sign-ins', timeout=120)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual('Uploading' in done.stdout, run == 0)
        status, body = self.region.get('/api/v1/videos')
        self.assertEqual((status, sorted(v['title'] for v in json.loads(body)['videos'])),
                         (200, ['One', 'Two']))
        one = next(v for v in json.loads(body)['videos'] if v['title'] == 'One')
        self.assertEqual(one['comments'], 2) # and once, though it was said to be brought in twice
        berta = json.loads(self.region.get('/api/v1/people/berta')[1])
        self.assertEqual([berta[key] for key in ('name', 'bio', 'followers', 'following')],
                         ['Berta', 'First.', 1, 1])
