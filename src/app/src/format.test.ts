import assert from 'node:assert/strict';
import { test } from 'node:test';
import { characters, formatAge, formatBytes, formatClock, formatCount } from './format';

test('clock', () => {
  const cases: [number, string][] = [
    [0, '0:00'],
    [7999, '0:07'],
    [60_000, '1:00'],
    [3_723_000, '1:02:03'],
  ];
  for (const [ms, words] of cases) {
    assert.equal(formatClock(ms), words);
  }
});

test('counts and sizes', () => {
  assert.deepEqual([0, 999, 1000, 12_345, 2_500_000].map(formatCount), [
    '0',
    '999',
    '1K',
    '12.3K',
    '2.5M',
  ]);
  assert.deepEqual([5, 1024, 1_572_864, 536_870_912].map(formatBytes), [
    '5 B',
    '1.0 KB',
    '1.5 MB',
    '512 MB',
  ]);
});

test('ages go from now to a date', () => {
  const now = Date.UTC(2026, 0, 20);
  const day = 86_400_000;
  assert.deepEqual(
    [0, 5 * 60_000, 3 * 3_600_000, day, 3 * day].map((ago) => formatAge(now - ago, now)),
    ['just now', '5 min ago', '3 h ago', 'yesterday', '3 days ago'],
  );
  assert.match(formatAge(now - 30 * day, now), /2025/);
});

test('characters are counted as the service counts them', () => {
  assert.equal(characters('a🙂é'), 3);
});
