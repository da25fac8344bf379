/* feed-state.tsx: the feed without a video to show: loading, empty, failed, not there; and its end. */
import type { JSX } from 'preact';
import { refusalWords } from '../logic/problem';
import { text } from '../messages/words';
import { loadFeed, type Feed, type FeedSource } from '../stores/feed';
import { askToSign } from '../stores/session';
import { Again } from './again';
import { Link } from './link';
import { StateCard } from './state-card';

interface Props {
  state: Feed;
  source: FeedSource;
  first: string | null;
}

function SignedOut(): JSX.Element {
  return (
    <div class="feed-state">
      <StateCard icon="people" title={text.feed.following} words={text.feed.followingOut}>
        <button type="button" class="button primary" onClick={() => askToSign('in')}>
          {text.sign.in}
        </button>
        <Link href="/" class="button">
          {text.feed.toForYou}
        </Link>
      </StateCard>
    </div>
  );
}

function FollowsNobody(): JSX.Element {
  return (
    <div class="feed-state">
      <StateCard icon="people" title={text.feed.followingTitle} words={text.feed.followingText}>
        <Link href="/" class="button primary">
          {text.feed.toForYou}
        </Link>
      </StateCard>
    </div>
  );
}

export function FeedState({ state, source, first }: Props): JSX.Element {
  if (state.state === 'loading') {
    return (
      <div class="feed-state" role="status">
        <div class="stage stage-bare">
          <span class="sr">{text.feed.loading}</span>
          <span class="skeleton skeleton-handle" />
          <span class="skeleton skeleton-title" />
        </div>
      </div>
    );
  }
  if (state.state === 'failed') {
    const words = state.error === null ? text.problem.unknown : refusalWords(state.error);
    return (
      <div class="feed-state" role="alert">
        <StateCard icon="alert" title={text.feed.errorTitle} words={words}>
          <Again class="button primary" onAgain={() => void loadFeed(source, first)} />
        </StateCard>
      </div>
    );
  }
  if (state.state === 'signed-out') {
    return <SignedOut />;
  }
  if (source === 'following') {
    return <FollowsNobody />;
  }
  const gone = state.state === 'gone';
  return (
    <div class="feed-state">
      <StateCard
        icon={gone ? 'look' : 'watch'}
        title={gone ? text.feed.goneTitle : text.feed.emptyTitle}
        words={gone ? text.feed.goneText : text.feed.emptyText}
      >
        <Link href={gone ? '/' : '/upload'} class="button primary">
          {gone ? text.feed.toForYou : text.feed.emptyAction}
        </Link>
      </StateCard>
    </div>
  );
}

interface EndProps {
  source: FeedSource;
  place: number;
  more: boolean;
  failed: boolean;
  onMore: () => void;
  onFirst: () => void;
}

/* Below the last video: the next page is on its way, or that was all. */
export function FeedEnd({ source, place, more, failed, onMore, onFirst }: EndProps): JSX.Element {
  return (
    <div class="slide slide-end" data-place={place}>
      {more && !failed && <span class="spinner" role="status" aria-label={text.feed.loading} />}
      {more && failed && (
        <StateCard icon="alert" title={text.feed.errorTitle} words={text.problem.offline}>
          <Again class="button primary" onAgain={onMore} />
        </StateCard>
      )}
      {!more && (
        <StateCard icon="check" title={text.feed.endTitle} words={text.feed.ends[source]}>
          <button type="button" class="button primary" onClick={onFirst}>
            {text.feed.endAgain}
          </button>
          <Link href="/upload" class="button">
            {text.feed.endUpload}
          </Link>
        </StateCard>
      )}
    </div>
  );
}
