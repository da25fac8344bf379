/* rich.tsx: a text whose hashtags and people lead to their pages. */
import type { JSX } from 'preact';
import { pieces } from '../logic/rich';
import { Link } from './link';

interface Props {
  text: string;
  /* Whom it may lead to; left out: whomever it names. */
  people?: readonly string[];
  onFollow?: () => void;
}

export function Rich({ text, people, onFollow }: Props): JSX.Element {
  return (
    <>
      {pieces(text, people ?? null).map((piece, place) =>
        piece.href === null ? (
          piece.text
        ) : (
          <Link
            key={place}
            href={piece.href}
            class="rich-link"
            {...(onFollow === undefined ? {} : { onFollow })}
          >
            <bdi dir={piece.text.startsWith('@') ? 'ltr' : 'auto'}>{piece.text}</bdi>
          </Link>
        ),
      )}
    </>
  );
}
