/*
 * words.ts: the words in use. They are English until a language is chosen (stores/language.ts); whoever
 * needs them reads them when they are shown, never once and for all.
 */
import { text as english } from './en';

/* What another language must have: the same keys, with words or functions of the same arguments. */
export type Words<T> = T extends string
  ? string
  : T extends (...args: infer Args) => string
    ? (...args: Args) => string
    : { readonly [Key in keyof T]: Words<T[Key]> };

export { english };
export type Text = Words<typeof english>;

export const text: Text = { ...english };

export function setText(words: Text): void {
  Object.assign(text, words);
}
