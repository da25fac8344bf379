/*
 * phrases.ts: what the service says in English, in another language: a table whose keys are its sentences, in
 * which "{n}" stands for a number that it puts in and "{s}" for a text. Comes with a language that has one.
 */
/* Given are what was put in, in order, and the problem's limit, if it has one. */
export type Phrase = string | ((...given: string[]) => string);
export type Phrases = Readonly<Record<string, Phrase>>;

const whole = new Map<string, Phrase>();
const parts = new Map<string, readonly [like: RegExp, phrase: Phrase]>();
const fields = new Map<string, string>();

function likeOf(words: string): RegExp {
  const plain = words.replace(/[.*+?^$()[\]\\|]/g, '\\$&');
  return new RegExp(`^${plain.replaceAll('{n}', '(\\d+)').replaceAll('{s}', '(.*)')}$`);
}

/* named: the names of fields, as a form calls them. */
export function learn(table: Phrases, named: Readonly<Record<string, string>> = {}): void {
  for (const [words, phrase] of Object.entries(table)) {
    if (/\{[ns]\}/.test(words)) {
      parts.set(words, [likeOf(words), phrase]);
    } else {
      whole.set(words, phrase);
    }
  }
  for (const [field, name] of Object.entries(named)) {
    fields.set(field, name);
  }
}

function filled(phrase: Phrase, given: readonly string[]): string | null {
  if (typeof phrase === 'string') {
    return phrase;
  }
  return given.length < phrase.length ? null : phrase(...given);
}

/* null: the tables do not have it. */
export function phraseOf(words: string, limit: number | null = null): string | null {
  const last = limit === null ? [] : [String(limit)];
  const plain = whole.get(words);
  if (plain !== undefined) {
    return filled(plain, last);
  }
  for (const [like, phrase] of parts.values()) {
    const found = like.exec(words);
    if (found !== null) {
      return filled(phrase, [...found.slice(1), ...last]);
    }
  }
  return null;
}

/* What no table has stays in English, in a direction of its own (ui/said.tsx). */
export function inOtherWords(words: string, limit: number | null): string {
  const said = phraseOf(words, limit);
  if (said !== null) {
    return said;
  }
  const [, field = '', rest = ''] = /^([A-Za-z][\w.[\]-]*): (.+)$/s.exec(words) ?? [];
  const about = phraseOf(rest, limit);
  return about === null
    ? `\u2066${words}\u2069`
    : `${fields.get(field) ?? `\u2068${field}\u2069`}: ${about}`;
}
