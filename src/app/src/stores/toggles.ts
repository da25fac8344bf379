/* toggles.ts: what the person here liked, saved, followed or took back since it came, and the telling
   of it. It shows at once, and is taken back if the service refuses. */
import { api, Refusal, type User, type Video } from '../api';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { createStore, type Store } from '../store';
import { askToSign, noteRefusal, session } from './session';
import { say } from './toast';

export interface Toggle {
  acts: Store<ReadonlyMap<string, boolean>>;
  /* What it shall be from now on; whoever is not signed in is asked to. */
  set(key: string, on: boolean): void;
}

export function createToggle(tell: (key: string, on: boolean) => Promise<unknown>): Toggle {
  const acts = createStore<ReadonlyMap<string, boolean>>(new Map());
  /* One request of a thing at a time, so that none overtakes; what it shall be after it. */
  const under = new Map<string, boolean>();
  const act = (key: string, on: boolean | undefined): void => {
    const next = new Map(acts.get());
    if (on === undefined) {
      next.delete(key);
    } else {
      next.set(key, on);
    }
    acts.set(next);
  };
  const send = async (key: string, on: boolean): Promise<void> => {
    let told = acts.get().get(key);
    under.set(key, on);
    act(key, on);
    try {
      for (let next: boolean | undefined = on; next !== undefined && next !== told;) {
        await tell(key, next);
        told = next;
        next = under.get(key);
      }
    } catch (error) {
      act(key, told);
      noteRefusal(error);
      if (error instanceof Refusal && error.status === 401) {
        askToSign('in', () => void send(key, on));
      } else {
        say(error instanceof Refusal ? refusalWords(error) : text.problem.unknown);
      }
    } finally {
      under.delete(key);
    }
  };
  let owner = session.get().user?.id;
  session.subscribe(() => {
    const now = session.get().user?.id;
    if (owner !== undefined && now !== owner) {
      acts.set(new Map()); /* what one person did is nothing to the next */
      under.clear();
    }
    owner = now;
  });
  return {
    acts,
    set: (key, on) => {
      if (session.get().user === null) {
        askToSign('in', () => void send(key, on));
      } else if (under.has(key)) {
        under.set(key, on);
        act(key, on);
      } else {
        void send(key, on);
      }
    },
  };
}

export const likes = createToggle((id, on) => api.like(id, on));
export const saves = createToggle((id, on) => api.save(id, on));
export const follows = createToggle((handle, on) => api.follow(handle, on));

export function isSaved(video: Video): boolean {
  return saves.acts.get().get(video.id) ?? video.saved ?? false;
}

export function isFollowed(user: User): boolean {
  return follows.acts.get().get(user.handle) ?? user.followed ?? false;
}
