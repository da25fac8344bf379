/* safety.ts: what a person sees and does for the safety of their account. */
import { safetyApi, type Details, type Passkey, type SessionEntry } from '../api-safety';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { addPasskey } from '../passkey';
import { createStore } from '../store';
import { becomeNobody, noteRefusal } from './session';
import { say } from './toast';

export const LEAVE_DAYS = 7;

export interface Safety {
  sessions: SessionEntry[] | null;
  passkeys: Passkey[] | null;
  details: Details | null;
  /* Shown once, and gone with the page. */
  codes: string[] | null;
  failed: boolean;
}

const nothing: Safety = {
  sessions: null,
  passkeys: null,
  details: null,
  codes: null,
  failed: false,
};

export const safety = createStore<Safety>(nothing);

export async function loadSafety(): Promise<void> {
  safety.patch({ failed: false });
  try {
    const [sessions, passkeys, details] = await Promise.all([
      safetyApi.sessions(),
      safetyApi.passkeys(),
      safetyApi.details(),
    ]);
    safety.patch({ sessions, passkeys, details });
  } catch (error) {
    noteRefusal(error);
    safety.patch({ failed: true });
  }
}

export function leaveSafety(): void {
  safety.set(nothing);
}

/* Does it, says so, and looks again. */
async function act(done: Promise<unknown>, words: string): Promise<void> {
  try {
    await done;
    say(words);
  } catch (error) {
    noteRefusal(error);
    say(text.problem.unknown);
  }
  await loadSafety();
}

export const endSession = (id: string): Promise<void> =>
  act(safetyApi.endSession(id), more.settings.ended);
export const endOthers = (): Promise<void> =>
  act(safetyApi.endOtherSessions(), more.settings.endedOthers);

/* Throws the Refusal. */
export async function stayAfterAll(): Promise<void> {
  await safetyApi.stay();
}

export const stay = (): Promise<void> => act(safetyApi.stay(), more.settings.stayed);

/* The next four throw the Refusal for their form to show. */
export async function changePassword(old: string, fresh: string): Promise<void> {
  await safetyApi.changePassword(old, fresh);
  say(more.settings.changed);
  await loadSafety();
}

export async function makeCodes(password: string): Promise<void> {
  safety.patch({ codes: await safetyApi.makeCodes(password) });
}

/* Now: then nobody is signed in any more. */
export async function leave(password: string, now: boolean): Promise<void> {
  await safetyApi.leave(password, now ? 0 : LEAVE_DAYS);
  if (now) {
    leaveSafety();
    becomeNobody();
    say(more.settings.gone);
  } else {
    await loadSafety();
  }
}

export async function removePasskey(id: string, password: string): Promise<void> {
  await safetyApi.removePasskey(id, password);
  say(more.settings.removed);
  await loadSafety();
}

export async function newPasskey(label: string, password: string): Promise<boolean> {
  const made = await addPasskey(label, password);
  if (made) {
    say(more.settings.added);
    await loadSafety();
  }
  return made;
}

export function forgetCodes(): void {
  safety.patch({ codes: null });
}
