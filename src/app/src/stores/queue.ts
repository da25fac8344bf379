/* queue.ts: what waits at the desk, or does not any more, and which of it one stands at. */
import { deskApi, type DeskCase } from '../api-desk';
import { createStore } from '../store';
import { createList } from './lists';
import { noteSeat, seat } from './seat';

export type Which = 'open' | 'decided';

export const queue = createList<DeskCase>();
export const which = createStore<Which>('open');
/* The case that j and k stand at. */
export const standing = createStore<string | null>(null);

export function loadQueue(of: Which): void {
  which.set(of);
  queue.load(async (cursor) => {
    try {
      const page = await deskApi.cases(of, cursor);
      seat.patch({ is: 'in' });
      return page;
    } catch (error) {
      noteSeat(error);
      throw error;
    }
  });
}

/* The neighbour of a case in the list; at the ends, and of none, the end itself. */
export function beside(id: string | null, by: 1 | -1): DeskCase | null {
  const items = queue.store.get().items ?? [];
  const at = items.findIndex((one) => one.id === id);
  const to = at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + by));
  return items[to] ?? null;
}

/* It does not wait any more: which one is next. */
export function takeOut(id: string): DeskCase | null {
  const items = queue.store.get().items ?? [];
  const at = items.findIndex((one) => one.id === id);
  const next = which.get() === 'open' ? (items[at + 1] ?? items[at - 1] ?? null) : null;
  if (which.get() === 'open') {
    queue.store.patch({ items: items.filter((one) => one.id !== id) });
  }
  return next;
}
