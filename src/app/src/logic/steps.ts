/*
 * steps.ts: which slide is meant by one more step, while the last one is still on its way: the next after
 * it, not after the one that is still in view. Pure: the clock is handed in.
 */
const ON_ITS_WAY_MS = 400;

export interface Steps {
  /* From the slide in view, of so many: where to go. */
  to(index: number, by: number, count: number, nowMs: number): number;
  /* Whether the last one is still on its way. */
  underWay(nowMs: number): boolean;
}

export function createSteps(): Steps {
  let goal = 0;
  let untilMs = -Infinity;
  return {
    to: (index, by, count, nowMs) => {
      const from = nowMs < untilMs ? goal : index;
      goal = Math.min(Math.max(0, from + by), Math.max(0, count - 1));
      untilMs = nowMs + ON_ITS_WAY_MS;
      return goal;
    },
    underWay: (nowMs) => nowMs < untilMs,
  };
}
