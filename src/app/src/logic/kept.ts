/*
 * kept.ts: where one's unfinished uploads are, remembered in this browser so that a reload loses
 * none. Of a file only its size and its date are written down, and for whom; no name, no title.
 */
import type { PreviousUpload, UrlStorage } from 'tus-js-client';
import { count, fields, list, text, type Decoder } from '../decode';

const KEY = 'vitrine.uploads';
const MOST = 20; /* as many as a person may have; the oldest goes */

type Place = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/* This browser's, asked anew each time: it may be refused. */
export const here: Place = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
  removeItem: (key) => localStorage.removeItem(key),
};

/* This tab's, until it is closed. */
export const tab: Place = {
  getItem: (key) => sessionStorage.getItem(key),
  setItem: (key, value) => sessionStorage.setItem(key, value),
  removeItem: (key) => sessionStorage.removeItem(key),
};

/* Captions that are not sent yet (logic/spoken.ts). */
export const SPOKEN = 'vitrine.captions-to-send';

interface Kept {
  print: string;
  url: string;
  size: number;
}

const kept: Decoder<Kept> = (value) => {
  const f = fields(value);
  return { print: text(f['print']), url: text(f['url']), size: count(f['size']) };
};

function read(place: Place): Kept[] {
  try {
    const value: unknown = JSON.parse(place.getItem(KEY) ?? '[]');
    return list(kept)(value);
  } catch {
    return [];
  }
}

function write(place: Place, items: readonly Kept[]): void {
  try {
    if (items.length === 0) {
      place.removeItem(KEY);
    } else {
      place.setItem(KEY, JSON.stringify(items.slice(-MOST)));
    }
  } catch {
    /* without storage a reload begins again */
  }
}

/* What a file of a person's is known by. */
export function fingerprint(person: string, file: Pick<File, 'size' | 'lastModified'>): string {
  return `${person}/${file.size}/${file.lastModified}`;
}

export function keptUrl(place: Place, print: string): string | null {
  return read(place).find((item) => item.print === print)?.url ?? null;
}

export function forgetUrl(place: Place, url: string): void {
  write(
    place,
    read(place).filter((item) => item.url !== url),
  );
}

export function forgetAll(place: Place): void {
  write(place, []);
}

export function forgetSpoken(place: Place): void {
  try {
    place.removeItem(SPOKEN);
  } catch {
    /* nothing was kept */
  }
}

function asPrevious(item: Kept): PreviousUpload {
  return {
    size: item.size,
    metadata: {},
    creationTime: '',
    urlStorageKey: item.url,
    uploadUrl: item.url,
    parallelUploadUrls: null,
  };
}

/* The same for the protocol's client. */
export function urlStorage(place: Place): UrlStorage {
  return {
    findAllUploads: () => Promise.resolve(read(place).map(asPrevious)),
    findUploadsByFingerprint: (print) =>
      Promise.resolve(
        read(place)
          .filter((item) => item.print === print)
          .map(asPrevious),
      ),
    removeUpload: (url) => {
      forgetUrl(place, url);
      return Promise.resolve();
    },
    addUpload: (print, { uploadUrl, size }) => {
      const url = uploadUrl === null ? '' : new URL(uploadUrl, 'http://here.invalid').pathname;
      const others = read(place).filter((item) => item.print !== print && item.url !== url);
      write(place, [...others, { print, url, size: size ?? 0 }]);
      return Promise.resolve(url);
    },
  };
}
