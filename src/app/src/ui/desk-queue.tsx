/* desk-queue.tsx: the cases, one a line: what is said to be wrong, by how many, since when. */
import type { JSX } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import type { DeskCase } from '../api-desk';
import { formatAge, formatWhole } from '../format';
import { desk } from '../messages/words-desk';
import { text } from '../messages/words';
import { useStore } from '../store';
import { counts, deskPath, filter, queue, standing } from '../stores/queue';
import { DeskFilters } from './desk-filters';
import { DeskNone, DeskUncut, isCut } from './desk-none';
import { countWords, groundOf, kindWords, Marks } from './desk-words';
import { Link } from './link';
import { ListFoot } from './list-foot';

export const rowId = (id: string): string => `desk-row-${id}`;

function Row({ of, here }: { of: DeskCase; here: boolean }): JSX.Element {
  const grounds = of.grounds.map(groundOf).join(' · ');
  return (
    <li class="desk-row" id={rowId(of.id)} data-here={here} onFocusIn={() => standing.set(of.id)}>
      <Link href={deskPath(of.id)} class="desk-link" here={here}>
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

/* How many there are; of none, why. */
function Count(): JSX.Element {
  const { items } = useStore(queue.store);
  const found = useStore(counts);
  const of = useStore(filter);
  const total = found?.state[of.state];
  const hidden = items?.length === 0 && isCut(of) && found !== null && found.all > 0;
  let words = '';
  if (items?.length === 0) {
    words = hidden ? desk.queue.noneFit : desk.queue.none[of.state];
  } else if (items !== null && total !== undefined) {
    words = desk.queue.count(total, formatWhole(total));
  }
  return (
    <>
      <p class="quiet">
        <span role="status">{words}</span> {isCut(of) && <DeskUncut />}
      </p>
      {hidden && <DeskNone of={of} found={found} />}
    </>
  );
}

/* chosen: the case that is open. */
export function DeskQueue({ chosen }: { chosen: string | null }): JSX.Element {
  const { items, busy } = useStore(queue.store);
  useStore(filter); /* which is in the links */
  useLayoutEffect(() => {
    const at = standing.get();
    if (chosen === null && at !== null) {
      document.querySelector<HTMLElement>(`#${rowId(at)} a`)?.focus();
    }
  }, [chosen]);
  return (
    <section class="desk-queue" aria-label={desk.queue.label}>
      <div class="desk-queue-head">
        <DeskFilters />
        <Count />
      </div>
      {items === null && busy && (
        <span class="spinner" role="status" aria-label={text.feed.buffering} />
      )}
      {items !== null && items.length > 0 && (
        <ul class="desk-rows">
          {items.map((one) => (
            <Row key={one.id} of={one} here={one.id === chosen} />
          ))}
        </ul>
      )}
      <ListFoot list={queue} />
    </section>
  );
}
