"""./bench: what it makes of numbers, and that it runs."""
import json
import os
import re
import subprocess
import sys
import time
import unittest

import marks
import region as harness

sys.path.insert(0, str(harness.ROOT / 'benches'))
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
        for name in bench.BENCHES:
            written = bench.put_between(docs, name, 'new words')
            self.assertIn('new words', written)
            self.assertEqual(bench.put_between(written, name, 'x'),
                             bench.put_between(docs, name, 'x'))
        with self.assertRaises(RuntimeError):
            bench.put_between('no markers', 'serving', 'x')


class Run(unittest.TestCase):
    def test_wrong_usage_is_said(self):
        self.assertEqual(run('--help').returncode, 0)
        for args in (['nonsense'], ['--rounds', '0'], ['--rounds', 'x'], ['--unknown']):
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
