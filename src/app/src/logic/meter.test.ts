import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMeter } from './meter';

test('only time in which the picture runs counts', () => {
  const meter = createMeter();
  meter.begin('1', 8000, 50);
  meter.running(true, 1000);
  meter.running(false, 1700);
  meter.running(true, 5000);
  assert.deepEqual(meter.end(5300), { video: '1', watchedMs: 1000, atMs: 50 });
});

test('loops add up, to ten times the length', () => {
  const meter = createMeter();
  meter.begin('1', 1000, 0);
  meter.running(true, 0);
  assert.equal(meter.end(4500)?.watchedMs, 4500);
  meter.begin('1', 1000, 0);
  meter.running(true, 0);
  assert.equal(meter.end(60_000)?.watchedMs, 10_000);
});

test('a clip that was swiped past was not watched', () => {
  const meter = createMeter();
  meter.begin('1', 8000, 0);
  meter.running(true, 0);
  assert.equal(meter.end(200), null);
  assert.equal(meter.end(9999), null);
});

test('nothing runs before a clip is in view', () => {
  const meter = createMeter();
  meter.running(true, 0);
  meter.begin('1', 8000, 0);
  assert.equal(meter.end(5000), null);
});
