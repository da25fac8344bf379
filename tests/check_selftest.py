#!/usr/bin/env python3
"""Shows that the checks bite: plants one violation at a time in a small copy of the tree and expects
the check to name it. Usage: check_selftest.py ROOT COMPILER…"""
import contextlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import check_binary
import check_datamap
import check_deps
import check_headers
import check_promises
import check_shape
import everything

sys.path.insert(0, str(Path(__file__).resolve().parent / 'system'))
import run as runner  # noqa: E402

ROOT = ''
COMPILER = []


class InCopy(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp(prefix='vitrine-check-')
        self.addCleanup(shutil.rmtree, self.root)
        for folder in ('base', 'wire', 'ipc', 'db'):
            shutil.copytree(os.path.join(ROOT, 'src', folder), self.path('src', folder))
        shutil.copy(os.path.join(ROOT, 'src', 'meson.build'), self.path('src', 'meson.build'))
        shutil.copytree(os.path.join(ROOT, 'fuzz'), self.path('fuzz'))

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    def add(self, name, text, mode='a'):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), mode) as f:
            f.write(text)

    def expect(self, found, words):
        self.assertTrue(any(words in p for p in found), '%r not in %r' % (words, found))


class Deps(InCopy):
    def problems(self):
        return list(check_deps.problems(self.path('src')))

    def planted(self, name, line, words):
        self.assertEqual(self.problems(), [])
        self.add(name, line + '\n')
        self.expect(self.problems(), words)

    def test_an_include_by_path_is_found(self):
        self.planted('src/ipc/pool.c', '#include "../db/api/db.h"', 'includes by path')

    def test_an_angled_include_by_path_is_found(self):
        self.planted('src/ipc/pool.c', '# include <../../db/api/db.h>', 'includes by path')

    def test_a_header_of_an_unnamed_module_is_found(self):
        self.planted('src/ipc/pool.c', '#include "db.h"', 'does not name for ipc')

    def test_a_header_of_an_unnamed_module_in_angles_is_found(self):
        self.planted('src/wire/ask.c', '#include <ipc_pool.h>', 'does not name for wire')

    def test_an_include_cut_over_two_lines_is_found(self):
        self.planted('src/ipc/pool.c', '#inc\\\nlude "db.h"', 'does not name for ipc')

    def test_a_computed_include_is_found(self):
        self.planted('src/ipc/pool.c', '#define X "db.h"\n#include X', 'computed name')

    def test_a_database_outside_db_is_found(self):
        self.planted('src/wire/ask.c', '#include <sqlite3.h>', 'does not grant sqlite')

    def test_a_crypto_library_in_ipc_is_found(self):
        for header in ('sodium.h', 'openssl/evp.h', 'libavformat/avformat.h', 'curl/curl.h'):
            self.add('src/ipc/pool.c', '#include <%s>\n' % header)
            self.expect(self.problems(), 'includes <%s>' % header)

    def test_landlock_outside_confine_is_found(self):
        self.planted('src/ipc/pool.c', '#include <linux/landlock.h>', 'landlock')

    def test_a_folder_without_a_row_is_found(self):
        self.planted('src/extra/extra.c', '/* nothing */', 'no row')

    def test_a_row_that_names_a_later_one_is_found(self):
        with open(self.path('src/meson.build')) as f:
            text = f.read()
        text = text.replace("['wire',       ['base'],", "['wire',       ['base', 'ipc'],", 1)
        self.add('src/meson.build', text, 'w')
        self.expect(self.problems(), 'not an earlier row')


class Headers(InCopy):
    def test_a_header_that_needs_another_is_found(self):
        self.add('src/wire/api/wire_bad.h', 'struct bad { struct span needs_base_span; };\n')
        found = list(check_headers.problems(self.path('src'), COMPILER))
        self.expect(found, 'wire_bad.h does not stand alone')

    def test_a_header_without_a_guard_is_found(self):
        self.add('src/wire/api/wire_bad.h', 'struct bad { int x; };\n')
        found = list(check_headers.problems(self.path('src'), COMPILER))
        self.expect(found, 'wire_bad.h does not stand alone')


class Shape(InCopy):
    def setUp(self):
        super().setUp()
        # Decoders of modules that are not in this small copy have targets without a decoder: fine.
        self.before = set(check_shape.problems(self.root))

    def planted(self, name, text, words):
        self.add(name, text)
        self.expect(sorted(set(check_shape.problems(self.root)) - self.before), words)

    def test_a_long_function_is_found(self):
        body = '    x++;\n' * 69
        self.planted('src/wire/ask.c', 'int f(int x)\n{\n' + body + '}\n', 'f has 72 lines')

    def test_a_long_file_is_found(self):
        self.planted('src/wire/ask.c', '\n' * 1000, 'at most 1000')

    def test_auto_without_a_value_is_found(self):
        self.planted('src/wire/ask.c', '    AUTO(buf)\n    struct buf b;\n', 'AUTO without a value')

    def test_a_line_comment_is_found_and_an_address_is_not(self):
        self.add('src/wire/ask.c', 'static const char *const a = "http://x";\n')
        self.assertEqual(set(check_shape.problems(self.root)) - self.before, set())
        self.planted('src/wire/ask.c', 'int x; // left over\n', '// comment')

    def test_goto_is_found(self):
        self.planted('src/wire/ask.c', '    goto out;\n', 'goto')

    def test_every_banned_function_is_found(self):
        for name in ('strcpy', 'strcat', 'sprintf', 'gets', 'strtok', 'atoi', 'alloca', 'system',
                     'popen', 'rand'):
            self.planted('src/wire/ask.c', '    %s(x);\n' % name, '%s is banned' % name)

    def test_a_decoder_without_a_fuzz_target_is_found(self):
        self.planted('src/wire/api/wire_codec.h', 'int wire_new_decode(int x);\n',
                     'no fuzz target calls wire_new_decode')

    def test_a_target_without_kept_inputs_is_found(self):
        shutil.rmtree(self.path('fuzz/corpus/fuzz_ctl'))
        self.planted('src/wire/ask.c', '', 'corpus/fuzz_ctl: no kept input')

    def test_a_folder_without_a_readme_is_found(self):
        os.remove(self.path('src/wire/README.md'))
        self.planted('src/wire/ask.c', '', 'src/wire: no README.md')

    def test_a_header_that_does_not_say_its_folder_is_found(self):
        self.planted('src/wire/api/codec2.h', '/* */\n', 'does not begin with its folder')

    def test_a_path_of_the_machine_it_was_written_on_is_found(self):
        self.planted('src/wire/README.md', 'See /wo' + 'rk/main.\n', 'says "/wo')


class Datamap(InCopy):
    def planted(self, line, words):
        with open(os.path.join(ROOT, 'src', 'datamap', 'fields.c')) as f:
            fields = f.read()
        self.assertEqual(list(check_datamap.problems(self.path('src'), fields, False)), [])
        self.add('src/ipc/pool.c', line + '\n')
        self.expect(list(check_datamap.problems(self.path('src'), fields, False)), words)

    def test_a_handle_in_a_log_line_is_found(self):
        self.planted('diag(DIAG_ERROR, "sign-up of %.*s", (int)handle.len, handle.ptr);',
                     'ipc/pool.c:%d: a log line gets "handle.ptr"' % self.lines())

    def test_an_address_in_a_line_of_many_values_is_found(self):
        self.planted('diag(DIAG_NOTICE, "%s, generation %u, from %s", ctl_role_name(role), generation,\n'
                     '     address);', 'gets "address"')

    def test_a_branch_of_a_choice_is_found(self):
        self.planted('diag(DIAG_ERROR, "%s", known ? "known" : person->handle);',
                     'gets "person->handle"')

    def test_words_for_a_problem_are_looked_at(self):
        self.planted('return fail(problem, ERR_IO, "%s", title);', 'gets "title"')

    def test_what_is_listed_passes(self):
        self.planted('diag(DIAG_ERROR, "%s: %s", ctl_role_name(role), err_text(err));'
                     ' diag(DIAG_ERROR, "%s", x);', 'gets "x"')

    def lines(self):
        with open(self.path('src/ipc/pool.c')) as f:
            return f.read().count('\n') + 1


class Binary(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp(prefix='vitrine-check-')
        self.addCleanup(shutil.rmtree, self.root)
        self.src, self.build = os.path.join(self.root, 'src'), os.path.join(self.root, 'build')
        os.makedirs(self.src)
        shutil.copy(os.path.join(ROOT, 'src', 'meson.build'), self.src)

    def built(self, exe, text, *flags):
        os.makedirs(os.path.join(self.build, 'src', exe + '.p'))
        out = os.path.join(self.build, 'src', exe)
        obj = os.path.join(out + '.p', 'main.o')
        subprocess.run(COMPILER + ['-fPIE', '-x', 'c', '-c', '-', '-o', obj], input=text, text=True,
                       check=True)
        hard = ['-pie', '-Wl,-z,relro', '-Wl,-z,now', '-Wl,-z,noexecstack', '-Wl,--as-needed']
        subprocess.run(COMPILER + [obj, '-o', out] + (list(flags) or hard), check=True)
        return list(check_binary.problems(self.src, self.build))

    def expect(self, found, words):
        self.assertTrue(any(words in p for p in found), '%r not in %r' % (words, found))

    def test_a_clean_process_passes(self):
        self.assertEqual(self.built('vitrine-edged', 'int main(void){return 0;}'), [])

    def test_edged_that_connects_is_found(self):
        self.expect(self.built('vitrine-edged', 'int connect();int main(void){return connect();}'),
                    'vitrine-edged: imports connect')

    def test_edged_that_executes_is_found(self):
        self.expect(self.built('vitrine-edged', 'int execv();int main(void){return execv();}'),
                    'vitrine-edged: imports execv')

    def test_mediad_that_opens_is_found(self):
        self.expect(self.built('vitrine-mediad', 'int open();int main(void){return open();}'),
                    'vitrine-mediad: imports open')

    def test_mediad_with_a_database_is_found(self):
        flags = ['-pie', '-Wl,-z,relro', '-Wl,-z,now', '-lsqlite3']
        self.expect(self.built('vitrine-mediad', 'int sqlite3_libversion_number();int main(void)'
                               '{return sqlite3_libversion_number();}', *flags),
                    'vitrine-mediad: links libsqlite3')

    def test_a_function_in_front_of_the_librarys_is_found(self):
        text = 'char *getenv(const char *name){(void)name;return 0;}int main(void){return 0;}'
        self.expect(self.built('vitrine-edged', text),
                    "vitrine-edged: puts its own getenv in front of the libraries'")

    def test_custodiand_that_is_not_static_is_found(self):
        self.expect(self.built('vitrine-custodiand', 'int main(void){return 0;}'), 'not static')

    def test_custodiand_whose_objects_connect_is_found(self):
        self.expect(self.built('vitrine-custodiand', 'int connect();int main(void)'
                               '{return connect();}', '-static-pie'), 'imports connect')

    def test_a_weak_link_is_found(self):
        text = 'int main(void){return 0;}'
        self.expect(self.built('vitrine-gate', text, '-no-pie', '-Wl,-z,norelro'), 'no RELRO')
        shutil.rmtree(self.build)
        self.expect(self.built('vitrine-gate', text, '-pie', '-Wl,-z,lazy'), 'binds lazily')
        shutil.rmtree(self.build)
        self.expect(self.built('vitrine-gate', text, '-pie', '-Wl,-z,execstack'), 'executable stack')


class Promises(unittest.TestCase):
    """A table of one promise, held by one test; then one thing goes wrong at a time."""
    ROW = '| P-one | It holds. | `test_x::it_holds` | held | the check in x.c removed |'
    HEAD = '| id | promise | test | state | seen red by |\n| --- | --- | --- | --- | --- |\n'

    def problems(self, row=ROW, cites='(P-one)', results='passed\tgcc/test_x::it_holds\n',
             code='it\n', everything=False):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / 'docs').mkdir()
            (root / 'docs' / 'PROMISES.md').write_text(self.HEAD + row + '\n')
            (root / 'README.md').write_text('It holds %s.\n' % cites)
            (root / 'results').write_text(results)
            (root / 'code').write_text(code)
            with contextlib.redirect_stdout(io.StringIO()) as self.said:
                return list(check_promises.problems(root, root / 'results', {'P-one': ('code', 'it', '')}, everything))

    def expect(self, found, words):
        self.assertTrue(any(words in p for p in found), '%r not in %r' % (words, found))

    def test_a_break_that_does_not_fit_is_a_problem(self):
        self.expect(self.problems(code='it it\n'), 'stands 2 times in code')
        self.expect(self.problems(code='\n'), 'stands 0 times in code')

    def test_a_promise_that_is_held_passes(self):
        self.assertEqual(self.problems(), [])

    def test_a_promise_without_a_test_is_found(self):
        self.expect(self.problems(self.ROW.replace('`test_x::it_holds`', '')), 'has no test')
        self.expect(self.problems(self.ROW.replace('`test_x::it_holds`', 'none')), 'has no test')

    def test_a_test_that_did_not_run_is_found(self):
        self.expect(self.problems(results='passed\tgcc/test_x::another\n'), 'did not run')

    def test_a_test_that_failed_in_any_build_is_found(self):
        self.expect(self.problems(results='failed\tasan/test_x::it_holds\n'
                                          'passed\tgcc/test_x::it_holds\n'), 'is not held')

    def test_a_promise_that_is_not_played_is_said(self):
        skipped = 'skipped\tgcc/test_x::it_holds'
        self.assertEqual(self.problems(results=skipped + '\tslow: runs with --all\n'), [])
        self.assertIn('1 promises, 1 not played here\nnot played: P-one (slow: runs with --all)\n', self.said.getvalue())
        self.assertEqual(self.problems(results='%s\npassed\tasan/test_x::it_holds\n' % skipped, everything=True), [])
        self.assertIn('1 promises, 0 not played here\n', self.said.getvalue())
        self.assertEqual(self.problems(results=skipped + '\tneeds root to mount\n', everything=True), [])
        for reason in ('', '\tslow: runs with --all', '\ttoo hard'):
            self.expect(self.problems(results=skipped + reason + '\n', everything=True), 'P-one was not played')

    def test_why_a_case_was_skipped_is_read(self):
        self.assertEqual(list(everything.cases(
            '[       OK ] a\nSKIPPED: needs root\n[  SKIPPED ] b\n[  SKIPPED ] c\n[  FAILED  ] d\n')), [
                ('passed', 'a', ''), ('skipped', 'b', 'needs root'), ('skipped', 'c', ''), ('failed', 'd', '')])

    def test_a_citation_without_a_row_is_found(self):
        self.expect(self.problems(cites='(P-one, P-two)'), 'cites P-two')

    def test_a_row_without_a_citation_is_found(self):
        self.expect(self.problems(cites=''), 'P-one is cited nowhere')

    def test_a_promise_never_seen_red_is_found(self):
        self.expect(self.problems(self.ROW.replace('the check in x.c removed', '-')), 'seen red')


class Failures(unittest.TestCase):
    """The table of failures with one scenario, then one thing goes wrong at a time."""
    TEST = 'failures/test_x.Case.test_02_it_is_refused'
    MISSING = 'Nothing of it is built.'

    def problems(self, changed=None, row=None, code='test_02_it_is_refused', outcome='passed'):
        rows = ['| %d | It went wrong. | – | nothing | – | %s |' % (n, self.MISSING) for n in range(1, 21)]
        rows[1] = '| 2 | It went wrong. | A check. | prevents | `%s` | %s |' % (self.TEST, self.MISSING)
        if changed is not None:
            rows[changed] = row
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / 'docs').mkdir()
            (root / 'tests' / 'failures').mkdir(parents=True)
            (root / 'docs' / 'failures.md').write_text('\n'.join(r for r in rows if r) + '\n')
            (root / 'tests' / 'failures' / 'test_x.py').write_text(
                'class Case(unittest.TestCase):\n    def %s(self):\n        pass\n' % code)
            return list(check_promises.failures(root, {self.TEST: outcome} if outcome else {}))

    def expect(self, found, words):
        self.assertTrue(any(words in p for p in found), '%r not in %r' % (words, found))

    def test_a_table_that_is_played_passes(self):
        self.assertEqual(self.problems(), [])

    def test_a_failure_without_a_row_is_found(self):
        self.expect(self.problems(4, ''), 'are not the 20')

    def test_a_scenario_without_a_row_is_found(self):
        self.expect(self.problems(code='test_02_another'), 'test_02_another is in no row')

    def test_a_row_whose_scenario_is_gone_or_of_another_failure_is_found(self):
        self.expect(self.problems(code='test_02_another'), 'which does not exist')
        self.expect(self.problems(2, '| 3 | It went wrong. | A check. | detects | `%s` | %s |' % (
            self.TEST, self.MISSING)), 'which is of another')

    def test_a_scenario_that_did_not_run_or_failed_is_found(self):
        self.expect(self.problems(outcome=None), 'which did not run')
        self.expect(self.problems(outcome='failed'), 'failed')

    def test_a_control_that_nothing_plays_is_found(self):
        self.expect(self.problems(6, '| 7 | It went wrong. | A check. | detects | – | %s |' % self.MISSING),
                    'nothing plays it')

    def test_a_row_that_says_too_little_is_found(self):
        self.expect(self.problems(6, '| 7 | It went wrong. | A check. | hopes | – | %s |' % self.MISSING),
                    'what a control does')
        self.expect(self.problems(6, '| 7 | It went wrong. | – | nothing | – | – |'), 'what is missing')


class Runner(unittest.TestCase):
    """What system/run.py counts when it is not a test that goes wrong, but what stands around it."""

    def counted(self, **methods):
        said = io.StringIO()
        case = type('Case', (unittest.TestCase,), {'test_it': lambda self: None, **methods})
        result = runner.Result(said)
        with contextlib.redirect_stdout(io.StringIO()):
            unittest.TestSuite([case('test_it')]).run(result)
        return result.counts, said.getvalue()

    def test_a_class_that_cannot_begin_or_end_has_failed(self):
        def wrong(_):
            raise RuntimeError('no region')
        for name, passed in (('setUpClass', 0), ('tearDownClass', 1)):
            counts, said = self.counted(**{name: classmethod(wrong)})
            self.assertEqual(counts, {'passed': passed, 'failed': 1, 'skipped': 0})
            self.assertRegex(said, r'failed\tsystem/\S+\.Case\.%s\n' % name)

    def test_a_class_that_is_skipped_is_said(self):
        def skip(_):
            raise unittest.SkipTest('needs root')
        self.assertEqual(self.counted(setUpClass=classmethod(skip))[0],
                         {'passed': 0, 'failed': 0, 'skipped': 1})
        self.assertEqual(self.counted()[0], {'passed': 1, 'failed': 0, 'skipped': 0})


if __name__ == '__main__':
    ROOT, COMPILER = sys.argv[1], sys.argv[2:]
    unittest.main(argv=sys.argv[:1], verbosity=2)
