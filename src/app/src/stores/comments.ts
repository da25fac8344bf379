/* comments.ts: what is said of one video, with the replies that were opened. */
import { Refusal } from '../api';
import { socialApi, type Comment } from '../api-social';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { createStore } from '../store';
import { countComment } from './counts';
import { noteRefusal } from './session';
import { say } from './toast';
import { createToggle } from './toggles';

/* Below a comment, once asked for. */
export interface Thread {
  items: readonly Comment[];
  next: string | null;
}

export interface Talk {
  video: string | null;
  /* null: not there yet. */
  items: readonly Comment[] | null;
  next: string | null;
  count: number | null;
  threads: ReadonlyMap<string, Thread>;
  /* What one has just said: it comes into view. */
  said: string | null;
  failed: boolean;
}

const silent: Talk = {
  video: null,
  items: null,
  next: null,
  count: null,
  threads: new Map(),
  said: null,
  failed: false,
};

export const talk = createStore<Talk>(silent);
export const commentLikes = createToggle((id, on) => socialApi.likeComment(id, on));

/* What was typed and not sent, of whom and to which video: a sheet that is closed loses none of it. */
let unsent = { person: '', video: '', words: '' };

export function keepUnsent(person: string, video: string, words: string): void {
  const other = unsent.person !== person || unsent.video !== video;
  if (words !== '' || !other) {
    unsent = { person, video, words };
  }
}

export const unsentOf = (person: string, video: string): string =>
  unsent.person === person && unsent.video === video ? unsent.words : '';

const here = (video: string): boolean => talk.get().video === video;

function complain(error: unknown): void {
  noteRefusal(error);
  say(error instanceof Refusal ? refusalWords(error) : text.problem.unknown);
}

function counted(video: string, by: number): void {
  countComment(video, by);
  const { count } = talk.get();
  if (here(video) && count !== null) {
    talk.patch({ count: Math.max(0, count + by) });
  }
}

async function fetchComments(video: string, cursor: string | null): Promise<void> {
  talk.patch({ failed: false });
  try {
    const page = await socialApi.comments(video, cursor);
    if (here(video)) {
      const before = cursor === null ? [] : (talk.get().items ?? []);
      const known = new Set(before.map((one) => one.id));
      const items = [...before, ...page.items.filter((one) => !known.has(one.id))];
      talk.patch({ items, next: page.next, count: page.count ?? talk.get().count });
    }
  } catch (error) {
    noteRefusal(error);
    if (here(video)) {
      talk.patch({ failed: true });
    }
  }
}

export function loadTalk(video: string): void {
  talk.set({ ...silent, video });
  void fetchComments(video, null);
}

export function leaveTalk(): void {
  talk.set(silent);
}

export function moreTalk(): void {
  const { video, next, items } = talk.get();
  if (video !== null && (next !== null || items === null)) {
    void fetchComments(video, next);
  }
}

function patchThread(parent: string, thread: Thread | null): void {
  const threads = new Map(talk.get().threads);
  if (thread === null) {
    threads.delete(parent);
  } else {
    threads.set(parent, thread);
  }
  talk.patch({ threads });
}

export async function openThread(parent: string): Promise<void> {
  const { video, threads } = talk.get();
  const before = threads.get(parent);
  try {
    const page = await socialApi.replies(parent, before?.next ?? null);
    if (video !== null && here(video)) {
      const known = new Set(before?.items.map((one) => one.id));
      const fresh = page.items.filter((one) => !known.has(one.id));
      patchThread(parent, { items: [...(before?.items ?? []), ...fresh], next: page.next });
    }
  } catch (error) {
    complain(error);
  }
}

export const closeThread = (parent: string): void => patchThread(parent, null);

function changed(id: string, by: (one: Comment) => Comment): void {
  talk.patch({ items: talk.get().items?.map((one) => (one.id === id ? by(one) : one)) ?? null });
}

/* Throws the Refusal for the form to show. */
export async function writeComment(
  video: string,
  words: string,
  parent: string | null,
): Promise<void> {
  const made = await socialApi.comment(video, words, parent);
  if (here(video)) {
    talk.patch({ said: made.id });
  }
  if (parent === null && here(video)) {
    talk.patch({ items: [made, ...(talk.get().items ?? [])] });
  } else if (parent !== null && here(video)) {
    changed(parent, (one) => ({ ...one, replies: one.replies + 1 }));
    if (!talk.get().threads.has(parent)) {
      await openThread(parent);
    }
    const thread = talk.get().threads.get(parent);
    if (thread?.items.every((one) => one.id !== made.id) === true) {
      patchThread(parent, { ...thread, items: [...thread.items, made] });
    }
  }
  counted(video, 1);
  say(more.comments.sent);
}

export async function dropComment(video: string, comment: Comment): Promise<void> {
  try {
    await socialApi.dropComment(comment.id);
  } catch (error) {
    complain(error);
    return;
  }
  const { parent } = comment;
  if (here(video) && parent === null) {
    talk.patch({ items: talk.get().items?.filter((one) => one.id !== comment.id) ?? null });
  } else if (here(video) && parent !== null) {
    const thread = talk.get().threads.get(parent);
    changed(parent, (one) => ({ ...one, replies: Math.max(0, one.replies - 1) }));
    if (thread !== undefined) {
      const items = thread.items.filter((one) => one.id !== comment.id);
      patchThread(parent, { ...thread, items });
    }
  }
  counted(video, parent === null ? -1 - comment.replies : -1);
  say(more.comments.removed);
}
