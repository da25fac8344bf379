/* mine.ts: the signed-in person's own videos and history, for their page. */
import { api, Refusal, type OwnVideo, type Page, type Video, type Watch } from '../api';
import { refusalWords } from '../logic/problem';
import { more } from '../messages/words-pages';
import { createStore } from '../store';
import { feed } from './feed';
import { noteRefusal } from './session';
import { say } from './toast';

const POLL_MS = 2000;

export interface Seen extends Watch {
  /* undefined: not asked yet; null: not public any more. */
  shown: Video | null | undefined;
}

export interface Mine {
  videos: Page<OwnVideo> | null;
  seen: Page<Seen> | null;
  failed: boolean;
}

const empty: Mine = { videos: null, seen: null, failed: false };

export const mine = createStore<Mine>(empty);

const known = new Map<string, Video | null>();
let timer = 0;
let run = 0;

async function lookUp(ids: readonly string[]): Promise<void> {
  for (const video of feed.get().videos) {
    known.set(video.id, video);
  }
  const asked = [...new Set(ids)].filter((id) => !known.has(id));
  for (const id of asked) {
    try {
      known.set(id, await api.video(id));
    } catch {
      known.set(id, null);
    }
  }
}

function withVideos(page: Page<Watch>, before: readonly Seen[]): Page<Seen> {
  const items = page.items.map((watch) => ({ ...watch, shown: known.get(watch.video) }));
  return { items: [...before, ...items], next: page.next };
}

async function addWatches(cursor: string | null, before: readonly Seen[]): Promise<void> {
  const at = run;
  const page = await api.ownWatches(cursor);
  if (at !== run) {
    return;
  }
  mine.patch({ seen: withVideos(page, before) });
  await lookUp(page.items.map((watch) => watch.video));
  if (at === run) {
    mine.patch({ seen: withVideos(page, before) });
  }
}

async function addVideos(cursor: string | null, before: readonly OwnVideo[]): Promise<void> {
  const at = run;
  const page = await api.ownVideos(cursor);
  if (at !== run) {
    return;
  }
  mine.patch({ videos: { items: [...before, ...page.items], next: page.next } });
  const waits = page.items.some((video) => video.state === 'processing' || video.largerToCome);
  if (cursor === null && waits) {
    timer = window.setTimeout(() => settle(addVideos(null, [])), POLL_MS);
  }
}

function settle(work: Promise<unknown>): void {
  const at = run;
  work.catch((error: unknown) => {
    noteRefusal(error);
    if (at === run) {
      mine.patch({ failed: true });
    }
  });
}

export function loadMine(): void {
  leaveMine();
  settle(Promise.all([addVideos(null, []), addWatches(null, [])]));
}

export function leaveMine(): void {
  run += 1;
  window.clearTimeout(timer);
  mine.set(empty);
}

export function moreVideos(): void {
  const { videos } = mine.get();
  if (videos !== null && videos.next !== null) {
    settle(addVideos(videos.next, videos.items));
  }
}

export function moreSeen(): void {
  const { seen } = mine.get();
  if (seen !== null && seen.next !== null) {
    settle(addWatches(seen.next, seen.items));
  }
}

async function retry(id: string): Promise<void> {
  const at = run;
  try {
    await api.retry(id);
    say(more.me.retried);
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    noteRefusal(error);
    say(refusalWords(error));
  }
  if (at === run) {
    window.clearTimeout(timer);
    await addVideos(null, []);
  }
}

export function retryVideo(id: string): void {
  settle(retry(id));
}
