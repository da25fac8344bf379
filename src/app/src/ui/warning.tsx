/* warning.tsx: a word of warning that the office gave a comment or a person. */
import type { JSX } from 'preact';
import type { Warning } from '../api-video';
import { text } from '../messages/words';

/* What the app has no words for is as the service says it. */
export const warningWords = (of: Warning): string => text.labels[of.code] ?? of.text;

export function WarningBadge({ of }: { of: Warning | null }): JSX.Element | null {
  return of === null ? null : <span class="badge">{warningWords(of)}</span>;
}
