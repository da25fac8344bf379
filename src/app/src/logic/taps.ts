/*
 * taps.ts: what a finger or a mouse means on the clip: one tap, two, or held down. A tap is told once a
 * second one can no longer come. Pure but for the clock that it is given.
 */
export const DOUBLE_MS = 240;
export const HOLD_MS = 420;
const STILL_PX = 12; /* further is a swipe */

export interface Point {
  x: number;
  y: number;
}

export interface Meaning {
  tap(): void;
  double(at: Point): void;
  hold(): void;
  release(): void;
}

export interface Clock {
  /* Runs later; what comes back keeps it from running. */
  after(ms: number, run: () => void): () => void;
}

export interface Taps {
  down(at: Point): void;
  move(at: Point): void;
  up(): void;
  /* The browser took it over, to scroll; or it left. */
  cancel(): void;
}

export function createTaps(clock: Clock, meaning: Meaning): Taps {
  let from: Point | null = null;
  let held = false;
  let dropHold = (): void => undefined;
  let dropTap: (() => void) | null = null;
  const end = (): void => {
    dropHold();
    from = null;
    if (held) {
      held = false;
      meaning.release();
    }
  };
  return {
    down: (at) => {
      if (from !== null) {
        end(); /* a second finger: neither means anything by itself */
        return;
      }
      from = at;
      dropHold = clock.after(HOLD_MS, () => {
        held = true;
        meaning.hold();
      });
    },
    move: (at) => {
      if (from !== null && !held && Math.hypot(at.x - from.x, at.y - from.y) > STILL_PX) {
        end();
      }
    },
    up: () => {
      const at = from;
      const wasHeld = held;
      end();
      if (at === null || wasHeld) {
        return;
      }
      if (dropTap !== null) {
        dropTap();
        dropTap = null;
        meaning.double(at);
        return;
      }
      dropTap = clock.after(DOUBLE_MS, () => {
        dropTap = null;
        meaning.tap();
      });
    },
    cancel: end,
  };
}
