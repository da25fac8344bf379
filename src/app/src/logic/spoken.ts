/*
 * spoken.ts: files of captions on their way in: of which language, what is wrong with them, and kept
 * for this tab until they are sent, so that a reload loses none. Pure but for the place that is handed in.
 */
import { fields, list, text, type Decoder } from '../decode';
import { forgetSpoken, SPOKEN } from './kept';

export interface Spoken {
  lang: string;
  words: string; /* WebVTT */
}

/* Languages to choose from, the most spoken first; a tag that is missing here can be sent by the API. */
export const languagesOf: readonly string[] = (
  'en zh hi es ar fr bn pt ru ur id de ja mr vi te ha tr sw tl ta fa ko th jv it gu am kn yo pl uk ro nl ' +
  'el cs sv hu sr da fi nb sk bg hr he ca lt lv et sl ga cy eu gl is sq mk hy ka az kk uz ps ku so zu xh af'
).split(' ');

/* What it is called by those who speak it. */
export function ownName(lang: string): string {
  return new Intl.DisplayNames([lang], { type: 'language' }).of(lang) ?? lang;
}

const spoken: Decoder<Spoken> = (value) => {
  const f = fields(value);
  return { lang: text(f['lang']), words: text(f['words']) };
};

type Place = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/* print: whose file (logic/kept.ts). Without room for it a reload loses them. */
export function keepSpoken(place: Place, print: string, items: readonly Spoken[]): void {
  if (items.length === 0) {
    forgetSpoken(place);
    return;
  }
  try {
    place.setItem(SPOKEN, JSON.stringify({ print, items }));
  } catch {
    /* without storage they are chosen again */
  }
}

export function keptSpoken(place: Place, print: string): Spoken[] {
  try {
    const value: unknown = JSON.parse(place.getItem(SPOKEN) ?? 'null');
    const f = fields(value);
    return f['print'] === print ? list(spoken)(f['items']) : [];
  } catch {
    return [];
  }
}
