/* birth-input.tsx: a birth date in three fields: everybody knows theirs, and a calendar that opens on
 * today is far from it. */
import type { JSX } from 'preact';
import type { Birth } from '../logic/birth';
import { more } from '../messages/words-pages';
import { Said } from './said';

interface Props {
  value: Birth;
  problem?: string | undefined;
  onValue: (value: Birth) => void;
}

export function BirthInput({ value, problem, onValue }: Props): JSX.Element {
  const wrong = problem !== undefined;
  const described = { 'aria-describedby': 'sign-birth-note', 'aria-invalid': wrong };
  const number = (part: 'day' | 'year', length: number): JSX.Element => (
    <span class="input">
      <input
        {...described}
        name={`birth-${part}`}
        aria-label={more.sign.birth[part]}
        placeholder={more.sign.birthPlaceholder[part]}
        inputMode="numeric"
        autocomplete={`bday-${part}`}
        maxLength={length}
        value={value[part]}
        onInput={(event) =>
          onValue({ ...value, [part]: event.currentTarget.value.replace(/\D/g, '') })
        }
      />
    </span>
  );
  return (
    <fieldset class="field birth" data-wrong={wrong}>
      <legend class="field-head">{more.sign.birth.label}</legend>
      <div class="birth-parts">
        {number('day', 2)}
        <span class="input">
          <select
            {...described}
            name="birth-month"
            aria-label={more.sign.birth.month}
            autocomplete="bday-month"
            value={value.month}
            onChange={(event) => onValue({ ...value, month: event.currentTarget.value })}
          >
            <option value="">{more.sign.birthPlaceholder.month}</option>
            {more.sign.months.map((name, i) => (
              <option key={name} value={String(i + 1)}>
                {name}
              </option>
            ))}
          </select>
        </span>
        {number('year', 4)}
      </div>
      <p class="field-note" id="sign-birth-note" role={wrong ? 'alert' : undefined}>
        <Said words={problem ?? more.sign.birthHint} />
      </p>
    </fieldset>
  );
}
