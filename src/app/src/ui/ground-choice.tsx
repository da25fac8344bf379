/* ground-choice.tsx: what is wrong with something: one of the grounds that the service knows. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Refusal } from '../api';
import { reportApi, type Ground } from '../api-report';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { Again } from './again';
import { Said } from './said';

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
  const [all, setAll] = useState<readonly Ground[] | null>(null);
  const [problem, setProblem] = useState('');
  const load = (): void => {
    setProblem('');
    reportApi.grounds().then(setAll, (error: unknown) => {
      setProblem(error instanceof Refusal ? refusalWords(error) : text.problem.unknown);
    });
  };
  useEffect(load, []);
  if (all === null) {
    return problem === '' ? (
      <span class="spinner" role="status" aria-label={text.feed.buffering} />
    ) : (
      <p class="form-problem" role="alert">
        <Said words={problem} /> <Again class="text-button" onAgain={load} />
      </p>
    );
  }
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
