"""What is kept of many viewers: how much of each, and how fast it is folded. There is no peer in Debian
that does this; the bars are the design's: 20 KB a viewer, 5,000 watch events a second on two cores."""
import http.client
import json
import os
import subprocess
import tempfile
import threading
import time

import measure
import peers

PEOPLE = int(os.environ.get('VITRINE_BENCH_PEOPLE', '100000'))
SECONDS = 20
VIEWERS, BATCHES, BATCH, THREADS = 24, 40, 5, 8
KB = 1000
EVENTS_A_SECOND, CORES = 5000, 2


def peer():
    return 'no peer'


def in_process():
    """The program's own words."""
    with tempfile.TemporaryDirectory(prefix='vitrine-bench-') as folder:
        done = subprocess.run([str(peers.harness.build_folder() / 'tests' / 'bench-viewers'), folder,
                               str(PEOPLE), str(SECONDS)], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError('bench-viewers: %d %s' % (done.returncode, done.stderr))
    return json.loads(done.stdout)


def send(region, person, video):
    """Batches of one viewer, over one connection."""
    connection = http.client.HTTPConnection('127.0.0.1', region.port(), timeout=60)
    for number in range(BATCHES):
        body = json.dumps({'events': [{'video': video, 'watched_ms': 10 * number + i,
                                       'at_ms': int(time.time() * 1000)} for i in range(BATCH)]})
        connection.request('POST', '/api/v1/watches', body, {
            'Content-Type': 'application/json', 'Cookie': 'vitrine_session=' + person.cookie})
        answer = connection.getresponse()
        data = answer.read()
        if answer.status != 200:
            raise RuntimeError('watches: status %d %r' % (answer.status, data[:200]))
    connection.close()


def through_processes():
    """Events, and processor seconds of edged and custodiand for them."""
    with peers.harness.Region() as region:
        people = [region.sign_up('viewer%d' % i) for i in range(VIEWERS)]
        video = people[0].upload(peers.harness.clip())
        people[0].wait_public(video)
        pids = [region.pid('edged'), region.pid('custodiand')]
        failed, before = [], measure.cpu_seconds(pids)

        def work(part):
            try:
                for person in people[part::THREADS]:
                    send(region, person, video)
            except (OSError, RuntimeError, http.client.HTTPException) as problem:
                failed.append(problem)
        threads = [threading.Thread(target=work, args=(part,)) for part in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failed:
            raise RuntimeError(str(failed[0]))
        return VIEWERS * BATCHES * BATCH, measure.cpu_seconds(pids) - before


def run(rounds):
    found = [in_process()]
    whole = [through_processes() for _ in range(rounds)]
    note = '%d people, 200 watches each' % PEOPLE
    clock = ', '.join('%.0f' % (f['events'] / f['clock_s']) for f in found)
    return [
        measure.Row('sealed state of a viewer, mean', measure.Spread([f['sealed_mean'] / KB for f in found]),
                    'KB', ('<=', 20), note),
        measure.Row('sealed state of a viewer, most', measure.Spread([f['sealed_most'] / KB for f in found]),
                    'KB', ('<=', 20)),
        measure.Row('the database for each viewer',
                    measure.Spread([f['file_mean'] / KB for f in found]), 'KB'),
        measure.Row('events a processor second, in one process',
                    measure.Spread([f['events'] / f['processor_s'] for f in found]), '',
                    ('>=', EVENTS_A_SECOND / CORES), 'on the clock %s a second' % clock),
        measure.Row('events a processor second, edged and custodiand, over HTTP',
                    measure.Spread([events / used for events, used in whole]), '',
                    ('>=', EVENTS_A_SECOND / CORES), 'batches of %d' % BATCH),
    ]
