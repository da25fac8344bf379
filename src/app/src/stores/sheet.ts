/* sheet.ts: what is open over the page, one at a time. */
import type { OwnVideo } from '../api';
import type { About } from '../api-report';
import type { Person } from '../api-social';
import type { User, Video, Why } from '../api-video';
import { createStore } from '../store';

export type Sheet =
  | { kind: 'comments'; video: Video }
  | { kind: 'menu'; video: Video; why: Why | null }
  | { kind: 'why'; video: Video; why: Why | null }
  | { kind: 'person'; person: User }
  | { kind: 'people'; person: User; which: 'followers' | 'following' }
  | { kind: 'report'; about: About; back: Sheet | null }
  | { kind: 'edit'; person: Person }
  | { kind: 'edit-video'; video: Pick<OwnVideo, 'id' | 'title' | 'captions'> }
  | { kind: 'remove-video'; id: string; title: string };

export const sheet = createStore<Sheet | null>(null);

export function openSheet(next: Sheet): void {
  sheet.set(next);
}

export function closeSheet(): void {
  sheet.set(null);
}
