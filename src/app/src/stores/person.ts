/* person.ts: the person whose page is looked at. */
import { Refusal, type Video } from '../api';
import { socialApi, type Person } from '../api-social';
import { createStore } from '../store';
import { createList } from './lists';
import { noteRefusal } from './session';

export interface Looked {
  handle: string;
  person: Person | null;
  error: Refusal | null;
}

export const looked = createStore<Looked>({ handle: '', person: null, error: null });
export const theirVideos = createList<Video>();

export async function loadPerson(handle: string): Promise<void> {
  looked.set({ handle, person: null, error: null });
  theirVideos.load((cursor) => socialApi.videosOf(handle, cursor));
  try {
    const person = await socialApi.person(handle);
    if (looked.get().handle === handle) {
      looked.patch({ person });
    }
  } catch (error) {
    noteRefusal(error);
    if (looked.get().handle === handle) {
      looked.patch({ error: error instanceof Refusal ? error : new Refusal(0, '', '', null) });
    }
  }
}

export function leavePerson(): void {
  looked.set({ handle: '', person: null, error: null });
  theirVideos.leave();
}

/* Whoever looks muted or blocked them, or does so no longer. */
export function showShutOut(handle: string, way: 'muted' | 'blocked', on: boolean): void {
  const { person } = looked.get();
  if (person?.handle === handle) {
    looked.patch({ person: { ...person, [way]: on } });
  }
}

/* After the profile was changed. */
export function showPerson(person: Person): void {
  if (looked.get().handle === person.handle) {
    looked.patch({ person });
  }
}
