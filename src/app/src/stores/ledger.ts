/* ledger.ts: the checkpoint as it was last fetched, for the page about trust. */
import { api } from '../api';
import { readCheckpoint, type Checkpoint } from '../logic/note';
import { createStore } from '../store';

export interface Ledger {
  checkpoint: Checkpoint | null;
  fetchedMs: number;
  failed: boolean;
  busy: boolean;
}

export const ledger = createStore<Ledger>({
  checkpoint: null,
  fetchedMs: 0,
  failed: false,
  busy: false,
});

export async function fetchCheckpoint(): Promise<void> {
  ledger.patch({ busy: true });
  try {
    const checkpoint = readCheckpoint(await api.checkpoint());
    ledger.set({ checkpoint, fetchedMs: Date.now(), failed: checkpoint === null, busy: false });
  } catch {
    ledger.patch({ failed: true, busy: false });
  }
}
