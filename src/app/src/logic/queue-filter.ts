/* queue-filter.ts: which cases of the desk are looked at, as the address bar and the service have it. */
import { KINDS, type Kind } from './statement';

export const STATES = ['open', 'answered', 'decided'] as const;
export const SOURCES = ['report', 'notice', 'answer'] as const;
export const ORDERS = ['oldest', 'newest', 'most'] as const;

export type State = (typeof STATES)[number];
export type Source = (typeof SOURCES)[number];
export type Order = (typeof ORDERS)[number];

/* null: any. */
export interface Filter {
  state: State;
  kind: Kind | null;
  from: Source | null;
  ground: string | null;
  order: Order;
}

/* What waits comes oldest first, what does not, newest first, as long as nobody asks for more. */
export function firstOrder(state: State): Order {
  return state === 'decided' ? 'newest' : 'oldest';
}

export const noFilter: Filter = {
  state: 'open',
  kind: null,
  from: null,
  ground: null,
  order: 'oldest',
};

function known<T extends string>(values: readonly T[], value: string | null): T | null {
  return values.find((one) => one === value) ?? null;
}

/* What is not known is left out: an address is what somebody typed. */
export function readFilter(query: string): Filter {
  const given = new URLSearchParams(query);
  const ground = given.get('ground');
  const state = known(STATES, given.get('state')) ?? 'open';
  return {
    state,
    kind: known(KINDS, given.get('kind')),
    from: known(SOURCES, given.get('from')),
    ground: ground !== null && /^[a-z-]{1,32}$/.test(ground) ? ground : null,
    order: known(ORDERS, given.get('order')) ?? firstOrder(state),
  };
}

/* Nothing of what goes without saying. */
export function filterQuery(of: Filter): string {
  const parts = new URLSearchParams();
  if (of.state !== 'open') {
    parts.set('state', of.state);
  }
  for (const part of ['kind', 'from', 'ground'] as const) {
    const value = of[part];
    if (value !== null) {
      parts.set(part, value);
    }
  }
  if (of.order !== firstOrder(of.state)) {
    parts.set('order', of.order);
  }
  const query = parts.toString();
  return query === '' ? '' : `?${query}`;
}
