/* overlay.ts: what lies over the page has a place in the history, so that the way back closes it and no more. */
import type { Store } from '../store';

const OVER = 'over'; /* an entry's state: the page as before, with something over it */

interface Overlay {
  isOpen: () => boolean;
  close: () => void;
}

const overlays: Overlay[] = [];

export const isOver = (): boolean => history.state === OVER;
const anyOpen = (): boolean => overlays.some((one) => one.isOpen());

/* Its entry goes once nothing is open; what opens in its place takes the entry over. */
function settle(): void {
  if (anyOpen() && !isOver()) {
    history.pushState(OVER, '');
  } else if (!anyOpen() && isOver()) {
    window.setTimeout(() => {
      if (!anyOpen() && isOver()) {
        history.back();
      }
    });
  }
}

export function startOverlay<T>(shown: Store<T | null>, close: () => void): void {
  overlays.push({ isOpen: () => shown.get() !== null, close });
  shown.subscribe(settle);
}

export function closeOverlays(): void {
  overlays.filter((one) => one.isOpen()).forEach((one) => one.close());
}
