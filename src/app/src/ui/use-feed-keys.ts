/* use-feed-keys.ts: the feed by keyboard, wherever the focus is, but not while somebody types. */
import { useLayoutEffect } from 'preact/hooks';
import { chooseCaptions } from '../logic/captions';
import { shownLikes } from '../logic/likes';
import { feed } from '../stores/feed';
import { language } from '../stores/language';
import { prefs, setCaptions, setSound } from '../stores/prefs';
import { seekBy, togglePaused } from '../stores/playback';
import { likes } from '../stores/toggles';

const SEEK_S = 2;

/* Somebody types, or means the browser. */
export function isBusyElsewhere(event: KeyboardEvent): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) {
    return true;
  }
  const { target } = event;
  if (!(target instanceof Element)) {
    return false;
  }
  return target.closest('dialog, input:not([type=range]), textarea, select') !== null;
}

/* Space and Enter belong to the control that has the focus. */
function isOnControl(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest('button, a') !== null;
}

export function toggleSound(): void {
  const { sound, held } = prefs.get();
  setSound(!sound || held);
}

/* Off, or in the language that is nearest to the one that is spoken here. */
export function toggleCaptions(): void {
  const { videos, index } = feed.get();
  const near = chooseCaptions(videos[index]?.captions ?? [], language.get());
  setCaptions(prefs.get().captions === null ? (near?.lang ?? language.get()) : null);
}

function toggleLike(): void {
  const { videos, index } = feed.get();
  const video = videos[index];
  if (video !== undefined) {
    likes.set(video.id, !shownLikes(video, likes.acts.get().get(video.id)).liked);
  }
}

export function useFeedKeys(move: (by: number, held: boolean) => void): void {
  useLayoutEffect(() => {
    /* What is switched is switched once, however long its key is held down. */
    const once =
      (act: () => void) =>
      (held: boolean): void => {
        if (!held) {
          act();
        }
      };
    const acts: Record<string, (held: boolean) => void> = {
      ArrowDown: (held) => move(1, held),
      ArrowUp: (held) => move(-1, held),
      PageDown: (held) => move(1, held),
      PageUp: (held) => move(-1, held),
      j: (held) => move(1, held),
      k: (held) => move(-1, held),
      m: once(toggleSound),
      l: once(toggleLike),
      c: once(toggleCaptions),
      ' ': once(togglePaused),
      ArrowRight: () => seekBy(SEEK_S),
      ArrowLeft: () => seekBy(-SEEK_S),
    };
    const onKey = (event: KeyboardEvent): void => {
      const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      const taken = isBusyElsewhere(event) || (event.key === ' ' && isOnControl(event));
      if (act !== undefined && !taken) {
        event.preventDefault();
        act(event.repeat);
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [move]);
}
