import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  detailsFrom,
  endOf,
  metadataOf,
  moveFrom,
  movePoster,
  moveTo,
  noDetails,
  sameDetails,
} from './details';

const header = (metadata: Record<string, string>): string =>
  Object.entries(metadata)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');

test('what was said of a clip comes back from its upload', () => {
  const all = {
    title: 'بحر #sea, at night',
    visibility: 'private' as const,
    sound: 'Waves',
    fromMs: 1200,
    toMs: 5000,
    posterMs: 2200,
  };
  assert.deepEqual(metadataOf(all), {
    title: 'بحر #sea, at night',
    visibility: 'private',
    sound: 'Waves',
    trim_from_ms: '1200',
    trim_to_ms: '5000',
    poster_ms: '1000',
  });
  for (const details of [all, noDetails, { ...noDetails, title: 'x' }]) {
    assert.deepEqual(detailsFrom(header(metadataOf(details))), details);
  }
  assert.equal(detailsFrom(header({ visibility: 'nobody' })).visibility, 'public');
  assert.deepEqual(detailsFrom('title !!,trim_from_ms bm8=,,sound'), noDetails);
});

test('nothing is said of a clip that is left as it is', () => {
  assert.deepEqual(metadataOf({ ...noDetails, title: ' One ' }), { title: 'One' });
});

test('half a second is kept, and the picture is in what is kept', () => {
  const start = { ...noDetails, posterMs: 3000 };
  assert.equal(moveFrom(start, 9999, 6000).fromMs, 5500);
  assert.equal(moveFrom(start, -5, 6000).fromMs, 0);
  assert.equal(moveFrom(start, 4000, 6000).posterMs, 4000);
  const cut = moveTo(start, 2000, 6000);
  assert.deepEqual([cut.toMs, cut.posterMs], [2000, 1999]);
  assert.equal(moveTo({ ...noDetails, fromMs: 1000 }, 1, 6000).toMs, 1500);
  assert.deepEqual(
    [moveTo(cut, 6000, 6000).toMs, endOf(moveTo(cut, 7000, 6000), 6000)],
    [null, 6000],
  );
  assert.equal(movePoster(cut, 2500, 6000).posterMs, 1999);
  /* A clip that is shorter than that is not cut. */
  assert.deepEqual(
    [moveFrom(noDetails, 100, 300).fromMs, moveTo(noDetails, 100, 300).toMs],
    [0, null],
  );
});

test('an upload goes on only with what was said of it', () => {
  const one = { ...noDetails, title: 'One' };
  assert.ok(sameDetails(one, { ...one, title: ' One' }));
  for (const other of [
    { ...one, title: 'Two' },
    { ...one, visibility: 'private' as const },
    { ...one, visibility: 'followers' as const },
    { ...one, sound: 'Waves' },
    { ...one, fromMs: 1 },
    { ...one, toMs: 1000 },
    { ...one, posterMs: 0 },
  ]) {
    assert.ok(!sameDetails(one, other));
  }
});
