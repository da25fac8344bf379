/*
 * store.ts: a value that components and plain code share. State lives in the few stores under
 * stores/; a component holds none that outlives it.
 */
import { useEffect, useState } from 'preact/hooks';

export interface Store<T> {
  get(): T;
  set(value: T): void;
  /* A part of an object store changes, the rest stays. */
  patch(part: Partial<T>): void;
  /* Calls back on every change until the returned function is called. */
  subscribe(callback: () => void): () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const callbacks = new Set<() => void>();
  const set = (next: T): void => {
    if (Object.is(next, value)) {
      return;
    }
    value = next;
    for (const callback of [...callbacks]) {
      callback();
    }
  };
  return {
    get: () => value,
    set,
    patch: (part) => set({ ...value, ...part }),
    subscribe: (callback) => {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
  };
}

/* The store's value; the component is drawn again when it changes. */
export function useStore<T>(store: Store<T>): T {
  const value = store.get();
  const [, redraw] = useState({});
  useEffect(() => {
    let seen = value;
    const look = (): void => {
      if (!Object.is(seen, store.get())) {
        seen = store.get();
        redraw({});
      }
    };
    look(); /* it may have changed between drawing and this */
    return store.subscribe(look);
  }, [store]);
  return value;
}
