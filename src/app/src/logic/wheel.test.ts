import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWheelSteps } from './wheel';

/* Steps made by deltas that come every intervalMs. */
function run(deltas: number[], intervalMs: number, deltaMode = 0): number[] {
  const steps = createWheelSteps();
  return deltas
    .map((deltaY, i) => steps.feed({ deltaY, deltaMode, timeMs: 1000 + i * intervalMs }))
    .filter((step) => step !== 0);
}

const sum = (steps: number[]): number => steps.reduce((all, one) => all + one, 0);

test('one notch of a mouse is one step', () => {
  assert.deepEqual(run([120], 0), [1]);
  assert.deepEqual(run([-120], 0), [-1]);
  assert.deepEqual(run([3], 0, 1), [1]);
});

test('a swipe on a trackpad with long momentum is one step', () => {
  const swipe = Array.from({ length: 90 }, (_, i) => 70 * 0.95 ** i);
  assert.deepEqual(run([4, 15, 40, ...swipe], 16), [1]);
});

test('momentum whose events come late and several at once is one step', () => {
  const swipe = [20, 60, ...Array.from({ length: 90 }, (_, i) => 150 * 0.955 ** i)];
  for (const late of [2, 3, 4, 6]) {
    const steps = createWheelSteps();
    let sum = 0;
    let made = 0;
    swipe.forEach((delta, i) => {
      sum += delta;
      if (i % 7 >= late || i % 7 === late - 1) {
        made += steps.feed({ deltaY: sum, deltaMode: 0, timeMs: 1000 + i * 16 });
        sum = 0;
      }
    });
    assert.equal(made, 1, `${late} at once`);
  }
});

test('a hard swipe whose momentum hardly fades is one step', () => {
  const fast = Array.from({ length: 90 }, (_, i) => Math.round(180 * 0.995 ** i));
  assert.deepEqual(run([40, 120, ...fast], 11), [1]);
});

test('a second swipe within the momentum of the first is a second step', () => {
  const fade = Array.from({ length: 40 }, (_, i) => 60 * 0.93 ** i);
  assert.equal(sum(run([30, 60, ...fade, 30, 60, ...fade], 16)), 2);
});

test('a swipe back within the momentum goes back', () => {
  const fade = Array.from({ length: 40 }, (_, i) => 60 * 0.93 ** i);
  assert.deepEqual(run([30, 60, ...fade, -30, -60], 16), [1, -1]);
});

test('a wheel that is turned on goes on, a step for each movement', () => {
  const steps = run(
    Array.from({ length: 20 }, () => 120),
    100,
  );
  assert.ok(steps.length >= 4 && steps.length <= 6, `${steps.length}`);
});

test('a trembling finger is no step', () => {
  assert.deepEqual(run([2, -1, 3, -2, 1, 4], 30), []);
});
