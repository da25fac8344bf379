/* use-beside.ts: a press beside a dialog's card closes it; one that begins in the card does not, wherever it
   ends: words that are marked are not lost. */
import type { TargetedMouseEvent } from 'preact';
import { useRef } from 'preact/hooks';

type Press = TargetedMouseEvent<HTMLDialogElement>;

const isBeside = (event: Press): boolean => event.target === event.currentTarget;

/* For a dialog whose card fills it: what is pressed of the dialog itself lies beside the card. */
export function useBeside(close: () => void): {
  onMouseDown: (event: Press) => void;
  onClick: (event: Press) => void;
} {
  const began = useRef(false);
  return {
    onMouseDown: (event) => {
      began.current = isBeside(event);
    },
    onClick: (event) => {
      if (began.current && isBeside(event)) {
        close();
      }
    },
  };
}
