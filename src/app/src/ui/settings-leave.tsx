/* settings-leave.tsx: leaving, in some days or now; and staying after all. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Refusal } from '../api';
import { formatMoment } from '../format';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { leave, LEAVE_DAYS, safety, stay } from '../stores/safety';
import { PasswordField } from './password-field';

function Due({ leavesMs }: { leavesMs: number }): JSX.Element {
  return (
    <>
      <p role="status">{more.settings.leaves(formatMoment(leavesMs))}</p>
      <button type="button" class="button primary" onClick={() => void stay()}>
        {more.settings.stay}
      </button>
    </>
  );
}

function LeaveForm(): JSX.Element {
  const [password, setPassword] = useState('');
  const [now, setNow] = useState(false);
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
      await leave(password, now);
    } catch (error) {
      setProblem(error instanceof Refusal ? refusalWords(error) : text.problem.unknown);
    } finally {
      setPassword('');
      setBusy(false);
    }
  };
  return (
    <form
      class="card-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <fieldset class="choices">
        <legend>{more.settings.leaveWhen}</legend>
        <label>
          <input type="radio" name="when" checked={!now} onChange={() => setNow(false)} />{' '}
          {more.settings.leaveLater(LEAVE_DAYS)}
        </label>
        <label>
          <input type="radio" name="when" checked={now} onChange={() => setNow(true)} />{' '}
          {more.settings.leaveNow}
        </label>
      </fieldset>
      <PasswordField
        id="leave-password"
        label={more.settings.leavePassword}
        problem={problem}
        name="password"
        value={password}
        fresh={false}
        onValue={setPassword}
      />
      <button type="submit" class="button" disabled={busy}>
        {now ? more.settings.leaveDoNow : more.settings.leaveDo}
      </button>
    </form>
  );
}

export function LeaveCard(): JSX.Element {
  const { details } = useStore(safety);
  const due = details?.leavesMs ?? null;
  return (
    <section class="card" aria-labelledby="settings-leave">
      <h2 id="settings-leave">{more.settings.leave}</h2>
      <p>{more.settings.leaveText}</p>
      <p class="quiet">{more.settings.leaveStays}</p>
      {details !== null && (due === null ? <LeaveForm /> : <Due leavesMs={due} />)}
    </section>
  );
}
