#!/usr/bin/env python3
"""Runs the system tests: one line per test with its time, what a failed test said after it, and
'N passed, N failed' last. Usage: run.py [--all] [--results FILE] [NAME…]; a NAME is a part of
'file.Class.test'. A test marked @slow runs with --all or when it is named."""
import argparse
import contextlib
import importlib
import re
import sys
import time
import traceback
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent


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
        print('%-7s %6.1f s  system/%s%s' % (outcome, seconds, name,
                                             '  (%s)' % words if outcome == 'skipped' else ''),
              flush=True)
        if outcome == 'failed':
            print('\n'.join('    ' + line for line in words.rstrip().split('\n')), flush=True)
        if self.file:
            self.file.write('%s\tsystem/%s\n' % (outcome, name))
            self.file.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--all', action='store_true', help='the slow ones as well')
    parser.add_argument('--results', help='append one line per test to this file')
    parser.add_argument('names', nargs='*')
    args = parser.parse_args()
    sys.path.insert(0, str(HERE))
    import marks
    marks.run_slow = args.all or bool(args.names)
    marks.everything = args.all
    with contextlib.ExitStack() as stack:
        results = stack.enter_context(open(args.results, 'a')) if args.results else None
        result = Result(results)
        for path in sorted(HERE.glob('test_*.py')):
            module = importlib.import_module(path.stem)
            suite = unittest.defaultTestLoader.loadTestsFromModule(module)
            chosen = [t for t in tests_of(suite)
                      if not args.names or any(n in 'system/' + t.id() for n in args.names)]
            if chosen:
                unittest.TestSuite(chosen).run(result)
    counts = result.counts
    print('%d passed, %d failed%s' % (
        counts['passed'], counts['failed'],
        ', %d skipped' % counts['skipped'] if counts['skipped'] else ''))
    return 1 if counts['failed'] or not counts['passed'] else 0


if __name__ == '__main__':
    sys.exit(main())
