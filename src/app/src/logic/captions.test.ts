import assert from 'node:assert/strict';
import { test } from 'node:test';
import { captionsFlaw, chooseCaptions } from './captions';

const all = ['de', 'pt-BR', 'ar'].map((lang) => ({ lang, label: lang, url: `/media/${lang}.vtt` }));
const chosen = (wanted: string | null): string | null => chooseCaptions(all, wanted)?.lang ?? null;

test('the wanted language, the nearest, the first, or none', () => {
  assert.deepEqual(
    [chosen('ar'), chosen('pt-PT'), chosen('fy'), chosen(null)],
    ['ar', 'pt-BR', 'de', null],
  );
  assert.equal(chooseCaptions([], 'ar'), null);
});

test('a file of captions begins as WebVTT does and is not over the limit', () => {
  assert.equal(captionsFlaw(100, 'WEBVTT\n\n00:00'), null);
  assert.equal(captionsFlaw(100, '\uFEFFWEBVTT - words'), null);
  assert.equal(captionsFlaw(100, 'WEBVTTX'), 'wrong');
  assert.equal(captionsFlaw(100, '1\n00:00:00,000'), 'wrong');
  assert.equal(captionsFlaw(256 * 1024 + 1, 'WEBVTT\n'), 'big');
});
