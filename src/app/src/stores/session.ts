/* session.ts: who is signed in, and the dialog where that changes. */
import { api, Refusal, type SignedIn, type User } from '../api';
import { forgetAll, forgetSpoken, here, tab } from '../logic/kept';
import type { DialogMode } from '../logic/sign';
import { text } from '../messages/words';
import { createStore } from '../store';
import { maySignedIn, onSignedElsewhere, rememberSignedIn } from './prefs';
import { say } from './toast';

export interface Session {
  /* known: it was asked; until then nobody can tell. */
  known: boolean;
  user: User | null;
}

export const session = createStore<Session>({ known: !maySignedIn(), user: null });
export const dialog = createStore<DialogMode | null>(null);
/* Somebody has signed in who is leaving, and has not said yet whether they stay. */
export const leaving = createStore<SignedIn | null>(null);

/* Who is in is asked again until there is an answer: nobody is signed out by a service that is away. */
const AGAIN_MS = 2_000;
const AGAIN_MAX_MS = 60_000;
let wait = AGAIN_MS;
let again = 0;

let afterwards: (() => void) | null = null;

export function become(user: User | null): void {
  rememberSignedIn(user !== null);
  session.set({ known: true, user });
}

async function loadSession(): Promise<void> {
  window.clearTimeout(again);
  if (!maySignedIn()) {
    return;
  }
  try {
    become(await api.me());
    wait = AGAIN_MS;
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) {
      become(null);
    } else {
      session.patch({ known: true });
      again = window.setTimeout(() => void loadSession(), wait);
      wait = Math.min(2 * wait, AGAIN_MAX_MS);
    }
  }
}

/* Then, and whenever another tab has changed it: nobody sees a page that is not theirs any more. */
export function startSession(): void {
  void loadSession();
  onSignedElsewhere(() => {
    if (maySignedIn()) {
      void loadSession();
    } else if (session.get().user !== null) {
      become(null);
    }
  });
}

/* Opens the dialog; then runs once somebody has signed in, never if it is closed before. */
export function askToSign(mode: DialogMode, then?: () => void): void {
  afterwards = then ?? null;
  dialog.set(mode);
}

export function closeDialog(): void {
  afterwards = null;
  leaving.set(null);
  dialog.set(null);
}

/* Somebody is in: what was to be done then is done. */
export function welcome(user: SignedIn): void {
  become(user);
  if (user.leavesMs === null) {
    goOn();
  } else {
    leaving.set(user);
  }
}

export function goOn(): void {
  const then = afterwards;
  const { user } = session.get();
  closeDialog();
  if (user !== null) {
    say(text.sign.welcome(user.handle));
    then?.();
  }
}

/* By their own wish: with them goes what this browser and this tab keep of theirs. */
export function becomeNobody(): void {
  become(null);
  forgetAll(here);
  forgetSpoken(tab);
}

export async function signOut(): Promise<void> {
  try {
    await api.signOut();
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 401) {
      say(text.problem.offline);
      return;
    }
  }
  becomeNobody();
  say(text.sign.bye);
}

/* One's own name or picture changed. */
export function showSelf(user: User): void {
  if (session.get().user?.id === user.id) {
    session.patch({ user });
  }
}

/* For any answer that says the session has ended. */
export function noteRefusal(error: unknown): void {
  if (error instanceof Refusal && error.status === 401 && session.get().user !== null) {
    become(null);
  }
}
