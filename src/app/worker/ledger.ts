/*
 * ledger.ts: checks the ledger off the page's own thread, with src/tlog. It reads what lies under /ledger/
 * for everybody and nothing else; what it is told to compare with came from the browser, not from there.
 */
import { checkSignature, NoEd25519 } from '../src/logic/ed25519';
import type { Asked, Bundle, Proven, Said, Seen, Verdict } from '../src/logic/ledger';
import { HASH, hex, openTlog, type Ask, type Look } from '../src/logic/tlog';

declare const self: DedicatedWorkerGlobalScope;
/* Where the module lies; put in by build.mjs. */
declare const TLOG_WASM: string;

const BUNDLE = 256;
const NOTE_MAX = 192 * 1024; /* as the verifier has it */
const PIECE_MAX = BUNDLE * (2 + 0xffff); /* entries of the longest length */
const WASM_MAX = 1024 * 1024;
const FETCH_MS = 30_000;

/* A file that the tree must have is not served, or is longer than it can be. */
class Lacking extends Error {
  constructor(readonly problem: 'missing' | 'long') {
    super(problem);
  }
}

let signed: 'checked' | 'unchecked' = 'checked';
let opened: Promise<Ask> | null = null;
let tree: { size: bigint; root: Uint8Array } | null = null;

/* Not to the end of what has none. */
async function read(answer: Response, max: number): Promise<Uint8Array> {
  const reader = answer.body?.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    parts.push(part.value.slice());
    length += part.value.length;
    if (length > max) {
      await reader?.cancel();
      throw new Lacking('long');
    }
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/* As it is served now: what the browser has of it may be another. */
async function get(path: string, max: number): Promise<Uint8Array | null> {
  const signal = AbortSignal.timeout(FETCH_MS);
  const answer = await fetch(path, { cache: 'no-cache', signal });
  if (answer.status === 404) {
    return null;
  }
  if (!answer.ok) {
    throw new Error(String(answer.status));
  }
  return read(answer, max);
}

/* A tile that has become full since may be there in no other form: what is cut from it is the same. */
async function piece(path: string, cut: (full: Uint8Array) => Uint8Array): Promise<Uint8Array> {
  const there = await get(`/ledger/${path}`, PIECE_MAX);
  const whole = `/ledger/${path.split('.p/')[0] ?? ''}`;
  const full = there === null && path.includes('.p/') ? await get(whole, PIECE_MAX) : null;
  if (there === null && full === null) {
    throw new Lacking('missing');
  }
  return there ?? cut(full ?? new Uint8Array());
}

function firstEntries(full: Uint8Array, count: number): Uint8Array {
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    at += 2 + (full[at] ?? 0) * 256 + (full[at + 1] ?? 0);
  }
  return full.slice(0, at);
}

async function open(): Promise<Ask> {
  const module = await get(TLOG_WASM, WASM_MAX);
  if (module === null) {
    throw new Error('no module');
  }
  return openTlog(module.slice(), {
    tile: (path, width) => piece(path, (full) => full.slice(0, width * HASH)),
    signature: (key, signature, message) =>
      checkSignature(key, signature, message).catch((error: unknown) => {
        if (error instanceof NoEd25519) {
          signed = 'unchecked';
          return true;
        }
        throw error;
      }),
  });
}

/* Each look at a tree has its own tiles: those of an earlier one say nothing of what is served now. */
function ask(): Promise<Ask> {
  opened ??= open();
  return opened;
}

const unhex = (text: string): Uint8Array =>
  Uint8Array.from(text.match(/../g) ?? [], (two) => Number.parseInt(two, 16));
const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

async function grown(
  look: Ask,
  seen: Seen,
  now: { size: bigint; root: Uint8Array },
): Promise<{ is: Look; proof: number }> {
  const old = unhex(seen.root);
  const answer = await look('look_growth', BigInt(seen.size), old, now.size, now.root);
  return { is: answer.is, proof: answer.count };
}

async function check(seen: Seen | null, policy: string): Promise<Verdict> {
  opened = null;
  tree = null;
  signed = 'checked';
  const look = await ask();
  const [vkeyBytes, note] = await Promise.all([
    get('/ledger/vkey', NOTE_MAX),
    get('/ledger/checkpoint', NOTE_MAX),
  ]);
  if (vkeyBytes === null || note === null) {
    return { is: 'false', problem: 'missing' };
  }
  const vkey = new TextDecoder().decode(vkeyBytes).trim();
  const noted = await look('look_note', encoded(vkey), note);
  if (noted.is !== 'true') {
    return { is: 'false', problem: noted.is };
  }
  const now = { size: noted.size, root: noted.root };
  const whole: Seen = {
    vkey,
    note: new TextDecoder().decode(note),
    size: String(now.size),
    root: hex(now.root),
  };
  if (seen !== null && seen.vkey !== vkey) {
    return { is: 'false', problem: 'key', now: whole };
  }
  const growth = seen === null ? null : await grown(look, seen, now);
  if (growth !== null && growth.is !== 'true') {
    return { is: 'false', problem: growth.is, now: whole, signed };
  }
  const edge = await look('look_tree', now.size, now.root);
  if (edge.is !== 'true') {
    return { is: 'false', problem: edge.is, now: whole };
  }
  const names = [...whole.note.matchAll(/^\u2014 (\S+) \S+$/gm)].map((found) => found[1] ?? '');
  const others = names.filter((name) => name !== vkey.split('+')[0]);
  let witnesses: { count: number; timeS: number } | null = null;
  if (policy.trim() !== '' && signed === 'checked') {
    const trusted = await look('look_policy', encoded(`${policy.trim()}\n`), encoded(vkey), note);
    if (trusted.is !== 'true') {
      const line = Number(trusted.size);
      return { is: 'false', problem: trusted.is, now: whole, line };
    }
    witnesses = { count: trusted.witnesses, timeS: Number(trusted.timeS) };
  }
  tree = now;
  return { is: 'true', now: whole, signed, proof: growth?.proof ?? 0, others, witnesses };
}

async function bundle(index: number): Promise<Bundle> {
  if (tree === null) {
    throw new Error('no tree');
  }
  const look = await ask();
  const place = await look('look_path', BigInt(index), tree.size);
  if (place.is !== 'true') {
    throw new Error(place.is);
  }
  const bytes = await piece(place.path, (full) => firstEntries(full, place.count));
  const held = await look('look_bundle', BigInt(index), bytes, tree.size, tree.root);
  if (held.is !== 'true') {
    return { problem: held.is, at: held.is === 'entry' ? Number(held.size) : index * BUNDLE };
  }
  const entries = [];
  for (let i = 0; i < held.count; i += 1) {
    const from = held.offsets[i] ?? 0;
    const entry = bytes.slice(from, from + (held.lengths[i] ?? 0));
    const fits = await look('look_entry', entry);
    entries.push({
      index: index * BUNDLE + i,
      text: new TextDecoder().decode(entry),
      is: fits.is,
    });
  }
  return { entries };
}

async function prove(index: number, entry: string): Promise<Proven> {
  if (tree === null) {
    throw new Error('no tree');
  }
  const look = await ask();
  const { size, root } = tree;
  const answer = await look('look_inclusion', BigInt(index), encoded(entry), size, root);
  const proof = Array.from({ length: answer.count }, (_, i) =>
    hex(answer.proof.slice(i * HASH, (i + 1) * HASH)),
  );
  return { is: answer.is, leaf: hex(answer.root), proof, size: String(size), root: hex(root) };
}

async function answerTo(asked: Asked): Promise<Said> {
  try {
    switch (asked.what) {
      case 'check':
        return { what: 'check', verdict: await check(asked.seen, asked.policy) };
      case 'bundle':
        return { what: 'bundle', bundle: await bundle(asked.index) };
      case 'prove':
        return { what: 'prove', proven: await prove(asked.index, asked.entry) };
    }
  } catch (error) {
    return { what: 'failed', problem: error instanceof Lacking ? error.problem : null };
  }
}

/* One after the other: an ask's tiles are of the tree that was checked before it. */
let last: Promise<void> = Promise.resolve();
self.addEventListener('message', (event: MessageEvent<{ id: number; asked: Asked }>) => {
  const { id, asked } = event.data;
  last = last.then(async () => self.postMessage({ id, said: await answerTo(asked) }));
});
