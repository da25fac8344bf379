/* person-link.tsx: somebody in a list: their picture and names, which lead to their page. */
import type { JSX } from 'preact';
import type { User } from '../api';
import { Avatar } from './avatar';
import { Handle } from './handle';
import { Link } from './link';

export function PersonLink({ user }: { user: User }): JSX.Element {
  return (
    <Link href={`/@${user.handle}`} class="person-link">
      <Avatar user={user} />
      <span class="person-words">
        <strong dir="auto">{user.name ?? user.handle}</strong>
        <span class="quiet">
          <Handle of={user.handle} />
        </span>
      </span>
    </Link>
  );
}
