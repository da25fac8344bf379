import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkSignature } from './ed25519';
import { hex, LOOKS, openTlog, type Answer } from './tlog';

/* Compiled by test.mjs. */
const wasm = process.env['VITRINE_WASM'] ?? '';
const cases = `${process.env['VITRINE_BUILD'] ?? '../../build'}/tests/look-cases`;

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.from(text, 'hex'));

/* Of struct look_answer, as tlog.ts read it: what the line must have. */
function compare(line: string, answer: Answer, is: number, bytes: Uint8Array): void {
  const given = new Uint8Array(4216);
  given.set(bytes);
  const view = new DataView(given.buffer, given.byteOffset, given.length);
  assert.equal(answer.is, LOOKS[is], line);
  assert.equal(answer.size, view.getBigUint64(0, true), line);
  assert.equal(answer.timeS, view.getBigUint64(8, true), line);
  assert.equal(answer.witnesses, view.getUint32(16, true), line);
  assert.equal(answer.count, view.getUint32(20, true), line);
  assert.equal(hex(answer.root), hex(given.subarray(24, 56)), line);
  assert.equal(hex(answer.proof), hex(given.subarray(56, 2104)), line);
  for (let i = 0; i < 256; i += 1) {
    assert.equal(answer.offsets[i], view.getUint32(2104 + 4 * i, true), line);
    assert.equal(answer.lengths[i], view.getUint32(3128 + 4 * i, true), line);
  }
  const path = Buffer.from(given.subarray(4152, 4216)).toString('latin1').split('\0')[0];
  assert.equal(answer.path, path, line);
}

test('what_the_browser_computes_is_what_this_machine_does', async (t) => {
  if (!existsSync(cases)) {
    t.skip('build/tests/look-cases is not built');
    return;
  }
  const lines = execFileSync(cases, { encoding: 'utf8', maxBuffer: 1 << 28 })
    .trim()
    .split('\n');
  const tiles = new Map<string, Uint8Array>();
  const seen = new Set<number>();
  const open = () =>
    openTlog(readFileSync(wasm), {
      tile: (path) => Promise.resolve(tiles.get(path) ?? new Uint8Array()),
      signature: checkSignature,
    });
  let ask = await open();
  for (const line of lines) {
    const [what, name = '', ...rest] = line.split(' ');
    if (what === 'tile') {
      const bytes = bytesOf(rest[0] ?? '');
      const old = tiles.get(name);
      tiles.set(name, bytes);
      if (old !== undefined && hex(old) !== hex(bytes)) {
        ask = await open(); /* what was fetched is kept */
      }
      continue;
    }
    const at = rest.indexOf('=');
    const args = rest
      .slice(0, at)
      .map((one) => (one.startsWith('x') ? bytesOf(one.slice(1)) : BigInt(one)));
    const is = Number(rest[at + 1]);
    compare(line.slice(0, 200), await ask(name, ...args), is, bytesOf(rest[at + 2] ?? ''));
    seen.add(is);
  }
  /* All but what waits, what is broken by nobody's lie, and what these notes cannot be. */
  const rare = ['waits', 'noTree', 'origin', 'otherLog', 'tooFew'];
  assert.deepEqual(
    LOOKS.filter((look, is) => !seen.has(is) && !rare.includes(look)),
    [],
  );
});

test('a_key_of_low_order_is_no_key', async () => {
  const ask = await openTlog(readFileSync(wasm), {
    tile: () => Promise.reject(new Error('no tile is asked for')),
    signature: () => Promise.resolve(true),
  });
  const { createHash } = await import('node:crypto');
  const vkey = (key: Buffer): Uint8Array => {
    const body = Buffer.concat([Buffer.from([1]), key]);
    const hash = createHash('sha256').update('log\n').update(body).digest('hex').slice(0, 8);
    return Buffer.from(`log+${hash}+${body.toString('base64')}`);
  };
  const note = new TextEncoder().encode('log\n');
  const good = Buffer.from(
    '8139770ea87d175f56a35466c34c7ecccb8d8a91b4ee37a25df60f5b8fc9b394',
    'hex',
  );
  const low = [
    '00'.repeat(32),
    `01${'00'.repeat(31)}`,
    `ec${'ff'.repeat(30)}7f`,
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
    `ed${'ff'.repeat(30)}7f`,
    `ee${'ff'.repeat(31)}`,
  ];
  assert.equal((await ask('look_note', vkey(good), note)).is, 'note');
  for (const key of low) {
    assert.equal((await ask('look_note', vkey(Buffer.from(key, 'hex')), note)).is, 'vkey', key);
  }
});
