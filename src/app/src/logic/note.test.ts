import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCheckpoint } from './note';

const note = [
  'log.example/demo',
  '3',
  'AGY868XbXobp8XZfZbJMmU/3CMbVFFNGO6OZYeEjAMc=',
  '',
  '\u2014 log.example/demo YHYW3g==',
  '\u2014 witness.example/w1 IDJKvg==',
  '',
].join('\n');

test('origin, size, root and the number of signatures', () => {
  assert.deepEqual(readCheckpoint(note), {
    origin: 'log.example/demo',
    size: 3,
    root: 'AGY868XbXobp8XZfZbJMmU/3CMbVFFNGO6OZYeEjAMc=',
    signatures: 2,
  });
});

test('what is no checkpoint is none', () => {
  for (const wrong of [
    '',
    'a\n1\n',
    'a\n\nb',
    note.replace('\n3\n', '\n03\n'),
    '<!doctype html>',
  ]) {
    assert.equal(readCheckpoint(wrong), null, wrong);
  }
});
