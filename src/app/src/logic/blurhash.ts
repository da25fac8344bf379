/*
 * blurhash.ts: from a blurhash (https://blurha.sh) to pixels: a few cosines, each with a colour. A text
 * that is not one gives null. Pure.
 */
const DIGITS =
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~';

type Colour = readonly [number, number, number];

function read(text: string, from: number, length: number): number {
  let value = 0;
  for (const digit of text.slice(from, from + length)) {
    value = value * DIGITS.length + DIGITS.indexOf(digit);
  }
  return value;
}

function toLinear(value: number): number {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function toByte(value: number): number {
  const part = Math.min(1, Math.max(0, value));
  const curved = part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055;
  return Math.round(curved * 255);
}

function average(value: number): Colour {
  return [toLinear(value >> 16), toLinear((value >> 8) & 255), toLinear(value & 255)];
}

function wave(value: number, most: number): Colour {
  const part = (step: number): number => {
    const signed = (step - 9) / 9;
    return Math.sign(signed) * signed * signed * most;
  };
  return [part(Math.floor(value / 361)), part(Math.floor(value / 19) % 19), part(value % 19)];
}

/* Pixels of width times height, four bytes each, or null. */
export function decodeBlurhash(
  text: string,
  width: number,
  height: number,
): Uint8ClampedArray<ArrayBuffer> | null {
  const size = read(text, 0, 1);
  const across = (size % 9) + 1;
  const down = Math.floor(size / 9) + 1;
  const plain = [...text].every((digit) => DIGITS.includes(digit));
  if (!plain || text.length !== 4 + 2 * across * down) {
    return null;
  }
  const most = (read(text, 1, 1) + 1) / 166;
  const colours: Colour[] = [average(read(text, 2, 4))];
  for (let at = 6; at < text.length; at += 2) {
    colours.push(wave(read(text, at, 2), most));
  }
  const out = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const sum: [number, number, number] = [0, 0, 0];
      colours.forEach((colour, i) => {
        const weight =
          Math.cos((Math.PI * x * (i % across)) / width) *
          Math.cos((Math.PI * y * Math.floor(i / across)) / height);
        sum[0] += colour[0] * weight;
        sum[1] += colour[1] * weight;
        sum[2] += colour[2] * weight;
      });
      out.set([...sum.map(toByte), 255], (y * width + x) * 4);
    }
  }
  return out;
}
