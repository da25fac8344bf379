import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { takeKey, type Signer } from './member-key';
import {
  ACTIONS,
  decisionOf,
  dismissalOf,
  groundsFor,
  LABELS,
  pasted,
  sealed,
  signedBytes,
  sittingOf,
  type Statement,
} from './statement';

const file = JSON.parse(readFileSync('../../tests/statement_vectors.json', 'utf8'));

const keyFile = (seed: string, key: string): Uint8Array =>
  new TextEncoder().encode(`vitrine-office-key 1\npublic ${key}\nseed ${seed}\n`);

function made(v: (typeof file.vectors)[number]): Statement | Promise<Statement> {
  const mark = { region: v.region, puid: v.puid, madeMs: v.made_ms };
  switch (v.is) {
    case 'decision':
      return decisionOf(v, v, mark);
    case 'dismissal':
      return dismissalOf({ of: v.case, upto: v.upto }, v, mark);
    default:
      return sittingOf(v.until_ms, mark);
  }
}

test('each statement is made to the byte as the service reads it', async () => {
  assert.ok(file.vectors.length > 20);
  for (const v of file.vectors) {
    assert.deepEqual(await made(v), { payload: v.payload, opening: v.opening });
  }
});

test('each ground and label of the service is known, and no other', () => {
  const known = ACTIONS.flatMap((action) => (action === 'label' ? [] : groundsFor(action)));
  assert.equal(known.length, file.grounds);
  assert.equal(LABELS.length, file.labels);
  const vectors: { is: string; ground: string; label: string }[] = file.vectors;
  const seen = new Set(vectors.filter((v) => v.is === 'decision').map((v) => v.ground));
  assert.deepEqual([...seen].sort(), known.sort());
  const labels = vectors.map((v) => v.label).filter((one) => one !== undefined && one !== '');
  assert.deepEqual(labels, [...LABELS]);
});

test('a key signs the envelope that the service makes, and its bytes are overwritten', async () => {
  const bytes = keyFile(file.seed, file.key);
  const signer = await takeKey(bytes);
  assert.ok(signer !== null && signer.key === file.key);
  assert.ok(bytes.every((byte) => byte === 0));
  for (const v of file.vectors) {
    if (v.envelope !== undefined) {
      const text = sealed(v, signer.key, await signer.sign(signedBytes(v.payload)));
      assert.equal(text, v.opening === '' ? v.envelope : `${v.envelope}\n${v.opening}`);
    }
  }
});

test('what is no key, or whose halves do not fit, is not taken', async () => {
  const good = new TextDecoder().decode(keyFile(file.seed, file.key));
  const wrong = [
    good.slice(0, -1),
    `${good}\n`,
    good.replace('1\n', '2\n'),
    good.replace('seed 0', 'seed g'),
    good.replace('seed 0', 'seed A'),
    good.replace(`public ${file.key.slice(0, 2)}`, 'public 00'),
    good.replace('seed 01', 'seed 02'),
    '',
  ];
  for (const text of wrong) {
    const taken: Signer | null = await takeKey(new TextEncoder().encode(text));
    assert.equal(taken, null, text);
  }
});

test('of what was signed elsewhere only the same statement is taken', () => {
  for (const v of file.vectors.filter((one: { envelope?: string }) => one.envelope !== undefined)) {
    const text = v.opening === '' ? v.envelope : `${v.envelope}\n${v.opening}`;
    assert.equal(pasted(`  ${text.replace(/\n/g, '\r\n')}\n\n`, v), text);
    assert.equal(pasted(text, { ...v, payload: v.payload.replace('1764', '1765') }), null);
    assert.equal(pasted(text.slice(1), v), null);
    assert.equal(pasted('', v), null);
    if (v.opening !== '') {
      assert.equal(pasted(text, { ...v, opening: `${v.opening}.` }), null);
    }
  }
});
