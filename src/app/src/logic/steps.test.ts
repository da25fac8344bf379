import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSteps } from './steps';

test('steps that follow each other quickly add up', () => {
  const steps = createSteps();
  assert.equal(steps.to(0, 1, 9, 0), 1);
  assert.equal(steps.to(0, 1, 9, 100), 2);
  assert.equal(steps.to(1, -1, 9, 200), 1);
});

test('what came to rest is where the next step begins', () => {
  const steps = createSteps();
  assert.equal(steps.to(0, 1, 9, 0), 1);
  assert.equal(steps.to(5, 1, 9, 1000), 6);
});

test('a step is on its way until it came to rest', () => {
  const steps = createSteps();
  assert.equal(steps.underWay(1000), false);
  steps.to(0, 1, 10, 1000);
  assert.equal(steps.underWay(1399), true);
  assert.equal(steps.underWay(1400), false);
});

test('no step leads past an end', () => {
  const steps = createSteps();
  assert.equal(steps.to(0, -1, 9, 0), 0);
  assert.equal(steps.to(8, 1, 9, 1000), 8);
  assert.equal(steps.to(0, 1, 0, 2000), 0);
});
