/* notices-page.tsx: what somebody is told of; what is on the page has been read. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ownApi, type Notice } from '../api-own';
import { formatAge, formatWhole } from '../format';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { createList } from '../stores/lists';
import { unread } from '../stores/news';
import { noteRefusal, session } from '../stores/session';
import { Avatar } from './avatar';
import { Icon, type IconName } from './icons';
import { Link } from './link';
import { ListFoot } from './list-foot';
import { SignedOut } from './signed-out';
import { StateCard } from './state-card';

const icons: Readonly<Record<Notice['kind'], IconName>> = {
  follow: 'person',
  comment: 'comment',
  reply: 'comment',
  mention: 'comment',
  likes: 'heart',
  decision: 'alert',
  report: 'alert',
  video: 'watch',
};

function words(of: Notice): string {
  const says = more.notices;
  const who = of.person === null ? says.somebody : text.feed.by(of.person.handle);
  switch (of.kind) {
    case 'likes': {
      const n = of.count ?? 0;
      const shown = formatWhole(n);
      return of.comment === null ? says.likes(n, shown) : says.likesComment(n, shown);
    }
    case 'decision':
      return says.decision;
    case 'report':
      return of.reported === 'decided' ? says.reportDecided : says.reportClosed;
    case 'video':
      if (of.video?.state !== 'public') {
        return says.isNot;
      }
      return of.video.title === null ? says.isReady : says.isPublic;
    default:
      return says[of.kind](who);
  }
}

function target(of: Notice): string | null {
  if (of.kind === 'follow') {
    return of.person === null ? null : `/@${of.person.handle}`;
  }
  if (of.kind !== 'video' && of.decision !== null) {
    return `/decisions/${of.decision}`;
  }
  if (of.kind === 'report') {
    return '/me/reports';
  }
  if (of.kind === 'decision' || (of.kind === 'video' && of.video?.state !== 'public')) {
    return '/me';
  }
  return of.video?.state === 'public' ? `/v/${of.video.id}` : null;
}

function Row({ of }: { of: Notice }): JSX.Element {
  const to = target(of);
  const quoted = of.comment ?? of.video?.title ?? null;
  const body = (
    <>
      {of.person === null ? (
        <span class="notice-face">
          <Icon name={icons[of.kind]} />
        </span>
      ) : (
        <Avatar user={of.person} />
      )}
      <span class="notice-words">
        <span>
          {of.unread && <span class="sr">{more.notices.fresh} </span>}
          {words(of)}
        </span>
        {quoted !== null && (
          <span class="notice-quote" dir="auto">
            {quoted}
          </span>
        )}
        <span class="quiet">{formatAge(of.atMs, Date.now())}</span>
      </span>
      {of.video?.poster !== null && of.video?.poster !== undefined && (
        <img class="notice-picture" src={of.video.poster} alt="" loading="lazy" />
      )}
    </>
  );
  return (
    <li class="notice" data-unread={of.unread}>
      {to === null ? <div>{body}</div> : <Link href={to}>{body}</Link>}
    </li>
  );
}

/* The newest that is shown, and all before it. */
async function markRead(items: readonly Notice[]): Promise<void> {
  const [newest] = items;
  if (newest === undefined || !newest.unread) {
    return;
  }
  try {
    await ownApi.noticesRead(newest.id);
    unread.set(0);
  } catch (error) {
    noteRefusal(error);
  }
}

function Content(): JSX.Element {
  const [list] = useState(() => createList<Notice>());
  const { items, busy } = useStore(list.store);
  const fresh = useStore(unread);
  const [read, setRead] = useState(false);
  const came = items !== null;
  const load = (): void => {
    setRead(false);
    list.load(ownApi.notices);
  };
  useEffect(() => {
    load();
    return list.leave;
  }, []);
  useEffect(() => {
    if (came) {
      void markRead(list.store.get().items ?? []).then(() => setRead(true));
    }
  }, [came]);
  return (
    <>
      {/* What comes while one reads waits above, so that nothing moves. */}
      {fresh > 0 && read && (
        <button type="button" class="button more" onClick={load}>
          {more.notices.show}
        </button>
      )}
      <ul class="notices" aria-busy={items === null && busy}>
        {items?.map((one) => (
          <Row key={one.id} of={one} />
        ))}
      </ul>
      {items === null && busy && (
        <span class="spinner" role="status" aria-label={text.feed.buffering} />
      )}
      {items?.length === 0 && (
        <StateCard icon="bell" title={more.notices.emptyTitle} words={more.notices.emptyText} />
      )}
      <ListFoot list={list} />
    </>
  );
}

export function NoticesPage(): JSX.Element {
  const { user } = useStore(session);
  return (
    <div class="page">
      <header class={user === null ? 'sr' : 'page-head'}>
        <h1>{text.notices.title}</h1>
      </header>
      {user !== null && <Content key={user.id} />}
      {user === null && (
        <SignedOut icon="bell" title={text.notices.title} words={more.notices.signedOut} />
      )}
    </div>
  );
}
