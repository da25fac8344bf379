/* signed-out.tsx: what a page of one's own says to whoever is not signed in. */
import type { JSX } from 'preact';
import { text } from '../messages/words';
import { useStore } from '../store';
import { askToSign, session } from '../stores/session';
import type { IconName } from './icons';
import { StateCard } from './state-card';

interface Props {
  icon: IconName;
  title: string;
  words: string;
}

/* Until it is known who is here, no more than the title. */
export function SignedOut({ icon, title, words }: Props): JSX.Element {
  const { known } = useStore(session);
  return (
    <StateCard icon={icon} title={title} words={known ? words : ''}>
      {known && (
        <button type="button" class="button primary" onClick={() => askToSign('in')}>
          {text.sign.in}
        </button>
      )}
    </StateCard>
  );
}
