/* sign-dialog.tsx: sign-in and sign-up, one dialog. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Refusal, type Limits } from '../api';
import { formProblem, type FormProblem } from '../logic/problem';
import { text } from '../messages/en';
import { useStore } from '../store';
import { loadRegion, region } from '../stores/region';
import { closeDialog, dialog, sign, type DialogMode } from '../stores/session';
import { Field, type Described } from './field';
import { Icon } from './icons';
import { Mark } from './mark';

/* What can be said before the service is asked. */
function foresee(mode: DialogMode, handle: string, password: string, limits: Limits | null) {
  const problem: FormProblem = {};
  if (handle === '') {
    problem.handle = text.sign.handleMissing;
  } else if (mode === 'up' && !/^[a-z][a-z0-9_.]*$/.test(handle)) {
    problem.handle = text.sign.handleForm;
  } else if (mode === 'up' && limits !== null && handle.length < limits.handleMin) {
    problem.handle = text.sign.handleShort(limits.handleMin);
  }
  if (password === '') {
    problem.password = text.sign.passwordMissing;
  } else if (mode === 'up' && limits !== null && [...password].length < limits.passwordMin) {
    problem.password = text.sign.passwordShort(limits.passwordMin);
  }
  return problem;
}

function focusFirst(form: HTMLFormElement | null, problem: FormProblem): void {
  const name = problem.handle !== undefined ? 'handle' : 'password';
  const input = form?.elements.namedItem(name);
  if (input instanceof HTMLInputElement) {
    input.focus();
  }
}

interface PasswordProps {
  described: Described;
  value: string;
  fresh: boolean;
  onValue: (value: string) => void;
}

function Password({ described, value, fresh, onValue }: PasswordProps): JSX.Element {
  const [plain, setPlain] = useState(false);
  const common = {
    ...described,
    id: 'sign-password',
    name: 'password',
    autocomplete: fresh ? ('new-password' as const) : ('current-password' as const),
    value,
    onInput: (event: { currentTarget: HTMLInputElement }) => onValue(event.currentTarget.value),
  };
  return (
    <div class="input">
      {plain ? <input {...common} type="text" /> : <input {...common} type="password" />}
      <button
        type="button"
        class="input-action"
        aria-label={plain ? text.sign.hideLabel : text.sign.showLabel}
        onClick={() => setPlain(!plain)}
      >
        {plain ? text.sign.hide : text.sign.show}
      </button>
    </div>
  );
}

function SignForm({ mode }: { mode: DialogMode }): JSX.Element {
  const limits = useStore(region)?.limits ?? null;
  const form = useRef<HTMLFormElement>(null);
  const [handle, setHandle] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<FormProblem>({});
  const up = mode === 'up';

  useEffect(() => setProblem({}), [mode]);

  const refuse = (next: FormProblem): void => {
    setProblem(next);
    focusFirst(form.current, next);
  };
  const submit = async (): Promise<void> => {
    const foreseen = foresee(mode, handle, password, limits);
    if (Object.keys(foreseen).length > 0) {
      refuse(foreseen);
      return;
    }
    setBusy(true);
    setProblem({});
    try {
      await sign(mode, handle, password);
    } catch (error) {
      refuse(error instanceof Refusal ? formProblem(error) : { form: text.problem.unknown });
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      ref={form}
      class="sign-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Field
        id="sign-handle"
        label={text.sign.handle}
        hint={up && limits ? text.sign.handleHint(limits.handleMin, limits.handleMax) : undefined}
        problem={problem.handle}
      >
        {(described) => (
          <div class="input input-at">
            <span aria-hidden="true">@</span>
            <input
              {...described}
              id="sign-handle"
              name="handle"
              autocomplete="username"
              autocapitalize="none"
              spellcheck={false}
              maxLength={limits?.handleMax ?? 64}
              value={handle}
              onInput={(event) => setHandle(event.currentTarget.value.toLowerCase().trim())}
            />
          </div>
        )}
      </Field>
      <Field
        id="sign-password"
        label={text.sign.password}
        hint={up && limits ? text.sign.passwordHint(limits.passwordMin) : undefined}
        problem={problem.password}
      >
        {(described) => (
          <Password described={described} value={password} fresh={up} onValue={setPassword} />
        )}
      </Field>
      <p class="form-problem" role="alert">
        {problem.form ?? ''}
      </p>
      <button type="submit" class="button primary wide" disabled={busy} data-busy={busy}>
        {up ? text.sign.up : text.sign.in}
      </button>
    </form>
  );
}

export function SignDialog(): JSX.Element {
  const mode = useStore(dialog);
  const element = useRef<HTMLDialogElement>(null);
  const open = mode !== null;

  useEffect(() => {
    const box = element.current;
    if (open && box !== null && !box.open) {
      void loadRegion();
      box.showModal();
      box.querySelector<HTMLInputElement>('input')?.focus();
    } else if (!open && box?.open === true) {
      box.close();
    }
  }, [open]);

  const up = mode === 'up';
  return (
    <dialog
      ref={element}
      class="dialog"
      aria-labelledby="sign-title"
      onClose={closeDialog}
      onClick={(event) => {
        if (event.target === element.current) {
          closeDialog(); /* beside the card */
        }
      }}
    >
      {mode !== null && (
        <div class="dialog-card">
          <button
            type="button"
            class="dialog-close round"
            aria-label={text.sign.close}
            onClick={closeDialog}
          >
            <Icon name="close" />
          </button>
          <Mark />
          <h2 id="sign-title">{up ? text.sign.upTitle : text.sign.inTitle}</h2>
          <p class="lead">{up ? text.sign.upLead : text.sign.inLead}</p>
          <SignForm mode={mode} />
          <p class="dialog-switch">
            {up ? text.sign.toIn : text.sign.toUp}{' '}
            <button type="button" class="text-button" onClick={() => dialog.set(up ? 'in' : 'up')}>
              {up ? text.sign.in : text.sign.up}
            </button>
          </p>
        </div>
      )}
    </dialog>
  );
}
