import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ledger as ar } from '../messages/ar-ledger';
import { ledger as en } from '../messages/en-ledger';
import {
  barsOf,
  isStale,
  kindsOf,
  readEntry,
  readSeen,
  rowsOf,
  visible,
  type Entry,
} from './ledger';

const entry = (index: number, type: string, minute: number): Entry =>
  readEntry({
    index,
    text: JSON.stringify({ time_ms: minute * 60_000, type, v: 1 }),
    is: 'true',
  });
const newestFirst = (...entries: Entry[]): Entry[] => entries.reverse();

test('heartbeats in a row are one line, and what comes between them stays', () => {
  const entries = newestFirst(
    entry(0, 'region-start', 0),
    entry(1, 'heartbeat', 1),
    entry(2, 'heartbeat', 2),
    entry(3, 'refusal', 3),
    entry(4, 'heartbeat', 4),
  );
  const rows = rowsOf(entries, '').map((row) => (row.is === 'beats' ? row.count : row.is));
  assert.deepEqual(rows, [1, 'entry', 2, 'entry']);
  assert.deepEqual(
    rowsOf(entries, 'heartbeat').map((row) => (row.is === 'beats' ? row.count : row.is)),
    [3],
  );
});

test('what has no shape is shown by its number, and a time that is none is no time', () => {
  assert.equal(visible('a\u202Eb\u2028c\u0007\nd'), 'a[U+202E]b[U+2028]c[U+0007]\nd');
  const odd = readEntry({ index: 0, text: '{"time_ms":9e15,"type":"\u202Ex"}', is: 'unknown' });
  assert.deepEqual([odd.timeMs, odd.type], [null, '[U+202E]x']);
});

test('what was not written to lately is stale, and so is what is dated ahead', () => {
  const entries = newestFirst(entry(0, 'heartbeat', 9), { ...entry(1, 'x', 0), timeMs: null });
  const minutes = [3, 5, 9, 12, 13].map((minute) => isStale(entries, minute * 60_000));
  assert.deepEqual(minutes, [true, false, false, false, true]);
  assert.ok(isStale([], 0));
});

test('a silence is shown and ends a row of heartbeats, unless a stop announced it', () => {
  const silent = newestFirst(entry(0, 'heartbeat', 0), entry(1, 'heartbeat', 5));
  assert.deepEqual(
    rowsOf(silent, '').map((row) => row.is),
    ['beats', 'silence', 'beats'],
  );
  assert.deepEqual(
    rowsOf(silent, 'refusal').map((row) => row.is),
    ['silence'],
  );
  const stopped = newestFirst(entry(0, 'region-stop', 0), entry(1, 'region-start', 50));
  assert.deepEqual(
    rowsOf(stopped, '').map((row) => row.is),
    ['entry', 'entry'],
  );
});

test('a heartbeat that does not fit is not folded', () => {
  const odd: Entry = { ...entry(0, 'heartbeat', 0), is: 'misfit' };
  assert.deepEqual(
    rowsOf([odd], '').map((row) => row.is),
    ['entry'],
  );
});

test('bars have every entry once', () => {
  const entries = newestFirst(
    entry(0, 'region-start', 0),
    entry(1, 'heartbeat', 30),
    entry(2, 'heartbeat', 60),
  );
  const bars = barsOf(entries, 4);
  assert.deepEqual(
    bars.map((bar) => [bar.beats, bar.others]),
    [
      [0, 1],
      [1, 0],
      [0, 0],
      [1, 0],
    ],
  );
  assert.deepEqual(barsOf([], 4), []);
  assert.deepEqual(kindsOf(entries), ['heartbeat', 'region-start']);
});

test('what is no entry is kept as it stands', () => {
  const odd = readEntry({ index: 1, text: 'not JSON', is: 'misfit' });
  assert.deepEqual([odd.type, odd.timeMs, odd.text], ['', null, 'not JSON']);
  assert.equal(readEntry({ index: 1, text: 'null', is: 'misfit' }).type, '');
});

test('what is kept of an earlier visit is whole, or it is nothing', () => {
  const seen = { vkey: 'v', note: 'n', size: '5', root: 'a'.repeat(64) };
  assert.deepEqual(readSeen(JSON.stringify(seen)), seen);
  for (const kept of [null, '', '{', '3', JSON.stringify({ ...seen, size: '-1' })]) {
    assert.equal(readSeen(kept), null);
  }
  assert.equal(readSeen(JSON.stringify({ ...seen, root: 'a' })), null);
});

test('each kind of entry that can be written has its words', () => {
  const source = readFileSync('../tlog/api/tlog_entry.h', 'utf8');
  const kinds = [...source.matchAll(/X\([A-Z_]+, "([a-z-]+)"\)/g)].map(([, type]) => type);
  assert.ok(kinds.length > 20);
  for (const words of [en.kinds, en.says, ar.kinds, ar.says]) {
    assert.deepEqual(Object.keys(words).sort(), [...kinds].sort());
  }
});
