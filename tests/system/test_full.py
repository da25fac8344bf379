"""A disk that fills up: what was acknowledged stays, reading goes on, and it recovers by itself."""
import os
import shutil
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import region as harness

SIZE_MIB = 256 # the reserve, what edged leaves free by itself, and some


class Full(unittest.TestCase):
    def setUp(self):
        if os.getuid() != 0:
            self.skipTest('needs root to mount a small file system')
        self.folder = Path(tempfile.mkdtemp(prefix='vitrine-full-'))
        self.folder.chmod(0o755)
        self.addCleanup(shutil.rmtree, self.folder)
        mount = harness.small_file_system(self.folder, SIZE_MIB)
        mount.__enter__()
        self.addCleanup(mount.__exit__, None, None, None)

    def fill(self):
        with open(self.folder / 'ballast', 'wb', buffering=0) as ballast:
            try:
                while True:
                    ballast.write(b'\1' * 65536)
            except OSError:
                pass
        return self.folder / 'ballast'

    def wait_room(self, place, state, timeout=20):
        deadline = time.monotonic() + timeout
        while place.status()['room'] != state and time.monotonic() < deadline:
            time.sleep(0.05)
        return place.status()['room']

    def test_a_full_disk_refuses_with_507_and_loses_nothing(self):
        with harness.Region(data=str(self.folder / 'data')) as place:
            mira = place.sign_up('mira')
            video = mira.upload(harness.clip(), 'Before')
            mira.wait_public(video)
            mira.watch(video)
            ballast = self.fill()
            self.assertEqual(self.wait_room(place, 'low'), 'low')
            for path in ('/api/v1/videos', '/api/v1/videos/' + video, mira.video(video)['poster'],
                         '/ledger/checkpoint'):
                self.assertEqual(place.get(path)[0], 200, path)
            with self.assertRaises(harness.Refused) as refused:
                mira.upload(harness.clip(), 'No room')
            self.assertEqual(refused.exception.status, 507)
            # What is not checked beforehand for room finds none either, and says so.
            with self.assertRaises(harness.Refused) as refused:
                while True:
                    mira.watch(video)
            self.assertEqual(refused.exception.status, 507)
            self.assertEqual(place.process('edged')['restarts'], 0)
            place.person('mira').sign_in() # custodiand has the reserve
            ballast.unlink()
            deadline = time.monotonic() + 30
            while True:
                try:
                    after = mira.upload(harness.clip(), 'After')
                    break
                except (harness.Refused, OSError):
                    self.assertLess(time.monotonic(), deadline, place.log()[-2000:])
                    time.sleep(0.2)
            mira.wait_public(after)
            titles = [v['title'] for v in mira.json('GET', '/api/v1/videos')['videos']]
            self.assertEqual(titles, ['After', 'Before'])
            self.assertGreaterEqual(len(mira.my_watches()), 1)
            self.assertEqual(place.status()['room'], 'enough')
            self.assertEqual(place.process('edged')['restarts'], 0)
            states = [e['state'] for e in place.ledger_entries() if e['type'] == 'room']
            self.assertEqual(states, ['low', 'enough'])
            self.assertEqual((self.folder / 'data' / 'reserve' / 'room').stat().st_blocks * 512, 64 << 20)
            place.audit()

    def test_a_start_on_a_full_disk_is_said(self):
        with harness.Region(data=str(self.folder / 'data')):
            pass
        self.fill()
        done = subprocess.run([str(harness.build_folder() / 'src' / 'vitrine-gate'), '--data',
                               str(self.folder / 'data'), '--port', '0'],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 4, done.stdout + done.stderr)
        self.assertIn('full', done.stdout + done.stderr)
