import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepSpoken, keptSpoken, languagesOf, ownName } from './spoken';

function memory(most = Infinity) {
  const values = new Map<string, string>();
  return {
    values,
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (value.length > most) {
        throw new Error('full');
      }
      values.set(key, value);
    },
    removeItem: (key: string) => void values.delete(key),
  };
}

test('captions outlive a reload for the file and the person they are of, and no longer', () => {
  const place = memory();
  const items = [{ lang: 'en', words: 'WEBVTT\n' }];
  keepSpoken(place, '7/5000/77', items);
  assert.deepEqual(keptSpoken(place, '7/5000/77'), items);
  assert.deepEqual(keptSpoken(place, '8/5000/77'), []);
  keepSpoken(place, '7/5000/77', []);
  assert.equal(place.values.size, 0);
});

test('where there is no room nothing breaks, and damage counts as nothing', () => {
  const small = memory(10);
  keepSpoken(small, 'a', [{ lang: 'en', words: 'WEBVTT\n' }]);
  assert.deepEqual(keptSpoken(small, 'a'), []);
  const place = memory();
  for (const value of ['{', '7', 'null', '{"print":"a","items":[{"lang":1}]}']) {
    place.setItem('vitrine.captions-to-send', value);
    assert.deepEqual(keptSpoken(place, 'a'), []);
  }
});

test('each language that is offered is offered once, and has a name', () => {
  assert.equal(new Set(languagesOf).size, languagesOf.length);
  for (const lang of languagesOf) {
    assert.notEqual(ownName(lang), lang);
  }
  assert.equal(ownName('ar'), 'العربية');
});
