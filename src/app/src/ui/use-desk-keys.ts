/* use-desk-keys.ts: the desk by keyboard, but not while somebody types, or has to sit down again. */
import { useLayoutEffect } from 'preact/hooks';
import { toggleClear } from '../stores/look';
import { beside, deskPath, queue, standing } from '../stores/queue';
import { go } from '../stores/route';
import { seat } from '../stores/seat';
import { FIRST_FILTER } from './desk-filters';
import { rowId } from './desk-queue';
import { isBusyElsewhere } from './use-feed-keys';

function focusOn(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}

/* In the list to the next line; from a case to the next case. */
function move(open: string | null, by: 1 | -1): void {
  const at = open ?? standing.get();
  const to = beside(at, by);
  if (to === null) {
    return;
  }
  if (to.id === at && by === 1) {
    queue.more(); /* the end of what is here */
  }
  if (open === null) {
    focusOn(`#${rowId(to.id)} a`);
  } else if (to.id !== open) {
    go(deskPath(to.id));
  }
}

/* open: the case that is; onHelp: the keys are asked for. */
export function useDeskKeys(open: string | null, onHelp: () => void): void {
  useLayoutEffect(() => {
    const acts: Record<string, () => void> = {
      j: () => move(open, 1),
      k: () => move(open, -1),
      b: toggleClear,
      d: () => focusOn('#desk-act'),
      f: () => focusOn(`#${FIRST_FILTER}`),
      u: () => go(deskPath(null)),
      '?': onHelp,
    };
    const onKey = (event: KeyboardEvent): void => {
      const act = acts[event.key.toLowerCase()];
      if (act !== undefined && seat.get().is === 'in' && !isBusyElsewhere(event)) {
        event.preventDefault();
        act();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [open]);
}
