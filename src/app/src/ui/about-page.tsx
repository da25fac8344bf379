/* about-page.tsx: what can be checked, by whom, and what cannot. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { formatAge, formatWhole } from '../format';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { copy } from '../share';
import { useStore } from '../store';
import { language } from '../stores/language';
import { fetchCheckpoint, ledger } from '../stores/ledger';
import { loadRegion, region } from '../stores/region';
import { Icon } from './icons';
import { Link } from './link';

const REFRESH_MS = 15_000;
/* What is on its way has its place already: nothing that one reads moves. */
const UNKNOWN = '\u00a0';
const ROOT_LENGTH = 44;

function Command(): JSX.Element {
  const command = `vitrine verify ${location.origin}`;
  return (
    <section class="card card-strong" aria-labelledby="about-command">
      <h2 id="about-command">{more.about.commandTitle}</h2>
      <p>{more.about.commandText}</p>
      <div class="command">
        <code>{command}</code>
        <button type="button" class="button" onClick={() => void copy(command, more.about.copied)}>
          <Icon name="copy" />
          {more.about.copy}
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
      <h2 id="about-ledger">{more.about.ledgerTitle}</h2>
      <p>{more.about.ledgerText}</p>
      <dl class="facts">
        <div class="fact-large">
          <dt>{more.about.entries}</dt>
          <dd>{checkpoint === null ? UNKNOWN : formatWhole(checkpoint.size)}</dd>
        </div>
        <div>
          <dt>{more.about.root}</dt>
          <dd class="mono">
            {checkpoint === null ? UNKNOWN.repeat(ROOT_LENGTH) : checkpoint.root}
          </dd>
        </div>
      </dl>
      <p class="quiet">
        {checkpoint === null
          ? UNKNOWN
          : `${more.about.signatures(checkpoint.signatures)} · ${more.about.fetched(formatAge(fetchedMs, Date.now()))}`}
      </p>
      {failed && (
        <p class="form-problem" role="alert">
          {more.about.ledgerFailed}
        </p>
      )}
      <p class="actions">
        <Link href="/ledger" class="text-button">
          {more.ledger.open}
        </Link>
        <a class="text-button" href="/ledger/checkpoint">
          {more.about.open}
        </a>
        <button
          type="button"
          class="text-button"
          disabled={busy}
          onClick={() => void fetchCheckpoint()}
        >
          {more.about.refresh}
        </button>
      </p>
    </section>
  );
}

export function AboutPage(): JSX.Element {
  const spoken = useStore(language);
  const here = useStore(region);
  useEffect(() => void loadRegion(), []);
  return (
    <div class="page page-about">
      <header class="page-head">
        <h1>{text.about.title}</h1>
        <p class="lead">{more.about.lead}</p>
      </header>
      <div class="cards">
        <Command />
        <LedgerCard />
        <section class="card" aria-labelledby="about-build">
          <h2 id="about-build">
            <span class="badge-dot" aria-hidden="true" /> {more.about.buildTitle}
          </h2>
          <p>{more.about.buildText}</p>
          <p class="quiet">
            {more.about.originLabel}: <span class="mono">{here?.origin ?? UNKNOWN}</span>
          </p>
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
          <h2 id="about-limits">{more.about.limitsTitle}</h2>
          <p>{more.about.limitsText}</p>
          <p>
            <a class="text-button" href="/licences.txt">
              {more.about.licences}
            </a>
          </p>
        </section>
        <section class="card card-wide" aria-labelledby="about-claims">
          <h2 id="about-claims">{more.about.stateTitle}</h2>
          <p>{more.about.stateText}</p>
          <p>
            <a class="text-button" href={`/claims?lang=${spoken}`}>
              {more.about.claimsOpen}
            </a>
          </p>
        </section>
      </div>
    </div>
  );
}
