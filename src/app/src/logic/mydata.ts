/* mydata.ts: what is kept of oneself, as it is served, and how its parts are grouped and said. Pure. */
import { count, fields, list, oneOf, orNull, text, type Decoder, type Fields } from '../decode';
import { formatBytes, formatClock, formatMoment, formatWhole } from '../format';
import { more } from '../messages/words-pages';
import { dayWords, formatDay } from './day';

export const hows = ['shown', 'a file that a row names', 'not shown'] as const;

/* A column that is about the person. */
export interface OwnField {
  store: string;
  table: string;
  column: string;
  class: string;
  purpose: string;
  retention: string;
  place: string;
  how: (typeof hows)[number];
  reason: string | null;
}

export interface Month {
  month: string;
  seen: number;
  likes: number;
  comments: number;
}

export interface Taste {
  about: string | null;
  weight: number;
}

export interface Watching {
  watches: number;
  liked: number;
  unwanted: number;
  taste: Taste[];
  months: Month[];
}

export interface MyData {
  fields: OwnField[];
  tables: Readonly<Record<string, readonly Fields[]>>;
  watching: Watching | null;
  next: string | null;
  /* Parts of the archive. */
  archives: number;
}

const VIEWER = 'viewer_part';

const field: Decoder<OwnField> = (value) => {
  const f = fields(value);
  return {
    store: text(f['store']),
    table: text(f['table']),
    column: text(f['column']),
    class: text(f['class']),
    purpose: text(f['purpose']),
    retention: text(f['retention']),
    place: text(f['place']),
    how: oneOf(...hows)(f['how']),
    reason: orNull(text)(f['reason']),
  };
};

const weight: Decoder<number> = (value) =>
  typeof value === 'number' && value < 0 ? -count(-value) : count(value);

const watching: Decoder<Watching> = (value) => {
  const f = fields(fields(value)['sealed']);
  return {
    watches: list(fields)(f['watches']).length,
    liked: list(fields)(f['liked']).length,
    unwanted: list(fields)(f['not_interested']).length,
    taste: list((one) => {
      const t = fields(one);
      return { about: orNull(text)(t['about']), weight: weight(t['weight']) };
    })(f['taste']),
    months: list((one) => {
      const m = fields(one);
      return {
        month: text(m['month']),
        seen: count(m['seen']),
        likes: count(m['likes']),
        comments: count(m['comment_likes']),
      };
    })(f['months']),
  };
};

/* Tables stand in it under their own names, whichever there are. */
function tablesOf(f: Fields): Record<string, Fields[]> {
  const out: Record<string, Fields[]> = {};
  for (const [name, value] of Object.entries(f)) {
    if (Array.isArray(value) && name !== 'fields' && name !== VIEWER) {
      out[name] = list(fields)(value);
    }
  }
  return out;
}

export const myData: Decoder<MyData> = (value) => {
  const f = fields(value);
  return {
    fields: list(field)(f['fields']),
    tables: tablesOf(f),
    watching: list(watching)(f[VIEWER])[0] ?? null,
    next: orNull(text)(f['next']),
    archives: f['archives'] === undefined ? 1 : count(f['archives']),
  };
};

export interface MoreData {
  tables: Readonly<Record<string, readonly Fields[]>>;
  next: string | null;
}

export const moreData: Decoder<MoreData> = (value) => {
  const f = fields(value);
  return { tables: tablesOf(f), next: orNull(text)(f['next']) };
};

export function joined(before: MyData, more: MoreData): MyData {
  const tables: Record<string, readonly Fields[]> = { ...before.tables };
  for (const [name, rows] of Object.entries(more.tables)) {
    tables[name] = [...(tables[name] ?? []), ...rows];
  }
  return { ...before, tables, next: more.next };
}

/* ---- groups */

const groupsOf: Readonly<Record<string, string>> = {
  account: 'you',
  person: 'you',
  session: 'in',
  device: 'in',
  passkey: 'in',
  recovery: 'in',
  video: 'videos',
  rendition: 'videos',
  picture_hash: 'videos',
  job_media: 'videos',
  video_hashtag: 'videos',
  decision: 'videos',
  visibility: 'videos',
  comment: 'said',
  mention: 'said',
  follow: 'people',
  share: 'people',
  notice: 'people',
  draft: 'uploads',
  [VIEWER]: 'watching',
};

export interface OwnTable {
  name: string;
  title: string;
  fields: OwnField[];
  rows: readonly Fields[];
}

export interface OwnGroup {
  name: string;
  title: string;
  words: string;
  tables: OwnTable[];
}

function sentenceCase(name: string): string {
  const plain = name.replace(/_(ms|day)$/, '').replaceAll('_', ' ');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

export function tableTitle(name: string): string {
  return more.data.tables[name] ?? sentenceCase(name);
}

export function columnTitle(column: string, table = ''): string {
  return (
    more.data.columns[`${table}.${column}`] ?? more.data.columns[column] ?? sentenceCase(column)
  );
}

/* A table of which nobody thought here comes last, under its own name. */
export function groupsIn(all: MyData): OwnGroup[] {
  const names = [...new Set(all.fields.filter((f) => f.how === 'shown').map((f) => f.table))];
  return Object.entries(more.data.groups).flatMap(([name, [title, about]]) => {
    const tables = names
      .filter((table) => (groupsOf[table] ?? 'other') === name)
      .map((table) => ({
        name: table,
        title: tableTitle(table),
        fields: all.fields.filter((f) => f.table === table && f.how === 'shown'),
        rows: all.tables[table] ?? [],
      }));
    return tables.length === 0 ? [] : [{ name, title, words: about, tables }];
  });
}

export function fieldsOf(all: MyData, how: OwnField['how']): OwnField[] {
  return all.fields.filter((f) => f.how === how);
}

/* ---- values */

const LENGTHS = new Set(['duration_ms', 'picture_hash.at_ms']);
const DAY_MS = 86_400_000;

function numberWords(column: string, value: number, table: string): string {
  if (LENGTHS.has(column) || LENGTHS.has(`${table}.${column}`)) {
    return formatClock(value);
  }
  if (column.endsWith('_ms')) {
    return value <= 0 ? more.data.none : formatMoment(value);
  }
  if (column.endsWith('_day')) {
    return value <= 0 ? more.data.none : formatDay(value * DAY_MS);
  }
  return column.endsWith('bytes') && value >= 0 ? formatBytes(value) : formatWhole(value);
}

export function valueWords(column: string, value: unknown, table = ''): string {
  if (typeof value === 'number') {
    return numberWords(column, value, table);
  }
  if (typeof value === 'boolean') {
    return value ? more.data.yes : more.data.no;
  }
  if (typeof value !== 'string' || value === '') {
    return more.data.none;
  }
  if (column === 'birth_date') {
    return dayWords(value);
  }
  return table === 'session' && column === 'label'
    ? more.settings.label(value)
    : (more.data.values[`${column}.${value}`] ?? value);
}

/* By what one knows a row again. */
export function rowTitle(row: Fields, place: number): string {
  for (const column of ['title', 'label', 'handle', 'name', 'text', 'kind']) {
    const value = row[column];
    if (typeof value === 'string' && value !== '') {
      return column === 'label' ? more.settings.label(value) : value;
    }
  }
  const { width, height } = row;
  if (typeof width === 'number' && typeof height === 'number') {
    return `${width} × ${height}`;
  }
  return formatWhole(place + 1);
}

/* Columns that the map knows come first, in its order; what else a row has (a commitment) follows. */
export function columnsOf(table: OwnTable, row: Fields): string[] {
  const known = table.fields.map((f) => f.column).filter((column) => column in row);
  return [...known, ...Object.keys(row).filter((column) => !known.includes(column))];
}
