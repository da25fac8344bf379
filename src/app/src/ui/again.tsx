/* again.tsx: the way on from what failed. It goes by itself once the browser is connected again. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { text } from '../messages/words';

const SETTLE_MS = 1_000; /* names and routes come a moment after the connection, */
const LATER_MS = 2_000; /* or later: it is tried again for so long */
const JUST_BACK_MS = 20_000;
let backAt = -JUST_BACK_MS;

interface Props {
  class: string;
  onAgain: () => void;
}

export function Again({ class: name, onAgain }: Props): JSX.Element {
  const latest = useRef(onAgain);
  latest.current = onAgain;
  useEffect(() => {
    const justBack = performance.now() - backAt < JUST_BACK_MS;
    let timer = justBack ? window.setTimeout(() => latest.current(), LATER_MS) : 0;
    const soon = (): void => {
      backAt = performance.now();
      window.clearTimeout(timer);
      timer = window.setTimeout(() => latest.current(), SETTLE_MS);
    };
    window.addEventListener('online', soon);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener('online', soon);
    };
  }, []);
  return (
    <button type="button" class={name} onClick={onAgain}>
      {text.problem.again}
    </button>
  );
}
