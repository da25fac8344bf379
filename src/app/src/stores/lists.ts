/* lists.ts: lists that come in pages: fetched, gone on with, failed, tried again. */
import { Refusal, type Page } from '../api';
import { createStore, type Store } from '../store';
import { noteRefusal } from './session';

export interface Listed<T> {
  /* null: not there yet. */
  items: readonly T[] | null;
  next: string | null;
  busy: boolean;
  error: Refusal | null;
}

export interface List<T> {
  store: Store<Listed<T>>;
  /* From the start, by another way if one is given. */
  load(fetch: (cursor: string | null) => Promise<Page<T>>): void;
  more(): void;
  leave(): void;
}

export const nothingListed = { items: null, next: null, busy: false, error: null } as const;

export function createList<T>(): List<T> {
  const store = createStore<Listed<T>>(nothingListed);
  let run = 0; /* an answer to an earlier question is dropped */
  let fetch: ((cursor: string | null) => Promise<Page<T>>) | null = null;
  const go = async (cursor: string | null): Promise<void> => {
    const mine = run;
    if (fetch === null) {
      return;
    }
    store.patch({ busy: true, error: null });
    try {
      const page = await fetch(cursor);
      if (mine === run) {
        const before = cursor === null ? [] : (store.get().items ?? []);
        store.set({
          items: [...before, ...page.items],
          next: page.next,
          busy: false,
          error: null,
        });
      }
    } catch (error) {
      noteRefusal(error);
      if (mine === run) {
        const refusal = error instanceof Refusal ? error : new Refusal(0, '', '', null);
        store.patch({ busy: false, error: refusal });
      }
    }
  };
  return {
    store,
    load: (by) => {
      run += 1;
      fetch = by;
      store.set(nothingListed);
      void go(null);
    },
    more: () => {
      const { busy, next, items } = store.get();
      if (!busy && (next !== null || items === null)) {
        void go(next);
      }
    },
    leave: () => {
      run += 1;
      fetch = null;
      store.set(nothingListed);
    },
  };
}
