/* password-field.tsx: a labelled password, which can be shown. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { more } from '../messages/words-pages';
import { Field } from './field';
import type { Described } from './field';

interface Props {
  id: string;
  name: string;
  label: string;
  hint?: string | undefined;
  problem?: string | undefined;
  value: string;
  /* A new one: the browser may offer to make it up. */
  fresh: boolean;
  onValue: (value: string) => void;
}

function Input({
  id,
  name,
  described,
  value,
  fresh,
  onValue,
}: Props & { described: Described }): JSX.Element {
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

export function PasswordField(props: Props): JSX.Element {
  const { id, label, hint, problem } = props;
  return (
    <Field id={id} label={label} hint={hint} problem={problem}>
      {(described) => <Input {...props} described={described} />}
    </Field>
  );
}
