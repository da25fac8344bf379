"""What custodiand does for edged, by the real process over real socket pairs (custody_drive.c): fields
that are opened one by one and in batches, beside a loop of libsodium's secretbox in one process; and
what sign-ins beside them cost."""
import subprocess
import tempfile

import measure
import peers

CHANNELS, ONE, BATCH = 4, 10000, 1500  # fields of one thread stay under what a session may open
SIGN_INS = 100


class Drive:
    """A custodiand of its own, and what asks it."""

    def __enter__(self):
        build = peers.harness.build_folder()
        self.folder = tempfile.TemporaryDirectory(prefix='vitrine-bench-custody-')
        self.process = subprocess.Popen(
            [build / 'benches' / 'custody-drive', build / 'src' / 'vitrine-custodiand',
             self.folder.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        code = self.process.wait(30)
        self.folder.cleanup()
        if code != 0:
            raise RuntimeError('custody-drive left with %d' % code)

    def numbers(self, *words):
        self.process.stdin.write(' '.join(map(str, words)) + '\n')
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError('custody-drive ended')
        return [float(n) for n in line.split()]

    def open(self, threads, fields, asks, sign_ins=0):
        names = 'asks', 'seconds', 'loop', 'all', 'middle_us', 'late_us', 'sign_ins'
        found = dict(zip(names, self.numbers('open', threads, fields, asks, sign_ins)))
        return {**found, 'fields': found['asks'] * fields}

    def sign(self, seconds):
        _, took, _, cpu, _, _, made = self.numbers('sign', SIGN_INS, seconds)
        return {'seconds': took, 'cpu': cpu, 'made': made}

    def box(self, fields):
        made, cpu = self.numbers('box', fields)
        return made / cpu


def rate(runs, what, by):
    return measure.Spread([run[what] / run[by] for run in runs])


def run(rounds):
    rows = []
    with Drive() as drive:
        ones, boxes = measure.in_turn(rounds, lambda: drive.open(CHANNELS, 1, ONE),
                                      lambda: drive.box(500000))
        many, again = measure.in_turn(rounds, lambda: drive.open(CHANNELS, 64, BATCH),
                                      lambda: drive.box(500000))
        beside, alone = measure.in_turn(rounds, lambda: drive.open(1, 1, ONE, SIGN_INS),
                                        lambda: drive.open(1, 1, ONE))
        signs = [drive.sign(3) for _ in range(rounds)]
        for what, runs, other, bar in (('opened one by one', ones, boxes, 10000),
                                       ('opened in batches of 64', many, again, 250000)):
            cpu = rate(runs, 'fields', 'all')
            rows.append(measure.Row(
                'fields %s, per processor second' % what, cpu, bar=('>=', bar),
                note='%s of libsodium alone' % measure.ratio_of(cpu.values, sorted(other))))
            rows.append(measure.Row('fields %s, per second on the clock' % what,
                                    rate(runs, 'fields', 'seconds'), bar=('>=', bar),
                                    note=measure.load_words()))
        rows.append(measure.Row('a round trip that opens one field, middle, on the clock',
                                measure.Spread([run['middle_us'] for run in alone]), 'µs',
                                ('<=', 100), measure.load_words()))
        rows.append(measure.Row(
            'a round trip beside sign-ins, asked for %d a second / without' % SIGN_INS,
            measure.ratio_of([run['middle_us'] for run in beside],
                             [run['middle_us'] for run in alone]), bar=('<=', 1.1),
            note='%s sign-ins a second meanwhile' % rate(beside, 'sign_ins', 'seconds')))
        rows.append(measure.Row('sign-ins per processor second', rate(signs, 'made', 'cpu'),
                                note='%s a second on the clock; %s' % (
                                    rate(signs, 'made', 'seconds'), measure.load_words())))
    return rows


def peer():
    return 'libsodium ' + peers.version('dpkg-query', '-f', '${Version}', '-W', 'libsodium23')
