"""How long a search takes in a region of many videos. There is no peer in Debian that does this; the bar is
what a person does not notice while typing: 50 ms, for 99 of 100 searches."""
import json
import os
import subprocess
import tempfile

import measure
import peers

VIDEOS = int(os.environ.get('VITRINE_BENCH_VIDEOS', '10000'))


def peer():
    return 'no peer'


def run(rounds):
    with tempfile.TemporaryDirectory(prefix='vitrine-bench-') as folder:
        done = subprocess.run([str(peers.harness.build_folder() / 'benches' / 'search'), folder, str(VIDEOS),
                               str(rounds)], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError('search: %d %s' % (done.returncode, done.stderr))
    found = json.loads(done.stdout)
    note = '%d videos, %d searches' % (VIDEOS, found['searches'])
    return [
        measure.Row('a search, processor time, 99 of 100 below', measure.Spread([found['p99_us'] / 1000]), 'ms',
                    ('<=', 50), note),
        measure.Row('a search, processor time, median', measure.Spread([found['half_us'] / 1000]), 'ms'),
        measure.Row('a search, processor time, longest', measure.Spread([found['most_us'] / 1000]), 'ms'),
    ]
