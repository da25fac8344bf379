/* upload.ts: the one upload that is under way. It goes on while other pages are looked at. */
import { api, NO_ANSWER, Refusal, type Video } from '../api';
import { refusalWords } from '../logic/problem';
import { sendVideo, type Sending } from '../send';
import { createStore } from '../store';
import { noteRefusal } from './session';

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
  at: UploadStep;
}

const start: Upload = { clip: null, title: '', at: { step: 'choose', problem: null } };

export const upload = createStore<Upload>(start);

/* What is on its way, and the title that it was given there. */
let sending: (Sending & { title: string }) | null = null;
let timer = 0;

function dropClip(): void {
  const { clip } = upload.get();
  if (clip !== null) {
    URL.revokeObjectURL(clip.url);
  }
}

export function resetUpload(problem: string | null = null): void {
  sending?.cancel();
  sending = null;
  window.clearTimeout(timer);
  dropClip();
  upload.set({ ...start, at: { step: 'choose', problem } });
}

export function chooseClip(file: File): void {
  resetUpload();
  upload.set({
    clip: { file, url: URL.createObjectURL(file), durationMs: null },
    title: '',
    at: { step: 'describe', problem: null },
  });
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

function send(clip: Clip, title: string): Sending {
  /* What is said of a clip that was put aside meanwhile is for nobody. */
  const ours = (): boolean => upload.get().clip?.url === clip.url;
  const underWay = (): boolean => ours() && upload.get().at.step === 'sending';
  return sendVideo(clip.file, title, {
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
        sending = null;
        upload.patch({ at: { step: 'processing', id, percent: 0 } });
        void poll(id);
      }
    },
    onRefused: (refusal) => {
      if (underWay()) {
        noteRefused(refusal);
      }
    },
  });
}

/* What has arrived of it before is not sent again. */
export function sendClip(): void {
  const { clip, title: written } = upload.get();
  const title = written.trim();
  if (clip === null) {
    return;
  }
  upload.patch({ at: { step: 'sending', sent: 0, total: clip.file.size, lost: false } });
  if (sending !== null && sending.title === title) {
    sending.again();
    return;
  }
  sending?.cancel();
  sending = { ...send(clip, title), title };
}

export function cancelSending(): void {
  sending?.cancel();
  sending = null;
  upload.patch({ at: { step: 'describe', problem: null } });
}
