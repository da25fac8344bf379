import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { more as arabic } from '../messages/ar-pages';
import { more as english } from '../messages/en-pages';
import { barsOf } from './why';

test('bars are of the largest, in either direction, and nothing is left out but nothing', () => {
  const terms = [
    { term: 'liked', value: 40_000 },
    { term: 'holds', value: -160_000 },
    { term: 'fresh', value: 4_999 },
    { term: 'tags', value: 5_000 },
  ] as const;
  assert.deepEqual(barsOf(terms), [
    { term: 'holds', hundredths: -16, part: 1 },
    { term: 'liked', hundredths: 4, part: 0.25 },
    { term: 'tags', hundredths: 1, part: 0.0625 },
  ]);
  assert.deepEqual(barsOf([]), []);
});

test('what the service may say of a place has words, and nothing else has', () => {
  const source = readFileSync('../edged/feed_answer.c', 'utf8');
  const said = (list: string): string[] => {
    const body = new RegExp(`${list}\\[\\w*\\] = \\{([^}]*)\\}`).exec(source)?.[1] ?? '';
    return [...body.matchAll(/"(\w+)"/g)].map((found) => found[1] ?? '').sort();
  };
  for (const name of ['places', 'sources', 'terms'] as const) {
    assert.ok(said(name).length > 3, name);
    for (const { why } of [english, arabic]) {
      assert.deepEqual(Object.keys(why[name]).sort(), said(name), name);
    }
  }
});
