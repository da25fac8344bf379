/* menu-row.tsx: one thing to do in a menu, and in a line below it what that does. */
import type { JSX } from 'preact';
import { Icon, type IconName } from './icons';

interface Props {
  icon: IconName;
  words: string;
  hint?: string;
  onPress: () => void;
}

export function MenuRow({ icon, words, hint, onPress }: Props): JSX.Element {
  return (
    <li>
      <button type="button" class="menu-row" onClick={onPress}>
        <Icon name={icon} />
        <span class="menu-words">
          {words}
          {hint !== undefined && <span class="menu-hint">{hint}</span>}
        </span>
      </button>
    </li>
  );
}
