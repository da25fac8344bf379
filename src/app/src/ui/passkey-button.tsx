/* passkey-button.tsx: signing in by passkey, with what is wrong if that did not work. With a handle, it
   is one of that account's; without, whichever the browser has for this address. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Refusal } from '../api';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { passkeysPossible } from '../passkey';
import { signWithPasskey } from '../stores/sign';
import { Icon } from './icons';
import { Said } from './said';

export function PasskeyButton({ handle }: { handle: string }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const start = async (): Promise<void> => {
    setBusy(true);
    setProblem('');
    try {
      await signWithPasskey(handle);
    } catch (error) {
      setProblem(error instanceof Refusal ? refusalWords(error) : text.problem.unknown);
    } finally {
      setBusy(false);
    }
  };
  if (!passkeysPossible()) {
    return <p class="quiet passkey-none">{more.sign.passkeyNoName}</p>;
  }
  return (
    <div class="passkey-way">
      <button type="button" class="button wide" disabled={busy} onClick={() => void start()}>
        <Icon name="key" />
        {more.sign.passkey}
      </button>
      <p class="form-problem" role="alert">
        <Said words={problem} />
      </p>
    </div>
  );
}
