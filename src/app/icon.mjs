/*
 * icon.mjs: the app's icon, drawn from the same shapes as src/ui/mark.tsx, as SVG and as PNG. Drawn
 * here so that the repository holds no picture whose making cannot be read.
 */
import { deflateSync } from 'node:zlib';

const BACK = [11, 16, 18];
const LEFT = [126, 233, 200];
const RIGHT = [240, 246, 245];
const RIGHT_OPACITY = 0.55;
const SAMPLES = 4; /* per pixel and direction */

/* On a grid of 32; corners instead of the mark's small roundings. */
const leftPane = [
  [2, 5.5],
  [9.4, 5.5],
  [10.6, 5.9],
  [11.3, 6.9],
  [18.6, 27],
  [13.4, 27],
  [12.1, 26.6],
  [11.5, 25.6],
];
const rightPane = leftPane.map(([x, y]) => [32 - x, y]);

export function iconSvg() {
  const points = (pane) => pane.map(([x, y]) => `${4.8 + x * 0.7},${4.8 + y * 0.7}`).join(' ');
  const colour = (rgb) => `rgb(${rgb.join(' ')})`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">` +
    `<rect width="32" height="32" rx="7" fill="${colour(BACK)}"/>` +
    `<polygon points="${points(leftPane)}" fill="${colour(LEFT)}"/>` +
    `<polygon points="${points(rightPane)}" fill="${colour(RIGHT)}" opacity="${RIGHT_OPACITY}"/>` +
    `</svg>\n`
  );
}

function inside(pane, x, y) {
  let odd = false;
  for (let i = 0, j = pane.length - 1; i < pane.length; j = i, i += 1) {
    const [xi, yi] = pane[i];
    const [xj, yj] = pane[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) {
      odd = !odd;
    }
  }
  return odd;
}

function inRoundSquare(x, y, radius) {
  const dx = Math.max(radius - x, x - (32 - radius), 0);
  const dy = Math.max(radius - y, y - (32 - radius), 0);
  return dx * dx + dy * dy <= radius * radius;
}

function over(under, colour, opacity) {
  return under.map((value, i) => value + (colour[i] - value) * opacity);
}

function pixel(size, px, py, shape) {
  const sum = [0, 0, 0, 0];
  for (let s = 0; s < SAMPLES * SAMPLES; s += 1) {
    const x = ((px + ((s % SAMPLES) + 0.5) / SAMPLES) * 32) / size;
    const y = ((py + (Math.floor(s / SAMPLES) + 0.5) / SAMPLES) * 32) / size;
    if (!inRoundSquare(x, y, shape.radius)) {
      continue;
    }
    const [gx, gy] = [16 + (x - 16) / shape.scale, 16 + (y - 16) / shape.scale];
    let colour = BACK;
    colour = inside(leftPane, gx, gy) ? LEFT : colour;
    colour = inside(rightPane, gx, gy) ? over(colour, RIGHT, RIGHT_OPACITY) : colour;
    sum[0] += colour[0];
    sum[1] += colour[1];
    sum[2] += colour[2];
    sum[3] += 1;
  }
  const n = Math.max(1, sum[3]);
  return [sum[0] / n, sum[1] / n, sum[2] / n, (sum[3] / (SAMPLES * SAMPLES)) * 255];
}

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) {
    c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  }
  return c >>> 0;
});

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  let crc = 0xffffffff;
  for (const byte of body) {
    crc = crcTable[(crc ^ byte) & 255] ^ (crc >>> 8);
  }
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4);
  return out;
}

/* full: to the edges, for systems that cut icons to a shape of their own. */
export function iconPng(size, full = false) {
  const shape = full ? { radius: 0, scale: 0.55 } : { radius: 7, scale: 0.7 };
  const row = 1 + size * 4;
  const raw = Buffer.alloc(size * row);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      pixel(size, x, y, shape).forEach((value, i) => {
        raw[y * row + 1 + x * 4 + i] = Math.round(value);
      });
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(raw, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
