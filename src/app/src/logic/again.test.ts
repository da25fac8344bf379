import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goesAgain, RETRY_DELAYS_MS } from './again';

test('a lost connection, a restart and a busy moment are waited out', () => {
  for (const status of [0, 409, 423, 429, 500, 502, 503, 504]) {
    assert.equal(goesAgain(status), true, String(status));
  }
});

test('what is refused for good is said at once', () => {
  for (const status of [400, 401, 403, 404, 410, 412, 413, 415, 507]) {
    assert.equal(goesAgain(status), false, String(status));
  }
});

test('it is tried soon, then patiently, for a quarter of an hour', () => {
  const sum = RETRY_DELAYS_MS.reduce((all, one) => all + one, 0);
  assert.ok((RETRY_DELAYS_MS[0] ?? Infinity) < 500);
  assert.ok(sum > 14 * 60_000 && sum < 17 * 60_000, String(sum));
  assert.ok(RETRY_DELAYS_MS.every((ms, i) => i === 0 || ms >= (RETRY_DELAYS_MS[i - 1] ?? 0)));
});
