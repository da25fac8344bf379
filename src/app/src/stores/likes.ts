/* likes.ts: what the person here liked or unliked since the videos came, and the telling of it. */
import { api, Refusal, type Video } from '../api';
import { shownLikes } from '../logic/likes';
import { text } from '../messages/en';
import { createStore } from '../store';
import { askToSign, noteRefusal, session } from './session';
import { say } from './toast';

export const acts = createStore<ReadonlyMap<string, boolean>>(new Map());

const under = new Set<string>(); /* one request of a video at a time, so that none overtakes */

function act(id: string, liked: boolean | undefined): void {
  const next = new Map(acts.get());
  if (liked === undefined) {
    next.delete(id);
  } else {
    next.set(id, liked);
  }
  acts.set(next);
}

async function tell(video: Video): Promise<void> {
  const before = acts.get().get(video.id);
  const liked = !shownLikes(video, before).liked;
  under.add(video.id);
  act(video.id, liked);
  try {
    await api.like(video.id, liked);
  } catch (error) {
    act(video.id, before);
    noteRefusal(error);
    if (error instanceof Refusal && error.status === 401) {
      askToSign('in');
    } else {
      say(error instanceof Refusal && error.status !== 0 ? error.message : text.problem.offline);
    }
  } finally {
    under.delete(video.id);
  }
}

export function toggleLike(video: Video): void {
  if (session.get().user === null) {
    askToSign('in', () => void tell(video));
  } else if (!under.has(video.id)) {
    void tell(video);
  }
}
