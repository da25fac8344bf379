/* queue.ts: the cases at the desk that one looks at, how many fit which filter, and at which one stands. */
import { deskApi, type CaseCounts, type DeskCase } from '../api-desk';
import { filterQuery, noFilter, type Filter } from '../logic/queue-filter';
import { createStore } from '../store';
import { createList } from './lists';
import { go, route } from './route';
import { noteSeat, seat } from './seat';

export const queue = createList<DeskCase>();
export const filter = createStore<Filter>(noFilter);
/* null: not there yet. */
export const counts = createStore<CaseCounts | null>(null);
/* The case that j and k stand at. */
export const standing = createStore<string | null>(null);

function noteCounts(of: Filter, came: CaseCounts | null): void {
  if (came !== null && filter.get() === of) {
    counts.set(came);
  }
}

export function loadQueue(of: Filter): void {
  filter.set(of);
  queue.load(async (cursor) => {
    try {
      const page = await deskApi.cases(of, cursor);
      seat.patch({ is: 'in' });
      noteCounts(of, page.counts);
      return page;
    } catch (error) {
      noteSeat(error);
      throw error;
    }
  });
}

/* A case, or none, under the filters that are chosen. */
export function deskPath(id: string | null): string {
  return `/desk${id === null ? '' : `/${id}`}${filterQuery(filter.get())}`;
}

/* The address has it, and so the way back; what is open stays open. */
export function choose(change: Partial<Filter>): void {
  const at = route.get();
  const to = { ...filter.get(), ...change };
  const path = at.page === 'desk' && at.id !== null ? `/desk/${at.id}` : '/desk';
  if (filterQuery(to) === filterQuery(filter.get())) {
    loadQueue(to);
  } else {
    go(`${path}${filterQuery(to)}`);
  }
}

/* The neighbour of a case in the list; at the ends, and of none, the end itself. */
export function beside(id: string | null, by: 1 | -1): DeskCase | null {
  const items = queue.store.get().items ?? [];
  const at = items.findIndex((one) => one.id === id);
  const to = at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + by));
  return items[to] ?? null;
}

/* What cannot be counted anew stays as it was counted. */
async function countAnew(): Promise<void> {
  const of = filter.get();
  try {
    noteCounts(of, (await deskApi.cases(of, null)).counts);
  } catch (error) {
    noteSeat(error);
  }
}

/* It does not wait any more: which one is next. */
export function takeOut(id: string): DeskCase | null {
  const items = queue.store.get().items ?? [];
  const at = items.findIndex((one) => one.id === id);
  const waits = filter.get().state !== 'decided';
  if (waits) {
    queue.store.patch({ items: items.filter((one) => one.id !== id) });
  }
  void countAnew();
  return waits ? (items[at + 1] ?? items[at - 1] ?? null) : null;
}
