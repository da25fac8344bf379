#!/usr/bin/env python3
"""Holds the data map to what is not a database: docs/data-map.md, docs/ledger-entries.md and docs/claims.json are what `vitrine datamap
--markdown` `vitrine ledger --kinds` and `vitrine claims --json` print, and every value that a call of diag(), or of a function that makes words for it, puts into a line
is one that the table below lists, of a kind that the map has. What is not listed is refused: a value that
is new in a log line needs a row here, and its reviewer asks whether it is protected.
Usage: check_datamap.py ROOT BUILD"""
import os
import re
import subprocess
import sys

import tree

# The functions whose words end in a line of the log.
CALLS = r'\b(diag|fail|publish_fail|say)\('

# kind of the map: (the file under src/, or *; the argument as it is written, without casts)
VALUES = {
    'role': {('*', 'ctl_role_name(role)'), ('*', 'ctl_role_name(p->role)'), ('gate/process.c', 'role')},
    'generation': {('*', 'generation'), ('*', 'p->generation')},
    'count': {('edged/jobs.c', 'place->percent'), ('edged/main.c', 'removed'),
              ('gate/control.c', 'LIMIT_EVENTS - 1'), ('gate/guard.c', 'LIMIT_RESERVE_MIB'),
              ('gate/jobs.c', 'g->jobs_refused'), ('gate/process.c', 'p->failures'),
              ('gate/stop.c', 'g->events.count'), ('ledger/ledger.c', 'l->edge.size'),
              ('ledger/known.c', 'size'), ('ledger/known.c', 'k->at.size'), ('ledger/open.c', 'public.size'), ('ledger/open.c', 'head->size'),
              ('ledger/open.c', 'bytes.max'), ('ledger/open.c', 'bytes.len'), ('ledger/open.c', 'want'),
              ('ledger/open.c', 'tile.index * TLOG_TILE_WIDTH + i'), ('ledger/publish.c', 'there.len'),
              ('ledger/publish.c', 'want.len'), ('ledger/publish.c', 'at'), ('ledger/publish.c', 'there.max'),
              ('ledger/publish.c', 'piece->bytes.len'),
              ('store/store.c', 'found'), ('store/store.c', 'schema_count'),
              ('web/server.c', 'line'), ('web/server.c', 'row'),
              ('witnessd/main.c', 'witness_logs(w)'), ('custodiand/witnesses.c', 'size'),
              ('custodiand/witnesses.c', 'ledger_size(w->ledger)'), ('custodiand/witnesses.c', 'line'),
              ('gatewayd/main.c', 'loop.sent'), ('gatewayd/main.c', 'loop.refused'),
              ('web/server.c', 'x->request.body_len')},
    'duration': {('custodiand/loop.c', '(jump_ms / 1000)'), ('gate/process.c', 'wait_ms'),
                 ('gate/control.c', '(time_mono_ms() - p->started_ms)'),
                 ('web/server.c', '(time_mono_ms() - x->started_ms)')},
    'status': {('gate/jobs.c', 'info->si_status'), ('gate/jobs.c', 'strsignal(info->si_status)'),
               ('gate/process.c', 'info->si_status'), ('gate/process.c', 'strsignal(info->si_status)'),
               ('web/server.c', 'x->answer.status')},
    'error': {('*', 'err_text(err)'), ('*', 'err_text(ERR_NOMEM)'), ('*', 'strerror(errno)'),
              ('*', 'strerror(number)')},
    'reason': {('gatewayd/loop.c', 'why'), ('gatewayd/loop.c', 'flow_name(stamped.flow)'),
               ('edged/main.c', 'what'), ('edged/jobs.c', 'words[place->job.row.rest ? 1 : 0][place->verdict.end]'),
               ('edged/jobs.c', 'place->verdict.report.refusal'), ('gate/backup.c', 'ctl_backup_words(message->value)'),
               ('gate/guard.c', 'words[state]'),
               ('gate/jobs.c', 'why'), ('gate/open.c', 'why'), ('gate/process.c', 'why'), ('gate/stop.c', 'who'),
               ('ledger/open.c', 'words'), ('mediad/main.c', 'what')},
    'request': {('web/server.c', 'x->request.id')},
    'route': {('web/server.c', 'x->route->path')},
    'job': {('gate/jobs.c', 'job->number')},
    'video': {('edged/jobs.c', 'place->job.row.video'), ('edged/jobs.c', 'row.video'),
              ('edged/judge.c', 'job->row.video')},
    'problem': {('custodiand/custodian.c', 'why.text'), ('custodiand/custodian.c', 'check.text'), ('custodiand/custodian.c', 'name'),
                ('custodiand/custodian.c', 'db_problem(c->keys.db)'), ('custodiand/custodian.c', 'words.text'),
                ('custodiand/custodian.c', 'path'), ('custodiand/custodian.c', 'config->data'),
                ('custodiand/custodian.c', 'region.origin'), ('*', 'problem.text'), ('*', 'problem'),
                ('*', 'db_problem(c->db)'), ('*', 'db_problem(db)'), ('store/store.c', 'check.text'), ('edged/main.c', 'check.text'),
                ('*', 'ledger_problem_text(c->ledger)'), ('gate/folder.c', 'f->path'),
                ('gate/folder.c', 'name'), ('gate/folder.c', 'path'), ('gate/folder.c', 'owner'),
                ('gate/folder.c', 'st.st_uid'), ('gate/open.c', 'st.st_uid'), ('gate/open.c', 'owner'),
                ('gate/open.c', 'g->folder.path'),
                ('gate/open.c', 'images[i].name'), ('gate/open.c', 'ways[i].folder'),
                ('gate/jobs.c', 'g->mediad.name'), ('gate/process.c', 'p->image.name'),
                ('ledger/ledger.c', 'path'), ('ledger/open.c', 'path'),
                ('ledger/publish.c', 'piece.path'), ('ledger/publish.c', 'path'),
                ('ledger/publish.c', 'piece->path'), ('ledger/open.c', 'fault'), # numbers of entries and bytes
                ('ledger/publish.c', 'name'), ('ledger/tail.c', 'path')},
    'option': {('custodiand/witnesses.c', '(const char *)name.ptr'), # what a witness is called
               ('gate/main.c', 'options[index].name'), ('gate/main.c', 'optarg'),
               ('gate/open.c', 'c->port'), ('gate/open.c', 'c->host'),
               ('gate/open.c', 'path'), # of --mark
               ('gate/open.c', 'g->config.bin'), ('gate/open.c', 'g->config.www'),
               ('witnessd/main.c', 'a->data'), ('witnessd/main.c', 'arguments.data'),
               ('witnessd/main.c', 'a->host'), ('witnessd/main.c', 'a->port')},
    'library': {('web/server.c', 'format'), ('web/server.c', 'reason')},
}


def arguments(code, start):
    """The arguments of a call, from behind its bracket."""
    found, current, depth, quoted, at = [], '', 1, False, start
    while True:
        char = code[at]
        if quoted:
            current += char
            if char == '\\':
                at += 1
                current += code[at]
            quoted = char != '"'
        elif char == '"':
            quoted, current = True, current + char
        elif char in ')]}' and depth == 1:
            return [re.sub(r'\s+', ' ', a).strip() for a in found + [current]]
        elif char == ',' and depth == 1:
            found, current = found + [current], ''
        else:
            depth += (char in '([{') - (char in ')]}')
            current += char
        at += 1


def parts(argument):
    """What an argument may print: itself without casts, or each branch of a choice; no literals."""
    argument = re.sub(r'^\((long long|unsigned long long|int|unsigned)\)\s*', '', argument)
    if re.fullmatch(r'("(\\.|[^"\\])*"\s*)+', argument):
        return []
    choice = re.match(r'(?:[^?"\'[]|\[[^]]*\]|\'.\')+\?\s*(.*)$', argument) # not one in a subscript
    if choice is None:
        return [argument]
    rest = choice.group(1)
    literal = re.match(r'("(\\.|[^"\\])*")\s*:\s*(.*)$', rest)
    if literal:
        return parts(literal.group(3))
    first, _, second = rest.partition(':')
    return parts(first.strip()) + parts(second.strip())


def printed(text):
    """(line, argument) of every value that a line of the log gets."""
    code = tree.TOKEN.sub(lambda m: re.sub(r'[^\n]', ' ', m.group(0)) if m.group(0)[0] == '/' else m.group(0),
                          text)
    for match in re.finditer(CALLS, code):
        given = arguments(code, match.end())
        formats = [n for n, a in enumerate(given) if a.startswith('"')]
        if not formats:
            continue # a definition, or words that are handed through: those are looked at where made
        line = code[:match.start()].count('\n') + 1
        widths = re.findall(r'%[-+ #0]*(\*)?\d*(?:\.(\*|\d+))?', given[formats[0]])
        stars = {}
        number = formats[0]
        for width, precision in widths:
            for star in (width, precision):
                if star == '*':
                    number += 1
                    stars[number] = True
            number += 1
        for place, argument in enumerate(given[formats[0] + 1:], formats[0] + 1):
            if place not in stars:
                for part in parts(argument):
                    yield line, part


def kinds(fields):
    return set(re.findall(r'^\s*LOG\("(\w+)"', fields, re.M))


def problems(src, fields, whole=True):
    known, used = kinds(fields), set()
    for kind in sorted(set(VALUES) ^ known):
        yield 'log kind "%s" is not both in src/datamap/fields.c and in check_datamap.py' % kind
    allowed = {pair: kind for kind, pairs in VALUES.items() for pair in pairs}
    for folder in sorted(os.listdir(src)):
        path = os.path.join(src, folder)
        if folder in ('cli', 'app') or not os.path.isdir(path): # they have no log
            continue
        for name in sorted(n for n in os.listdir(path) if n.endswith('.c')):
            with open(os.path.join(path, name), encoding='utf-8') as f:
                text = f.read()
            place = '%s/%s' % (folder, name)
            for line, value in printed(text):
                pair = next((p for p in ((place, value), ('*', value)) if p in allowed), None)
                if pair is None:
                    yield 'src/%s:%d: a log line gets "%s", which is in no row of the data map' % (
                        place, line, value)
                used.add(pair)
    for place, value in sorted(p for p in allowed if p not in used):
        if whole:
            yield 'check_datamap.py lists %s of %s, which no log line has' % (value, place)


def document(root, build):
    for name, command in (('data-map.md', 'datamap --markdown'), ('ledger-entries.md', 'ledger --kinds'),
                          ('claims.json', 'claims --json')):
        printed_page = subprocess.run([os.path.join(build, 'src', 'vitrine')] + command.split(),
                                      capture_output=True, text=True, check=True).stdout
        with open(os.path.join(root, 'docs', name), encoding='utf-8') as f:
            if f.read() != printed_page:
                yield 'docs/%s is not what is: build/src/vitrine %s >docs/%s' % (name, command, name)


def main(root, build):
    with open(os.path.join(root, 'src', 'datamap', 'fields.c'), encoding='utf-8') as f:
        fields = f.read()
    found = list(problems(os.path.join(root, 'src'), fields)) + list(document(root, build))
    return tree.report('check_datamap', found)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1], sys.argv[2]))
