/*
 * quality.ts: which rendition of a clip is played. Chosen once, before it loads: a clip never changes
 * its size while it plays. Pure.
 */
import type { Rendition } from '../media';

/* A clip must come in faster than it plays, with the next ones beside it. */
const SPARE = 2;

export interface Sight {
  /* Device pixels on the shorter side of what is shown. */
  pixels: number;
  durationMs: number;
  /* Bits a second that came in lately; null: nothing was measured yet. */
  throughput: number | null;
}

function shortEdge(rendition: Rendition): number {
  return Math.min(rendition.width, rendition.height);
}

function fits(rendition: Rendition, sight: Sight): boolean {
  if (sight.throughput === null || rendition.bytes === null || sight.durationMs <= 0) {
    return true;
  }
  const rate = (rendition.bytes * 8000) / sight.durationMs;
  return rate * SPARE <= sight.throughput;
}

/*
 * The smallest that has a pixel for each of the screen's, or the largest; a smaller one if it could
 * not come in fast enough. Before anything was measured, not the largest of several at once.
 */
export function chooseRendition(
  renditions: readonly [Rendition, ...Rendition[]],
  sight: Sight,
): Rendition {
  const sorted = [...renditions].sort((a, b) => shortEdge(a) - shortEdge(b));
  const sharp = sorted.findIndex((rendition) => shortEdge(rendition) >= sight.pixels);
  let place = sharp < 0 ? sorted.length - 1 : sharp;
  if (sight.throughput === null) {
    place = Math.min(place, 1);
  }
  for (; place > 0; place -= 1) {
    const found = sorted[place];
    if (found !== undefined && fits(found, sight)) {
      return found;
    }
  }
  return sorted[0] ?? renditions[0];
}
