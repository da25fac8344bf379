/* likes.ts: what a like button shows: what the service said, and what was done since. */
export interface Said {
  likes: number;
  liked: boolean | null;
}

export interface Shown {
  likes: number;
  liked: boolean;
}

/* Counts are added up once a minute: a like of one's own may not be among them yet. */
export function shownLikes(said: Said, done: boolean | undefined): Shown {
  const before = said.liked ?? false;
  const liked = done ?? before;
  const likes = said.likes + (liked ? 1 : 0) - (before ? 1 : 0);
  return { liked, likes: Math.max(likes, liked ? 1 : 0) };
}
