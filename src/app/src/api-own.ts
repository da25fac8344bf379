/* api-own.ts: what is asked for oneself: news, decisions, and how one's own feed is made. */
import { ask, nothing, page, paged, post, send } from './api';
import { user, type User } from './api-video';
import { count, fields, flag, list, oneOf, orNull, text, whole, type Decoder } from './decode';

const kinds = [
  'follow',
  'comment',
  'reply',
  'mention',
  'likes',
  'decision',
  'report',
  'video',
] as const;
const states = ['processing', 'public', 'refused', 'hidden'] as const;

export interface Notice {
  id: string;
  kind: (typeof kinds)[number];
  atMs: number;
  /* What is gone, or is not told, is null: so are the next three. */
  person: User | null;
  /* title: null if it is not for everybody; its own page has it. */
  video: { id: string; title: string | null; poster: string | null; state: string } | null;
  comment: string | null;
  count: number | null;
  decision: string | null;
  /* What became of what one reported. */
  reported: 'decided' | 'closed' | null;
  unread: boolean;
}

const orders = ['ranked', 'newest'] as const;
export type Order = (typeof orders)[number];

export interface Taste {
  /* "@mira" or "#sea" */
  of: string;
  weight: number;
}

export interface Wishes {
  order: Order;
  people: readonly User[];
  words: readonly string[];
  unwanted: number;
  tastes: readonly Taste[];
}

const acts = ['hide', 'label', 'restore'] as const;
const subjects = ['video', 'comment', 'person'] as const;

const answers = ['open', 'upheld', 'reversed'] as const;

/* What one said to a decision, and what was said to that. */
export interface Answer {
  words: string;
  atMs: number;
  state: (typeof answers)[number];
  /* By which it was decided about. */
  decision: string | null;
  reply: string | null;
  /* Whether there is one: an entry of an earlier form opens by nothing. */
  receipt: boolean;
}

/* null, until: it is not answered, or cannot be. */
export interface Answered {
  answer: Answer | null;
  untilMs: number | null;
}

/* What was decided about something of one's own; or of another's, without reason and answer. */
export interface Decision extends Answered {
  id: string;
  kind: (typeof subjects)[number];
  /* The number of what it is about. */
  subject: string;
  what: (typeof acts)[number];
  ground: string | null;
  label: string | null;
  atMs: number;
  entry: string;
  reason: string | null;
}

const noticeVideo = (value: unknown): NonNullable<Notice['video']> => {
  const f = fields(value);
  return {
    id: text(f['id']),
    title: orNull(text)(f['title']),
    poster: orNull(text)(f['poster']),
    state: oneOf(...states)(f['state']),
  };
};

const reported: Decoder<'decided' | 'closed'> = (value) =>
  oneOf('decided', 'closed')(fields(value)['state']);

const notice: Decoder<Notice> = (value) => {
  const f = fields(value);
  return {
    id: text(f['id']),
    kind: oneOf(...kinds)(f['kind']),
    atMs: count(f['at_ms']),
    person: orNull(user)(f['person']),
    video: orNull(noticeVideo)(f['video']),
    comment: orNull((one) => orNull(text)(fields(one)['text']))(f['comment']),
    count: orNull(count)(f['count']),
    decision: orNull(text)(f['decision']),
    reported: orNull(reported)(f['report']),
    unread: flag(f['unread']),
  };
};

const taste: Decoder<Taste> = (value) => {
  const f = fields(value);
  const of = f['creator'] === undefined ? `#${text(f['hashtag'])}` : `@${text(f['creator'])}`;
  return { of, weight: whole(f['weight']) };
};

const wishes: Decoder<Wishes> = (value) => {
  const f = fields(value);
  return {
    order: oneOf(...orders)(f['order']),
    people: list(user)(f['hidden_people']),
    words: list(text)(f['hidden_words']),
    unwanted: count(f['unwanted']),
    tastes: list(taste)(f['tastes']),
  };
};

const answer: Decoder<Answer> = (value) => {
  const f = fields(value);
  return {
    words: text(f['text']),
    atMs: count(f['at_ms']),
    state: oneOf(...answers)(f['state']),
    decision: orNull(text)(f['decision']),
    reply: orNull(text)(f['reply']),
    receipt: flag(f['receipt']),
  };
};

const answered: Decoder<Answered> = (value) => {
  const f = fields(value);
  return { answer: orNull(answer)(f['answer']), untilMs: orNull(count)(f['may_answer_until_ms']) };
};

const decision: Decoder<Decision> = (value) => {
  const f = fields(value);
  const [kind, subject] = text(f['about']).split(':');
  return {
    ...answered(value),
    id: text(f['id']),
    kind: oneOf(...subjects)(kind),
    subject: text(subject),
    what: oneOf(...acts)(f['what']),
    ground: orNull(text)(fields(f['ground'])['text']),
    label: orNull(text)(f['label']),
    atMs: count(f['at_ms']),
    entry: text(f['entry']),
    reason: orNull(text)(f['reason']),
  };
};

export const ownApi = {
  notices: (cursor: string | null) =>
    ask(paged('/api/v1/me/notifications', cursor), page('notifications', notice)),
  noticesRead: (upTo: string) =>
    ask('/api/v1/me/notifications/read', nothing, send('PUT', { up_to: upTo })),
  decisions: (cursor: string | null) =>
    ask(paged('/api/v1/me/decisions', cursor), page('decisions', decision)),
  decision: (id: string) => ask(`/api/v1/decisions/${encodeURIComponent(id)}`, decision),
  answer: (id: string, words: string) =>
    ask(`/api/v1/me/decisions/${encodeURIComponent(id)}/answer`, answered, post({ text: words })),
  wishes: () => ask('/api/v1/me/feed', wishes),
  setOrder: (order: Order) => ask('/api/v1/me/feed/order', nothing, send('PUT', { order })),
  setWords: (words: readonly string[]) =>
    ask('/api/v1/me/feed/words', nothing, send('PUT', { words })),
  resetTaste: () => ask('/api/v1/me/taste/reset', nothing, { method: 'POST' }),
};
