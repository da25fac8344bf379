/* legal-state.tsx: what became of a legal notice, for whoever has its receipt. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Refusal } from '../api';
import { reportApi, type Receipt } from '../api-report';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { Link } from './link';
import { TextField } from './text-field';

export function LegalState(): JSX.Element {
  const says = more.report.notice;
  const [receipt, setReceipt] = useState('');
  const [found, setFound] = useState<Receipt | null>(null);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const look = async (): Promise<void> => {
    setFound(null);
    setProblem(undefined);
    try {
      setFound(await reportApi.given(receipt.trim()));
    } catch (error) {
      const gone = error instanceof Refusal && error.status === 404;
      setProblem(
        gone
          ? says.notFound
          : error instanceof Refusal
            ? refusalWords(error)
            : text.problem.unknown,
      );
    }
  };
  return (
    <section class="card" aria-labelledby="notice-state">
      <h2 id="notice-state">{says.stateTitle}</h2>
      <form
        class="sheet-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void look();
        }}
      >
        <TextField
          id="notice-receipt"
          name="receipt"
          label={says.receipt}
          hint={says.stateLead}
          problem={problem}
          code
          value={receipt}
          onValue={setReceipt}
        />
        <button type="submit" class="button">
          {says.look}
        </button>
      </form>
      <p role="status">
        {found !== null && <strong>{more.report.states[found.state]}</strong>}{' '}
        {found !== null && found.decision !== null && (
          <Link href={`/decisions/${found.decision}`} class="text-button">
            {more.report.decision}
          </Link>
        )}
      </p>
    </section>
  );
}
