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

const nameOf = ({ author }: Video): string => author.name ?? author.handle;

/* The poster of one; under it what it is called and whose it is, where they are of many people. */
function Tile({ video, titled }: { video: Video; titled: boolean }): JSX.Element {
  const views = text.feed.views(video.watches, formatCount(video.watches));
  return (
    <li class="tile">
      <Link href={`/v/${video.id}`}>
        <span class="sr">
          {[video.title, ...(titled ? [nameOf(video)] : []), views].join(', ')}
        </span>
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
        {titled && (
          <span class="tile-words" aria-hidden="true">
            <span class="tile-title" dir="auto">
              {video.title}
            </span>
            <bdi class="tile-by">{nameOf(video)}</bdi>
          </span>
        )}
      </Link>
    </li>
  );
}

const skeletons = Array.from({ length: 6 }, (_, place) => place);

interface Props {
  list: List<Video>;
  empty: string;
  titled?: boolean;
}

export function VideoGrid({ list, empty, titled = false }: Props): JSX.Element {
  const { items, busy } = useStore(list.store);
  return (
    <>
      <ul class={titled ? 'tiles' : 'tiles tiles-close'} aria-busy={items === null && busy}>
        {items?.map((video) => (
          <Tile key={video.id} video={video} titled={titled} />
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
