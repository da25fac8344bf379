"""`vitrine demo fill`: a region that is made large says so, and no other is touched."""
import unittest

import region as harness


class Fill(unittest.TestCase):
    def fill(self, data, *more):
        return harness.vitrine('demo', 'fill', data, *more)

    def test_a_region_is_made_large_at_rest_once_and_says_that_it_is_made_up(self):
        with harness.Region() as region:
            self.assertFalse(region.person().json('GET', '/api/v1/region')['made_up'])
            running = self.fill(region.data)
            self.assertEqual((running.returncode, 'stop it first' in running.stderr), (1, True), running)
            region.stop()
            done = self.fill(region.data, '--people', '7', '--videos', '20', '--watches', '2000')
            self.assertEqual(done.returncode, 0, done)
            again = self.fill(region.data)
            self.assertEqual((again.returncode, 'already' in again.stderr), (1, True), again)
            region.start()
            self.assertTrue(region.person().json('GET', '/api/v1/region')['made_up'])
            found = region.person().json('GET', '/api/v1/videos?limit=20')['videos']
            self.assertEqual(len(found), 20)
            self.assertGreater(sum(v['watches'] for v in found), 800)
            self.assertEqual(len(region.person().json('GET', '/api/v1/feed')['items']), 10)

    def test_what_somebody_is_in_is_left_alone(self):
        with harness.Region() as region:
            region.sign_up('mira').json('PATCH', '/api/v1/me/profile', {'name': 'Mira'})
            region.stop()
            done = self.fill(region.data)
            self.assertEqual((done.returncode, 'already' in done.stderr), (1, True), done)
            region.start()
            self.assertFalse(region.person().json('GET', '/api/v1/region')['made_up'])

    def test_what_is_no_region_and_too_much_is_refused_in_words(self):
        self.assertEqual(self.fill('/nowhere').returncode, 1)
        self.assertEqual(self.fill('/nowhere', '--people', 'x').returncode, 2)
        self.assertEqual(self.fill('--help').returncode, 0)
