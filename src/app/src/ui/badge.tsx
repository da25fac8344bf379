/* badge.tsx: says on every page that nobody reviewed this build. */
import type { JSX } from 'preact';
import { text } from '../messages/words';
import { Link } from './link';

export function Badge(): JSX.Element {
  return (
    <Link href="/about" class="badge" title={text.badge.title}>
      <span class="badge-dot" aria-hidden="true" />
      {text.badge.short}
    </Link>
  );
}
