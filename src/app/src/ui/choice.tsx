/* choice.tsx: one of few, side by side. */
import type { JSX } from 'preact';
import { Icon, type IconName } from './icons';

interface Props<T> {
  icon: IconName;
  legend: string;
  name: string;
  options: readonly { value: T; words: string }[];
  chosen: T;
  onChoose: (value: T) => void;
}

export function Choice<T>({
  icon,
  legend,
  name,
  options,
  chosen,
  onChoose,
}: Props<T>): JSX.Element {
  return (
    <fieldset class="menu-choice">
      <legend>
        <Icon name={icon} />
        {legend}
      </legend>
      <div class="segments">
        {options.map(({ value, words }) => (
          <label key={words} class="segment">
            <input
              type="radio"
              name={name}
              checked={value === chosen}
              onChange={() => onChoose(value)}
            />
            <span dir="auto">{words}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
