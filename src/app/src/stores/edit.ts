/* edit.ts: one's own video put right after it was sent; where it is shown just now it changes, too. */
import { api, Refusal, type OwnVideo } from '../api';
import { dataApi } from '../api-data';
import type { Video, Visibility } from '../api-video';
import { socialApi } from '../api-social';
import { refusalWords } from '../logic/problem';
import type { Spoken } from '../logic/spoken';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { feed, forgetFeed } from './feed';
import { mine } from './mine';
import { go } from './route';
import { noteRefusal } from './session';
import { sheet } from './sheet';
import { sendSpoken } from './spoken';
import { say } from './toast';

export type Edited = Pick<OwnVideo, 'id' | 'title' | 'captions'>;

/* As the service has it now. */
async function showAgain(id: string): Promise<void> {
  const video = await api.ownVideo(id);
  const { videos } = mine.get();
  if (videos !== null) {
    const items = videos.items.map((one) => (one.id === id ? video : one));
    mine.patch({ videos: { ...videos, items } });
  }
  const { shown } = video;
  if (shown !== null) {
    feed.patch({ videos: feed.get().videos.map((one) => (one.id === id ? shown : one)) });
  }
}

/* What was wrong, in words; null: it is done, and said. */
async function change(id: string, done: Promise<string | null>): Promise<string | null> {
  try {
    const problem = await done;
    if (problem === null) {
      say(more.own.saved);
      await showAgain(id).catch(noteRefusal); /* it is done, even if it cannot be looked at now */
    }
    return problem;
  } catch (error) {
    noteRefusal(error);
    return error instanceof Refusal ? refusalWords(error) : text.problem.unknown;
  }
}

export const saveTitle = (id: string, title: string): Promise<string | null> =>
  change(
    id,
    dataApi.renameVideo(id, title).then(() => null),
  );

/* Gone, also if it was before. What was wrong, in words; null: it is done, and said on one's own page. */
export async function removeVideo(id: string): Promise<string | null> {
  try {
    await dataApi.removeVideo(id);
  } catch (error) {
    noteRefusal(error);
    if (!(error instanceof Refusal) || error.status !== 404) {
      return error instanceof Refusal ? refusalWords(error) : text.problem.unknown;
    }
  }
  const { videos } = mine.get();
  if (videos !== null) {
    mine.patch({ videos: { ...videos, items: videos.items.filter((one) => one.id !== id) } });
  }
  go('/me');
  forgetFeed();
  say(more.own.removed);
  return null;
}

function showInMenu(video: Video): void {
  const open = sheet.get();
  if (open?.kind === 'menu' && open.video.id === video.id) {
    sheet.set({ ...open, video });
  }
}

/* Its menu says at once what was chosen, and what held before, if that was refused. */
export async function showTo(video: Video, visibility: Visibility): Promise<void> {
  showInMenu({ ...video, visibility });
  const done = dataApi.showVideoTo(video.id, visibility).then(() => null);
  const problem = await change(video.id, done);
  if (problem !== null) {
    showInMenu(video);
    say(problem);
  }
}
export const addCaptions = (id: string, spoken: Spoken): Promise<string | null> =>
  change(id, sendSpoken(id, spoken));
export const dropCaptions = (id: string, lang: string): Promise<string | null> =>
  change(
    id,
    socialApi.dropCaptions(id, lang).then(() => null),
  );
