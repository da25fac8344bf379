/* like.tsx: a heart with a count. */
import type { JSX } from 'preact';
import type { Video } from '../api';
import { formatCount } from '../format';
import { shownLikes } from '../logic/likes';
import { text } from '../messages/en';
import { useStore } from '../store';
import { acts, toggleLike } from '../stores/likes';
import { Icon } from './icons';

export function Like({ video }: { video: Video }): JSX.Element {
  const { liked, likes } = shownLikes(video, useStore(acts).get(video.id));
  return (
    <button
      type="button"
      class="rail-button rail-like"
      aria-pressed={liked}
      aria-label={text.feed.like(likes)}
      onClick={() => toggleLike(video)}
    >
      <span class="round">
        <Icon name="heart" />
      </span>
      <span class="rail-label">{formatCount(likes)}</span>
    </button>
  );
}
