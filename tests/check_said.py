#!/usr/bin/env python3
"""Holds the app's Arabic to what the service says: every text that edged can tell a person of a refusal, of a
video that was not taken and of a session (said.py reads them out of the C source) is a key of
src/app/src/messages/ar-said.ts, or one of PROGRAMS, which no person is shown; and every key is one of those texts.
Usage: check_said.py ROOT BUILD"""
import re
import sys
from pathlib import Path

from said import Said

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
        'Header fields too large', 'Range not satisfiable', 'No body is taken here.', 'The form is not well-formed.',
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


def main(root):
    said = Said(root)
    problems = list(said.problems)
    text = (root / 'src/app/src/messages/ar-said.ts').read_text()
    keys = list(keys_of(text))
    browsers = re.findall(r"'([^']+)'", re.search(r'const browsers = \[(.*?)\] as const', text, re.S)[1])
    keys += [b + end for b in browsers for end in ('', ' on {s}')]
    programs = [words for several in PROGRAMS.values() for words in several]
    says = set(said.words) | set(labels(root))
    for words in sorted(says - set(keys) - set(programs)):
        where = ', '.join(sorted(said.words.get(words, {'agent.c'})))
        problems.append('ar-said.ts: no Arabic for what %s says: %s' % (where, words))
    for words in sorted(set(keys) - says):
        problems.append('ar-said.ts: the service does not say: %s' % words)
    for words in sorted(set(programs) - set(said.words)):
        problems.append('check_said.py: the service does not say: %s' % words)
    for words in sorted(set(programs) & set(keys)):
        problems.append('check_said.py: for programs alone, yet in Arabic: %s' % words)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main(Path(sys.argv[1])))
