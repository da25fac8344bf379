/* desk-filters.tsx: by what the queue is cut, and beside each choice how many cases fit it. */
import type { JSX } from 'preact';
import type { CountBy } from '../api-desk';
import { formatWhole } from '../format';
import { ORDERS, SOURCES, STATES, firstOrder, type Filter } from '../logic/queue-filter';
import { KINDS } from '../logic/statement';
import { desk } from '../messages/words-desk';
import { useStore } from '../store';
import { choose, counts, filter } from '../stores/queue';
import { groundOf } from './desk-words';

export const FIRST_FILTER = 'desk-kind';

function counted(words: string, by: CountBy | undefined, value: string): string {
  return by === undefined ? words : desk.queue.option(words, formatWhole(by[value] ?? 0));
}

interface PickProps {
  id: string;
  label: string;
  value: string;
  options: readonly (readonly [value: string, words: string])[];
  onValue: (value: string) => void;
}

function Pick({ id, label, value, options, onValue }: PickProps): JSX.Element {
  return (
    <div class="input">
      <select
        id={id}
        aria-label={label}
        value={value}
        onChange={(event) => onValue(event.currentTarget.value)}
      >
        {options.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

/* The first of them is "any". */
function choices(
  any: string,
  values: readonly (readonly [value: string, words: string])[],
  by: CountBy | undefined,
): readonly (readonly [string, string])[] {
  const rest = values.map(([value, words]) => [value, counted(words, by, value)] as const);
  return [['', counted(any, by, 'any')], ...rest];
}

/* Those that anything fits, and the one that is chosen. */
function groundCodes(by: CountBy | undefined, chosen: string | null): readonly string[] {
  const codes = Object.keys(by ?? {}).filter((code) => code !== 'any' && by?.[code] !== 0);
  return chosen === null || codes.includes(chosen) ? codes : [...codes, chosen];
}

function States({ of }: { of: Filter }): JSX.Element {
  const found = useStore(counts);
  return (
    <div class="segments" role="group" aria-label={desk.queue.which}>
      {STATES.map((one) => (
        <button
          key={one}
          type="button"
          class="segment"
          aria-pressed={one === of.state}
          onClick={() => choose({ state: one, order: firstOrder(one) })}
        >
          {counted(desk.queue.states[one], found?.state, one)}
        </button>
      ))}
    </div>
  );
}

export function DeskFilters(): JSX.Element {
  const of = useStore(filter);
  const found = useStore(counts);
  const words = desk.queue;
  const known = <T extends string>(values: readonly T[], value: string): T | null =>
    values.find((one) => one === value) ?? null;
  return (
    <>
      <States of={of} />
      <div class="desk-filters" role="group" aria-label={words.filters}>
        <Pick
          id={FIRST_FILTER}
          label={words.kind}
          value={of.kind ?? ''}
          options={choices(
            words.anyKind,
            KINDS.map((one) => [one, desk.kinds[one]]),
            found?.kind,
          )}
          onValue={(value) => choose({ kind: known(KINDS, value) })}
        />
        <Pick
          id="desk-from"
          label={words.from}
          value={of.from ?? ''}
          options={choices(
            words.anyFrom,
            SOURCES.map((one) => [one, words.sources[one]]),
            found?.from,
          )}
          onValue={(value) => choose({ from: known(SOURCES, value) })}
        />
        <Pick
          id="desk-why"
          label={words.ground}
          value={of.ground ?? ''}
          options={choices(
            words.anyGround,
            groundCodes(found?.ground, of.ground).map((one) => [one, groundOf(one)]),
            found?.ground,
          )}
          onValue={(value) => choose({ ground: value === '' ? null : value })}
        />
        <Pick
          id="desk-order"
          label={words.order}
          value={of.order}
          options={ORDERS.map((one) => [one, words.orders[one]])}
          onValue={(value) => choose({ order: known(ORDERS, value) ?? firstOrder(of.state) })}
        />
      </div>
    </>
  );
}
