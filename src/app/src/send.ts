/*
 * send.ts: one clip on its way in, by tus 1.0.0 at /api/v1/uploads: what has arrived need not be sent
 * again. The protocol's client is loaded once it is needed. Nothing of an upload is kept in the browser
 * beyond the page.
 */
import type { DetailedError, Upload } from 'tus-js-client';
import { NO_ANSWER, readProblem, Refusal } from './api';
import { goesAgain, RETRY_DELAYS_MS } from './logic/again';

const VIDEO_HEADER = 'Vitrine-Video';

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

async function prepare(file: File, title: string, handlers: SendHandlers): Promise<Upload> {
  const tus = await import('tus-js-client');
  return new tus.Upload(file, {
    endpoint: '/api/v1/uploads',
    metadata: { title },
    retryDelays: [...RETRY_DELAYS_MS],
    storeFingerprintForResuming: false,
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
}

export function sendVideo(file: File, title: string, handlers: SendHandlers): Sending {
  let upload: Upload | null = null;
  let ended = false;
  const start = (): void => {
    if (upload !== null) {
      upload.start();
      return;
    }
    prepare(file, title, handlers).then(
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
