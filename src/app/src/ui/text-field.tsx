/* text-field.tsx: a labelled line of text, with its hint or what is wrong with it. */
import type { JSX, RefObject } from 'preact';
import { Field, type Described } from './field';

interface Props {
  id: string;
  name: string;
  label: string;
  hint?: string | undefined;
  problem?: string | undefined;
  value: string;
  type?: 'text' | 'email';
  /* What the browser may fill in. */
  fills?: string;
  /* Characters. */
  most?: number;
  /* A code: letter by letter, and not to be corrected. */
  code?: boolean;
  input?: RefObject<HTMLInputElement | null>;
  onValue: (value: string) => void;
}

function Input({ described, ...props }: Props & { described: Described }): JSX.Element {
  const { id, name, value, type, fills, most, code, input, onValue } = props;
  const common = {
    ...described,
    ...(input === undefined ? {} : { ref: input }),
    ...(most === undefined ? {} : { maxLength: most }),
    ...(code === true ? { class: 'mono', autocapitalize: 'none' as const, spellcheck: false } : {}),
    id,
    name,
    autocomplete: fills ?? 'off',
    value,
    onInput: (event: { currentTarget: HTMLInputElement }) => onValue(event.currentTarget.value),
  };
  if (type === 'email') {
    return <input {...common} type="email" dir="ltr" />;
  }
  return <input {...common} type="text" dir={code === true ? 'ltr' : 'auto'} />;
}

export function TextField(props: Props): JSX.Element {
  const { id, label, hint, problem } = props;
  return (
    <Field id={id} label={label} hint={hint} problem={problem}>
      {(described) => (
        <div class="input">
          <Input {...props} described={described} />
        </div>
      )}
    </Field>
  );
}
