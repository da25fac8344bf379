"""Pages of "For You" over HTTP, in a region of 10,000 videos, 5,000 people and 1,000,000 watches: pages a
processor second of all its processes, how long one takes at 300 a second, and what a batch of watches
costs. Videos, people and counts are written into edged's database while nothing runs; a part of the
viewers signs up and watches through the service, so that their state is sealed. Each asks for a page
after all others have: nothing of theirs is warm."""
import http.client
import itertools
import json
import os
import random
import sqlite3
import threading
import time

import measure
import peers

VIDEOS, PEOPLE, WATCHES = 10000, 5000, 1000000
VIEWERS = int(os.environ.get('VITRINE_BENCH_VIEWERS', '600')) # more than custodiand keeps keys of
WATCHED, BATCH, DAYS = 200, 20, 90
THREADS, PAGES, RATE, RATE_S = 8, 3000, 300, 10
EPOCH_MS, DAY_MS = 1735689600000, 86400000
TOPICS = 'cats dogs cooking travel football music dance art science trains gardens jokes'.split()


def peer():
    return 'no peer'


def fill(path):
    """People and videos as rows; counts that add up to all watches. The numbers of the videos."""
    chance, now_ms, videos = random.Random(1), int(time.time() * 1000), []
    with sqlite3.connect(path) as db:
        for person in range(1, PEOPLE + 1):
            db.execute('INSERT INTO person (id, handle, created_ms) VALUES (?, ?, 1)',
                       (person, 'filled_%d' % person))
        for number in range(VIDEOS):
            age_ms = int(DAYS * DAY_MS * chance.random() ** 2)
            video = (now_ms - EPOCH_MS - age_ms << 22) + number
            tags = chance.sample(TOPICS, 2)
            viewers = int(2 * WATCHES / VIDEOS * chance.random())
            share = chance.uniform(0.2, 0.9)
            db.execute('INSERT INTO video (id, person_id, title, state, rest, original, original_bytes, tries, '
                       'due_ms, started_ms, refusal, refusal_number, refusal_codec, created_ms, published_ms, '
                       'duration_ms, audio, poster, blurhash, strip_columns, strip_rows, strip_count, strip_width, '
                       "strip_height, watches, likes, viewers, shares, finished) VALUES (?, ?, ?, 'public', 'none', "
                       "NULL, 9, 0, 0, 0, 0, 0, '', ?, ?, ?, 1, ?, 'LEHV6nWB2yk8pyo0adR*.7kCMdnj', 0, 0, 0, 0, 0, "
                       '?, ?, ?, ?, ?)',
                       (video, chance.randint(1, PEOPLE), 'Clip %d of #%s and #%s' % (number, *tags), now_ms - age_ms,
                        now_ms - age_ms, chance.randint(4000, 60000), '%032x' % (number * 8), viewers, viewers // 20,
                        viewers, int(viewers * share * 1000), int(viewers * share ** 2)))
            for tag in tags:
                db.execute('INSERT INTO video_hashtag (tag, video_id) VALUES (?, ?)', (tag, video))
            for place, lines in enumerate((480, 720)):
                db.execute('INSERT INTO rendition (video_id, number, width, height, rate_num, rate_den, level, '
                           "bytes, mp4, hls, init_bytes, segments) VALUES (?, ?, ?, ?, 25, 1, 31, 900000, ?, NULL, "
                           "0, x'')", (video, place, lines, lines * 16 // 9, '%032x' % (number * 8 + place + 1)))
            videos.append(video)
    return videos


class Client:
    """A viewer, or a stranger, on a connection that is kept."""

    def __init__(self, region, cookie):
        self.region, self.cookie, self.connection = region, cookie, None

    def ask(self, method, path, body=None):
        if self.connection is None:
            self.connection = http.client.HTTPConnection('127.0.0.1', self.region.port(), timeout=60)
        headers = {'Cookie': 'vitrine_session=' + self.cookie} if self.cookie else {}
        headers.update({'Content-Type': 'application/json'} if body else {})
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        data = answer.read()
        if answer.status != 200:
            raise RuntimeError('%s: status %d %r' % (path, answer.status, data[:200]))
        return json.loads(data)


def in_threads(work):
    """work(0) ... work(THREADS - 1), each in a thread."""
    failed = []

    def run_one(part):
        try:
            work(part)
        except (OSError, RuntimeError, http.client.HTTPException) as problem:
            failed.append(problem)
    threads = [threading.Thread(target=run_one, args=(part,)) for part in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise RuntimeError(str(failed[0]))


def watch_all(region, cookies, videos):
    """Each viewer's watches; how many batches."""
    def work(part):
        chance = random.Random(part)
        client = Client(region, None)
        for cookie in cookies[part::THREADS]:
            client.cookie = cookie
            seen, at_ms = chance.sample(videos, WATCHED), int(time.time() * 1000)
            for first in range(0, WATCHED, BATCH):
                client.ask('POST', '/api/v1/watches', json.dumps({'events': [
                    {'video': str(v), 'watched_ms': chance.randint(0, 8000), 'at_ms': at_ms + first + i - WATCHED}
                    for i, v in enumerate(seen[first:first + BATCH])]}))
    in_threads(work)
    return len(cookies) * (WATCHED // BATCH)


def ask_pages(region, cookies, count, rate=None):
    """How many pages of ten, and how long each took from the moment when it was due, in ms."""
    numbers, lock, taken = itertools.count(), threading.Lock(), []
    begin = time.monotonic()

    def work(_):
        client = Client(region, None)
        while True:
            with lock:
                number = next(numbers)
            if number >= count:
                return
            due = begin + number / rate if rate else time.monotonic()
            time.sleep(max(0, due - time.monotonic()))
            client.cookie = cookies[number % len(cookies)]
            page = client.ask('GET', '/api/v1/feed')
            taken.append(1000 * (time.monotonic() - due))
            if len(page['items']) != 10 or page['kind'] != 'new':
                raise RuntimeError('a page of %d, %s' % (len(page['items']), page['kind']))
    in_threads(work)
    return sorted(taken)


def processes(region):
    return [p['pid'] for p in region.processes()] + [region.gate.pid]


def sign_up_all(region):
    cookies = [None] * VIEWERS

    def work(part):
        for number in range(part, VIEWERS, THREADS):
            cookies[number] = region.sign_up('viewer%d' % number).cookie
    in_threads(work)
    return cookies


def run(rounds):
    pages, slowest, batch, stranger = [], [], [], []
    with peers.harness.Region() as region:
        region.stop()
        videos = fill(region.data / 'app' / 'app.db')
        region.start()
        cookies = sign_up_all(region)
        pids = processes(region)
        before = measure.cpu_seconds(pids)
        batches = watch_all(region, cookies, videos)
        batch.append(1e6 * (measure.cpu_seconds(pids) - before) / batches)
        region.restart() # nothing is warm
        for _ in range(rounds):
            pids = processes(region)
            before = measure.cpu_seconds(pids)
            ask_pages(region, cookies, PAGES)
            pages.append(PAGES / (measure.cpu_seconds(pids) - before))
            before = measure.cpu_seconds(pids)
            ask_pages(region, [None], PAGES)
            stranger.append(PAGES / (measure.cpu_seconds(pids) - before))
            taken = ask_pages(region, cookies, RATE * RATE_S, RATE)
            slowest.append(taken[len(taken) * 99 // 100])
    note = '%d videos, %d people, %d viewers with %d watches each, cold' % (VIDEOS, PEOPLE, VIEWERS, WATCHED)
    return [
        measure.Row('pages a processor second, all processes', measure.Spread(pages), '', ('>=', 2500), note),
        measure.Row('the same for strangers', measure.Spread(stranger)),
        measure.Row('99th of 100 at %d a second' % RATE, measure.Spread(slowest), 'ms', ('<=', 25),
                    'with a client in Python on the same processors; ' + measure.load_words()),
        measure.Row('a batch of %d watches, all processes' % BATCH, measure.Spread(batch), 'µs', ('<=', 150)),
    ]
