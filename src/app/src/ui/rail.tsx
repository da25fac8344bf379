/* rail.tsx: what can be done with a video: its author, like, comments, save, share, and more. */
import type { JSX } from 'preact';
import type { Video, Why } from '../api-video';
import { formatCount } from '../format';
import { shownLikes } from '../logic/likes';
import { text } from '../messages/words';
import { shareVideo } from '../share';
import { useStore } from '../store';
import { commentsSince } from '../stores/counts';
import { session } from '../stores/session';
import { openSheet } from '../stores/sheet';
import { follows, isFollowed, isSaved, likes, saves } from '../stores/toggles';
import { Avatar } from './avatar';
import { Icon, type IconName } from './icons';
import { Link } from './link';

interface ActProps {
  icon: IconName;
  label: string;
  words: string;
  pressed?: boolean;
  class?: string;
  onPress: () => void;
}

function Act({ icon, label, words, pressed, class: name, onPress }: ActProps): JSX.Element {
  return (
    <button
      type="button"
      class={`rail-button ${name ?? ''}`}
      aria-label={label}
      aria-pressed={pressed}
      onClick={onPress}
    >
      <span class="round">
        <Icon name={icon} />
      </span>
      <span class="rail-label" aria-hidden="true">
        {words}
      </span>
    </button>
  );
}

function Author({ video }: { video: Video }): JSX.Element {
  useStore(follows.acts);
  const { author } = video;
  const own = useStore(session).user?.id === author.id;
  const on = isFollowed(author);
  return (
    <div class="rail-author">
      <Link href={`/@${author.handle}`} label={text.feed.profileLabel(author.handle)}>
        <Avatar user={author} />
      </Link>
      {!own && (
        <button
          type="button"
          class="rail-follow"
          aria-pressed={on}
          aria-label={text.feed.followLabel(author.handle)}
          title={on ? text.feed.followed : text.feed.follow}
          onClick={() => follows.set(author.handle, !on)}
        >
          <span class="rail-follow-mark">
            <Icon name={on ? 'check' : 'plus'} />
          </span>
        </button>
      )}
    </div>
  );
}

function Comments({ video }: { video: Video }): JSX.Element {
  const since = useStore(commentsSince).get(video.id) ?? 0;
  const n = Math.max(0, video.comments + since);
  return (
    <Act
      icon="comment"
      label={text.feed.comments(n, formatCount(n))}
      words={formatCount(n)}
      onPress={() => openSheet({ kind: 'comments', video })}
    />
  );
}

export function Rail({ video, why }: { video: Video; why: Why | null }): JSX.Element {
  const { liked, likes: n } = shownLikes(video, useStore(likes.acts).get(video.id));
  useStore(saves.acts);
  const saved = isSaved(video);
  return (
    <div class="rail">
      <Author video={video} />
      <Act
        class="rail-like"
        icon="heart"
        label={text.feed.like(n, formatCount(n))}
        words={formatCount(n)}
        pressed={liked}
        onPress={() => likes.set(video.id, !liked)}
      />
      <Comments video={video} />
      {(saved || video.visibility === 'public') && (
        <Act
          class="rail-save"
          icon="save"
          label={text.feed.keep}
          words={saved ? text.feed.kept : text.feed.keep}
          pressed={saved}
          onPress={() => saves.set(video.id, !saved)}
        />
      )}
      <Act
        icon="share"
        label={text.feed.share}
        words={text.feed.share}
        onPress={() => void shareVideo(video)}
      />
      <Act
        icon="dots"
        label={text.feed.menuLabel}
        words={text.feed.menu}
        onPress={() => openSheet({ kind: 'menu', video, why })}
      />
    </div>
  );
}
