/* en-plural.ts: English words that depend on a number: one, or any other. Apart from plural.ts, so that who
   reads English loads no rules of languages. */
import type { Forms } from './plural';

export function plural(n: number, forms: Forms<'one'>): string {
  return n === 1 ? forms.one : forms.other;
}
