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
  poster: '/media/a.jpg',
  renditions: [
    { width: 480, height: 854, bytes: 9, url: '/media/a.mp4', codecs: 'avc1.64001F,mp4a.40.2' },
  ],
  watches: 2,
  likes: 1,
  comments: 3,
};

function answer(status: number, body: unknown): void {
  globalThis.fetch = () => Promise.resolve(new Response(JSON.stringify(body), { status }));
}

test('a page of videos is read', async () => {
  answer(200, { videos: [row], next: '5-7' });
  const page = await api.following(null);
  assert.equal(page.next, '5-7');
  assert.equal(page.items[0]?.author.handle, 'mira');
});

test('a clock that is ahead tells of no watch that is still to come', async () => {
  let told = '';
  const dated = (ms: number) => ({ status: 200, headers: { Date: new Date(ms).toUTCString() } });
  const late = Math.floor(Date.now() / 1000) * 1000 - 900_000;
  globalThis.fetch = (_, init) => {
    told = typeof init?.body === 'string' ? init.body : '';
    return Promise.resolve(new Response('{"videos":[],"next":null}', dated(late)));
  };
  await api.following(null);
  const atMs = Date.now();
  await api.watched([{ video: '7', watchedMs: 500, atMs }], false);
  const [, at] = /"at_ms":(\d+)/.exec(told) ?? [];
  assert.ok(Math.abs(Number(at) - (atMs - 900_000)) < 2000, told);
});

test('a video without one of its fields, or with another type, is not read at all', async () => {
  for (const name of Object.keys(row)) {
    answer(200, { videos: [{ ...row, [name]: undefined }], next: null });
    await assert.rejects(api.following(null), ShapeError, name);
    answer(200, { videos: [{ ...row, [name]: true }], next: null });
    await assert.rejects(api.following(null), ShapeError, name);
  }
});

test('one’s own video has no media before it is public', async () => {
  const none = { duration_ms: null, width: null, height: null, poster: null, renditions: [] };
  const own = {
    state: 'processing',
    reason: null,
    progress: 42,
    larger_to_come: false,
    unreadable: false,
  };
  answer(200, { videos: [{ ...row, ...none, ...own }], next: null });
  const [before] = (await api.ownVideos(null)).items;
  assert.deepEqual([before?.shown, before?.progress], [null, 42]);
  const refused = { ...own, state: 'refused', progress: null, retry_until_ms: 77 };
  answer(200, { videos: [{ ...row, ...none, ...refused }], next: null });
  const [failed] = (await api.ownVideos(null)).items;
  assert.deepEqual([before?.retryUntilMs, failed?.retryUntilMs], [null, 77]);
  const shown = { ...own, state: 'public', progress: null, larger_to_come: true };
  answer(200, { videos: [{ ...row, ...shown }], next: null });
  const [after] = (await api.ownVideos(null)).items;
  assert.deepEqual([after?.shown?.id, after?.largerToCome], ['7', true]);
});

test('what may be missing of a public video is null; a rendition must be there', async () => {
  const strip = { url: '/media/s.jpg', columns: 4, rows: 2, count: 7, width: 90, height: 160 };
  answer(200, { ...row, blurhash: 'LEHV6nWB2yk8', strip });
  const whole = await api.video('7');
  assert.deepEqual([whole.blurhash, whole.strip?.count], ['LEHV6nWB2yk8', 7]);
  answer(200, { ...row, blurhash: null, strip: null });
  const bare = await api.video('7');
  assert.deepEqual([bare.blurhash, bare.strip], [null, null]);
  answer(200, { ...row, renditions: [] });
  await assert.rejects(api.video('7'), ShapeError);
});

test('whether a video is liked may not be known', async () => {
  for (const [liked, expected] of [
    [true, true],
    [false, false],
    [null, null],
    [undefined, null],
  ]) {
    answer(200, { ...row, liked });
    assert.equal((await api.video('7')).liked, expected);
  }
  answer(200, { ...row, liked: 1 });
  await assert.rejects(api.video('7'), ShapeError);
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
