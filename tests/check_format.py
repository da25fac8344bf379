#!/usr/bin/env python3
"""clang-format decides how C looks. Usage: check_format.py ROOT CLANG-FORMAT"""
import subprocess
import sys
from pathlib import Path

import tree


def main():
    root = Path(sys.argv[1])
    files = [f for d in ('src', 'tests', 'fuzz', 'wasm') for e in ('c', 'h') for f in sorted((root / d).rglob('*.' + e))
             if 'node_modules' not in f.parts]
    done = subprocess.run([sys.argv[2], '--dry-run', '-Werror', *map(str, files)], capture_output=True,
                          text=True)
    found = sorted({line.split(':')[0] for line in done.stderr.splitlines() if 'error:' in line})
    print('%d files' % len(files))
    problems = ['%s: run clang-format -i on it' % Path(f).relative_to(root) for f in found]
    if done.returncode != 0 and not problems:
        problems = ['clang-format: ' + done.stderr[-500:]]
    return tree.report('check_format', problems)


if __name__ == '__main__':
    sys.exit(main())
