/* look.ts: whether the picture of the case that is open is to be seen. */
import { createStore } from '../store';

export const clear = createStore(false);

export function toggleClear(): void {
  clear.set(!clear.get());
}
