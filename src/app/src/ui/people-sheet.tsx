/* people-sheet.tsx: who follows somebody, and whom they follow. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { User } from '../api';
import { socialApi } from '../api-social';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { createList } from '../stores/lists';
import { Follow } from './follow';
import { ListFoot } from './list-foot';
import { PersonLink } from './person-link';
import { SheetFrame } from './sheet';

function Row({ user }: { user: User }): JSX.Element {
  return (
    <li class="person-row">
      <PersonLink user={user} />
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
  const { items, busy } = useStore(list.store);
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
      <ListFoot list={list} />
    </SheetFrame>
  );
}
