/* own-lists.tsx: what one saved and what one liked, for oneself alone. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { api, type Page, type Video } from '../api';
import { socialApi } from '../api-social';
import { more } from '../messages/words-pages';
import type { List } from '../stores/lists';
import { VideoGrid } from './video-grid';

type Which = 'saved' | 'liked';

/* The list of likes names videos alone; what is not public any more is left out. */
async function liked(cursor: string | null): Promise<Page<Video>> {
  const page = await socialApi.liked(cursor);
  const found = await Promise.all(page.items.map((id) => api.video(id).catch(() => null)));
  return { items: found.filter((video) => video !== null), next: page.next };
}

const ways = { saved: socialApi.saved, liked };

export function OwnLists({ list }: { list: List<Video> }): JSX.Element {
  const [which, setWhich] = useState<Which>('saved');
  useEffect(() => {
    list.load(ways[which]);
    return list.leave;
  }, [which]);
  return (
    <section class="section" aria-label={more.me.lists}>
      <div class="list-head" role="group" aria-label={more.me.lists}>
        {(['saved', 'liked'] as const).map((one) => (
          <button
            key={one}
            type="button"
            class="list-tab"
            aria-pressed={one === which}
            onClick={() => setWhich(one)}
          >
            {more.me[one]}
          </button>
        ))}
      </div>
      <VideoGrid list={list} empty={which === 'saved' ? more.me.noSaved : more.me.noLiked} />
    </section>
  );
}
