import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tileAt } from './tile';

const strip = { url: '', columns: 5, rows: 3, count: 13, width: 90, height: 160 };

test('the first and the last moment have the first and the last picture', () => {
  assert.deepEqual(tileAt(strip, 0), { x: 0, y: 0 });
  assert.deepEqual(tileAt(strip, 1), { x: 50, y: 100 });
  assert.deepEqual(tileAt(strip, -1), { x: 0, y: 0 });
  assert.deepEqual(tileAt(strip, 2), { x: 50, y: 100 });
});

test('pictures are spread evenly, row by row', () => {
  assert.deepEqual(tileAt(strip, 4.5 / 13), { x: 100, y: 0 });
  assert.deepEqual(tileAt(strip, 5.5 / 13), { x: 0, y: 50 });
});

test('one picture is not divided by nothing', () => {
  assert.deepEqual(tileAt({ ...strip, columns: 1, rows: 1, count: 1 }, 0.7), { x: 0, y: 0 });
});
