/* feed.ts: the videos in their order, which one is in view, and which of them hold bytes. */
import { api, Refusal, type Video } from '../api';
import { planLoads } from '../logic/plan';
import { createStore } from '../store';
import { watchShown } from './watches';

const MORE_AT = 4; /* slides before the end, when the next page is fetched */
const AHEAD = 2;
const BEHIND = 1;

export type FeedState = 'loading' | 'ready' | 'failed' | 'gone';

export interface Feed {
  state: FeedState;
  videos: readonly Video[];
  next: string | null;
  index: number;
  error: Refusal | null;
  /* Ids of clips that can play through, or have failed. */
  ready: ReadonlySet<string>;
}

const empty: Feed = {
  state: 'loading',
  videos: [],
  next: null,
  index: 0,
  error: null,
  ready: new Set(),
};

export const feed = createStore<Feed>(empty);

let run = 0; /* an answer to an earlier question is dropped */
let fetching = false;

function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal(0, '', '', null);
}

function merge(known: readonly Video[], more: readonly Video[]): Video[] {
  const ids = new Set(known.map((video) => video.id));
  return [...known, ...more.filter((video) => !ids.has(video.id))];
}

/* From the start; with an id that video comes first. */
export async function loadFeed(first: string | null): Promise<void> {
  const mine = (run += 1);
  fetching = true;
  feed.set(empty);
  try {
    const [head, page] = await Promise.all([
      first === null ? null : api.video(first),
      api.videos(null),
    ]);
    if (mine === run) {
      const videos = merge(head === null ? [] : [head], page.items);
      feed.set({ ...empty, state: 'ready', videos, next: page.next });
      watchShown(videos[0] ?? null);
    }
  } catch (error) {
    if (mine === run) {
      const refusal = asRefusal(error);
      const gone = first !== null && refusal.status === 404;
      feed.set({ ...empty, state: gone ? 'gone' : 'failed', error: refusal });
    }
  } finally {
    if (mine === run) {
      fetching = false;
    }
  }
}

export async function loadMore(): Promise<void> {
  const { next } = feed.get();
  if (fetching || next === null) {
    return;
  }
  const mine = run;
  fetching = true;
  try {
    const page = await api.videos(next);
    if (mine === run) {
      feed.patch({ videos: merge(feed.get().videos, page.items), next: page.next, error: null });
    }
  } catch (error) {
    if (mine === run) {
      feed.patch({ error: asRefusal(error) });
    }
  } finally {
    if (mine === run) {
      fetching = false;
    }
  }
}

/* The slide in view changed; one past the last video is the end card. */
export function showSlide(index: number): void {
  const { videos } = feed.get();
  if (feed.get().index !== index) {
    feed.patch({ index });
    watchShown(videos[index] ?? null);
  }
  if (index >= videos.length - MORE_AT) {
    void loadMore();
  }
}

export function leaveFeed(): void {
  watchShown(null);
}

export function enterFeed(): void {
  const { videos, index } = feed.get();
  watchShown(videos[index] ?? null);
}

export function markReady(id: string): void {
  const { ready } = feed.get();
  if (!ready.has(id)) {
    feed.patch({ ready: new Set([...ready, id]) });
  }
}

export function markUnready(id: string): void {
  const { ready } = feed.get();
  if (ready.has(id)) {
    feed.patch({ ready: new Set([...ready].filter((other) => other !== id)) });
  }
}

interface Connection {
  saveData?: boolean;
}

/* Who asked their browser to save data gets one clip at a time. */
function savesData(): boolean {
  const { connection } = navigator as Navigator & { connection?: Connection };
  return connection?.saveData === true;
}

export function loadsNow(state: Feed): ReadonlySet<number> {
  const sparing = savesData();
  return new Set(
    planLoads({
      index: state.index,
      count: state.videos.length,
      ahead: sparing ? 0 : AHEAD,
      behind: sparing ? 0 : BEHIND,
      isReady: (place) => state.ready.has(state.videos[place]?.id ?? ''),
    }),
  );
}
