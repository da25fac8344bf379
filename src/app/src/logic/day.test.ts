import assert from 'node:assert/strict';
import { test } from 'node:test';
import { language } from '../stores/language';
import { dayWords, monthWords } from './day';

test('a day and a month are said in the language that is spoken, and never the day before', () => {
  assert.equal(dayWords('1990-12-31'), 'Dec 31, 1990');
  assert.equal(monthWords('2026-11'), 'November 2026');
  language.set('ar');
  assert.notEqual(dayWords('1990-12-31'), 'Dec 31, 1990');
  assert.match(monthWords('2026-11'), /\u0646\u0648\u0641\u0645\u0628\u0631/);
  language.set('en');
});

test('what is no day stays as it is', () => {
  assert.equal(dayWords('not given'), 'not given');
});
