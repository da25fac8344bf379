/* avatar.tsx: a person's first letter on a colour that is always theirs. */
import type { JSX } from 'preact';
import type { User } from '../api';

/* One of 24 hues, from the id's digits. */
function hue(id: string): number {
  let sum = 7;
  for (const digit of id) {
    sum = (sum * 31 + digit.charCodeAt(0)) % 997;
  }
  return (sum % 24) * 15;
}

export function Avatar({ user }: { user: User }): JSX.Element {
  return (
    <span class="avatar" style={{ '--hue': String(hue(user.id)) }} aria-hidden="true">
      {user.handle.charAt(0)}
    </span>
  );
}
