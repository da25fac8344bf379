import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTaps, DOUBLE_MS, HOLD_MS, type Taps } from './taps';

function scene(): { taps: Taps; told: string[]; pass: (ms: number) => void } {
  const told: string[] = [];
  let now = 0;
  let waiting: { at: number; run: () => void }[] = [];
  const clock = {
    after: (ms: number, run: () => void) => {
      const one = { at: now + ms, run };
      waiting.push(one);
      return () => {
        waiting = waiting.filter((other) => other !== one);
      };
    },
  };
  const pass = (ms: number): void => {
    now += ms;
    const due = waiting.filter((one) => one.at <= now);
    waiting = waiting.filter((one) => one.at > now);
    due.forEach((one) => one.run());
  };
  const taps = createTaps(clock, {
    tap: () => told.push('tap'),
    double: ({ x }) => told.push(`double at ${x}`),
    hold: () => told.push('hold'),
    release: () => told.push('release'),
  });
  return { taps, told, pass };
}

const at = { x: 10, y: 10 };

test('one tap is told once no second can come', () => {
  const { taps, told, pass } = scene();
  taps.down(at);
  taps.up();
  assert.deepEqual(told, []);
  pass(DOUBLE_MS);
  assert.deepEqual(told, ['tap']);
});

test('two taps are one double tap, and no tap', () => {
  const { taps, told, pass } = scene();
  taps.down(at);
  taps.up();
  pass(DOUBLE_MS - 1);
  taps.down({ x: 20, y: 10 });
  taps.up();
  pass(1000);
  assert.deepEqual(told, ['double at 20']);
});

test('held down is told, its end too, and it is no tap', () => {
  const { taps, told, pass } = scene();
  taps.down(at);
  pass(HOLD_MS);
  taps.move({ x: 90, y: 90 });
  taps.up();
  pass(1000);
  assert.deepEqual(told, ['hold', 'release']);
});

test('a swipe means nothing here', () => {
  const { taps, told, pass } = scene();
  taps.down(at);
  taps.move({ x: 10, y: 40 });
  taps.up();
  taps.down(at);
  taps.cancel();
  taps.up();
  pass(1000);
  assert.deepEqual(told, []);
});

test('two fingers mean nothing, and leave nothing running', () => {
  const { taps, told, pass } = scene();
  taps.down(at);
  taps.down({ x: 90, y: 10 });
  taps.up();
  taps.up();
  pass(HOLD_MS);
  assert.deepEqual(told, []);
});
