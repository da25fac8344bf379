/* prefs.ts: what this browser remembers: sound, captions, language (stores/language.ts), that somebody
   signed in here, and until when somebody sits at the desk. Nothing else but where unfinished uploads
   are (logic/kept.ts). */
import { createStore } from '../store';

const SOUND = 'vitrine.sound';
const SIGNED = 'vitrine.signed-in';
const SEATED = 'vitrine.seated-until';
const CAPTIONS = 'vitrine.captions';

export function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/* null: forgotten. */
export function write(key: string, value: string | null): void {
  try {
    if (value !== null) {
      localStorage.setItem(key, value);
    } else {
      localStorage.removeItem(key);
    }
  } catch {
    /* without storage it is asked again next time */
  }
}

export interface Prefs {
  sound: boolean;
  /* The browser would not start with sound: muted until the next tap, whatever is remembered. */
  held: boolean;
  /* The language of the captions; null: none are shown. */
  captions: string | null;
}

export const prefs = createStore<Prefs>({
  sound: read(SOUND) === '1',
  held: false,
  captions: read(CAPTIONS),
});

export function setSound(sound: boolean): void {
  write(SOUND, sound ? '1' : null);
  prefs.patch({ sound, held: false });
}

export function setCaptions(captions: string | null): void {
  write(CAPTIONS, captions);
  prefs.patch({ captions });
}

/* The cookie cannot be read from here; this spares visitors a request that can only be refused. */
export const maySignedIn = (): boolean => read(SIGNED) === '1';
export const rememberSignedIn = (value: boolean): void => write(SIGNED, value ? '1' : null);
/* In another tab of this browser somebody signed in or out. */
export function onSignedElsewhere(hear: () => void): void {
  window.addEventListener('storage', (event) => {
    if (event.key === SIGNED || event.key === null) {
      hear();
    }
  });
}
/* The same of a sitting at the desk; null: nobody sits there. */
export const seatedUntil = (): number | null => Number(read(SEATED)) || null;
export const rememberSeat = (untilMs: number | null): void =>
  write(SEATED, untilMs === null ? null : String(untilMs));
