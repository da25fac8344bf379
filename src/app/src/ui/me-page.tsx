/* me-page.tsx: a person's own videos in every state, and what they watched. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Video } from '../api';
import { ownApi, type Decision } from '../api-own';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { createList, type List } from '../stores/lists';
import { leaveMine, loadMine, mine, moreSeen, moreVideos } from '../stores/mine';
import { askToSign, session, signOut } from '../stores/session';
import { Again } from './again';
import { Avatar } from './avatar';
import { Handle } from './handle';
import { Icon } from './icons';
import { Link } from './link';
import { OwnDecisions } from './own-decisions';
import { OwnLists } from './own-lists';
import { OwnVideos } from './own-videos';
import { SeenList } from './seen-list';
import { StateCard } from './state-card';

function More({ onMore }: { onMore: () => void }): JSX.Element {
  return (
    <button type="button" class="button more" onClick={onMore}>
      {more.me.more}
    </button>
  );
}

function SignedOut(): JSX.Element {
  return (
    <StateCard icon="person" title={more.me.signedOutTitle} words={more.me.signedOutText}>
      <button type="button" class="button primary" onClick={() => askToSign('in')}>
        {text.sign.in}
      </button>
      <button type="button" class="button" onClick={() => askToSign('up')}>
        {text.sign.up}
      </button>
    </StateCard>
  );
}

/* It is there, or will not be. */
function useCame<T>(list: List<T>): boolean {
  const { items, error } = useStore(list.store);
  return items !== null || error !== null;
}

function History(): JSX.Element {
  const { seen } = useStore(mine);
  return (
    <section class="section" aria-labelledby="me-history">
      <h2 id="me-history">{more.me.history}</h2>
      <p class="sealed">
        <Icon name="lock" />
        {more.me.sealed}
      </p>
      {seen !== null && seen.items.length > 0 && <SeenList items={seen.items} />}
      {seen?.items.length === 0 && <p class="quiet">{more.me.noHistory}</p>}
      {seen !== null && seen.next !== null && <More onMore={moreSeen} />}
    </section>
  );
}

/* Each part waits for those above it: nothing that one reads moves. */
function Content(): JSX.Element {
  const { videos, seen, failed } = useStore(mine);
  const [decisions] = useState(() => createList<Decision>());
  const [listed] = useState(() => createList<Video>());
  const [open, setOpen] = useState(false);
  const decided = useCame(decisions);
  const filled = useCame(listed);
  const above = (videos !== null || failed) && decided;
  useEffect(() => {
    decisions.load(ownApi.decisions);
    return decisions.leave;
  }, []);
  useEffect(() => setOpen((now) => now || (above && filled)), [above, filled]);
  return (
    <>
      {failed && (
        <p class="form-problem" role="alert">
          {more.me.failed} <Again class="text-button" onAgain={loadMine} />
        </p>
      )}
      <section class="section" aria-labelledby="me-videos">
        <h2 id="me-videos">{more.me.videos}</h2>
        {videos !== null && videos.items.length > 0 && <OwnVideos items={videos.items} />}
        {videos?.items.length === 0 && (
          <p class="quiet">
            {more.me.noVideos}{' '}
            <Link href="/upload" class="text-button">
              {text.upload.title}
            </Link>
          </p>
        )}
        {videos !== null && videos.next !== null && <More onMore={moreVideos} />}
      </section>
      {above && (
        <>
          <OwnDecisions list={decisions} />
          <p class="section">
            <Link href="/me/reports" class="text-button">
              {text.reports.title}
            </Link>
          </p>
          <OwnLists list={listed} />
        </>
      )}
      {open && <History />}
      {open && (seen !== null || failed) && <Elsewhere />}
    </>
  );
}

function Elsewhere(): JSX.Element {
  return (
    <p class="me-map">
      <Link href="/about" class="text-button">
        {text.nav.about}
      </Link>{' '}
      ·{' '}
      <Link href="/data-map" class="text-button">
        {text.map.open}
      </Link>
    </p>
  );
}

export function MePage(): JSX.Element {
  const { user, known } = useStore(session);
  const id = user?.id;
  useEffect(() => {
    if (id === undefined) {
      return undefined;
    }
    loadMine();
    return leaveMine;
  }, [id]);
  return (
    <div class="page">
      <h1 key={id} class={user === null ? 'sr' : 'me-head'}>
        {user === null ? (
          text.me.title
        ) : (
          <>
            <Avatar user={user} />
            <Link href={`/@${user.handle}`} class="me-handle" title={more.me.page}>
              <Handle of={user.handle} />
            </Link>
            <Link href="/settings" class="button" title={text.settings.title}>
              <Icon name="key" />
              <span class="me-settings">{text.settings.short}</span>
            </Link>
            <button type="button" class="button" onClick={() => void signOut()}>
              {text.sign.out}
            </button>
          </>
        )}
      </h1>
      {known && user === null && <SignedOut />}
      {user !== null && <Content />}
      {known && user === null && <Elsewhere />}
    </div>
  );
}
