import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toBytes, toText } from './bytes';

test('bytes of every length go there and back', () => {
  for (let length = 0; length < 9; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, i) => 255 - i * 31);
    const text = toText(bytes.buffer);
    assert.match(text, /^[A-Za-z0-9_-]*$/);
    assert.deepEqual(toBytes(text), bytes);
  }
});
