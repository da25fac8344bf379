/* sign-dialog.tsx: signing in, signing up, and the ways in without a password, one dialog. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DialogMode } from '../logic/sign';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { loadRegion } from '../stores/region';
import { closeDialog, dialog, leaving } from '../stores/session';
import { Icon } from './icons';
import { LeaveNotice } from './leave-notice';
import { Mark } from './mark';
import { PasskeyButton } from './passkey-button';
import { SignForm } from './sign-form';
import { useBeside } from './use-beside';

const titles = (): Record<DialogMode, string> => ({
  in: more.sign.inTitle,
  up: more.sign.upTitle,
  recover: more.sign.recoverTitle,
});
const leads = (): Record<DialogMode, string> => ({
  in: more.sign.inLead,
  up: more.sign.upLead,
  recover: more.sign.recoverLead,
});

/* The way to another of the dialog's forms. */
function Switch({
  words,
  label,
  to,
}: {
  words?: string;
  label: string;
  to: DialogMode;
}): JSX.Element {
  return (
    <p class="dialog-switch">
      {words}{' '}
      <button type="button" class="text-button" onClick={() => dialog.set(to)}>
        {label}
      </button>
    </p>
  );
}

/* A passkey is asked for by the handle that stands in the form. */
function Ways({ mode }: { mode: DialogMode }): JSX.Element {
  const [handle, setHandle] = useState('');
  return (
    <>
      <SignForm mode={mode} onHandle={setHandle} />
      {mode === 'in' && <PasskeyButton handle={handle} />}
    </>
  );
}

function Others({ mode }: { mode: DialogMode }): JSX.Element {
  if (mode === 'up') {
    return <Switch words={more.sign.toIn} label={text.sign.in} to="in" />;
  }
  return (
    <div class="dialog-others">
      {mode === 'in' && <Switch label={more.sign.toRecover} to="recover" />}
      {mode === 'recover' && <Switch label={more.sign.backToIn} to="in" />}
      <Switch words={more.sign.toUp} label={text.sign.up} to="up" />
    </div>
  );
}

export function SignDialog(): JSX.Element {
  const mode = useStore(dialog);
  const due = useStore(leaving)?.leavesMs ?? null;
  const element = useRef<HTMLDialogElement>(null);
  const beside = useBeside(closeDialog);
  const open = mode !== null;

  useLayoutEffect(() => {
    const box = element.current;
    if (open && box !== null && !box.open) {
      void loadRegion();
      box.showModal();
      box.querySelector<HTMLInputElement>('input')?.focus();
    } else if (!open && box?.open === true) {
      box.close();
    }
  }, [open]);

  return (
    <dialog
      ref={element}
      class="dialog"
      aria-labelledby="sign-title"
      onClose={closeDialog}
      {...beside}
    >
      {mode !== null && (
        <div class="dialog-card">
          <button
            type="button"
            class="dialog-close round"
            aria-label={more.sign.close}
            onClick={closeDialog}
          >
            <Icon name="close" />
          </button>
          <Mark />
          {due !== null ? (
            <LeaveNotice leavesMs={due} />
          ) : (
            <>
              <h2 id="sign-title">{titles()[mode]}</h2>
              <p class="lead">{leads()[mode]}</p>
              <Ways mode={mode} />
              <Others mode={mode} />
            </>
          )}
        </div>
      )}
    </dialog>
  );
}
