/*
 * details.ts: what its creator says of a clip before it is sent: title, whom it is for, sound, which part
 * of it is kept, and which picture stands for it. It goes with the upload as metadata, and comes back with it. Pure.
 */
import { visibilities, type Visibility } from '../api-video';

const TRIM_LEAST_MS = 500; /* as the service has it */

export interface Details {
  title: string;
  visibility: Visibility;
  sound: string;
  fromMs: number;
  /* null: to its end. */
  toMs: number | null;
  /* In the whole clip; null: the service chooses. */
  posterMs: number | null;
}

export const noDetails: Details = {
  title: '',
  visibility: 'public',
  sound: '',
  fromMs: 0,
  toMs: null,
  posterMs: null,
};

const clamp = (value: number, least: number, most: number): number =>
  Math.max(least, Math.min(most, Math.round(value)));

export function endOf(details: Details, durationMs: number): number {
  return details.toMs ?? durationMs;
}

/* The picture stays in the part that is kept. */
function within(details: Details, durationMs: number): Details {
  const { posterMs, fromMs } = details;
  const last = endOf(details, durationMs) - 1;
  return posterMs === null ? details : { ...details, posterMs: clamp(posterMs, fromMs, last) };
}

export function moveFrom(details: Details, ms: number, durationMs: number): Details {
  const most = Math.max(0, endOf(details, durationMs) - TRIM_LEAST_MS);
  return within({ ...details, fromMs: clamp(ms, 0, most) }, durationMs);
}

export function moveTo(details: Details, ms: number, durationMs: number): Details {
  const at = clamp(ms, Math.min(durationMs, details.fromMs + TRIM_LEAST_MS), durationMs);
  return within({ ...details, toMs: at >= durationMs ? null : at }, durationMs);
}

export function movePoster(details: Details, ms: number, durationMs: number): Details {
  return within({ ...details, posterMs: ms }, durationMs);
}

/* The service counts the picture's time from where what is kept begins. */
export function metadataOf(details: Details): Record<string, string> {
  const { title, visibility, sound, fromMs, toMs, posterMs } = details;
  return {
    title: title.trim(),
    ...(visibility === 'public' ? {} : { visibility }),
    ...(sound.trim() === '' ? {} : { sound: sound.trim() }),
    ...(fromMs === 0 ? {} : { trim_from_ms: String(fromMs) }),
    ...(toMs === null ? {} : { trim_to_ms: String(toMs) }),
    ...(posterMs === null ? {} : { poster_ms: String(posterMs - fromMs) }),
  };
}

function words(base64: string): string {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

function timeOf(value: string | undefined): number | null {
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : null;
}

/* From a tus Upload-Metadata header; what is not understood counts as not said. */
export function detailsFrom(header: string): Details {
  const said = new Map<string, string>();
  for (const pair of header.split(',')) {
    const [key = '', value = ''] = pair.trim().split(' ');
    try {
      said.set(key, words(value));
    } catch {
      /* not base64 */
    }
  }
  const fromMs = timeOf(said.get('trim_from_ms')) ?? 0;
  const poster = timeOf(said.get('poster_ms'));
  return {
    title: said.get('title') ?? '',
    visibility: visibilities.find((one) => one === said.get('visibility')) ?? 'public',
    sound: said.get('sound') ?? '',
    fromMs,
    toMs: timeOf(said.get('trim_to_ms')),
    posterMs: poster === null ? null : poster + fromMs,
  };
}

/* Whether what has arrived can be gone on with: it carries what was said then. */
export function sameDetails(a: Details, b: Details): boolean {
  return JSON.stringify(metadataOf(a)) === JSON.stringify(metadataOf(b));
}
