import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashtagCount, pieces } from './rich';

test('hashtags and people lead somewhere, the rest is plain, nothing is lost', () => {
  const words = 'With @kit.young at #Sea, not mail@kit.example #\u0628\u062d\u0631!';
  const found = pieces(words);
  assert.equal(found.map((piece) => piece.text).join(''), words);
  assert.deepEqual(
    found.flatMap((piece) => piece.href ?? []),
    ['/@kit.young', '/tag/sea', `/tag/${encodeURIComponent('\u0628\u062d\u0631')}`],
  );
});

test('a full stop after a person is not of the handle', () => {
  assert.deepEqual(pieces('Thanks @kit.'), [
    { text: 'Thanks ', href: null },
    { text: '@kit', href: '/@kit' },
    { text: '.', href: null },
  ]);
});

test('of people only those lead somewhere who are still there, in whatever case they are named', () => {
  assert.deepEqual(pieces('@Kit and @gone #sea', ['kit']), [
    { text: '@Kit', href: '/@kit' },
    { text: ' and @gone ', href: null },
    { text: '#sea', href: '/tag/sea' },
  ]);
});

test('hashtags are counted once each', () => {
  assert.equal(hashtagCount('#a #A #b a#c'), 2);
  assert.equal(hashtagCount(''), 0);
});
