"""How long likes and comments take while 200 of them come a second, and what a page of those one follows
costs: of 1,000 people, in a region of 10,000 videos. There is no peer in Debian that does this; the bars are
the design's."""
import http.client
import json
import sqlite3
import threading
import time

import measure
import peers

PEOPLE, VIDEOS, FOLLOWED, CLIPS = 60, 10000, 1000, 20
A_SECOND, SECONDS, THREADS = 200, 8, 12
PAGES = 100
MONTH = 14 * 30 * 86400000 << 22


def peer():
    return 'no peer'


def fill(data, viewer):
    """Videos and their authors, of whom the viewer follows some; written while the region is at rest."""
    with sqlite3.connect(data / 'app' / 'app.db') as db:
        for i in range(1, FOLLOWED + 1):
            db.execute('INSERT INTO person (id, handle, created_ms) VALUES (?, ?, 5)', (i, 'author%d' % i))
            db.execute('INSERT INTO follow (person_id, target_id, id) VALUES (?, ?, ?)', (viewer, i, i))
        for i in range(1, VIDEOS + 1):
            db.execute("INSERT INTO video (id, person_id, title, state, rest, original_bytes, tries, due_ms, "
                       "started_ms, refusal, refusal_number, refusal_codec, created_ms, published_ms, duration_ms, "
                       "audio, blurhash, strip_columns, strip_rows, strip_count, strip_width, strip_height, watches) "
                       "VALUES (?, ?, 'A clip', 'public', 'none', 9, 0, 0, 5, 0, 0, '', 5, ?, 4000, 1, '', 0, 0, 0, "
                       "0, 0, 0)", (MONTH + i, i % FOLLOWED + 1, 1000 + i))
        db.execute('UPDATE person SET following = ? WHERE id = ?', (FOLLOWED, viewer))
        db.execute('UPDATE person SET followers = 1 WHERE id <= ?', (FOLLOWED,))
    db.close()


class Client:
    """One person's connection, from an address of their own."""

    def __init__(self, person):
        self.person = person
        self.connection = http.client.HTTPConnection('127.0.0.1', person.region.port(), timeout=60,
                                                     source_address=(person.address, 0))

    def ask(self, method, path, body=None, expect=(200, 201, 204)):
        """Milliseconds until the answer was there."""
        headers = {'Cookie': 'vitrine_session=' + self.person.cookie}
        if body is not None:
            headers['Content-Type'] = 'application/json'
        begun = time.monotonic()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        data = answer.read()
        if answer.status not in expect:
            raise RuntimeError('%s %s: status %d %r' % (method, path, answer.status, data[:200]))
        return 1000 * (time.monotonic() - begun)


def part_of(times, share):
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def storm(people):
    """{'like': [ms…], 'comment': [ms…]}: as many a second as are wanted, whoever waits for whom."""
    found, failed = {'like': [], 'comment': []}, []
    begun, clients = time.monotonic(), [Client(person) for person in people]

    def work(part):
        try:
            for number in range(part, A_SECOND * SECONDS, THREADS):
                time.sleep(max(0, begun + number / A_SECOND - time.monotonic()))
                client = clients[part + THREADS * (number // THREADS % (len(clients) // THREADS))]
                path = '/api/v1/videos/%d/' % (MONTH + 1 + number % CLIPS)
                if number // THREADS % 2 == 0:
                    found['like'].append(client.ask('PUT', path + 'like'))
                else:
                    found['comment'].append(client.ask('POST', path + 'comments',
                                                       json.dumps({'text': 'Comment %d' % number})))
        except (OSError, RuntimeError, http.client.HTTPException) as problem:
            failed.append(problem)
    threads = [threading.Thread(target=work, args=(part,)) for part in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise RuntimeError(str(failed[0]))
    return found


def round_of():
    with peers.harness.Region() as region:
        people = [region.sign_up('viewer%d' % i) for i in range(PEOPLE)]
        region.stop()
        fill(region.data, int(people[0].id))
        region.start()
        pids = [region.pid('edged'), region.pid('custodiand')]
        viewer = Client(people[0])
        before = measure.cpu_seconds(pids)
        pages = [viewer.ask('GET', '/api/v1/feed/following') for _ in range(PAGES)]
        page_cpu = 1000 * (measure.cpu_seconds(pids) - before) / PAGES
        before = measure.cpu_seconds(pids)
        times = storm(people)
        act_cpu = 1000 * (measure.cpu_seconds(pids) - before) / (A_SECOND * SECONDS)
    return {'page': part_of(pages, 0.99), 'page_cpu': page_cpu, 'act_cpu': act_cpu,
            'like': part_of(times['like'], 0.99), 'comment': part_of(times['comment'], 0.99)}


def run(rounds):
    found = [round_of() for _ in range(rounds)]

    def spread(name):
        return measure.Spread([f[name] for f in found])
    note = '%d a second, half of each, by %d people' % (A_SECOND, PEOPLE)
    return [
        measure.Row('99 of 100 likes are answered within', spread('like'), 'ms', ('<=', 20), note),
        measure.Row('99 of 100 comments are answered within', spread('comment'), 'ms', ('<=', 20), note),
        measure.Row('processor time of one of these', spread('act_cpu'), 'ms', None, 'edged and custodiand'),
        measure.Row('99 of 100 pages of those one follows are answered within', spread('page'), 'ms', ('<=', 20),
                    '%d people, %d videos' % (FOLLOWED, VIDEOS)),
        measure.Row('processor time of such a page', spread('page_cpu'), 'ms'),
    ]
