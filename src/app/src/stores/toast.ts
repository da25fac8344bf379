/* toast.ts: one short line of news, gone after a while, with at most one thing to do about it. */
import { createStore } from '../store';

const SHOWN_MS = 3200;
const SHOWN_WITH_ACT_MS = 7000;

export interface Act {
  label: string;
  run: () => void;
}

export interface Toast {
  words: string;
  act: Act | null;
}

export const toast = createStore<Toast>({ words: '', act: null });

let timer = 0;

export function unsay(): void {
  toast.set({ words: '', act: null });
}

export function say(words: string, act: Act | null = null): void {
  window.clearTimeout(timer);
  toast.set({ words, act });
  timer = window.setTimeout(unsay, act === null ? SHOWN_MS : SHOWN_WITH_ACT_MS);
}
