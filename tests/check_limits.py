#!/usr/bin/env python3
"""Holds numbers that the app has of its own to the service's (src/base/api/base_limits.h): a row for each.
Usage: check_limits.py ROOT"""
import re
import sys
from pathlib import Path

import tree

# Where it stands in the app, its name there, the service's, and how many of the app's unit that has.
SAME = [
    ('src/logic/details.ts', 'TRIM_LEAST_MS', 'LIMIT_TRIM_LEAST_MS', 1),
    ('worker/ledger.ts', 'NOTE_MAX', 'LIMIT_NOTE', 1),
    ('src/logic/ledger.ts', 'SILENCE_MS', 'LIMIT_SILENCE_MS', 1),
    ('src/logic/ledger.ts', 'STALE_MS', 'LIMIT_STALE_S', 1000),
    ('src/logic/ledger.ts', 'AHEAD_MS', 'LIMIT_CLOCKS_MS', 1),
    ('src/logic/meter.ts', 'MOST_TIMES', 'LIMIT_WATCH_TIMES', 1),
    ('src/logic/outbox.ts', 'BATCH_MAX', 'LIMIT_WATCHES', 1),
    ('src/logic/kept.ts', 'MOST', 'LIMIT_DRAFTS', 1),
    ('src/logic/captions.ts', 'AT_MOST', 'LIMIT_CAPTIONS', 1),
    ('src/logic/statement.ts', 'REASON_MAX', 'LIMIT_REASON', 1),
    ('src/stores/seat.ts', 'SITTING_MS', 'LIMIT_DESK_HOURS', 3600 * 1000),
    ('src/stores/safety.ts', 'LEAVE_DAYS', 'LIMIT_LEAVE_DAYS', 1),
    ('src/ui/comments-sheet.tsx', 'LENGTH_MOST', 'LIMIT_COMMENT', 1),
    ('src/ui/report-sheet.tsx', 'WORDS_MAX', 'LIMIT_REPORT_WORDS', 1),
    ('src/ui/legal-page.tsx', 'EXPLANATION_MIN', 'LIMIT_EXPLANATION_MIN', 1),
    ('src/ui/legal-page.tsx', 'EXPLANATION_MAX', 'LIMIT_EXPLANATION', 1),
    ('src/ui/decision-page.tsx', 'ANSWER_MAX', 'LIMIT_ANSWER', 1),
    ('src/ui/settings-passkeys.tsx', 'LABEL_MAX', 'LIMIT_LABEL', 1),
    ('src/ui/upload-describe.tsx', 'TITLE_MOST', 'LIMIT_TITLE', 1),
    ('src/ui/upload-describe.tsx', 'SOUND_MOST', 'LIMIT_SOUND', 1),
    ('src/ui/edit-video-sheet.tsx', 'TITLE_MOST', 'LIMIT_TITLE', 1),
]
PRODUCT = r'([0-9_]+(?: \* [0-9_]+)*)'


def value(text, before, after):
    """What stands there as a product of whole numbers; None: nothing does."""
    found = re.search(before + PRODUCT + after, text)
    product = None if found is None else 1
    for factor in re.findall(r'[0-9_]+', found.group(1)) if found else []:
        product *= int(factor.replace('_', ''))
    return product


def problems(root):
    limits = re.sub(r'/\*.*?\*/', '', (root / 'src/base/api/base_limits.h').read_text(), flags=re.S)
    for path, name, limit, unit in SAME:
        of_app = value((root / 'src/app' / path).read_text(), r'\bconst %s = ' % name, ';')
        of_service = value(limits, r'\b%s =\s+' % limit, ',')
        if None in (of_app, of_service):
            yield 'src/app/%s: %s or %s is not there as a number' % (path, name, limit)
        elif of_app != of_service * unit:
            yield 'src/app/%s: %s is %d, and %s makes it %d' % (path, name, of_app, limit, of_service * unit)


if __name__ == '__main__':
    sys.exit(tree.report('check_limits', list(problems(Path(sys.argv[1])))))
