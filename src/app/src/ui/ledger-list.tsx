/* ledger-list.tsx: the entries, newest first, in plain words; each as it stands, and its proof, if asked. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatMoment, formatWhole } from '../format';
import { kindsOf, rowsOf, visible, type Entry, type Proven, type Row } from '../logic/ledger';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { ledgerLook, loadOlder, prove } from '../stores/ledger-look';

const MINUTE_MS = 60_000;

type Say = (of: (key: string) => string) => string;

/* In words, if the kind has them and the entry is one of it; else the kind as it stands. */
function wordsOf(entry: Entry): string {
  const says: Readonly<Record<string, Say | undefined>> = more.ledger.says;
  const say = Object.hasOwn(says, entry.type) ? says[entry.type] : undefined;
  if (entry.is === 'misfit') {
    return more.ledger.misfit;
  }
  return entry.is !== 'true' || say === undefined
    ? more.ledger.unknown(entry.type)
    : say((key) => entry.fields[key] ?? '');
}

function nameOf(kind: string): string {
  const names: Readonly<Record<string, string | undefined>> = more.ledger.kinds;
  return (Object.hasOwn(names, kind) ? names[kind] : undefined) ?? kind;
}

function Proof({ proven }: { proven: Proven }): JSX.Element {
  const words = more.ledger.proof;
  return (
    <div class="ledger-proof">
      <p>
        {proven.is === 'true'
          ? words.holds(formatWhole(Number(proven.size)), formatWhole(proven.proof.length))
          : more.ledger.problems[proven.is]}
      </p>
      <dl class="facts">
        <div>
          <dt>{words.leaf}</dt>
          <dd class="mono">{proven.leaf}</dd>
        </div>
        <div>
          <dt>{words.path}</dt>
          <dd class="mono">
            {proven.proof.map((hash) => (
              <div key={hash}>{hash}</div>
            ))}
          </dd>
        </div>
        <div>
          <dt>{more.about.root}</dt>
          <dd class="mono">{proven.root}</dd>
        </div>
      </dl>
    </div>
  );
}

function EntryRow({ entry }: { entry: Entry }): JSX.Element {
  const [proven, setProven] = useState<Proven | null>(null);
  const [failed, setFailed] = useState(false);
  const ask = async (): Promise<void> => {
    const came = await prove(entry);
    setProven(came);
    setFailed(came === null);
  };
  return (
    <li class="ledger-row" data-is={entry.is}>
      <details>
        <summary>
          <span class="ledger-says">{wordsOf(entry)}</span>
          <span class="quiet">
            {entry.timeMs !== null && `${formatMoment(entry.timeMs)} · `}
            {more.ledger.number(formatWhole(entry.index))}
          </span>
        </summary>
        <pre class="ledger-raw" tabIndex={0} dir="ltr">
          {visible(entry.text)}
        </pre>
        {proven === null && (
          <button type="button" class="text-button" onClick={() => void ask()}>
            {more.ledger.proof.show}
          </button>
        )}
        {failed && <p role="alert">{more.ledger.unreachable}</p>}
        {proven !== null && <Proof proven={proven} />}
      </details>
    </li>
  );
}

function RowOf({ row }: { row: Row }): JSX.Element {
  switch (row.is) {
    case 'entry':
      return <EntryRow entry={row.entry} />;
    case 'beats':
      return (
        <li class="ledger-row" data-is="beats">
          <span class="ledger-says">{more.ledger.beats(row.count, formatWhole(row.count))}</span>
          <span class="quiet">
            {row.count === 1
              ? formatMoment(row.toMs)
              : more.ledger.between(formatMoment(row.fromMs), formatMoment(row.toMs))}
          </span>
        </li>
      );
    case 'silence': {
      const minutes = Math.round((row.toMs - row.fromMs) / MINUTE_MS);
      return (
        <li class="ledger-row" data-is="silence">
          <span class="ledger-says">{more.ledger.silence(minutes, formatWhole(minutes))}</span>
          <span class="quiet">
            {more.ledger.between(formatMoment(row.fromMs), formatMoment(row.toMs))}
          </span>
        </li>
      );
    }
  }
}

const keyOf = (row: Row): string => `${row.is}-${row.is === 'entry' ? row.entry.index : row.key}`;

export function LedgerList(): JSX.Element {
  const { entries, kind, next, busy } = useStore(ledgerLook);
  return (
    <section aria-labelledby="ledger-entries" class="ledger-entries">
      <div class="ledger-head">
        <h2 id="ledger-entries">{more.ledger.happened}</h2>
        <label class="field">
          <span class="field-head">{more.ledger.filter}</span>
          <select
            class="ledger-filter"
            value={kind}
            onChange={(event) => ledgerLook.patch({ kind: event.currentTarget.value })}
          >
            <option value="">{more.ledger.all}</option>
            {kindsOf(entries).map((one) => (
              <option key={one} value={one}>
                {nameOf(one)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <ul class="ledger-rows">
        {rowsOf(entries, kind).map((row) => (
          <RowOf key={keyOf(row)} row={row} />
        ))}
      </ul>
      {next >= 0 && (
        <p>
          <button type="button" class="button" disabled={busy} onClick={() => void loadOlder()}>
            {more.ledger.older}
          </button>
        </p>
      )}
    </section>
  );
}
