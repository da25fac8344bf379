/*
 * ledger-look.ts: the ledger as this browser found it, and what it remembers of it: the last checkpoint
 * that held, and whom else its reader trusts.
 */
import { readEntry, readSeen, type Asked, type Entry, type Problem } from '../logic/ledger';
import type { Proven, Said, Verdict } from '../logic/ledger';
import { createStore } from '../store';
import { read, write } from './prefs';

/* Where the worker lies; put in by build.mjs. */
declare const LEDGER_WORKER: string;

const SEEN = 'vitrine.ledger';
const FORK = 'vitrine.ledger-fork'; /* two histories, as they were proven: that is never undone */
const POLICY = 'vitrine.ledger-policy';
const BUNDLE = 256;

interface LedgerLook {
  busy: boolean;
  verdict: Verdict | null;
  seenSize: number | null; /* of the earlier visit that it was compared with */
  unreachable: boolean;
  entries: readonly Entry[]; /* newest first */
  problem: { of: Problem; at: number } | null; /* of a bundle */
  next: number; /* the bundle that comes next; below 0: all are here */
  policy: string;
  kind: string;
}

export const ledgerLook = createStore<LedgerLook>({
  busy: false,
  verdict: null,
  seenSize: null,
  unreachable: false,
  entries: [],
  problem: null,
  next: -1,
  policy: read(POLICY) ?? '',
  kind: '',
});

let worker: Worker | null = null;
let asks = 0;
let looks = 0; /* what an earlier one hears is for nobody */

function ask(asked: Asked): Promise<Said> {
  worker ??= new Worker(LEDGER_WORKER);
  const mine = worker;
  asks += 1;
  const id = asks;
  return new Promise((done, failed) => {
    const hear = (event: MessageEvent<{ id: number; said: Said }>): void => {
      if (event.data.id === id) {
        mine.removeEventListener('message', hear);
        done(event.data.said);
      }
    };
    mine.addEventListener('message', hear);
    mine.addEventListener('error', () => {
      worker = null;
      failed(new Error('no worker'));
    });
    mine.postMessage({ id, asked });
  });
}

/* Older entries, one bundle of them. */
export async function loadOlder(): Promise<void> {
  const { next } = ledgerLook.get();
  if (next < 0) {
    ledgerLook.patch({ busy: false });
    return;
  }
  const look = looks;
  ledgerLook.patch({ busy: true });
  const said = await ask({ what: 'bundle', index: next }).catch(() => null);
  if (look !== looks) {
    return;
  }
  if (said?.what !== 'bundle') {
    const of = said?.what === 'failed' ? said.problem : null;
    const problem = of === null ? null : { of, at: next * BUNDLE };
    ledgerLook.patch({ busy: false, unreachable: of === null, problem });
  } else if ('problem' in said.bundle) {
    const { problem, at } = said.bundle;
    ledgerLook.patch({ busy: false, problem: { of: problem, at } });
  } else {
    const older = said.bundle.entries.map(readEntry).reverse();
    const misfit = older.find((entry) => entry.is === 'misfit');
    ledgerLook.patch({
      busy: false,
      entries: [...ledgerLook.get().entries, ...older],
      next: next - 1,
      problem: misfit === undefined ? null : { of: 'misfit', at: misfit.index },
    });
  }
}

/* Only what held is remembered: what did not must not become what the next visit compares with. */
export async function lookAtLedger(): Promise<void> {
  const kept = read(SEEN);
  const seen = readSeen(kept);
  const { policy } = ledgerLook.get();
  looks += 1;
  const look = looks;
  ledgerLook.patch({
    busy: true,
    verdict: null,
    unreachable: false,
    entries: [],
    problem: null,
    next: -1,
    seenSize: seen === null ? null : Number(seen.size),
  });
  const forked = readSeen(read(FORK));
  if (seen !== null && forked?.vkey === seen.vkey) {
    ledgerLook.patch({ busy: false, verdict: { is: 'false', problem: 'fork', now: forked } });
    return;
  }
  const said = await ask({ what: 'check', seen, policy }).catch(() => null);
  if (look !== looks) {
    return;
  }
  if (read(SEEN) !== kept) {
    /* another page saw something meanwhile: it is compared with that */
    await lookAtLedger();
    return;
  }
  if (said?.what === 'failed' && said.problem !== null) {
    ledgerLook.patch({ busy: false, verdict: { is: 'false', problem: said.problem } });
    return;
  }
  if (said?.what !== 'check') {
    ledgerLook.patch({ busy: false, unreachable: true });
    return;
  }
  const { verdict } = said;
  ledgerLook.patch({ busy: verdict.is === 'true', verdict });
  if (verdict.is === 'false' && verdict.problem === 'fork' && verdict.signed === 'checked') {
    write(FORK, JSON.stringify(verdict.now));
  }
  if (verdict.is === 'true') {
    if (verdict.signed === 'checked') {
      write(SEEN, JSON.stringify(verdict.now));
    }
    ledgerLook.patch({ next: Math.ceil(Number(verdict.now.size) / BUNDLE) - 1 });
    await loadOlder();
  }
}

/* The note of the earlier visit, for whoever is to see both. */
export const seenNote = (): string => readSeen(read(SEEN))?.note ?? '';

export async function trust(policy: string): Promise<void> {
  write(POLICY, policy.trim() === '' ? null : policy);
  ledgerLook.patch({ policy });
  await lookAtLedger();
}

export async function prove(entry: Entry): Promise<Proven | null> {
  const said = await ask({ what: 'prove', index: entry.index, entry: entry.text }).catch(
    () => null,
  );
  return said?.what === 'prove' ? said.proven : null;
}

/* The next visit is a first one. */
export async function forgetLedger(): Promise<void> {
  write(SEEN, null);
  write(FORK, null);
  await lookAtLedger();
}
