"""Pages of "For You" over HTTP, in a region of 10,000 videos, 5,000 people and 1,000,000 watches: pages a
processor second of all its processes, how long one takes at 300 a second, and what a batch of watches
costs, when they come from as many connections as CONNECTIONS. Videos, people and counts are made up by `vitrine demo fill` while nothing runs; a part of the
viewers signs up and watches through the service, so that their state is sealed. Each asks for a page
after all others have: nothing of theirs is warm."""
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
WATCHED, BATCH = 200, 20
THREADS, CONNECTIONS, PAGES, RATE, RATE_S = 8, 16, 3000, 300, 10
FLUSH_S = 62 # what is counted of watches is written once a minute: part of what they cost


def peer():
    return 'no peer'


def fill(data):
    """What `vitrine demo fill` makes; the numbers of the videos."""
    peers.fill(data, PEOPLE, VIDEOS, WATCHES)
    with sqlite3.connect(data / 'app' / 'app.db') as db:
        return [row[0] for row in db.execute('SELECT id FROM video ORDER BY id')]


def in_threads(work):
    """work(0) ... work(THREADS - 1), each in a thread."""
    failed = []

    def run_one(part):
        try:
            work(part)
        except (OSError, RuntimeError) as problem:
            failed.append(problem)
    threads = [threading.Thread(target=run_one, args=(part,)) for part in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise RuntimeError(str(failed[0]))


def watch_all(region, cookies, videos):
    """Each viewer's watches, of all viewers in turn, and the minute in which they are counted; how many batches."""
    chance, begin, batches = random.Random(1), time.monotonic(), []
    seen = [chance.sample(videos, WATCHED) for _ in cookies]
    at_ms = int(time.time() * 1000) - WATCHED
    for first in range(0, WATCHED, BATCH):
        for cookie, of in zip(cookies, seen):
            batches.append(peers.http_request('POST', '/api/v1/watches', cookie, json.dumps({'events': [
                {'video': str(v), 'watched_ms': chance.randint(0, 8000), 'at_ms': at_ms + first + i}
                for i, v in enumerate(of[first:first + BATCH])]})))
    peers.Load(region.port(), batches, CONNECTIONS, '"accepted":%d' % BATCH, 1)
    time.sleep(max(0, begin + FLUSH_S - time.monotonic()))
    return len(batches)


def ask_pages(region, cookies, count, rate=0):
    """Pages of ten, new ones all of them."""
    requests = [peers.http_request('GET', '/api/v1/feed', cookies[i % len(cookies)]) for i in range(count)]
    return peers.Load(region.port(), requests, CONNECTIONS, '"why":', 10, rate)


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
        videos = fill(region.data)
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
            slowest.append(ask_pages(region, cookies, RATE * RATE_S, RATE).late_ms)
    note = '%d videos, %d people, %d viewers with %d watches each, cold, on %d connections' % (
        VIDEOS, PEOPLE, VIEWERS, WATCHED, CONNECTIONS)
    return [
        measure.Row('pages a processor second, all processes', measure.Spread(pages), '', ('>=', 2500), note),
        measure.Row('the same for strangers', measure.Spread(stranger)),
        measure.Row('99th of 100 at %d a second' % RATE, measure.Spread(slowest), 'ms', ('<=', 25),
                    'with the client on the same processors; ' + measure.load_words()),
        measure.Row('a batch of %d watches, all processes' % BATCH, measure.Spread(batch), 'µs', ('<=', 150),
                    'from %d connections; with the minute in which they are counted' % CONNECTIONS),
    ]
