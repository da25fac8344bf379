/* media.ts: the files that a video is made of, as the service names them. */
import { count, fields, orNull, some, text, type Decoder } from './decode';

/* One of the sizes that a video can be played in; null: not known. */
export interface Rendition {
  width: number;
  height: number;
  bytes: number | null;
  url: string;
  codecs: string | null;
}

/* Small pictures of the clip in one file, row by row, evenly over its length. */
export interface Strip {
  url: string;
  columns: number;
  rows: number;
  count: number;
  width: number;
  height: number;
}

const rendition: Decoder<Rendition> = (value) => {
  const f = fields(value);
  return {
    width: count(f['width']),
    height: count(f['height']),
    bytes: orNull(count)(f['bytes']),
    url: text(f['url']),
    codecs: orNull(text)(f['codecs']),
  };
};

export const strip: Decoder<Strip> = (value) => {
  const f = fields(value);
  return {
    url: text(f['url']),
    columns: count(f['columns']),
    rows: count(f['rows']),
    count: count(f['count']),
    width: count(f['width']),
    height: count(f['height']),
  };
};

/* At least one. */
export const renditions = some(rendition);

/* Whether anything is to be heard: of what says no codecs, that is not known. */
export function hasSound({
  renditions: [first],
}: {
  renditions: [Rendition, ...Rendition[]];
}): boolean {
  return first.codecs === null || first.codecs.includes('mp4a');
}

/* What is said in a clip, in one language, as WebVTT. */
export interface Caption {
  lang: string;
  label: string;
  url: string;
}

export const caption: Decoder<Caption> = (value) => {
  const f = fields(value);
  return { lang: text(f['lang']), label: text(f['label']), url: text(f['url']) };
};
