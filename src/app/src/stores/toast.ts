/* toast.ts: one short line of news, gone after a while. */
import { createStore } from '../store';

const SHOWN_MS = 3200;

export const toast = createStore<string>('');

let timer = 0;

export function say(words: string): void {
  window.clearTimeout(timer);
  toast.set(words);
  timer = window.setTimeout(() => toast.set(''), SHOWN_MS);
}
