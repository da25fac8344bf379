/*
 * format.ts: numbers, sizes and times in the way that people read them, in the language that is
 * spoken. Pure but for that.
 */
import { text } from './messages/words';
import { language } from './stores/language';

/* Of each kind one formatter, made anew when another language is spoken. */
function spoken<T>(make: (locale: string) => T): () => T {
  let locale: string | null = null;
  let made: T | null = null;
  return () => {
    if (made === null || locale !== language.get()) {
      locale = language.get();
      made = make(locale);
    }
    return made;
  };
}

const compact = spoken(
  (locale) => new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }),
);
const whole = spoken((locale) => new Intl.NumberFormat(locale));
const tenth = spoken(
  (locale) => new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
);
const percent = spoken((locale) => new Intl.NumberFormat(locale, { style: 'percent' }));
const bare = spoken((locale) => new Intl.NumberFormat(locale, { useGrouping: false }));
const padded = spoken(
  (locale) => new Intl.NumberFormat(locale, { useGrouping: false, minimumIntegerDigits: 2 }),
);
const day = spoken((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }));
const moment = spoken(
  (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
);
const month = spoken(
  (locale) => new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' }),
);
const tongue = spoken((locale) => new Intl.DisplayNames(locale, { type: 'language' }));

export function formatCount(n: number): string {
  return n < 1000 ? bare().format(n) : compact().format(n);
}

/* With what is behind the point, if anything is. */
export function formatNumber(n: number): string {
  return whole().format(n);
}

export function formatWhole(n: number): string {
  return whole().format(n);
}

/* 40 → "40%". */
export function formatPercent(n: number): string {
  return percent().format(n / 100);
}

/* 7 s → "0:07"; over an hour "1:02:03". */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const pad = (n: number): string => padded().format(n);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${bare().format(minutes)}:${pad(seconds % 60)}`;
  }
  return `${bare().format(Math.floor(minutes / 60))}:${pad(minutes % 60)}:${pad(seconds % 60)}`;
}

/* 3210 ms → "3.2". */
export function formatTenths(ms: number): string {
  return tenth().format(Math.max(0, ms) / 1000);
}

export function formatBytes(n: number): string {
  let value = n;
  let step = 0;
  while (value >= 1024 && step < text.bytes.length - 1) {
    value /= 1024;
    step += 1;
  }
  const number = value < 10 && step > 0 ? tenth() : bare();
  return `${number.format(value < 10 && step > 0 ? value : Math.round(value))} ${text.bytes[step] ?? ''}`;
}

/* "just now", "5 min", "3 h", "2 d", then the date. */
export function formatAge(thenMs: number, nowMs: number): string {
  const minutes = Math.floor((nowMs - thenMs) / 60_000);
  if (minutes < 1) {
    return text.age.now;
  }
  if (minutes < 60) {
    return text.age.minutes(minutes);
  }
  if (minutes < 24 * 60) {
    return text.age.hours(Math.floor(minutes / 60));
  }
  if (minutes < 7 * 24 * 60) {
    return text.age.days(Math.floor(minutes / (24 * 60)));
  }
  return day().format(thenMs);
}

export function formatMoment(ms: number): string {
  return moment().format(ms);
}

export function formatMonth(ms: number): string {
  return month().format(ms);
}

/* The name of a language by its tag; the tag, if it is none. */
export function formatLanguage(tag: string): string {
  try {
    return tongue().of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/* Code points, as the service counts a title. */
export function characters(value: string): number {
  return [...value].length;
}
