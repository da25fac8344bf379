"""What "For You" makes of interaction data that whoever doubts it brings along (feed_replay.c): a CSV file
is read here, checked, and handed over as benches/feed_log.h has it. None is in this repository."""
import array
import csv
import re
import struct
import subprocess
import tempfile
from pathlib import Path

import feed_sim
import measure
import peers

TAKES = 'data' # of ./bench's arguments
POLICIES = ['ours', 'score', 'newest', 'popular', 'random', 'oracle'] # score: ours without the rules of a page
PEERS = POLICIES[2:-1]
HEAD = ['what', 'ours', 'its score alone', *POLICIES[2:], *['less ' + p for p in PEERS]]
MEASURES = ['%s of the first %s of a block' % (what, part)
            for what in ('share watched', 'watched to the end per ten') for part in ('tenth', 'third', 'half')]
NEEDED = ['viewer', 'video', 'creator', 'hashtags', 'duration_ms', 'watched_ms', 'at_ms']
OPTIONAL = ['published_ms', 'liked']
# What is still a moment in ms: before, it is March 1973, and more likely seconds; after it, the year 5138.
MOMENTS = (10 ** 11, 10 ** 14)
TIMES_MAX = 10 # a watch of more than so many times the clip says no more
DENSE = 0.9    # of all videos; who watched as many chose little of it
VERSION = 1


def limits():
    """The numbers of feed_log.h, where they stand."""
    text = (Path(__file__).parent / 'feed_log.h').read_text()
    return {name: int(value) for name, value in
            re.findall(r'FEED_LOG_(\w+) = (?:INT64_C\()?(\d+)', text)}


LIMITS = limits()


class Wrong(RuntimeError):
    """What is wrong with a file, and where."""

    def __init__(self, line, column, words):
        super().__init__('line %d%s: %s' % (line, ', column ' + column if column else '', words))


class Cells:
    """One line's cells by their columns."""

    def __init__(self, line, cells):
        self.line, self.cells = line, cells

    def wrong(self, column, words):
        return Wrong(self.line, column, words)

    def text(self, column):
        text = self.cells[column].strip()
        if not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:
                raise self.wrong(column, 'not UTF-8') from None
        return text

    def name(self, column):
        text = self.text(column)
        if text == '':
            raise self.wrong(column, 'empty')
        return text

    def number(self, column, least, most):
        """A whole number; what some programs put behind its point is dropped."""
        text = self.text(column)
        found = re.fullmatch(r'([0-9]{1,18})(?:\.[0-9]*)?', text)
        if found is None:
            raise self.wrong(column, '"%s" is not a number from 0 on, in digits' % text[:40])
        number = int(found.group(1))
        if not least <= number <= most:
            raise self.wrong(column, '%d is not from %d to %d' % (number, least, most))
        return number

    def moment(self, column):
        number = self.number(column, 0, 10 ** 18)
        if not MOMENTS[0] <= number < MOMENTS[1]:
            raise self.wrong(column, '%d is no moment in milliseconds since 1970: multiply seconds by 1000, '
                             'divide microseconds' % number)
        return number

    def tags(self):
        """The first few, each once, in small letters of ASCII, as of a title."""
        words = (word.lstrip('#').encode().lower() for word in self.text('hashtags').split())
        return tuple(dict.fromkeys(word for word in words if word))[:LIMITS['TAGS']]

    def liked(self):
        text = self.text('liked') if 'liked' in self.cells else '0'
        if text not in ('', '0', '1'):
            raise self.wrong('liked', '"%s" is neither 0 nor 1' % text[:40])
        return text == '1'


def lines_of(file):
    """Cells of each line. A line is counted where it begins, since a cell in quotes may have several."""
    reader = csv.reader(file, strict=True)
    line = 1
    columns = None
    try:
        for cells in reader:
            if columns is None:
                columns = [c.strip() for c in cells]
                check_columns(columns)
            elif cells and len(cells) != len(columns):
                raise Wrong(line, '', '%d cells, and the first line has %d' % (len(cells), len(columns)))
            elif cells:
                yield Cells(line, dict(zip(columns, cells)))
            line = reader.line_num + 1
    except csv.Error as error:
        raise Wrong(line, '', str(error)) from None
    if columns is None:
        raise Wrong(1, '', 'the file is empty')


def check_columns(columns):
    for name in NEEDED:
        if name not in columns:
            raise Wrong(1, name, 'there is none; wanted are %s, and there may be %s' % (
                ', '.join(NEEDED), ', '.join(OPTIONAL)))
    for name in NEEDED + OPTIONAL:
        if columns.count(name) > 1:
            raise Wrong(1, name, 'there are two')


class Log:
    """What a file says, in numbers."""

    def __init__(self):
        self.viewers, self.videos, self.creators, self.tags = {}, {}, {}, {}
        self.facts = []  # of each video: creator, length_ms, tags, published_ms or None
        self.first = []  # when anybody watched it first
        self.at, self.watched = array.array('q'), array.array('L')
        self.viewer, self.video, self.liked = array.array('L'), array.array('L'), bytearray()

    def number(self, cells, of, column, limit):
        found = of.setdefault(cells.name(column), len(of))
        if found >= LIMITS[limit]:
            raise cells.wrong(column, 'more than %d' % LIMITS[limit])
        return found

    def add_video(self, cells, video, at):
        facts = (self.creators.setdefault(cells.name('creator'), len(self.creators)),
                 cells.number('duration_ms', 1, LIMITS['LENGTH_MAX']),
                 tuple(self.tags.setdefault(t, len(self.tags)) for t in cells.tags()),
                 cells.moment('published_ms') if cells.cells.get('published_ms', '').strip() else None)
        if video == len(self.facts):
            self.facts.append(facts)
            self.first.append(at)
        for column, known, said in zip(('creator', 'duration_ms', 'hashtags', 'published_ms'),
                                       self.facts[video], facts):
            if known != said:
                raise cells.wrong(column, 'another than on an earlier line of the same video')
        self.first[video] = min(self.first[video], at)
        return facts[1]

    def add(self, cells):
        if len(self.at) == LIMITS['WATCHES']:
            raise cells.wrong('', 'more than %d lines' % LIMITS['WATCHES'])
        at = cells.moment('at_ms')
        video = self.number(cells, self.videos, 'video', 'VIDEOS')
        length = self.add_video(cells, video, at)
        self.viewer.append(self.number(cells, self.viewers, 'viewer', 'VIEWERS'))
        self.video.append(video)
        self.at.append(at)
        self.watched.append(min(cells.number('watched_ms', 0, 10 ** 18), TIMES_MAX * length))
        self.liked.append(cells.liked())

    def write(self, file):
        file.write(struct.pack('>BIII', VERSION, len(self.viewers), len(self.videos), len(self.at)))
        for (creator, length, tags, published), first in zip(self.facts, self.first):
            file.write(struct.pack('>qIIB%dI' % len(tags), first if published is None else published, creator,
                                   length, len(tags), *tags))
        one = struct.Struct('>IIqIB')
        for i in sorted(range(len(self.at)), key=self.at.__getitem__):
            file.write(one.pack(self.viewer[i], self.video[i], self.at[i], self.watched[i], self.liked[i]))


def read(path):
    """A file as a Log. Wrong: it is not what is wanted."""
    log = Log()
    with open(path, newline='', encoding='utf-8-sig', errors='surrogateescape') as file:
        for cells in lines_of(file):
            log.add(cells)
    if not log.at:
        raise Wrong(1, '', 'nothing follows it')
    if max(log.at) - min(log.at) >= LIMITS['SPAN_MS']:
        raise RuntimeError('from the first watch to the last are more than %d years' %
                           (LIMITS['SPAN_MS'] // (365 * 24 * 3600 * 1000)))
    if max(length for _, length, _, _ in log.facts) < 1000:
        raise RuntimeError('no clip is as long as a second: duration_ms is in milliseconds')
    return log


def replay(log):
    """{viewer: (videos watched, {policy: measures})} of those of whom there is enough."""
    with tempfile.NamedTemporaryFile() as file:
        log.write(file)
        file.flush()
        done = subprocess.run([str(peers.harness.build_folder() / 'benches' / 'feed-replay'), file.name],
                              capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError('feed-replay: status %d %s' % (done.returncode, done.stderr))
    found = {}
    for line in done.stdout.splitlines():
        viewer, videos, policy, *values = line.split()
        found.setdefault(viewer, (int(videos), {}))[1][policy] = [float(v) for v in values]
    return found


class Row:
    """One measure, all policies, and how much more of it ours has. No bar: the data are whose they are."""

    def __init__(self, what, values):
        self.what, self.values = what, values
        self.found = {p: feed_sim.Interval(v) for p, v in values.items()}
        self.less = {p: feed_sim.minus(values['ours'], values[p]) for p in PEERS}

    def met(self):
        return None

    def verdict(self, peer):
        less = self.less[peer]
        return 'more' if less.mean > less.half else 'less' if less.mean < -less.half else 'no difference'

    def cells(self):
        return [self.what, *[str(self.found[p]) for p in POLICIES],
                *['%s, %s' % (self.less[p], self.verdict(p)) for p in PEERS]]

    def plain(self):
        """For --json."""
        return {'what': self.what, 'viewers': len(self.values['ours']),
                'mean': {p: [i.mean, i.half] for p, i in self.found.items()},
                'less': {p: [i.mean, i.half, self.verdict(p)] for p, i in self.less.items()}}


def rows_of(words, viewers):
    return [Row('%s: %s' % (words, what), {p: [of[p][n] for of in viewers] for p in POLICIES})
            for n, what in enumerate(MEASURES)]


def run(path):
    log = read(path)
    found = replay(log)
    if len(found) < 2:
        raise RuntimeError('%d viewers have ten new videos in the second half of what they watched: two are '
                           'wanted' % len(found))
    dense = [of for videos, of in found.values() if videos >= DENSE * len(log.videos)]
    rows = rows_of('%d of %d viewers' % (len(found), len(log.viewers)), [of for _, of in found.values()])
    if len(dense) > 1:
        rows += rows_of('%d who watched nearly all' % len(dense), dense)
    return rows


def peer():
    return 'the newest first, the most watched, chance, and an oracle that knows what will be watched'
