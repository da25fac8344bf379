/* video-grid.tsx: videos as posters side by side, each of its size before it is there. */
import type { JSX } from 'preact';
import type { Video } from '../api';
import { formatCount } from '../format';
import { text } from '../messages/words';
import { useStore } from '../store';
import type { List } from '../stores/lists';
import { AudienceBadge } from './audience-badge';
import { Icon } from './icons';
import { Link } from './link';
import { ListFoot } from './list-foot';

function Tile({ video }: { video: Video }): JSX.Element {
  const views = text.feed.views(video.watches, formatCount(video.watches));
  return (
    <li class="tile">
      <Link href={`/v/${video.id}`}>
        <span class="sr">{`${video.title}, ${views}`}</span>
        <span class="tile-picture" data-state="public">
          <img src={video.poster} width={video.width} height={video.height} alt="" loading="lazy" />
          {video.visibility !== 'public' && (
            <span class="tile-lock">
              <AudienceBadge of={video.visibility} />
            </span>
          )}
          <span class="tile-views" aria-hidden="true">
            <Icon name="eye" />
            {formatCount(video.watches)}
          </span>
        </span>
      </Link>
    </li>
  );
}

const skeletons = Array.from({ length: 6 }, (_, place) => place);

interface Props {
  list: List<Video>;
  empty: string;
}

export function VideoGrid({ list, empty }: Props): JSX.Element {
  const { items, busy } = useStore(list.store);
  return (
    <>
      <ul class="tiles tiles-close" aria-busy={items === null && busy}>
        {items?.map((video) => (
          <Tile key={video.id} video={video} />
        ))}
        {items === null &&
          busy &&
          skeletons.map((place) => (
            <li key={place} class="tile" aria-hidden="true">
              <span class="tile-picture tile-skeleton" />
            </li>
          ))}
      </ul>
      {items?.length === 0 && <p class="quiet">{empty}</p>}
      <ListFoot list={list} />
    </>
  );
}
