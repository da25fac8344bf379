/*
 * plan.ts: which clips hold bytes. The current one comes first; once it can play through, the next
 * two and the one before are fetched, one after the other; all else is let go. Pure.
 */
export interface PlanInput {
  index: number;
  count: number;
  ahead: number;
  behind: number;
  /* Whether the clip at a place has all that it needs to play through (or has failed). */
  isReady(place: number): boolean;
}

/* The places that may load now, in the order of their worth. */
export function planLoads(input: PlanInput): number[] {
  const order = [input.index];
  for (let step = 1; step <= input.ahead; step += 1) {
    order.push(input.index + step);
  }
  for (let step = 1; step <= input.behind; step += 1) {
    order.push(input.index - step);
  }
  const loads: number[] = [];
  for (const place of order) {
    if (place < 0 || place >= input.count) {
      continue;
    }
    loads.push(place);
    if (!input.isReady(place)) {
      break;
    }
  }
  /* What is within reach and already whole stays, wherever the queue stands. */
  for (const place of order) {
    const there = place >= 0 && place < input.count;
    if (there && !loads.includes(place) && input.isReady(place)) {
      loads.push(place);
    }
  }
  return loads;
}
