/* data-watching.tsx: a viewer's sealed part in words. */
import type { JSX } from 'preact';
import { formatWhole } from '../format';
import { monthWords } from '../logic/day';
import type { Taste, Watching } from '../logic/mydata';
import { more } from '../messages/words-pages';
import { Link } from './link';

function TasteList({ taste }: { taste: readonly Taste[] }): JSX.Element {
  const known = taste.filter((one) => one.about !== null);
  const nameless = taste.length - known.length;
  const sorted = [...known].sort((a, b) => b.weight - a.weight);
  return (
    <ul class="data-taste">
      {sorted.map((one) => (
        <li key={one.about}>
          <span dir="auto">{one.about}</span> <span class="quiet">{formatWhole(one.weight)}</span>
        </li>
      ))}
      {nameless > 0 && (
        <li>
          {formatWhole(nameless)} × {more.data.watching.noWord}
        </li>
      )}
    </ul>
  );
}

export function WatchingRows({ watching }: { watching: Watching }): JSX.Element {
  const { taste, months } = watching;
  return (
    <>
      <ul class="data-facts">
        <li>
          {more.data.watching.watches(watching.watches)}{' '}
          <Link href="/me" class="text-button">
            {more.data.watching.history}
          </Link>
        </li>
        <li>{more.data.watching.liked(watching.liked)}</li>
        <li>{more.data.watching.unwanted(watching.unwanted)}</li>
      </ul>
      <h3>{more.data.watching.taste}</h3>
      <p class="quiet">
        {taste.length === 0 ? more.data.watching.noTaste : more.data.watching.tasteText}
      </p>
      {taste.length > 0 && <TasteList taste={taste} />}
      {months.length > 0 && (
        <table class="data-months">
          <caption>{more.data.watching.months}</caption>
          <thead>
            <tr>
              <th scope="col">{more.data.watching.month}</th>
              <th scope="col">{more.data.watching.seen}</th>
              <th scope="col">{more.data.watching.likes}</th>
              <th scope="col">{more.data.watching.comments}</th>
            </tr>
          </thead>
          <tbody>
            {months.map((one) => (
              <tr key={one.month}>
                <th scope="row">{monthWords(one.month)}</th>
                <td>{formatWhole(one.seen)}</td>
                <td>{formatWhole(one.likes)}</td>
                <td>{formatWhole(one.comments)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
