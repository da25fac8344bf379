"""Who watched what cannot be told from the region's files, custodiand's aside: with app.db, its log, the media,
the ledger and the output in hand, none of the distinguishers below is better than a coin at telling which of two
viewers watched which of two videos. The chain has two links, and each is tried alone: which row belongs to
which video, given the rows, and which row belongs to which person, given both. The test itself works out from
custodian.db what is true.

The bound: of 40 trials a fair coin gives less than 8 or more than 32 once in 23,000 times. With 156
distinguishers that happens in one of 150 runs; then all is done again, and only one that is beyond the bound again
is a leak."""
import base64
import contextlib
import hashlib
import itertools
import os
import random
import re
import shutil
import sqlite3
import struct
import tempfile
import unittest

import region as harness

TRIALS, LEAST, MOST = 40, 8, 32
DELTA, HOT, SEEN, LIKES = 1, 2, 3, 4


def row_name(locker, kind, number):
    """As src/edged/viewer_name.h has it."""
    text = b'vitrine viewer 1\0' + locker + bytes([kind]) + struct.pack('>I', number)
    return hashlib.sha256(text).digest()[:16]


def read_rows(path, query, *values):
    with contextlib.closing(sqlite3.connect('file:%s?mode=ro' % path, uri=True)) as db:
        return db.execute(query, values).fetchall()


def read_lockers(place, people):
    """From a copy: custodiand lets nobody else in."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ('custodian.db', 'custodian.db-wal'):
            shutil.copy(place.data / 'custodian' / name, folder)
        db = os.path.join(folder, 'custodian.db')
        return [read_rows(db, 'SELECT locker FROM account WHERE id = ?', int(p.id))[0][0] for p in people]


class Files:
    """All that is compared, as of one moment: the database's rows, its bytes and its log's."""

    def __init__(self, place):
        path = place.data / 'app' / 'app.db'
        self.rows = dict(read_rows(path, 'SELECT name, sealed FROM viewer_part'))
        self.order = [row[0] for row in read_rows(path, 'SELECT name FROM viewer_part NOT INDEXED')]
        self.people = {id: (handle, made) for id, handle, made in
                       read_rows(path, 'SELECT id, handle, created_ms FROM person')}
        self.drafts = {person: (id, made) for id, person, made in
                       read_rows(path, 'SELECT id, person_id, created_ms FROM draft')}
        self.bytes = path.read_bytes()
        self.log = (place.data / 'app' / 'app.db-wal').read_bytes()


def at(data, what, last=False):
    found = data.rfind(what) if last else data.find(what)
    return None if found < 0 else found


# What may be seen of a row: anything that can be put into an order.
ROW = {
    'size': lambda f, n: len(f.rows[n]),
    'name': lambda f, n: n,
    'order in the table': lambda f, n: f.order.index(n),
    'place in the file': lambda f, n: at(f.bytes, n),
    'page in the file': lambda f, n: at(f.bytes, n) and at(f.bytes, n) // 4096,
    'place in its page': lambda f, n: at(f.bytes, n) and at(f.bytes, n) % 4096,
    'first time in the log': lambda f, n: at(f.log, n),
    'last time in the log': lambda f, n: at(f.log, n, True),
    'key that sealed it': lambda f, n: f.rows[n][1:9],
    'nonce': lambda f, n: f.rows[n][11:35],
    'zeroes in it': lambda f, n: f.rows[n].count(b'\0'),
}

# What may be seen of a person in the same files.
PERSON = {
    'number': lambda f, p: int(p.id),
    'handle': lambda f, p: f.people[int(p.id)][0],
    'first public act': lambda f, p: f.people[int(p.id)][1],
    'name of a draft': lambda f, p: f.drafts[int(p.id)][0],
    'place in the file': lambda f, p: at(f.bytes, p.handle.encode()),
    'first time in the log': lambda f, p: at(f.log, p.handle.encode()),
}


def guess_by_order(one, other, first, second):
    """Whether `first` goes with `one`, if both orders mean something: None if they say nothing."""
    if None in (one, other, first, second) or one == other or first == second:
        return None
    return (one < other) == (first < second)


def name_of_public(person, rows):
    """Names that could be worked out from what everybody knows."""
    number = int(person.id)
    for seed in (struct.pack('>q', number), struct.pack('<q', number), person.handle.encode(),
                 person.id.encode()):
        for locker in (seed.ljust(16, b'\0'), seed.rjust(16, b'\0'), hashlib.sha256(seed).digest()[:16],
                       hashlib.md5(seed).digest()):
            for kind, n in itertools.product((DELTA, HOT), range(3)):
                if row_name(locker, kind, n) in rows or locker in rows:
                    return True
    return False


class Score:
    """How often each distinguisher was right. One that says nothing throws a coin."""

    def __init__(self, chance):
        self.chance, self.right, self.of = chance, {}, 'row'

    def add(self, name, guess, truth):
        guess = self.chance.random() < 0.5 if guess is None else guess
        name = '%s, %s' % (self.of, name)
        self.right[name] = self.right.get(name, 0) + (guess == truth)

    def beyond(self):
        return {n: r for n, r in self.right.items() if not LEAST <= r <= MOST}


class Trial:
    """Two fresh viewers, two videos, in an order that coins decide."""

    def __init__(self, place, number, videos, chance):
        pair = [place.person('%s_viewer_%d' % (c, number)) for c in chance.sample('abcdefghij', 2)]
        for person in chance.sample(pair, 2):
            person.sign_up()
        self.people = pair
        self.swapped = chance.random() < 0.5 # whether the first of the two watches the second video
        steps = [(act, i) for i in (0, 1) for act in (self.show, self.watch)]
        chance.shuffle(steps)
        for act, i in steps:
            act(pair[i], videos, i != self.swapped)
        self.files = Files(place)
        self.lockers = read_lockers(place, pair)
        self.names = {kind: [row_name(locker, number, 0) for locker in self.lockers]
                      for kind, number in (('delta', DELTA), ('hot part', HOT))}

    def show(self, person, _, __):
        """Something public, which leaves a row with the person's number."""
        title = base64.b64encode(b'Mine').decode()
        status, _, _ = person.request('POST', '/api/v1/uploads', None, {
            'Tus-Resumable': '1.0.0', 'Upload-Length': '1000', 'Upload-Metadata': 'title ' + title})
        assert status == 201, status

    def watch(self, person, videos, first):
        """The second video is watched three times, and longer: what is stored must not tell."""
        video = videos[0 if first else 1]
        assert person.get(video['renditions'][0]['url'])[0] == 200
        person.json('PUT', '/api/v1/videos/%s/like' % video['id'], expect=204)
        events = [{'video': video['id'], 'watched_ms': 3 if first else 19000 + i, 'at_ms': 1700000000000}
                  for i in range(1 if first else 3)]
        assert person.json('POST', '/api/v1/watches', {'events': events})['accepted'] == len(events)


def try_rows(score, files, names, videos, swapped):
    """Which of two rows is of which video: of the lower number, the older, or the more watched one."""
    for feature, look in ROW.items():
        guess = guess_by_order(look(files, names[0]), look(files, names[1]), *videos)
        score.add('video by ' + feature, guess, not swapped)


def try_people(score, files, names, people, turned):
    """Which of two rows is of which person; turned: the rows come the other way round."""
    rows = names[::-1] if turned else names
    for (feature, look), (part, see) in itertools.product(ROW.items(), PERSON.items()):
        guess = guess_by_order(see(files, people[0]), see(files, people[1]),
                               look(files, rows[0]), look(files, rows[1]))
        score.add('%s by %s' % (part, feature), guess, not turned)
    found = [name_of_public(p, {rows[0]}) for p in people]
    score.add('names made of what is public', found[0] if found[0] != found[1] else None, not turned)


def play(seed):
    """All trials; the scores, and the trials."""
    chance = random.Random(seed)
    score, trials = Score(chance), []
    with harness.Region() as place:
        mira = place.sign_up('mira')
        ids = [mira.upload(harness.clip(), title) for title in ('One #cat', 'Other #dog and much more')]
        videos = [mira.wait_public(video) for video in ids]
        for number in range(TRIALS):
            trial = Trial(place, number, videos, chance)
            for score.of, names in trial.names.items():
                try_rows(score, trial.files, names, [int(v['id']) for v in videos], trial.swapped)
                try_people(score, trial.files, names, trial.people, chance.random() < 0.5)
            trials.append(trial)
        told = place.log() + ''.join(str(e) for e in place.ledger_entries())
    return score, trials, told


class Coin(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.score, cls.trials, cls.told = play(os.urandom(8))

    def test_no_distinguisher_is_better_than_a_coin(self):
        beyond = self.score.beyond()
        if beyond: # chance, or a leak: only a leak is there again
            again = play(os.urandom(8))[0].beyond()
            beyond = {name: (beyond[name], again[name]) for name in beyond if name in again}
        self.assertEqual(beyond, {})

    def test_all_rows_of_viewers_have_one_of_few_lengths(self):
        lengths = {len(sealed) for trial in self.trials for sealed in trial.files.rows.values()}
        self.assertLessEqual(lengths, {832 + 51, 4096 + 51, 8192 + 51, 16384 + 51})
        deltas = {len(t.files.rows[n]) for t in self.trials for n in t.names['delta']}
        self.assertEqual(deltas, {832 + 51})

    def test_nothing_that_was_said_names_a_viewer(self):
        words = set(re.findall(r'[A-Za-z0-9]+', self.told))
        for trial in self.trials:
            for person, locker in zip(trial.people, trial.lockers):
                for text in (person.id, person.handle, locker.hex(), row_name(locker, DELTA, 0).hex()):
                    self.assertNotIn(text, words)

    def test_no_locker_is_in_a_file(self):
        data = self.trials[-1].files
        for trial in self.trials:
            for locker in trial.lockers:
                for held in (data.bytes, data.log):
                    self.assertNotIn(locker, held)
                    self.assertNotIn(locker.hex().encode(), held)


class Media(unittest.TestCase):
    def test_a_file_keeps_no_time_of_its_showing(self):
        with harness.Region() as place:
            mira = place.sign_up('mira')
            video = mira.wait_public(mira.upload(harness.clip()))
            name = re.search(r'/media/([0-9a-f]+)', video['renditions'][0]['url']).group(1)
            path = next(p for p in (place.data / 'app' / 'blobs').rglob('*') if p.name == name)
            long_ago = 1000000000 # older than its change: most mounts note the next reading then
            os.utime(path, (long_ago, path.stat().st_mtime))
            self.assertEqual(place.get(video['renditions'][0]['url'])[0], 200)
            self.assertEqual(path.stat().st_atime, long_ago)


class Person:
    def __init__(self, number):
        self.id, self.handle = str(number), 'p%d' % number


class Planted(unittest.TestCase):
    """The distinguishers see what they look for: with each leak planted, one of them is right each time."""

    def score(self, plant):
        chance = random.Random(5)
        score = Score(chance)
        for _ in range(TRIALS):
            people = [Person(chance.getrandbits(62)) for _ in (0, 1)]
            swapped, turned = chance.random() < 0.5, chance.random() < 0.5
            files = Files.__new__(Files)
            names = [os.urandom(16), os.urandom(16)]
            sealed = [os.urandom(883), os.urandom(883)]
            names, sealed = plant(names, sealed, people, swapped)
            order = sorted(names)
            files.rows, files.order = dict(zip(names, sealed)), order
            files.people = {int(p.id): (p.handle, 0) for p in people}
            files.drafts = {int(p.id): (os.urandom(8).hex(), 0) for p in people}
            files.bytes = files.log = b''.join(n + files.rows[n] for n in order)
            try_rows(score, files, names, [1, 2], swapped)
            try_people(score, files, names, people, turned)
        return score.beyond()

    def test_nothing_planted_nothing_found(self):
        self.assertLessEqual(len(self.score(lambda n, s, p, w: (n, s))), 1)

    def test_lengths_that_tell_are_found(self):
        def plant(names, sealed, _, swapped):
            return names, [sealed[i][:800 + 20 * (i != swapped)] for i in (0, 1)]
        self.assertIn('row, video by size', self.score(plant))

    def test_names_in_the_order_of_people_are_found(self):
        def plant(_, sealed, people, __):
            return [struct.pack('>q', int(p.id)) + os.urandom(8) for p in people], sealed
        self.assertIn('row, number by name', self.score(plant))

    def test_names_made_of_what_is_public_are_found(self):
        def plant(_, sealed, people, __):
            return [row_name(struct.pack('>q', int(p.id)).ljust(16, b'\0'), DELTA, 0) for p in people], sealed
        self.assertIn('row, names made of what is public', self.score(plant))

    def test_keys_in_the_order_of_people_are_found(self):
        def plant(names, sealed, people, _):
            return names, [b'\2' + struct.pack('>q', int(p.id)) + s[9:] for p, s in zip(people, sealed)]
        self.assertIn('row, number by key that sealed it', self.score(plant))

