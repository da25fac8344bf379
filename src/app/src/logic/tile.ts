/* tile.ts: where in a strip the picture of a moment lies. Pure. */
import type { Strip } from '../media';

export interface Tile {
  /* In percent, as CSS places a background that is larger than its box. */
  x: number;
  y: number;
}

/* part: 0 to 1 of the clip. */
export function tileAt(strip: Strip, part: number): Tile {
  const place = Math.min(strip.count - 1, Math.max(0, Math.floor(part * strip.count)));
  const column = place % strip.columns;
  const row = Math.floor(place / strip.columns);
  return {
    x: strip.columns > 1 ? (column / (strip.columns - 1)) * 100 : 0,
    y: strip.rows > 1 ? (row / (strip.rows - 1)) * 100 : 0,
  };
}
