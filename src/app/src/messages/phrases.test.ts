import assert from 'node:assert/strict';
import { test } from 'node:test';
import './ar-said';
import { inOtherWords, learn, phraseOf } from './phrases';

learn(
  {
    Plain: 'x',
    'of {n} as {s}. (all)': (n, as) => `${as} x ${n}`,
    'at most so many': (most) => `x ${most}`,
  },
  { title: 'y' },
);

test('a sentence is found by its words, with what was put into it', () => {
  assert.equal(phraseOf('Plain'), 'x');
  assert.equal(phraseOf('of 12 as mp3. (all)'), 'mp3 x 12');
  assert.equal(phraseOf('of twelve as mp3. (all)'), null);
  assert.equal(phraseOf('toString'), null);
});

test('a limit is said where a sentence has room for it, and one that lacks is no sentence', () => {
  assert.equal(phraseOf('at most so many', 20), 'x 20');
  assert.equal(phraseOf('Plain', 20), 'x');
  assert.equal(phraseOf('at most so many'), null);
});

test('what is said of a field has its name in front', () => {
  assert.equal(inOtherWords('title: Plain', null), 'y: x');
  assert.equal(inOtherWords('other.field: Plain', null), '\u2068other.field\u2069: x');
});

test('what no table has stays as it is, in a direction of its own', () => {
  assert.equal(inOtherWords('title: Something else.', null), '\u2066title: Something else.\u2069');
});

test('numbers agree with what is counted', () => {
  const longest = (n: number): string =>
    phraseOf(`This video is longer than ${n} seconds, the longest that can be shown.`) ?? '';
  for (const [n, words] of [
    [1, /من ثانية واحدة،/],
    [2, /من ثانيتين،/],
    [5, /من \S+ ثوان،/],
    [60, /من \S+ ثانية،/],
    [300, /من \S+ ثانية،/],
  ] as const) {
    assert.match(longest(n), words);
  }
});

test('a limit is said with what is counted', () => {
  for (const [most, words] of [
    [3, /من \S+ مقاطع\.$/],
    [500, /من \S+ مقطع\.$/],
    [5011, /من \S+ مقطعا\.$/],
  ] as const) {
    assert.match(phraseOf('You have saved as many videos as one may.', most) ?? '', words);
  }
});

test('a browser on a system is one; what somebody called it stays', () => {
  assert.match(phraseOf('A browser on Linux') ?? '', /^متصفح على .Linux.$/);
  assert.equal(phraseOf('My phone on the desk'), null);
});

test('captions that were not taken say why, and in which line', () => {
  assert.match(phraseOf('Line 3: a cue ends with an empty line.') ?? '', /^السطر .*: تنتهي/);
});
