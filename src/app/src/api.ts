/*
 * api.ts: all that the service is asked, with the types of what it answers. Every answer is decoded;
 * every refusal is a Refusal with the problem document's words (RFC 9457).
 */
import { count, fields, flag, isFields, list, oneOf, orNull, text, type Decoder } from './decode';
import { dataMap } from './logic/datamap';
import { feedPage, user, video, type User, type Video } from './api-video';
import { skewOf } from './logic/skew';
import { caption, type Caption } from './media';

export type { User, Video, Why } from './api-video';

/* Who is in; leavesMs: when everything of theirs will be destroyed, or null. */
export interface SignedIn extends User {
  leavesMs: number | null;
}

export type VideoState = 'processing' | 'public' | 'refused' | 'hidden';

/* One's own video: without media until it is public. */
export interface OwnVideo {
  id: string;
  title: string;
  createdMs: number;
  watches: number;
  state: VideoState;
  reason: string | null;
  /* In percent, until it is public; then whether larger renditions are still being made. */
  progress: number | null;
  largerToCome: boolean;
  /* Until when it may be tried again; null: it may not. */
  retryUntilMs: number | null;
  /* Its title does not open, and is empty here. */
  unreadable: boolean;
  captions: readonly Caption[];
  shown: Video | null;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Watch {
  video: string;
  watchedMs: number;
  atMs: number;
}

/* An upload of one's own that is not whole. */
export interface Draft {
  url: string;
  title: string | null;
  length: number;
  offset: number;
  expiresMs: number;
}

export interface Limits {
  uploadBytes: number;
  videoSeconds: number;
  titleChars: number;
  handleMin: number;
  handleMax: number;
  passwordMin: number;
}

export interface Region {
  origin: string;
  build: string;
  limits: Limits;
}

/* A request that the service answered with a refusal, or (status 0) did not answer. */
export class Refusal extends Error {
  override name = 'Refusal';
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly limit: number | null,
  ) {
    super(detail || title);
  }
}

export const NO_ANSWER = 0;

export function readProblem(status: number, body: unknown): Refusal {
  const problem = isFields(body) ? body : {};
  const word = (value: unknown): string => (typeof value === 'string' ? value : '');
  const limit = typeof problem['limit'] === 'number' ? problem['limit'] : null;
  return new Refusal(status, word(problem['title']), word(problem['detail']), limit);
}

const ownVideo: Decoder<OwnVideo> = (value) => {
  const f = fields(value);
  const state = oneOf('processing', 'public', 'refused', 'hidden')(f['state']);
  return {
    id: text(f['id']),
    title: text(f['title']),
    createdMs: count(f['created_ms']),
    watches: count(f['watches']),
    state,
    reason: orNull(text)(f['reason']),
    progress: orNull(count)(f['progress']),
    largerToCome: flag(f['larger_to_come']),
    retryUntilMs: orNull(count)(f['retry_until_ms']),
    unreadable: flag(f['unreadable']),
    captions: orNull(list(caption))(f['captions']) ?? [],
    shown: state === 'public' ? video(value) : null,
  };
};

const draft: Decoder<Draft> = (value) => {
  const f = fields(value);
  return {
    url: text(f['url']),
    title: orNull(text)(f['title']),
    length: count(f['length']),
    offset: count(f['offset']),
    expiresMs: count(f['expires_ms']),
  };
};

const watch: Decoder<Watch> = (value) => {
  const f = fields(value);
  return {
    video: text(f['video']),
    watchedMs: count(f['watched_ms']),
    atMs: count(f['at_ms']),
  };
};

const region: Decoder<Region> = (value) => {
  const f = fields(value);
  const l = fields(f['limits']);
  return {
    origin: text(f['origin']),
    build: text(f['build']),
    limits: {
      uploadBytes: count(l['upload_bytes']),
      videoSeconds: count(l['video_seconds']),
      titleChars: count(l['title_chars']),
      handleMin: count(l['handle_min']),
      handleMax: count(l['handle_max']),
      passwordMin: count(l['password_min']),
    },
  };
};

export function page<T>(name: string, item: Decoder<T>): Decoder<Page<T>> {
  return (value) => {
    const f = fields(value);
    return { items: list(item)(f[name]), next: orNull(text)(f['next']) };
  };
}

export const signedIn: Decoder<SignedIn> = (value) => {
  const owner = fields(fields(value)['user']);
  return { ...user(owner), leavesMs: orNull(count)(owner['leaves_ms']) };
};
export const nothing: Decoder<null> = () => null;

let skewMs = 0; /* of this device's clock, by the newest answer */

async function readJson(response: Response): Promise<unknown> {
  const body: unknown = await response.json();
  return body;
}

export async function ask<T>(
  path: string,
  decoder: Decoder<T>,
  init: RequestInit = {},
): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init });
  } catch {
    throw new Refusal(NO_ANSWER, '', '', null);
  }
  skewMs = skewOf(response.headers.get('Date'), Date.now(), skewMs);
  if (!response.ok) {
    throw readProblem(response.status, await readJson(response).catch(() => null));
  }
  return decoder(response.status === 204 ? null : await readJson(response));
}

export function send(method: string, body: unknown): RequestInit {
  return {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  };
}

export const post = (body: unknown): RequestInit => send('POST', body);
/* A state that is put or taken back. */
export const onOff = (on: boolean): RequestInit => ({ method: on ? 'PUT' : 'DELETE' });
export const remove: RequestInit = { method: 'DELETE' };

export function paged(path: string, cursor: string | null): string {
  return cursor === null ? path : `${path}?cursor=${encodeURIComponent(cursor)}`;
}

const watchBody = (events: readonly Watch[]): unknown => ({
  events: events.map((e) => ({
    video: e.video,
    watched_ms: e.watchedMs,
    at_ms: Math.max(0, e.atMs - skewMs),
  })),
});

export const api = {
  region: () => ask('/api/v1/region', region),
  dataMap: () => ask('/data-map.json', dataMap),
  signUp: (handle: string, password: string, birthDate: string, email: string) =>
    ask(
      '/api/v1/accounts',
      signedIn,
      post({ handle, password, birth_date: birthDate, email: email === '' ? null : email }),
    ),
  signIn: (handle: string, password: string) =>
    ask('/api/v1/sessions', signedIn, post({ handle, password })),
  recover: (handle: string, code: string, password: string) =>
    ask('/api/v1/recoveries', signedIn, post({ handle, code, password })),
  signOut: () => ask('/api/v1/sessions/current', nothing, remove),
  me: () => ask('/api/v1/me', signedIn),
  video: (id: string) => ask(`/api/v1/videos/${encodeURIComponent(id)}`, video),
  ownVideo: (id: string) => ask(`/api/v1/videos/${encodeURIComponent(id)}`, ownVideo),
  ownVideos: (cursor: string | null) =>
    ask(paged('/api/v1/me/videos', cursor), page('videos', ownVideo)),
  retry: (id: string) =>
    ask(`/api/v1/videos/${encodeURIComponent(id)}/retry`, ownVideo, { method: 'POST' }),
  drafts: () => ask('/api/v1/uploads', (value) => list(draft)(fields(value)['uploads'])),
  dropDraft: (url: string) =>
    ask(url, nothing, { ...remove, headers: { 'Tus-Resumable': '1.0.0' } }),
  /* keepalive: the request outlives the page. */
  watched: (events: readonly Watch[], keepalive: boolean) =>
    ask('/api/v1/watches', nothing, { ...post(watchBody(events)), keepalive }),
  like: (id: string, likes: boolean) =>
    ask(`/api/v1/videos/${encodeURIComponent(id)}/like`, nothing, onOff(likes)),
  save: (id: string, saves: boolean) =>
    ask(`/api/v1/videos/${encodeURIComponent(id)}/save`, nothing, onOff(saves)),
  follow: (handle: string, follows: boolean) =>
    ask(`/api/v1/people/${encodeURIComponent(handle)}/follow`, nothing, onOff(follows)),
  feed: (cursor: string | null) => ask(paged('/api/v1/feed', cursor), feedPage),
  following: (cursor: string | null) =>
    ask(paged('/api/v1/feed/following', cursor), page('videos', video)),
  ownWatches: (cursor: string | null) =>
    ask(paged('/api/v1/me/watches', cursor), page('watches', watch)),
  /* The signed note as it stands, never from a cache. */
  checkpoint: async (): Promise<string> => {
    const response = await fetch('/ledger/checkpoint', { cache: 'no-store' });
    if (!response.ok) {
      throw readProblem(response.status, null);
    }
    return response.text();
  },
};
