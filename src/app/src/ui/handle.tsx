/* handle.tsx: a person's handle, which reads from left to right in every language. */
import type { JSX } from 'preact';
import { text } from '../messages/words';

export function Handle({ of }: { of: string }): JSX.Element {
  return <bdi dir="ltr">{text.feed.by(of)}</bdi>;
}
