/* api-social.ts: people, comments, and what one says about a video; loaded once it is needed. */
import { ask, nothing, onOff, page, paged, post, remove, send, type Page } from './api';
import { user, video, warning, type User, type Video, type Warning } from './api-video';
import { count, fields, flag, list, orNull, text, type Decoder } from './decode';

export interface Person extends User {
  bio: string;
  createdMs: number;
  followers: number;
  following: number;
  videos: number;
  likes: number;
  followsMe: boolean | null;
  /* Whether whoever looks muted and blocked them; null: nobody knows. */
  muted: boolean | null;
  blocked: boolean | null;
  self: boolean;
  label: Warning | null;
}

export interface Comment {
  id: string;
  author: User;
  text: string;
  createdMs: number;
  likes: number;
  liked: boolean | null;
  replies: number;
  parent: string | null;
  byCreator: boolean;
  /* Handles of those whom the text names and who are still there. */
  mentions: string[];
  label: Warning | null;
}

export interface Hashtag {
  tag: string;
  videos: number;
}

export interface Comments extends Page<Comment> {
  count: number | null;
}

const person: Decoder<Person> = (value) => {
  const f = fields(value);
  return {
    ...user(value),
    bio: orNull(text)(f['bio']) ?? '',
    createdMs: count(f['created_ms']),
    followers: count(f['followers']),
    following: count(f['following']),
    videos: count(f['videos']),
    likes: count(f['likes']),
    followsMe: orNull(flag)(f['follows_me']),
    muted: orNull(flag)(f['muted']),
    blocked: orNull(flag)(f['blocked']),
    self: flag(f['self']),
    label: orNull(warning)(f['label']),
  };
};

const comment: Decoder<Comment> = (value) => {
  const f = fields(value);
  return {
    id: text(f['id']),
    author: user(f['author']),
    text: text(f['text']),
    createdMs: count(f['created_ms']),
    likes: count(f['likes']),
    liked: orNull(flag)(f['liked']),
    replies: count(f['replies']),
    parent: orNull(text)(f['parent']),
    byCreator: flag(f['by_creator']),
    mentions: list(text)(f['mentions']),
    label: orNull(warning)(f['label']),
  };
};

const comments: Decoder<Comments> = (value) => {
  const f = fields(value);
  return {
    items: list(comment)(f['comments']),
    next: orNull(text)(f['next']),
    count: orNull(count)(f['count']),
  };
};

const hashtag: Decoder<Hashtag> = (value) => {
  const f = fields(value);
  return { tag: text(f['tag']), videos: count(f['videos']) };
};

const part = encodeURIComponent;
const videos = (path: string, cursor: string | null): Promise<Page<Video>> =>
  ask(paged(path, cursor), page('videos', video));

function found<T>(kind: string, item: Decoder<T>) {
  return (q: string, cursor: string | null): Promise<Page<T>> => {
    const from = cursor === null ? '' : `&cursor=${part(cursor)}`;
    return ask(`/api/v1/search?kind=${kind}&q=${part(q)}${from}`, page(kind, item));
  };
}

export const socialApi = {
  findVideos: found('videos', video),
  findPeople: found('people', user),
  findHashtags: found('hashtags', hashtag),
  hashtagsLately: async (): Promise<Page<Hashtag>> => ({
    items: await ask('/api/v1/hashtags', (value) => list(hashtag)(fields(value)['hashtags'])),
    next: null,
  }),
  person: (handle: string) => ask(`/api/v1/people/${part(handle)}`, person),
  videosOf: (handle: string, cursor: string | null) =>
    videos(`/api/v1/people/${part(handle)}/videos`, cursor),
  videosWith: (tag: string, cursor: string | null) =>
    videos(`/api/v1/hashtags/${part(tag)}/videos`, cursor),
  saved: (cursor: string | null) => videos('/api/v1/me/saved', cursor),
  liked: (cursor: string | null) =>
    ask(
      paged('/api/v1/me/likes', cursor),
      page('likes', (one) => text(fields(one)['video'])),
    ),
  people: (handle: string, which: 'followers' | 'following', cursor: string | null) =>
    ask(paged(`/api/v1/people/${part(handle)}/${which}`, cursor), page('people', user)),
  profile: (name: string, bio: string) =>
    ask('/api/v1/me/profile', person, send('PATCH', { name, bio })),
  avatar: (picture: Blob) =>
    ask('/api/v1/me/avatar', user, {
      method: 'PUT',
      headers: { 'Content-Type': picture.type },
      body: picture,
    }),
  noAvatar: () => ask('/api/v1/me/avatar', nothing, remove),
  comments: (id: string, cursor: string | null) =>
    ask(paged(`/api/v1/videos/${part(id)}/comments`, cursor), comments),
  replies: (id: string, cursor: string | null) =>
    ask(paged(`/api/v1/comments/${part(id)}/replies`, cursor), comments),
  comment: (id: string, words: string, parent: string | null) =>
    ask(`/api/v1/videos/${part(id)}/comments`, comment, post({ text: words, parent })),
  dropComment: (id: string) => ask(`/api/v1/comments/${part(id)}`, nothing, remove),
  likeComment: (id: string, likes: boolean) =>
    ask(`/api/v1/comments/${part(id)}/like`, nothing, onOff(likes)),
  notInterested: (id: string, on: boolean) =>
    ask(`/api/v1/videos/${part(id)}/not-interested`, nothing, onOff(on)),
  hide: (handle: string, on: boolean) =>
    ask(`/api/v1/people/${part(handle)}/hide`, nothing, onOff(on)),
  mute: (handle: string, on: boolean) =>
    ask(`/api/v1/people/${part(handle)}/mute`, nothing, onOff(on)),
  block: (handle: string, on: boolean) =>
    ask(`/api/v1/people/${part(handle)}/block`, nothing, onOff(on)),
  muted: (cursor: string | null) => ask(paged('/api/v1/me/muted', cursor), page('people', user)),
  blocked: (cursor: string | null) =>
    ask(paged('/api/v1/me/blocked', cursor), page('people', user)),
  captions: (id: string, lang: string, label: string, file: Blob) =>
    ask(`/api/v1/videos/${part(id)}/captions/${part(lang)}?label=${part(label)}`, nothing, {
      method: 'PUT',
      headers: { 'Content-Type': file.type },
      body: file,
    }),
  dropCaptions: (id: string, lang: string) =>
    ask(`/api/v1/videos/${part(id)}/captions/${part(lang)}`, nothing, remove),
};
