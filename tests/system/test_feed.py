"""The page "For You" over HTTP: what it has, for members and strangers, and what its viewer may say about it."""
import base64
import hashlib
import sqlite3
import time
import unittest

import region as harness
from office import Office

AUTHORS, VIDEOS = 6, 36
EPOCH_MS = 1735689600000


def fill(path, authors=None):
    """Videos that anybody may see, as rows without media; their numbers, the newest first. authors: whose each is,
    people who are there."""
    now_ms, found = int(time.time() * 1000), []
    with sqlite3.connect(path) as db:
        for person in range(1, 0 if authors else AUTHORS + 1):
            db.execute('INSERT INTO person (id, handle, created_ms) VALUES (?, ?, 1)', (person, 'author_%d' % person))
        for number, author in enumerate(authors or [n % AUTHORS + 1 for n in range(VIDEOS)]):
            at_ms = now_ms - 3600000 * (number + 1)
            video = (at_ms - EPOCH_MS << 22) + number
            db.execute('INSERT INTO video (id, person_id, title, state, rest, original, original_bytes, tries, due_ms, '
                       'started_ms, refusal, refusal_number, refusal_codec, created_ms, published_ms, duration_ms, '
                       'audio, poster, blurhash, strip_columns, strip_rows, strip_count, strip_width, strip_height, '
                       "watches) VALUES (?, ?, ?, 'public', 'none', NULL, 9, 0, 0, 0, 0, 0, '', ?, ?, 4000, 1, ?, '', "
                       '0, 0, 0, 0, 0, 0)', (video, author, 'No. %d #Topic%d' % (number, number % 4), at_ms,
                                             at_ms, '%032x' % number))
            found.append(str(video))
    return found


class LeftOut(unittest.TestCase):
    def page(self, person):
        page = person.json('GET', '/api/v1/feed')
        return [item['video']['author']['handle'] for item in page['items']], page

    def test_what_may_not_be_shown_takes_no_place(self):
        """Who blocked the viewer made all of the newest; and a decision of a moment ago holds."""
        with harness.Region() as place:
            people = {handle: place.sign_up(handle) for handle in ('mira', 'rex', 'pia', 'tom')}
            mira, others = people['mira'], [people[handle] for handle in ('rex', 'pia', 'tom')]
            place.stop()
            fill(place.data / 'app' / 'app.db', [int(others[n % 2 if n < 24 else 2].id) for n in range(36)])
            place.start()
            self.assertEqual(len(self.page(mira)[0]), 10)
            for blocker in others[:2]:
                blocker.json('PUT', '/api/v1/people/mira/block', expect=204)
            found, page = self.page(mira)
            self.assertEqual((found, page['kind']), (['tom'] * 10, 'new'))
            office = Office(place).join()
            for person in others[:2]:
                office.decide('hide', 'person:' + person.id)
            self.assertEqual(self.page(place.person())[0], ['tom'] * 10)
            others[2].json('PUT', '/api/v1/people/mira/block', expect=204)
            found, page = self.page(mira)
            self.assertEqual((found, page['kind'], page['next']), ([], 'empty', None))


class Feed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = harness.Region().__enter__()
        cls.addClassCleanup(cls.place.__exit__, None, None, None)
        cls.place.stop()
        cls.videos = fill(cls.place.data / 'app' / 'app.db')
        cls.place.start()

    def page(self, person, cursor=None):
        return person.json('GET', '/api/v1/feed' + ('?cursor=' + cursor if cursor else ''))

    def all_pages(self, person):
        """Page after page until all was seen; the numbers in their order, and each item."""
        found, page = [], self.page(person)
        while page['kind'] == 'new':
            found += page['items']
            page = self.page(person, page['next'])
        self.assertEqual(page['kind'], 'again')
        return [item['video']['id'] for item in found], found

    def test_a_stranger_has_each_video_once_with_a_reason(self):
        numbers, items = self.all_pages(self.place.person())
        self.assertEqual(sorted(numbers), sorted(self.videos))
        for item in items:
            why = item['why']
            self.assertIn(why['place'], ('ranked', 'new', 'chance'))
            self.assertIn(why['source'], ('trending', 'fresh', 'exploring'))
            terms = {t['term']: t['value'] for t in why['terms']}
            if why['place'] == 'ranked':
                self.assertEqual(terms[why['term']], max(terms.values()))
            self.assertIsNone(item['video']['liked'])
            self.assertEqual(item['video']['hashtags'], ['topic%s' % item['video']['title'][-1]])

    def test_what_was_watched_does_not_come_again_and_becomes_a_taste(self):
        mira = self.place.sign_up('mira')
        first = [item['video'] for item in self.page(mira)['items']]
        for video in first:
            mira.watch(video['id'], watched_ms=4000)
        mira.json('PUT', '/api/v1/videos/%s/like' % first[0]['id'], expect=204) # folds what waits
        rest, items = self.all_pages(mira)
        self.assertEqual(sorted(rest + [v['id'] for v in first]), sorted(self.videos))
        self.assertTrue(any(item['why']['term'] in ('tags', 'creator') for item in items))
        for item in items:
            self.assertIs(item['video']['liked'], False)
            if item['why']['term'] == 'tags':
                self.assertIn(item['why']['hashtag'], item['video']['hashtags'])
            if item['why']['term'] == 'creator':
                self.assertEqual(item['why']['creator'], item['video']['author']['handle'])
        kept = mira.json('GET', '/api/v1/me/feed')
        tastes = {t.get('hashtag') or '@' + t['creator']: t['weight'] for t in kept['tastes']}
        self.assertGreater(tastes[first[0]['hashtags'][0]], 0)
        self.assertGreater(tastes['@' + first[0]['author']['handle']], 0)

    def test_wishes_hold_at_once_and_are_shown_and_taken_back(self):
        otto = self.place.sign_up('otto')
        otto.json('PUT', '/api/v1/people/author_2/hide', expect=204)
        otto.json('PUT', '/api/v1/people/author_2/hide', expect=204)
        otto.json('PUT', '/api/v1/me/feed/words', {'words': ['#TOPIC3', ' No. 4 ']}, 204)
        otto.json('PUT', '/api/v1/me/feed/order', {'order': 'newest'}, 204)
        otto.json('PUT', '/api/v1/videos/%s/not-interested' % self.videos[0], expect=204)
        kept = otto.json('GET', '/api/v1/me/feed')
        self.assertEqual((kept['order'], kept['hidden_words'], kept['unwanted']), ('newest', ['#topic3', 'no. 4'], 1))
        self.assertEqual([p['handle'] for p in kept['hidden_people']], ['author_2'])
        self.assertEqual(self.all_pages(otto)[0], [v for i, v in enumerate(self.videos)
                                                   if i % AUTHORS != 1 and i % 4 != 3 and i not in (0, 4)])
        otto.json('DELETE', '/api/v1/people/author_2/hide', expect=204)
        otto.json('PUT', '/api/v1/me/feed/words', {'words': []}, 204)
        otto.json('DELETE', '/api/v1/videos/%s/not-interested' % self.videos[0], expect=204)
        self.assertEqual(self.all_pages(otto)[0], self.videos)
        mine = otto.json('GET', '/api/v1/me/data')['viewer_part'][0]['sealed']
        self.assertEqual((mine['order'], mine['hidden_people'], mine['hidden_words']), ('newest', [], []))

    def test_what_makes_no_sense_is_refused_in_words(self):
        person = self.place.sign_up('petra')
        forged = b'\x01\x00' + bytes(10) + b'\x01' + bytes(8)
        cursors = ['x', 'AAAA', '%20', base64.urlsafe_b64encode(forged + hashlib.sha256(forged).digest()[:4])
                   .rstrip(b'=').decode(), self.page(person)['next'][:-3]]
        for cursor in cursors:
            status, body = person.get('/api/v1/feed?cursor=' + cursor)
            self.assertEqual(status, 400)
            self.assertIn(b'cursor: not one that this service gave', body)
        for path, value, words in (
                ('order', {'order': 'best'}, b'ranked or newest'), ('words', {'words': ['x' * 33]}, b'at most 32'),
                ('words', {'words': ['a'] * 101}, b'at most 100'), ('words', {'words': ['#a b']}, b'words: each'),
                ('words', {'words': [' ']}, b'words: each'), ('words', {'words': [7]}, b'item 0 must be text'),
                ('words', {'words': 'cat'}, b'must be a list')):
            with self.assertRaises(harness.Refused) as refused:
                person.json('PUT', '/api/v1/me/feed/' + path, value, 204)
            self.assertEqual(refused.exception.status, 400)
            self.assertIn(words, refused.exception.body)
        for method, path, status in (('PUT', '/api/v1/people/nobody/hide', 404), ('GET', '/api/v1/me/feed', 200)):
            self.assertEqual(person.request(method, path)[0], status)
        self.assertEqual(self.place.person().request('GET', '/api/v1/me/feed')[0], 401)

    def test_a_video_on_a_page_is_what_it_is_by_itself(self):
        nora, stranger = self.place.sign_up('nora'), self.place.person()
        first, second = self.videos[3], self.videos[4]
        for person, change in ((stranger, None), (nora, ('PUT', '/api/v1/videos/%s/like' % first, None)),
                               (nora, ('PUT', '/api/v1/videos/%s/save' % second, None)),
                               (nora, ('PUT', '/api/v1/people/author_3/follow', None)),
                               (nora, ('POST', '/api/v1/videos/%s/comments' % first, '{"text": "How clear"}')),
                               (stranger, None)):
            if change:
                headers = {'Content-Type': 'application/json'} if change[2] else {}
                self.assertIn(person.request(*change, headers)[0], (200, 201, 204))
            for item in self.all_pages(person)[1] + self.all_pages(person)[1]: # as written first, and as kept
                self.assertEqual(item['video'], person.video(item['video']['id']))
        found = {item['video']['id']: item['video'] for item in self.all_pages(nora)[1]}
        self.assertEqual([v for v in found if found[v]['liked']], [first])
        self.assertEqual([v for v in found if found[v]['saved']], [second])
        self.assertEqual({found[v]['author']['handle'] for v in found if found[v]['author']['followed']}, {'author_3'})
        self.assertEqual([v for v in found if found[v]['comments']], [first])

    def test_a_video_that_was_removed_is_on_no_page(self):
        person = self.place.sign_up('quinn')
        video = person.upload(harness.clip(), 'A clip of #mine')
        person.wait_public(video)
        other = self.place.sign_up('rosa')
        harness.wait_for(lambda: video in self.all_pages(other)[0], 'a new video is on a page')
        self.assertNotIn(video, self.all_pages(person)[0])
        person.json('DELETE', '/api/v1/videos/' + video, expect=204)
        self.assertNotIn(video, self.all_pages(other)[0])
