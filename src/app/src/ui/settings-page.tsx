/* settings-page.tsx: sessions, password, passkeys, recovery codes, and what only oneself sees. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { formatAge } from '../format';
import { dayWords } from '../logic/day';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { endOthers, endSession, leaveSafety, loadSafety, safety } from '../stores/safety';
import { loadRegion } from '../stores/region';
import { session } from '../stores/session';
import type { SessionEntry } from '../api-safety';
import { Again } from './again';
import { CodesCard } from './settings-codes';
import { LanguageCard } from './language-card';
import { Link } from './link';
import { LeaveCard } from './settings-leave';
import { PasskeysCard } from './settings-passkeys';
import { PasswordCard } from './settings-password';
import { SignedOut } from './signed-out';

/* Days are UTC days: that is all that is kept. */
export function usedWords(dayMs: number, nowMs: number): string {
  const today = Math.floor(nowMs / 86_400_000) * 86_400_000;
  return dayMs >= today ? more.settings.today : formatAge(dayMs, nowMs);
}

function SessionRow({ entry }: { entry: SessionEntry }): JSX.Element {
  const now = Date.now();
  const named = entry.label === '' ? more.settings.unnamed : more.settings.label(entry.label);
  const label = entry.unreadable ? more.settings.unreadable : named;
  return (
    <li class="entry">
      <span class="entry-words">
        <strong>{label}</strong>
        <span class="quiet">
          {entry.client ? `${more.settings.client} ` : ''}
          {more.settings.begun(formatAge(entry.begunMs, now))},{' '}
          {more.settings.used(usedWords(entry.usedDayMs, now))}
        </span>
      </span>
      {entry.current ? (
        <span class="badge">{more.settings.current}</span>
      ) : (
        <button
          type="button"
          class="button"
          aria-label={more.settings.endLabel(label)}
          onClick={() => void endSession(entry.id)}
        >
          {more.settings.end}
        </button>
      )}
    </li>
  );
}

function Sessions(): JSX.Element {
  const { sessions } = useStore(safety);
  return (
    <section class="card" aria-labelledby="safety-sessions">
      <h2 id="safety-sessions">{more.settings.sessions}</h2>
      <p>{more.settings.sessionsText}</p>
      <ul class="entries">
        {sessions?.map((entry) => (
          <SessionRow key={entry.id} entry={entry} />
        ))}
      </ul>
      {sessions !== null && sessions.length > 1 && (
        <p class="actions">
          <button type="button" class="button" onClick={() => void endOthers()}>
            {more.settings.endOthers}
          </button>
        </p>
      )}
    </section>
  );
}

function FeedCard(): JSX.Element {
  return (
    <section class="card" aria-labelledby="settings-feed">
      <h2 id="settings-feed">{text.tastes.title}</h2>
      <p>{more.tastes.lead}</p>
      <p>
        <Link href="/settings/feed" class="text-button">
          {more.tastes.open}
        </Link>
      </p>
    </section>
  );
}

function ShutOutCard(): JSX.Element {
  return (
    <section class="card" aria-labelledby="settings-people">
      <h2 id="settings-people">{more.person.cardTitle}</h2>
      <p>{more.person.cardText}</p>
      <p class="actions">
        <Link href="/settings/muted" class="text-button">
          {text.muted.title}
        </Link>
        <Link href="/settings/blocked" class="text-button">
          {text.blocked.title}
        </Link>
      </p>
    </section>
  );
}

function Own(): JSX.Element {
  const { details } = useStore(safety);
  return (
    <section class="card" aria-labelledby="safety-details">
      <h2 id="safety-details">{more.settings.details}</h2>
      <p>{more.settings.detailsText}</p>
      {details !== null && (
        <dl class="facts">
          <div>
            <dt>{more.settings.birthDate}</dt>
            <dd>{details.birthDate === null ? more.settings.none : dayWords(details.birthDate)}</dd>
          </div>
          <div>
            <dt>{more.settings.email}</dt>
            <dd>{details.email ?? more.settings.none}</dd>
          </div>
        </dl>
      )}
      <p class="actions">
        <Link href="/settings/data" class="text-button">
          {text.data.open}
        </Link>
      </p>
    </section>
  );
}

export function SettingsPage(): JSX.Element {
  const { user } = useStore(session);
  const { failed } = useStore(safety);
  const id = user?.id;
  useEffect(() => {
    if (id === undefined) {
      return undefined;
    }
    void loadRegion();
    void loadSafety();
    return leaveSafety;
  }, [id]);
  if (user === null) {
    return (
      <div class="page page-settings">
        <h1 class="sr">{text.settings.title}</h1>
        <SignedOut icon="key" title={text.settings.title} words={more.settings.signedOut} />
        <LanguageCard />
      </div>
    );
  }
  return (
    <div class="page page-settings">
      <header class="page-head">
        <h1>{text.settings.title}</h1>
        <p class="lead">{more.settings.lead}</p>
      </header>
      {failed && (
        <p class="form-problem" role="alert">
          {more.settings.failed} <Again class="text-button" onAgain={() => void loadSafety()} />
        </p>
      )}
      <div class="cards cards-flow">
        <LanguageCard />
        <FeedCard />
        <ShutOutCard />
        <Sessions />
        <PasskeysCard />
        <PasswordCard handle={user.handle} />
        <CodesCard handle={user.handle} />
        <Own />
        <LeaveCard />
      </div>
    </div>
  );
}
