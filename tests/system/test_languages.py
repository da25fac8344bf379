"""The pages that edged writes itself, in English and in Arabic: each is walked in both."""
import html.parser
import re
import tempfile
import unittest
import urllib.parse
from pathlib import Path

import region as harness
from office import Office

DIRECTION = {'en': 'ltr', 'ar': 'rtl'}
OTHER = {'en': 'ar', 'ar': 'en'}
NAME = {'en': 'English', 'ar': 'العربية'}
EVIL = 'x"><script>alert(1)</script>'
FORM = {'Content-Type': 'application/x-www-form-urlencoded'}
# What an Arabic page says in Latin letters: names of formats and of what a program takes.
LATIN = {'Atom', 'JSON', 'UTC', 'AM', 'PM', 'docs/ledger-entries.md'}
VOID = {'area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'}


class Reader(html.parser.HTMLParser):
    """A page's words, each with the language that its element is in, and whether it is code or a person's."""

    def __init__(self, text):
        super().__init__()
        self.open, self.words, self.tags, self.labels = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append((tag, attributes))
        if 'aria-label' in attributes:
            self.labels.append(attributes['aria-label'])
        if tag == 'meta' and attributes.get('name') == 'description':
            self.labels.append(attributes['content'])
        if tag not in VOID:
            self.open.append((tag, attributes))

    def handle_endtag(self, tag):
        if any(tag == name for name, _ in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data):
        if any(tag in ('script', 'style') for tag, _ in self.open):
            return
        spoken = [attributes['lang'] for _, attributes in self.open if 'lang' in attributes]
        code = any(tag in ('code', 'textarea') for tag, _ in self.open)
        self.words.append((spoken[-1] if spoken else None, code, data))

    def said(self, language):
        """What is said in the page's own language, as text."""
        return ' '.join([w for spoken, code, w in self.words if spoken == language and not code] + self.labels)

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


class Walk(unittest.TestCase):
    def ask(self, path, status, who=None, method='GET', body=None, **headers):
        answer = (who or self.visitor).request(method, path, body, {
            'Accept': 'text/html', **{k.replace('_', '-'): v for k, v in headers.items()}})
        self.assertEqual(answer[0], status, '%s: %r' % (path, answer[2][:300]))
        return answer[1], answer[2].decode()

    def check(self, answer, language, people=(), about=''):
        """A page is in one language: it says so, its frame has no word of the other, and words stay words."""
        headers, text = answer
        page = Reader(text)
        root = page.all('html')[0]
        self.assertEqual((root['lang'], root['dir']), (language, DIRECTION[language]), about)
        self.assertEqual(headers['content-language'], language, about)
        self.assertIn('Accept-Language', headers['vary'], about)
        self.assertIn("script-src 'self'; style-src 'self';", headers['content-security-policy'], about)
        self.assertNotIn('unsafe', headers['content-security-policy'], about)
        self.assertNotIn('<script>', text, about)
        said = page.said(language)
        if language == 'en':
            own = re.sub('[٣بحرماأجمله]', '', said)
            self.assertNotRegex(own, '[\u0600-\u06ff]', about)
        else:
            for known in sorted(LATIN | set(people), key=len, reverse=True):
                said = said.replace(known, '')
            self.assertNotRegex(said, '[A-Za-z]{2,}', about)
            self.assertRegex(said, '[\u0600-\u06ff]', about)
        return page


class Languages(Walk):
    @classmethod
    def setUpClass(cls):
        cls.place = harness.Region().__enter__()
        cls.addClassCleanup(cls.place.__exit__, None, None, None)
        cls.mira = cls.place.sign_up('mira')
        cls.video = cls.mira.upload(harness.clip(), '٣ <b>"&\'</b> #بحر')
        cls.mira.wait_public(cls.video)
        cls.place.sign_up('otto').json('POST', '/api/v1/videos/%s/comments' % cls.video,
                                       {'text': '<i>ما أجمله</i>'}, 201)
        cls.visitor = cls.place.person()
        asked = urllib.parse.urlencode({
            'client_id': 'https://app.example', 'redirect_uri': 'https://app.example/back', 'response_type': 'code',
            'code_challenge': 'A' * 43, 'code_challenge_method': 'S256', 'scope': 'read write upload', 'state': EVIL})
        cls.pages = {  # what is asked: (by whom, status, the words of people that are in it)
            '/': (cls.visitor, 200, ()),
            '/settings': (cls.visitor, 200, ()),
            '/data-map': (cls.visitor, 200, ()),
            '/nothing/of/this': (cls.visitor, 404, ()),
            '/claims': (cls.visitor, 200, ()),
            '/v/' + cls.video: (cls.visitor, 200, ('mira', 'otto', '<b>', '</b>', '<i>', '</i>')),
            '/@mira': (cls.visitor, 200, ('mira', '<b>', '</b>')),
            '/tag/%D8%A8%D8%AD%D8%B1': (cls.visitor, 200, ('<b>', '</b>')),
            '/notice': (cls.visitor, 200, ()),
            '/notice?' + urllib.parse.urlencode({'about': EVIL}): (cls.visitor, 200, ()),
            '/oauth/authorize?' + asked: (cls.mira, 200, ('app.example', 'mira')),
            '/oauth/authorize?' + asked + '&lang=xx': (cls.visitor, 401, ()),
            '/oauth/authorize?scope=read': (cls.visitor, 400, ()),
        }

    def link(self, page, language, about=''):
        """The visible way to the other language."""
        link, = [a for a in page.all('a') if a.get('hreflang') == OTHER[language]]
        self.assertEqual((link['lang'], link['dir']), (OTHER[language], DIRECTION[OTHER[language]]), about)
        self.assertIn((OTHER[language], False, NAME[OTHER[language]]), page.words, about)
        return link['href']

    def test_each_page_is_in_one_language_which_the_browser_or_the_address_asks_for(self):
        for path, (who, status, people) in self.pages.items():
            for language, wanted in (('en', 'en-GB, ar;q=0.5'), ('en', 'xx'), ('ar', 'ar-EG, en;q=0.9'),
                                     ('ar', 'fa, ar;q=0.5, en;q=0.4')):
                about = '%s in %s' % (path, wanted)
                page = self.check(self.ask(path, status, who, Accept_Language=wanted), language, people, about)
                turned = urllib.parse.urljoin(path, self.link(page, language, about))
                self.assertEqual([pair for pair in urllib.parse.parse_qsl(urllib.parse.urlsplit(path).query)
                                  if pair[0] != 'lang' and status != 404],
                                 urllib.parse.parse_qsl(urllib.parse.urlsplit(turned).query)[:-1], about)
                self.check(self.ask(turned, status, who, Accept_Language=wanted), OTHER[language], people, turned)
            self.check(self.ask(path, status, who), 'en', people, path)

    def test_caches_keep_the_languages_apart(self):
        for path in ('/', '/claims', '/v/' + self.video, '/@mira', '/notice'):
            tags = {language: self.ask(path, 200, Accept_Language=language)[0]['etag'] for language in ('en', 'ar')}
            for language, tag in tags.items():
                status = 200 if language == 'ar' else 304
                got = self.visitor.request('GET', path, None, {'Accept-Language': 'en', 'If-None-Match': tag})
                self.assertIn(got[0], (status, 200) if path == '/claims' else (status,), path)
                self.assertIn('Accept-Language', got[1]['vary'])

    def test_links_and_forms_keep_the_language_that_was_asked_for(self):
        for path in ('/v/' + self.video, '/@mira', '/notice'):
            for asked, keeps in (('?lang=ar', True), ('', False)):
                page = Reader(self.ask(path + asked, 200, Accept_Language='en')[1])
                places = [a['href'] for a in page.all('a') if a['href'].startswith('/')] + [
                    a['action'] for a in page.all('form')]
                self.assertGreater(len(places), 1, path)
                for place in places:
                    self.assertEqual('lang=ar' in place, keeps, place)
        page = Reader(self.ask('/v/%s?lang=ar' % self.video, 200)[1])
        notice = next(a['href'] for a in page.all('a') if a['href'].startswith('/notice'))
        self.assertIn('about=video:%s&' % self.video, notice)
        self.check(self.ask(notice, 200, Accept_Language='en'), 'ar', ('localhost', 'http'))

    def form(self, language, fields, status, more=''):
        return self.ask('/notice?lang=%s%s' % (language, more), status, method='POST',
                        body=urllib.parse.urlencode(fields), **FORM)

    def test_a_refused_notice_stays_in_its_language_and_can_be_turned_without_loss(self):
        fields = {'about': 'video:' + self.video, 'ground': 'law-rights', 'explanation': 'ما هو <لنا> & that is why.',
                  'name': 'كارلا & Co.', 'email': 'carla@mail.example', 'good_faith': 'yes'}
        for language in ('en', 'ar'):
            for field, value in (('about', 'video:77'), ('about', 'x'), ('about', ''), ('ground', 'none'), ('ground', ''),
                                 ('explanation', 'too short'), ('explanation', 'x' * 5001), ('explanation', ''),
                                 ('explanation', 'a sign of another \u202e kind'), ('name', ''), ('name', 'x' * 101),
                                 ('email', ''), ('email', 'carla'), ('email', 'x' * 300 + '@x'), ('good_faith', '')):
                answer = self.form(language, {**fields, field: value}, 404 if value == 'video:77' else 400)
                page = self.check(answer, language, about='%s %r in %s' % (field, value[:20], language))
                self.assertIn({'class': 'text-button', 'href': '#notice-' + field}, page.all('a'))
                self.assertEqual(answer[0]['cache-control'], 'no-store')
                button, = [b for b in page.all('button') if 'formaction' in b]
                turn = button['formaction']
                self.assertEqual((turn, button['form'], button['lang']),
                                 ('/notice?turn=1&lang=' + OTHER[language], 'notice-give', OTHER[language]))
            answer = self.ask(turn, 200, method='POST', body=urllib.parse.urlencode(fields), **FORM)
            page = self.check(answer, OTHER[language])
            self.assertEqual(answer[0]['cache-control'], 'no-store')
            self.assertIn('ما هو &lt;لنا&gt; &amp; that is why.', answer[1])
            kept = {i['name']: i.get('value') for i in page.all('input') if i['name'] != 'ground' or 'checked' in i}
            for name in ('about', 'ground', 'name', 'email', 'good_faith'):
                self.assertEqual(kept[name], fields[name], name)
            for sent, status in (('a=%zz', 400), ('a=1&a=2', 400)):
                self.check(self.ask('/notice?lang=' + language, status, method='POST', body=sent, **FORM), language)
            self.check(self.ask('/notice?lang=' + language, 415, method='POST', body='{}',
                                Content_Type='application/json'), language)
            page = self.check(self.form(language, {'receipt': 'none'}, 404), language)
            self.assertEqual([b['form'] for b in page.all('button') if 'form' in b], ['notice-look'])

    def test_a_notice_is_given_and_followed_in_each_language(self):
        member = Office(self.place, 'member.key').join()
        about = 'person:' + self.place.sign_up('lina').id
        receipts = {}
        for language in ('en', 'ar'):
            answer = self.form(language, {
                'about': about, 'ground': 'law-other', 'explanation': 'هذا مخالف للقانون هنا جدا.',
                'name': 'Carla', 'email': 'carla@mail.example', 'good_faith': 'yes'}, 201)
            self.check(answer, language)
            receipts[language] = re.search(r'<code dir="ltr">(\d+-[0-9a-f]{64})</code>', answer[1]).group(1)
            self.check(self.form(language, {'receipt': receipts[language]}, 200), language)
        member.decide('hide', about)
        for language, receipt in receipts.items():
            answer = self.form(language, {'receipt': receipt}, 200)
            page = self.check(answer, language)
            self.assertIn('/api/v1/decisions/', ' '.join(a['href'] for a in page.all('a')))

    def test_the_frame_for_other_sites_reads_in_either_direction(self):
        for language in ('en', 'ar'):
            headers, text = self.ask('/embed/' + self.video, 200, Accept_Language=language)
            self.assertEqual(Reader(text).all('html')[0], {'lang': language, 'dir': DIRECTION[language]})
            self.assertIn("default-src 'none'", headers['content-security-policy'])
            self.assertEqual((headers['content-language'], headers['vary']), (language, 'Accept-Language'))
            self.assertNotIn('<b>', text)


class Bare(Walk):
    def test_where_the_app_is_not_there_its_pages_have_words_in_both(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755) # edged is a user of its own
            (Path(folder) / 'index.html').write_text('<!doctype html><title>Vitrine</title>')
            with harness.Region(www=Path(folder)) as place:
                self.visitor = place.person()
                for language in ('en', 'ar'):
                    for path, status in (('/nothing/of/this', 404), ('/claims', 200)):
                        page = self.check(self.ask(path, status, Accept_Language=language), language, about=path)
                        self.assertNotIn('link', [tag for tag, _ in page.tags])
