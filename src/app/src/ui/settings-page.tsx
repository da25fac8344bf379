/* settings-page.tsx: sessions, password, passkeys, recovery codes, and what only oneself sees. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { formatAge } from '../format';
import { text } from '../messages/en';
import { useStore } from '../store';
import { endOthers, endSession, leaveSafety, loadSafety, safety } from '../stores/safety';
import { loadRegion } from '../stores/region';
import { askToSign, session } from '../stores/session';
import type { SessionEntry } from '../api-safety';
import { CodesCard } from './settings-codes';
import { PasskeysCard } from './settings-passkeys';
import { PasswordCard } from './settings-password';
import { StateCard } from './state-card';

/* Days are UTC days: that is all that is kept. */
export function usedWords(dayMs: number, nowMs: number): string {
  const today = Math.floor(nowMs / 86_400_000) * 86_400_000;
  return dayMs >= today ? text.settings.today : formatAge(dayMs, nowMs);
}

function SessionRow({ entry }: { entry: SessionEntry }): JSX.Element {
  const now = Date.now();
  const label = entry.label === '' ? text.settings.unnamed : entry.label;
  return (
    <li class="entry">
      <span class="entry-words">
        <strong>{label}</strong>
        <span class="quiet">
          {text.settings.begun(formatAge(entry.begunMs, now))},{' '}
          {text.settings.used(usedWords(entry.usedDayMs, now))}
        </span>
      </span>
      {entry.current ? (
        <span class="badge">{text.settings.current}</span>
      ) : (
        <button
          type="button"
          class="button"
          aria-label={text.settings.endLabel(label)}
          onClick={() => void endSession(entry.id)}
        >
          {text.settings.end}
        </button>
      )}
    </li>
  );
}

function Sessions(): JSX.Element {
  const { sessions } = useStore(safety);
  return (
    <section class="card" aria-labelledby="safety-sessions">
      <h2 id="safety-sessions">{text.settings.sessions}</h2>
      <p>{text.settings.sessionsText}</p>
      <ul class="entries">
        {sessions?.map((entry) => (
          <SessionRow key={entry.id} entry={entry} />
        ))}
      </ul>
      {sessions !== null && sessions.length > 1 && (
        <p class="actions">
          <button type="button" class="button" onClick={() => void endOthers()}>
            {text.settings.endOthers}
          </button>
        </p>
      )}
    </section>
  );
}

function Own(): JSX.Element {
  const { details } = useStore(safety);
  return (
    <section class="card" aria-labelledby="safety-details">
      <h2 id="safety-details">{text.settings.details}</h2>
      <p>{text.settings.detailsText}</p>
      {details !== null && (
        <dl class="facts">
          <div>
            <dt>{text.settings.birthDate}</dt>
            <dd>{details.birthDate ?? text.settings.none}</dd>
          </div>
          <div>
            <dt>{text.settings.email}</dt>
            <dd>{details.email ?? text.settings.none}</dd>
          </div>
        </dl>
      )}
    </section>
  );
}

export function SettingsPage(): JSX.Element {
  const { user, known } = useStore(session);
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
      <StateCard
        icon="key"
        title={text.settings.title}
        words={known ? text.settings.signedOut : ''}
      >
        {known && (
          <button type="button" class="button primary" onClick={() => askToSign('in')}>
            {text.sign.in}
          </button>
        )}
      </StateCard>
    );
  }
  return (
    <div class="page page-settings">
      <header class="page-head">
        <h1>{text.settings.title}</h1>
        <p class="lead">{text.settings.lead}</p>
      </header>
      {failed && (
        <p class="form-problem" role="alert">
          {text.settings.failed}{' '}
          <button type="button" class="text-button" onClick={() => void loadSafety()}>
            {text.problem.again}
          </button>
        </p>
      )}
      <div class="cards">
        <Sessions />
        <PasskeysCard />
        <PasswordCard handle={user.handle} />
        <CodesCard handle={user.handle} />
        <Own />
      </div>
    </div>
  );
}
