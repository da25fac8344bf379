/* audience-choice.tsx: whom one's own video is for. */
import type { JSX } from 'preact';
import { visibilities, type Visibility } from '../api-video';
import { more } from '../messages/words-pages';
import { Choice } from './choice';

interface Props {
  chosen: Visibility;
  onChoose: (visibility: Visibility) => void;
}

export function AudienceChoice({ chosen, onChoose }: Props): JSX.Element {
  return (
    <div class="audience">
      <Choice<Visibility>
        icon="lock"
        legend={more.audience.legend}
        name="visibility"
        options={visibilities.map((value) => ({ value, words: more.audience.options[value] }))}
        chosen={chosen}
        onChoose={onChoose}
      />
      <p class="quiet">{more.audience.hints[chosen]}</p>
    </div>
  );
}
