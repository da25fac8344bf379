/* words-desk.ts: the words in use at the office's desk (desk.ts); see words.ts. */
import { desk as english } from './en-desk';
import type { Words } from './words';

export { english };
export type Desk = Words<typeof english>;

export const desk: Desk = { ...english };

export function setDesk(words: Desk): void {
  Object.assign(desk, words);
}
