/* wished.ts: how one's own feed is made: its order, who and what is hidden, and taste. */
import { Refusal } from '../api';
import { ownApi, type Order, type Wishes } from '../api-own';
import { socialApi } from '../api-social';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { createStore } from '../store';
import { forgetFeed } from './feed';
import { noteRefusal } from './session';
import { say } from './toast';

export interface Wished {
  /* null: not there yet. */
  wishes: Wishes | null;
  failed: boolean;
}

export const wished = createStore<Wished>({ wishes: null, failed: false });

export async function loadWished(): Promise<void> {
  wished.patch({ failed: false });
  try {
    wished.patch({ wishes: await ownApi.wishes() });
  } catch (error) {
    noteRefusal(error);
    wished.patch({ failed: true });
  }
}

export function leaveWished(): void {
  wished.set({ wishes: null, failed: false });
}

/* Told, and then what the service has is shown; whether it took it. */
async function tell(told: Promise<unknown>, words: string): Promise<boolean> {
  let taken = true;
  try {
    await told;
    forgetFeed();
    say(words);
  } catch (error) {
    taken = false;
    noteRefusal(error);
    say(error instanceof Refusal ? refusalWords(error) : text.problem.unknown);
  }
  await loadWished();
  return taken;
}

/* It shows at once; what the service has is shown after. */
export function setOrder(order: Order): Promise<boolean> {
  const { wishes } = wished.get();
  wished.patch({ wishes: wishes === null ? null : { ...wishes, order } });
  return tell(ownApi.setOrder(order), more.tastes.saved);
}
export const setWords = (words: readonly string[]): Promise<boolean> =>
  tell(ownApi.setWords(words), more.tastes.saved);
export const showAgain = (handle: string): Promise<boolean> =>
  tell(socialApi.hide(handle, false), more.tastes.saved);
export const resetTaste = (): Promise<boolean> => tell(ownApi.resetTaste(), more.tastes.resetDone);
