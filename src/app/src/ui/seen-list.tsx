/* seen-list.tsx: what was watched, the latest first. */
import type { JSX } from 'preact';
import { formatAge, formatClock } from '../format';
import { more } from '../messages/words-pages';
import type { Seen } from '../stores/mine';
import { Handle } from './handle';
import { Link } from './link';

function Row({ seen }: { seen: Seen }): JSX.Element {
  const { shown } = seen;
  const facts = `${more.me.watched(formatClock(Math.max(1000, seen.watchedMs)))} · ${formatAge(seen.atMs, Date.now())}`;
  const body = (
    <>
      <span class="seen-picture">{shown && <img src={shown.poster} alt="" loading="lazy" />}</span>
      <span class="seen-words">
        <span class="seen-title" dir="auto">
          {shown === null ? more.me.unknownVideo : (shown?.title ?? '\u00a0')}
        </span>
        <span class="quiet">
          {shown && (
            <>
              <Handle of={shown.author.handle} /> ·{' '}
            </>
          )}
          {facts}
        </span>
      </span>
    </>
  );
  return (
    <li class="seen">{shown ? <Link href={`/v/${shown.id}`}>{body}</Link> : <div>{body}</div>}</li>
  );
}

export function SeenList({ items }: { items: readonly Seen[] }): JSX.Element {
  return (
    <ul class="seen-list">
      {items.map((seen, place) => (
        <Row key={`${seen.video}-${seen.atMs}-${place}`} seen={seen} />
      ))}
    </ul>
  );
}
