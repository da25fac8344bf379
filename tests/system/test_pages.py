"""Pages without JavaScript, and what other sites and readers get: cards, oEmbed, frames, feeds."""
import html.parser
import json
import re
import subprocess
import unittest
import urllib.parse
import xml.etree.ElementTree as ElementTree

import region as harness

ORIGIN = 'https://videos.example'
TITLE = '<b>"A&B\'s" </title><script>alert(1)</script> #härbour'
ATOM, MEDIA = '{http://www.w3.org/2005/Atom}', '{http://search.yahoo.com/mrss/}'


class Reader(html.parser.HTMLParser):
    """What a page has: its title, its metas and links by name, its elements in <noscript>."""

    def __init__(self, text):
        super().__init__()
        self.title, self.metas, self.links, self.inside, self.tags, self.words = '', {}, {}, [], [], ''
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.inside.append(tag)
        self.tags.append((tag, attributes))
        if tag == 'meta' and 'property' in attributes:
            self.metas[attributes['property']] = attributes['content']
        if tag == 'link':
            self.links[attributes.get('type', attributes['rel'])] = attributes['href']

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self.inside.pop()

    def handle_endtag(self, tag):
        while tag in self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if 'title' in self.inside:
            self.title += data
        self.words += data


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = harness.Region(args=('--web-origin', ORIGIN)).__enter__()
        cls.addClassCleanup(cls.place.__exit__, None, None, None)
        cls.mira = cls.place.sign_up('mira')
        cls.video = cls.mira.upload(harness.clip(), TITLE)
        cls.shown = cls.mira.wait_public(cls.video)
        cls.visitor = cls.place.person()
        cls.place.sign_up('otto').json('POST', '/api/v1/videos/%s/comments' % cls.video,
                                       {'text': '<i>Nice & "new"</i>'}, 201)

    def read(self, path, status=200, headers=None):
        answer = self.visitor.request('GET', path, None, headers)
        self.assertEqual(answer[0], status, '%s: %r' % (path, answer[2][:300]))
        return answer

    def page(self, path):
        return Reader(self.read(path)[2].decode())

    def test_cookies_of_an_https_region_go_by_tls_alone(self):
        for host, secure in ((ORIGIN.removeprefix('https://'), True), ('127.0.0.1:%d' % self.place.port(), False),
                             ('evil-' + ORIGIN.removeprefix('https://'), False), ('', False)):
            signed_in = json.dumps({'handle': 'mira', 'password': harness.PASSWORD})
            status, headers, body = self.place.person().request('POST', '/api/v1/sessions', signed_in, {
                'Content-Type': 'application/json', 'Host': host})
            cookies = headers.get('set-cookie', '').split('\n')
            self.assertEqual((status, len(cookies)), (200, 2), body)
            for one in cookies:
                self.assertEqual('; Secure' in one, secure, one)
                self.assertIn('; HttpOnly; SameSite=', one)

    def test_a_videos_page_shows_it_without_javascript_and_its_words_stay_words(self):
        _, headers, body = self.read('/v/' + self.video)
        page = Reader(body.decode())
        self.assertNotIn(b'<script>alert', body)
        self.assertNotIn(b'<b>', body)
        self.assertIn(TITLE.strip(), page.title)
        self.assertIn("script-src 'self'", headers['content-security-policy'])
        self.assertEqual([src for tag, a in page.tags if tag == 'script' for src in [a['src']]
                          if not src.startswith('/assets/')], [])
        player = next(a for tag, a in page.tags if tag == 'video')
        self.assertIn('controls', player)
        self.assertEqual(player['poster'], self.shown['poster'])
        self.assertEqual(player['src'], self.shown['renditions'][0]['url'])
        self.assertNotIn(b'<i>', body)
        self.assertIn('@otto <i>Nice & "new"</i>', page.words)
        self.assertIn('/@mira', [a.get('href') for tag, a in page.tags if tag == 'a'])
        self.assertEqual(page.metas['og:title'], TITLE.strip())
        self.assertEqual(page.metas['og:image'], ORIGIN + self.shown['poster'])
        self.assertEqual(page.metas['og:video'], ORIGIN + self.shown['renditions'][0]['url'])
        self.assertEqual((page.metas['og:video:width'], page.metas['og:video:height']), ('180', '320'))
        self.assertEqual(page.metas['twitter:player'], ORIGIN + '/embed/' + self.video)
        self.assertEqual(page.links['canonical'], ORIGIN + '/v/' + self.video)

    def test_addresses_are_of_the_regions_origin_whatever_host_is_asked_for(self):
        for path in ('/v/' + self.video, '/embed/' + self.video, '/@mira', '/atom.xml',
                     '/oembed?url=' + urllib.parse.quote(ORIGIN + '/v/' + self.video, safe='')):
            for headers in ({'Host': 'evil.example'}, {'X-Forwarded-Host': 'evil.example'},
                            {'Forwarded': 'host=evil.example'}):
                body = self.read(path, headers=headers)[2]
                self.assertNotIn(b'evil', body, path)
                self.assertIn(ORIGIN.encode(), body, path)

    def test_pages_of_people_and_hashtags_list_their_videos(self):
        for path, name, feed in (('/@mira', '@mira', '/@mira/atom.xml'),
                                 ('/@MiRa', '@mira', '/@mira/atom.xml'), # as in the app, and the API
                                 ('/tag/H%C3%A4rbour', '#h\xe4rbour', '/tag/h%C3%A4rbour/atom.xml')):
            page = self.page(path)
            self.assertIn(name, page.title)
            self.assertEqual(page.links['application/atom+xml'], ORIGIN + feed)
            self.assertIn('/v/' + self.video, [a.get('href') for tag, a in page.tags if tag == 'a'])
            self.assertIn(TITLE.strip(), page.words)

    def test_what_is_not_there_is_the_apps_plain_page(self):
        plain, member = self.read('/')[2], self.place.sign_up('nell')
        for path in ('/v/1', '/v/x', '/@nobody', '/tag/none', '/tag/%20'):
            self.assertEqual(self.read(path, 404)[2], plain, path)
            known = member.request('GET', path) # for whom it may be there, as the app finds out
            self.assertEqual((known[0], known[2], known[1]['cache-control']), (200, plain, 'no-store'), path)
        for path in ('/embed/1', '/@nobody/atom.xml', '/tag/none/atom.xml'):
            self.read(path, 404)

    def test_only_the_page_to_be_framed_may_be_framed_and_it_runs_nothing(self):
        headers, body = self.read('/embed/' + self.video)[1:]
        self.assertIn('frame-ancestors *', headers['content-security-policy'])
        self.assertIn("default-src 'none'", headers['content-security-policy'])
        self.assertNotIn('script-src', headers['content-security-policy'])
        self.assertNotIn('x-frame-options', headers)
        self.assertNotIn(b'<script', body)
        self.assertEqual(Reader(body.decode()).title, TITLE.strip())
        for path in ('/', '/v/' + self.video, '/@mira'):
            headers = self.read(path)[1]
            self.assertIn("frame-ancestors 'none'", headers['content-security-policy'])
            self.assertEqual(headers['x-frame-options'], 'DENY')

    def oembed(self, url, more='', status=200):
        path = '/oembed?url=' + urllib.parse.quote(url, safe='') + more
        return json.loads(self.read(path, status)[2])

    def test_oembed_speaks_of_our_videos_only_and_fits_them_in(self):
        page = self.page('/v/' + self.video)
        found = page.links['application/json+oembed']
        self.assertTrue(found.startswith(ORIGIN + '/oembed?url='))
        answer = json.loads(self.read(found[len(ORIGIN):])[2])
        self.assertEqual((answer['version'], answer['type'], answer['width'], answer['height']),
                         ('1.0', 'video', 180, 320))
        self.assertEqual(answer['author_url'], ORIGIN + '/@mira')
        self.assertEqual((answer['title'], answer['author_name']), (TITLE.strip(), 'mira'))
        frame = Reader(answer['html']).tags
        self.assertEqual([tag for tag, _ in frame], ['iframe'])
        self.assertEqual(frame[0][1]['src'], ORIGIN + '/embed/' + self.video)
        url = ORIGIN + '/v/' + self.video
        for more, size in (('&maxwidth=90', (90, 160)), ('&maxheight=100', (56, 100)),
                           ('&maxwidth=90&maxheight=16', (9, 16)), ('&maxwidth=1', (1, 1)),
                           ('&maxwidth=5000&format=json', (180, 320))):
            answer = self.oembed(url + '?x=1#y', more)
            self.assertEqual((answer['width'], answer['height']), size, more)
        for other in ('https://evil.example/v/' + self.video, ORIGIN + '/@mira', ORIGIN + '/v/1',
                      ORIGIN + '.evil.example/v/' + self.video, '/v/' + self.video, '', 'javascript:1',
                      ORIGIN + '/v/' + self.video + '/../x'):
            self.assertEqual(self.oembed(other, status=404)['status'], 404, other)
        self.assertEqual(self.oembed(url, '&maxwidth=0', 400)['field'], 'maxwidth')
        self.assertEqual(self.oembed(url, '&format=xml', 501)['field'], 'format')
        self.read('/oembed', 400)

    def test_feeds_are_well_formed_and_answer_304(self):
        for path in ('/atom.xml', '/@mira/atom.xml', '/tag/h%C3%A4rbour/atom.xml'):
            _, headers, body = self.read(path)
            self.assertTrue(headers['content-type'].startswith('application/atom+xml'))
            subprocess.run(['xmllint', '--noout', '--nonet', '-'], input=body, check=True)
            feed = ElementTree.fromstring(body)
            self.assertEqual(feed.find(ATOM + 'link[@rel="self"]').get('href'), ORIGIN + path)
            for name in ('id', 'title', 'updated'):
                self.assertTrue(feed.find(ATOM + name).text, name)
            entry = feed.find(ATOM + 'entry')
            self.assertEqual(entry.find(ATOM + 'title').text, TITLE.strip())
            self.assertEqual(entry.find(ATOM + 'author/' + ATOM + 'name').text, 'mira')
            self.assertRegex(entry.find(ATOM + 'updated').text, r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$')
            content = entry.find('%sgroup/%scontent' % (MEDIA, MEDIA))
            self.assertEqual(content.get('url'), ORIGIN + self.shown['renditions'][0]['url'])
            self.assertEqual((content.get('width'), content.get('duration')), ('180', '2'))
            self.assertEqual(self.read(path.replace('mira', 'Mira'))[2], body)
            self.read(path, 304, {'If-None-Match': headers['etag']})
            self.assertEqual(self.read(path, 200, {'If-None-Match': '"other"'})[2], body)

    def test_the_posters_size_is_what_is_said(self):
        picture = self.read(self.shown['poster'])[2]
        frame = re.search(rb'\xff[\xc0\xc1\xc2].{3}(..)(..)', picture, re.S)
        self.assertEqual([int.from_bytes(side, 'big') for side in frame.groups()], [320, 180])
