/*
 * again.ts: when a part of an upload that failed is sent again, and after how long. What the service
 * refuses for good ends the upload; a lost connection, a restart and a busy moment do not. Pure.
 */

/* After each failure without a byte of progress between them: a quarter of an hour in all. */
const first = [250, 500, 1000, 2000, 4000, 8000];
const later = 15_000;
const laters = 60;
export const RETRY_DELAYS_MS: readonly number[] = [...first, ...Array<number>(laters).fill(later)];

const NO_ANSWER = 0;
const PASSING = [408, 409, 423, 429, 460, 500, 502, 503, 504];

/* By the status of the answer; 0: there was none. */
export function goesAgain(status: number): boolean {
  return status === NO_ANSWER || PASSING.includes(status);
}
