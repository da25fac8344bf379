/* desk-door.tsx: a member sits down, with a statement that their key signs here or elsewhere. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Refusal } from '../api';
import { canSign } from '../logic/member-key';
import { refusalWords } from '../logic/problem';
import type { Statement } from '../logic/statement';
import { text } from '../messages/words';
import { desk } from '../messages/words-desk';
import { useStore } from '../store';
import { seat, signed, sitDown, sitting } from '../stores/seat';
import { DeskKey } from './desk-key';
import { DeskPaste } from './desk-paste';
import { Said } from './said';

function wordsOf(error: unknown): string {
  if (!(error instanceof Refusal)) {
    return text.problem.unknown;
  }
  return error.status === 401 ? desk.door.refused : refusalWords(error);
}

export function DeskDoor({ onSeated }: { onSeated: () => void }): JSX.Element {
  const { is } = useStore(seat);
  const [able, setAble] = useState(true);
  const [made, setMade] = useState<Statement | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const attempt = async (act: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem('');
    try {
      await act();
    } catch (error) {
      setProblem(wordsOf(error));
    }
    setBusy(false);
  };
  const sit = (statement: string): Promise<void> =>
    attempt(async () => {
      await sitDown(statement);
      onSeated();
    });
  const withKey = (): Promise<void> =>
    attempt(async () => {
      await sitDown(await signed(await sitting()));
      onSeated();
    });
  const elsewhere = (): Promise<void> => attempt(async () => setMade(await sitting()));
  useEffect(() => {
    void canSign().then((can) => {
      setAble(can);
      if (!can) {
        void elsewhere();
      }
    });
  }, []);
  return (
    <section class="card card-strong desk-door" aria-labelledby="desk-door">
      <h2 id="desk-door">{desk.door.title}</h2>
      {is === 'over' && <p role="status">{desk.door.over}</p>}
      <p>{able ? desk.logged : desk.paste.noEd25519}</p>
      {able && <DeskKey busy={busy} onKey={() => void withKey()} />}
      <p class="form-problem" role="alert">
        <Said words={problem} />
      </p>
      {able && made === null && (
        <>
          <p class="quiet">{desk.door.trust}</p>
          <button type="button" class="text-button" onClick={() => void elsewhere()}>
            {desk.paste.title}
          </button>
        </>
      )}
      {made !== null && (
        <>
          <DeskPaste key={made.payload} of={made} busy={busy} onSigned={(one) => void sit(one)} />
          <p class="quiet">
            {desk.paste.made}{' '}
            <button type="button" class="text-button" onClick={() => void elsewhere()}>
              {desk.paste.again}
            </button>
          </p>
        </>
      )}
    </section>
  );
}
