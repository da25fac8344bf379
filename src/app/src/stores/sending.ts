/* sending.ts: whether an upload is under way, for the way around, which comes before the rest of it. */
import { createStore } from '../store';

export const sending = createStore(false);
