import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBlurhash } from './blurhash';

function pixel(pixels: Uint8ClampedArray, width: number, x: number, y: number): number[] {
  return [...pixels.slice((y * width + x) * 4, (y * width + x) * 4 + 4)];
}

test('one colour is that colour everywhere', () => {
  /* 1 × 1: size 0, the average FF8000. */
  const digits =
    '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~';
  let value = 0xff8000;
  let average = '';
  for (let i = 0; i < 4; i += 1) {
    average = (digits[value % 83] ?? '') + average;
    value = Math.floor(value / 83);
  }
  const pixels = decodeBlurhash(`00${average}`, 4, 4);
  assert.ok(pixels);
  assert.deepEqual(pixel(pixels, 4, 0, 0), [255, 128, 0, 255]);
  assert.deepEqual(pixel(pixels, 4, 3, 3), [255, 128, 0, 255]);
});

test('the format’s own example has its colours', () => {
  const pixels = decodeBlurhash('LEHV6nWB2yk8pyo0adR*.7kCMdnj', 32, 32);
  assert.ok(pixels);
  assert.equal(pixels.length, 32 * 32 * 4);
  /* What the npm package of that name gives, version 2. */
  const near = (seen: number[], wanted: number[]): void => {
    seen.forEach((value, i) => assert.ok(Math.abs(value - (wanted[i] ?? 0)) <= 2, String(seen)));
  };
  near(pixel(pixels, 32, 0, 0), [135, 164, 177, 255]);
  near(pixel(pixels, 32, 16, 16), [158, 125, 108, 255]);
});

test('what is no blurhash gives nothing', () => {
  for (const text of [
    '',
    'L',
    'LEHV6nWB2yk8pyo0adR*.7kCMdn',
    'LEHV6nWB2yk8pyo0adR*.7kCMdnjj',
    '00"000',
  ]) {
    assert.equal(decodeBlurhash(text, 4, 4), null, text);
  }
});
