/*
 * member-key.ts: a member's key, as `vitrine office key` writes it, in the browser's keeping: it signs,
 * and nothing gets it out again. No text is made of the seed, and the bytes it came in are overwritten;
 * what the browser itself copied on the way is not in our hands.
 */
import { checkSignature, NoEd25519 } from './ed25519';
import { unhex } from './statement';
import { hex } from './tlog';

export interface Signer {
  /* 64 hexadecimal digits. */
  readonly key: string;
  sign(message: Uint8Array<ArrayBuffer>): Promise<Uint8Array>;
}

/* "vitrine-office-key 1", "public HEX", "seed HEX", each with its line end. */
const HEAD = 'vitrine-office-key 1\npublic ';
const MIDDLE = '\nseed ';
const DIGITS = 64;
const SEED_AT = HEAD.length + DIGITS + MIDDLE.length;
const LENGTH = SEED_AT + DIGITS + 1;
/* PKCS #8 of an Ed25519 key (RFC 8410) up to its 32 bytes. */
const PKCS8 = unhex('302e020100300506032b657004220420');
const TRIED = new TextEncoder().encode('vitrine: is this the key?');

const digitOf = (code: number): number =>
  code >= 0x30 && code <= 0x39 ? code - 0x30 : code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;

/* The seed behind PKCS #8's head; null: not in the form of a key. */
function pkcs8Of(bytes: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const plain = (from: number, to: number): string =>
    String.fromCharCode(...bytes.subarray(from, to));
  const middle = HEAD.length + DIGITS;
  if (
    bytes.length !== LENGTH ||
    plain(0, HEAD.length) !== HEAD ||
    !/^[0-9a-f]+$/.test(plain(HEAD.length, middle)) ||
    plain(middle, SEED_AT) !== MIDDLE ||
    bytes[LENGTH - 1] !== 0x0a
  ) {
    return null;
  }
  const made = new Uint8Array(PKCS8.length + DIGITS / 2);
  made.set(PKCS8);
  for (let i = 0; i < DIGITS / 2; i += 1) {
    const high = digitOf(bytes[SEED_AT + 2 * i] ?? 0);
    const low = digitOf(bytes[SEED_AT + 2 * i + 1] ?? 0);
    if (high < 0 || low < 0) {
      made.fill(0);
      return null;
    }
    made[PKCS8.length + i] = 16 * high + low;
  }
  return made;
}

async function imported(pkcs8: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  /* Where a page is not safe, there is no crypto.subtle, whatever its type says. */
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (subtle === undefined) {
    throw new NoEd25519();
  }
  try {
    return await subtle.importKey('pkcs8', pkcs8, { name: 'Ed25519' }, false, ['sign']);
  } catch {
    throw new NoEd25519(); /* the form is right, so that nothing else is wrong */
  }
}

/* bytes: a key's file, which is overwritten. null: it is none, or its halves do not fit. Throws
   NoEd25519. */
export async function takeKey(bytes: Uint8Array): Promise<Signer | null> {
  const pkcs8 = pkcs8Of(bytes);
  const key = hex(unhex(String.fromCharCode(...bytes.subarray(HEAD.length, HEAD.length + DIGITS))));
  bytes.fill(0);
  if (pkcs8 === null) {
    return null;
  }
  const made = await imported(pkcs8).finally(() => pkcs8.fill(0));
  const sign = async (message: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
    new Uint8Array(await crypto.subtle.sign({ name: 'Ed25519' }, made, message));
  const fits = await checkSignature(unhex(key), await sign(TRIED), TRIED);
  return fits ? { key, sign } : null;
}

/* Whether this browser could sign at all. */
export async function canSign(): Promise<boolean> {
  try {
    const made = new Uint8Array(PKCS8.length + DIGITS / 2);
    made.set(PKCS8);
    await imported(made);
    return true;
  } catch {
    return false;
  }
}
