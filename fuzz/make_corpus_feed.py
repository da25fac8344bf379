#!/usr/bin/env python3
"""Writes the kept inputs of the fuzz_feed targets. Written from the formats in feed's headers, not with
the encoders that the targets test."""
import os
import struct

HERE = os.path.dirname(os.path.abspath(__file__))
DELTA, HOT, SEEN, LIKES, COMMENT_LIKES, MARK = 1, 2, 3, 4, 5, 6
SAVED, PEOPLE = 8, 9
SIZES = (832, 4096, 8192, 16384)
FEBRUARY = 31 * 86400000 << 22 # the first number of February 2025


def keep(target, name, data):
    folder = os.path.join(HERE, 'corpus', target)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), 'wb') as f:
        f.write(data)


def part(kind, body, version=1, size=None):
    size = size or next(s for s in SIZES if len(body) + 4 <= s)
    return (struct.pack('>BBH', version, kind, len(body)) + body).ljust(size, b'\0')


def watches(count, number=7 << 22, video=FEBRUARY):
    body = struct.pack('>qBB', number, 1, count)
    return body + b''.join(struct.pack('>qqI', video + i * 1000, 1700000000000 + i, i) for i in range(count))


def acts(what, video=FEBRUARY):
    return struct.pack('>qBqq', 9 << 22, what, video, 1700000000000)


def owed(hows):
    return b''.join(struct.pack('>qqI', FEBRUARY, (3 << 32) + 7, how) for how in hows)


def deltas():
    good = {'one': watches(1), 'forty': watches(40), 'like': acts(2), 'unlike': acts(3),
            'not-interested': acts(4), 'like-comment': acts(6), 'unlike-comment': acts(7), 'reset': struct.pack('>qBq', 9 << 22, 5, 5),
            'owed': struct.pack('>qBB', 9 << 22, 9, 4) + owed(range(4))}
    for name, body in good.items():
        keep('fuzz_feed_delta', name, part(DELTA, body))
    for name, body in (('none', watches(0)), ('forty-one', watches(40) + b'\0' * 20), ('what-0', acts(0)),
                       ('what-10', acts(10)), ('owed-4', struct.pack('>qBB', 9 << 22, 9, 1) + owed([4])), ('video-0', acts(2, 0)), ('negative', acts(2, -1)),
                       ('longer', acts(2) + b'\0'), ('shorter', acts(2)[:-1])):
        keep('fuzz_feed_delta', 'bad-' + name, part(DELTA, body))
    keep('fuzz_feed_delta', 'bad-size', part(DELTA, acts(2), size=4096))
    keep('fuzz_feed_delta', 'bad-version', part(DELTA, acts(2), version=2))
    keep('fuzz_feed_delta', 'bad-kind', part(HOT, acts(2)))
    keep('fuzz_feed_delta', 'bad-padding', part(DELTA, acts(2))[:-1] + b'\1')


def logs():
    def head(watches, version=1, viewers=2, videos=2):
        return struct.pack('>BIII', version, viewers, videos, watches)

    def video(tags=(), length=15000, published=1600000000000):
        return struct.pack('>qIIB%dI' % len(tags), published, 0, length, len(tags), *tags)

    def watch(viewer=1, video=1, at=1700000000000, liked=0):
        return struct.pack('>IIqIB', viewer, video, at, 9000, liked)
    both = video() + video(range(7))
    keep('fuzz_feed_log', 'one', head(1) + both + watch())
    keep('fuzz_feed_log', 'three', head(3) + both + watch() + watch(0, 0, liked=1) + watch(at=1700000000001))
    for name, data in (('none', head(0) + both), ('version', head(1, 2) + both + watch()),
                       ('viewers', head(1, 1, 100001) + both + watch()), ('videos', head(1, 1, 2, 160001) + both + watch()),
                       ('watches', head(5000001) + both + watch()), ('viewer', head(1) + both + watch(2)),
                       ('video', head(1) + both + watch(1, 2)), ('liked', head(1) + both + watch(liked=2)),
                       ('tags', head(1) + video() + video(range(8)) + watch()), ('length', head(1) + both[:-1] + watch()),
                       ('length-0', head(1) + video(length=0) + video() + watch()),
                       ('negative', head(1) + both + watch(at=-1)), ('late', head(1) + both + watch(at=10 ** 14)),
                       ('falls', head(2) + both + watch() + watch(at=1699999999999)),
                       ('span', head(2) + both + watch() + watch(at=2700000000000)),
                       ('longer', head(1) + both + watch() + b'\0'), ('shorter', head(1) + both + watch()[:-1])):
        keep('fuzz_feed_log', 'bad-' + name, data)


def marks():
    keep('fuzz_feed_mark', 'one', part(MARK, struct.pack('>q', FEBRUARY)))
    for name, body in (('zero', struct.pack('>q', 0)), ('negative', struct.pack('>q', -1)),
                       ('shorter', struct.pack('>i', 5)), ('longer', struct.pack('>qB', 5, 0))):
        keep('fuzz_feed_mark', 'bad-' + name, part(MARK, body))
    keep('fuzz_feed_mark', 'bad-kind', part(HOT, struct.pack('>q', 5)))


def numbers(*many):
    return struct.pack('>H', len(many)) + b''.join(struct.pack('>q', n) for n in many)


def lists():
    for name, body in (('none', numbers()), ('three', numbers(7, 9, 8)), ('full', numbers(*range(2000, 0, -1))),
                       ('bad-twice', numbers(5, 7, 5)), ('bad-zero', numbers(0)), ('bad-negative', numbers(-1)),
                       ('bad-many', numbers(*range(1, 2002))), ('bad-shorter', numbers(5)[:-1]),
                       ('bad-longer', numbers(5) + b'\0')):
        keep('fuzz_feed_saved', name, part(SAVED, body))
    keep('fuzz_feed_saved', 'bad-kind', part(PEOPLE, numbers(5)))
    full = numbers(*range(1, 501))
    for name, body in (('none', numbers() * 2), ('muted', numbers(3, 5) + numbers()), ('full', full * 2),
                       ('last', numbers() + numbers(5, 2 ** 63 - 1)), ('bad-order', numbers() + numbers(5, 3)),
                       ('bad-twice', numbers(5, 5) + numbers()), ('bad-zero', numbers(0) + numbers()),
                       ('bad-one', numbers(5)), ('bad-many', numbers(*range(1, 502)) + numbers())):
        keep('fuzz_feed_people', name, part(PEOPLE, body))
    keep('fuzz_feed_people', 'bad-kind', part(SAVED, numbers() * 2))


def hot(recent=(), tastes=(), liked=(), unwanted=(), day=5):
    out = struct.pack('>q', day)
    for rows, form in ((recent, '>qqI'), (tastes, '>Qi'), (liked, '>qq'), (unwanted, '>q')):
        out += struct.pack('>H', len(rows)) + b''.join(struct.pack(form, *row) for row in rows)
    return out


def hots():
    full = hot([(900 - i, 9000 - i, i) for i in range(500)], [(i + 1, i - 200) for i in range(160)],
               [(i + 1, 5) for i in range(64)], [(i + 1,) for i in range(64)])
    keep('fuzz_feed_hot', 'empty', part(HOT, hot()))
    keep('fuzz_feed_hot', 'full', part(HOT, full))
    keep('fuzz_feed_hot', 'whole', part(HOT, hot([(1, 5, 3)]) + b'\3'))
    keep('fuzz_feed_hot', 'bad-whole-0', part(HOT, hot() + b'\0'))
    keep('fuzz_feed_hot', 'bad-whole-4', part(HOT, hot() + b'\4'))
    keep('fuzz_feed_hot', 'equal-watches', part(HOT, hot([(1, 5, 3), (1, 5, 3), (1, 5, 2)])))
    for name, body in (('order', hot([(1, 5, 3), (1, 6, 3)])), ('weight-0', hot(tastes=[(1, 0)])),
                       ('keys', hot(tastes=[(2, 1), (2, 1)])), ('twice', hot(liked=[(1, 5), (1, 4)])),
                       ('unwanted', hot(unwanted=[(1,), (1,)])), ('day', hot(day=-1)),
                       ('many', hot([(1, 5, 3)] * 501)), ('video-0', hot([(0, 5, 3)]))):
        keep('fuzz_feed_hot', 'bad-' + name, part(HOT, body))


def groups(number):
    out = b''
    while number > 0x7f:
        out += bytes([number & 0x7f | 0x80])
        number >>= 7
    return out + bytes([number])


def video_set(videos, month=1, place=0):
    out = struct.pack('>HBH', month, place, len(videos))
    for i, video in enumerate(videos):
        out += struct.pack('>q', video) if i == 0 else groups(video - videos[i - 1])
    return out


def sets():
    full = [FEBRUARY + i * (28 * 86400000 << 22) // 2000 for i in range(2000)]
    for name, videos in (('none', []), ('one', [FEBRUARY]), ('three', full[:3]), ('full', full),
                         ('neighbours', [FEBRUARY, FEBRUARY + 1, FEBRUARY + 128])):
        keep('fuzz_feed_set', name, part(SEEN, video_set(videos)))
    keep('fuzz_feed_set', 'likes', part(LIKES, video_set(full[:5], place=3)))
    keep('fuzz_feed_set', 'comment-likes', part(COMMENT_LIKES, video_set(full[:5], place=1)))
    keep('fuzz_feed_set', 'bad-month', part(SEEN, video_set(full[:3], month=2)))
    keep('fuzz_feed_set', 'bad-place', part(SEEN, video_set(full[:3], place=4)))
    keep('fuzz_feed_set', 'bad-before', part(SEEN, video_set([FEBRUARY - 1, FEBRUARY])))
    keep('fuzz_feed_set', 'bad-twice', part(SEEN, video_set([FEBRUARY, FEBRUARY])))
    keep('fuzz_feed_set', 'bad-groups',
         part(SEEN, struct.pack('>HBHq', 1, 0, 2, FEBRUARY) + b'\x81\x00'))
    keep('fuzz_feed_set', 'bad-endless',
         part(SEEN, struct.pack('>HBHq', 1, 0, 2, FEBRUARY) + b'\xff' * 10))
    keep('fuzz_feed_set', 'bad-count', part(SEEN, struct.pack('>HBH', 1, 0, 2001)))
    return part(SEEN, video_set(full[:3]))


def folds(one_set):
    keep('fuzz_feed_state', 'set-and-deltas',
         one_set + part(DELTA, watches(40)) + part(DELTA, acts(2)) + part(DELTA, acts(3)))
    keep('fuzz_feed_state', 'deltas', part(DELTA, watches(40, video=1)) * 3)
    keep('fuzz_feed_fold', 'watches', b''.join(bytes([0, i, i * 7 & 255, 3, 9 - i, i, i, 2]) for i in range(9)))
    keep('fuzz_feed_fold', 'much', b''.join(bytes([0, 39, i, 7, i, i, i, 2]) for i in range(16))) # past 500 watches
    keep('fuzz_feed_fold', 'likes', bytes([1, 0, 5, 0, 1, 1, 1, 1]) * 3 + bytes([2, 0, 5, 0, 1, 1, 1, 1]) * 2)
    keep('fuzz_feed_fold', 'all', b''.join(bytes([i, 3 * i & 255, 5 * i & 255, 1, 200 - i, i, i, i])
                                           for i in range(200)))


if __name__ == '__main__':
    deltas()
    hots()
    marks()
    logs()
    lists()
    folds(sets())
