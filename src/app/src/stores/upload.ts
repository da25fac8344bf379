/* upload.ts: the one upload that is under way. It goes on while other pages are looked at. */
import { api, NO_ANSWER, Refusal, type Draft, type Video } from '../api';
import { fingerprint, forgetUrl, here, keptUrl } from '../logic/kept';
import { refusalWords } from '../logic/problem';
import { sendVideo, type Sending } from '../send';
import { createStore } from '../store';
import { sending } from './sending';
import { noteRefusal, session } from './session';

const POLL_MS = 1000;

export interface Clip {
  file: File;
  url: string; /* blob:, for the preview */
  /* Known once the browser could read it. */
  durationMs: number | null;
}

export type UploadStep =
  | { step: 'choose'; problem: string | null }
  | { step: 'describe'; problem: string | null }
  | { step: 'sending'; sent: number; total: number; lost: boolean }
  | { step: 'failed'; reason: string }
  | { step: 'processing'; id: string; percent: number }
  | { step: 'public'; id: string; video: Video; largerToCome: boolean }
  | { step: 'refused'; id: string; reason: string };

export interface Upload {
  clip: Clip | null;
  title: string;
  /* What has arrived of this file before the page was loaded. */
  before: Draft | null;
  at: UploadStep;
}

const start: Upload = {
  clip: null,
  title: '',
  before: null,
  at: { step: 'choose', problem: null },
};

export const upload = createStore<Upload>(start);

upload.subscribe(() => sending.set(['sending', 'processing'].includes(upload.get().at.step)));

/* What is on its way, and the title that it was given there. */
let under: (Sending & { title: string }) | null = null;
let timer = 0;

function dropClip(): void {
  const { clip } = upload.get();
  if (clip !== null) {
    URL.revokeObjectURL(clip.url);
  }
}

export function resetUpload(problem: string | null = null): void {
  under?.cancel();
  under = null;
  window.clearTimeout(timer);
  dropClip();
  upload.set({ ...start, at: { step: 'choose', problem } });
}

export function chooseClip(file: File): void {
  resetUpload();
  upload.set({
    clip: { file, url: URL.createObjectURL(file), durationMs: null },
    title: '',
    before: null,
    at: { step: 'describe', problem: null },
  });
}

/* Whether the person who is signed in has sent some of the chosen file before. */
export async function lookBefore(): Promise<void> {
  const { clip } = upload.get();
  const { user } = session.get();
  const url = clip && user ? keptUrl(here, fingerprint(user.id, clip.file)) : null;
  if (clip === null || url === null) {
    return;
  }
  try {
    const drafts = await api.drafts();
    const before = drafts.find((draft) => draft.url === url && draft.length === clip.file.size);
    if (before === undefined) {
      forgetUrl(here, url);
    } else if (upload.get().clip?.url === clip.url && upload.get().at.step === 'describe') {
      const { title } = upload.get();
      upload.patch({ before, title: title === '' ? (before.title ?? '') : title });
    }
  } catch (error) {
    noteRefusal(error);
  }
}

export function noteDuration(durationMs: number): void {
  const { clip } = upload.get();
  if (clip !== null) {
    upload.patch({ clip: { ...clip, durationMs } });
  }
}

export function setTitle(title: string): void {
  const { at } = upload.get();
  upload.patch(at.step === 'describe' ? { title, at: { ...at, problem: null } } : { title });
}

export function noteProblem(problem: string): void {
  upload.patch({ at: { step: 'describe', problem } });
}

async function poll(id: string): Promise<void> {
  try {
    const video = await api.ownVideo(id);
    const { at } = upload.get();
    if ((at.step !== 'processing' && at.step !== 'public') || at.id !== id) {
      return;
    }
    if (video.state === 'public' && video.shown !== null) {
      const { shown, largerToCome } = video;
      upload.patch({ at: { step: 'public', id, video: shown, largerToCome } });
    } else if (video.state === 'processing') {
      upload.patch({ at: { step: 'processing', id, percent: video.progress ?? 0 } });
    }
    if (video.state === 'refused') {
      upload.patch({ at: { step: 'refused', id, reason: video.reason ?? '' } });
      return;
    }
  } catch (error) {
    noteRefusal(error);
    if (error instanceof Refusal && error.status === 404) {
      upload.patch({ at: { step: 'failed', reason: refusalWords(error) } });
      return;
    }
  }
  const { at } = upload.get();
  const waits = at.step === 'processing' || (at.step === 'public' && at.largerToCome);
  if (waits && at.id === id) {
    timer = window.setTimeout(() => void poll(id), POLL_MS);
  }
}

function noteRefused(refusal: Refusal): void {
  noteRefusal(refusal);
  const words = refusalWords(refusal);
  const aboutTitle = refusal.status === 400 && refusal.detail.startsWith('title');
  if (aboutTitle || (refusal.status !== NO_ANSWER && refusal.status === 401)) {
    noteProblem(words);
  } else {
    upload.patch({ at: { step: 'failed', reason: words } });
  }
}

function send(clip: Clip, title: string, resume: boolean): Sending {
  /* What is said of a clip that was put aside meanwhile is for nobody. */
  const ours = (): boolean => upload.get().clip?.url === clip.url;
  const underWay = (): boolean => ours() && upload.get().at.step === 'sending';
  const print = fingerprint(session.get().user?.id ?? '', clip.file);
  return sendVideo(
    { file: clip.file, title, print, resume },
    {
      onProgress: (sent, total) => {
        if (underWay()) {
          upload.patch({ at: { step: 'sending', sent, total, lost: false } });
        }
      },
      onLost: () => {
        const { at } = upload.get();
        if (ours() && at.step === 'sending') {
          upload.patch({ at: { ...at, lost: true } });
        }
      },
      onDone: (id) => {
        if (ours()) {
          under = null;
          upload.patch({ at: { step: 'processing', id, percent: 0 } });
          void poll(id);
        }
      },
      onRefused: (refusal) => {
        if (underWay()) {
          noteRefused(refusal);
        }
      },
    },
  );
}

/* What has arrived of it before is not sent again. */
export function sendClip(): void {
  const { clip, title: written, before } = upload.get();
  const title = written.trim();
  if (clip === null) {
    return;
  }
  const resume = before !== null && before.title === title;
  const sent = resume ? before.offset : 0;
  upload.patch({ before: null, at: { step: 'sending', sent, total: clip.file.size, lost: false } });
  if (under !== null && under.title === title) {
    under.again();
    return;
  }
  under?.cancel();
  if (before !== null && !resume) {
    api.dropDraft(before.url).catch(noteRefusal); /* or it expires by itself */
  }
  under = { ...send(clip, title, resume), title };
}

export function cancelSending(): void {
  under?.cancel();
  under = null;
  upload.patch({ at: { step: 'describe', problem: null } });
}
