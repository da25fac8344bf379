/* words-pages.ts: the words in use of what comes when it is opened (pages.ts); see words.ts. */
import { more as english } from './en-pages';
import type { Words } from './words';

export { english };
export type More = Words<typeof english>;

export const more: More = { ...english };

export function setMore(words: More): void {
  Object.assign(more, words);
}
