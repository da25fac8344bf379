/*
 * format.ts: numbers, sizes and times in the way that people read them. Pure but for the locale.
 */
import { text } from './messages/en';

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat('en');

export function formatCount(n: number): string {
  return n < 1000 ? String(n) : compact.format(n);
}

export function formatWhole(n: number): string {
  return whole.format(n);
}

/* 7 s → "0:07"; over an hour "1:02:03". */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const pad = (n: number): string => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes}:${pad(seconds % 60)}`;
  }
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(seconds % 60)}`;
}

export function formatBytes(n: number): string {
  const steps = ['B', 'KB', 'MB', 'GB'];
  let value = n;
  let step = 0;
  while (value >= 1024 && step < steps.length - 1) {
    value /= 1024;
    step += 1;
  }
  const digits = value < 10 && step > 0 ? 1 : 0;
  return `${value.toFixed(digits)} ${steps[step] ?? ''}`;
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
  return new Intl.DateTimeFormat('en', { dateStyle: 'medium' }).format(thenMs);
}

/* Code points, as the service counts a title. */
export function characters(value: string): number {
  return [...value].length;
}
