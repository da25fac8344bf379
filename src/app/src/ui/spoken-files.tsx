/* spoken-files.tsx: captions of a video: those that it has, and one more, from a file. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatLanguage } from '../format';
import { languagesOf, type Spoken } from '../logic/spoken';
import { more } from '../messages/words-pages';
import { language } from '../stores/language';
import { readSpoken } from '../stores/spoken';
import { Icon } from './icons';
import { Said } from './said';

interface Props {
  /* Tags of languages. */
  has: readonly string[];
  /* What is wrong, in words; null: it was taken. */
  onAdd: (spoken: Spoken) => Promise<string | null>;
  onRemove: (lang: string) => void;
}

function Row({ lang, onRemove }: { lang: string; onRemove: () => void }): JSX.Element {
  const name = formatLanguage(lang);
  return (
    <li class="entry">
      <span class="entry-words">{name}</span>
      <button
        type="button"
        class="button"
        aria-label={more.spoken.removeLabel(name)}
        onClick={onRemove}
      >
        {more.spoken.remove}
      </button>
    </li>
  );
}

export function SpokenFiles({ has, onAdd, onRemove }: Props): JSX.Element {
  const [lang, setLang] = useState<string>(language.get());
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const sorted = languagesOf
    .map((tag) => ({ tag, name: formatLanguage(tag) }))
    .sort((a, b) => a.name.localeCompare(b.name, language.get()));
  const add = async (file: File | undefined): Promise<void> => {
    if (file === undefined) {
      return;
    }
    setBusy(true);
    const read = await readSpoken(file, lang);
    setProblem(typeof read === 'string' ? read : ((await onAdd(read)) ?? ''));
    setBusy(false);
  };
  return (
    <section class="spoken" aria-labelledby="spoken-title">
      <p id="spoken-title" class="field-head">
        {more.sheet.captions}
      </p>
      <ul class="entries">
        {has.map((one) => (
          <Row key={one} lang={one} onRemove={() => onRemove(one)} />
        ))}
      </ul>
      <div class="spoken-add">
        <span class="input">
          <select
            name="language"
            aria-label={more.spoken.language}
            value={lang}
            onChange={(event) => setLang(event.currentTarget.value)}
          >
            {sorted.map(({ tag, name }) => (
              <option key={tag} value={tag}>
                {name}
              </option>
            ))}
          </select>
        </span>
        <label class="button" data-busy={busy}>
          <Icon name="captions" />
          {more.spoken.choose}
          <input
            class="sr"
            type="file"
            name="captions"
            accept=".vtt,text/vtt"
            disabled={busy}
            onChange={(event) => {
              const { currentTarget: input } = event;
              void add(input.files?.[0]);
              input.value = ''; /* the same file may be chosen again */
            }}
          />
        </label>
      </div>
      <p class="field-note">{more.spoken.hint}</p>
      <p class="form-problem" role="alert">
        <Said words={problem} />
      </p>
    </section>
  );
}
