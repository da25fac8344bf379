/* desk-none.tsx: a queue in which nothing is: that nothing waits, or which filter hides how much. */
import type { JSX } from 'preact';
import type { CaseCounts } from '../api-desk';
import { formatWhole } from '../format';
import type { Filter } from '../logic/queue-filter';
import { desk } from '../messages/words-desk';
import { choose } from '../stores/queue';
import { groundOf } from './desk-words';

/* The filters that are chosen, in words, and how many would fit without each. */
function hiding(of: Filter, found: CaseCounts): readonly (readonly [string, number])[] {
  const parts: [string, number][] = [];
  if (of.kind !== null) {
    parts.push([desk.kinds[of.kind], found.kind['any'] ?? 0]);
  }
  if (of.from !== null) {
    parts.push([desk.queue.sources[of.from], found.from['any'] ?? 0]);
  }
  if (of.ground !== null) {
    parts.push([groundOf(of.ground), found.ground['any'] ?? 0]);
  }
  return parts;
}

export function isCut({ kind, from, ground }: Filter): boolean {
  return kind !== null || from !== null || ground !== null;
}

export function DeskUncut(): JSX.Element {
  return (
    <button
      type="button"
      class="text-button"
      onClick={() => choose({ kind: null, from: null, ground: null })}
    >
      {desk.queue.clear}
    </button>
  );
}

export function DeskNone({ of, found }: { of: Filter; found: CaseCounts }): JSX.Element {
  const alone = hiding(of, found).filter(([, n]) => n > 0);
  return (
    <ul class="desk-none">
      {alone.map(([words, n]) => (
        <li key={words}>{desk.queue.hides(words, n, formatWhole(n))}</li>
      ))}
      {(alone.length !== 1 || alone[0]?.[1] !== found.all) && (
        <li>{desk.queue.hideAll(found.all, formatWhole(found.all))}</li>
      )}
    </ul>
  );
}
