"""What people upload is sealed from its first byte: while it comes, is cut off, broken, killed, waits, is refused and
tried again, whoever it is for, nothing of it is in the clear in a file; and it ends public, byte for byte."""
import base64
import contextlib
import hashlib
import os
import shutil
import signal
import struct
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

import doors
import marked
import region as harness
import sealed
import test_upload


class Sealed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if os.getuid() != 0:
            raise unittest.SkipTest('needs root to stop the processes of other users')
        cls.folder = tempfile.mkdtemp(prefix='vitrine-sealed-')
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.marks = marked.Marks()
        cls.place = harness.Region(args=test_upload.FAST).__enter__()
        cls.addClassCleanup(cls.place.__exit__, None, None, None)
        cls.mira = cls.place.sign_up('mira')
        box = cls.marks.mark('pattern').encode() * 20000
        cls.data = doors.Doors.clip(cls, cls.folder) + struct.pack('>I4s', 8 + len(box), b'free') + box
        cls.slow = harness.clip('retry', seconds=20, size='480x854').read_bytes()

    def is_clear(self, when, seen=0):
        """Nothing that is marked is in a file of edged's, by whatever name; so many are in incoming/."""
        there = list((self.place.data / 'app' / 'incoming').iterdir())
        self.assertGreaterEqual(len(there), seen, when)
        for path, data in marked.files_below(self.place.data / 'app'):
            self.assertEqual(self.marks.search_deep(data)[:5], [], '%s: %s' % (when, path))

    @contextlib.contextmanager
    def held_job(self):
        pid = harness.wait_for(self.place.job, 'a job runs')
        self.place.kill_pid(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            self.place.kill_pid(pid, signal.SIGCONT)

    def half_is_cut_off(self, client):
        with client.open(0) as s:
            s.sendall(self.data[:100001])
            client.wait_size(100001)
            self.is_clear('under way', 1)
        self.assertEqual(client.offset(), 100001)
        self.assertEqual(client.bytes(), self.data[:100001])
        self.is_clear('cut off', 1)

    def a_part_is_broken(self, client):
        digest = base64.b64encode(hashlib.sha1(b'another').digest()).decode()
        sums = {'Upload-Checksum': 'sha1 ' + digest}
        with client.open(100001, told=200000, **sums) as s:
            s.sendall(self.data[100001:250000])
            client.wait_pieces(250000)
            self.is_clear('a part with a checksum', 1)
        harness.wait_for(lambda: client.bytes() == self.data[:100001], 'the part is dropped')
        self.assertEqual(client.patch(self.data[100001:150000], 100001, **sums)[0], 460)
        self.assertEqual(client.offset(), 100001)
        self.is_clear('broken', 1)

    def edged_is_killed(self, client):
        with client.open(100001) as s:
            s.sendall(self.data[100001:300000])
            client.wait_size(300000)
            old = self.place.pid('edged')
            self.place.kill_pid(old)
            self.is_clear('killed', 1)
            self.place.wait_pid('edged', other_than=old)
        at = harness.wait_for(lambda: self.offset_again(client), 'it answers again')
        self.assertTrue(300000 - test_upload.IN_MEMORY <= at <= 300000, at)
        self.assertEqual(client.bytes(), self.data[:at])

    @staticmethod
    def offset_again(client):
        with contextlib.suppress(*test_upload.ERRORS):
            return client.offset()

    def waits_and_is_refused(self, client):
        """Behind another of the same person: one is prepared at a time."""
        first = self.mira.upload_bytes(self.slow)
        with self.held_job():
            video = client.finish()
            path = self.place.data / 'app' / 'incoming' / client.name
            self.assertEqual(client.original(path), self.data)
            self.is_clear('waits', 2)
        self.place.fail_jobs(self.mira, (first, video))
        self.is_clear('refused', 2)
        self.mira.json('POST', '/api/v1/videos/%s/retry' % video, expect=202)
        with self.held_job():
            self.is_clear('its job runs', 1)
        self.mira.wait_state(video, ('public', 'ready'))
        harness.wait_for(lambda: not (self.place.data / 'app' / 'incoming' / client.name).exists(), 'it goes')
        self.is_clear('done')
        self.mira.json('DELETE', '/api/v1/videos/' + first, expect=204)

    def test_no_byte_of_a_clip_is_in_the_clear(self):
        for audience in ('public', 'followers', 'private'):
            with self.subTest(audience=audience):
                client = test_upload.Client(self.mira, self.data, **{'Upload-Metadata': test_upload.metadata(
                    title='A clip', filename='a.mp4', visibility=audience)})
                self.half_is_cut_off(client)
                self.a_part_is_broken(client)
                self.edged_is_killed(client)
                self.waits_and_is_refused(client)

    def test_no_byte_of_one_post_is_in_the_clear(self):
        first = self.mira.upload_bytes(self.slow)
        with self.held_job():
            for chunked in (False, True):
                body = iter([self.data[:70000], self.data[70000:]]) if chunked else self.data
                video = self.mira.upload_bytes(body)
                self.is_clear('waits', 2)
        self.mira.wait_public(video)
        self.mira.wait_public(first)

    def test_no_byte_of_a_picture_is_in_the_clear(self):
        path = Path(self.folder, 'still.jpg')
        subprocess.run(['ffmpeg', '-v', 'error', '-y', '-f', 'lavfi', '-i', 'color=red:size=640x640', '-frames:v', '1',
                        str(path)], check=True, stdin=subprocess.DEVNULL)
        plain = path.read_bytes()
        words = self.marks.mark('picture').encode() * 1000
        data = plain[:2] + b'\xff\xe1' + struct.pack('>H', 2 + len(words)) + words + plain[2:]
        answers = []
        thread = threading.Thread(target=lambda: answers.append(
            self.mira.request('PUT', '/api/v1/me/avatar', data, {'Content-Type': 'image/jpeg'})))
        thread.start()
        with self.held_job():
            self.is_clear('a picture is made')
        thread.join()
        self.assertEqual(answers[0][0], 200, answers[0][2])
        self.is_clear('a picture was made')

    def test_a_clip_that_was_damaged_is_refused_in_words(self):
        first = self.mira.upload_bytes(self.slow)
        with self.held_job():
            videos = {}
            for what, at in (('a bit', 1000), ('cut', None)):
                before = set((self.place.data / 'app' / 'incoming').iterdir())
                video = self.mira.upload_bytes(self.data)
                path, = set((self.place.data / 'app' / 'incoming').iterdir()) - before
                if at is None:
                    os.truncate(path, path.stat().st_size // sealed.SEALED * sealed.SEALED)
                else:
                    with open(path, 'r+b') as f:
                        f.seek(at)
                        byte = f.read(1)
                        f.seek(at)
                        f.write(bytes([byte[0] ^ 1]))
                videos[what] = video
        for what, video in videos.items():
            found = self.mira.wait_state(video, ('refused', 'public'))
            self.assertEqual((found['state'], found['reason'], found['retry_until_ms']), (
                'refused', 'What was sent cannot be read any more. Send this video again.', None), what)
        self.mira.wait_public(first)


if __name__ == '__main__':
    unittest.main()
