/* sheet-later.tsx: what opens over the page, whose script comes when it is first opened. */
import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { text } from '../messages/words';
import { useStore } from '../store';
import { loadPages } from '../stores/language';
import { closeSheet, sheet } from '../stores/sheet';
import { say } from '../stores/toast';

export function SheetLater(): JSX.Element | null {
  const open = useStore(sheet) !== null;
  const [came, setCame] = useState<{ Sheets: ComponentType } | null>(null);
  useEffect(() => {
    if (open && came === null) {
      loadPages().then(
        (file) => setCame({ Sheets: file.Sheets }),
        () => {
          closeSheet();
          say(text.problem.offline);
        },
      );
    }
  }, [open, came]);
  return came === null ? null : <came.Sheets />;
}
