/* language-card.tsx: which language is spoken here. */
import type { JSX } from 'preact';
import { isLanguage, languages } from '../logic/language';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { changeLanguage, language } from '../stores/language';
import { say } from '../stores/toast';
import { Icon } from './icons';

export function LanguageCard(): JSX.Element {
  const spoken = useStore(language);
  const choose = (next: string): void => {
    if (isLanguage(next)) {
      changeLanguage(next).catch(() => say(more.language.failed));
    }
  };
  return (
    <section class="card" aria-labelledby="settings-language">
      <h2 id="settings-language">
        <Icon name="globe" /> {more.language.title}
      </h2>
      <p>{more.language.text}</p>
      <fieldset class="segments" aria-labelledby="settings-language">
        {Object.entries(languages).map(([tag, { name }]) => (
          <label key={tag} class="segment">
            <input
              type="radio"
              name="language"
              checked={tag === spoken}
              onChange={() => choose(tag)}
            />
            <span lang={tag}>{name}</span>
          </label>
        ))}
      </fieldset>
    </section>
  );
}
