/*
 * refused.ts: what the service had against a statement, by the words that it has for that
 * (src/wire/ctl.c), so that it can be said in another language. Pure.
 */
import type { Refusal } from '../api';

const known = {
  malformed: 'not a statement of this version',
  noMember: 'not signed by a member',
  otherPlace: 'for another region',
  known: 'was taken before',
  overtaken: 'came before it',
  noMove: 'changes nothing',
  sameMember: 'another member decides',
} as const;
export type Why = keyof typeof known;

function isWhy(name: string): name is Why {
  return name in known;
}

/* null: something else. */
export function whyNot(refusal: Refusal): Why | null {
  for (const [name, words] of Object.entries(known)) {
    if (isWhy(name) && refusal.detail.includes(words)) {
      return name;
    }
  }
  return null;
}
