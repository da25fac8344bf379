/* title-field.tsx: what a video is called, with how many characters are left and its hashtags counted. */
import type { JSX } from 'preact';
import { characters, formatWhole } from '../format';
import { hashtagCount } from '../logic/rich';
import { more } from '../messages/words-pages';
import { Field } from './field';

interface Props {
  id: string;
  value: string;
  most: number;
  problem?: string | undefined;
  onValue: (value: string) => void;
}

/* What is wrong with a title before it is sent; null: nothing. */
export function titleProblem(value: string, most: number): string | null {
  if (value.trim() === '') {
    return more.upload.titleMissing;
  }
  return characters(value.trim()) > most ? more.upload.titleLong(most, formatWhole(most)) : null;
}

export function TitleField({ id, value, most, problem, onValue }: Props): JSX.Element {
  const left = most - characters(value.trim());
  const tags = hashtagCount(value);
  return (
    <Field
      id={id}
      label={more.upload.titleLabel}
      problem={problem}
      hint={tags > 0 ? more.clip.hashtags(tags, formatWhole(tags)) : undefined}
      aside={
        <span
          class="counter"
          data-over={left < 0}
          aria-label={more.upload.titleLeft(left, formatWhole(left))}
        >
          {formatWhole(left)}
        </span>
      }
    >
      {(described) => (
        <textarea
          {...described}
          id={id}
          class="input"
          rows={3}
          dir="auto"
          placeholder={more.upload.titlePlaceholder}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value.replace(/\s+/g, ' '))}
        />
      )}
    </Field>
  );
}
