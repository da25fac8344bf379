/* field.tsx: a labelled input with its hint, or what is wrong with it. */
import type { ComponentChildren, JSX } from 'preact';
import { Said } from './said';

export interface Described {
  'aria-describedby': string;
  'aria-invalid': boolean;
}

interface Props {
  id: string;
  label: string;
  hint?: string | undefined;
  problem?: string | undefined;
  aside?: ComponentChildren;
  children: (described: Described) => JSX.Element;
}

export function Field({ id, label, hint, problem, aside, children }: Props): JSX.Element {
  const words = problem ?? hint ?? '';
  const wrong = problem !== undefined;
  return (
    <div class="field" data-wrong={wrong}>
      <div class="field-head">
        <label for={id}>{label}</label>
        {aside}
      </div>
      {children({ 'aria-describedby': `${id}-note`, 'aria-invalid': wrong })}
      <p class="field-note" id={`${id}-note`} role={wrong ? 'alert' : undefined}>
        <Said words={words} />
      </p>
    </div>
  );
}
