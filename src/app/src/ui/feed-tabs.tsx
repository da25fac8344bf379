/* feed-tabs.tsx: the two feeds, on a phone; elsewhere the way around has both. */
import type { JSX } from 'preact';
import { text } from '../messages/words';
import { loadFeed, type FeedSource } from '../stores/feed';
import { Link } from './link';

export function FeedTabs({ source }: { source: FeedSource }): JSX.Element {
  return (
    <nav class="tabs" aria-label={text.feed.tabs}>
      <Link
        href="/"
        class="tab"
        here={source === 'you'}
        onFollow={() => {
          if (source === 'you') {
            void loadFeed('you', null);
          }
        }}
      >
        {text.feed.forYou}
      </Link>
      <Link href="/following" class="tab" here={source === 'following'}>
        {text.feed.following}
      </Link>
    </nav>
  );
}
