/* desk-queue.tsx: the cases, one a line: what is said to be wrong, by how many, since when. */
import type { JSX } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import type { DeskCase } from '../api-desk';
import { formatAge, formatWhole } from '../format';
import { desk } from '../messages/words-desk';
import { text } from '../messages/words';
import { useStore } from '../store';
import { loadQueue, queue, standing, which, type Which } from '../stores/queue';
import { countWords, groundOf, kindWords, Marks } from './desk-words';
import { Link } from './link';
import { ListFoot } from './list-foot';

const CHOICES: readonly Which[] = ['open', 'decided'];

export const rowId = (id: string): string => `desk-row-${id}`;

function Row({ of, here }: { of: DeskCase; here: boolean }): JSX.Element {
  const grounds = of.grounds.map(groundOf).join(' · ');
  return (
    <li class="desk-row" id={rowId(of.id)} data-here={here} onFocusIn={() => standing.set(of.id)}>
      <Link href={`/desk/${of.id}`} class="desk-link" here={here}>
        <span class="desk-what">
          <strong>{desk.title(of.id, kindWords(of))}</strong>
          <Marks of={of} />
        </span>
        <span>{grounds}</span>
        <span class="desk-when">
          {countWords(of)}
          {countWords(of) !== '' && ' · '}
          {formatAge(of.firstMs, Date.now())}
        </span>
      </Link>
    </li>
  );
}

function Choose({ chosen }: { chosen: Which }): JSX.Element {
  return (
    <div class="segments" role="group" aria-label={desk.queue.which}>
      {CHOICES.map((one) => (
        <button
          key={one}
          type="button"
          class="segment"
          aria-pressed={one === chosen}
          onClick={() => loadQueue(one)}
        >
          {desk.queue[one]}
        </button>
      ))}
    </div>
  );
}

/* chosen: the case that is open. */
export function DeskQueue({ chosen }: { chosen: string | null }): JSX.Element {
  const { items, next, busy } = useStore(queue.store);
  const of = useStore(which);
  useLayoutEffect(() => {
    const at = standing.get();
    if (chosen === null && at !== null) {
      document.querySelector<HTMLElement>(`#${rowId(at)} a`)?.focus();
    }
  }, [chosen]);
  const n = items?.length ?? 0;
  const words =
    next === null ? desk.queue.count(n, formatWhole(n)) : desk.queue.countMore(formatWhole(n));
  return (
    <section class="desk-queue" aria-label={desk.queue.label}>
      <div class="desk-queue-head">
        <Choose chosen={of} />
        <p class="quiet" role="status">
          {items !== null && n > 0 && words}
          {items !== null &&
            n === 0 &&
            (of === 'open' ? desk.queue.noneOpen : desk.queue.noneDecided)}
        </p>
      </div>
      {items === null && busy && (
        <span class="spinner" role="status" aria-label={text.feed.buffering} />
      )}
      {n > 0 && (
        <ul class="desk-rows">
          {items?.map((one) => (
            <Row key={one.id} of={one} here={one.id === chosen} />
          ))}
        </ul>
      )}
      <ListFoot list={queue} />
    </section>
  );
}
