/* own-videos.tsx: one's own videos in every state, and what can be done about each. */
import type { JSX } from 'preact';
import type { OwnVideo } from '../api';
import { formatCount, formatPercent } from '../format';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { retryVideo } from '../stores/mine';
import { openSheet } from '../stores/sheet';
import { AudienceBadge } from './audience-badge';
import { Icon } from './icons';
import { Link } from './link';
import { Said } from './said';

/* One that was changed where it is stored says so: another title mends it. */
function titleOf(video: OwnVideo): string {
  return video.unreadable ? more.own.unreadable : video.title;
}

function Face({ video }: { video: OwnVideo }): JSX.Element {
  return (
    <>
      <span class="tile-picture" data-state={video.state}>
        {video.shown !== null && <img src={video.shown.poster} alt="" loading="lazy" />}
        {video.shown !== null && video.shown.visibility !== 'public' && (
          <span class="tile-lock">
            <AudienceBadge of={video.shown.visibility} />
          </span>
        )}
        {video.state === 'processing' && <span class="spinner" />}
        {video.state === 'refused' && <Icon name="alert" />}
        {video.state === 'public' ? (
          <span class="tile-views">
            <Icon name="eye" />
            {formatCount(video.watches)}
          </span>
        ) : (
          <span class="tile-state">
            {more.me.states[video.state]}
            {video.state === 'processing' &&
              video.progress !== null &&
              ` ${formatPercent(video.progress)}`}
          </span>
        )}
      </span>
      <span class="tile-title" dir="auto">
        {titleOf(video)}
      </span>
      {video.reason !== null && (
        <span class="tile-reason">
          <Said words={text.problem.said(video.reason, null)} />
        </span>
      )}
    </>
  );
}

export function OwnVideos({ items }: { items: readonly OwnVideo[] }): JSX.Element {
  return (
    <ul class="tiles">
      {items.map((video) => (
        <li key={video.id} class="tile">
          {video.state === 'public' ? (
            <Link href={`/v/${video.id}`}>
              <Face video={video} />
            </Link>
          ) : (
            <Face video={video} />
          )}
          {video.state !== 'refused' && (
            <button
              type="button"
              class="button tile-button"
              aria-label={more.own.editLabel(titleOf(video))}
              onClick={() => openSheet({ kind: 'edit-video', video })}
            >
              <Icon name="edit" />
              {more.own.change}
            </button>
          )}
          {video.state === 'refused' && (
            <button
              type="button"
              class="button tile-button"
              aria-label={more.own.removeLabel(titleOf(video))}
              onClick={() =>
                openSheet({ kind: 'remove-video', id: video.id, title: titleOf(video) })
              }
            >
              {more.own.remove}
            </button>
          )}
          {video.retryUntilMs !== null && (
            <button
              type="button"
              class="button"
              aria-label={more.me.retryLabel(titleOf(video))}
              onClick={() => retryVideo(video.id)}
            >
              {text.problem.again}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
