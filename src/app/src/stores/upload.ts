/* upload.ts: the one upload that is under way. It goes on while other pages are looked at. */
import { api, NO_ANSWER, Refusal, type Draft, type Video } from '../api';
import { detailsFrom, metadataOf, noDetails, sameDetails, type Details } from '../logic/details';
import { fingerprint, forgetUrl, here, keptUrl, tab } from '../logic/kept';
import { refusalWords } from '../logic/problem';
import { keepSpoken, keptSpoken, type Spoken } from '../logic/spoken';
import { saidOf, sendVideo, type Sending } from '../send';
import { createStore } from '../store';
import { sending } from './sending';
import { noteRefusal, session } from './session';
import { sendAllSpoken } from './spoken';

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

/* What has arrived of this file before the page was loaded, and what was said of it then. */
export interface Before {
  draft: Draft;
  details: Details;
}

export interface Upload {
  clip: Clip | null;
  details: Details;
  /* Captions that go with it. */
  spoken: readonly Spoken[];
  /* What was wrong with captions that were sent. */
  unspoken: readonly string[];
  before: Before | null;
  at: UploadStep;
}

const start: Upload = {
  clip: null,
  details: noDetails,
  spoken: [],
  unspoken: [],
  before: null,
  at: { step: 'choose', problem: null },
};

export const upload = createStore<Upload>(start);

upload.subscribe(() => sending.set(['sending', 'processing'].includes(upload.get().at.step)));

/* What is on its way, and what was said of it there. */
let under: (Sending & { details: Details }) | null = null;
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
    ...start,
    clip: { file, url: URL.createObjectURL(file), durationMs: null },
    at: { step: 'describe', problem: null },
  });
}

/* What the chosen file of who is signed in is remembered by. */
function printOf(file: File): string {
  return fingerprint(session.get().user?.id ?? '', file);
}

/* Whether the person who is signed in has sent some of the chosen file before; what was said of it then
   is there again, if nothing was said since. */
export async function lookBefore(): Promise<void> {
  const { clip } = upload.get();
  const { user } = session.get();
  const url = clip && user ? keptUrl(here, printOf(clip.file)) : null;
  if (clip === null || user === null) {
    return;
  }
  if (upload.get().spoken.length === 0) {
    upload.patch({ spoken: keptSpoken(tab, printOf(clip.file)) });
  }
  if (url === null) {
    return;
  }
  try {
    const drafts = await api.drafts();
    const draft = drafts.find((one) => one.url === url && one.length === clip.file.size);
    if (draft === undefined) {
      forgetUrl(here, url);
      return;
    }
    const before = { draft, details: detailsFrom(await saidOf(url)) };
    if (upload.get().clip?.url === clip.url && upload.get().at.step === 'describe') {
      const { details } = upload.get();
      upload.patch({ before, details: sameDetails(details, noDetails) ? before.details : details });
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

export function setDetails(details: Details): void {
  const { at } = upload.get();
  upload.patch(at.step === 'describe' ? { details, at: { ...at, problem: null } } : { details });
}

/* One file for a language; also for the next page, until they are sent. */
export function setSpoken(spoken: readonly Spoken[]): void {
  const { clip } = upload.get();
  upload.patch({ spoken });
  if (clip !== null) {
    keepSpoken(tab, printOf(clip.file), spoken);
  }
}

async function speak(id: string): Promise<void> {
  const { clip, spoken } = upload.get();
  const unspoken = await sendAllSpoken(id, spoken);
  if (clip !== null) {
    keepSpoken(tab, printOf(clip.file), []);
  }
  if (upload.get().clip === clip) {
    upload.patch({ unspoken });
  }
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
  const aboutDetails = refusal.status === 400 && /^(title|sound|trim|poster)/.test(refusal.detail);
  if (aboutDetails || (refusal.status !== NO_ANSWER && refusal.status === 401)) {
    noteProblem(words);
  } else {
    upload.patch({ at: { step: 'failed', reason: words } });
  }
}

function send(clip: Clip, details: Details, resume: boolean): Sending {
  /* What is said of a clip that was put aside meanwhile is for nobody. */
  const ours = (): boolean => upload.get().clip?.url === clip.url;
  const underWay = (): boolean => ours() && upload.get().at.step === 'sending';
  return sendVideo(
    { file: clip.file, metadata: metadataOf(details), print: printOf(clip.file), resume },
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
          void speak(id);
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
  const { clip, details, before, spoken } = upload.get();
  if (clip === null) {
    return;
  }
  setSpoken(spoken); /* whoever signed in since is known by now */
  const resume = before !== null && sameDetails(before.details, details);
  const sent = resume ? before.draft.offset : 0;
  upload.patch({ before: null, at: { step: 'sending', sent, total: clip.file.size, lost: false } });
  if (under !== null && sameDetails(under.details, details)) {
    under.again();
    return;
  }
  under?.cancel();
  if (before !== null && !resume) {
    api.dropDraft(before.draft.url).catch(noteRefusal); /* or it expires by itself */
  }
  under = { ...send(clip, details, resume), details };
}

export function cancelSending(): void {
  under?.cancel();
  under = null;
  upload.patch({ at: { step: 'describe', problem: null } });
}
