/* counts.ts: how many comments a video has more (or fewer) since it came, by what was done here. */
import { createStore } from '../store';

export const commentsSince = createStore<ReadonlyMap<string, number>>(new Map());

export function countComment(video: string, by: number): void {
  const since = new Map(commentsSince.get());
  since.set(video, (since.get(video) ?? 0) + by);
  commentsSince.set(since);
}
