/* ledger-page.tsx: what the ledger says, and whether it holds: this browser checks it itself. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { formatAge, formatMoment, formatWhole } from '../format';
import { isStale, newestMs, visible, type Problem, type Verdict } from '../logic/ledger';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { forgetLedger, ledgerLook, lookAtLedger, seenNote, trust } from '../stores/ledger-look';
import { LedgerChart } from './ledger-chart';
import { LedgerList } from './ledger-list';
import { Link } from './link';

type Claim = readonly [state: 'proven' | 'asserted' | 'FALSE', words: string];

function claimsOf(verdict: Extract<Verdict, { is: 'true' }>, seenSize: number | null): Claim[] {
  const words = more.ledger.claims;
  const { now, others, proof, signed, witnesses } = verdict;
  const size = formatWhole(Number(now.size));
  const grown: Claim =
    seenSize === null
      ? ['asserted', words.first]
      : ['proven', words.grown(formatWhole(seenSize), proof, formatWhole(proof))];
  const seenBy: Claim =
    witnesses === null
      ? [
          'asserted',
          others.length === 0 ? words.noWitness : words.unnamed(visible(others.join(', '))),
        ]
      : ['proven', words.witnessed(witnesses.count, formatWhole(witnesses.count))];
  const when = witnesses === null || witnesses.timeS === 0 ? [] : [witnesses.timeS * 1000];
  return [
    signed === 'checked' ? ['proven', words.signed] : ['asserted', words.unchecked],
    ['proven', words.tree(size)],
    grown,
    seenBy,
    ...when.map((ms): Claim => ['proven', words.when(formatAge(ms, Date.now()))]),
  ];
}

function Claims({ claims }: { claims: readonly Claim[] }): JSX.Element {
  return (
    <ul class="claims">
      {claims.map(([state, words]) => (
        <li key={words} class="claim">
          <span class="claim-state" data-state={state}>
            {more.about.states[state]}
          </span>
          <span>{words}</span>
        </li>
      ))}
    </ul>
  );
}

/* What does not hold, and what a reader who wants to show it to others needs. */
function False({ of, at, now }: { of: Problem; at: string | null; now: string }): JSX.Element {
  const compared = of === 'fork' || of === 'rollback' || of === 'key';
  return (
    <>
      <p class="ledger-why">{more.ledger.problems[of]}</p>
      {at !== null && <p>{at}</p>}
      {compared && (
        <>
          <p>{more.ledger.evidence}</p>
          <h3>{more.ledger.before}</h3>
          <pre class="ledger-raw" tabIndex={0} dir="ltr">
            {seenNote()}
          </pre>
          <h3>{more.ledger.after}</h3>
          <pre class="ledger-raw" tabIndex={0} dir="ltr">
            {now}
          </pre>
          <p class="actions">
            <button type="button" class="text-button" onClick={() => void forgetLedger()}>
              {more.ledger.forget}
            </button>
          </p>
        </>
      )}
    </>
  );
}

/* Once it is known how the ledger stands: nothing that one reads moves. */
function Limits({ busy }: { busy: boolean }): JSX.Element {
  return (
    <>
      <p class="quiet">{more.ledger.limits}</p>
      <p class="actions">
        <button
          type="button"
          class="text-button"
          disabled={busy}
          onClick={() => void lookAtLedger()}
        >
          {more.ledger.again}
        </button>
        <Link href="/about" class="text-button">
          {text.about.title}
        </Link>
      </p>
    </>
  );
}

function VerdictCard(): JSX.Element {
  const { busy, verdict, problem, unreachable, seenSize, entries } = useStore(ledgerLook);
  const wrong = problem !== null || verdict?.is === 'false';
  const looking = verdict === null || (busy && entries.length === 0);
  const good = isStale(entries, Date.now()) ? 'stale' : 'true';
  const state = wrong ? 'false' : unreachable ? 'unknown' : looking ? 'busy' : good;
  const newest = newestMs(entries);
  return (
    <section class="card ledger-verdict" data-state={state} aria-labelledby="ledger-verdict">
      <div role="status">
        <h2 id="ledger-verdict">{more.ledger.verdicts[state]}</h2>
      </div>
      {verdict?.is === 'false' && (
        <False
          of={verdict.problem}
          at={!verdict.line ? null : more.ledger.line(formatWhole(verdict.line))}
          now={verdict.now?.note ?? ''}
        />
      )}
      {verdict?.is === 'true' && problem !== null && (
        <False of={problem.of} at={more.ledger.at(formatWhole(problem.at))} now="" />
      )}
      {unreachable && <p>{more.ledger.unreachable}</p>}
      {verdict?.is === 'true' && <Claims claims={claimsOf(verdict, seenSize)} />}
      {newest !== null && <p class="quiet">{more.ledger.newest(formatAge(newest, Date.now()))}</p>}
      {state !== 'busy' && <Limits busy={busy} />}
    </section>
  );
}

function Trusted(): JSX.Element {
  const { policy, busy } = useStore(ledgerLook);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget;
    if (form instanceof HTMLFormElement) {
      void trust(String(new FormData(form).get('policy') ?? ''));
    }
  };
  return (
    <details class="card">
      <summary>{more.ledger.trust}</summary>
      <form class="ledger-trust" onSubmit={submit}>
        <label class="field">
          <span class="field-head">{more.ledger.policy}</span>
          <textarea
            class="ledger-policy"
            name="policy"
            rows={5}
            dir="ltr"
            spellcheck={false}
            defaultValue={policy}
          />
        </label>
        <p class="quiet">{more.ledger.policyText}</p>
        <p>
          <button type="submit" class="button" disabled={busy}>
            {more.ledger.policySave}
          </button>
        </p>
      </form>
    </details>
  );
}

export function LedgerPage(): JSX.Element {
  const { verdict, entries, busy } = useStore(ledgerLook);
  useEffect(() => void lookAtLedger(), []);
  const first = entries[entries.length - 1]?.timeMs ?? null;
  return (
    <div class="page page-ledger">
      <header class="page-head">
        <h1>{text.ledger.title}</h1>
        <p class="lead">{more.ledger.lead}</p>
      </header>
      <VerdictCard />
      {entries.length > 0 && <LedgerChart entries={entries} />}
      {entries.length > 0 && <LedgerList />}
      {first !== null && <p class="quiet">{more.ledger.since(formatMoment(first))}</p>}
      {verdict !== null && (entries.length > 0 || !busy) && <Trusted />}
    </div>
  );
}
