"""What ./bench runs; see ./bench --help."""
import argparse
import json
import platform
import re
import subprocess
import sys
from pathlib import Path

import feed
import feed_replay
import feed_sim
import idle
import ledger
import measure
import opens
import search
import serving
import social
import transcoding
import upload
import viewers
import web

HEAD = ['what', 'median (least to most)', 'bar', '', 'ours / theirs']
BENCHES = {'serving': serving, 'transcoding': transcoding, 'upload': upload, 'opens': opens,
           'viewers': viewers, 'feed': feed, 'feed-sim': feed_sim, 'feed-replay': feed_replay,
           'search': search, 'ledger': ledger, 'social': social, 'web': web, 'idle': idle}
GROUPS = {'media': ['serving', 'transcoding', 'upload'], 'custody': ['opens', 'viewers']}
DOCS = Path(__file__).resolve().parent.parent / 'docs' / 'benchmarks.md'
MET, MISSED, USAGE, FAILED = 0, 1, 2, 3


def machine():
    """The machine in one line."""
    model = re.search(r'^model name\s*: (.*)$', Path('/proc/cpuinfo').read_text(), re.M)
    return '%s, %s, Linux %s' % (model.group(1) if model else platform.machine(),
                                 measure.load_words(), platform.release())


def prepare():
    """What is missing is installed and built; words go where they do not mix with results."""
    for command in (['tools/install-packages', 'bench'], ['tools/build', 'build']):
        if subprocess.run(command, cwd=DOCS.parent.parent, stdout=sys.stderr).returncode != 0:
            raise RuntimeError('%s failed' % command[0])


def table(rows, head):
    """Markdown that reads well on a terminal too."""
    lines = [head] + [row.cells() for row in rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    lines.insert(1, ['-' * max(3, w) for w in widths])
    return '\n'.join('| ' + ' | '.join(c.ljust(w) for c, w in zip(line, widths)) + ' |'
                     for line in lines)


def put_between(text, name, block):
    """text with what stands between the bench's markers replaced."""
    begin, end = '<!-- ./bench %s --write -->' % name, '<!-- end of %s -->' % name
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise RuntimeError('%s: the markers of %s do not stand there once' % (DOCS.name, name))
    return text[:text.index(begin) + len(begin)] + '\n' + block + '\n' + text[text.index(end):]


def run_one(name, args):
    """Runs and prints one bench; whether it met its bars."""
    bench = BENCHES[name]
    before = machine()
    rows = bench.run(getattr(args, getattr(bench, 'TAKES', 'rounds')))
    text = table(rows, getattr(bench, 'HEAD', HEAD))
    if args.json:
        for row in rows:
            print(json.dumps({'bench': name, **row.plain()}), flush=True)
    else:
        print('%s, beside %s\n%s\n%s\n' % (name, bench.peer(), before, text), flush=True)
    if args.write:
        block = '%d rounds beside %s.\n%s.\n\n%s' % (args.rounds, bench.peer(), before, text)
        DOCS.write_text(put_between(DOCS.read_text(), name, block))
        getattr(bench, 'write_more', lambda: None)()
    return all(row.met() is not False for row in rows)


def main():
    parser = argparse.ArgumentParser(prog='bench')
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--data', metavar='FILE')
    parser.add_argument('--json', action='store_true')
    parser.add_argument('--write', action='store_true')
    parser.add_argument('names', nargs='*', metavar='NAME')
    args = parser.parse_args()
    names = []
    for name in args.names or ['media']:
        if name not in BENCHES and name not in GROUPS:
            parser.error('there is no bench named %s: %s' % (name, ', '.join([*GROUPS, *BENCHES])))
        names += [n for n in GROUPS.get(name, [name]) if n not in names]
    if ('feed-replay' in names) != (args.data is not None):
        parser.error('feed-replay takes --data FILE, and nothing else does')
    if 'feed-replay' in names and args.write:
        parser.error('what comes of data that are not here is not put into docs/benchmarks.md')
    if args.rounds < 1:
        parser.error('--rounds takes a number from 1 on')
    try:
        prepare()
        met = [run_one(name, args) for name in names]
    except (OSError, RuntimeError, TimeoutError) as problem:
        print('bench: %s' % problem, file=sys.stderr)
        return FAILED
    return MET if all(met) else MISSED


if __name__ == '__main__':
    sys.exit(main())
