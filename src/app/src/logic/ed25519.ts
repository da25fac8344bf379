/* ed25519.ts: the browser's Ed25519, where it has one. */

/* The browser has none, or the page did not come by an address that it trusts. */
export class NoEd25519 extends Error {}

export async function checkSignature(
  key: Uint8Array,
  signature: Uint8Array,
  message: Uint8Array,
): Promise<boolean> {
  /* Where a page is not safe, there is no crypto.subtle, whatever its type says. */
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (subtle === undefined) {
    throw new NoEd25519();
  }
  let made: CryptoKey;
  try {
    made = await subtle.importKey('raw', key.slice(), { name: 'Ed25519' }, false, ['verify']);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotSupportedError') {
      throw new NoEd25519();
    }
    return false; /* no point of the curve */
  }
  return subtle.verify({ name: 'Ed25519' }, made, signature.slice(), message.slice());
}
