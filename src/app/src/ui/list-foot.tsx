/* list-foot.tsx: below a list that comes in pages: what went wrong, and how it goes on. */
import type { JSX } from 'preact';
import { refusalWords } from '../logic/problem';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import type { List } from '../stores/lists';
import { Again } from './again';
import { Said } from './said';

export function ListFoot<T>({ list }: { list: List<T> }): JSX.Element {
  const { next, busy, error } = useStore(list.store);
  return (
    <>
      {error !== null && (
        <p class="form-problem" role="alert">
          <Said words={refusalWords(error)} /> <Again class="text-button" onAgain={list.more} />
        </p>
      )}
      {next !== null && error === null && (
        <button type="button" class="button more" disabled={busy} onClick={list.more}>
          {more.profile.more}
        </button>
      )}
    </>
  );
}
