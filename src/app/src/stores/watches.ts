/* watches.ts: what was watched, measured and sent. Sent soon after a change of slide, and at once
 * when the page goes out of sight. */
import { api, Refusal, type Video } from '../api';
import { createMeter } from '../logic/meter';
import { createOutbox } from '../logic/outbox';
import { noteRefusal } from './session';

const GATHER_MS = 1200; /* quick swipes make one batch */

const meter = createMeter();
const outbox = createOutbox(async (batch, last) => {
  try {
    await api.watched(batch, last);
    return true;
  } catch (error) {
    noteRefusal(error);
    const refused = error instanceof Refusal && error.status >= 400 && error.status < 500;
    return refused && error.status !== 429 && error.status !== 401;
  }
});

let timer = 0;
let shown: Video | null = null;
let plays = false;

function flushSoon(): void {
  window.clearTimeout(timer);
  timer = window.setTimeout(() => void outbox.flush(false), GATHER_MS);
}

function endShown(): void {
  const watch = meter.end(performance.now());
  if (watch !== null) {
    outbox.add(watch);
  }
}

/* The clip in view; null: none. */
export function watchShown(video: Video | null): void {
  if (video === shown) {
    return;
  }
  endShown();
  shown = video;
  plays = false;
  if (video !== null) {
    meter.begin(video.id, video.durationMs, Date.now());
  }
  if (outbox.waiting() > 0) {
    flushSoon();
  }
}

/* Whether its picture runs. */
export function watchRunning(video: Video, runs: boolean): void {
  if (video === shown) {
    plays = runs;
    meter.running(runs, performance.now());
  }
}

function leave(): void {
  endShown();
  void outbox.flush(true);
}

function comeBack(): void {
  if (shown !== null) {
    meter.begin(shown.id, shown.durationMs, Date.now());
    meter.running(plays, performance.now());
  }
}

export function startWatches(): void {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') {
      leave();
    } else {
      comeBack();
    }
  });
  window.addEventListener('pagehide', leave);
  window.addEventListener('online', flushSoon);
}
