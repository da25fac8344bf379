"""./bench: what it makes of numbers, and that it runs."""
import csv
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import unittest

import marks
import region as harness

sys.path.insert(0, str(harness.ROOT / 'benches'))
import feed_replay  # noqa: E402
import main as bench  # noqa: E402
import measure  # noqa: E402


def run(*args, timeout=600):
    return subprocess.run([str(harness.ROOT / 'bench'), *args], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=timeout)


class Numbers(unittest.TestCase):
    def test_a_ratio_is_of_each_round_by_itself(self):
        found = measure.ratio_of([1, 20, 3], [2, 10, 3])
        self.assertEqual((found.median, found.values), (1, [0.5, 1, 2]))

    def test_the_sides_take_turns_and_who_is_first_changes(self):
        order = []

        def side(name):
            return lambda: order.append(name) or len(order)
        ours, theirs = measure.in_turn(3, side('a'), side('b'))
        self.assertEqual(''.join(order), 'abbaab')
        self.assertEqual((ours, theirs), ([1, 4, 5], [2, 3, 6]))

    def test_a_missed_bar_is_said_with_its_number(self):
        row = measure.Row('x', measure.Spread([0.7, 0.9, 0.6]), bar=('>=', 0.8))
        self.assertFalse(row.met())
        self.assertIn('MISSED: 0.7', row.cells())
        for bar, value in ((('>=', 0.8), 0.8), (('<=', 1.15), 1.15)):
            self.assertIn('met', measure.Row('x', measure.Spread([value]), bar=bar).cells())
        self.assertFalse(measure.Row('x', measure.Spread([1.2]), bar=('<=', 1.15)).met())
        self.assertIsNone(measure.Row('x', measure.Spread([1])).met())

    def test_processor_time_of_a_process_is_counted_and_sleep_is_not(self):
        with subprocess.Popen([sys.executable, '-c', 'import time\nend = time.process_time() + 0.4\n'
                               'while time.process_time() < end: pass\nprint(flush=True)\n'
                               'time.sleep(60)'], stdout=subprocess.PIPE) as burner:
            burner.stdout.readline()
            self.assertGreaterEqual(measure.cpu_seconds([burner.pid]), 0.38)
            before = measure.cpu_seconds([burner.pid])
            time.sleep(0.5)
            self.assertLess(measure.cpu_seconds([burner.pid]) - before, 0.1)
            burner.kill()

    def test_tables_go_between_their_markers_and_nowhere_else(self):
        docs = bench.DOCS.read_text()
        for name in set(bench.BENCHES) - {'feed-replay'}: # what others' data give is not kept here
            written = bench.put_between(docs, name, 'new words')
            self.assertIn('new words', written)
            self.assertEqual(bench.put_between(written, name, 'x'),
                             bench.put_between(docs, name, 'x'))
        with self.assertRaises(RuntimeError):
            bench.put_between('no markers', 'serving', 'x')


COLUMNS = ['viewer', 'video', 'creator', 'hashtags', 'duration_ms', 'watched_ms', 'at_ms', 'published_ms', 'liked']
START_MS = 1700000000000


def made_up(tastes, viewers=40, videos=300, each=120):
    """Lines of a log in which each viewer likes two of eight hashtags, or nobody likes anything."""
    drawn = random.Random(11)
    clips = [('clip, %d' % n, 'by%d' % (n % 40), 'topic%d' % drawn.randrange(8), drawn.randrange(6000, 60000))
             for n in range(videos)]
    for viewer in range(viewers):
        likes = drawn.sample(['topic%d' % n for n in range(8)], 2)
        for n, clip in enumerate(drawn.sample(clips, each)):
            share = drawn.random() if not tastes else drawn.random() * 0.5 + 0.6 * (clip[2] in likes)
            yield ['v%d' % viewer, *clip, int(share * clip[3]), START_MS + n * 3600000 + viewer * 1000]


class Replay(unittest.TestCase):
    """./bench feed-replay, on logs that are made up here."""

    @classmethod
    def setUpClass(cls):
        """Whoever runs the service alone has not built it."""
        done = subprocess.run(['ninja', '-C', str(harness.build_folder()), 'benches/feed-replay'], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            raise RuntimeError(done.stdout + done.stderr)

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, 'log.csv')

    def write(self, lines, columns=COLUMNS[:7]):
        with open(self.path, 'w', newline='') as file:
            csv.writer(file).writerows([columns, *lines])

    def verdicts(self, lines):
        """{peer: how ours does beside it, in each row}."""
        self.write(lines)
        rows = feed_replay.run(self.path)
        return rows, {p: {row.verdict(p) for row in rows} for p in feed_replay.PEERS}

    def test_tastes_that_are_there_are_learned(self):
        rows, found = self.verdicts(made_up(tastes=True))
        self.assertEqual(found, {p: {'more'} for p in feed_replay.PEERS})
        self.assertEqual(len(rows), len(feed_replay.MEASURES)) # nobody watched nearly all
        for row in rows:
            self.assertGreaterEqual(row.found['oracle'].mean, row.found['score'].mean)
            self.assertGreater(row.found['score'].mean, row.found['ours'].mean) # rules cost something

    def test_where_nobody_likes_anything_there_is_no_difference(self):
        _, found = self.verdicts(made_up(tastes=False))
        self.assertEqual(found, {p: {'no difference'} for p in feed_replay.PEERS})

    def test_who_watched_nearly_all_is_shown_apart(self):
        rows, found = self.verdicts(made_up(tastes=True, viewers=30, videos=100, each=95))
        self.assertEqual(found['random'], {'more'})
        self.assertEqual([r.what.split(':')[0] for r in rows], ['30 of 30 viewers'] * 6 + ['30 who watched nearly all'] * 6)

    def test_only_what_is_new_is_put_in_order_and_chance_is_its_mean(self):
        once = [['a', n, 'c', '', 1000, 250 if n % 2 else 4000, START_MS + n] for n in range(80)]
        again = [[*line[:5], 0, START_MS + 40] for line in once[:20]] # reaches into the second half
        self.write(once[:40] + again + [[*line[:6], START_MS + 50] for line in once[40:]] +
                   [[*line[:5], 0, START_MS + 51] for line in once[70:]])
        (videos, found), = feed_replay.replay(feed_replay.read(self.path)).values()
        self.assertEqual(videos, 80)
        self.assertEqual(found['random'], [0.625] * 3 + [5] * 3) # half of them whole, however often
        self.assertEqual(found['oracle'], [1] * 3 + [10] * 3)

    def test_columns_stand_in_any_order_and_cells_in_any_form_that_says_it(self):
        line = ['a, b', 'clip "x"', 'c', '#One two ONE\n', '2000.0', '900000', '1700000000000', '', '1']
        order = list(range(9))[::-1]
        self.write([[line[i] for i in order] + ['more']], [COLUMNS[i] for i in order] + ['else'])
        log = feed_replay.read(self.path)
        self.assertEqual((log.viewers, log.videos, list(log.tags)), ({'a, b': 0}, {'clip "x"': 0}, [b'one', b'two']))
        self.assertEqual((log.facts, list(log.watched), list(log.liked)), ([(0, 2000, (0, 1), None)], [20000], [1]))

    def test_what_is_wrong_is_said_with_its_line_and_column(self):
        good = ['a', 'v', 'c', 't', '2000', '100', '1700000000000', '1700000000000', '0']
        for at, cell, words in ((0, ' ', 'line 4, column viewer: empty'), (4, '0', 'line 4, column duration_ms: 0 is not'),
                                (4, '86400001', 'line 4, column duration_ms'), (5, '-1', 'line 4, column watched_ms: "-1"'),
                                (5, 'nan', 'line 4, column watched_ms'), (6, '1700000000', 'multiply seconds'),
                                (6, '1700000000000000', 'line 4, column at_ms'), (7, '5', 'line 4, column published_ms'),
                                (8, 'yes', 'line 4, column liked'), (1, b'\xff', 'line 4, column video: not UTF-8'),
                                (2, 'd', 'line 4, column creator: another than'), (3, 't u', 'line 4, column hashtags: another')):
            with open(self.path, 'wb') as file:
                lines = [COLUMNS, [*good[:3], '"t\n"', *good[4:]], [*good[:at], cell, *good[at + 1:]]]
                file.write(b'\n'.join(b','.join(c if isinstance(c, bytes) else c.encode() for c in line) for line in lines))
            with self.assertRaises(RuntimeError, msg=words) as caught:
                feed_replay.read(self.path)
            self.assertIn(words, str(caught.exception))

    def test_what_is_no_table_is_said(self):
        head = ','.join(COLUMNS[:7])
        many = [['a', 'v', 'c', '', 2000, 1, START_MS], ['a', 'v', 'c', '', 2000, 1, START_MS + 10 ** 12]]
        for text, words in (('', 'line 1: the file is empty'), (head, 'line 1: nothing follows'),
                            ('viewer,video', 'line 1, column creator'), (head + ',at_ms', 'column at_ms: there are two'),
                            (head + '\na,b', 'line 2: 2 cells'), (head + '\n"a', 'line 2: '),
                            (head + '\na,v,c,t,20,3,1700000000000', 'no clip is as long as a second')):
            with open(self.path, 'w') as file:
                file.write(text)
            with self.assertRaises(RuntimeError, msg=words) as caught:
                feed_replay.read(self.path)
            self.assertIn(words, str(caught.exception))
        self.write(many)
        self.assertRaisesRegex(RuntimeError, 'more than 31 years', feed_replay.read, self.path)
        self.write(many[:1])
        self.assertRaisesRegex(RuntimeError, '^0 viewers have ten', feed_replay.run, self.path)


class Run(unittest.TestCase):
    def test_wrong_usage_is_said(self):
        self.assertEqual(run('--help').returncode, 0)
        for args in (['nonsense'], ['--rounds', '0'], ['--rounds', 'x'], ['--unknown'], ['feed-replay'],
                     ['feed', '--data', 'x'], ['feed-replay', '--data', 'x', '--write']):
            done = run(*args)
            self.assertEqual(done.returncode, 2, (args, done.stdout, done.stderr))

    def test_what_help_names_is_what_there_is(self):
        names = re.findall(r'^  (\w[\w-]*)  +[\w"]', run('--help').stdout, re.M)
        self.assertEqual(set(names), {*bench.BENCHES, *bench.GROUPS})

    @marks.slow
    def test_every_bench_of_a_group_gives_numbers(self):
        os.environ['VITRINE_BENCH_PEOPLE'] = '200' # 100,000 take the better part of an hour
        self.addCleanup(os.environ.pop, 'VITRINE_BENCH_PEOPLE')
        done = run('--rounds', '1', '--json', *bench.GROUPS, timeout=1800)
        self.assertIn(done.returncode, (0, 1), done.stderr[-2000:])
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual({r['bench'] for r in rows}, {n for names in bench.GROUPS.values() for n in names})
        for row in rows:
            if ' less ' in row['what']: # a difference may be anything, if it is small
                self.assertLess(abs(row['median']), 1, row)
            else:
                self.assertGreater(row['median'], 0, row)
        self.assertEqual(done.returncode, 0 if all(r['met'] is not False for r in rows) else 1)
