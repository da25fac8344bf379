/* settings-password.tsx: another password. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Refusal } from '../api';
import { refusalWords } from '../logic/problem';
import { passwordProblem } from '../logic/sign';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { region } from '../stores/region';
import { changePassword } from '../stores/safety';
import { PasswordField } from './password-field';

interface Problem {
  old?: string;
  fresh?: string;
}

function placed(error: unknown): Problem {
  if (!(error instanceof Refusal)) {
    return { fresh: text.problem.unknown };
  }
  /* 403: the one that was to prove who is there. */
  return error.status === 403 ? { old: refusalWords(error) } : { fresh: refusalWords(error) };
}

export function PasswordCard({ handle }: { handle: string }): JSX.Element {
  const limits = useStore(region)?.limits ?? null;
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>({});
  const submit = async (): Promise<void> => {
    const short = fresh === '' ? more.sign.passwordMissing : passwordProblem(fresh, limits);
    if (old === '' || short !== undefined) {
      setProblem({
        ...(old === '' ? { old: more.sign.passwordMissing } : {}),
        ...(short === undefined ? {} : { fresh: short }),
      });
      return;
    }
    setBusy(true);
    setProblem({});
    try {
      await changePassword(old, fresh);
      setOld('');
      setFresh('');
    } catch (error) {
      setProblem(placed(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="card" aria-labelledby="safety-password">
      <h2 id="safety-password">{more.settings.password}</h2>
      <p>{more.settings.passwordText}</p>
      <form
        class="card-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {/* For the browser's own keeper of passwords. */}
        <input
          class="sr"
          name="username"
          autocomplete="username"
          value={handle}
          tabIndex={-1}
          aria-hidden="true"
          readOnly
        />
        <PasswordField
          id="safety-old"
          label={more.settings.old}
          problem={problem.old}
          name="old"
          value={old}
          fresh={false}
          onValue={setOld}
        />
        <PasswordField
          id="safety-fresh"
          label={more.settings.fresh}
          hint={limits ? more.sign.passwordHint(limits.passwordMin) : undefined}
          problem={problem.fresh}
          name="fresh"
          value={fresh}
          fresh
          onValue={setFresh}
        />
        <button type="submit" class="button" disabled={busy}>
          {more.settings.change}
        </button>
      </form>
    </section>
  );
}
