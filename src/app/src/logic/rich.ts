/* rich.ts: what in a text leads somewhere: #hashtags and @people. Pure. */
export interface Piece {
  text: string;
  /* A path of the app; null: plain words. */
  href: string | null;
}

/* A letter or digit of any script goes on with a hashtag; a handle is what the service allows, in any case. */
const LEADS =
  /(?<![\p{L}\p{N}_])(?:#([\p{L}\p{M}\p{N}_]+)|@([a-zA-Z][a-zA-Z0-9_.]*[a-zA-Z0-9_]))/gu;

/* people: the handles that lead somewhere: who left is named by plain words. null: whoever is named. */
export function pieces(text: string, people: readonly string[] | null = null): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(LEADS)) {
    const [whole, tag, named] = match;
    const handle = named?.toLowerCase() ?? '';
    if (tag === undefined && people?.includes(handle) === false) {
      continue;
    }
    if (match.index > from) {
      found.push({ text: text.slice(from, match.index), href: null });
    }
    const href =
      tag === undefined ? `/@${handle}` : `/tag/${encodeURIComponent(tag.toLowerCase())}`;
    found.push({ text: whole, href });
    from = match.index + whole.length;
  }
  if (from < text.length) {
    found.push({ text: text.slice(from), href: null });
  }
  return found;
}

export function hashtagCount(text: string): number {
  const tags = pieces(text).flatMap(({ href }) => (href?.startsWith('/tag/') === true ? href : []));
  return new Set(tags).size;
}
