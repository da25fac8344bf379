import assert from 'node:assert/strict';
import { test } from 'node:test';
import { birthText } from './birth';

test('a day that was is written from the largest to the smallest', () => {
  assert.equal(birthText({ day: '7', month: '3', year: '1990' }), '1990-03-07');
  assert.equal(birthText({ day: '29', month: '2', year: '2000' }), '2000-02-29');
});

test('a day that never was is none', () => {
  for (const [day, month, year] of [
    ['31', '4', '1990'],
    ['29', '2', '1999'],
    ['0', '1', '1990'],
    ['1', '13', '1990'],
    ['1', '1', '90'],
    ['', '', ''],
    ['a', '1', '1990'],
  ] as const) {
    assert.equal(birthText({ day, month, year }), null);
  }
});
