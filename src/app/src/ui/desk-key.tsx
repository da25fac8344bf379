/* desk-key.tsx: where a member gives the page their key. The file goes nowhere. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { NoEd25519 } from '../logic/ed25519';
import { desk } from '../messages/words-desk';
import { giveKey } from '../stores/seat';
import { Icon } from './icons';
import { Said } from './said';

interface Props {
  busy: boolean;
  onKey: () => void;
}

export function DeskKey({ busy, onKey }: Props): JSX.Element {
  const [problem, setProblem] = useState('');
  const take = async (input: HTMLInputElement): Promise<void> => {
    const file = input.files?.[0];
    if (file === undefined) {
      return;
    }
    setProblem('');
    try {
      if (await giveKey(file)) {
        onKey();
      } else {
        setProblem(desk.door.notKey);
      }
    } catch (error) {
      setProblem(error instanceof NoEd25519 ? desk.paste.noEd25519 : desk.door.notKey);
    }
    input.value = ''; /* the page keeps no way to the file */
  };
  return (
    <div class="desk-key">
      <label class="button primary" data-busy={busy}>
        <Icon name="key" />
        {busy ? desk.door.busy : desk.door.key}
        <input
          class="sr"
          type="file"
          disabled={busy}
          aria-describedby="desk-key-hint"
          onChange={(event) => void take(event.currentTarget)}
        />
      </label>
      <p class="quiet" id="desk-key-hint">
        {desk.door.keyHint}
      </p>
      <p class="form-problem" role="alert">
        <Said words={problem} />
      </p>
    </div>
  );
}
