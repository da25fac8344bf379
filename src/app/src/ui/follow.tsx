/* follow.tsx: following somebody, as a button with words. */
import type { JSX } from 'preact';
import type { User } from '../api';
import { text } from '../messages/words';
import { useStore } from '../store';
import { session } from '../stores/session';
import { follows, isFollowed } from '../stores/toggles';

export function Follow({ user }: { user: User }): JSX.Element | null {
  useStore(follows.acts);
  if (useStore(session).user?.id === user.id) {
    return null;
  }
  const on = isFollowed(user);
  return (
    <button
      type="button"
      class={on ? 'button follow' : 'button primary follow'}
      aria-label={on ? text.feed.unfollowLabel(user.handle) : text.feed.followLabel(user.handle)}
      onClick={() => follows.set(user.handle, !on)}
    >
      {on ? text.feed.followed : text.feed.follow}
    </button>
  );
}
