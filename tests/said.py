"""What edged says to people in English, read out of the C source: the titles and details of its problems
(web_answer_problem and all that passes words on to it), why a video is refused, and what a session is called.
A conversion is written {n} for a number and {s} for a text; a detail's field ("title: …") is left away."""
import re
from pathlib import Path

# What answers a problem: where its title and its detail stand among the arguments.
PROBLEM = {'web_answer_problem': 3, 'web_answer_problem_limit': 3, 'web_answer_err': 2}
# What makes words from a table: the function, and the file that has it.
TABLES = {'ctl_statement_words': 'src/wire/ctl.c'}
# Words that come from elsewhere: (file, how they are written) and where from.
ELSEWHERE = {
    ('avatar.c', 'buf_text(&words)'): 'REFUSAL_TABLE, of refusal_text()',
    ('captions.c', 'problem->what'): 'wrong(), of src/vtt/vtt.c',
    ('oembed.c', 'name'): 'the name of a parameter of oEmbed',
}
TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|\w+|\S')
CONVERSION = re.compile(r'%[-+ 0#]*\d*(?:\.\d+)?(?:hh|h|ll|l|z|j)?([duxs])')


def bare(text):
    """C text without comments and directives; string macros are kept apart."""
    text = re.sub(r'/\*.*?\*/', ' ', text, flags=re.S)
    return re.sub(r'^[ \t]*#(?:.*\\\n)*.*$', '', text, flags=re.M)


def macros(text):
    text = re.sub(r'/\*.*?\*/', ' ', text, flags=re.S).replace('\\\n', ' ')
    return dict(re.findall(r'^#define (\w+)\s+((?:"(?:\\.|[^"\\])*"\s*)+)$', text, re.M))


def split(tokens, at):
    """The parts of tokens between those that are at, outside of brackets."""
    parts, depth = [[]], 0
    for token in tokens:
        depth += (token in '([{') - (token in ')]}')
        if depth == 0 and token == at:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def inside(tokens, i):
    """What stands in the brackets that open at i."""
    depth = 0
    for end in range(i, len(tokens)):
        depth += (tokens[end] in '([{') - (tokens[end] in ')]}')
        if depth == 0:
            return tokens[i + 1:end]
    raise SystemExit('brackets that do not close')


def literal(tokens, known):
    """The text of string literals that stand one after the other, or None."""
    out = ''
    for token in tokens:
        token = known.get(token, token)
        if token.startswith('PRI'):
            out += 'd'
        elif token.startswith('"'):
            out += ''.join(re.findall(r'"((?:\\.|[^"\\])*)"', token))
        else:
            return None
    return out.replace('\\"', '"') if tokens else None


def plain(words):
    """With {n} and {s}."""
    return CONVERSION.sub(lambda m: '{s}' if m[1] == 's' else '{n}', words).replace('%%', '%')


class File:
    def __init__(self, path, known):
        text = bare(path.read_text())
        self.name, self.text, self.known = path.name, text, known
        self.functions = []
        for found in re.finditer(r'^([a-z][^;{}()=]*?)\b(\w+)\(([^;{}]*)\)\n\{(.*?)^\}', text, re.M | re.S):
            names = [re.sub(r'\[.*', '', p).strip().split()[-1].lstrip('*') for p in found[3].split(',')]
            here = path.name if found[1].startswith('static') else ''
            self.functions.append((here, found[2], names, TOKEN.findall(found[4])))

    def member(self, table, name):
        """All texts of a member of a table that this file has."""
        found = re.search(r'struct (?:\w+ )?\{([^}]*)\} %s\[\w*\] = \{(.*?)\n\};' % table, self.text, re.S) or \
            re.search(r'struct (\w+) %s\[\w*\] = \{(.*?)\n\};' % table, self.text, re.S)
        if found is None:
            return None
        members = found[1]
        if re.fullmatch(r'\w+', members):
            members = re.search(r'struct %s \{([^}]*)\}' % members, self.text, re.S)[1]
        names = re.findall(r'(\w+)(?:\)\([^)]*\))?;', members)
        rows = re.findall(r'(?:\[[^\]]*\] = )?\{((?:"(?:\\.|[^"\\])*"|[^{}"])*)\}', found[2])
        return [split(TOKEN.findall(row), ',')[names.index(name)] for row in rows]


class Said:
    def __init__(self, root):
        paths = sorted((root / 'src/edged').glob('*.c')) + sorted((root / 'src/web').glob('*.c'))
        known = {}
        for path in paths + sorted((root / 'src/edged').glob('*.h')):
            known.update(macros(path.read_text()))
        self.root, self.files = root, [File(path, known) for path in paths]
        self.sinks = {('', name): at for name, at in PROBLEM.items()}
        self.words, self.problems = {}, []
        before = -1
        while before != len(self.sinks):
            before = len(self.sinks)
            self.words, self.problems = {}, []
            for file in self.files:
                for function in file.functions:
                    self.look(file, function)
        self.titles()
        self.tables()

    def add(self, file, words):
        words = re.sub(r'^(?:\{s\}|[A-Za-z][\w.-]*)+: (?=.)', '', plain(words))
        self.words.setdefault(words, set()).add(file)

    def look(self, file, function):
        here, name, params, tokens = function
        for i, token in enumerate(tokens[:-1]):
            at = self.sinks.get((file.name, token), self.sinks.get(('', token)))
            if at is None or tokens[i + 1] != '(':
                continue
            args = split(inside(tokens, i + 1), ',')
            if len(args) > at:
                self.resolve(file, function, args[at])
                if args[at] == ['NULL'] and token != 'web_answer_err':
                    self.resolve(file, function, args[at - 1])  # the title is all there is

    def resolve(self, file, function, expr):
        here, name, params, tokens = function
        if expr in (['NULL'], ['""']):
            return
        words = literal(expr, file.known)
        if words is not None:
            self.add(file.name, words)
        elif '?' in expr:
            self.resolve(file, function, expr[expr.index('?') + 1:][:len(split(expr[expr.index('?') + 1:], ':')[0])])
            self.resolve(file, function, expr[expr.index('?') + 2 + len(split(expr[expr.index('?') + 1:], ':')[0]):])
        elif len(expr) == 1 and expr[0] in params:
            at = params.index(expr[0])
            if self.sinks.setdefault((here, name), at) != at:
                self.problems.append('%s: %s() passes words on twice' % (file.name, name))
        elif len(expr) == 1 and self.local(file, function, expr[0]):
            pass
        elif expr[0] in TABLES:
            body = re.search(r'%s\(.*?\{(.*?)\n\}' % expr[0], bare((self.root / TABLES[expr[0]]).read_text()), re.S)[1]
            for row in re.findall(r'= "((?:\\.|[^"\\])*)"', body):
                self.add(file.name, row)
        elif not self.of_member(file, expr) and (file.name, ''.join(expr)) not in ELSEWHERE:
            self.problems.append('src/*/%s: %s(): what %s says is not found' % (file.name, name, ''.join(expr)))

    def local(self, file, function, name):
        """All that a function puts into a variable of its own."""
        tokens = function[-1]
        found = False
        for i, token in enumerate(tokens):
            if token == name and tokens[i + 1] == '=' and tokens[i + 2] != '=':
                self.resolve(file, function, split(tokens[i + 2:], ';')[0])
                found = True
            elif token in ('snprintf', 'vsnprintf') and tokens[i + 2] == name:
                self.printed(file, function, split(inside(tokens, i + 1), ',')[2:])
                found = True
        return found

    def printed(self, file, function, args):
        words = literal(args[0], file.known)
        if words is None:
            self.resolve(file, function, args[0])  # of vsnprintf: passed on
        elif re.fullmatch(r'(?:[\w-]+|(?:\{s\})+): \{s\}', plain(words)):
            self.resolve(file, function, args[-1])
        else:
            self.add(file.name, words)
            for conversion, arg in zip(CONVERSION.finditer(words), args[1:]):
                if conversion[1] == 's' and not plain(words).startswith('{s}: '):
                    self.resolve(file, function, arg)

    def of_member(self, file, expr):
        """table[i].member of this file; or what is put into .member anywhere."""
        if len(expr) < 3 or expr[-2] not in ('.', '>'):
            return False
        rows = file.member(expr[0], expr[-1]) if expr[1] == '[' else None
        if rows is None:
            rows = []
            for other in self.files:
                at = re.findall(r'\.%s = ("(?:\\.|[^"\\])*")' % expr[-1], other.text)
                rows += [[one] for one in at]
            if expr[-2] == '>' and not rows:
                tables = re.findall(r'\b(\w+)\[\w*\] = \{', file.text)
                rows = next(filter(None, (self.rows(file, t, expr[-1]) for t in tables)), [])
        for row in rows:
            self.add(file.name, literal(row, file.known) or '')
        self.words.pop('', None)
        return len(rows) > 0

    @staticmethod
    def rows(file, table, member):
        try:
            return file.member(table, member)
        except (ValueError, TypeError):
            return None

    def titles(self):
        """Those of an error that has no detail."""
        rows = next(f for f in self.files if f.name == 'answer.c').text
        for title in re.findall(r'\{ERR_\w+, \d+, "([^"]+)"\}|problem\(a, \d+, "([^"]+)", detail', rows):
            self.add('answer.c', ''.join(title))

    def tables(self):
        report = (self.root / 'src/wire/api/wire_report.h').read_text().replace('\\\n', ' ')
        for words in re.findall(r'X\([A-Z_]+, (?:true|false),\s*"([^"]+)"\)', report):
            self.add('wire_report.h', words)
        self.add('report.c', 'Unknown reason.')
        vtt = bare((self.root / 'src/vtt/vtt.c').read_text())
        for words in re.findall(r'wrong\(&?r, ((?:"[^"]*"\s*)+)\)', vtt):
            self.add('vtt.c', ''.join(re.findall(r'"([^"]*)"', words)))


if __name__ == '__main__':
    said = Said(Path(__file__).parent.parent)
    for words, files in sorted(said.words.items(), key=lambda one: sorted(one[1])):
        print(' '.join(sorted(files)), '|', words)
    print('\n'.join(said.problems))
    print(said.sinks)
