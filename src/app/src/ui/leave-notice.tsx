/* leave-notice.tsx: whoever signs in and is leaving is told so, and may stay. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Refusal } from '../api';
import { formatMoment } from '../format';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { stayAfterAll } from '../stores/safety';
import { goOn } from '../stores/session';
import { Said } from './said';

export function LeaveNotice({ leavesMs }: { leavesMs: number }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const first = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  const stay = async (): Promise<void> => {
    setBusy(true);
    try {
      await stayAfterAll();
      goOn();
    } catch (error) {
      setProblem(error instanceof Refusal ? refusalWords(error) : text.problem.unknown);
      setBusy(false);
    }
  };
  return (
    <>
      <h2 id="sign-title">{more.data.leave.noticeTitle}</h2>
      <p class="lead" role="status">
        {more.data.leave.noticeText(formatMoment(leavesMs))}
      </p>
      <p class="form-problem" role="alert">
        <Said words={problem} />
      </p>
      <button
        type="button"
        ref={first}
        class="button primary wide"
        disabled={busy}
        onClick={() => void stay()}
      >
        {more.data.leave.stay}
      </button>
      <button type="button" class="button wide" disabled={busy} onClick={goOn}>
        {more.data.leave.goOn}
      </button>
    </>
  );
}
