"""`vitrine verify` against services that lie: each lie has its exit status and its words."""
import base64
import gzip
import http.client
import json
import os
import re
import resource
import shutil
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import ledger_audit
import liar
import marks
import region as harness
import signing
from liar import MINUTE
from test_witness import Witness

OK, FALSE, USAGE, FORK, ROLLBACK, STALE, UNREACHABLE = range(7)


def prove(path):
    """What `vitrine verify --evidence` says of a file."""
    return harness.vitrine('verify', '--evidence', path).returncode


class Verify(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix='vitrine-verify-'))
        self.addCleanup(shutil.rmtree, self.folder)
        self.site = liar.Site(self.folder)
        self.addCleanup(self.site.close)
        self.site.grow(300, 300 * MINUTE, MINUTE)

    def verify(self, *args, state='state'):
        program = harness.build_folder() / 'src' / 'vitrine'
        done = subprocess.run(
            [str(program), 'verify', '--json', '--state', str(self.folder / state), *args, self.site.url],
            capture_output=True, text=True, timeout=120, env={**os.environ, 'HOME': str(self.folder)})
        return done.returncode, json.loads(done.stdout) if done.stdout.startswith('{') else done

    def expect(self, status, words, *args, state='state'):
        got, out = self.verify(*args, state=state)
        self.assertEqual(got, status, out)
        if words:
            self.assertTrue(any(words in c['claim'] for c in out['claims']), out)
        false = [c for c in out['claims'] if c['word'] == 'FALSE']
        self.assertEqual(bool(false), status not in (OK, UNREACHABLE), out)
        return out

    def test_honest_ledger_grows_and_holds(self):
        self.expect(OK, 'trusted on first use')
        self.site.grow(600, 5000, 1)
        out = self.expect(OK, 'nothing that was there at your last visit')
        self.assertEqual(out['entries_read'], 300)
        self.assertEqual(self.expect(OK, None)['entries_read'], 0)
        self.assertEqual(self.expect(OK, None, '--full')['entries_read'], 600)
        for size in (767, 768, 769, 1024, 1025):
            self.site.grow(size, 2000, 1)
            self.assertEqual(self.expect(OK, None)['size'], size)

    def test_rollback_has_its_own_status(self):
        self.site.keep('early')
        self.site.grow(301, 1000, 1)
        self.expect(OK, None)
        self.site.back_to('early')
        self.expect(ROLLBACK, 'it had 301 entries')

    def test_fork_of_the_same_size_leaves_evidence(self):
        self.site.keep('early')
        self.site.grow(310, 1000, 1)
        self.expect(OK, None)
        first = (self.site.root / 'ledger' / 'checkpoint').read_bytes()
        self.site.back_to('early')
        self.site.grow(310, 1000, 1, '7')
        self.expect(FORK, 'are two histories')
        evidence, = self.folder.glob('state.fork-*')
        self.assertIn(first, evidence.read_bytes())
        self.assertIn((self.site.root / 'ledger' / 'checkpoint').read_bytes(), evidence.read_bytes())
        self.assertIn((self.site.root / 'ledger' / 'vkey').read_bytes().strip(), evidence.read_bytes())
        self.assertEqual(prove(evidence), FORK)
        for old, new in ((b'\n310\n', b'\n311\n'), (b'proof 0', b'proof 1'), (b'smaller', b'larger')):
            broken = self.folder / 'broken'
            broken.write_bytes(evidence.read_bytes().replace(old, new, 1))
            self.assertIn(prove(broken), (FALSE, USAGE))
        both = evidence.read_bytes().split(b'larger ')
        broken.write_bytes(both[0] + b'larger ' + both[0].split(b'smaller ')[1])
        self.assertEqual(prove(broken), FALSE)


    def test_fork_that_grew_on_is_a_fork(self):
        self.site.keep('early')
        self.site.grow(310, 1000, 1)
        self.expect(OK, None)
        self.site.back_to('early')
        self.site.grow(700, 1000, 1, '7')
        self.expect(FORK, 'are two histories')
        evidence, = self.folder.glob('state.fork-*')
        self.assertEqual(prove(evidence), FORK)
        self.expect(FORK, 'are two histories', '--full')

    def test_a_receipt_proves_its_own_entry_and_no_other(self):
        self.site.grow(700, 1000, 1)
        policy = self.folder / 'policy'
        vkey = (self.site.root / 'ledger' / 'vkey').read_text().strip()
        policy.write_text('log %s\nquorum none\n' % vkey)

        def made(index, where):
            receipt, entry = self.folder / ('%d.tlog-proof' % index), self.folder / ('%d.entry' % index)
            done = harness.vitrine('proof', 'make', '--index', index, '--to', receipt, '--entry', entry, where)
            self.assertEqual(done.returncode, 0, done.stderr)
            return receipt, entry

        def check(receipt, entry, *args):
            return harness.vitrine('proof', 'check', '--policy', policy, '--entry', entry, *args, receipt)
        pairs = [made(i, self.site.url if i % 2 else self.site.root) for i in (0, 255, 256, 511, 512, 699)]
        for receipt, entry in pairs:
            done = check(receipt, entry)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertIn('proven: it is entry %s of region.example/verify' % receipt.stem, done.stdout)
        done = check(pairs[0][0], pairs[1][1], '--json')
        self.assertEqual((done.returncode, json.loads(done.stdout)['proven']), (1, False))
        policy.write_text('log %s\nquorum none\n' % 'log.example/demo+607616de+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UN'
                          'Xx3chmQSVTG4')
        done = check(*pairs[0])
        self.assertEqual(done.returncode, 1)
        self.assertIn('FALSE: it is entry 0 of region.example/verify: no log that the policy names', done.stdout)
        done = harness.vitrine('proof', 'make', '--index', 700, self.site.url)
        self.assertEqual((done.returncode, done.stdout), (1, ''))
        self.assertIn('there is no entry 700: it has 700', done.stderr)
        for args in ([], ['make', self.site.url], ['check', 'x'], ['make', '--index', '01', 'x'],
                     ['make', '--index', '1', 'x', 'y'], ['check', '--index', '1', '--policy', 'p', '--entry', 'e', 'x']):
            self.assertEqual(harness.vitrine('proof', *args).returncode, 2, args)
        self.site.close()
        self.assertEqual(harness.vitrine('proof', 'make', '--index', 1, self.site.url).returncode, UNREACHABLE)

    def test_every_damaged_file_is_false(self):
        self.site.grow(600, 1000, 1)
        self.site.keep('good')
        damage = (
            ('tile/0/001', lambda f: f.write_bytes(b'\0' + f.read_bytes()[1:]), 'tile/0/001'),
            ('tile/1/000.p/2', lambda f: f.write_bytes(bytes(64)), 'tile/1/000.p/2'),
            ('tile/entries/001', lambda f: f.unlink(), 'tile/entries/001'),
            ('tile/entries/001', lambda f: f.write_bytes(f.read_bytes() + b'x'),
             'tile/entries/001: 1 bytes follow its 256 entries'),
            ('tile/entries/000', lambda f: f.write_bytes(f.read_bytes().replace(b'users', b'usera')),
             'tile/0/000'),
            ('checkpoint', lambda f: f.write_bytes(f.read_bytes().replace(b'\n600\n', b'\n599\n')),
             'signed by the ledger'),
            ('checkpoint', lambda f: f.write_bytes(f.read_bytes().replace(b'\n600\n', b'\n0600\n')),
             'malformed'),
            ('checkpoint', lambda f: f.unlink(), 'checkpoint'),
            ('vkey', lambda f: f.write_bytes(b'x\n'), 'verifier key'),
        )
        for path, act, words in damage:
            with self.subTest(path=path, words=words):
                self.site.back_to('good')
                file = self.site.root / 'ledger' / path
                file.chmod(0o644)
                act(file)
                self.expect(FALSE, words, state='fresh')
        self.assertFalse((self.folder / 'fresh').exists())

    def test_signed_checkpoint_of_other_entries_is_false(self):
        self.site.keep('early')
        self.site.grow(310, 1000, 1, '7')
        other = (self.site.root / 'ledger' / 'checkpoint').read_bytes()
        self.site.back_to('early')
        self.site.grow(310, 1000, 1)
        (self.site.root / 'ledger' / 'checkpoint').write_bytes(other)
        self.expect(FALSE, 'they do not', state='fresh')

    def test_checkpoint_signed_by_another_key_is_false(self):
        key = (self.site.root / 'ledger' / 'vkey').read_bytes()
        shutil.rmtree(self.site.root)
        self.site.grow(300, 300 * MINUTE, MINUTE)
        (self.site.root / 'ledger' / 'vkey').write_bytes(key)
        self.expect(FALSE, 'signed by the ledger', state='fresh')

    def test_service_of_another_origin_than_its_ledger_is_false(self):
        (self.site.root / 'api' / 'v1' / 'region').write_text('{"origin":"other","build":"unreviewed"}')
        self.expect(FALSE, 'one origin')

    def test_key_that_changed_is_false(self):
        self.expect(OK, None)
        shutil.rmtree(self.site.root)
        self.site.grow(400, 1000, 1)
        self.expect(FALSE, 'it is another')

    def test_entry_that_is_none_is_false(self):
        self.site.grow(301, 1000, 1, 'bad')
        self.expect(FALSE, 'the first is entry 300', state='fresh')

    def test_event_that_is_recorded_twice_is_false(self):
        self.expect(OK, 'no event of a process that was read is recorded twice', state='first')
        self.site.grow(301, 1000, 1, 'again')
        self.expect(FALSE, 'the first is entry 300', state='fresh')

    def test_silence_is_told_with_its_times(self):
        shutil.rmtree(self.site.root)
        self.site.grow(50, 200 * MINUTE, MINUTE)
        self.site.grow(100, 50 * MINUTE, MINUTE)
        out = self.expect(OK, 'silent from')
        self.assertEqual(len(out['silences']), 1)
        self.assertAlmostEqual(out['silences'][0]['to_ms'] - out['silences'][0]['from_ms'],
                               101 * MINUTE, delta=MINUTE)

    def test_old_news_is_stale(self):
        self.expect(STALE, 'the newest entry', '--max-age', '1')
        self.expect(OK, None, '--max-age', '3600')

    def test_policy_decides_whose_word_counts(self):
        policy = self.folder / 'policy'
        key = (self.site.root / 'ledger' / 'vkey').read_text()
        other = 'log.example/demo+607616de+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4'
        witness = 'witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X'
        for text, status, words in (
                ('log %squorum none\n' % key, OK, 'in your policy'),
                ('log %s\nquorum none\n' % other, FALSE, 'it is not'),
                ('log %switness w %s\nquorum w\n' % (key, witness), FALSE, 'they have not')):
            policy.write_text(text)
            self.expect(status, words, '--policy', str(policy))
        for bad in ('quorum\n', 'log %squorum none\n' % key.replace('+', '+0', 1), 'log %s\n' % other,
                    'log %switness a %s\nwitness b %s\ngroup g 2 a b\nquorum g\n' % (key, witness, witness)):
            policy.write_text(bad)
            self.assertEqual(self.verify('--policy', str(policy))[0], USAGE)

    def test_service_that_is_not_there_is_unreachable(self):
        self.site.tricks = {'/tile/entries/': liar.answers(503)}
        self.expect(UNREACHABLE, '503')
        self.site.tricks = {'/checkpoint': liar.answers(503)}
        self.expect(UNREACHABLE, '503')
        self.site.close()
        self.expect(UNREACHABLE, 'could not be had')

    def test_damaged_memory_is_not_taken_for_a_first_visit(self):
        self.expect(OK, None)
        state = self.folder / 'state'
        good = state.read_text()
        for bad in ('', 'x', good[:-1], good + 'x', good.replace('tile 0 ', 'tile 1 '),
                    good.replace('\n300\n', '\n299\n')):
            state.write_text(bad)
            self.assertEqual(self.verify()[0], USAGE)
        state.write_text(good.replace('127.0.0.1', '127.0.0.2'))
        self.assertEqual(self.verify()[0], USAGE)

    def test_ordinary_output_is_readable(self):
        program = harness.build_folder() / 'src' / 'vitrine'
        done = subprocess.run([str(program), 'verify', self.site.url], capture_output=True, text=True,
                              timeout=120, env={'HOME': str(self.folder), 'PATH': os.environ['PATH']})
        self.assertEqual(done.returncode, OK, done.stderr)
        self.assertLessEqual(max(len(line) for line in done.stdout.splitlines() if line[:4] != 'key '), 80)
        lines = done.stdout.splitlines()
        self.assertTrue(lines[0].startswith('HOLDS: '), done.stdout)
        self.assertRegex(lines[1], '^0 claims are FALSE, [1-9][0-9]* proven, 0 sampled, [0-9]+ only asserted.$')
        self.assertEqual(lines[3], self.site.url)
        self.assertEqual(lines[5], 'key ' + (self.site.root / 'ledger' / 'vkey').read_text().strip())
        self.assertIn('all processes are one user (users)', ' '.join(done.stdout.split()))
        public = next(i for i, line in enumerate(lines) if line.startswith('What ')) # the public claims follow
        words = [line.split()[0] for line in lines[6:public] if line[:1].strip()]
        self.assertEqual(words, sorted(words, key=['FALSE', 'proven', 'sampled', 'asserted'].index))
        self.assertEqual(len(list((self.folder / '.local/state/vitrine').glob('127.0.0.1_*.state'))), 1)


def flip(raw, at):
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1:]


def swap_entries(raw):
    """The first two entries of a bundle, each in the other's place."""
    first = 2 + int.from_bytes(raw[:2], 'big')
    second = 2 + int.from_bytes(raw[first:first + 2], 'big')
    return raw[first:first + second] + raw[:first] + raw[first + second:]


def sign_again(line):
    """A signature line of the same name and key id with another signature."""
    name, text = line.rsplit(b' ', 1)
    raw = bytearray(base64.b64decode(text))
    raw[-1] ^= 1
    return name + b' ' + base64.b64encode(raw)


def doubled(raw):
    return raw + sign_again(raw.rstrip(b'\n').split(b'\n')[-1]) + b'\n'


def strange(count):
    """A checkpoint with that many signatures of somebody whom nobody knows."""
    line = b'\xe2\x80\x94 stranger.example/x ' + base64.b64encode(bytes(68)) + b'\n'
    return lambda raw: raw + line * count


def changed(path, function):
    return lambda s: s.change(path, function)


def gone(path):
    return lambda s: s.file('ledger/' + path).unlink()


def entered(*entries):
    return lambda s: s.enter(*entries)


def answered(part, trick):
    return lambda s: s.tricks.__setitem__(part, trick)


def put(path, value):
    return lambda s: s.put(path, value)


def aged(seconds):
    return int(time.time() * 1000) - seconds * 1000


def claimed(claims):
    """Entry 303 says of one claim how it stands; this is shown."""
    return lambda s: (s.enter(CLAIMED, BEAT), s.put('api/v1/claims', {'claims': claims}))


def labelled(row, video):
    """A decision that labels; what is shown of it, and of the video."""
    row = {'object': 'video:78', 'decision': '2', 'entry': '303', 'state': 'labelled', 'label': 'dangerous', **row}
    return lambda s: (s.enter({**LABELLED, 'time_ms': aged(100)}, BEAT), s.put('api/v1/videos/78', video),
                      s.put('api/v1/visibility', {'objects': [HIDDEN, row], 'next': None}))


def hushed(*tricks):
    """A decision that hides a comment."""
    row = {'object': 'comment:5', 'decision': '2', 'entry': '303', 'state': 'hidden'}
    return lambda s: (s.enter({**DECISION, 'number': 2, 'object': 'comment:5', 'time_ms': aged(100)}, BEAT),
                      s.put('api/v1/visibility', {'objects': [HIDDEN, row], 'next': None}), *(t(s) for t in tricks))


def decided(seed=b's' * 32, public=None, **another):
    """A member's decision; what is shown of it, whole, or with something else than the ledger has."""
    said = {'action': 'hide', 'automated_decision': 'AUTOMATED_DECISION_NOT_AUTOMATED',
            'category': 'STATEMENT_CATEGORY_SCAMS_AND_FRAUD', 'content_type': 'CONTENT_TYPE_VIDEO',
            'decision_ground': 'DECISION_GROUND_INCOMPATIBLE_CONTENT',
            'decision_visibility': 'DECISION_VISIBILITY_CONTENT_DISABLED', 'ground': 'terms-spam', 'label': '',
            'made_ms': 5, 'object': 'video:78', 'opening': '0' * 64, 'previous': 0, 'puid': '1' * 32,
            'region': liar.ORIGIN, 'type': 'decision', 'v': 1}
    payload, shown = (json.dumps(s, sort_keys=True, separators=(',', ':')).encode() for s in (said, {**said, **another}))
    key = signing.ed25519(b's' * 32, b'')[0].hex()
    envelope = json.loads(signing.signed(seed, shown))
    envelope['signatures'][0]['keyid'] = public or envelope['signatures'][0]['keyid']
    row = {'object': 'video:78', 'decision': '2', 'entry': '304', 'state': 'hidden'}
    return lambda s: (s.enter({**MEMBER, 'key': key, 'time_ms': aged(100)}, {
        **DECISION, 'digest': liar.sha256(payload), 'key': key, 'number': 2, 'object': 'video:78',
        'time_ms': aged(100)}, BEAT), s.put('api/v1/visibility', {'objects': [HIDDEN, row], 'next': None}),
        s.put('api/v1/decisions/2', {'id': '2', 'envelope': envelope}))


def mapped(text):
    """A data map that its ledger names."""
    return lambda s: (s.enter({'type': 'datamap', 'digest': liar.sha256(text), 'rows': 1, 'version': 1}),
                      s.put('data-map.json', text))


GOLDEN = (b'alpha', b'', b'gamma')
GOLDEN_KEY = 'log.example/demo+607616de+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4'
GOLDEN_WITNESS = 'witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X'
GOLDEN_NOTE = ('log.example/demo\n3\nAGY868XbXobp8XZfZbJMmU/3CMbVFFNGO6OZYeEjAMc=\n\n'
               '\u2014 log.example/demo YHYW3jciitg4tH3DitBSA6FARs+s0yl4TJs8coMZftT1+IwEMQn0UQwq/DEZD3xOXINh2WAC'
               'pZ6l2DtP78qWnSkg2wo=\n'
               '\u2014 witness.example/w1 IDJKvgAAAABlU/EA43A1YGk8iffPx84u4bHfSZGevnv5wKyAKzu98u0xYa5rYURRsPOnvcRY'
               '3enZwtEr2axDDZsgr8dbh7qJa8qDDQ==\n')

BEAT = {'type': 'heartbeat'}
HIDDEN = {'decision': '1', 'entry': '301', 'object': 'video:77', 'state': 'hidden'}
DECISION = {'type': 'decision', 'digest': '0' * 64, 'ground': 'g', 'key': '1' * 64, 'number': 1,
            'object': 'video:77', 'previous': 0, 'state': 'hidden'}
REFUSED_BY = '2' * 64
MEMBER = {'type': 'office', 'action': 'add', 'digest': '5' * 64, 'key': DECISION['key'], 'organisation': 'office.example'}
STARTED = {'type': 'process-start', 'v': 2, 'digest': '7' * 64, 'event': '11', 'generation': 1, 'role': 'edged'}
STOPPED = {**STARTED, 'type': 'process-stop', 'event': '12', 'code': 9, 'how': 'signal'}
DESK = {'type': 'desk', 'digest': '6' * 64, 'ends_ms': 5, 'key': DECISION['key']}
LABELLED = {**DECISION, 'v': 2, 'label': 'dangerous', 'number': 2, 'object': 'video:78', 'state': 'labelled'}
ANSWER = {'type': 'answer', 'decision': 1, 'digest': '3' * 64}
REFUSED = {'type': 'dismissal', 'answer': 1, 'case': 5, 'digest': '4' * 64, 'key': DECISION['key']}
MAP = b'{"rows":[{"class":"public"}],"version":1}\n'
APP = {'index.html': b'<script src=/assets/app.js>', 'assets/app.js': b'play();', 'assets/app.js.br': b'BR',
       'assets/app.js.gz': b'GZ', 'worker.js': b'work();'}
CLAIM = {'id': 'sealed', 'claim': 'It is sealed.', 'control': 'keys', 'how': 'prevents', 'check': 'keys',
         'at_most': 'asserted', 'limit': 'people'}
CLAIMED = {'type': 'claim', 'claim': 'sealed', 'digest': liar.sha256(json.dumps(CLAIM, separators=(',', ':')).encode()),
           'state': 'asserted', 'time_ms': aged(100)}
WHOLE = json.loads((harness.ROOT / 'docs' / 'claims.json').read_bytes())[0]
SINCE = {**CLAIM, 'state': 'asserted', 'entry': '303', 'since_ms': CLAIMED['time_ms']}
TILE = 'tile/0/000'
PART = 'tile/0/001.p/47'  # of 303 entries
ENTRIES = 'tile/entries/000'
LAST = 'tile/entries/001.p/47'

# What an operator may try on whoever looks for the first time: what it does, exit status, words.
AT_FIRST_SIGHT = [
    ('the newest bundle is gone', gone(LAST), FALSE, 'the entries: /ledger/tile/entries/001'),
    ('a tile is gone', gone(TILE), FALSE, 'the tiles: /ledger/tile/0/000'),
    ('a bit of a tile is flipped', changed(TILE, lambda r: flip(r, 5 * 32 + 3)), FALSE,
     'tile/0/000: byte 163 should be'),
    ('a bit of an upper tile is flipped', changed('tile/1/000.p/1', lambda r: flip(r, 0)), FALSE,
     'it is in the hash of entries 0 to 255'),
    ('a tile is too short', changed(TILE, lambda r: r[:-1]), FALSE, 'tile/0/000: should have 8192 bytes and has 8191'),
    ('a tile is too long', changed(PART, lambda r: r + b'x'), FALSE,
     'tile/0/001.p/47: should have 1504 bytes and has 1505'),
    ('a bundle is cut', changed(ENTRIES, lambda r: r[:-3]), FALSE, 'tile/entries/000: entry 255 at byte'),
    ('a bundle has an entry more', changed(LAST, lambda r: r + b'\0\1x'), FALSE,
     'tile/entries/001.p/47: 3 bytes follow its 47 entries'),
    ('two entries are swapped', changed(ENTRIES, swap_entries), FALSE, 'tile/0/000: byte 0 should be'),
    ('a word of an entry is another', changed(ENTRIES, lambda r: r.replace(b'users', b'usera')), FALSE,
     'it is in the hash of entries 1 to 1'),
    ('an entry is cut out', changed(LAST, lambda r: r[2 + int.from_bytes(r[:2], 'big'):]), FALSE,
     'entry 302 at byte'),
    ('the right part has left, and the full tile is another', lambda s: (
        gone(PART)(s), s.put('ledger/tile/0/001', bytes(8192))), FALSE, 'tile/0/001: byte 0 should be'),
    ('the full tile beside the right part is another', lambda s: s.put('ledger/tile/0/001', bytes(8192)), OK, None),
    ('the checkpoint is of another size', changed('checkpoint', lambda r: r.replace(b'\n303\n', b'\n302\n')),
     FALSE, 'signed by the ledger'),
    ('the checkpoint names another ledger', changed('checkpoint', lambda r: r.replace(b'region.example', b'legion.example', 1)),
     FALSE, 'signed by the ledger'),
    ('the size is written in another way', changed('checkpoint', lambda r: r.replace(b'\n303\n', b'\n0303\n')),
     FALSE, 'malformed'),
    ('lines end as elsewhere', changed('checkpoint', lambda r: r.replace(b'\n', b'\r\n')), FALSE, 'malformed'),
    ('a byte that is none of a text', changed('checkpoint', lambda r: r.replace(b'\n\n', b'\0\n\n')), FALSE, 'malformed'),
    ('two empty lines', changed('checkpoint', lambda r: r.replace(b'\n\n', b'\n\n\n')), FALSE, 'malformed'),
    ('a second signature of the same key id', changed('checkpoint', doubled), FALSE, 'signed by the ledger'),
    ('signatures of strangers are nothing', changed('checkpoint', strange(16)), OK, None),
    ('a thousand signatures', changed('checkpoint', strange(1000)), FALSE, 'more signatures'),
    ('three thousand signatures', changed('checkpoint', strange(3000)), FALSE, 'longer than'),
    ('sixty-five signatures', changed('checkpoint', strange(64)), FALSE, 'more signatures'),
    ('no signature', changed('checkpoint', lambda r: r[:r.index(b'\n\n') + 2]), FALSE, 'malformed'),
    ('a key that is none', changed('vkey', lambda r: b'x\n'), FALSE, 'verifier key'),
    ('a key whose id is not its own', changed('vkey', lambda r: r.replace(b'+', b'+0000', 1)), FALSE, 'verifier key'),
    ('an entry with a member more', entered({**BEAT, 'who': 'alice'}), FALSE,
     'entry 303, which is not the fields of a heartbeat'),
    ('an entry without one of its members', entered({'type': 'refusal', 'role': 'edged'}), FALSE,
     'entry 303, which is not the fields of a refusal'),
    ('an entry that is no entry', entered(b'{"type": "heartbeat"}'), FALSE,
     'entry 303, which is not canonical JSON'),
    ('an entry twice', entered({'type': 'region-stop', 'v': 2, 'event': '1'}), FALSE, 'the first is entry 303'),
    ('a claim is shown as more than it is', put('api/v1/claims', b'{"claims":[{"id":"sealed","state":"proven"}]}'),
     FALSE, '"sealed" is shown as proven, and is asserted'),
    ('a claim that nobody can check', put('api/v1/claims', b'{"claims":[{"id":"kind","state":"sampled"}]}'),
     FALSE, '"kind" is shown as sampled, and is asserted'),
    ('a claim without a name', put('api/v1/claims', b'{"claims":[{"state":"proven"}]}'),
     FALSE, '"" is shown as proven, and is asserted'),
    ('a claim has another word', put('api/v1/claims', b'{"claims":[{"id":"sealed","state":"certain"}]}'),
     FALSE, 'none of the four words'),
    ('a claim is as its ledger says', claimed([SINCE]), OK, None),
    ('a claim is by an entry that nobody has', claimed([{**SINCE, 'claim': 'It is well sealed.', 'entry': '99999'}]), FALSE,
     '"sealed" names an entry that is not there'),
    ('a claim in the words that are checked', put('api/v1/claims', {'claims': [{**WHOLE, 'state': 'proven'}]}), OK, None),
    ('a claim has the name of one that is checked', put('api/v1/claims', {'claims': [{
        **WHOLE, 'claim': 'Nobody reads what you say.', 'state': 'proven'}]}), FALSE, 'is shown as proven, and is asserted'),
    ('a claim that may be proven has other words', put('api/v1/claims', {'claims': [{
        **WHOLE, 'claim': 'Nobody reads what you say.', 'state': 'asserted'}]}), OK,
     '1 of its claims are not in the words that this program checks: nothing is known of them; the first is "ledger-whole"'),
    ('a claim was edited away', claimed([]), FALSE, '"sealed" is in it, and is not shown'),
    ('its claims are shown no more', entered(CLAIMED), FALSE, 'it shows none of 1'),
    ('its only claim is withdrawn', entered(CLAIMED, {**CLAIMED, 'state': 'withdrawn'}), OK, None),
    ('a claim was edited', claimed([{**SINCE, 'claim': 'It is well sealed.'}]), FALSE, '"sealed" has other words'),
    ('a claim is so since another time', claimed([{**SINCE, 'since_ms': 5}]), FALSE, 'since another time'),
    ('a claim stands otherwise than the ledger says', claimed([{**SINCE, 'state': 'FALSE'}]), FALSE,
     '"sealed" stands otherwise'),
    ('a claim of no entry', claimed([SINCE, {**CLAIM, 'id': 'kind', 'state': 'asserted'}]), FALSE, '"kind" has no entry'),
    ('a claim by another entry', claimed([{**SINCE, 'entry': '9'}]), FALSE, 'not by the entry that it names'),
    ('a claim twice', claimed([SINCE, SINCE]), FALSE, 'is shown twice'),
    ('a claim that is withdrawn is still made', lambda s: (claimed([SINCE])(s), s.enter(
        {**CLAIMED, 'state': 'withdrawn'}, BEAT)), FALSE, 'not by the entry that it names'),
    ('a claim that is withdrawn is no longer made', lambda s: (claimed([])(s), s.enter(
        {**CLAIMED, 'state': 'withdrawn'}, BEAT)), OK, None),
    ('the map that is served is another', put('data-map.json', MAP + b' '), FALSE, 'it is another'),
    ('the map lists nothing', mapped(b'{"version":1}\n'), FALSE, 'it lists none'),
    ('the map is no JSON', mapped(b'rows'), FALSE, 'it lists none'),
    ('a field has no class', mapped(b'{"rows":[{"class":"public"},{"class":"ours"}]}'), FALSE, 'row 1 has none'),
    ('something is hidden by no decision', put('api/v1/visibility', {'objects': [HIDDEN, {
        **HIDDEN, 'object': 'video:78'}], 'next': None}), FALSE, 'video:78 has a state that no decision gave it'),
    ('a decision has no effect', put('api/v1/visibility', {'objects': [], 'next': None}), FALSE,
     'video:77 was decided about, and has no state'),
    ('a decision has another effect', put('api/v1/visibility', {'objects': [{
        **HIDDEN, 'state': 'labelled'}], 'next': None}), FALSE, 'video:77 is not as its decision says'),
    ('who decided decides about the answer', entered(ANSWER, {**DECISION, 'number': 2, 'previous': 1}), FALSE,
     'with the same key; the first is entry 304'),
    ('who decided refuses the answer', entered(ANSWER, REFUSED), FALSE, 'with the same key; the first is entry 304'),
    ('another member refuses the answer', entered(ANSWER, {**REFUSED, 'key': REFUSED_BY}), OK, None),
    ('what is hidden is shown', put('api/v1/videos/77', {'id': '77'}), FALSE, 'and is shown'),
    ('what is hidden is shown at such length that nobody reads it', answered('/videos/77', liar.endless), FALSE, 'and is shown'),
    ('what is hidden is shown to whoever signs in', answered('/videos/77', liar.answers(401)), FALSE, 'and is shown'),
    ('nobody says whether what is hidden is shown', answered('/videos/77', liar.answers(503)), UNREACHABLE,
     'whether what decisions hide or label is shown could not be had'),
    ('a comment that is hidden is not there', hushed(), OK, 'comments that decisions hide, 1 were asked for: none is there'),
    ('a comment that is hidden is shown', hushed(put('api/v1/comments/5/replies', {'comments': []})), FALSE,
     'comment:5 is hidden by a decision, and is shown'),
    ('nobody says whether a comment is shown', hushed(answered('/comments/5/', liar.answers(503))), UNREACHABLE,
     'whether what decisions hide or label is shown could not be had'),
    ('what is hidden is shown again, by an entry that nobody has', put('api/v1/visibility', {'objects': [{
        **HIDDEN, 'state': 'shown', 'entry': '99999'}], 'next': None}), FALSE, 'video:77 is so by an entry that is not there'),
    ('a label is what its decision says', labelled({}, {'label': {'code': 'dangerous'}}), OK,
     '2 were asked for: none that is hidden is shown, and none that is labelled without its label'),
    ('a label is another', labelled({'label': 'graphic'}, {'label': {'code': 'dangerous'}}), FALSE,
     'video:78 has another label'),
    ('a label was taken off', labelled({'label': None}, {'label': None}), FALSE, 'video:78 has another label'),
    ('a label is not shown', labelled({}, {'label': None}), FALSE, 'video:78 is labelled by a decision, and is shown without'),
    ('a decision has its member\'s statement', decided(), OK, 'the newest 1 that have a statement'),
    ('of a decision there is no statement', decided(), OK, 'that members signed 1 more of the decisions'),
    ('somebody else signed a decision', decided(seed=b't' * 32), FALSE, 'decision 2 was not signed by the member'),
    ('somebody else signed a decision in a member\'s name', decided(
        seed=b't' * 32, public=signing.ed25519(b's' * 32, b'')[0].hex()), FALSE, 'decision 2 was not signed by the member'),
    ('a member signed something else', decided(made_ms=6), FALSE, 'decision 2 has another statement than its entry names'),
    ('a statement has a member more', decided(also=6), FALSE, 'decision 2 has'),
    ('a statement is none', lambda s: (decided()(s), s.put('api/v1/decisions/2', {'id': '2', 'envelope': 5})), FALSE,
     'decision 2 has a statement that is malformed'),
    ('who decides is no member', entered({**DECISION, 'key': '3' * 64, 'number': 2, 'object': 'video:78', 'time_ms': aged(100)},
                                         BEAT), FALSE, '1 times they were none; the first is entry 303'),
    ('who sits down is a member no longer', entered({**MEMBER, 'action': 'remove'}, DESK), FALSE,
     '1 times they were none; the first is entry 304'),
    ('a start was left out', entered(STOPPED), FALSE, '1 times a program ended that no entry says was started; the first is entry 303'),
    ('another program was started', entered(STARTED, {**STOPPED, 'digest': '8' * 64}), FALSE, 'the first is entry 304'),
    ('what ended was started', entered(STARTED, STOPPED), OK, None),
    ('starts were lost, by its own words', entered({'type': 'events-lost', 'count': 1, 'event': '13'}, STOPPED), OK, None),
    ('it begins again', entered({'type': 'genesis', 'origin': liar.ORIGIN}), FALSE,
     'entry 303, which is a second beginning'),
    ('a restore at another place', entered({'type': 'restored', 'from': 3, 'made_ms': 5, 'manifest': '0' * 64, 'to': 304}),
     FALSE, 'entry 303, which is restored at another place'),
    ('an entry that is dated ahead', entered({**BEAT, 'time_ms': aged(-3600)}), STALE, 'no entry is dated ahead'),
    ('pages without end', answered('/visibility', liar.answers(
        200, body=b'{"objects":[],"next":"5"}')), FALSE, 'has no state'),
    ('a script of the app is another', put('assets/app.js', b'spy();'), FALSE,
     '/assets/app.js should have sha256 %s and has %s' % (liar.sha256(b'play();'), liar.sha256(b'spy();'))),
    ('what browsers are sent in its place is another', put('assets/app.js.br', b'SPY'), FALSE,
     '/assets/app.js, packed as br, should have'),
    ('the page is another', put('index.html', b'<script src=/spy.js>'), FALSE, ': / should have'),
    ('a file of the app is gone', lambda s: s.file('worker.js').unlink(), FALSE, 'not /worker.js'),
    ('the list of the app is another', lambda s: s.serve_app({**APP, 'worker.js': b'spy();'}), FALSE,
     '/files.txt) is the one that its ledger names: it is another'),
    ('the list of the app is gone', lambda s: s.file('files.txt').unlink(), FALSE, 'it is another'),
    ('the list of the app is no list', lambda s: (s.put('files.txt', b'x\n'), s.enter(
        {'type': 'app', 'digest': liar.sha256(b'x\n'), 'event': '8'})), FALSE, 'it is malformed'),
    ('it says that it is somebody else', put('api/v1/region', {'origin': 'other', 'build': 'unreviewed'}), FALSE,
     'one origin'),
    ('a lie, beside a file that cannot be had', lambda s: (answered('/data-map.json', liar.answers(503))(s), s.put(
        'api/v1/region', {'origin': 'other', 'build': 'unreviewed'})), FALSE, 'one origin'),
    ('it says nothing of its build', put('api/v1/region', {'origin': liar.ORIGIN}), FALSE, 'names its build'),
]

# What it may try on whoever has looked before.
AT_SECOND_SIGHT = [
    ('who decided, before you looked, decides about the answer', entered(ANSWER, {
        **DECISION, 'number': 2, 'previous': 1}), FALSE, 'with the same key; the first is entry 304'),
    ('who was a member before sits down', entered(DESK), OK, None),
    ('who was none before sits down', entered({**DESK, 'key': '3' * 64}), FALSE, 'the first is entry 303'),
    ('heartbeats are put in later', entered({**BEAT, 'time_ms': aged(3600)}), FALSE, 'entry 303, of'),
    ('an entry that was there is another', lambda s: (s.grow(304, 1000, 1), s.change(
        'tile/entries/001.p/48', lambda r: flip(r, 40))), FALSE, 'tile/0/001.p/48: byte'),
    ('the key is another', lambda s: (shutil.rmtree(s.root), s.grow(400, 1000, 1)), FALSE, 'it is another'),
    ('another ledger under its name', lambda s: (shutil.rmtree(s.root), s.grow(
        400, 1000, 1, origin='other.example/x')), FALSE, 'it is another'),
]

# What a server may answer that means harm, to a path, and how that is said.
ANSWERS = [
    ('/checkpoint', liar.answers(302, [('Location', 'http://127.0.0.1:1/')]), FALSE, 'that is not followed'),
    ('/tile/entries/', liar.answers(301, [('Location', '/elsewhere')]), FALSE, 'that is not followed'),
    ('/checkpoint', liar.endless, FALSE, '/ledger/checkpoint: the answer is longer than 196608 bytes'),
    ('/vkey', liar.endless, FALSE, 'the answer is longer than'),
    ('/tile/0/', liar.endless, FALSE, 'the answer is longer than'),
    ('/tile/entries/', liar.endless, FALSE, 'the answer is longer than'),
    ('/visibility', liar.endless, FALSE, 'the answer is longer than'),
    ('/checkpoint', liar.behind(b'x'), FALSE, "the answer's headers are longer than 16384 bytes"),
    ('/visibility', liar.answers(200, body=b'{"objects":[{"object":"video:77\\u0000"}]}'), FALSE, 'no list of objects'),
    ('/checkpoint', liar.breaking_off, UNREACHABLE, 'could not be had'),
    ('/tile/0/', liar.breaking_off, UNREACHABLE, 'could not be read to its end'),
    ('/tile/entries/', liar.packed(gzip.compress(bytes(50_000_000))), FALSE, 'bytes, and '),
    ('/checkpoint', liar.answers(200, body=b'<html>'), FALSE, 'malformed'),
    ('/checkpoint', liar.answers(204), FALSE, 'status 204'),
    ('/vkey', liar.answers(403), FALSE, 'status 403'),
    ('/tile/entries/', liar.answers(429), UNREACHABLE, 'status 429'),
    ('/data-map.json', liar.answers(503), UNREACHABLE, 'its data map could not be had'),
    ('/visibility', liar.answers(503), UNREACHABLE, 'what holds by decision could not be had'),
    ('/files.txt', liar.answers(503), UNREACHABLE, "the web app's files could not be had"),
    ('/worker.js', liar.answers(503), UNREACHABLE, "the web app's files could not be had"),
    ('/claims', liar.answers(503), UNREACHABLE, 'its claims could not be had'),
    ('/api/v1/region', liar.answers(503), UNREACHABLE, 'what it says of itself could not be had'),
]


class Tricks(unittest.TestCase):
    """One honest region, and for each trick a copy of it."""

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix='vitrine-tricks-'))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.site = liar.Site(cls.folder)
        cls.addClassCleanup(cls.site.close)
        cls.site.grow(297, 300 * MINUTE, MINUTE)
        before = {'time_ms': aged(100)} # all that is decided and claimed is done by now
        cls.site.enter({**MEMBER, **before}, {**MEMBER, 'key': REFUSED_BY, **before},
                       {'type': 'datamap', 'digest': liar.sha256(MAP), 'rows': 1, 'version': 1, **before},
                       {'type': 'app', 'digest': cls.site.serve_app(APP), 'event': '7', **before},
                       {**DECISION, **before}, BEAT)
        cls.site.put('data-map.json', MAP)
        cls.site.put('api/v1/visibility', {'objects': [HIDDEN], 'next': None})
        cls.site.keep('honest')
        status, out = cls.verify('--state', str(cls.folder / 'seen'))
        assert status == OK and out['size'] == 303, out

    @classmethod
    def verify(cls, *args):
        program = harness.build_folder() / 'src' / 'vitrine'
        done = subprocess.run([str(program), 'verify', '--json', *args, cls.site.url], capture_output=True,
                              text=True, timeout=100)
        return done.returncode, json.loads(done.stdout)

    def expect(self, status, words, *args):
        got, out = self.verify(*args)
        self.assertEqual(got, status, out)
        false = [c['claim'] for c in out['claims'] if c['word'] == 'FALSE']
        self.assertEqual(bool(false), status not in (OK, UNREACHABLE), out)
        if words:
            said = false or [c['claim'] for c in out['claims']]
            self.assertTrue(any(words in c for c in said), out)
        return out

    def memory(self, seen=None):
        """Of one who saw that, or nothing; what others of these histories signed is none of it."""
        state = self.folder / 'state'
        for path in self.folder.glob('state.unread-*'):
            path.unlink()
        state.unlink(missing_ok=True)
        if seen:
            shutil.copy(self.folder / seen, state)
        return state

    def play(self, name, trick, status, words, seen=None):
        with self.subTest(name):
            self.site.tricks = {}
            self.site.back_to('honest')
            trick(self.site)
            self.expect(status, words, '--state', str(self.memory(seen)))

    def test_every_trick_at_first_sight_has_its_words(self):
        for name, trick, status, words in AT_FIRST_SIGHT:
            self.play(name, trick, status, words)

    def test_every_check_is_described_as_it_is(self):
        source = Path(__file__).resolve().parents[2]
        table = (source / 'src' / 'verify' / 'api' / 'verify_report.h').read_text()
        page = (source / 'docs' / 'verify.md').read_text()
        rows = re.findall(r'X\(\w+, "(\w+)", "([^"]+)"\)', table)
        said = re.findall(r'^\| `(\w+)` \| ([^|]+) \|', page.split('## JSON')[0], re.M)
        self.assertEqual(rows, said)
        self.assertGreater(len(rows), 20)

    def test_every_trick_at_second_sight_has_its_words(self):
        for name, trick, status, words in AT_SECOND_SIGHT:
            self.play(name, trick, status, words, seen='seen')

    def test_every_harmful_answer_has_its_words_and_takes_little(self):
        for part, trick, status, words in ANSWERS:
            self.play('%s: %s' % (part, words), answered(part, trick), status, words)
        used_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        self.assertLess(used_mib, 100)

    @marks.slow
    def test_a_visit_ends_in_its_time_whatever_drips(self):
        for part in ('/checkpoint', '/tile/entries/', '/visibility'):
            with self.subTest(part):
                self.site.tricks = {}
                self.site.back_to('honest')
                self.site.tricks = {part: liar.dripping(self.site)}
                before = time.monotonic()
                status, out = self.verify('--state', str(self.folder / 'dripped'), '--timeout', '2')
                self.assertLess(time.monotonic() - before, 30)
                self.assertEqual(status, UNREACHABLE, out)
                self.assertTrue(any('could not be' in c['claim'] for c in out['claims']), out)

    @marks.slow
    def test_what_witnesses_signed_long_ago_is_old_whatever_its_entries_say(self):
        """The golden vector, which a witness signed in 2023. Its entries are none of a region's."""
        self.site.tricks = {}
        shutil.rmtree(self.site.root)
        hashes = [ledger_audit.leaf(e) for e in GOLDEN]
        self.site.put('ledger/vkey', GOLDEN_KEY.encode() + b'\n')
        self.site.put('ledger/checkpoint', GOLDEN_NOTE.encode())
        self.site.put('ledger/tile/0/000.p/3', b''.join(hashes))
        self.site.put('ledger/tile/entries/000.p/3', b''.join(len(e).to_bytes(2, 'big') + e for e in GOLDEN))
        policy = self.folder / 'policy'
        policy.write_text('log %s\nwitness w1 %s\nquorum w1\n' % (GOLDEN_KEY, GOLDEN_WITNESS))
        state = self.memory()
        out = self.expect(FALSE, 'last did at 2023-11-14T22:13:20Z', '--state', str(state),
                          '--policy', str(policy))
        words = {(c['check'], c['word']) for c in out['claims']}
        for check in ('key', 'witnesses', 'tree'):
            self.assertIn((check, 'proven'), words)
        self.site.change('checkpoint', lambda r: r.replace(b'w1 IDJKvgAAAABl', b'w1 IDJKvgAAAABm'))
        self.expect(FALSE, 'they have not', '--state', str(state), '--policy', str(policy))

    @marks.slow
    def test_what_witnesses_signed_is_taken_while_newer_entries_come(self):
        """A region that is never still: its very newest checkpoint is never signed by others."""
        self.site.tricks = {}
        self.site.back_to('honest')
        note, key = ((self.site.root / 'ledger' / name).read_bytes() for name in ('checkpoint', 'vkey'))
        witness = Witness('witness.example/w').know(key.decode().strip()).start()
        self.addCleanup(witness.done)
        to = http.client.HTTPConnection('127.0.0.1', witness.port, timeout=30)
        to.request('POST', '/add-checkpoint', b'old 0\n\n' + note)
        answer = to.getresponse()
        line = answer.read()
        to.close()
        self.assertEqual(answer.status, 200, line)
        policy = self.folder / 'policy'
        policy.write_text('log %s\nwitness w %s\nquorum w\n' % (key.decode().strip(), witness.vkey))
        self.site.put('ledger/cosigned', note + line)
        self.site.grow(350, 1000, 1)
        shown = [note] # first this, then the newest
        self.site.tricks['/ledger/checkpoint'] = lambda h: liar.answers(
            200, body=shown.pop() if shown else self.site.file('ledger/checkpoint').read_bytes())(h)
        state = self.folder / 'cosigned.state'
        out = self.expect(OK, '1 witnesses of your policy have signed it', '--state', str(state), '--policy', str(policy))
        self.assertTrue(any('the 303 published entries' in c['claim'] for c in out['claims']), out)
        self.expect(FALSE, 'they have not', '--state', str(state), '--policy', str(policy)) # it shows 350 at first
        shown.append(note)
        shutil.rmtree(self.folder / 'copy', ignore_errors=True)
        self.assertEqual(self.mirror('--policy', policy)[0], OK)
        done = self.program('vitrine-verify', '--json', '--policy', policy, self.folder / 'copy')
        self.assertEqual((done.returncode, json.loads(done.stdout)['size']), (OK, 303), done.stdout)

    def test_what_was_decided_a_moment_ago_may_be_done_a_moment_later(self):
        """The entry comes first: a region that is honest shows what held before for a moment more."""
        self.site.tricks = {}
        self.site.back_to('honest')
        now = {**HIDDEN, 'decision': '2', 'entry': '303', 'state': 'shown'}
        self.site.enter({**DECISION, 'number': 2, 'previous': 1, 'state': 'shown'},
                        {**CLAIMED, 'time_ms': aged(0)})
        shown = {'/visibility': [{'objects': [now], 'next': None}, {'objects': [HIDDEN], 'next': None}],
                 '/claims': [{'claims': [{**SINCE, 'entry': '304', 'since_ms': 0}]}, {'claims': []}]}
        shown['/claims'][0]['claims'][0]['since_ms'] = ledger_audit.from_folder(
            str(self.site.root / 'ledger')).entries[304]['time_ms']
        for part, rows in shown.items():
            self.site.tricks[part] = lambda h, rows=rows: liar.answers(200, body=json.dumps(
                rows.pop() if len(rows) > 1 else rows[0]).encode())(h)
        self.expect(OK, 'each of the claims is shown as its ledger says', '--state', str(self.folder / 'lately'))
        self.assertEqual([len(rows) for rows in shown.values()], [1, 1])

    def test_what_came_while_the_ledger_was_read_is_there_or_it_is_a_lie(self):
        """What is shown is by entry 305; the ledger that is read at first ends before it."""
        for lie, status, words in ((None, OK, '1 of its claims are by entries that came while the ledger was read'),
                                   (BEAT, FALSE, '"sealed" names an entry that is not there')):
            self.site.tricks = {}
            self.site.back_to('honest')
            self.site.enter(CLAIMED, BEAT)
            first = [(self.site.root / 'ledger' / 'checkpoint').read_bytes()]
            self.site.enter(lie or {**CLAIMED, 'digest': '0' * 64})
            self.site.put('api/v1/claims', {'claims': [{**SINCE, 'entry': '305'}]})
            self.site.tricks['/ledger/checkpoint'] = lambda h, first=first: liar.answers(
                200, body=first.pop() if first else self.site.file('ledger/checkpoint').read_bytes())(h)
            out = self.expect(status, words, '--state', str(self.memory()))
            self.assertEqual(out['size'], 305)

    def test_a_wrong_full_tile_is_found_when_it_is_needed(self):
        self.site.tricks = {}
        self.site.back_to('honest')
        self.site.grow(520, 1000, 1)
        self.site.change('tile/0/001', lambda r: bytes(64) + r[64:])
        self.expect(FALSE, 'tile/0/001: byte', '--state', str(self.memory('seen')))

    def test_a_shorter_ledger_is_told_from_another_one(self):
        """Both are shorter than what was seen: the one is the old ledger, of the other nobody ever saw more."""
        self.site.tricks = {}
        self.site.back_to('honest')
        self.site.grow(600, 1000, 1)
        state = self.memory()
        self.expect(OK, None, '--state', str(state))
        longer = (self.site.root / 'ledger').rename(self.folder / 'longer')
        self.site.back_to('honest')
        self.expect(ROLLBACK, 'it had 600 entries', '--state', str(state))
        self.site.grow(310, 1000, 1, '7')
        shutil.copytree(longer, self.site.root / 'ledger', dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns('checkpoint', 'vkey'))
        self.expect(FORK, 'two histories', '--state', str(state))
        evidence, = self.folder.glob('state.fork-*')
        self.addCleanup(evidence.unlink) # or the key would be one that signs two, from then on
        self.assertEqual(prove(evidence), FORK)

    def program(self, name, *args, timeout=100):
        return subprocess.run([str(harness.build_folder() / 'src' / name), *map(str, args)], capture_output=True,
                              text=True, timeout=timeout)

    def test_a_copy_that_cannot_be_written_is_no_lie_of_the_service(self):
        self.honest_copy()
        self.site.grow(900, 1000, 1)
        program = [str(harness.build_folder() / 'src' / 'vitrine'), 'mirror', '--json', self.site.url]
        done = subprocess.run([*program, str(self.folder / 'copy')], capture_output=True, text=True, timeout=100,
                              restore_signals=False, # as on a disk that is full
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)))
        out = json.loads(done.stdout)
        self.assertEqual((done.returncode, out['exit']), (UNREACHABLE, UNREACHABLE), out)
        self.assertNotIn('FALSE', [c['word'] for c in out['claims']], out)
        self.assertIn('new/ledger/tile/', done.stderr)
        self.check_copy(OK, 'the 303 published entries')
        self.assertEqual(self.mirror()[0], OK)
        self.check_copy(OK, 'the 900 published entries')

    def test_a_copy_that_is_older_than_a_receipt_says_nothing_of_it(self):
        self.honest_copy()
        kept = self.folder / 'kept.receipt'
        late = 'decision 303 1\n{\nbecause'
        for text, status, word in ((late, UNREACHABLE, 'asserted'), ('erasure 5 %s\n' % ('0' * 64), UNREACHABLE, 'asserted'),
                                   (late.replace('303', '302'), FALSE, 'FALSE')): # that one is there
            kept.write_text('vitrine-receipt 1\n' + text)
            done = self.program('vitrine-verify', '--json', '--receipt', kept, self.folder / 'copy')
            claim, = [c for c in json.loads(done.stdout)['claims'] if c['check'] == 'receipt']
            self.assertEqual((done.returncode, claim['word']), (status, word), claim)
            done = self.program('vitrine', 'verify', '--json', '--receipt', kept, self.site.url)
            self.assertEqual(done.returncode, FALSE, done.stdout) # the service has no such entry

    def mirror(self, *args):
        done = self.program('vitrine', 'mirror', '--json', *args, self.site.url, self.folder / 'copy')
        return done.returncode, json.loads(done.stdout) if done.stdout.startswith('{') else done

    def check_copy(self, status, words=None):
        """By the command line and by the small program: they say the same."""
        for name in (('vitrine', 'verify'), ('vitrine-verify',)):
            done = self.program(*name, '--json', self.folder / 'copy')
            out = json.loads(done.stdout)
            self.assertEqual(done.returncode, status, out)
            if words:
                self.assertTrue(any(words in c['claim'] for c in out['claims']), out)
        return {(c['check'], c['word']) for c in out['claims']}

    def honest_copy(self):
        self.site.tricks = {}
        self.site.back_to('honest')
        shutil.rmtree(self.folder / 'copy', ignore_errors=True)
        status, out = self.mirror()
        self.assertEqual((status, out['entries_read']), (OK, 303), out)

    def test_a_copy_is_checked_without_the_service(self):
        self.honest_copy()
        words = self.check_copy(OK, 'as they were copied')
        for check in ('tree', 'entries', 'datamap', 'decisions', 'app'):
            self.assertIn((check, 'proven'), words)
        self.site.grow(560, 1000, 1)
        status, out = self.mirror()
        self.assertEqual((status, out['entries_read']), (OK, 257), out)
        self.check_copy(OK, 'the 560 published entries')
        self.assertFalse((self.folder / 'copy' / 'ledger/tile/0/001.p').exists())
        self.assertEqual(len(list((self.folder / 'copy').glob('shown-*'))), 1)
        self.assertFalse(any(p.is_file() for p in (self.folder / 'copy' / 'new').rglob('*')))
        for path, words in (('ledger/tile/0/001', 'tile/0/001: byte'), ('ledger/tile/entries/000', 'tile/0/000: byte')):
            file = self.folder / 'copy' / path
            good = file.read_bytes()
            file.chmod(0o644)
            file.write_bytes(flip(good, 40))
            self.check_copy(FALSE, words)
            self.assertEqual(self.mirror('--full')[0], OK)
            self.assertEqual(file.read_bytes(), good)
            self.check_copy(OK)

    def test_a_copy_that_breaks_off_goes_on_and_a_lie_replaces_nothing(self):
        self.site.tricks = {}
        self.site.back_to('honest')
        self.site.grow(900, 1000, 1)
        shutil.rmtree(self.folder / 'copy', ignore_errors=True)
        self.site.tricks = {'/tile/entries/002': liar.breaking_off}
        self.assertEqual(self.mirror()[0], UNREACHABLE)
        self.assertFalse((self.folder / 'copy' / 'shown').exists())
        self.site.tricks = {'/tile/entries/000': liar.answers(503)}  # it is there already
        self.assertEqual(self.mirror()[0], OK)
        self.check_copy(OK)
        shown = (self.folder / 'copy' / 'shown').read_text()
        self.site.tricks = {}
        self.site.grow(910, 1000, 1)
        self.site.change('tile/entries/003.p/142', lambda r: flip(r, 30))
        self.assertEqual(self.mirror()[0], FALSE)
        self.assertEqual((self.folder / 'copy' / 'shown').read_text(), shown)
        self.check_copy(OK, 'the 900 published entries')
        self.site.back_to('honest')
        self.assertEqual(self.mirror()[0], ROLLBACK)
        self.site.grow(910, 1000, 1, '7')
        self.assertEqual(self.mirror()[0], FORK)
        evidence, = (self.folder / 'copy').glob('seen.fork-*')
        self.assertEqual(prove(evidence), FORK)
        self.assertEqual(self.program('vitrine-verify', '--evidence', evidence).returncode, FORK)
        self.check_copy(OK, 'the 900 published entries')

    def test_a_copy_takes_no_folder_of_somebody_elses(self):
        other = self.folder / 'other'
        other.mkdir()
        (other / 'letter').write_text('mine')
        done = self.program('vitrine', 'mirror', self.site.url, other)
        self.assertEqual((done.returncode, [p.name for p in other.iterdir()]), (USAGE, ['letter']), done.stderr)
        self.honest_copy()
        done = self.program('vitrine', 'mirror', self.site.url + '/x', self.folder / 'copy')
        self.assertEqual(done.returncode, USAGE)
        self.assertIn('another address', done.stderr)

    def test_what_is_no_file_is_not_waited_for_and_no_link_leads_out_of_a_copy(self):
        self.honest_copy()
        pipe, missing, copy, other = (self.folder / n for n in ('pipe', 'missing/state', 'copy', 'elsewhere'))
        os.mkfifo(pipe)
        for state, words in ((pipe, 'no state of an earlier visit'), (missing, 'could not be remembered')):
            done = self.program('vitrine', 'verify', '--state', state, self.site.url, timeout=20)
            self.assertEqual((done.returncode, done.stdout), (USAGE, ''), done.stderr)
            self.assertIn(words, done.stderr)
        kept = {name: (copy / name).read_bytes() for name in ('mirror', 'seen')}
        for name, raw in kept.items():
            (copy / name).unlink()
            os.mkfifo(copy / name)
            done = self.program('vitrine', 'mirror', self.site.url, copy, timeout=20)
            self.assertEqual(done.returncode, USAGE, done.stderr)
            (copy / name).unlink()
            (copy / name).write_bytes(raw)
        other.mkdir()
        (copy / 'new').symlink_to(other)
        self.site.grow(560, 1000, 1)
        status, out = self.mirror()
        self.assertEqual(status, UNREACHABLE, out)
        self.assertEqual(list(other.iterdir()), [])
        (copy / 'new').unlink()
        self.assertEqual(self.mirror()[0], OK)

    def test_what_a_copy_lacks_says_nothing_of_the_service(self):
        for path in ('ledger/tile/0/000', 'shown-*/ledger/vkey', 'shown-*/worker.js', 'shown-*/assets/app.js.br'):
            with self.subTest(path):
                self.honest_copy()
                file, = (self.folder / 'copy').glob(path)
                file.unlink()
                self.check_copy(UNREACHABLE, 'could not be')

    def test_a_link_in_a_copy_leads_nowhere(self):
        self.honest_copy()
        key = self.folder / 'copy' / 'ledger' / 'tile' / 'entries' / '000'
        key.rename(self.folder / 'moved')
        key.symlink_to(self.folder / 'moved')
        self.check_copy(UNREACHABLE, 'no such thing')

    def test_the_small_program_is_small_and_knows_no_network(self):
        built = harness.build_folder() / 'src' / 'vitrine-verify'
        plain = self.folder / 'plain'
        subprocess.run(['strip', '-o', str(plain), str(built)], check=True)
        symbols = subprocess.run(['nm', str(built)], capture_output=True, text=True, check=True).stdout
        names = {line.split()[-1] for line in symbols.splitlines()}
        self.assertFalse(names & {'connect', 'socket', 'EVP_DigestInit_ex2', 'getaddrinfo', 'execve'})
        print('vitrine-verify has %d KiB' % (plain.stat().st_size // 1024))
        if 'asan' not in str(harness.build_folder()):
            self.assertLess(plain.stat().st_size, 3 * 1024 * 1024)

    def test_who_watches_is_told_what_changes(self):
        self.site.tricks = {}
        self.site.back_to('honest')
        state = self.folder / 'watched'
        program = harness.build_folder() / 'src' / 'vitrine'
        watching = subprocess.Popen([str(program), 'verify', '--watch=1', '--state', str(state), self.site.url],
                                    stdout=subprocess.PIPE, text=True)
        self.addCleanup(watching.wait)
        self.addCleanup(watching.stdout.close)
        self.addCleanup(watching.kill)
        patience = threading.Timer(60, watching.kill)
        patience.start()
        self.addCleanup(patience.cancel)

        def told(words):
            for line in watching.stdout:
                if words in line:
                    return
            self.fail('it said nothing of: ' + words)

        told('HOLDS: ')
        told('unreviewed build')
        self.site.put('assets/app.js', b'spy();')
        told('FALSE: something')
        self.site.put('assets/app.js', APP['assets/app.js'])
        told('HOLDS: ')


if __name__ == '__main__':
    unittest.main()
