/* tastes-page.tsx: how one's own feed is made, and all that it goes by. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Taste, Wishes } from '../api-own';
import { formatWhole } from '../format';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { session } from '../stores/session';
import {
  leaveWished,
  loadWished,
  resetTaste,
  setOrder,
  setWords,
  showAgain,
  wished,
} from '../stores/wished';
import { Again } from './again';
import { Link } from './link';
import { PersonLink } from './person-link';
import { SignedOut } from './signed-out';

function OrderCard({ wishes }: { wishes: Wishes }): JSX.Element {
  return (
    <section class="card card-wide" aria-labelledby="tastes-order">
      <h2 id="tastes-order">{more.tastes.order}</h2>
      <p>{more.tastes.orderText}</p>
      <fieldset class="segments" aria-labelledby="tastes-order">
        {(['ranked', 'newest'] as const).map((order) => (
          <label key={order} class="segment">
            <input
              type="radio"
              name="order"
              checked={order === wishes.order}
              onChange={() => void setOrder(order)}
            />
            <span>{more.tastes.orders[order]}</span>
          </label>
        ))}
      </fieldset>
    </section>
  );
}

function PeopleCard({ wishes }: { wishes: Wishes }): JSX.Element {
  return (
    <section class="card" aria-labelledby="tastes-people">
      <h2 id="tastes-people">{more.tastes.people}</h2>
      <p>{more.tastes.peopleText}</p>
      <ul class="entries">
        {wishes.people.map((user) => (
          <li key={user.id} class="entry">
            <PersonLink user={user} />
            <button
              type="button"
              class="button"
              aria-label={more.tastes.showLabel(user.handle)}
              onClick={() => void showAgain(user.handle)}
            >
              {more.tastes.show}
            </button>
          </li>
        ))}
      </ul>
      {wishes.people.length === 0 && <p class="quiet">{more.tastes.nobody}</p>}
    </section>
  );
}

function WordsCard({ wishes }: { wishes: Wishes }): JSX.Element {
  const [word, setWord] = useState('');
  const add = async (): Promise<void> => {
    const fresh = word.trim();
    if (fresh !== '' && (await setWords([...wishes.words, fresh]))) {
      setWord('');
    }
  };
  return (
    <section class="card" aria-labelledby="tastes-words">
      <h2 id="tastes-words">{more.tastes.words}</h2>
      <p>{more.tastes.wordsText}</p>
      <ul class="chips">
        {wishes.words.map((one) => (
          <li key={one}>
            <button
              type="button"
              class="button"
              aria-label={more.tastes.dropLabel(one)}
              onClick={() => void setWords(wishes.words.filter((other) => other !== one))}
            >
              <bdi>{one}</bdi>
              <span aria-hidden="true">×</span>
            </button>
          </li>
        ))}
      </ul>
      <form
        class="line-form"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <span class="input">
          <input
            type="text"
            dir="auto"
            autocomplete="off"
            aria-label={more.tastes.word}
            placeholder={more.tastes.word}
            value={word}
            onInput={(event) => setWord(event.currentTarget.value)}
          />
        </span>
        <button type="submit" class="button" disabled={word.trim() === ''}>
          {more.tastes.add}
        </button>
      </form>
    </section>
  );
}

function TasteRow({ taste, most }: { taste: Taste; most: number }): JSX.Element {
  const path = taste.of.startsWith('#')
    ? `/tag/${encodeURIComponent(taste.of.slice(1))}`
    : `/${taste.of}`;
  const value = formatWhole(taste.weight);
  return (
    <li class="why-row" data-sign={taste.weight < 0 ? 'minus' : 'plus'}>
      <span class="why-words">
        <Link href={path} class="rich-link">
          <bdi dir={taste.of.startsWith('@') ? 'ltr' : 'auto'}>{taste.of}</bdi>
        </Link>
      </span>
      <bdi class="why-value" dir="ltr">
        {taste.weight > 0 ? `+${value}` : value}
      </bdi>
      <span
        class="why-bar"
        style={{ '--part': String(Math.abs(taste.weight) / most) }}
        aria-hidden="true"
      />
    </li>
  );
}

function Reset(): JSX.Element {
  const [sure, setSure] = useState(false);
  return (
    <div class="actions">
      <button
        type="button"
        class="button"
        onClick={() => {
          setSure(!sure);
          if (sure) {
            void resetTaste();
          }
        }}
      >
        {sure ? more.tastes.resetSure : more.tastes.reset}
      </button>
      {sure && (
        <button type="button" class="button" onClick={() => setSure(false)}>
          {text.cancel}
        </button>
      )}
    </div>
  );
}

function TasteCard({ wishes }: { wishes: Wishes }): JSX.Element {
  const tastes = [...wishes.tastes].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const most = Math.max(1, ...tastes.map((one) => Math.abs(one.weight)));
  return (
    <section class="card card-wide" aria-labelledby="tastes-taste">
      <h2 id="tastes-taste">{more.tastes.taste}</h2>
      <p>{more.tastes.tasteText}</p>
      <ul class="why-rows">
        {tastes.map((taste) => (
          <TasteRow key={taste.of} taste={taste} most={most} />
        ))}
      </ul>
      {tastes.length === 0 && <p class="quiet">{more.tastes.noTaste}</p>}
      {wishes.unwanted > 0 && (
        <p class="quiet">{more.tastes.unwanted(wishes.unwanted, formatWhole(wishes.unwanted))}</p>
      )}
      <Reset />
    </section>
  );
}

export function TastesPage(): JSX.Element {
  const id = useStore(session).user?.id;
  const { wishes, failed } = useStore(wished);
  useEffect(() => {
    if (id === undefined) {
      return undefined;
    }
    void loadWished();
    return leaveWished;
  }, [id]);
  return (
    <div class="page page-settings">
      <header class={id === undefined ? 'sr' : 'page-head'}>
        <h1>{text.tastes.title}</h1>
        <p class="lead">{more.tastes.lead}</p>
      </header>
      {id === undefined && (
        <SignedOut icon="watch" title={text.tastes.title} words={more.tastes.signedOut} />
      )}
      {failed && (
        <p class="form-problem" role="alert">
          {more.settings.failed} <Again class="text-button" onAgain={() => void loadWished()} />
        </p>
      )}
      {wishes !== null && id !== undefined && (
        <div class="cards">
          <OrderCard wishes={wishes} />
          <PeopleCard wishes={wishes} />
          <WordsCard wishes={wishes} />
          <TasteCard wishes={wishes} />
        </div>
      )}
    </div>
  );
}
