#!/usr/bin/env python3
"""Every promise is cited, and has a break in red_table.py that fits the code, said before the tests run:
check_promises.py says it, too, but once they are over. Usage: check_breaks.py ROOT"""
import sys
from pathlib import Path

import check_promises
import tree
from red_table import BREAKS


def problems(root):
    rows = check_promises.rows_of((root / 'docs' / 'PROMISES.md').read_text())
    names = {cells[0] for _, cells in rows if cells[0].startswith('P-')}
    yield from check_promises.check_cited(root, names)
    yield from check_promises.check_breaks(root, names, BREAKS)


if __name__ == '__main__':
    sys.exit(tree.report('check_breaks', list(problems(Path(sys.argv[1])))))
