/* sign-form.tsx: the form of signing in, signing up and of a recovery code. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Refusal } from '../api';
import { noBirth } from '../logic/birth';
import { formProblem, type FormProblem } from '../logic/problem';
import { foresee, type DialogMode, type SignValues } from '../logic/sign';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { region } from '../stores/region';
import { sign } from '../stores/sign';
import { BirthInput } from './birth-input';
import { Field } from './field';
import { PasswordField } from './password-field';
import { Said } from './said';
import { TextField } from './text-field';

const empty: SignValues = { handle: '', password: '', code: '', birth: noBirth, email: '' };
const names = {
  handle: 'handle',
  code: 'code',
  password: 'password',
  birthDate: 'birth-day',
  email: 'email',
} as const;

/* In the order in which they stand there. */
function focusFirst(form: HTMLFormElement | null, problem: FormProblem): void {
  for (const field of ['handle', 'code', 'password', 'birthDate', 'email'] as const) {
    const input = form?.elements.namedItem(names[field]);
    if (problem[field] !== undefined && input instanceof HTMLInputElement) {
      input.focus();
      return;
    }
  }
}

const button = (): Record<DialogMode, string> => ({
  in: text.sign.in,
  up: text.sign.up,
  recover: more.sign.recover,
});

export function SignForm({
  mode,
  onHandle,
}: {
  mode: DialogMode;
  onHandle: (handle: string) => void;
}): JSX.Element {
  const limits = useStore(region)?.limits ?? null;
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState(empty);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<FormProblem>({});
  const up = mode === 'up';
  /* What was wrong with a value is not said of the next one. */
  const put = (name: keyof SignValues, value: SignValues[typeof name]): void => {
    setValues((now) => ({ ...now, [name]: value }));
    setProblem(({ [name === 'birth' ? 'birthDate' : name]: _, ...others }) => others);
  };

  useEffect(() => setProblem({}), [mode]);
  useEffect(() => onHandle(values.handle), [values.handle]);

  const refuse = (next: FormProblem): void => {
    setProblem(next);
    focusFirst(form.current, next);
  };
  const submit = async (): Promise<void> => {
    const foreseen = foresee(mode, values, limits);
    if (Object.keys(foreseen).length > 0) {
      refuse(foreseen);
      return;
    }
    setBusy(true);
    setProblem({});
    try {
      await sign(mode, values);
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
        label={more.sign.handle}
        hint={up && limits ? more.sign.handleHint(limits.handleMin, limits.handleMax) : undefined}
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
              value={values.handle}
              onInput={(event) => put('handle', event.currentTarget.value.toLowerCase().trim())}
            />
          </div>
        )}
      </Field>
      {mode === 'recover' && (
        <TextField
          id="sign-code"
          name="code"
          label={more.sign.code}
          hint={more.sign.codeHint}
          problem={problem.code}
          code
          most={40}
          value={values.code}
          onValue={(code) => put('code', code)}
        />
      )}
      <PasswordField
        id="sign-password"
        label={mode === 'recover' ? more.sign.fresh : more.sign.password}
        hint={mode !== 'in' && limits ? more.sign.passwordHint(limits.passwordMin) : undefined}
        problem={problem.password}
        name="password"
        value={values.password}
        fresh={mode !== 'in'}
        onValue={(password) => put('password', password)}
      />
      {up && (
        <>
          <BirthInput
            value={values.birth}
            problem={problem.birthDate}
            onValue={(birth) => put('birth', birth)}
          />
          <TextField
            id="sign-email"
            name="email"
            type="email"
            fills="email"
            label={more.sign.email}
            hint={more.sign.emailHint}
            problem={problem.email}
            most={254}
            value={values.email}
            onValue={(email) => put('email', email.trim())}
          />
        </>
      )}
      <p class="form-problem" role="alert">
        <Said words={problem.form ?? ''} />
      </p>
      <button type="submit" class="button primary wide" disabled={busy} data-busy={busy}>
        {button()[mode]}
      </button>
    </form>
  );
}
