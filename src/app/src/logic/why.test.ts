import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barsOf } from './why';

test('bars are of the largest, in either direction, and nothing is left out but nothing', () => {
  const terms = [
    { term: 'liked', value: 40_000 },
    { term: 'holds', value: -160_000 },
    { term: 'fresh', value: 4_999 },
    { term: 'tags', value: 5_000 },
  ];
  assert.deepEqual(barsOf(terms), [
    { term: 'holds', hundredths: -16, part: 1 },
    { term: 'liked', hundredths: 4, part: 0.25 },
    { term: 'tags', hundredths: 1, part: 0.0625 },
  ]);
  assert.deepEqual(barsOf([]), []);
});
