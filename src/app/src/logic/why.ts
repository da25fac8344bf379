/* why.ts: the parts of a score, the largest first, as bars that can be compared. Pure. */
import type { Term } from '../api-video';

export interface Bar {
  term: Term;
  /* In hundredths of a clip watched. */
  hundredths: number;
  /* From 0 to 1, of the largest that is shown. */
  part: number;
}

const HUNDREDTH = 10_000; /* millionths */

/* What would be shown as nothing is left out. */
export function barsOf(terms: readonly { term: Term; value: number }[]): Bar[] {
  const shown = terms
    .map(({ term, value }) => ({ term, hundredths: Math.round(value / HUNDREDTH) }))
    .filter(({ hundredths }) => hundredths !== 0)
    .sort((a, b) => Math.abs(b.hundredths) - Math.abs(a.hundredths));
  const most = Math.abs(shown[0]?.hundredths ?? 1);
  return shown.map((one) => ({ ...one, part: Math.abs(one.hundredths) / most }));
}
