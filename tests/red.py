#!/usr/bin/env python3
"""Breaks the code on purpose, promise by promise, in a copy of the tree, and demands that the tests
which docs/PROMISES.md names for it turn red. A test that stays green holds nothing.
Usage: red.py [P-NAME…]; ./test --red runs it."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import tree
from check_promises import rows_of
from red_table import BREAKS

ROOT = Path(__file__).resolve().parent.parent


def promises():
    """{id: [test…]} of docs/PROMISES.md."""
    text = (ROOT / 'docs' / 'PROMISES.md').read_text()
    return {cells[0]: re.findall(r'`([^`]+)`', cells[2])
            for _, cells in rows_of(text) if cells[0].startswith('P-')}


def copy_all(target):
    tree.copy_project(ROOT, target)
    subprocess.run(['git', 'init', '--quiet'], cwd=target, check=True) # which files are the project's
    for name in ('src/app/node_modules', 'tests/browser/node_modules', 'tests/tus/node_modules',
                 'build/demo-clips'):
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, target / name, symlinks=True)


def build(copy):
    done = subprocess.run(['tools/build', 'build'], cwd=copy, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)
    return done.returncode == 0, (done.stdout + done.stderr)[-3000:]


def run_test(copy, test):
    """(whether it passed, the end of what it said)."""
    environment = {k: v for k, v in os.environ.items() if k != 'VITRINE_BUILD'} # its own build
    if test.startswith(('system/', 'failures/')):
        command = [sys.executable, 'tests/system/run.py', '--suite', test.split('/')[0], test]
    elif test.startswith('browser/'):
        command = ['tests/browser/run']
        environment['VITRINE_CHECK'] = test.split('/')[1]
    elif test.startswith('tus/'):
        command = ['tests/tus/run']
    else:
        command = ['meson', 'test', '-C', 'build', '--no-rebuild', '--print-errorlogs', test.split('::')[0]]
    try:
        done = subprocess.run(command, cwd=copy, env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired:
        return False, 'it hung'
    output = done.stdout + done.stderr
    if '::' in test and done.returncode != 0:
        case = test.split('::')[1]
        if not re.search(r'FAILED +\] ' + case, output) and 'FAILED' in output:
            return True, 'another case failed: ' + output[-500:]
    return done.returncode == 0, output[-500:]


def try_break(copy, name, tests):
    """What came of one promise's break, in words; None if a test that is green turned red."""
    path, old, new = BREAKS[name]
    for test in tests:
        passed, said = run_test(copy, test)
        if not passed:
            return 'fails before anything is broken: %s\n%s' % (test, said)
    file = copy / path
    text = file.read_text()
    if text.count(old) != 1:
        return '%s: the text to break is there %d times' % (path, text.count(old))
    file.write_text(text.replace(old, new))
    try:
        good, output = build(copy)
        if not good:
            return 'the broken code does not build\n' + output
        for test in tests:
            passed, said = run_test(copy, test)
            if not passed:
                print('red     %s by %s' % (name, test), flush=True)
                return None
        return 'stayed green: ' + ', '.join(tests)
    finally:
        file.write_text(text)
        build(copy)


def main():
    wanted = sys.argv[1:]
    known = promises()
    problems = ['%s has no break in tests/red_table.py' % n for n in known if n not in BREAKS]
    problems += ['%s is broken but not promised' % n for n in BREAKS if n not in known]
    with tempfile.TemporaryDirectory(prefix='vitrine-red-') as folder:
        copy = Path(folder) / 'tree'
        os.chmod(folder, 0o755)
        copy.mkdir()
        copy_all(copy)
        good, output = build(copy)
        if not good:
            print(output)
            return 1
        chosen = [n for n in BREAKS if n in known and (not wanted or n in wanted)]
        for name in chosen:
            start = time.monotonic()
            problem = try_break(copy, name, known[name])
            if problem:
                print('GREEN   %s: %s' % (name, problem), flush=True)
                problems.append(name)
            else:
                print('        %.0f s' % (time.monotonic() - start), flush=True)
    print('\n'.join(problems))
    red = len([n for n in chosen if n not in problems])
    print('%d passed, %d failed' % (red, len(problems)))
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
