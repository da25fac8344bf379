#!/usr/bin/env python3
"""Layer 2 of the borders: reads every include under src/ against the tables of src/meson.build.
The build's include paths have two holes, an include by path and any header that is installed on the
machine; this closes both. Usage: check_deps.py SRC"""
import os
import re
import sys

import tree

INCLUDE = re.compile(r'^[ \t]*(?:#|%:|\?\?=)[ \t]*include(?:_next)?\b[ \t]*(.*)$', re.M)


def check_file(path, src, row, rows, apis):
    with open(path, encoding='utf-8') as f:
        text = f.read().replace('\\\n', '')
    where = os.path.relpath(path, src)
    own = os.path.join(src, row.name)
    allowed = tree.visible(row, rows) | {row.name}
    with open(os.path.join(own, 'meson.build')) if os.path.exists(
            os.path.join(own, 'meson.build')) else open(os.devnull) as f:
        generated = f.read()
    for match in INCLUDE.finditer(re.sub(r'/\*.*?\*/', ' ', text, flags=re.S)):
        target = match.group(1).strip()
        quoted = re.match(r'"([^"]*)"$', target)
        angled = re.match(r'<([^>]*)>$', target)
        if quoted is None and angled is None:
            yield '%s: includes a computed name: %s' % (where, target)
            continue
        name = (quoted or angled).group(1)
        if '..' in name or name.startswith('/') or (quoted and '/' in name):
            yield '%s: includes by path: %s' % (where, target)
        elif name in apis:
            if apis[name] not in allowed:
                yield '%s: includes %s of %s, which src/meson.build does not name for %s' % (
                    where, name, apis[name], row.name)
        elif quoted:
            if not os.path.exists(os.path.join(own, name)) and name not in generated:
                yield '%s: includes %s, which is neither its own nor in an api/' % (where, name)
        else:
            for outside, pattern in tree.OUTSIDE.items():
                if re.fullmatch(pattern, name) and outside not in row.outside:
                    yield '%s: includes <%s>, but its row does not grant %s' % (
                        where, name, outside)
            if name == 'linux/landlock.h' and where != 'confine/landlock.c':
                yield '%s: includes <%s>: only confine/landlock.c may' % (where, name)


def problems(src):
    rows = tree.table(src)
    apis, seen = {}, set()
    for row in rows:
        for need in row.needs + row.exposes:
            if need not in seen:
                yield 'src/meson.build: %s names %s, which is not an earlier row' % (row.name, need)
        if not row.process:
            seen.add(row.name)
        api = os.path.join(src, row.name, 'api')
        for header in os.listdir(api) if os.path.isdir(api) else []:
            apis[header] = row.name
    for folder in sorted(os.listdir(src)):
        path = os.path.join(src, folder)
        if not os.path.isdir(path) or not any(tree.c_files(path)):
            continue
        row = next((r for r in rows if r.name == folder), None)
        if row is None:
            yield '%s/: has C files but no row in src/meson.build' % folder
            continue
        for file in tree.c_files(path):
            yield from check_file(file, src, row, rows, apis)


if __name__ == '__main__':
    sys.exit(tree.report('check_deps', list(problems(sys.argv[1]))))
