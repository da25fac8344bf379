#!/usr/bin/env python3
"""Holds docs/PROMISES.md to account. Its table has the columns id, promise, test, state, seen red by.
Every promise names at least one test; every test named ran in this run and did not fail. One of which every test
was skipped is said, with the reason; with --all it must be one of ABSENT. Every (P-…) in README.md and docs/ is a row, and every row is cited there.
Every promise has a break in red_table.py that still fits the code.
Holds docs/failures.md and the scenarios of tests/failures to each other: each of the twenty has a row, each
scenario stands in the row whose number its name begins with, and a row without one says what is missing.
Usage: check_promises.py [--all] ROOT RESULTS"""
import re
import sys
from pathlib import Path

import tree
from red_table import BREAKS

# What a machine may lack: a test that needs it is not played there.
ABSENT = re.compile('needs root|mounts a file system|is not to be had|nothing may be traced here|'
                    'VITRINE_MEDIA names no folder of clips|./run uses the folder build|no merkle vectors|'
                    'memory can be locked without a limit|the kernel has no Landlock|files cannot be sealed')
STATES = ('held', 'partly held')
FAILURES = 20
FAILURE = ['#', 'what went wrong', 'what stands here', 'it', 'scenario', 'what is missing']
COLUMNS = ['id', 'promise', 'test', 'state', 'seen red by']


def rows_of(text):
    """The cells of each row of the table, as (line number, [cell…])."""
    for number, line in enumerate(text.split('\n'), 1):
        if line.startswith('|'):
            yield number, [c.strip() for c in line.strip()[1:-1].split('|')]


def cited(root):
    """{promise id: file that cites it}, of README.md and docs/."""
    found = {}
    for path in [root / 'README.md'] + sorted((root / 'docs').rglob('*.md')):
        if not path.exists() or path.name == 'PROMISES.md':
            continue
        for group in re.findall(r'\((P-[^)]*)\)', path.read_text()):
            for name in re.findall(r'P-[a-z0-9-]+', group):
                found[name] = str(path.relative_to(root))
    return found


def outcomes_of(results):
    """{test name without the build's name: outcome}; a failure anywhere wins. And why a test was skipped."""
    rank = {'skipped': 0, 'passed': 1, 'failed': 2}
    found, reasons = {}, {}
    for line in results.read_text().splitlines():
        outcome, name, *reason = line.split('\t')
        short = re.sub(r'^(gcc|asan|clang|tsan)/', '', name)
        for key in {short, short.split('::')[0]}:
            if rank[outcome] >= rank.get(found.get(key), -1):
                found[key] = outcome
                reasons[key] = ' '.join(reason)
    return found, reasons


def not_played(rows, outcomes, reasons):
    """(promise, why) of each whose tests were all skipped."""
    for _, cells in rows:
        tests = re.findall(r'`([^`]+)`', cells[2]) if len(cells) == len(COLUMNS) else []
        if tests and all(outcomes.get(t) == 'skipped' for t in tests):
            yield cells[0], '; '.join(sorted({reasons[t] or 'no reason given' for t in tests}))


def check_played(rows, outcomes, reasons, everything):
    """Says which were not; with everything, any is a problem that this machine does not explain."""
    missing = list(not_played(rows, outcomes, reasons))
    print('%d promises, %d not played here' % (len(rows), len(missing)))
    for name, why in missing:
        print('not played: %s (%s)' % (name, why))
        if everything and not all(ABSENT.search(w) for w in why.split('; ')):
            yield 'docs/PROMISES.md: %s was not played, though all was to be: %s' % (name, why)


def check_row(number, cells, outcomes):
    where = 'docs/PROMISES.md:%d' % number
    if len(cells) != len(COLUMNS) or not re.fullmatch(r'P-[a-z0-9-]+', cells[0]):
        yield '%s: not a row of %s' % (where, ', '.join(COLUMNS))
        return
    name, promise, test, state, red = cells
    tests = re.findall(r'`([^`]+)`', test)
    if not promise or not tests:
        yield '%s: %s has no test' % (where, name)
    if state not in STATES:
        yield '%s: %s is in state "%s", not one of: %s' % (where, name, state, ', '.join(STATES))
    if len(red) < 10:
        yield '%s: %s does not say how its test was seen red' % (where, name)
    for one in tests:
        if one not in outcomes:
            yield '%s: %s names %s, which did not run' % (where, name, one)
        elif outcomes[one] == 'failed':
            yield '%s: %s is not held: %s failed' % (where, name, one)


def check_breaks(root, names, breaks):
    for name in sorted(names - set(breaks)):
        yield 'tests/red_table.py: %s has no break' % name
    for name, (path, text, *_) in breaks.items():
        if name not in names:
            yield 'tests/red_table.py: %s is no promise' % name
        found = (root / path).read_text().count(text) if (root / path).exists() else 0
        if found != 1:
            yield 'tests/red_table.py: the text that %s breaks stands %d times in %s' % (
                name, found, path)


def scenarios(root):
    """failures/file.Class.test_NN_… of every test in tests/failures."""
    for path in sorted((root / 'tests' / 'failures').glob('test_*.py')):
        group = ''
        for match in re.finditer(r'^class (\w+)|^    def (test_\w+)', path.read_text(), re.M):
            group = match.group(1) or group
            if match.group(2):
                yield 'failures/%s.%s.%s' % (path.stem, group, match.group(2))


def check_failure(where, cells, played, outcomes):
    if len(cells) != len(FAILURE):
        yield '%s: not a row of %s' % (where, ', '.join(FAILURE))
        return
    number, what, control, how, tests, missing = cells
    cited_here = re.findall(r'`([^`]+)`', tests)
    if not what or not control or not set(how.split(', ')) <= {'prevents', 'detects', 'records', 'nothing'}:
        yield '%s: failure %s does not say what went wrong, or what a control does' % (where, number)
    if len(missing) < 10:
        yield '%s: failure %s does not say what is missing' % (where, number)
    for test in cited_here:
        if test not in played:
            yield '%s: failure %s names %s, which does not exist' % (where, number, test)
        elif not re.search(r'\.test_%02d_' % int(number), test):
            yield '%s: failure %s names %s, which is of another' % (where, number, test)
        elif test not in outcomes:
            yield '%s: failure %s names %s, which did not run' % (where, number, test)
        elif outcomes[test] == 'failed':
            yield '%s: failure %s: %s failed' % (where, number, test)
    if not cited_here and set(how.split(', ')) & {'prevents', 'detects'}:
        yield '%s: failure %s is said to be %s, and nothing plays it' % (where, number, how)


def failures(root, outcomes):
    path, played = root / 'docs' / 'failures.md', set(scenarios(root))
    text = path.read_text() if path.exists() else ''
    rows = [r for r in rows_of(text) if re.fullmatch(r'\d+', r[1][0])]
    if not rows and not played:
        return
    if [cells[0] for _, cells in rows] != [str(n) for n in range(1, FAILURES + 1)]:
        yield 'docs/failures.md: its rows are not the %d, in order' % FAILURES
    for number, cells in rows:
        yield from check_failure('docs/failures.md:%d' % number, cells, played, outcomes)
    for test in sorted(played - set(re.findall(r'`([^`]+)`', text))):
        yield 'docs/failures.md: %s is in no row' % test


def check_cited(root, names):
    citations = cited(root)
    for name in sorted(set(citations) - names):
        yield '%s: cites %s, which is not in docs/PROMISES.md' % (citations[name], name)
    for name in sorted(names - set(citations)):
        yield 'docs/PROMISES.md: %s is cited nowhere in README.md or docs/' % name


def problems(root, results, breaks=BREAKS, everything=False):
    path = root / 'docs' / 'PROMISES.md'
    if not path.exists():
        yield 'docs/PROMISES.md is missing'
        return
    (outcomes, reasons), seen = outcomes_of(results), set()
    rows = [r for r in rows_of(path.read_text()) if r[1][0] != 'id' and set(r[1][0]) != {'-'}] # neither the head nor the rule
    for number, cells in rows:
        yield from check_row(number, cells, outcomes)
        if cells[0] in seen:
            yield 'docs/PROMISES.md:%d: %s is there twice' % (number, cells[0])
        seen.add(cells[0])
    yield from check_cited(root, seen)
    yield from check_breaks(root, seen, breaks)
    yield from failures(root, outcomes)
    yield from check_played(rows, outcomes, reasons, everything)
    if not seen:
        yield 'docs/PROMISES.md has no row'


if __name__ == '__main__':
    arguments = [a for a in sys.argv[1:] if a != '--all']
    sys.exit(tree.report('check_promises', list(problems(
        Path(arguments[0]), Path(arguments[1]), everything='--all' in sys.argv))))
