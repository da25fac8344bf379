/*
 * decode.ts: from JSON of unknown shape to typed values. A field that is missing or of another type
 * throws ShapeError, so that nothing half-read goes further.
 */
export class ShapeError extends Error {
  override name = 'ShapeError';
}

export type Fields = Readonly<Record<string, unknown>>;
export type Decoder<T> = (value: unknown) => T;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function fields(value: unknown): Fields {
  if (!isFields(value)) {
    throw new ShapeError('not an object');
  }
  return value;
}

export const text: Decoder<string> = (value) => {
  if (typeof value !== 'string') {
    throw new ShapeError('not a string');
  }
  return value;
};

export const whole: Decoder<number> = (value) => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw new ShapeError('not a whole number');
  }
  return value;
};

export const count: Decoder<number> = (value) => {
  const n = whole(value);
  if (n < 0) {
    throw new ShapeError('below nothing');
  }
  return n;
};

export const flag: Decoder<boolean> = (value) => {
  if (typeof value !== 'boolean') {
    throw new ShapeError('not true or false');
  }
  return value;
};

export function orNull<T>(decoder: Decoder<T>): Decoder<T | null> {
  return (value) => (value === null || value === undefined ? null : decoder(value));
}

export function list<T>(decoder: Decoder<T>): Decoder<T[]> {
  return (value) => {
    if (!Array.isArray(value)) {
      throw new ShapeError('not a list');
    }
    return value.map((item: unknown) => decoder(item));
  };
}

/* A list that is not empty. */
export function some<T>(decoder: Decoder<T>): Decoder<[T, ...T[]]> {
  return (value) => {
    const [first, ...others] = list(decoder)(value);
    if (first === undefined) {
      throw new ShapeError('an empty list');
    }
    return [first, ...others];
  };
}

export function oneOf<T extends string>(...values: readonly T[]): Decoder<T> {
  return (value) => {
    const found = values.find((known) => known === value);
    if (found === undefined) {
      throw new ShapeError('not a known word');
    }
    return found;
  };
}
