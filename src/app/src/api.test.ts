import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, Refusal } from './api';
import { ShapeError } from './decode';

const row = {
  id: '7',
  title: 'A title',
  author: { id: '1', handle: 'mira' },
  created_ms: 5,
  duration_ms: 8000,
  width: 480,
  height: 854,
  media_url: '/media/a.mp4',
  poster_url: '/media/a.jpg',
  watches: 2,
};

function answer(status: number, body: unknown): void {
  globalThis.fetch = () => Promise.resolve(new Response(JSON.stringify(body), { status }));
}

test('a page of videos is read', async () => {
  answer(200, { videos: [row], next: '5-7' });
  const page = await api.videos(null);
  assert.equal(page.next, '5-7');
  assert.equal(page.items[0]?.author.handle, 'mira');
});

test('a video without one of its fields, or with another type, is not read at all', async () => {
  for (const name of Object.keys(row)) {
    answer(200, { videos: [{ ...row, [name]: undefined }], next: null });
    await assert.rejects(api.videos(null), ShapeError, name);
    answer(200, { videos: [{ ...row, [name]: true }], next: null });
    await assert.rejects(api.videos(null), ShapeError, name);
  }
});

test('one’s own video has no media before it is public', async () => {
  const none = { duration_ms: null, width: null, height: null, media_url: null, poster_url: null };
  answer(200, { videos: [{ ...row, ...none, state: 'processing', reason: null }], next: null });
  assert.equal((await api.ownVideos(null)).items[0]?.shown, null);
  answer(200, { videos: [{ ...row, state: 'public', reason: null }], next: null });
  assert.equal((await api.ownVideos(null)).items[0]?.shown?.id, '7');
});

test('a refusal carries the status and the words of the problem document', async () => {
  answer(413, { title: 'Too large', detail: 'The body is over the limit.', limit: 12 });
  await assert.rejects(api.region(), (error: unknown) => {
    assert.ok(error instanceof Refusal);
    assert.deepEqual([error.status, error.limit], [413, 12]);
    return true;
  });
});

test('no answer is a refusal too', async () => {
  globalThis.fetch = () => Promise.reject(new TypeError('failed'));
  await assert.rejects(
    api.me(),
    (error: unknown) => error instanceof Refusal && error.status === 0,
  );
});
