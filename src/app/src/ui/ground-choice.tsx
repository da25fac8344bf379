/* ground-choice.tsx: what is wrong with something: one of the grounds that the service knows. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { reportApi, type Ground } from '../api-report';
import { more } from '../messages/words-pages';

interface Props {
  chosen: string;
  /* Which ones come first, and whether the others come at all. */
  first: 'terms' | 'law';
  only?: boolean;
  onChoose: (code: string) => void;
}

export const groundWords = (ground: Ground): string =>
  more.report.grounds[ground.code] ?? ground.words;

export function GroundChoice({ chosen, first, only, onChoose }: Props): JSX.Element {
  /* Those that have words here, until the service has said which it knows: nothing below them moves. */
  const [all, setAll] = useState<readonly Ground[]>(() =>
    Object.entries(more.report.grounds).map(([code, words]) => ({ code, words })),
  );
  useEffect(() => void reportApi.grounds().then(setAll, () => undefined), []);
  const other = first === 'terms' ? 'law' : 'terms';
  return (
    <>
      {(only === true ? ([first] as const) : ([first, other] as const)).map((group) => (
        <fieldset key={group} class="choices">
          <legend>{more.report.groups[group]}</legend>
          {all
            .filter(({ code }) => code.startsWith(group))
            .map((one) => (
              <label key={one.code}>
                <input
                  type="radio"
                  name="ground"
                  value={one.code}
                  checked={one.code === chosen}
                  onChange={() => onChoose(one.code)}
                />
                {groundWords(one)}
              </label>
            ))}
        </fieldset>
      ))}
    </>
  );
}
