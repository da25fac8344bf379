/* wishes.ts: what somebody does not want to be shown. */
import { Refusal } from '../api';
import { socialApi } from '../api-social';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { askToSign, noteRefusal, session } from './session';
import { closeSheet } from './sheet';
import { say } from './toast';

async function wish(tell: () => Promise<unknown>, done: string, undo?: () => void): Promise<void> {
  try {
    await tell();
    say(done, undo === undefined ? null : { label: more.sheet.undo, run: undo });
  } catch (error) {
    noteRefusal(error);
    say(error instanceof Refusal ? refusalWords(error) : text.problem.unknown);
  }
}

function signed(then: () => void): void {
  closeSheet();
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
  signed(() => void wish(() => socialApi.hide(handle, true), more.sheet.hidden(handle), undo));
}
