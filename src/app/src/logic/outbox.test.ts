import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Watch } from '../api';
import { BATCH_MAX, createOutbox } from './outbox';

const watch = (n: number): Watch => ({ video: String(n), watchedMs: 1000, atMs: n });

function fill(outbox: { add(watch: Watch): void }, count: number): void {
  for (let i = 0; i < count; i += 1) {
    outbox.add(watch(i));
  }
}

test('a batch never has more events than the service takes', async () => {
  const sizes: number[] = [];
  const outbox = createOutbox((batch) => Promise.resolve(sizes.push(batch.length) > 0));
  fill(outbox, 95);
  await outbox.flush(false);
  assert.deepEqual(sizes, [BATCH_MAX, BATCH_MAX, 15]);
  assert.equal(outbox.waiting(), 0);
});

test('what could not be delivered goes again, in its order', async () => {
  let works = false;
  const got: string[] = [];
  const outbox = createOutbox((batch) => {
    got.push(...(works ? batch.map((one) => one.video) : []));
    return Promise.resolve(works);
  });
  fill(outbox, 3);
  await outbox.flush(false);
  assert.equal(outbox.waiting(), 3);
  works = true;
  outbox.add(watch(3));
  await outbox.flush(false);
  assert.deepEqual(got, ['0', '1', '2', '3']);
});

test('one batch is under way at a time', async () => {
  let release: (settled: boolean) => void = () => undefined;
  let calls = 0;
  const outbox = createOutbox(() => {
    calls += 1;
    return new Promise((resolve) => {
      release = resolve;
    });
  });
  fill(outbox, 1);
  const first = outbox.flush(false);
  fill(outbox, 1);
  await outbox.flush(false);
  assert.equal(calls, 1);
  release(true);
  await Promise.resolve();
  await Promise.resolve();
  release(true);
  await first;
  assert.equal(calls, 2);
});

test('when the page goes everything is sent at once', async () => {
  const sizes: number[] = [];
  const outbox = createOutbox((batch, last) => {
    assert.equal(last, true);
    sizes.push(batch.length);
    return new Promise((resolve) => setTimeout(() => resolve(true), 5));
  });
  fill(outbox, 50);
  const gone = outbox.flush(true);
  assert.deepEqual(sizes, [40, 10]);
  await gone;
});

test('without a service it does not grow without end', async () => {
  const outbox = createOutbox(() => Promise.resolve(false));
  fill(outbox, 1000);
  await outbox.flush(false);
  assert.ok(outbox.waiting() <= 400);
});
