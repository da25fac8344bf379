import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planLoads } from './plan';

const plan = (index: number, ready: number[], count = 10): number[] =>
  planLoads({ index, count, ahead: 2, behind: 1, isReady: (place) => ready.includes(place) });

test('the current clip loads alone until it can play through', () => {
  assert.deepEqual(plan(4, []), [4]);
});

test('then two ahead, one after the other, then the one before', () => {
  assert.deepEqual(plan(4, [4]), [4, 5]);
  assert.deepEqual(plan(4, [4, 5]), [4, 5, 6]);
  assert.deepEqual(plan(4, [4, 5, 6]), [4, 5, 6, 3]);
});

test('what is whole and within reach stays while the current one loads', () => {
  assert.deepEqual(plan(4, [3, 5]), [4, 5, 3]);
});

test('what is out of reach is let go, ready or not', () => {
  assert.deepEqual(plan(4, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), [4, 5, 6, 3]);
});

test('there is nothing before the first or after the last', () => {
  assert.deepEqual(plan(0, [0, 1, 2]), [0, 1, 2]);
  assert.deepEqual(plan(9, [9, 8]), [9, 8]);
  assert.deepEqual(plan(10, [9, 8]), [9]);
});
