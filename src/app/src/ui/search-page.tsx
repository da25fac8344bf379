/* search-page.tsx: finding videos, people and hashtags while one types. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { User, Video } from '../api';
import { socialApi, type Hashtag } from '../api-social';
import { formatCount } from '../format';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { createList, type List } from '../stores/lists';
import { route } from '../stores/route';
import { Icon } from './icons';
import { Link } from './link';
import { ListFoot } from './list-foot';
import { PersonLink } from './person-link';
import { VideoGrid } from './video-grid';

const PAUSE_MS = 200; /* between two letters, before the service is asked */
const kinds = ['videos', 'people', 'hashtags'] as const;
type Kind = (typeof kinds)[number];

function People({ list }: { list: List<User> }): JSX.Element {
  const { items } = useStore(list.store);
  return (
    <>
      <ul class="person-rows">
        {items?.map((user) => (
          <li key={user.id} class="person-row">
            <PersonLink user={user} />
          </li>
        ))}
      </ul>
      {items?.length === 0 && <p class="quiet">{more.search.none}</p>}
      <ListFoot list={list} />
    </>
  );
}

function Hashtags({ list }: { list: List<Hashtag> }): JSX.Element {
  const { items } = useStore(list.store);
  return (
    <>
      <ul class="entries">
        {items?.map(({ tag, videos }) => (
          <li key={tag} class="entry">
            <Link href={`/tag/${encodeURIComponent(tag)}`} class="person-link">
              <strong>
                <bdi>{`#${tag}`}</bdi>
              </strong>
            </Link>
            <span class="quiet">{more.search.videosWith(videos, formatCount(videos))}</span>
          </li>
        ))}
      </ul>
      {items?.length === 0 && <p class="quiet">{more.search.none}</p>}
      <ListFoot list={list} />
    </>
  );
}

/* Before anything is typed: a way to something. */
function Lately(): JSX.Element {
  const [list] = useState(() => createList<Hashtag>());
  const { items } = useStore(list.store);
  useEffect(() => {
    list.load(socialApi.hashtagsLately);
    return list.leave;
  }, []);
  return (
    <>
      <p class="quiet">{more.search.hint}</p>
      {items !== null && items.length > 0 && (
        <>
          <h2>{more.search.lately}</h2>
          <ul class="segments">
            {items.map(({ tag }) => (
              <li key={tag}>
                <Link href={`/tag/${encodeURIComponent(tag)}`} class="segment">
                  <bdi>{`#${tag}`}</bdi>
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/* Up and down lead from the words to what was found, and back. */
function onKeys(event: KeyboardEvent, box: HTMLElement | null): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const { target } = event;
  if (box === null || step === undefined || !(target instanceof HTMLElement)) {
    return;
  }
  if (target.matches('[type=radio]')) {
    return; /* those have their own */
  }
  const stops = [...box.querySelectorAll<HTMLElement>('input[type=search], .found a')];
  const next = stops[stops.indexOf(target) + step];
  if (next !== undefined) {
    event.preventDefault();
    next.focus();
  }
}

const kindOf = (name: string): Kind => kinds.find((one) => one === name) ?? 'videos';

function pathOf(q: string, kind: Kind): string {
  const of = kind === 'videos' ? '' : `&kind=${kind}`;
  return q === '' ? '/search' : `/search?q=${encodeURIComponent(q)}${of}`;
}

function useFound(kind: Kind, q: string) {
  const [lists] = useState(() => ({
    videos: createList<Video>(),
    people: createList<User>(),
    hashtags: createList<Hashtag>(),
  }));
  useEffect(() => {
    if (q === '') {
      return undefined;
    }
    lists.videos.leave();
    lists.people.leave();
    lists.hashtags.leave();
    switch (kind) {
      case 'videos':
        lists.videos.load((cursor) => socialApi.findVideos(q, cursor));
        break;
      case 'people':
        lists.people.load((cursor) => socialApi.findPeople(q, cursor));
        break;
      case 'hashtags':
        lists.hashtags.load((cursor) => socialApi.findHashtags(q, cursor));
        break;
    }
    return lists[kind].leave;
  }, [kind, q]);
  return lists;
}

export function SearchPage(): JSX.Element {
  const at = useStore(route);
  const asked = at.page === 'search' ? at.q : '';
  const askedKind = kindOf(at.page === 'search' ? at.kind : '');
  const [typed, setTyped] = useState(asked);
  const [q, setQ] = useState(asked.trim());
  const [kind, setKind] = useState<Kind>(askedKind);
  const box = useRef<HTMLDivElement>(null);
  const lists = useFound(kind, q);
  useEffect(() => {
    setTyped(asked);
    setQ(asked.trim());
    setKind(askedKind);
  }, [asked, askedKind]);
  useEffect(() => {
    const timer = window.setTimeout(() => setQ(typed.trim()), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [typed]);
  /* Into the address too, so that a way back leads here; not each letter is a page. */
  useEffect(() => {
    const path = pathOf(q, kind);
    if (location.pathname === '/search' && location.pathname + location.search !== path) {
      history.replaceState(null, '', path);
    }
  }, [q, kind]);
  return (
    <div class="page" ref={box} onKeyDown={(event) => onKeys(event, box.current)}>
      <h1 class="sr">{text.search.title}</h1>
      <form role="search" class="search" onSubmit={(event) => event.preventDefault()}>
        <span class="input">
          <Icon name="find" />
          <input
            type="search"
            dir="auto"
            autocomplete="off"
            autofocus
            aria-label={more.search.label}
            placeholder={more.search.label}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </span>
        <fieldset class="segments" aria-label={more.search.kind}>
          {kinds.map((one) => (
            <label key={one} class="segment">
              <input
                type="radio"
                name="kind"
                checked={one === kind}
                onChange={() => setKind(one)}
              />
              <span>{more.search.kinds[one]}</span>
            </label>
          ))}
        </fieldset>
      </form>
      <section class="found" aria-label={more.search.found} aria-live="polite">
        {q === '' && <Lately />}
        {q !== '' && kind === 'videos' && (
          <VideoGrid list={lists.videos} empty={more.search.none} titled />
        )}
        {q !== '' && kind === 'people' && <People list={lists.people} />}
        {q !== '' && kind === 'hashtags' && <Hashtags list={lists.hashtags} />}
      </section>
    </div>
  );
}
