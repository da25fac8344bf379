/* report-sheet.tsx: telling those who look after the region that something is wrong. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Refusal } from '../api';
import type { About } from '../api-social';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { sendReport } from '../stores/wishes';
import { SheetFrame } from './sheet';

const reasons = ['violence', 'hate', 'sexual', 'minors', 'harm', 'spam', 'other'] as const;

export function ReportSheet({ about }: { about: About }): JSX.Element {
  const [reason, setReason] = useState<(typeof reasons)[number]>('spam');
  const [words, setWords] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const submit = async (): Promise<void> => {
    setBusy(true);
    setProblem('');
    try {
      await sendReport(about, reason, words.trim());
    } catch (error) {
      setBusy(false);
      setProblem(error instanceof Refusal ? refusalWords(error) : text.problem.unknown);
    }
  };
  return (
    <SheetFrame title={more.report.title}>
      <form
        class="sheet-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p class="lead">{more.report.lead}</p>
        <fieldset class="choices">
          <legend>{more.report.reason}</legend>
          {reasons.map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="reason"
                checked={one === reason}
                onChange={() => setReason(one)}
              />{' '}
              {more.report.reasons[one]}
            </label>
          ))}
        </fieldset>
        <label class="field">
          <span class="field-head">{more.report.text}</span>
          <textarea
            class="input"
            rows={3}
            dir="auto"
            value={words}
            onInput={(event) => setWords(event.currentTarget.value)}
          />
        </label>
        <p class="form-problem" role="alert">
          {problem}
        </p>
        <button type="submit" class="button primary" disabled={busy}>
          {more.report.send}
        </button>
      </form>
    </SheetFrame>
  );
}
