/*
 * note.ts: reads what a signed checkpoint says (C2SP tlog-checkpoint). It checks no signature: a page
 * that the service sent cannot vouch for the service. `vitrine verify` does.
 */
export interface Checkpoint {
  origin: string;
  size: number;
  root: string;
  signatures: number;
}

/* null: not a checkpoint. */
export function readCheckpoint(note: string): Checkpoint | null {
  const cut = note.lastIndexOf('\n\n');
  if (cut < 0) {
    return null;
  }
  const [origin, size, root] = note.slice(0, cut).split('\n');
  if (!origin || !root || size === undefined || !/^(0|[1-9][0-9]{0,14})$/.test(size)) {
    return null;
  }
  const signatures = note
    .slice(cut + 2)
    .split('\n')
    .filter((line) => line.startsWith('\u2014 ')).length;
  return { origin, size: Number(size), root, signatures };
}
