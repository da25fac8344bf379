import assert from 'node:assert/strict';
import { test } from 'node:test';
import { text as arabic } from '../messages/ar';
import { more as arabicPages } from '../messages/ar-pages';
import { text as english } from '../messages/en';
import { more as englishPages } from '../messages/en-pages';
import { pluralsOf } from '../messages/plural';
import { chooseLanguage } from './language';

test('what was chosen here goes before what the browser wants', () => {
  assert.equal(chooseLanguage('ar', ['en-GB']), 'ar');
  assert.equal(chooseLanguage('en', ['ar']), 'en');
});

test('the first wanted language that there is, whatever its region', () => {
  assert.equal(chooseLanguage(null, ['fy-NL', 'AR-eg', 'en']), 'ar');
  assert.equal(chooseLanguage('fy', ['fy', 'tlh']), 'en');
  assert.equal(chooseLanguage('toString', []), 'en');
});

test('Arabic has six forms of a number', () => {
  const forms = { zero: '0', one: '1', two: '2', few: '3', many: '11', other: '100' };
  const plural = pluralsOf<Intl.LDMLPluralRule>('ar');
  assert.deepEqual(
    [0, 1, 2, 3, 10, 11, 99, 100, 102].map((n) => plural(n, forms)),
    ['0', '1', '2', '3', '3', '11', '11', '100', '100'],
  );
});

/* Every place in the words, and what stands there. */
function places(words: object, path: string): [string, unknown][] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? places(value, `${path}.${key}`)
      : [[`${path}.${key}`, value] satisfies [string, unknown]],
  );
}

/* Words that are the same in both languages on purpose. */
const SAME = /\.(by|mention|handleTag|speedValue)$/;

test('Arabic says all that English says, in words of its own', () => {
  for (const [ours, theirs] of [
    [english, arabic],
    [englishPages, arabicPages],
  ] as const) {
    const known = new Map(places(theirs, ''));
    for (const [path, words] of places(ours, '')) {
      assert.equal(typeof known.get(path), typeof words, path);
      if (typeof words === 'string' && /[a-z]{3}/i.test(words) && !SAME.test(path)) {
        assert.notEqual(known.get(path), words, path);
      }
    }
  }
});
