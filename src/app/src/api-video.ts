/* api-video.ts: a video as it is shown, who made it, and why it is shown. */
import { count, fields, flag, list, oneOf, orNull, text, whole, type Decoder } from './decode';
import { caption, renditions, strip, type Caption, type Rendition, type Strip } from './media';

export interface User {
  id: string;
  handle: string;
  /* What they are called, where it is not the handle. */
  name: string | null;
  avatar: string | null;
  /* null: nobody is signed in, or it is not known. */
  followed: boolean | null;
}

export const visibilities = ['public', 'followers', 'private'] as const;
export type Visibility = (typeof visibilities)[number];

export interface Video {
  id: string;
  title: string;
  author: User;
  createdMs: number;
  durationMs: number;
  width: number;
  height: number;
  /* The smallest first; at least one. */
  renditions: [Rendition, ...Rendition[]];
  poster: string;
  blurhash: string | null;
  strip: Strip | null;
  watches: number;
  likes: number;
  /* Of these, null: nobody is signed in, or it is not known. */
  liked: boolean | null;
  saved: boolean | null;
  comments: number;
  sound: string | null;
  captions: readonly Caption[];
  visibility: Visibility;
  label: Warning | null;
}

const places = ['ranked', 'new', 'chance', 'again'] as const;
const sources = ['following', 'similar', 'trending', 'fresh', 'exploring'] as const;
const terms = [
  'holds',
  'finished',
  'liked',
  'wanted',
  'creator',
  'tags',
  'followed',
  'fresh',
  'unsure',
  'again',
] as const;
export type Term = (typeof terms)[number];

/* Why a video is at its place: what the score is the sum of. Values in millionths of a clip watched. */
export interface Why {
  place: (typeof places)[number];
  source: (typeof sources)[number];
  term: Term | null;
  creator: string | null;
  hashtag: string | null;
  terms: readonly { term: Term; value: number }[];
}

export interface FeedPage {
  items: { video: Video; why: Why }[];
  next: string | null;
}

export const user: Decoder<User> = (value) => {
  const f = fields(value);
  return {
    id: text(f['id']),
    handle: text(f['handle']),
    name: orNull(text)(f['name']),
    avatar: orNull(text)(f['avatar']),
    followed: orNull(flag)(f['followed']),
  };
};

/* A word of warning that a decision gave; the text is English. */
export interface Warning {
  code: string;
  text: string;
}

export const warning: Decoder<Warning> = (value) => {
  const f = fields(value);
  return { code: text(f['code']), text: text(f['text']) };
};

export const video: Decoder<Video> = (value) => {
  const f = fields(value);
  return {
    id: text(f['id']),
    title: text(f['title']),
    author: user(f['author']),
    createdMs: count(f['created_ms']),
    durationMs: count(f['duration_ms']),
    width: count(f['width']),
    height: count(f['height']),
    renditions: renditions(f['renditions']),
    poster: text(f['poster']),
    blurhash: orNull(text)(f['blurhash']),
    strip: orNull(strip)(f['strip']),
    watches: count(f['watches']),
    likes: count(f['likes']),
    liked: orNull(flag)(f['liked']),
    saved: orNull(flag)(f['saved']),
    comments: count(f['comments']),
    sound: orNull(text)(f['sound']),
    captions: orNull(list(caption))(f['captions']) ?? [],
    visibility: orNull(oneOf(...visibilities))(f['visibility']) ?? 'public',
    label: orNull(warning)(f['label']),
  };
};

const term: Decoder<{ term: Term; value: number }> = (value) => {
  const f = fields(value);
  return { term: oneOf(...terms)(f['term']), value: whole(f['value']) };
};

const why: Decoder<Why> = (value) => {
  const f = fields(value);
  return {
    place: oneOf(...places)(f['place']),
    source: oneOf(...sources)(f['source']),
    term: orNull(oneOf(...terms))(f['term']),
    creator: orNull(text)(f['creator']),
    hashtag: orNull(text)(f['hashtag']),
    terms: list(term)(f['terms']),
  };
};

export const feedPage: Decoder<FeedPage> = (value) => {
  const f = fields(value);
  const item: Decoder<{ video: Video; why: Why }> = (one) => {
    const g = fields(one);
    return { video: video(g['video']), why: why(g['why']) };
  };
  return { items: list(item)(f['items']), next: orNull(text)(f['next']) };
};
