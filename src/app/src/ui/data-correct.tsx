/* data-correct.tsx: an address, and once a birth date, put right with the password. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Refusal } from '../api';
import type { Correction } from '../api-data';
import type { Fields } from '../decode';
import { birthText, noBirth } from '../logic/birth';
import { dayWords } from '../logic/day';
import { formProblem, refusalWords, type FormProblem } from '../logic/problem';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { correct } from '../stores/mydata';
import { BirthInput } from './birth-input';
import { PasswordField } from './password-field';
import { Said } from './said';
import { TextField } from './text-field';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function problemOf(error: unknown): FormProblem {
  if (!(error instanceof Refusal)) {
    return { form: text.problem.unknown };
  }
  /* 409: the date was corrected before. */
  return error.status === 409 ? { birthDate: refusalWords(error) } : formProblem(error);
}

export function CorrectCard({ account }: { account: Fields }): JSX.Element {
  const kept = textOf(account['email']);
  const corrected = account['birth_corrected'] === 1 || account['birth_corrected'] === true;
  const [email, setEmail] = useState(kept);
  const [birth, setBirth] = useState(noBirth);
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<FormProblem>({});
  const dated = birth.day !== '' || birth.month !== '' || birth.year !== '';

  const submit = async (): Promise<void> => {
    const date = dated ? birthText(birth) : null;
    if (dated && date === null) {
      setProblem({ birthDate: more.sign.birthWrong });
    } else if (!dated && email === kept) {
      setProblem({ form: more.data.correct.nothing });
    } else if (password === '') {
      setProblem({ password: more.sign.passwordMissing });
    } else {
      await send({
        password,
        ...(email === kept ? {} : { email }),
        ...(date === null ? {} : { birth_date: date }),
      });
    }
  };
  const send = async (correction: Correction): Promise<void> => {
    setBusy(true);
    setProblem({});
    try {
      await correct(correction);
      setBirth(noBirth);
      setPassword('');
    } catch (error) {
      setProblem(problemOf(error));
    }
    setBusy(false);
  };

  return (
    <section class="card" aria-labelledby="data-correct">
      <h2 id="data-correct">{more.data.correct.title}</h2>
      <p>{more.data.correct.text}</p>
      <form
        class="card-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField
          id="data-email"
          name="email"
          type="email"
          fills="email"
          label={more.data.correct.email}
          hint={more.data.correct.emailHint}
          problem={problem.email}
          most={254}
          value={email}
          onValue={(value) => setEmail(value.trim())}
        />
        <p>{more.data.correct.birth(dayWords(textOf(account['birth_date'])))}</p>
        {corrected ? (
          <p class="quiet">{more.data.correct.birthDone}</p>
        ) : (
          <details class="data-why" open={problem.birthDate !== undefined || dated}>
            <summary>{more.data.correct.birthOnce}</summary>
            <BirthInput value={birth} problem={problem.birthDate} onValue={setBirth} />
          </details>
        )}
        <PasswordField
          id="data-password"
          label={more.data.correct.password}
          problem={problem.password}
          name="password"
          value={password}
          fresh={false}
          onValue={setPassword}
        />
        <p class="form-problem" role="alert">
          <Said words={problem.form ?? ''} />
        </p>
        <button type="submit" class="button" disabled={busy}>
          {more.data.correct.action}
        </button>
      </form>
    </section>
  );
}
