#!/usr/bin/env python3
"""Layer 4 of the borders: one tiny program per api/ header, which must compile with nothing but that
header and the folders that its module exposes, also when it is included twice.
Usage: check_headers.py SRC COMPILER…"""
import os
import subprocess
import sys

import tree

FLAGS = ['-std=c17', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Wpedantic', '-Werror', '-fsyntax-only']


def exposed(row, rows):
    by_name = {r.name: r for r in rows}
    seen, todo = set(), [row.name]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += by_name[name].exposes
    return sorted(seen)


def problems(src, compiler):
    rows = [r for r in tree.table(src) if not r.process]
    count = 0
    for row in rows:
        api = os.path.join(src, row.name, 'api')
        if not os.path.isdir(api):
            continue
        paths = [os.path.join(src, name, 'api') for name in exposed(row, rows)]
        for header in sorted(h for h in os.listdir(api) if h.endswith('.h')):
            program = '#include "%s"\n#include "%s"\nint main(void);\n' % (header, header)
            done = subprocess.run(
                compiler + FLAGS + ['-I' + p for p in paths] + ['-x', 'c', '-'],
                input=program, text=True, capture_output=True)
            count += 1
            if done.returncode != 0:
                yield '%s/api/%s does not stand alone:\n%s' % (row.name, header, done.stderr)
    print('%d headers' % count)


if __name__ == '__main__':
    sys.exit(tree.report('check_headers', list(problems(sys.argv[1], sys.argv[2:]))))
