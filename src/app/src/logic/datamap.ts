/* datamap.ts: the data map as it is served, and what of it a reader asked to see. */
import { count, fields, list, oneOf, text, type Decoder } from '../decode';

export const classes = ['protected', 'public', 'excepted'] as const;
export type FieldClass = (typeof classes)[number];

export const places = ['custodian.db', 'keys.db', 'app.db', 'files', 'log'] as const;
export type FieldPlace = (typeof places)[number];

export interface Field {
  name: string;
  class: FieldClass;
  place: FieldPlace;
  purpose: string;
  retention: string;
  where: string;
  sealed: boolean;
}

export interface DataMap {
  version: number;
  rows: Field[];
}

const row: Decoder<Field> = (value) => {
  const f = fields(value);
  const place = oneOf(...places)(f['store']);
  const between = place === 'files' ? '/' : '.';
  return {
    name: text(f['table']) + between + text(f['column']),
    class: oneOf(...classes)(f['class']),
    place,
    purpose: text(f['purpose']),
    retention: text(f['retention']),
    where: text(f['place']),
    sealed: f['sealed'] !== undefined,
  };
};

export const dataMap: Decoder<DataMap> = (value) => {
  const f = fields(value);
  return { version: count(f['version']), rows: list(row)(f['rows']) };
};

export interface Wanted {
  words: string;
  class: FieldClass | null;
}

/* Every word must be found somewhere in the row, as it is served or as it is shown, in any order. */
export function wantedRows(
  map: DataMap,
  wanted: Wanted,
  shownAs: (words: string) => string,
): Field[] {
  const words = wanted.words.toLowerCase().split(/\s+/).filter(Boolean);
  return map.rows.filter((field) => {
    const served = [field.purpose, field.retention, field.where];
    const all = [field.name, field.class, ...served, ...served.map(shownAs)];
    const said = all.join(' ').toLowerCase();
    const ofClass = wanted.class === null || field.class === wanted.class;
    return ofClass && words.every((word) => said.includes(word));
  });
}

export function countOf(map: DataMap, wanted: FieldClass): number {
  return map.rows.filter((field) => field.class === wanted).length;
}
