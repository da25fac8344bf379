#!/usr/bin/env python3
"""Holds the app's Arabic to what the service says. Every text that edged can tell a person of a refusal, of a
video that was not taken and of a session (said.py reads them out of the C source) is a key of
src/app/src/messages/ar-said.ts, or one of PROGRAMS, which no person is shown. Every text of the data map
(`vitrine datamap --json`), and each reason for which a value is not shown, is a key of ar-map.ts; every table and
column that a person is shown, and each word that stands in one, has a name in ar-data.ts. Every key of ar-said.ts and ar-map.ts is one of those texts.
Usage: check_said.py ROOT BUILD"""
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from said import Said, TOKEN, bare, inside, literal, macros, split

# What only programs are told, by why.
PROGRAMS = {
    'another site asks for a card (oEmbed)': ('a number of pixels from 1 on', 'json', "of a video's page here"),
    'the headers of an upload are written by tus-js-client': (
        'send the version that Tus-Version names.', 'an algorithm, a space and base64', 'the algorithm is sha1 or sha256',
        "not as long as this algorithm's are", 'application/offset+octet-stream', 'a number of bytes',
        'an upload is sent as one here', 'Upload-Length must come first here', 'bytes', 'pairs',
        'pairs of a key and base64, with commas between them', 'the upload stands at {n}.',
        'the bytes have another; they were dropped.'),
    'the app writes its requests well': (
        'The length of the body is not plain.', 'The address has a part that is not well-formed.', 'Method not allowed',
        'Header fields too large', 'Range not satisfiable', 'the file has another tag.', 'No body is taken here.',
        'The form is not well-formed.',
        'The body must be application/x-www-form-urlencoded.', 'The body must be application/json.',
        'The body is nested too deeply.', 'The body must be one JSON object without duplicate keys.', 'no such field here',
        'must be text', 'item {n} must be text', 'must be a whole number', 'must be true or false', 'must be a list',
        'item {n} must be an object', 'at least one', "not a notice's number", '0, or the number given here',
        'from 1 to the number given here', 'from 1 to as many as there are', 'at most so many bytes',
        'its parts must be base64url without padding, and not longer than any can be',
        'Send a video: video/… or application/octet-stream.'),
    'the app offers nothing else to choose': (
        'one of GET /api/v1/report-grounds', 'newest or liked', 'ranked or newest', 'public, followers or private',
        'videos, people or hashtags', 'open, answered or decided', 'report, notice, answer or any',
        'video, comment, person or any', 'one of those for a report, or any', 'oldest, newest or most'),
    'it stands where none is meant to be': ('?', 'nothing'),
}
KEY = re.compile(r"""^ {2}(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|(\w+)): ?(?!.*;$)""", re.M)


def keys_of(text):
    """The keys of the tables of phrases, in the order of the file."""
    tables = re.findall(r'^const (\w+): (?:Phrases|Readonly<Record<string, string>>) = \{\n(.*?)^\};', text, re.M | re.S)
    for name, body in tables:
        if name != 'fields':
            for single, double, word in KEY.findall(body):
                yield re.sub(r'\\(.)', r'\1', single or double or word)


def labels(root):
    """What agent.c calls a session: a browser, alone or on a system."""
    for name in re.findall(r'^\s+ON\("([^"]+)"\)', (root / 'src/edged/agent.c').read_text(), re.M):
        yield name
        yield name + ' on {s}'


def of_map(root, build):
    """What the data map says, and why a value of it is not shown."""
    program = os.path.join(build, 'src', 'vitrine')
    rows = json.loads(subprocess.run([program, 'datamap', '--json'], check=True, capture_output=True).stdout)['rows']
    mine = bare((root / 'src/datamap/mine.c').read_text())
    known = macros((root / 'src/datamap/mine.c').read_text())
    tokens = TOKEN.findall(mine)
    why = {literal(split(inside(tokens, i + 1), ',')[-1], known) for i, token in enumerate(tokens) if token == 'WITHHELD'}
    return {row[name] for row in rows for name in ('purpose', 'retention', 'place')} | why


def unnamed(root):
    """Tables and columns that are shown to the person and have no name in Arabic."""
    mine = bare((root / 'src/datamap/mine.c').read_text())
    text = (root / 'src/app/src/messages/ar-data.ts').read_text()
    tables, columns = (set(KEY.findall(re.search(r'^const %s: .*? = \{\n(.*?)^\};' % name, text, re.M | re.S)[1]))
                       for name in ('tables', 'columns'))
    tables, columns = ({''.join(key) for key in keys} for keys in (tables, columns))
    for table, column in re.findall(r'\bSHOWN\(\w+, "(\w+)", "(\w+)"\)', mine):
        if table not in tables:
            yield table
        if column not in columns and '%s.%s' % (table, column) not in columns:
            yield '%s.%s' % (table, column)


def values(root):
    """Words that a column shows, as ar-data.ts names them."""
    names = {'VIDEO': 'state', 'ACCOUNT': 'state', 'ACCOUNT_ANSWER': 'state', 'AUDIENCE': 'audience', 'REST': 'rest',
             'NOTICE': 'kind'}
    for file in ('store/states.c', 'store/notice.c', 'account/leave.c', 'account/answer.c',
                 'policy/policy.c'):
        for kind, word in re.findall(r'\[(%s|POLICY(?=_(?:SHOWN|LABELLED|HIDDEN)\]))_[A-Z_]+\] = "([a-z ]+)"' % '|'.join(names),
                                     (root / 'src' / file).read_text()):
            yield '%s.%s' % (names.get(kind, 'state'), word)
    labels_of = re.search(r'labels\[\] = \{(.*?)\};', (root / 'src/policy/policy.c').read_text(), re.S)[1]
    for label in re.findall(r'\{"(\w+)"', labels_of):
        yield 'label.' + label


def compare(name, keys, texts, where):
    for words in sorted(texts - set(keys)):
        yield '%s: no Arabic for what %s says: %s' % (name, where(words), words)
    for words in sorted(set(keys) - texts):
        yield '%s: the service does not say: %s' % (name, words)
    for words in {words for words in keys if keys.count(words) > 1}:
        yield '%s: more than once: %s' % (name, words)


def main(root, build):
    said = Said(root)
    problems = list(said.problems)
    text = (root / 'src/app/src/messages/ar-said.ts').read_text()
    keys = list(keys_of(text))
    browsers = re.findall(r"'([^']+)'", re.search(r'const browsers = \[(.*?)\] as const', text, re.S)[1])
    keys += [b + end for b in browsers for end in ('', ' on {s}')]
    programs = [words for several in PROGRAMS.values() for words in several]
    says = set(said.words) | set(labels(root))
    problems += compare('ar-said.ts', keys, says - set(programs),
                        lambda words: ', '.join(sorted(said.words.get(words, {'agent.c'}))))
    keys = list(keys_of((root / 'src/app/src/messages/ar-map.ts').read_text()))
    problems += compare('ar-map.ts', keys, of_map(root, build), lambda words: 'the data map')
    problems += ['ar-data.ts: no name for %s' % name for name in unnamed(root)]
    text = (root / 'src/app/src/messages/ar-data.ts').read_text()
    problems += ['ar-data.ts: no word for %s' % word for word in values(root) if "  '%s': " % word not in text]
    for words in sorted(set(programs) - set(said.words)):
        problems.append('check_said.py: the service does not say: %s' % words)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
