"""What the checks know about the source tree: the tables of src/meson.build, C text without comments
and strings, the list of the project's own files."""
import os
import re
import shutil
import subprocess

# What a row's outside name lets a file include.
OUTSIDE = {
    'sodium': r'sodium(\.h|/.*)',
    'sqlite': r'sqlite3(ext)?\.h',
    'crypto': r'openssl/.*',
    'nettle': r'nettle/.*',
    'seccomp': r'seccomp\.h',
    'jansson': r'jansson.*\.h',
    'microhttpd': r'microhttpd.*\.h',
    'curl': r'curl/.*',
    'ebur128': r'ebur128\.h',
    'ffmpeg': r'lib(av|sw)[a-z]+/.*',
    'pq': r'(postgresql/)?(libpq|pg_).*\.h',
}


class Row:
    def __init__(self, name, needs, exposes, outside, process):
        self.name, self.needs, self.exposes = name, needs, exposes
        self.outside, self.process = outside, process


def table(src):
    """The rows of the modules and processes tables, in order."""
    with open(os.path.join(src, 'meson.build')) as f:
        text = re.sub(r'#.*', '', f.read())
    rows = []
    for kind, lists in (('modules', 3), ('processes', 2)):
        body = re.search(r'^%s = \[\n(.*?)^\]' % kind, text, re.S | re.M)
        if body is None:
            raise SystemExit('src/meson.build: no table named %s' % kind)
        pattern = r"\[\s*'(\w+)'" + r",\s*\[([^\]]*)\]" * lists
        for match in re.finditer(pattern, body.group(1)):
            parts = [re.findall(r'\w+', p) for p in match.groups()[1:]]
            exposes = parts[1] if kind == 'modules' else []
            rows.append(Row(match.group(1), parts[0], exposes, parts[-1], kind == 'processes'))
        if len(rows) == 0 or body.group(1).count("['") < 1:
            raise SystemExit('src/meson.build: the table %s cannot be read' % kind)
    return rows


def visible(row, rows):
    """The modules whose api/ a row's files may include: what it needs, and what those expose."""
    by_name = {r.name: r for r in rows}
    seen, todo = set(), list(row.needs)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += by_name[name].exposes if name in by_name else []
    return seen


def c_files(folder):
    for base, _, names in sorted(os.walk(folder)):
        if 'node_modules' in base.split(os.sep):
            continue
        for name in sorted(names):
            if name.endswith(('.c', '.h', '.c.in', '.h.in')):
                yield os.path.join(base, name)


TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def code_only(text, keep_line_comments=False):
    """C text with comments, strings and character constants blanked; line numbers stay right."""
    def blank(match):
        token = match.group(0)
        if token.startswith('//') and keep_line_comments:
            return token
        inner = '"' * 2 if token.startswith('"') else ''
        return inner + re.sub(r'[^\n]', ' ', token)[len(inner):]
    return TOKEN.sub(blank, text)


def own_files(root):
    """Every file that is or would be committed."""
    try:
        out = subprocess.run(['git', '-C', root, 'ls-files', '-co', '--exclude-standard', '-z'],
                             capture_output=True, check=True).stdout
        names = [n.decode() for n in out.split(b'\0') if n]
        if names:
            return [n for n in names if os.path.isfile(os.path.join(root, n))]
    except (OSError, subprocess.CalledProcessError):
        pass
    names = []
    for base, dirs, files in os.walk(root):
        dirs[:] = [d for d in dirs if d not in ('.git', 'node_modules', '__pycache__')
                   and not d.startswith(('build', 'data'))]
        names += [os.path.relpath(os.path.join(base, f), root) for f in files]
    return sorted(names)


def report(name, problems):
    for problem in problems:
        print(problem)
    print('%s: %d problems' % (name, len(problems)))
    return 1 if problems else 0


def copy_project(root, target):
    """The project's own files, tracked or not yet, into a folder: nothing that was built."""
    names = subprocess.run(['git', 'ls-files', '-co', '--exclude-standard', '-z'], cwd=root,
                           capture_output=True, check=True).stdout.decode().split('\0')
    for name in filter(None, names):
        source, copy = os.path.join(root, name), os.path.join(target, name)
        if os.path.isfile(source):
            os.makedirs(os.path.dirname(copy), exist_ok=True)
            shutil.copy(source, copy)
