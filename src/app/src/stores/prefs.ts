/* prefs.ts: what this browser remembers: sound, and that somebody signed in here. Nothing else but
   where unfinished uploads are (logic/kept.ts). */
import { createStore } from '../store';

const SOUND = 'vitrine.sound';
const SIGNED = 'vitrine.signed-in';

function read(key: string): boolean {
  try {
    return localStorage.getItem(key) === '1';
  } catch {
    return false;
  }
}

function write(key: string, value: boolean): void {
  try {
    if (value) {
      localStorage.setItem(key, '1');
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
}

export const prefs = createStore<Prefs>({ sound: read(SOUND), held: false });

export function setSound(sound: boolean): void {
  write(SOUND, sound);
  prefs.set({ sound, held: false });
}

/* The cookie cannot be read from here; this spares visitors a request that can only be refused. */
export const maySignedIn = (): boolean => read(SIGNED);
export const rememberSignedIn = (value: boolean): void => write(SIGNED, value);
