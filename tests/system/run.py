#!/usr/bin/env python3
"""Runs the system tests, or those of another folder beside it (--suite failures): one line per test with its time, what a failed test said after it, and
'N passed, N failed' last. Usage: run.py [--suite FOLDER] [--all] [--results FILE] [--jobs N] [NAME…]; a NAME is a part
of 'file.Class.test'. A test marked @slow runs with --all or when it is named. With --jobs, so many files
at once, the longest first; those in ALONE, which measure or take what others need, by themselves."""
import argparse
import concurrent.futures
import contextlib
import importlib
import re
import subprocess
import sys
import threading
import time
import traceback
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
suite = 'system' # the folder, which is what a test's name begins with
ALONE = ['test_bench', 'test_borders', 'test_build', 'test_flood', 'test_full', 'test_run']
LONGEST = ['test_video', 'test_restart', 'test_mediad', 'test_mediad_stages', 'test_erasure', 'test_upload']


def tests_of(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from tests_of(item)
        else:
            yield item


class Result(unittest.TestResult):
    """One line as each test ends."""

    def __init__(self, file):
        super().__init__()
        self.file, self.counts = file, {'passed': 0, 'failed': 0, 'skipped': 0}
        self.running, self.outcome, self.words, self.start = False, None, '', 0.0

    def startTest(self, test):
        super().startTest(test)
        self.running, self.outcome, self.words, self.start = True, 'passed', '', time.monotonic()

    def addError(self, test, error):
        super().addError(test, error)
        self.end(test, 'failed', ''.join(traceback.format_exception(*error)))

    addFailure = addError

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            self.outcome = 'failed'
            self.words += str(subtest) + '\n' + ''.join(traceback.format_exception(*error))

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.end(test, 'skipped', reason)

    def end(self, test, outcome, words):
        """What belongs to no test, a class's or a module's beginning or end, is said by itself."""
        if self.running:
            self.outcome, self.words = outcome, words
        else:
            self.say(re.sub(r'(\w+) \((.+)\)', r'\2.\1', test.id()), outcome, 0.0, words)

    def stopTest(self, test):
        super().stopTest(test)
        self.running = False
        self.say(test.id(), self.outcome, time.monotonic() - self.start, self.words)

    def say(self, name, outcome, seconds, words):
        self.counts[outcome] += 1
        print('%-7s %6.1f s  %s/%s%s' % (outcome, seconds, suite, name,
                                         '  (%s)' % words if outcome == 'skipped' else ''), flush=True)
        if outcome == 'failed':
            print('\n'.join('    ' + line for line in words.rstrip().split('\n')), flush=True)
        if self.file:
            why = '\t' + ' '.join(words.split()) if outcome == 'skipped' else ''
            self.file.write('%s\t%s/%s%s\n' % (outcome, suite, name, why))
            self.file.flush()


class Crew:
    """Files run by processes of their own, whose lines are passed on: what a failed test said stays
    together."""

    def __init__(self, args):
        self.args, self.lock = args, threading.Lock()
        self.counts = {'passed': 0, 'failed': 0, 'skipped': 0}

    def say(self, block):
        with self.lock:
            print('\n'.join(block), flush=True)

    def line(self, line, block):
        match = re.match(r'(passed|failed|skipped)\s+[\d.]+ s', line)
        if match and block:
            self.say(block)
            block.clear()
        if match:
            self.counts[match.group(1)] += 1
        if match and match.group(1) != 'failed':
            self.say([line])
        else:
            block.append(line)

    def run(self, name):
        command = [sys.executable, __file__, '--suite', suite, '--file', name]
        command += ['--all'] if self.args.all else []
        command += ['--results', self.args.results] if self.args.results else []
        block, last = [], ''
        with subprocess.Popen(command + self.args.names, stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as child:
            for line in child.stdout:
                last = line.rstrip('\n')
                if not re.fullmatch(r'\d+ passed, \d+ failed(, \d+ skipped)?', last):
                    self.line(last, block)
        if block:
            self.say(block)
        if not re.fullmatch(r'\d+ passed, \d+ failed(, \d+ skipped)?', last):
            self.counts['failed'] += 1
            self.say(['failed     0.0 s  %s/%s' % (suite, name), '    it ended with %d' % child.returncode])
            if self.args.results:
                with open(self.args.results, 'a') as results:
                    results.write('failed\t%s/%s\n' % (suite, name))

    def run_all(self, files):
        together = [f for f in LONGEST if f in files]
        together += [f for f in files if f not in LONGEST + ALONE]
        with concurrent.futures.ThreadPoolExecutor(self.args.jobs) as pool:
            list(pool.map(self.run, together))
        for name in ALONE:
            if name in files:
                self.run(name)
        return self.counts


def run_here(args, files):
    with contextlib.ExitStack() as stack:
        results = stack.enter_context(open(args.results, 'a')) if args.results else None
        result = Result(results)
        for name in files:
            module = importlib.import_module(name)
            found = unittest.defaultTestLoader.loadTestsFromModule(module)
            chosen = [t for t in tests_of(found)
                      if not args.names or any(n in suite + '/' + t.id() for n in args.names)]
            if chosen:
                unittest.TestSuite(chosen).run(result)
    return result.counts


def main():
    global suite
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--suite', choices=('system', 'failures'), default=suite)
    parser.add_argument('--all', action='store_true', help='the slow ones as well')
    parser.add_argument('--results', help='append one line per test to this file')
    parser.add_argument('--jobs', type=int, default=1, help='how many files at once')
    parser.add_argument('--file', help='only the tests of this file')
    parser.add_argument('names', nargs='*')
    args = parser.parse_args()
    suite = args.suite
    sys.path[:0] = [str(HERE.parent / suite), str(HERE)]
    import marks
    marks.run_slow = args.all or bool(args.names)
    marks.everything = args.all
    files = [args.file] if args.file else sorted(
        path.stem for path in (HERE.parent / suite).glob('test_*.py'))
    counts = run_here(args, files) if args.jobs < 2 else Crew(args).run_all(files)
    print('%d passed, %d failed%s' % (
        counts['passed'], counts['failed'],
        ', %d skipped' % counts['skipped'] if counts['skipped'] else ''))
    return 1 if counts['failed'] or not counts['passed'] else 0


if __name__ == '__main__':
    sys.exit(main())
