/* reports-page.tsx: what one reported, and what became of it. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { reportApi, type Report } from '../api-report';
import { formatAge } from '../format';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { createList } from '../stores/lists';
import { session } from '../stores/session';
import { groundWords } from './ground-choice';
import { Link } from './link';
import { ListFoot } from './list-foot';
import { SignedOut } from './signed-out';
import { StateCard } from './state-card';

function kindOf(about: string | null): keyof typeof more.report.kinds {
  const kind = about?.split(':')[0];
  return kind === 'video' || kind === 'comment' || kind === 'person' ? kind : 'gone';
}

function Row({ of }: { of: Report }): JSX.Element {
  const kind = kindOf(of.about);
  const [, number = ''] = of.about?.split(':') ?? [];
  return (
    <li class="card" data-state={of.state}>
      <h2>
        {more.report.kinds[kind]}: {groundWords({ code: of.ground, words: of.ground })}
      </h2>
      {of.words !== '' && <blockquote dir="auto">{of.words}</blockquote>}
      <p class="quiet">
        <strong>{more.report.states[of.state]}</strong> · {formatAge(of.atMs, Date.now())}
      </p>
      {(kind === 'video' || of.decision !== null) && (
        <p class="actions">
          {kind === 'video' && (
            <Link href={`/v/${number}`} class="text-button">
              {more.report.see}
            </Link>
          )}
          {of.decision !== null && (
            <Link href={`/decisions/${of.decision}`} class="text-button">
              {more.report.decision}
            </Link>
          )}
        </p>
      )}
    </li>
  );
}

function Content(): JSX.Element {
  const [list] = useState(() => createList<Report>());
  const { items, busy } = useStore(list.store);
  useEffect(() => {
    list.load(reportApi.mine);
    return list.leave;
  }, []);
  return (
    <>
      {items?.length === 0 && (
        <StateCard icon="flag" title={more.report.none} words={more.report.noneText}>
          <Link href="/" class="button primary">
            {text.notFound.action}
          </Link>
        </StateCard>
      )}
      <ul class="cards" aria-busy={items === null && busy}>
        {items?.map((one) => (
          <Row key={one.id} of={one} />
        ))}
      </ul>
      <ListFoot list={list} />
    </>
  );
}

export function ReportsPage(): JSX.Element {
  const { user } = useStore(session);
  return (
    <div class="page">
      <header class={user === null ? 'sr' : 'page-head'}>
        <h1>{text.reports.title}</h1>
        {user !== null && <p class="lead">{more.report.listLead}</p>}
      </header>
      {user !== null && <Content key={user.id} />}
      {user === null && (
        <SignedOut icon="flag" title={text.reports.title} words={more.report.signedOut} />
      )}
    </div>
  );
}
