#!/usr/bin/env python3
"""Layer 6 of the borders: the shape of the source. Functions of at most 70 lines, files of at most
1,000 (tables and tests exempt), no AUTO local without a value, no `//`, no goto, no banned function,
a fuzz target for every decoder, a README per folder, header names that say their folder, and nothing
that only makes sense on the machine where it was written. Usage: check_shape.py ROOT"""
import os
import re
import sys

import tree

FUNCTION_MAX = 70
FILE_MAX = 1000
COLUMNS = 100
BANNED = re.compile(r'\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|atof|alloca|system|'
                    r'popen|rand|srand|tmpnam|mktemp|vfork)\s*\(')
# Spelled in pieces: this file is checked as well.
PLACES = re.compile('|'.join([
    r'(?<![\w.])/wo' + r'rk/', r'\bissue' + r's? show\b', r'\bissue' + r' #?\d', r'/tm' + r'p/b-\w',
    r'\.libr' + r'ary/', r'\bAI ' + r'(agent|assistant)\b']), re.I)


def functions(lines):
    """(name, first line, last line) of every function: its braces stand in column one."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == '{':
            start = number
        elif line.startswith('}') and start is not None:
            first = start - 1
            while first > 1 and lines[first - 2].strip() and lines[first - 2][-1] not in ';}/' \
                    and not lines[first - 2].startswith('#'):
                first -= 1
            head = ' '.join(lines[first - 1:start - 1])
            name = re.search(r'(\w+)\s*\(', head)
            yield (name.group(1) if name else head), first, number
            start = None


def check_c(name, text):
    code = tree.code_only(text)
    lines = text.split('\n')
    is_test = name.startswith(('tests/', 'fuzz/', 'benches/'))
    if len(lines) > FILE_MAX and not is_test and not name.endswith('.tbl'):
        yield '%s: %d lines, at most %d' % (name, len(lines), FILE_MAX)
    for function, first, last in functions(code.split('\n')):
        if last - first + 1 > FUNCTION_MAX:
            yield '%s:%d: %s has %d lines, at most %d' % (
                name, first, function, last - first + 1, FUNCTION_MAX)
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS:
            yield '%s:%d: %d columns, at most %d' % (name, number, len(line), COLUMNS)
        if '\t' in line:
            yield '%s:%d: a tab' % (name, number)
        if line != line.rstrip():
            yield '%s:%d: spaces at the end' % (name, number)
    for number, line in enumerate(tree.code_only(text, True).split('\n'), 1):
        if '//' in line:
            yield '%s:%d: a // comment' % (name, number)
    for number, line in enumerate(code.split('\n'), 1):
        if re.search(r'\bgoto\b', line):
            yield '%s:%d: goto' % (name, number)
        banned = BANNED.search(line)
        if banned and not (is_test and banned.group(1) == 'system'):
            yield '%s:%d: %s is banned' % (name, number, banned.group(1))
    for match in re.finditer(r'^(?!\s*#).*?\bAUTO\([^;]*;', code, re.M):
        if '=' not in match.group(0):
            yield '%s:%d: AUTO without a value' % (name, code[:match.start()].count('\n') + 1)


def check_decoders(root, files):
    """Every *_decode of an api/ header is called by a fuzz target that the build knows."""
    with open(os.path.join(root, 'fuzz', 'meson.build')) as f:
        targets = re.findall(r"'(fuzz_\w+)'", f.read())
    fuzzed = ''
    for target in targets:
        path = os.path.join(root, 'fuzz', target + '.c')
        if os.path.exists(path):
            with open(path) as f:
                fuzzed += tree.code_only(f.read())
        corpus = os.path.join(root, 'fuzz', 'corpus', target)
        if not os.path.isdir(corpus) or not os.listdir(corpus):
            yield 'fuzz/corpus/%s: no kept input' % target
    for name in files:
        if name.startswith('fuzz/fuzz_') and name.endswith('.c') and name[5:-2] not in targets:
            yield '%s: not in fuzz/meson.build' % name
        if re.match(r'src/\w+/api/.*\.h$', name):
            with open(os.path.join(root, name)) as f:
                code = tree.code_only(f.read())
            for decoder in sorted(set(re.findall(r'\b(\w+_decode)\s*\(', code))):
                if not re.search(r'\b%s\s*\(' % decoder, fuzzed):
                    yield '%s: no fuzz target calls %s' % (name, decoder)


def check_folders(root):
    src = os.path.join(root, 'src')
    for folder in sorted(os.listdir(src)):
        path = os.path.join(src, folder)
        if not os.path.isdir(path):
            continue
        if not os.path.exists(os.path.join(path, 'README.md')):
            yield 'src/%s: no README.md' % folder
        api = os.path.join(path, 'api')
        for header in sorted(os.listdir(api)) if os.path.isdir(api) else []:
            if not re.fullmatch(r'%s(_\w+)?\.(h|tbl)' % folder, header):
                yield 'src/%s/api/%s: its name does not begin with its folder' % (folder, header)


def check_places(root, files):
    for name in files:
        path = os.path.join(root, name)
        if name.startswith('fuzz/corpus/') or os.path.islink(path):
            continue
        with open(path, 'rb') as f:
            text = f.read().decode('utf-8', 'replace')
        for match in PLACES.finditer(text):
            yield '%s:%d: says "%s"' % (name, text[:match.start()].count('\n') + 1, match.group(0))


def problems(root):
    files = tree.own_files(root)
    for name in files:
        if re.match(r'(src|tests|fuzz|benches)/.*\.(c|h|c\.in|h\.in)$', name):
            with open(os.path.join(root, name), encoding='utf-8') as f:
                yield from check_c(name, f.read())
    yield from check_decoders(root, files)
    yield from check_folders(root)
    yield from check_places(root, files)


if __name__ == '__main__':
    sys.exit(tree.report('check_shape', list(problems(sys.argv[1]))))
