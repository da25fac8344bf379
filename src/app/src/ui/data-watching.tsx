/* data-watching.tsx: a viewer's sealed part in words. */
import type { JSX } from 'preact';
import type { Taste, Watching } from '../logic/mydata';
import { data as words } from '../messages/en-data';
import { Link } from './link';

function TasteList({ taste }: { taste: readonly Taste[] }): JSX.Element {
  const known = taste.filter((one) => one.about !== null);
  const nameless = taste.length - known.length;
  const sorted = [...known].sort((a, b) => b.weight - a.weight);
  return (
    <ul class="data-taste">
      {sorted.map((one) => (
        <li key={one.about}>
          <span dir="auto">{one.about}</span> <span class="quiet">{one.weight}</span>
        </li>
      ))}
      {nameless > 0 && (
        <li>
          {nameless} × {words.watching.noWord}
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
          {words.watching.watches(watching.watches)}{' '}
          <Link href="/me" class="text-button">
            {words.watching.history}
          </Link>
        </li>
        <li>{words.watching.liked(watching.liked)}</li>
        <li>{words.watching.unwanted(watching.unwanted)}</li>
      </ul>
      <h4>{words.watching.taste}</h4>
      <p class="quiet">{taste.length === 0 ? words.watching.noTaste : words.watching.tasteText}</p>
      {taste.length > 0 && <TasteList taste={taste} />}
      {months.length > 0 && (
        <table class="data-months">
          <caption>{words.watching.months}</caption>
          <thead>
            <tr>
              <th scope="col">{words.watching.month}</th>
              <th scope="col">{words.watching.seen}</th>
              <th scope="col">{words.watching.likes}</th>
              <th scope="col">{words.watching.comments}</th>
            </tr>
          </thead>
          <tbody>
            {months.map((one) => (
              <tr key={one.month}>
                <th scope="row">{one.month}</th>
                <td>{one.seen}</td>
                <td>{one.likes}</td>
                <td>{one.comments}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
