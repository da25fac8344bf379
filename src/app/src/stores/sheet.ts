/* sheet.ts: what is open over the page, one at a time. */
import type { Person } from '../api-social';
import type { User, Video, Why } from '../api-video';
import { createStore } from '../store';

export type Sheet =
  | { kind: 'comments'; video: Video }
  | { kind: 'menu'; video: Video; why: Why | null }
  | { kind: 'why'; video: Video; why: Why | null }
  | { kind: 'people'; person: User; which: 'followers' | 'following' }
  | { kind: 'edit'; person: Person };

export const sheet = createStore<Sheet | null>(null);

export function openSheet(next: Sheet): void {
  sheet.set(next);
}

export function closeSheet(): void {
  sheet.set(null);
}
