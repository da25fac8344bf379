/* feed-page.tsx: one video under the other, each as large as the window. */
import { Fragment, type JSX } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { createSteps } from '../logic/steps';
import { createWheelSteps } from '../logic/wheel';
import { text } from '../messages/words';
import { useStore } from '../store';
import {
  enterFeed,
  feed,
  leaveFeed,
  loadFeed,
  loadMore,
  loadsNow,
  showSlide,
  type Feed,
  type FeedSource,
} from '../stores/feed';
import { resumeForNext } from '../stores/playback';
import { session } from '../stores/session';
import { Backdrop } from './backdrop';
import { FeedEnd, FeedState } from './feed-state';
import { FeedTabs } from './feed-tabs';
import { Icon } from './icons';
import { Slide } from './slide';
import { useFeedKeys } from './use-feed-keys';
import { useStops } from './use-stops';

const NEAR = 3; /* slides whose content is in the document, either way */

/* Which feed is loaded and for whom, so that coming back to it from another page finds it as it was left. */
let loaded: { what: string; person: string | null; known: boolean } | undefined;

/* What was loaded for nobody stays with who signs in; what was for somebody is for nobody else. What was
   asked for before the page knew who is in was asked for by them. */
function isLoaded(what: string, source: FeedSource, person: string | null): boolean {
  const theirs = loaded?.person === person || (loaded?.person === null && source === 'you');
  const { state } = feed.get();
  const asked = state === 'loading' || state === 'gone';
  const there = state === 'ready' || (asked && loaded?.known === false);
  return loaded?.what === what && theirs && there;
}

function useCurrentSlide(scroller: { current: HTMLElement | null }, count: number): void {
  useEffect(() => {
    const root = scroller.current;
    if (root === null || count === 0) {
      return undefined;
    }
    const seen = (entries: IntersectionObserverEntry[]): void => {
      for (const entry of entries) {
        const place = Number(entry.target.getAttribute('data-place'));
        if (entry.isIntersecting && place !== feed.get().index) {
          resumeForNext();
          showSlide(place);
        }
      }
    };
    const observer = new IntersectionObserver(seen, { root, threshold: 0.6 });
    for (const slide of root.children) {
      observer.observe(slide);
    }
    return () => observer.disconnect();
  }, [scroller, count]);
}

function scrollBehaviour(): ScrollBehavior {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
}

function useWheel(scroller: { current: HTMLElement | null }, move: (by: number) => void): void {
  useEffect(() => {
    const root = scroller.current?.parentElement; /* buttons lie beside the slides */
    if (!root) {
      return undefined;
    }
    const steps = createWheelSteps();
    const onWheel = (event: WheelEvent): void => {
      if (event.ctrlKey) {
        return; /* zooming */
      }
      event.preventDefault();
      const by = steps.feed({
        deltaY: event.deltaY,
        deltaMode: event.deltaMode,
        timeMs: event.timeStamp,
      });
      if (by !== 0) {
        move(by);
      }
    };
    root.addEventListener('wheel', onWheel, { passive: false });
    return () => root.removeEventListener('wheel', onWheel);
  }, [scroller, move]);
}

function Slides({ state }: { state: Feed }): JSX.Element {
  const loads = loadsNow(state);
  const [pictures, setPictures] = useState<ReadonlySet<string>>(new Set());
  const came = (id: string): boolean => pictures.has(id);
  const first = state.videos[state.index]?.id;
  const open = first === undefined || came(first);
  return (
    <>
      {state.videos.map((video, place) => (
        <Slide
          key={`${place}-${video.id}`}
          video={video}
          why={state.whys.get(place) ?? null}
          place={place}
          pictured={open || place === state.index || came(video.id)}
          onPicture={() =>
            setPictures((now) => (now.has(video.id) ? now : new Set([...now, video.id])))
          }
          near={Math.abs(place - state.index) <= NEAR}
          current={place === state.index}
          loads={loads.has(place)}
        />
      ))}
    </>
  );
}

function Keys(): JSX.Element {
  return (
    <dl class="keys" aria-label={text.feed.keysLabel}>
      {text.feed.keys.map(([key, words]) => (
        <Fragment key={key}>
          <dt>{key}</dt>
          <dd>{words}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

interface Props {
  source: FeedSource;
  /* The video that comes first. */
  first: string | null;
}

export function FeedPage({ source, first }: Props): JSX.Element {
  const state = useStore(feed);
  const scroller = useRef<HTMLDivElement>(null);
  const { videos, index } = state;
  /* Whom it is for changes what is in it. */
  const { user, known } = useStore(session);
  const person = user?.id ?? null;
  const waits = source === 'following' && !known;
  const [steps] = useState(createSteps);
  const count = videos.length === 0 ? 0 : videos.length + 1;
  const stopAt = useStops(scroller, index, videos);

  /* held: the key is held down; one video after the other is seen. */
  const move = useCallback((by: number, held = false) => {
    const root = scroller.current;
    if (held && steps.underWay(performance.now())) {
      return;
    }
    const { index: now } = feed.get();
    const to = steps.to(now, by, root?.children.length ?? 0, performance.now());
    const target = root?.children[to];
    if (root !== null && target instanceof HTMLElement) {
      stopAt(to);
      /* Further than the next one: at once, or every slide on the way would load and snap. */
      const behavior = Math.abs(to - now) > 1 ? 'instant' : scrollBehaviour();
      root.scrollTo({ top: target.offsetTop, behavior });
    }
  }, []);

  useEffect(() => {
    const what = `${source} ${first ?? ''}`;
    if (waits) {
      return undefined;
    }
    if (isLoaded(what, source, person)) {
      enterFeed();
    } else {
      void loadFeed(source, first);
    }
    loaded = { what, person, known };
    return leaveFeed;
  }, [source, first, person, waits]);

  /* Where the feed was left, or at its start; before anything looks which slide is in view. */
  useLayoutEffect(() => {
    const root = scroller.current;
    const target = root?.children[feed.get().index];
    if (root !== null && target instanceof HTMLElement) {
      root.scrollTo({ top: target.offsetTop, behavior: 'instant' });
    }
  }, [videos[0]?.id]);

  useCurrentSlide(scroller, count);
  useWheel(scroller, move);
  useFeedKeys(move);

  const shown = videos[index];
  return (
    <div class="feed">
      <Backdrop poster={shown?.poster ?? null} />
      <h1 class="sr">{source === 'you' ? text.feed.label : text.feed.following}</h1>
      <FeedTabs source={source} />
      <div class="slides" ref={scroller} aria-busy={state.state === 'loading'}>
        {state.state === 'ready' && videos.length > 0 && <Slides state={state} />}
        {videos.length > 0 && (
          <FeedEnd
            source={source}
            place={videos.length}
            more={state.next !== null}
            failed={state.error !== null}
            onMore={() => void loadMore()}
            onFirst={() => move(-feed.get().index)}
          />
        )}
      </div>
      {videos.length === 0 && <FeedState state={state} source={source} first={first} />}
      {videos.length > 0 && (
        <div class="steps">
          <button
            type="button"
            class="round"
            aria-label={text.feed.previous}
            title={`${text.feed.previous} (↑)`}
            disabled={index === 0}
            onClick={() => move(-1)}
          >
            <Icon name="up" />
          </button>
          <button
            type="button"
            class="round"
            aria-label={text.feed.next}
            title={`${text.feed.next} (↓)`}
            disabled={index >= videos.length}
            onClick={() => move(1)}
          >
            <Icon name="down" />
          </button>
        </div>
      )}
      {videos.length > 0 && <Keys />}
      <p class="sr" aria-live="polite">
        {shown === undefined ? '' : text.feed.announce(shown.title, shown.author.handle)}
      </p>
    </div>
  );
}
