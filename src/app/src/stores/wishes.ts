/* wishes.ts: what somebody does not want to be shown. */
import { Refusal } from '../api';
import type { About } from '../api-report';
import { socialApi } from '../api-social';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { loadTalk, talk } from './comments';
import { dropAuthor } from './feed';
import { showShutOut } from './person';
import { askToSign, noteRefusal, session } from './session';
import { closeSheet, openSheet, sheet } from './sheet';
import { say } from './toast';

/* Ways not to meet somebody any more. */
export type Way = 'mute' | 'block';

/* Whether it was taken; which is said, too. */
async function wish(
  tell: () => Promise<unknown>,
  done: string,
  undo?: () => void,
): Promise<boolean> {
  try {
    await tell();
    say(done, undo === undefined ? null : { label: more.sheet.undo, run: undo });
    return true;
  } catch (error) {
    noteRefusal(error);
    say(error instanceof Refusal ? refusalWords(error) : text.problem.unknown);
    return false;
  }
}

/* Comments stay open: what was asked for is about one of them. */
function signed(then: () => void): void {
  if (sheet.get()?.kind !== 'comments') {
    closeSheet();
  }
  if (session.get().user === null) {
    askToSign('in', then);
  } else {
    then();
  }
}

export function notInterested(id: string): void {
  const undo = (): void => void wish(() => socialApi.notInterested(id, false), more.sheet.undone);
  signed(
    () => void wish(() => socialApi.notInterested(id, true), more.sheet.notInterestedDone, undo),
  );
}

export function hidePerson(handle: string): void {
  const undo = (): void => void wish(() => socialApi.hide(handle, false), more.sheet.undone);
  const tell = (): Promise<unknown> => socialApi.hide(handle, true).then(() => dropAuthor(handle));
  signed(() => void wish(tell, more.sheet.hidden(handle), undo));
}

/* Told; the comments that are open are asked for anew, without theirs or with them. */
async function tellWay(way: Way, handle: string, on: boolean): Promise<void> {
  await socialApi[way](handle, on);
  showShutOut(handle, way === 'mute' ? 'muted' : 'blocked', on);
  if (on) {
    dropAuthor(handle);
  }
  const { video } = talk.get();
  if (video !== null) {
    loadTalk(video);
  }
}

export function shutOut(way: Way, handle: string): void {
  const undo = (): void => void wish(() => tellWay(way, handle, false), more.sheet.undone);
  const done = more.person[way].done(handle);
  signed(() => void wish(() => tellWay(way, handle, true), done, undo));
}

/* The way back, from where it was gone. */
export function takeIn(way: Way, handle: string): void {
  const undo = (): void => void wish(() => tellWay(way, handle, true), more.sheet.undone);
  const done = more.person[way].takenBack(handle);
  signed(() => void wish(() => tellWay(way, handle, false), done, undo));
}

/* Comments come back after it: it may be about one of them. */
export function startReport(about: About): void {
  const before = sheet.get();
  const back = before?.kind === 'comments' ? before : null;
  openSheet({ kind: 'report', about, back });
}

/* From one's own list: whether the service took it. */
export async function letIn(way: Way, handle: string, again: () => void): Promise<boolean> {
  const undo = (): void =>
    void wish(() => socialApi[way](handle, true).then(again), more.sheet.undone);
  return wish(() => socialApi[way](handle, false), more.person[way].takenBack(handle), undo);
}
