"""A person's picture: brought as a still, made by mediad, shown wherever the person is, and gone when it is taken
away."""
import io
import signal
import unittest
import zipfile

import region as harness
from mediad_job import colours, ffmpeg, near, probe

TYPE = {'Content-Type': 'image/png'}


def still(folder, color, size='300x200'):
    path = folder / (color + '.png')
    ffmpeg('-f', 'lavfi', '-i', 'color=%s:s=%s:d=1' % (color, size), '-frames:v', '1', path)
    return path.read_bytes()


class Avatar(unittest.TestCase):
    def bring(self, person, data, expect=200, headers=TYPE):
        status, _, body = person.request('PUT', '/api/v1/me/avatar', data, headers)
        self.assertEqual(status, expect, body)
        return harness.json.loads(body)

    def media(self, place):
        return sorted(p.name for p in (place.data / 'app' / 'blobs').rglob('*') if p.is_file())

    def is_alone(self, place, names):
        harness.wait_for(lambda: self.media(place) == sorted(names), 'no other file is there')
        harness.wait_for(lambda: not list((place.data / 'app' / 'incoming').iterdir()), 'no draft is left')

    def colour(self, place, url):
        status, headers, body = place.person().request('GET', url)
        self.assertEqual((status, headers['content-type']), (200, 'image/jpeg'))
        path = place.data / 'seen.jpg'
        path.write_bytes(body)
        stream, = probe(path, '-show_streams')['streams']
        self.assertEqual((stream['width'], stream['height']), (256, 256))
        return colours(path, [(0.5, 0.5)])[0]

    def refusals(self, place, person):
        text = self.bring(person, b'a text, and no picture', 422)
        self.assertIn('JPEG, PNG or WebP', text['detail'])
        self.assertEqual(self.bring(person, b'', 400)['detail'], 'The picture is empty.')
        self.bring(person, b'<svg xmlns="http://www.w3.org/2000/svg"/>', 415, {'Content-Type': 'image/svg+xml'})
        bomb = b'\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xea\x60\0\0\xea\x60' + bytes(60)
        large = self.bring(person, bomb, 422)
        self.assertEqual(large['limit'], 8192)
        status, _, body = person.request('PUT', '/api/v1/me/avatar', bytes((5 << 20) + 1), TYPE)
        self.assertEqual((status, harness.json.loads(body)['limit']), (413, 5 << 20))
        stranger = place.person()
        self.assertEqual(stranger.request('PUT', '/api/v1/me/avatar', b'x', TYPE)[0], 401)
        self.assertEqual(place.get('/api/v1/region')[0], 200)

    def test_a_picture_comes_and_goes(self):
        with harness.Region() as place:
            red, blue = still(place.data, 'red'), still(place.data, 'blue')
            mira = place.sign_up('mira')
            self.assertIsNone(mira.json('GET', '/api/v1/me')['user']['avatar'])
            self.refusals(place, mira)
            self.is_alone(place, [])
            first = self.bring(mira, red)
            self.assertEqual((first['handle'], sorted(first)), ('mira', ['avatar', 'handle', 'id', 'name']))
            self.assertTrue(near(self.colour(place, first['avatar']), (254, 0, 0), 12))
            second = self.bring(mira, blue)['avatar']
            self.assertTrue(near(self.colour(place, second), (0, 0, 254), 12))
            self.assertEqual(place.get(first['avatar'])[0], 404)
            self.is_alone(place, [second[7:-4]])
            self.assertEqual(mira.json('GET', '/api/v1/me')['user']['avatar'], second)
            taken = zipfile.ZipFile(io.BytesIO(mira.request('GET', '/api/v1/me/data.zip')[2]))
            self.assertEqual((200, taken.read('picture.jpg')), mira.get(second))
            self.bring(mira, b'no picture takes its place', 422)
            self.assertEqual(place.get(second)[0], 200)
            # Whoever dies meanwhile, the picture that was answered stays, and nothing else does.
            place.kill_pid(place.pid('edged'), signal.SIGKILL)
            harness.wait_for(lambda: self.answers(place, second), 'it is shown again')
            self.is_alone(place, [second[7:-4]])
            mira.json('DELETE', '/api/v1/me/avatar', expect=204)
            mira.json('DELETE', '/api/v1/me/avatar', expect=204)
            self.assertEqual(place.get(second)[0], 404)
            self.is_alone(place, [])
            self.assertIsNone(mira.json('GET', '/api/v1/me')['user']['avatar'])
            self.leaves(place, blue)

    def answers(self, place, url):
        try:
            return place.get(url)[0] == 200
        except OSError:
            return False

    def leaves(self, place, data):
        otto = place.sign_up('otto')
        shown = self.bring(otto, data)['avatar']
        otto.json('POST', '/api/v1/me/leaving', {'password': harness.PASSWORD, 'days': 0})
        harness.wait_for(lambda: place.get(shown)[0] == 404, 'the picture is gone with its person')
        self.is_alone(place, [])


if __name__ == '__main__':
    unittest.main()
