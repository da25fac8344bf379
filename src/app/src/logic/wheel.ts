/*
 * wheel.ts: from wheel events to steps of one slide. A notch of a mouse is a step; a swipe on a
 * trackpad is a step too, however long its momentum runs on. Pure: the clock is handed in.
 */
const STEP_DELTA = 40;
const QUIET_MS = 180; /* a gap this long ends a gesture */
const REST_MS = 420; /* after a step, nothing for the length of the movement */
const LINE_PX = 32;
const NOTCH_PX = 100; /* a mouse's notch: large, and it does not fade */

export interface WheelInput {
  deltaY: number;
  /* WheelEvent.deltaMode: 0 pixels, 1 lines, 2 pages. */
  deltaMode: number;
  timeMs: number;
}

export interface WheelSteps {
  /* -1, 0 or 1: how many slides to go. */
  feed(input: WheelInput): number;
}

export function createWheelSteps(): WheelSteps {
  let lastMs = -Infinity;
  let steppedMs = -Infinity;
  let direction = 0;
  let armed = true;
  let sum = 0;
  let size = 0;
  return {
    feed: ({ deltaY, deltaMode, timeMs }) => {
      const delta = deltaMode === 0 ? deltaY : deltaY * LINE_PX;
      const quiet = timeMs - lastMs > QUIET_MS;
      /* Momentum only ever fades: what grows is a new swipe, what stays large is a mouse. */
      const grows = Math.abs(delta) > size * 1.6 + 4;
      const notch = Math.abs(delta) >= NOTCH_PX && Math.abs(delta) >= size;
      lastMs = timeMs;
      size = Math.abs(delta);
      if (delta === 0 || timeMs - steppedMs < REST_MS) {
        return 0;
      }
      if (quiet || grows || notch || Math.sign(delta) !== direction) {
        armed = true;
        sum = 0;
        direction = Math.sign(delta);
      }
      sum += armed ? delta : 0;
      if (Math.abs(sum) < STEP_DELTA) {
        return 0;
      }
      armed = false;
      sum = 0;
      steppedMs = timeMs;
      return direction;
    },
  };
}
