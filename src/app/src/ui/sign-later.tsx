/* sign-later.tsx: the sign-in dialog, whose script comes when it is first opened. */
import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { text } from '../messages/words';
import { useStore } from '../store';
import { loadPages } from '../stores/language';
import { closeDialog, dialog } from '../stores/session';
import { say } from '../stores/toast';

export function SignLater(): JSX.Element | null {
  const open = useStore(dialog) !== null;
  const [came, setCame] = useState<{ Dialog: ComponentType } | null>(null);
  useEffect(() => {
    if (open && came === null) {
      loadPages().then(
        (file) => setCame({ Dialog: file.SignDialog }),
        () => {
          closeDialog();
          say(text.problem.offline);
        },
      );
    }
  }, [open, came]);
  return came === null ? null : <came.Dialog />;
}
