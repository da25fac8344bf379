/* state-card.tsx: what a page says when it has nothing to show: empty, failed, ended, not there. */
import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from './icons';
import { Said } from './said';

interface Props {
  icon: IconName;
  title: string;
  words?: string;
  children?: ComponentChildren;
}

export function StateCard({ icon, title, words, children }: Props): JSX.Element {
  return (
    <div class="state-card">
      <span class="state-icon">
        <Icon name={icon} />
      </span>
      <h2>{title}</h2>
      {words !== undefined && words !== '' && (
        <p>
          <Said words={words} />
        </p>
      )}
      <div class="state-actions">{children}</div>
    </div>
  );
}
