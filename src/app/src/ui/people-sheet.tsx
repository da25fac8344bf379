/* people-sheet.tsx: who follows somebody, and whom they follow. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { User } from '../api';
import { socialApi } from '../api-social';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { createList } from '../stores/lists';
import { Avatar } from './avatar';
import { Follow } from './follow';
import { Handle } from './handle';
import { Link } from './link';
import { SheetFrame } from './sheet';

function Row({ user }: { user: User }): JSX.Element {
  return (
    <li class="person-row">
      <Link href={`/@${user.handle}`} class="person-link">
        <Avatar user={user} />
        <span class="person-words">
          <strong dir="auto">{user.name ?? user.handle}</strong>
          <span class="quiet">
            <Handle of={user.handle} />
          </span>
        </span>
      </Link>
      <Follow user={user} />
    </li>
  );
}

interface Props {
  person: User;
  which: 'followers' | 'following';
}

export function PeopleSheet({ person, which }: Props): JSX.Element {
  const [list] = useState(() => createList<User>());
  const { items, next, busy, error } = useStore(list.store);
  const { handle } = person;
  useEffect(() => {
    list.load((cursor) => socialApi.people(handle, which, cursor));
    return list.leave;
  }, [handle, which]);
  return (
    <SheetFrame
      title={which === 'followers' ? more.profile.followersTitle : more.profile.followingTitle}
    >
      <ul class="person-rows">
        {items?.map((user) => (
          <Row key={user.id} user={user} />
        ))}
      </ul>
      {items?.length === 0 && <p class="quiet">{more.profile.nobody}</p>}
      {items === null && busy && (
        <span class="spinner" role="status" aria-label={text.feed.buffering} />
      )}
      {error !== null && (
        <p class="form-problem" role="alert">
          {refusalWords(error)}{' '}
          <button type="button" class="text-button" onClick={list.more}>
            {text.problem.again}
          </button>
        </p>
      )}
      {next !== null && error === null && (
        <button type="button" class="button more" disabled={busy} onClick={list.more}>
          {more.profile.more}
        </button>
      )}
    </SheetFrame>
  );
}
