/*
 * seat.ts: a member at the desk. The sitting is a cookie that no script sees, and ends by itself; the key
 * is here while a page of the desk is open, and nowhere else.
 */
import { api, Refusal } from '../api';
import { deskApi } from '../api-desk';
import { takeKey, type Signer } from '../logic/member-key';
import { sealed, signedBytes, sittingOf, type Mark, type Statement } from '../logic/statement';
import { hex } from '../logic/tlog';
import { createStore } from '../store';
import { rememberSeat, seatedUntil } from './prefs';

const SITTING_MS = 12 * 3600 * 1000; /* as long as the service lets it be */
const PUID = 16;

export interface Seat {
  /* unknown: it was not asked yet; over: it was, and is no more. */
  is: 'unknown' | 'out' | 'over' | 'in';
  /* What the service said at sitting down. */
  untilMs: number | null;
  /* Whose key is here. */
  key: string | null;
}

const nobody: Seat = { is: 'unknown', untilMs: null, key: null };

export const seat = createStore<Seat>(nobody);

let signer: Signer | null = null;

export function randomHex(bytes: number): string {
  return hex(crypto.getRandomValues(new Uint8Array(bytes)));
}

export function markOf(region: string): Mark {
  return { region, puid: randomHex(PUID), madeMs: Date.now() };
}

/* false: the file is no member's key. Throws NoEd25519. */
export async function giveKey(file: File): Promise<boolean> {
  const taken = await takeKey(new Uint8Array(await file.arrayBuffer()));
  if (taken === null) {
    return false;
  }
  signer = taken;
  seat.patch({ key: taken.key });
  return true;
}

/* When the page is left. The sitting goes on. */
export function dropKey(): void {
  signer = null;
  seat.patch({ key: null });
}

export async function signed(statement: Statement): Promise<string> {
  if (signer === null) {
    throw new Error('no key');
  }
  return sealed(statement, signer.key, await signer.sign(signedBytes(statement.payload)));
}

/* To be signed, here or elsewhere. */
export async function sitting(): Promise<Statement> {
  const mark = markOf((await api.region()).origin);
  return sittingOf(mark.madeMs + SITTING_MS, mark);
}

/* Whether to ask at the desk: where nobody sat down, it can only be refused. */
export function maySit(): boolean {
  const untilMs = seat.get().untilMs ?? seatedUntil();
  const may = untilMs !== null && Date.now() < untilMs;
  seat.patch(may ? { untilMs } : { is: 'out', untilMs: null });
  return may;
}

export async function sitDown(statement: string): Promise<void> {
  const { untilMs } = await deskApi.sitDown(statement);
  rememberSeat(untilMs);
  seat.patch({ is: 'in', untilMs });
}

export async function standUp(): Promise<void> {
  try {
    await deskApi.standUp();
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 401) {
      throw error;
    }
  }
  dropKey();
  rememberSeat(null);
  seat.set({ ...nobody, is: 'out' });
}

/* For any answer at the desk: whether it says that nobody sits there. */
export function noteSeat(error: unknown): void {
  if (error instanceof Refusal && error.status === 401) {
    dropKey();
    rememberSeat(null);
    const { is } = seat.get();
    seat.patch({ is: is === 'unknown' || is === 'out' ? 'out' : 'over', untilMs: null });
  }
}
