/* settings-codes.tsx: recovery codes, shown once. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Refusal } from '../api';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { copy } from '../share';
import { useStore } from '../store';
import { forgetCodes, makeCodes, safety } from '../stores/safety';
import { Icon } from './icons';
import { PasswordField } from './password-field';

function Shown({ codes, handle }: { codes: readonly string[]; handle: string }): JSX.Element {
  const title = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => title.current?.focus(), []);
  return (
    <div class="codes" role="group" aria-label={more.settings.codesList}>
      <p class="codes-once" ref={title} tabIndex={-1} role="status">
        {more.settings.codesOnce}
      </p>
      <p class="codes-owner">
        {location.host} · @{handle}
      </p>
      <ol class="codes-list mono">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <p class="actions">
        <button
          type="button"
          class="button"
          onClick={() => void copy(codes.join('\n'), more.settings.copied)}
        >
          <Icon name="copy" />
          {more.settings.copy}
        </button>
        <button type="button" class="button" onClick={() => window.print()}>
          {more.settings.print}
        </button>
        <button type="button" class="button primary" onClick={forgetCodes}>
          {more.settings.doneCodes}
        </button>
      </p>
    </div>
  );
}

export function CodesCard({ handle }: { handle: string }): JSX.Element {
  const { codes } = useStore(safety);
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const submit = async (): Promise<void> => {
    if (password === '') {
      setProblem(more.sign.passwordMissing);
      return;
    }
    setBusy(true);
    setProblem(undefined);
    try {
      await makeCodes(password);
      setPassword('');
    } catch (error) {
      setProblem(error instanceof Refusal ? refusalWords(error) : text.problem.unknown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="card card-codes" aria-labelledby="safety-codes">
      <h2 id="safety-codes">{more.settings.codes}</h2>
      <p>{more.settings.codesText}</p>
      {codes !== null ? (
        <Shown codes={codes} handle={handle} />
      ) : (
        <form
          class="card-form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <PasswordField
            id="safety-codes-password"
            label={more.settings.codesPassword}
            problem={problem}
            name="password"
            value={password}
            fresh={false}
            onValue={setPassword}
          />
          <button type="submit" class="button" disabled={busy}>
            {more.settings.makeCodes}
          </button>
        </form>
      )}
    </section>
  );
}
