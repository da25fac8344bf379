"""The ledger beside its bars: how fast entries are made durable, how long one waits, how long a stranger
reads a million of them. No peer is in Debian; the bars are what the region promises its users and auditors."""
import json
import os
import subprocess
import tempfile

import measure
import peers

ENTRIES = int(os.environ.get('VITRINE_BENCH_ENTRIES', '1000000'))
harness = peers.harness


def peer():
    return 'no peer'


def drive(*args):
    done = subprocess.run([str(harness.build_folder() / 'benches' / 'ledger-drive'), *map(str, args)],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError('ledger-drive %s: %d %s' % (args[0], done.returncode, done.stderr))
    return json.loads(done.stdout)


def appending(rounds):
    rates, waits = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix='vitrine-bench-', dir='/var/tmp') as folder:
            os.mkdir(folder + '/a')
            os.mkdir(folder + '/b')
            rates.append(drive('append', folder + '/a', 20000, 1000)['per_s'])
            waits.append(drive('rate', folder + '/b', 1000, 5)['p99_ms'])
    return [
        measure.Row('entries of 256 bytes made durable, a second', measure.Spread(rates), '', ('>=', 5000),
                    'a commit for each 1000'),
        measure.Row('an entry waits for its commit, 99 of 100 below', measure.Spread(waits), 'ms', ('<=', 500),
                    '1000 come each second'),
    ]


def large_region(place):
    """Its ledger has as many entries as the bench is about, each a heartbeat; it does not run."""
    origin = (place.data / 'region').read_text().split('origin ', 1)[1].split('\n', 1)[0]
    folders = [place.data / 'ledger', place.data / 'custodian' / 'ledger']
    owner = folders[1].stat()
    drive('fill', *folders, origin, ENTRIES)
    if os.geteuid() == 0:
        for folder in folders:
            for path in [folder, *folder.rglob('*')]:
                os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


def verify(place, state):
    """(processor seconds, MiB) of one `vitrine verify`."""
    process = subprocess.Popen([str(harness.build_folder() / 'src' / 'vitrine'), 'verify', '--state', str(state),
                                'http://127.0.0.1:%d' % place.port()],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    words = process.stdout.read()
    process.stdout.close()
    used = measure.finished(process)
    if process.returncode != 0:
        raise RuntimeError('verify: %d %s' % (process.returncode, words))
    return used


def start(place):
    """Processor milliseconds of gate and all that it starts, until the region is ready."""
    place.start()
    of_gate = measure.cpu_seconds([place.gate.pid]) # it goes on with what only jobs need
    return (of_gate + measure.cpu_seconds([p['pid'] for p in place.processes()])) * 1000


def reading(rounds):
    with harness.Region() as place:
        place.stop()
        small = []
        for _ in range(rounds):
            small.append(start(place))
            place.stop()
        large_region(place)
        trees = [drive('read', place.data / 'ledger') for _ in range(rounds)]
        proofs = [drive('proof', place.data / 'ledger', 1000)['p99_ms'] for _ in range(rounds)]
        starts, wholes, nexts = [], [], []
        state = place.data.parent / 'state'
        for _ in range(rounds):
            starts.append(start(place))
            state.unlink(missing_ok=True)
            wholes.append(verify(place, state))
            nexts.append(verify(place, state)[0] * 1000)
            place.stop()
    note = '%d entries' % trees[0]['size']
    spread = measure.Spread
    return [
        measure.Row('every entry hashed and every tile compared, processor time',
                    spread([t['seconds'] for t in trees]), 's', ('<=', 3), note + ', from a folder'),
        measure.Row('memory for it', spread([t['mib'] for t in trees]), 'MiB', ('<=', 64)),
        measure.Row('vitrine verify, each entry read by its schema, processor time',
                    spread([s for s, _ in wholes]), 's', ('<=', 20), note + ', over HTTP'),
        measure.Row('memory for it', spread([m for _, m in wholes]), 'MiB', ('<=', 64)),
        measure.Row('vitrine verify again, what is new, processor time', spread(nexts), 'ms', ('<=', 100),
                    'over HTTP'),
        measure.Row('a receipt read and checked, processor time, 99 of 100 below', spread(proofs), 'ms',
                    ('<=', 1)),
        measure.Row('the region starts, processor time of all of it', spread(starts), 'ms', ('<=', 300), note),
        measure.Row('the region starts, beside one with a handful of entries', measure.ratio_of(starts, small), '',
                    ('<=', 1.2)),
    ]


def run(rounds):
    return appending(rounds) + reading(rounds)
