/* desk-said.tsx: around a case: what was said about it, what its author answered, and what was decided
   before. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { deskApi, type Answered, type Earlier, type Said, type WholeCase } from '../api-desk';
import { formatAge, formatMoment } from '../format';
import { desk } from '../messages/words-desk';
import { groundOf } from './desk-words';

function fromWords(of: Said): string {
  if (!of.notice) {
    return desk.said.person;
  }
  return of.name === '' ? desk.said.unnamed : desk.said.notice(of.name);
}

function SaidRow({ of }: { of: Said }): JSX.Element {
  return (
    <li class="desk-said" data-notice={of.notice}>
      <p>
        <strong>{groundOf(of.ground)}</strong>
      </p>
      <p class="quiet">
        <span dir="auto">{fromWords(of)}</span>
        {of.email !== '' && (
          <>
            {' · '}
            <bdi dir="ltr">{of.email}</bdi>
          </>
        )}
        {' · '}
        {formatAge(of.atMs, Date.now())}
      </p>
      {of.words === '' ? (
        <p class="quiet">{desk.said.noWords}</p>
      ) : (
        <blockquote dir="auto">{of.words}</blockquote>
      )}
    </li>
  );
}

export function DeskSaid({ of, onMore }: { of: WholeCase; onMore: () => void }): JSX.Element {
  return (
    <section class="card" aria-labelledby="desk-said">
      <h3 id="desk-said">{desk.said.title}</h3>
      {of.said.length === 0 && <p>{desk.said.none}</p>}
      {of.said.length > 0 && (
        <ul class="desk-saids">
          {of.said.map((one) => (
            <SaidRow key={one.id} of={one} />
          ))}
        </ul>
      )}
      {of.next !== null && (
        <button type="button" class="button" onClick={onMore}>
          {desk.said.more}
        </button>
      )}
    </section>
  );
}

export function DeskAnswered({ answered, own }: { answered: Answered; own: boolean }): JSX.Element {
  const waits = answered.state === 'open';
  return (
    <section class="card" aria-labelledby="desk-answered">
      <h3 id="desk-answered">{desk.answered.title}</h3>
      <p class="quiet">
        <strong>{desk.answered.states[answered.state]}</strong> · {desk.answered.to(answered.to)} ·{' '}
        {formatAge(answered.atMs, Date.now())}
      </p>
      <blockquote dir="auto">{answered.words}</blockquote>
      {waits && (
        <p class={own ? 'desk-other' : 'quiet'}>
          {own ? desk.answered.own : desk.answered.another}
        </p>
      )}
    </section>
  );
}

function EarlierRow({ of }: { of: Earlier }): JSX.Element {
  const label = of.label === '' ? '' : ` · ${desk.labels[of.label] ?? of.label}`;
  return (
    <li>
      <p>
        {/* beside the desk: to leave it would be to give up the key */}
        <a href={`/decisions/${of.id}`} target="_blank" rel="noopener" class="text-button">
          {desk.earlier.row(of.id, desk.actions[of.action])}
        </a>
      </p>
      <p class="quiet">
        {groundOf(of.ground)}
        {label} · {formatMoment(of.atMs)}
      </p>
    </li>
  );
}

/* The one that holds, then whichever each took the place of. */
export function DeskEarlier({ newest }: { newest: string | null }): JSX.Element {
  const [rows, setRows] = useState<readonly Earlier[]>([]);
  const [failed, setFailed] = useState(false);
  const add = (id: string): void => {
    setFailed(false);
    deskApi.earlier(id).then(
      (one) => setRows((before) => [...before.filter((row) => row.id !== one.id), one]),
      () => setFailed(true),
    );
  };
  useEffect(() => {
    setRows([]);
    if (newest !== null) {
      add(newest);
    }
  }, [newest]);
  const last = rows[rows.length - 1];
  const before = last === undefined ? newest : String(last.previous);
  return (
    <section class="card" aria-labelledby="desk-earlier">
      <h3 id="desk-earlier">{desk.earlier.title}</h3>
      {newest === null && <p>{desk.earlier.none}</p>}
      {rows.length > 0 && (
        <ul class="desk-earlier">
          {rows.map((one) => (
            <EarlierRow key={one.id} of={one} />
          ))}
        </ul>
      )}
      {failed && (
        <p class="form-problem" role="alert">
          {desk.earlier.failed}
        </p>
      )}
      {before !== null && before !== '0' && (rows.length > 0 || failed) && (
        <button type="button" class="button" onClick={() => add(before)}>
          {desk.earlier.more}
        </button>
      )}
    </section>
  );
}
