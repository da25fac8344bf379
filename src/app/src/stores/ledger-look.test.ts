import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Asked, Said } from '../logic/ledger';
import { ledgerLook, lookAtLedger } from './ledger-look';

const waiting: { asked: Asked; answer: (said: Said) => void }[] = [];

class FakeWorker extends EventTarget {
  postMessage({ id, asked }: { id: number; asked: Asked }): void {
    const answer = (said: Said): void =>
      void this.dispatchEvent(new MessageEvent('message', { data: { id, said } }));
    waiting.push({ asked, answer });
  }
}

Object.assign(globalThis, { Worker: FakeWorker, LEDGER_WORKER: 'ledger.js' });

const now = { vkey: 'v', note: 'n', size: '1', root: 'a'.repeat(64) };
const holds = { is: 'true', now, proof: 0, others: [], witnesses: null } as const;
const entry = { index: 0, text: '{"type":"heartbeat"}', is: 'true' } as const;

test('a look that another one overtakes adds no entry twice', async () => {
  const looks = [lookAtLedger(), lookAtLedger()];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    next.answer(
      next.asked.what === 'check'
        ? { what: 'check', verdict: { ...holds, signed: 'unchecked' } }
        : { what: 'bundle', bundle: { entries: [entry] } },
    );
    await new Promise((done) => setImmediate(done));
  }
  await Promise.all(looks);
  const { entries, busy } = ledgerLook.get();
  assert.deepEqual([entries.map((one) => one.index), busy], [[0], false]);
});
