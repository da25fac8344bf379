import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shownLikes } from './likes';

test('without an act it is what the service said', () => {
  assert.deepEqual(shownLikes({ likes: 5, liked: true }, undefined), { likes: 5, liked: true });
  assert.deepEqual(shownLikes({ likes: 5, liked: null }, undefined), { likes: 5, liked: false });
});

test('an act counts at once, and only once', () => {
  assert.deepEqual(shownLikes({ likes: 5, liked: false }, true), { likes: 6, liked: true });
  assert.deepEqual(shownLikes({ likes: 5, liked: true }, true), { likes: 5, liked: true });
  assert.deepEqual(shownLikes({ likes: 5, liked: true }, false), { likes: 4, liked: false });
  assert.deepEqual(shownLikes({ likes: 5, liked: false }, false), { likes: 5, liked: false });
});

test('a like that is not counted yet is one at least, and there are never fewer than none', () => {
  assert.deepEqual(shownLikes({ likes: 0, liked: true }, undefined), { likes: 1, liked: true });
  assert.deepEqual(shownLikes({ likes: 0, liked: true }, false), { likes: 0, liked: false });
});
