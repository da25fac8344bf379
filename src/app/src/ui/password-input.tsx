/* password-input.tsx: a password, which can be shown. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { more } from '../messages/en-pages';
import type { Described } from './field';

interface Props {
  id: string;
  name: string;
  described: Described;
  value: string;
  /* A new one: the browser may offer to make it up. */
  fresh: boolean;
  onValue: (value: string) => void;
}

export function PasswordInput({ id, name, described, value, fresh, onValue }: Props): JSX.Element {
  const [plain, setPlain] = useState(false);
  const common = {
    ...described,
    id,
    name,
    autocomplete: fresh ? ('new-password' as const) : ('current-password' as const),
    value,
    onInput: (event: { currentTarget: HTMLInputElement }) => onValue(event.currentTarget.value),
  };
  return (
    <div class="input">
      {plain ? <input {...common} type="text" /> : <input {...common} type="password" />}
      <button
        type="button"
        class="input-action"
        aria-label={plain ? more.sign.hideLabel : more.sign.showLabel}
        onClick={() => setPlain(!plain)}
      >
        {plain ? more.sign.hide : more.sign.show}
      </button>
    </div>
  );
}
