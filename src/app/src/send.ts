/*
 * send.ts: one clip on its way in, by tus 1.0.0 at /api/v1/uploads: what has arrived need not be sent
 * again. The protocol's client is loaded once it is needed. Beyond the page the browser keeps the
 * upload's address alone (logic/kept.ts).
 */
import type { DetailedError, Upload } from 'tus-js-client';
import { NO_ANSWER, readProblem, Refusal } from './api';
import { goesAgain, RETRY_DELAYS_MS } from './logic/again';
import { here, urlStorage } from './logic/kept';

const VIDEO_HEADER = 'Vitrine-Video';

export interface Clip {
  file: File;
  /* What is said of it: logic/details.ts. */
  metadata: Record<string, string>;
  /* What its address is remembered by. */
  print: string;
  /* Goes on with the upload that is remembered. */
  resume: boolean;
}

export interface SendHandlers {
  onProgress(sent: number, total: number): void;
  /* The connection broke; it goes on by itself. The next progress says that it does. */
  onLost(): void;
  onDone(id: string): void;
  onRefused(refusal: Refusal): void;
}

export interface Sending {
  /* Goes on where it was, after onRefused. */
  again(): void;
  /* Ends it; the service forgets what it has. If all had arrived before, onDone says so. */
  cancel(): void;
}

function parsed(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return value;
  } catch {
    return null;
  }
}

function isDetailed(error: unknown): error is DetailedError {
  return error instanceof Error && 'originalResponse' in error;
}

function refusalOf(error: unknown): Refusal {
  const answer = isDetailed(error) ? error.originalResponse : null;
  return answer === null
    ? new Refusal(NO_ANSWER, '', '', null)
    : readProblem(answer.getStatus(), parsed(answer.getBody()));
}

/* The answer that refuses to cancel what is a video by now names it. */
function videoOf(error: unknown): string | null {
  const answer = isDetailed(error) ? error.originalResponse : null;
  return answer?.getHeader(VIDEO_HEADER) ?? null;
}

async function prepare(clip: Clip, handlers: SendHandlers): Promise<Upload> {
  const tus = await import('tus-js-client');
  const upload = new tus.Upload(clip.file, {
    endpoint: '/api/v1/uploads',
    metadata: clip.metadata,
    retryDelays: [...RETRY_DELAYS_MS],
    fingerprint: () => Promise.resolve(clip.print),
    urlStorage: urlStorage(here),
    removeFingerprintOnSuccess: true,
    onProgress: (sent, total) => handlers.onProgress(sent, total),
    onShouldRetry: (error) => {
      const again = goesAgain(error.originalResponse?.getStatus() ?? NO_ANSWER);
      if (again) {
        handlers.onLost();
      }
      return again;
    },
    onSuccess: ({ lastResponse }) => {
      const id = lastResponse.getHeader(VIDEO_HEADER);
      if (id === undefined) {
        handlers.onRefused(new Refusal(NO_ANSWER, '', '', null));
      } else {
        handlers.onDone(id);
      }
    },
    onError: (error) => handlers.onRefused(refusalOf(error)),
  });
  const [previous] = clip.resume ? await upload.findPreviousUploads() : [];
  if (previous !== undefined) {
    upload.resumeFromPreviousUpload(previous);
  }
  return upload;
}

export function sendVideo(clip: Clip, handlers: SendHandlers): Sending {
  let upload: Upload | null = null;
  let ended = false;
  const start = (): void => {
    if (upload !== null) {
      upload.start();
      return;
    }
    prepare(clip, handlers).then(
      (made) => {
        upload = made;
        if (!ended) {
          made.start();
        }
      },
      (error: unknown) => handlers.onRefused(refusalOf(error)),
    );
  };
  start();
  return {
    again: start,
    cancel: () => {
      ended = true;
      upload?.abort(true).catch((error: unknown) => {
        const id = videoOf(error);
        if (id !== null) {
          handlers.onDone(id);
        } /* else it expires by itself */
      });
    },
  };
}

/* What was said of an upload with it. */
export async function saidOf(url: string): Promise<string> {
  const headers = { 'Tus-Resumable': '1.0.0' };
  const answer = await fetch(url, { method: 'HEAD', headers, cache: 'no-store' });
  return answer.headers.get('Upload-Metadata') ?? '';
}
