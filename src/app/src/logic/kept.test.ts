import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fingerprint, forgetAll, keptUrl, urlStorage } from './kept';

function memory(): Storage {
  const values = new Map<string, string>();
  return {
    length: 0,
    key: () => null,
    clear: () => values.clear(),
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

const file = { size: 5000, lastModified: 77, name: 'secret.mp4' };

function upload(uploadUrl: string): Parameters<ReturnType<typeof urlStorage>['addUpload']>[1] {
  return {
    size: 5000,
    metadata: { title: 'Secret' },
    creationTime: 'now',
    urlStorageKey: '',
    uploadUrl,
    parallelUploadUrls: null,
  };
}

test('an address is found by its person’s file, and by no other', async () => {
  const place = memory();
  const storage = urlStorage(place);
  const print = fingerprint('7', file);
  const key = await storage.addUpload(print, upload('http://a.example/api/v1/uploads/ab'));
  assert.equal(keptUrl(place, print), '/api/v1/uploads/ab');
  assert.equal(keptUrl(place, fingerprint('8', file)), null);
  assert.equal(keptUrl(place, fingerprint('7', { ...file, lastModified: 78 })), null);
  const [found] = await storage.findUploadsByFingerprint(print);
  assert.deepEqual([found?.uploadUrl, found?.size], ['/api/v1/uploads/ab', 5000]);
  await storage.removeUpload(key);
  assert.equal(keptUrl(place, print), null);
});

test('no name and no title is written down, and at the end nothing', async () => {
  const place = memory();
  await urlStorage(place).addUpload(fingerprint('7', file), upload('/api/v1/uploads/ab'));
  const written = place.getItem('vitrine.uploads') ?? '';
  assert.match(written, /uploads\/ab/);
  assert.doesNotMatch(written, /secret/i);
  forgetAll(place);
  assert.equal(place.getItem('vitrine.uploads'), null);
});

test('an upload of the same file takes the place of the one before; the oldest goes', async () => {
  const place = memory();
  const storage = urlStorage(place);
  await storage.addUpload('a', upload('/api/v1/uploads/1'));
  await storage.addUpload('a', upload('/api/v1/uploads/2'));
  assert.equal((await storage.findAllUploads()).length, 1);
  for (let i = 0; i < 30; i += 1) {
    await storage.addUpload(`b${i}`, upload(`/api/v1/uploads/b${i}`));
  }
  assert.equal((await storage.findAllUploads()).length, 20);
  assert.equal(keptUrl(place, 'b29'), '/api/v1/uploads/b29');
});

test('what is damaged counts as nothing', async () => {
  const place = memory();
  for (const value of ['{', '7', '[{"print":1}]', '{"a":[]}']) {
    place.setItem('vitrine.uploads', value);
    assert.deepEqual(await urlStorage(place).findAllUploads(), []);
  }
});
