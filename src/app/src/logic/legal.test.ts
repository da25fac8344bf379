import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aboutOf, addressOf } from './legal';

const origin = 'https://here.example';

test('a video is named by its page, and other things as they are', () => {
  assert.equal(addressOf('video:12', origin), 'https://here.example/v/12');
  assert.equal(addressOf('comment:12', origin), 'comment:12');
  assert.equal(addressOf('video:x', origin), 'video:x');
  assert.equal(addressOf('', origin), '');
});

test('the page of a video here is that video, and nothing else is', () => {
  assert.equal(aboutOf(' https://here.example/v/12?t=3#x ', origin), 'video:12');
  assert.equal(aboutOf('https://there.example/v/12', origin), 'https://there.example/v/12');
  assert.equal(aboutOf('https://here.example/v/12x', origin), 'https://here.example/v/12x');
  assert.equal(aboutOf('https://here.example/@kit', origin), 'https://here.example/@kit');
  assert.equal(aboutOf('comment:9', origin), 'comment:9');
});
