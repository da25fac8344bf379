/* bytes.ts: base64url without padding, as the service writes bytes. Pure. */
export function toText(bytes: ArrayBuffer): string {
  let characters = '';
  for (const byte of new Uint8Array(bytes)) {
    characters += String.fromCharCode(byte);
  }
  return btoa(characters).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

export function toBytes(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}
