/* day.ts: days and months as the service has them, which are UTC's wherever their reader is. */
import { language } from '../stores/language';

const words = (options: Intl.DateTimeFormatOptions, ms: number): string =>
  new Intl.DateTimeFormat(language.get(), { ...options, timeZone: 'UTC' }).format(ms);

export const formatDay = (ms: number): string => words({ dateStyle: 'medium' }, ms);

/* "1990-12-31"; what is no day stays as it is. */
export function dayWords(day: string): string {
  const ms = Date.parse(day);
  return Number.isNaN(ms) ? day : formatDay(ms);
}

/* "1990-12". */
export function monthWords(month: string): string {
  const ms = Date.parse(month);
  return Number.isNaN(ms) ? month : words({ month: 'long', year: 'numeric' }, ms);
}
