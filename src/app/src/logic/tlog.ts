/*
 * tlog.ts: src/tlog as WebAssembly (../../../wasm). It asks for tiles and for signatures where it stands,
 * and they come later: so what is not there is noted, fetched, and all of it asked again.
 */
export const LOOKS = [
  'true',
  'waits',
  'broken',
  'vkey',
  'note',
  'unsigned',
  'noTree',
  'origin',
  'policy',
  'otherLog',
  'witness',
  'tooFew',
  'tiles',
  'rollback',
  'fork',
  'bundle',
  'entry',
  'unknown',
  'misfit',
] as const;
export type Look = (typeof LOOKS)[number];

export interface Answer {
  is: Look;
  size: bigint;
  timeS: bigint;
  witnesses: number;
  count: number;
  root: Uint8Array;
  proof: Uint8Array;
  offsets: readonly number[];
  lengths: readonly number[];
  path: string;
}

/* What the module is given; each may throw, and the ask then does. */
export interface Ground {
  tile(path: string, width: number): Promise<Uint8Array>;
  signature(key: Uint8Array, signature: Uint8Array, message: Uint8Array): Promise<boolean>;
}

export type Ask = (name: string, ...given: readonly (bigint | Uint8Array)[]) => Promise<Answer>;

export const HASH = 32;
const KEY = 32;
const SIGNATURE = 64;
const ROUNDS_MAX = 200; /* more than any proof has tiles and any note signatures */
/* Where things stand in struct look_answer. */
const AT = { root: 24, proof: 56, offsets: 2104, lengths: 3128, path: 4152, end: 4216 };
const ITEMS = 256;

export function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function readAnswer(is: number, memory: WebAssembly.Memory, at: number): Answer {
  const view = new DataView(memory.buffer, at, AT.end);
  const numbers = (from: number): number[] =>
    Array.from({ length: ITEMS }, (_, i) => view.getUint32(from + 4 * i, true));
  const bytes = new Uint8Array(memory.buffer.slice(at, at + AT.end));
  const path = bytes.slice(AT.path, AT.end);
  return {
    is: LOOKS[is] ?? 'broken',
    size: view.getBigUint64(0, true),
    timeS: view.getBigUint64(8, true),
    witnesses: view.getUint32(16, true),
    count: view.getUint32(20, true),
    root: bytes.slice(AT.root, AT.proof),
    proof: bytes.slice(AT.proof, AT.offsets),
    offsets: numbers(AT.offsets),
    lengths: numbers(AT.lengths),
    path: new TextDecoder().decode(path.slice(0, path.indexOf(0))),
  };
}

export async function openTlog(module: BufferSource, ground: Ground): Promise<Ask> {
  const tiles = new Map<string, Uint8Array>();
  const signatures = new Map<string, boolean>();
  let wanted: Promise<void>[] = [];
  let held: WebAssembly.Memory | null = null;
  const bytes = (at: number, length: number): Uint8Array =>
    new Uint8Array(held?.buffer ?? new ArrayBuffer(0), at >>> 0, length);

  /* As wasm/look.h has it: 0 later, 1 put, 2 bad. */
  const tile = (at: number, length: number, width: number, out: number): number => {
    const path = new TextDecoder().decode(bytes(at, length).slice());
    const there = tiles.get(path);
    if (there === undefined) {
      const coming = ground.tile(path, width);
      wanted.push(coming.then((came) => void tiles.set(path, came)));
      return 0;
    }
    if (there.length !== width * HASH) {
      return 2;
    }
    bytes(out, there.length).set(there);
    return 1;
  };
  const verify = (at: number, message: number, length: bigint, keyAt: number): number => {
    const said = bytes(message, Number(length)).slice();
    const key = bytes(keyAt, KEY).slice();
    const signature = bytes(at, SIGNATURE).slice();
    const name = `${hex(key)} ${hex(signature)} ${hex(said)}`;
    const known = signatures.get(name);
    if (known === undefined) {
      const coming = ground.signature(key, signature, said);
      wanted.push(coming.then((came) => void signatures.set(name, came)));
    }
    return known === true ? 0 : -1;
  };
  const made = await WebAssembly.instantiate(module, {
    env: { look_tile: tile, crypto_sign_verify_detached: verify },
  });
  /* Of a compiled module it would be an instance; of bytes it is both. */
  const { exports } = made.instance;
  const { memory } = exports;
  if (!(memory instanceof WebAssembly.Memory)) {
    throw new Error('no memory');
  }
  held = memory;
  const call = (name: string, given: readonly (number | bigint)[]): number => {
    const found = exports[name];
    if (typeof found !== 'function') {
      throw new Error(name);
    }
    return Number(found(...given));
  };
  const once = (name: string, given: readonly (bigint | Uint8Array)[]): Answer => {
    call('look_begin', []);
    const args: (number | bigint)[] = [];
    for (const one of given) {
      if (typeof one === 'bigint') {
        args.push(one);
        continue;
      }
      const at = call('look_room', [one.length]);
      bytes(at, one.length).set(one);
      args.push(at, one.length);
    }
    const is = call(name, args);
    return readAnswer(is, memory, call('look_answer', []));
  };
  return async (name, ...given) => {
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      wanted = [];
      const answer = once(name, given);
      if (wanted.length === 0) {
        return answer;
      }
      await Promise.all(wanted);
    }
    throw new Error('too many rounds');
  };
}
