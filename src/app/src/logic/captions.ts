/* captions.ts: which captions are shown. Pure. */
import type { Caption } from '../media';

const plain = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';

/* wanted: a language, or null for none. Else the nearest language that there is, else the first. */
export function chooseCaptions(all: readonly Caption[], wanted: string | null): Caption | null {
  if (wanted === null) {
    return null;
  }
  return (
    all.find((one) => one.lang.toLowerCase() === wanted.toLowerCase()) ??
    all.find((one) => plain(one.lang) === plain(wanted)) ??
    all[0] ??
    null
  );
}

const AT_MOST = 256 * 1024;

export type CaptionsFlaw = 'wrong' | 'big';

/* What is wrong with a file of captions before it is sent; null: nothing that can be seen here. */
export function captionsFlaw(size: number, head: string): CaptionsFlaw | null {
  if (size > AT_MOST) {
    return 'big';
  }
  return /^\uFEFF?WEBVTT(?:[ \t\r\n]|$)/.test(head) ? null : 'wrong';
}
