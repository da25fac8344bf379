/* desk-words.tsx: how the desk names things: kinds, grounds, states. */
import type { JSX } from 'preact';
import type { DeskCase } from '../api-desk';
import { formatWhole } from '../format';
import { desk } from '../messages/words-desk';
import { more } from '../messages/words-pages';

export function kindWords(of: DeskCase): string {
  return desk.kinds[of.about?.kind ?? 'gone'];
}

export function groundOf(code: string): string {
  return more.report.grounds[code] ?? desk.grounds[code] ?? code;
}

/* By how many, one after the other. */
export function countWords(of: DeskCase): string {
  const parts = [
    of.reports > 0 ? desk.reports(of.reports, formatWhole(of.reports)) : '',
    of.notices > 0 ? desk.notices(of.notices, formatWhole(of.notices)) : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/* How it stands with the case, with what it is about, and with an answer. */
export function Marks({ of }: { of: DeskCase }): JSX.Element {
  return (
    <span class="desk-marks">
      {of.state !== 'open' && <span class="desk-mark">{desk.states[of.state]}</span>}
      <span class="desk-mark" data-visibility={of.visibility}>
        {desk.visibility[of.visibility]}
      </span>
      {of.answer && (
        <span class="desk-mark" data-answer="true">
          {of.own ? desk.ownAnswer : desk.answer}
        </span>
      )}
    </span>
  );
}
