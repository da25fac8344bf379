/* preparing.ts: one's videos that are being made ready, and what became of those that were when one came. */
import { api, type OwnVideo } from '../api';
import { createStore } from '../store';
import { noteRefusal } from './session';

const POLL_MS = 2000;

export const preparing = createStore<readonly OwnVideo[]>([]);

let timer = 0;
let run = 0;

const waits = (video: OwnVideo): boolean => video.state === 'processing';

async function look(known: ReadonlySet<string>): Promise<void> {
  const at = run;
  try {
    const { items } = await api.ownVideos(null);
    if (at === run) {
      preparing.set(items.filter((video) => waits(video) || known.has(video.id)));
    }
  } catch (error) {
    noteRefusal(error);
  }
  if (at === run && preparing.get().some(waits)) {
    const ids = new Set(preparing.get().map((video) => video.id));
    timer = window.setTimeout(() => void look(ids), POLL_MS);
  }
}

export function loadPreparing(): void {
  leavePreparing();
  void look(new Set());
}

export function leavePreparing(): void {
  run += 1;
  window.clearTimeout(timer);
  preparing.set([]);
}
