/* crop.ts: the square of a picture that is kept. Pure. */
export interface Size {
  width: number;
  height: number;
}

/* Where its middle is, from 0 to 1 of the picture, and how far it is zoomed in; 1: as large as can be. */
export interface Crop {
  x: number;
  y: number;
  zoom: number;
}

export const ZOOM_MOST = 4;
export const wholeCrop: Crop = { x: 0.5, y: 0.5, zoom: 1 };

export interface Square {
  left: number;
  top: number;
  side: number;
}

const within = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), high);

/* In pixels of the picture, and never past its edge. */
export function squareOf(size: Size, crop: Crop): Square {
  const side = Math.min(size.width, size.height) / within(crop.zoom, 1, ZOOM_MOST);
  return {
    left: within(crop.x * size.width - side / 2, 0, size.width - side),
    top: within(crop.y * size.height - side / 2, 0, size.height - side),
    side,
  };
}

/* Moved by parts of its side; its middle stays where its square still fits. */
export function moveCrop(size: Size, crop: Crop, byX: number, byY: number): Crop {
  const { left, top, side } = squareOf(size, crop);
  const moved = squareOf(size, {
    x: (left + side / 2 + byX * side) / size.width,
    y: (top + side / 2 + byY * side) / size.height,
    zoom: crop.zoom,
  });
  return {
    x: (moved.left + side / 2) / size.width,
    y: (moved.top + side / 2) / size.height,
    zoom: crop.zoom,
  };
}
