/* region.ts: what the region says of itself; asked for once it is needed. */
import { api, type Region } from '../api';
import { createStore } from '../store';

export const region = createStore<Region | null>(null);

let asked: Promise<void> | null = null;

export function loadRegion(): Promise<void> {
  asked ??= api.region().then(
    (value) => region.set(value),
    () => {
      asked = null; /* the next who needs it asks again */
    },
  );
  return asked;
}
