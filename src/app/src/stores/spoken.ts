/* spoken.ts: captions read from files, and sent to the video that they are of. */
import { NO_ANSWER, Refusal } from '../api';
import { socialApi } from '../api-social';
import { captionsFlaw } from '../logic/captions';
import { refusalWords } from '../logic/problem';
import { ownName, type Spoken } from '../logic/spoken';
import { formatLanguage } from '../format';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { noteRefusal } from './session';

const AGAIN_MS = [1000, 4000, 15_000];
const passing = (status: number): boolean => status === NO_ANSWER || status === 503;

/* What is wrong with it, in words, if it cannot be captions. */
export async function readSpoken(file: File, lang: string): Promise<Spoken | string> {
  const head = await file.slice(0, 16).text();
  const flaw = captionsFlaw(file.size, head);
  if (flaw !== null) {
    return flaw === 'big' ? more.spoken.big : more.spoken.wrong;
  }
  return { lang, words: await file.text() };
}

const wait = (ms: number): Promise<void> => new Promise((done) => window.setTimeout(done, ms));

/* Again where the connection broke. What is wrong, in words; null: it is taken. */
export async function sendSpoken(video: string, { lang, words }: Spoken): Promise<string | null> {
  const file = new Blob([words], { type: 'text/vtt' });
  for (const delay of [...AGAIN_MS, null]) {
    try {
      await socialApi.captions(video, lang, ownName(lang), file);
      return null;
    } catch (error) {
      noteRefusal(error);
      if (!(error instanceof Refusal)) {
        return text.problem.unknown;
      }
      if (delay === null || !passing(error.status)) {
        return refusalWords(error);
      }
      await wait(delay);
    }
  }
  return text.problem.unknown;
}

/* All of them; of those that were refused, which and why. */
export async function sendAllSpoken(video: string, items: readonly Spoken[]): Promise<string[]> {
  const problems: string[] = [];
  for (const item of items) {
    const problem = await sendSpoken(video, item);
    if (problem !== null) {
      problems.push(more.spoken.refused(formatLanguage(item.lang), problem));
    }
  }
  return problems;
}
