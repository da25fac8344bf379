/* mydata.ts: what is kept of oneself, while its page is open. */
import { api, Refusal } from '../api';
import { dataApi, dataZip, type Correction } from '../api-data';
import { joined, type MyData } from '../logic/mydata';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { createStore } from '../store';
import { loadMapWords } from './map-words';
import { noteRefusal } from './session';
import { say } from './toast';

export interface MyDataView {
  data: MyData | null;
  busy: boolean;
  /* In words, if it could not be loaded. */
  problem: string | null;
  /* A sealed part does not open. */
  unreadable: boolean;
}

const empty: MyDataView = { data: null, busy: false, problem: null, unreadable: false };

export const myDataView = createStore<MyDataView>(empty);

const wordsOf = (error: unknown): string =>
  error instanceof Refusal ? refusalWords(error) : text.problem.unknown;

export async function loadMyData(): Promise<void> {
  myDataView.patch({ busy: true, problem: null, unreadable: false });
  try {
    const [data] = await Promise.all([dataApi.all(), loadMapWords()]);
    myDataView.set({ ...empty, data });
  } catch (error) {
    noteRefusal(error);
    /* The one 500 that has a way on names it. */
    const unreadable =
      error instanceof Refusal && error.status === 500 && error.title === 'Not readable';
    myDataView.patch({ busy: false, unreadable, problem: unreadable ? null : wordsOf(error) });
  }
}

export function leaveMyData(): void {
  myDataView.set(empty);
}

export async function moreMyData(): Promise<void> {
  const { data, busy } = myDataView.get();
  if (data === null || data.next === null || busy) {
    return;
  }
  myDataView.patch({ busy: true });
  try {
    myDataView.patch({ data: joined(data, await dataApi.more(data.next)) });
  } catch (error) {
    noteRefusal(error);
    say(wordsOf(error));
  }
  myDataView.patch({ busy: false });
}

export async function repair(): Promise<void> {
  myDataView.patch({ busy: true });
  try {
    say(more.data.repaired(await dataApi.repair()));
  } catch (error) {
    noteRefusal(error);
    say(wordsOf(error));
  }
  await loadMyData();
}

/* Whoever is signed out by now is told so here, not by the file's address. */
export async function takeAlong(part: number): Promise<void> {
  try {
    await api.me();
    location.assign(dataZip(part));
  } catch (error) {
    noteRefusal(error);
    say(wordsOf(error));
  }
}

/* These throw the Refusal for their form to show. */
export async function correct(correction: Correction): Promise<void> {
  await dataApi.correct(correction);
  say(more.data.correct.saved);
  await loadMyData();
}

export async function rename(table: string, id: string, name: string): Promise<void> {
  await (table === 'video' ? dataApi.renameVideo(id, name) : dataApi.renameSession(id, name));
  say(more.data.renamed);
  await loadMyData();
}
