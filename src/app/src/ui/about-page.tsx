/* about-page.tsx: what can be checked, by whom, and what cannot. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { formatAge, formatWhole } from '../format';
import { text } from '../messages/en';
import { useStore } from '../store';
import { fetchCheckpoint, ledger } from '../stores/ledger';
import { loadRegion, region } from '../stores/region';
import { say } from '../stores/toast';
import { Icon } from './icons';
import { Link } from './link';

const REFRESH_MS = 15_000;

async function copy(words: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(words);
    say(text.about.copied);
  } catch {
    say(text.feed.copyFailed);
  }
}

function Command(): JSX.Element {
  const command = `vitrine verify ${location.origin}`;
  return (
    <section class="card card-strong" aria-labelledby="about-command">
      <h2 id="about-command">{text.about.commandTitle}</h2>
      <p>{text.about.commandText}</p>
      <div class="command">
        <code>{command}</code>
        <button type="button" class="button" onClick={() => void copy(command)}>
          <Icon name="copy" />
          {text.about.copy}
        </button>
      </div>
    </section>
  );
}

function LedgerCard(): JSX.Element {
  const { checkpoint, fetchedMs, failed, busy } = useStore(ledger);
  useEffect(() => {
    void fetchCheckpoint();
    const timer = window.setInterval(() => void fetchCheckpoint(), REFRESH_MS);
    return () => window.clearInterval(timer);
  }, []);
  return (
    <section class="card card-tall" aria-labelledby="about-ledger">
      <h2 id="about-ledger">{text.about.ledgerTitle}</h2>
      <p>{text.about.ledgerText}</p>
      {checkpoint !== null && (
        <dl class="facts">
          <div class="fact-large">
            <dd>{formatWhole(checkpoint.size)}</dd>
            <dt>{text.about.entries}</dt>
          </div>
          <div>
            <dt>{text.about.root}</dt>
            <dd class="mono">{checkpoint.root}</dd>
          </div>
          <p class="quiet">
            {text.about.signatures(checkpoint.signatures)} ·{' '}
            {text.about.fetched(formatAge(fetchedMs, Date.now()))}
          </p>
        </dl>
      )}
      {failed && (
        <p class="form-problem" role="alert">
          {text.about.ledgerFailed}
        </p>
      )}
      <p class="actions">
        <a class="text-button" href="/ledger/checkpoint">
          {text.about.open}
        </a>
        <button
          type="button"
          class="text-button"
          disabled={busy}
          onClick={() => void fetchCheckpoint()}
        >
          {text.about.refresh}
        </button>
      </p>
    </section>
  );
}

export function AboutPage(): JSX.Element {
  const here = useStore(region);
  useEffect(() => void loadRegion(), []);
  return (
    <div class="page page-about">
      <header class="page-head">
        <h1>{text.about.title}</h1>
        <p class="lead">{text.about.lead}</p>
      </header>
      <div class="cards">
        <Command />
        <LedgerCard />
        <section class="card" aria-labelledby="about-build">
          <h2 id="about-build">
            <span class="badge-dot" aria-hidden="true" /> {text.about.buildTitle}
          </h2>
          <p>{text.about.buildText}</p>
          {here !== null && (
            <p class="quiet">
              {text.about.originLabel}: <span class="mono">{here.origin}</span>
            </p>
          )}
        </section>
        <section class="card" aria-labelledby="about-map">
          <h2 id="about-map">{text.map.title}</h2>
          <p>{text.map.lead}</p>
          <p>
            <Link href="/data-map" class="text-button">
              {text.map.open}
            </Link>
          </p>
        </section>
        <section class="card" aria-labelledby="about-limits">
          <h2 id="about-limits">{text.about.limitsTitle}</h2>
          <p>{text.about.limitsText}</p>
          <p>
            <a class="text-button" href="/licences.txt">
              {text.about.licences}
            </a>
          </p>
        </section>
        <section class="card card-wide" aria-labelledby="about-claims">
          <h2 id="about-claims">{text.about.stateTitle}</h2>
          <p>{text.about.stateText}</p>
          <ul class="claims">
            {text.about.claims.map(([state, claim, words]) => (
              <li key={claim} class="claim">
                <span class="claim-state" data-state={state}>
                  {text.about.states[state]}
                </span>
                <span>
                  <strong>{claim}</strong> {words}
                </span>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </div>
  );
}
