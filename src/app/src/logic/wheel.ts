/*
 * wheel.ts: from wheel events to steps of one slide. A notch of a mouse is a step; a swipe on a
 * trackpad is a step too, however long its momentum runs on. Pure: the clock is handed in.
 */
const STEP_DELTA = 40;
const QUIET_MS = 180; /* a gap this long ends a gesture */
const REST_MS = 420; /* after a step, nothing for the length of the movement */
const LINE_PX = 32;
const NOTCH_PX = 100; /* a mouse's notch: large, one is as the other, and none follows as fast as momentum */
const NOTCH_MS = 30;
/* How much came of late, of which older parts fade: late events, and several in one, change it little. */
const FADE_MS = 100;
const GROWN = 1.6;
const GROWN_PX = 24;

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
  let lately = 0;
  let least = 0; /* of it since the last step came to rest */
  return {
    feed: ({ deltaY, deltaMode, timeMs }) => {
      const delta = deltaMode === 0 ? deltaY : deltaY * LINE_PX;
      if (delta === 0) {
        return 0;
      }
      const gapMs = timeMs - lastMs;
      const turned = Math.sign(delta) !== direction;
      const notch = Math.abs(delta) >= NOTCH_PX && Math.abs(delta) === size && gapMs >= NOTCH_MS;
      lately = (turned ? 0 : lately * Math.exp(-gapMs / FADE_MS)) + Math.abs(delta);
      lastMs = timeMs;
      size = Math.abs(delta);
      if (timeMs - steppedMs < REST_MS) {
        least = lately;
        return 0;
      }
      /* Momentum only ever fades: what grows is a new swipe. */
      const grows = lately > least * GROWN + GROWN_PX;
      least = Math.min(least, lately);
      if (gapMs > QUIET_MS || grows || notch || turned) {
        armed = true;
        sum = 0;
        least = lately;
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
