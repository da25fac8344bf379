/*
 * meter.ts: how long a clip was really watched. Time counts only while the picture runs; loops add
 * up; what the service would not believe is cut off. Pure: the clocks are handed in.
 */
import type { Watch } from '../api';

const LEAST_MS = 250; /* swiped past, not watched */
const MOST_TIMES = 10; /* of the clip's own length, as the service has it */

export interface Meter {
  /* A clip came into view. What was measured before is handed back if it counts. */
  begin(video: string, durationMs: number, wallMs: number): Watch | null;
  /* The picture runs, or it does not, from this moment on. */
  running(runs: boolean, monoMs: number): void;
  /* The clip went out of view. */
  end(monoMs: number): Watch | null;
}

export function createMeter(): Meter {
  let video: string | null = null;
  let durationMs = 0;
  let atMs = 0;
  let sum = 0;
  let since: number | null = null;

  const running = (runs: boolean, monoMs: number): void => {
    if (since !== null) {
      sum += Math.max(0, monoMs - since);
    }
    since = runs && video !== null ? monoMs : null;
  };

  const take = (): Watch | null => {
    const watchedMs = Math.floor(Math.min(sum, durationMs * MOST_TIMES));
    const watch = video !== null && watchedMs >= LEAST_MS ? { video, watchedMs, atMs } : null;
    video = null;
    since = null;
    sum = 0;
    return watch;
  };

  return {
    running,
    begin: (nextVideo, nextDurationMs, wallMs) => {
      const watch = take();
      video = nextVideo;
      durationMs = nextDurationMs;
      atMs = Math.floor(wallMs);
      return watch;
    },
    end: (monoMs) => {
      running(false, monoMs);
      return take();
    },
  };
}
