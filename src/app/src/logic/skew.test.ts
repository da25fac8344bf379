import assert from 'node:assert/strict';
import { test } from 'node:test';
import { skewOf } from './skew';

const DATE = 'Fri, 27 Nov 2026 20:00:00 GMT';
const AT_MS = Date.UTC(2026, 10, 27, 20);

test('a clock that is ahead or behind is known by the date of an answer', () => {
  assert.equal(skewOf(DATE, AT_MS + 600_000, 0), 600_000);
  assert.equal(skewOf(DATE, AT_MS - 600_000, 0), -600_000);
});

test('what an answer takes is no skew, and no date changes nothing', () => {
  assert.equal(skewOf(DATE, AT_MS + 1900, 600_000), 0);
  assert.equal(skewOf(null, AT_MS, 7), 7);
  assert.equal(skewOf('soon', AT_MS, 7), 7);
});
