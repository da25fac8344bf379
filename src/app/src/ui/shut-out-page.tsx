/* shut-out-page.tsx: whom one muted, or blocked, and a way back. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { User } from '../api';
import { socialApi } from '../api-social';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { createList, type List } from '../stores/lists';
import { route } from '../stores/route';
import { session } from '../stores/session';
import { letIn, type Way } from '../stores/wishes';
import { Link } from './link';
import { ListFoot } from './list-foot';
import { PersonLink } from './person-link';
import { SignedOut } from './signed-out';

const lists = { mute: socialApi.muted, block: socialApi.blocked };

interface RowProps {
  user: User;
  way: Way;
  again: () => void;
}

function Row({ user, way, again }: RowProps): JSX.Element {
  const [busy, setBusy] = useState(false);
  const back = async (): Promise<void> => {
    setBusy(true);
    if (await letIn(way, user.handle, again)) {
      again();
    }
    setBusy(false);
  };
  return (
    <li class="entry">
      <PersonLink user={user} />
      <button
        type="button"
        class="button"
        aria-label={more.person[way].backLabel(user.handle)}
        disabled={busy}
        onClick={() => void back()}
      >
        {more.person[way].back}
      </button>
    </li>
  );
}

function People({ way, list }: { way: Way; list: List<User> }): JSX.Element {
  const { items, busy } = useStore(list.store);
  const again = (): void => list.load(lists[way]);
  return (
    <section
      class="card"
      aria-busy={busy}
      aria-label={text[way === 'mute' ? 'muted' : 'blocked'].title}
    >
      <ul class="entries">
        {items?.map((user) => (
          <Row key={user.id} user={user} way={way} again={again} />
        ))}
      </ul>
      {items === null && busy && (
        <span class="spinner" role="status" aria-label={text.feed.buffering} />
      )}
      {items?.length === 0 && <p class="quiet">{more.person[way].nobody}</p>}
      <ListFoot list={list} />
    </section>
  );
}

export function ShutOutPage(): JSX.Element {
  const { user } = useStore(session);
  const { page } = useStore(route);
  const way: Way = page === 'blocked' ? 'block' : 'mute';
  const { title } = text[way === 'block' ? 'blocked' : 'muted'];
  const [list] = useState(() => createList<User>());
  const id = user?.id;
  useEffect(() => {
    if (id !== undefined) {
      list.load(lists[way]);
    }
    return list.leave;
  }, [id, way]);
  if (user === null) {
    return (
      <div class="page page-settings">
        <h1 class="sr">{title}</h1>
        <SignedOut icon="hidden" title={title} words={more.person.signedOut} />
      </div>
    );
  }
  return (
    <div class="page page-settings">
      <header class="page-head">
        <h1>{title}</h1>
        <p class="lead">{more.person[way].hint}</p>
      </header>
      <People way={way} list={list} />
      <p class="actions">
        <Link href="/settings" class="text-button">
          {more.person.toSettings}
        </Link>
      </p>
    </div>
  );
}
