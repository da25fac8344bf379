/*
 * outbox.ts: watch events on their way to the service. They go in batches, one batch at a time; one
 * that could not be delivered goes again with the next; one that the service refuses is dropped.
 */
import type { Watch } from '../api';

export const BATCH_MAX = 40; /* the service takes no more in one request */
const KEPT_MAX = 400; /* past this the oldest go */

export interface Outbox {
  add(watch: Watch): void;
  /* Sends what waits. last: the page is about to go, so nothing may be waited for. */
  flush(last: boolean): Promise<void>;
  waiting(): number;
}

/* send: resolves true if the batch is settled (kept or refused for good), false to try again. */
export function createOutbox(send: (batch: Watch[], last: boolean) => Promise<boolean>): Outbox {
  let queue: Watch[] = [];
  let busy = false;

  const sendOne = async (last: boolean): Promise<boolean> => {
    const batch = queue.slice(0, BATCH_MAX);
    queue = queue.slice(batch.length);
    const settled = await send(batch, last);
    if (!settled) {
      queue = [...batch, ...queue].slice(-KEPT_MAX);
    }
    return settled;
  };

  const flush = async (last: boolean): Promise<void> => {
    if (last) {
      const sends: Promise<boolean>[] = [];
      while (queue.length > 0) {
        sends.push(sendOne(true));
      }
      await Promise.all(sends);
      return;
    }
    if (busy) {
      return;
    }
    busy = true;
    try {
      while (queue.length > 0 && (await sendOne(false))) {
        /* the next batch */
      }
    } finally {
      busy = false;
    }
  };

  return {
    add: (watch) => {
      queue = [...queue, watch].slice(-KEPT_MAX);
    },
    flush,
    waiting: () => queue.length,
  };
}
