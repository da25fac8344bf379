/*
 * ledger.ts: what the page and its worker say to each other about the ledger, and what becomes of entries
 * on the page: heartbeats are folded, silences shown, all of it counted over time. Pure.
 */
import type { Look } from './tlog';

/* A checkpoint that was found good, kept by the browser: the note is the evidence, if there is another. */
export interface Seen {
  vkey: string;
  note: string;
  size: string;
  root: string;
}

export type Problem = Look | 'key' | 'missing' | 'long';

export type Verdict =
  | {
      is: 'true';
      now: Seen;
      signed: 'checked' | 'unchecked';
      proof: number; /* hashes that say that it grew; 0: it did not, or is seen the first time */
      others: readonly string[]; /* who else signed, by their own word */
      witnesses: { count: number; timeS: number } | null; /* null: no policy was given */
    }
  | {
      is: 'false';
      problem: Problem;
      now?: Seen;
      line?: number;
      signed?: 'checked' | 'unchecked'; /* of what was compared with an earlier visit */
    };

interface RawEntry {
  index: number;
  text: string;
  is: Look;
}

export type Bundle = { entries: readonly RawEntry[] } | { problem: Problem; at: number };

export interface Proven {
  is: Look;
  leaf: string;
  proof: readonly string[];
  size: string;
  root: string;
}

export type Asked =
  | { what: 'check'; seen: Seen | null; policy: string }
  | { what: 'bundle'; index: number }
  | { what: 'prove'; index: number; entry: string };

export type Said =
  | { what: 'check'; verdict: Verdict }
  | { what: 'bundle'; bundle: Bundle }
  | { what: 'prove'; proven: Proven }
  | { what: 'failed'; problem: 'missing' | 'long' | null };

export interface Entry extends RawEntry {
  type: string;
  timeMs: number | null;
  fields: Readonly<Record<string, string>>;
}

/* As `vitrine verify` has it: a heartbeat comes each minute. */
const SILENCE_MS = 150_000;
const STALE_MS = 180_000;
const AHEAD_MS = 300_000;
const LAST_MS = Date.UTC(9999, 11, 31); /* later is no time that could be shown */

/* What has no shape, or turns the letters around it, is shown by its number. */
export const visible = (text: string): string =>
  text.replace(
    /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (one) => `[U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
  );

/* When something was written last; null: nothing says. */
export const newestMs = (entries: readonly Entry[]): number | null =>
  entries.find((entry) => entry.timeMs !== null)?.timeMs ?? null;

/* Nothing was written lately, or what says so is dated ahead: as `vitrine verify` has it. */
export function isStale(entries: readonly Entry[], nowMs: number): boolean {
  const newest = newestMs(entries);
  return newest === null || nowMs - newest > STALE_MS || newest - nowMs > AHEAD_MS;
}

export function readEntry(raw: RawEntry): Entry {
  const fields: Record<string, string> = {};
  let timeMs: number | null = null;
  try {
    const value: unknown = JSON.parse(raw.text);
    for (const [key, of] of Object.entries(value ?? {})) {
      fields[key] = visible(Array.isArray(of) ? of.join(', ') : String(of));
      if (key === 'time_ms' && typeof of === 'number' && of >= 0 && of < LAST_MS) {
        timeMs = of;
      }
    }
  } catch {
    /* shown as it stands */
  }
  return { ...raw, type: fields['type'] ?? '', timeMs, fields };
}

/* What is kept of an earlier visit; null: nothing that could be compared. */
export function readSeen(kept: string | null): Seen | null {
  try {
    const value: unknown = JSON.parse(kept ?? 'null');
    const { vkey, note, size, root } = Object.fromEntries(Object.entries(value ?? {}));
    const texts = [vkey, note, size, root].every((one) => typeof one === 'string');
    const whole = /^[0-9]{1,19}$/.test(String(size)) && /^[0-9a-f]{64}$/.test(String(root));
    return texts && whole ? { vkey, note, size, root } : null;
  } catch {
    return null;
  }
}

export type Row =
  | { is: 'entry'; entry: Entry }
  | { is: 'beats'; count: number; fromMs: number; toMs: number; key: number }
  | { is: 'silence'; fromMs: number; toMs: number; key: number };

/* Whether nothing came for too long between two entries, and no stop had announced that. */
function silentBetween(before: Entry, after: Entry): boolean {
  if (before.timeMs === null || after.timeMs === null) {
    return false;
  }
  const announced = before.type === 'region-stop' && after.type === 'region-start';
  return after.timeMs - before.timeMs > SILENCE_MS && !announced;
}

/* Newest first, as entries are; kind '': all. Silences are between entries of any kind. */
export function rowsOf(entries: readonly Entry[], kind: string): Row[] {
  const rows: Row[] = [];
  entries.forEach((entry, i) => {
    const newer = entries[i - 1];
    if (newer !== undefined && silentBetween(entry, newer)) {
      const [fromMs, toMs] = [entry.timeMs ?? 0, newer.timeMs ?? 0];
      rows.push({ is: 'silence', fromMs, toMs, key: entry.index });
    }
    if (kind !== '' && entry.type !== kind) {
      return;
    }
    const last = rows[rows.length - 1];
    const beat = entry.type === 'heartbeat' && entry.is === 'true' && entry.timeMs !== null;
    if (!beat) {
      rows.push({ is: 'entry', entry });
    } else if (last?.is === 'beats') {
      rows[rows.length - 1] = { ...last, count: last.count + 1, fromMs: entry.timeMs ?? 0 };
    } else {
      const atMs = entry.timeMs ?? 0;
      rows.push({ is: 'beats', count: 1, fromMs: atMs, toMs: atMs, key: entry.index });
    }
  });
  return rows;
}

export interface Bar {
  fromMs: number;
  toMs: number;
  beats: number;
  others: number;
}

/* How many entries came when: `count` times of equal length, from the oldest that is here to the newest. */
export function barsOf(entries: readonly Entry[], count: number): Bar[] {
  const times = entries.flatMap((entry) => (entry.timeMs === null ? [] : [entry.timeMs]));
  if (times.length === 0) {
    return [];
  }
  const first = times.reduce((least, one) => Math.min(least, one));
  const last = times.reduce((most, one) => Math.max(most, one));
  const step = Math.max(1, (last - first + 1) / count);
  const bars = Array.from({ length: count }, (_, i) => ({
    fromMs: first + i * step,
    toMs: first + (i + 1) * step,
    beats: 0,
    others: 0,
  }));
  for (const entry of entries) {
    const bar = entry.timeMs === null ? undefined : bars[Math.floor((entry.timeMs - first) / step)];
    if (bar !== undefined) {
      bar[entry.type === 'heartbeat' ? 'beats' : 'others'] += 1;
    }
  }
  return bars;
}

export function kindsOf(entries: readonly Entry[]): string[] {
  return [...new Set(entries.map((entry) => entry.type).filter((type) => type !== ''))].sort();
}
