/* words-field.tsx: a labelled piece of prose, with its hint or what is wrong with it. */
import type { JSX } from 'preact';
import { Field } from './field';

interface Props {
  id: string;
  label: string;
  hint: string;
  problem?: string | undefined;
  rows: number;
  /* Characters. */
  most?: number;
  value: string;
  onValue: (value: string) => void;
}

export function WordsField(props: Props): JSX.Element {
  const { id, label, hint, problem, rows, most, value, onValue } = props;
  return (
    <Field id={id} label={label} hint={hint} problem={problem}>
      {(described) => (
        <textarea
          {...described}
          {...(most === undefined ? {} : { maxLength: most })}
          id={id}
          class="input"
          rows={rows}
          dir="auto"
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
