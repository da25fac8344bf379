/* avatar.tsx: a person's picture; without one, their first letter on a colour that is always theirs. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { User } from '../api';

/* One of 24 hues, from the id's digits. */
function hue(id: string): number {
  let sum = 7;
  for (const digit of id) {
    sum = (sum * 31 + digit.charCodeAt(0)) % 997;
  }
  return (sum % 24) * 15;
}

type Face = Pick<User, 'id' | 'handle' | 'avatar'>;

export function Avatar({ user }: { user: Face }): JSX.Element {
  const [failed, setFailed] = useState<string | null>(null);
  const { avatar } = user;
  return (
    <span class="avatar" style={{ '--hue': String(hue(user.id)) }} aria-hidden="true">
      {user.handle.charAt(0)}
      {avatar !== null && avatar !== failed && (
        <img src={avatar} alt="" width={256} height={256} onError={() => setFailed(avatar)} />
      )}
    </span>
  );
}
