/* drafts.ts: one's uploads that the service has not whole, for the page where one uploads. */
import { api, type Draft } from '../api';
import { forgetUrl, here } from '../logic/kept';
import { more } from '../messages/words-pages';
import { createStore } from '../store';
import { noteRefusal } from './session';
import { say } from './toast';

export const drafts = createStore<readonly Draft[]>([]);

let run = 0;

export async function loadDrafts(): Promise<void> {
  run += 1;
  const at = run;
  drafts.set([]);
  try {
    const found = await api.drafts();
    if (at === run) {
      drafts.set(found);
    }
  } catch (error) {
    noteRefusal(error);
  }
}

export async function cancelDraft(url: string): Promise<void> {
  try {
    await api.dropDraft(url);
    forgetUrl(here, url);
    say(more.upload.cancelled);
  } catch (error) {
    noteRefusal(error);
  }
  await loadDrafts();
}
