/* Reads pictures: lines of "WIDTH HEIGHT ACROSS DOWN RGB-IN-HEXADECIMAL"; writes the text that the
 * format's own encoder makes of each. */
import { createInterface } from 'node:readline';

import { encode } from 'blurhash';

for await (const line of createInterface({ input: process.stdin })) {
  const [width, height, across, down, hex] = line.split(' ');
  const rgb = Buffer.from(hex, 'hex');
  const pixels = new Uint8ClampedArray((rgb.length / 3) * 4);
  for (let i = 0; i < rgb.length / 3; i += 1) {
    pixels.set(rgb.subarray(3 * i, 3 * i + 3), 4 * i);
    pixels[4 * i + 3] = 255;
  }
  console.log(encode(pixels, Number(width), Number(height), Number(across), Number(down)));
}
