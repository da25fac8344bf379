import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rendition } from '../media';
import { chooseRendition } from './quality';

function rendition(edge: number, bytes: number | null): Rendition {
  return { width: edge, height: edge * 2, bytes, url: String(edge), codecs: null };
}

/* 1, 3 and 6 Mbit/s for 10 s. */
const all: [Rendition, ...Rendition[]] = [
  rendition(480, 1_250_000),
  rendition(720, 3_750_000),
  rendition(1080, 7_500_000),
];

function chosen(pixels: number, throughput: number | null): string {
  return chooseRendition(all, { pixels, durationMs: 10_000, throughput }).url;
}

test('the smallest that has a pixel for each of the screen’s', () => {
  assert.equal(chosen(360, 50e6), '480');
  assert.equal(chosen(480, 50e6), '480');
  assert.equal(chosen(481, 50e6), '720');
  assert.equal(chosen(1000, 50e6), '1080');
  assert.equal(chosen(2160, 50e6), '1080');
});

test('what could not come in twice as fast as it plays is not chosen', () => {
  assert.equal(chosen(1080, 12e6), '1080');
  assert.equal(chosen(1080, 11.9e6), '720');
  assert.equal(chosen(1080, 5.9e6), '480');
  assert.equal(chosen(1080, 1), '480');
});

test('before anything was measured the largest is not tried', () => {
  assert.equal(chosen(1080, null), '720');
  assert.equal(chosen(360, null), '480');
});

test('a size in bytes that is not known holds nothing back, and one rendition is always chosen', () => {
  const old = rendition(480, null);
  const sight = { pixels: 1080, durationMs: 0, throughput: 1 };
  assert.equal(chooseRendition([old], sight), old);
  const larger = rendition(720, null);
  assert.equal(chooseRendition([larger, old], sight), larger);
});
