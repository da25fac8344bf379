/*
 * skew.ts: how far this device's clock is ahead of the service's, by the Date of an answer: what is
 * told of a moment would be refused by a service to which it is still to come. Pure.
 */
const SLIGHT_MS = 5000; /* a Date has whole seconds, and answers take their time */

/* before: as it was known; an answer without a Date says nothing new. */
export function skewOf(date: string | null, nowMs: number, before: number): number {
  const skewMs = nowMs - Date.parse(date ?? '');
  if (Number.isNaN(skewMs)) {
    return before;
  }
  return Math.abs(skewMs) < SLIGHT_MS ? 0 : skewMs;
}
