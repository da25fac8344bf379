/* said.tsx: words in the reader's language, or what the service said where there are none: marked as English. */
import type { JSX } from 'preact';

export function Said({ words }: { words: string }): JSX.Element {
  const english = /^\u2066(.*)\u2069$/s.exec(words)?.[1];
  return english === undefined ? (
    <>{words}</>
  ) : (
    <span lang="en" dir="ltr">
      {english}
    </span>
  );
}
