#!/usr/bin/env python3
"""What ./test runs, stage after stage, and what came of it. See ./test --help."""
import argparse
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / 'build' / 'test-results.tsv'

# name, folder, options of meson setup, environment, suites that run there, and those only with --all
BUILDS = [
    ('gcc', 'build', ['--buildtype=debugoptimized'], {'CC': 'gcc'}, ['campaign', 'check'], ['unit', 'fuzz']),
    ('asan', 'build-asan', ['-Ddebug=true', '-Doptimization=1', '-Dc_args=-Wno-format-truncation',
                            '-Db_sanitize=address,undefined', '-Db_lundef=false'],
     {'CC': 'gcc'}, ['unit', 'fuzz'], ['campaign']),
    ('clang', 'build-clang', ['--buildtype=debugoptimized'], {'CC': 'clang'}, [], ['unit', 'fuzz', 'campaign']),
    ('tsan', 'build-tsan', ['--buildtype=debugoptimized', '-Db_sanitize=thread', '-Db_lundef=false'],
     {'CC': 'clang'}, [], ['unit', 'campaign']),
]
SANITIZERS = {'ASAN_OPTIONS': 'abort_on_error=1:detect_stack_use_after_return=1',
              'UBSAN_OPTIONS': 'print_stacktrace=1:halt_on_error=1'}


class Results:
    """Every test that ended, in a file that the check of the promises reads as well."""

    def __init__(self):
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text('')

    def add(self, outcome, name, reason=''):
        """The reason: why it was skipped, in one line."""
        with RESULTS.open('a') as f:
            f.write('%s\t%s%s\n' % (outcome, name, '\t' + reason if reason else ''))

    def count(self):
        counts = {'passed': 0, 'failed': 0, 'skipped': 0}
        for line in RESULTS.read_text().splitlines():
            counts[line.split('\t')[0]] += 1
        return counts

    def failed(self):
        return [line.split('\t')[1] for line in RESULTS.read_text().splitlines()
                if line.startswith('failed\t')]


def say(outcome, seconds, name, words=''):
    print('%-7s %6.1f s  %s' % (outcome, seconds, name), flush=True)
    if words:
        print('\n'.join('    ' + line for line in words.rstrip().split('\n')[-60:]), flush=True)


def build(results, name, part, folder, options, environment):
    print('\n== build: %s' % name, flush=True)
    start = time.monotonic()
    done = subprocess.run(['tools/build', *part, folder, *options], cwd=ROOT,
                          env={**os.environ, **environment}, stdin=subprocess.DEVNULL)
    outcome = 'passed' if done.returncode == 0 else 'failed'
    results.add(outcome, name + '/build')
    say(outcome, time.monotonic() - start, name + '/build')
    return done.returncode == 0


def cases(output):
    """(outcome, name, reason) of each cmocka test in a program's output; a reason stands in a line before."""
    words = {'OK': 'passed', 'FAILED': 'failed', 'SKIPPED': 'skipped'}
    reason = ''
    for match in re.finditer(r'^\[ +(OK|FAILED|SKIPPED) +\] ([a-z]\w*)$|^SKIPPED: (.*)$', output, re.M):
        if match.group(3):
            reason = match.group(3)
            continue
        yield words[match.group(1)], match.group(2), reason if match.group(1) == 'SKIPPED' else ''
        reason = ''


def add_program(results, prefix, record):
    """One meson test: its cmocka cases if it has any, else itself."""
    name = prefix + '/' + record['name'].split(' / ')[-1]
    output = record.get('stdout', '') + record.get('stderr', '')
    ok = record['result'] in ('OK', 'EXPECTEDFAIL')
    skipped = record['result'] == 'SKIP'
    found = {n: (o, why) for o, n, why in cases(output)}
    for case, (outcome, why) in found.items():
        results.add(outcome, name + '::' + case, why)
    counted_failure = any(outcome == 'failed' for outcome, _ in found.values())
    if not found or (not ok and not counted_failure):
        results.add('skipped' if skipped else 'passed' if ok else 'failed', name)
    say('skipped' if skipped else 'passed' if ok else 'failed', record.get('duration', 0),
        name + (' (%d)' % len(found) if found else ''), '' if ok or skipped else output)


def meson_tests(results, prefix, folder, suites, names):
    print('\n== tests: %s' % prefix, flush=True)
    listed = subprocess.run(['meson', 'test', '-C', folder, '--no-rebuild', '--list']
                            + ['--suite=' + s for s in suites],
                            cwd=ROOT, capture_output=True, text=True).stdout.split('\n')
    tests = [line.split(' / ')[-1].strip() for line in listed if line.strip()]
    chosen = [t for t in tests if wants(names, prefix + '/' + t)]
    if not chosen:
        return
    # A busy machine is no fault of a test: its limit is there to end one that hangs.
    command = ['meson', 'test', '-C', folder, '--no-rebuild', '--quiet', '--num-processes', '3',
               '--timeout-multiplier', '4']
    environment = {**os.environ, **SANITIZERS}
    subprocess.run(command + ['--suite=' + s for s in suites] + chosen, cwd=ROOT, env=environment,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    log = ROOT / folder / 'meson-logs' / 'testlog.json'
    seen = set()
    for line in log.read_text().splitlines() if log.exists() else []:
        record = json.loads(line)
        add_program(results, prefix, record)
        seen.add(record['name'].split(' / ')[-1])
    for name in set(chosen) - seen:
        results.add('failed', prefix + '/' + name)
        say('failed', 0, prefix + '/' + name, 'it did not run')


def system_tests(results, everything, names, suite='system'):
    print('\n== %s tests' % suite, flush=True)
    command = [sys.executable, 'tests/system/run.py', '--suite', suite, '--results', str(RESULTS), '--jobs', '2']
    command += ['--all'] if everything else []
    before = results.count()
    done = subprocess.run(command + names, cwd=ROOT, stdin=subprocess.DEVNULL)
    if done.returncode != 0 and results.count()['failed'] == before['failed']:
        results.add('failed', suite)
        say('failed', 0, suite, 'the runner ended with %d' % done.returncode)


def command_stage(results, name, command):
    """A stage that is one command. Lines 'passed NAME', 'failed NAME', 'skipped NAME' of its output
    count as tests of their own; without any, the command is one test."""
    print('\n== %s' % name, flush=True)
    start = time.monotonic()
    found, output = [], ''
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    for line in process.stdout:
        print('    ' + line, end='', flush=True)
        output += line
        match = re.match(r'(passed|failed|skipped)\s+(?:[\d.]+ s\s+)?(\S.*)$', line)
        if match:
            found.append((match.group(1), name + '/' + match.group(2).strip()))
    code = process.wait()
    for outcome, test in found:
        results.add(outcome, test)
    if not found or (code != 0 and not any(o == 'failed' for o, _ in found)):
        results.add('passed' if code == 0 else 'failed', name)
    say('passed' if code == 0 else 'failed', time.monotonic() - start, name)


def wants(names, test):
    return not names or any(n in test or test.startswith(n) for n in names)


def stage_wanted(names, stage, tests):
    """Whether any name could mean a test of this stage."""
    return not names or any(n.startswith(stage) or any(n in t for t in tests) for n in names)


def system_names(suite='system'):
    found = []
    for path in sorted((ROOT / 'tests' / suite).glob('test_*.py')):
        group = ''
        for match in re.finditer(r'^class (\w+)|^    def (test_\w+)', path.read_text(), re.M):
            group = match.group(1) or group
            if match.group(2):
                found.append('%s/%s.%s.%s' % (suite, path.stem, group, match.group(2)))
    return found


def meson_names():
    text = ''.join((ROOT / p / 'meson.build').read_text() for p in ('tests', 'fuzz'))
    return ['gcc/' + n for n in re.findall(r"'((?:test|fuzz|check)_\w+)'", text)]


def run_all(results, args):
    names = args.names
    meson_wanted = stage_wanted(names, ('gcc', 'asan', 'clang', 'tsan'), meson_names())
    good = {}
    for name, folder, options, environment, suites, _ in BUILDS:
        named = any(n.startswith(name) for n in names)
        if name == 'gcc' or named or (not names and (args.all or suites)):
            part = ['--tested'] if name == 'gcc' and not args.all and not names else []
            good[name] = build(results, name, part, folder, options, environment)
    for name, folder, _, _, suites, more in BUILDS:
        if good.get(name) and meson_wanted:
            meson_tests(results, name, folder, suites + (more if args.all or names else []), names)
    if good.get('gcc') and (args.all or 'mutate_media' in names):
        command_stage(results, 'mutate_media', [
            'build/tests/mutate_media', 'fuzz/corpus/fuzz_media', '10000'])
    app = ROOT / 'src' / 'app' / 'package.json'
    if app.exists() and stage_wanted(names, 'app', []):
        if 'check' in json.loads(app.read_text()).get('scripts', {}):
            command_stage(results, 'app', ['npm', '--prefix', 'src/app', 'run', '--silent', 'check'])
    if good.get('gcc') and stage_wanted(names, 'system', system_names()):
        system_tests(results, args.all, names)
    if good.get('gcc') and stage_wanted(names, 'failures', system_names('failures')):
        system_tests(results, args.all, names, 'failures')
    browser = ROOT / 'tests' / 'browser' / 'run'
    if good.get('gcc') and browser.exists() and stage_wanted(names, 'browser', []):
        command_stage(results, 'browser', [str(browser)] + (['--all'] if args.all else []))
    if good.get('gcc') and stage_wanted(names, 'tus', []):
        command_stage(results, 'tus', [str(ROOT / 'tests' / 'tus' / 'run')])
    if not names:
        command_stage(results, 'promises', [
            sys.executable, 'tests/check_promises.py', *(['--all'] if args.all else []), str(ROOT), str(RESULTS)])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--all', action='store_true')
    parser.add_argument('names', nargs='*')
    args = parser.parse_args()
    # Whoever starts it in the background may ignore interrupts; tests send them.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    start = time.monotonic()
    results = Results()
    run_all(results, args)
    counts = results.count()
    print('\n== %d minutes' % round((time.monotonic() - start) / 60), flush=True)
    for name in results.failed():
        print('failed: ' + name)
    print('%d passed, %d failed%s' % (
        counts['passed'], counts['failed'],
        ', %d skipped' % counts['skipped'] if counts['skipped'] else ''), flush=True)
    return 1 if counts['failed'] or not counts['passed'] else 0


if __name__ == '__main__':
    sys.exit(main())
