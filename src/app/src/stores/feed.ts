/* feed.ts: the videos in their order, which one is in view, and which of them hold bytes. */
import { api, Refusal, type Video } from '../api';
import type { Why } from '../api-video';
import { planLoads } from '../logic/plan';
import { createStore } from '../store';
import { session } from './session';
import { watchShown } from './watches';

const MORE_AT = 4; /* slides before the end, when the next page is fetched */
const AHEAD = 2;
const BEHIND = 1;

export type FeedState = 'loading' | 'ready' | 'failed' | 'gone' | 'signed-out';
export type FeedSource = 'you' | 'following';

export interface Feed {
  state: FeedState;
  videos: readonly Video[];
  next: string | null;
  index: number;
  error: Refusal | null;
  /* Ids of clips that can play through, or have failed. */
  ready: ReadonlySet<string>;
  /* By place; without a score there is none. */
  whys: ReadonlyMap<number, Why>;
}

const empty: Feed = {
  state: 'loading',
  videos: [],
  next: null,
  index: 0,
  error: null,
  ready: new Set(),
  whys: new Map(),
};

export const feed = createStore<Feed>(empty);

let run = 0; /* an answer to an earlier question is dropped */
let fetching = false;

function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal(0, '', '', null);
}

interface Batch {
  videos: Video[];
  whys: Why[];
  next: string | null;
}

let source: FeedSource = 'you';
let head: string | null = null; /* the video that the address names, at the top */

async function fetchBatch(cursor: string | null): Promise<Batch> {
  if (source === 'you') {
    const { items, next } = await api.feed(cursor);
    return { videos: items.map((item) => item.video), whys: items.map((item) => item.why), next };
  }
  const page = await api.following(cursor);
  return { videos: page.items, whys: [], next: page.next };
}

/* Nothing comes twice but what the service shows again on purpose, and never next to itself. */
function added(known: Feed, batch: Batch): Partial<Feed> {
  const ids = new Set(known.videos.map((video) => video.id));
  const videos = [...known.videos];
  const whys = new Map(known.whys);
  batch.videos.forEach((video, i) => {
    const why = batch.whys[i];
    const again = why?.place === 'again' && video.id !== head && videos.at(-1)?.id !== video.id;
    if (ids.has(video.id) && !again) {
      return;
    }
    if (why !== undefined) {
      whys.set(videos.length, why);
    }
    ids.add(video.id);
    videos.push(video);
  });
  return { videos, whys, next: batch.videos.length === 0 ? null : batch.next };
}

function failed(error: unknown): FeedState {
  const status = asRefusal(error).status;
  if (head !== null && status === 404) {
    return 'gone';
  }
  return source === 'following' && status === 401 ? 'signed-out' : 'failed';
}

/* From the start; with an id that video comes first. */
export async function loadFeed(from: FeedSource, first: string | null): Promise<void> {
  const mine = (run += 1);
  source = from;
  head = first;
  fetching = source === 'you' || session.get().user !== null;
  feed.set(fetching ? empty : { ...empty, state: 'signed-out' });
  if (!fetching) {
    return; /* it could only be refused */
  }
  try {
    const [top, batch] = await Promise.all([
      first === null ? null : api.video(first),
      fetchBatch(null),
    ]);
    if (mine === run) {
      const known = { ...empty, videos: top === null ? [] : [top] };
      feed.set({ ...known, state: 'ready', ...added(known, batch) });
      watchShown(feed.get().videos[0] ?? null);
    }
  } catch (error) {
    if (mine === run) {
      feed.set({ ...empty, state: failed(error), error: asRefusal(error) });
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
    const batch = await fetchBatch(next);
    if (mine === run) {
      feed.patch({ ...added(feed.get(), batch), error: null });
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

/* What one does not want has changed: the next look at the feed begins anew. */
export function forgetFeed(): void {
  run += 1;
  fetching = false;
  feed.set(empty);
}

/* Of what is not in view yet, nothing of theirs comes any more. */
export function dropAuthor(handle: string): void {
  const { videos, index } = feed.get();
  const places = videos.map((_, place) => place);
  const kept = places.filter((p) => p <= index || videos[p]?.author.handle !== handle);
  const whys = new Map<number, Why>();
  kept.forEach((from, to) => {
    const why = feed.get().whys.get(from);
    if (why !== undefined) {
      whys.set(to, why);
    }
  });
  feed.patch({ videos: kept.flatMap((p) => videos[p] ?? []), whys });
  showSlide(index);
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
