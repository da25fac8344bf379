/* own-likes.tsx: what one liked, for oneself alone. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { api, type Page, type Video } from '../api';
import { socialApi } from '../api-social';
import { more } from '../messages/words-pages';
import { createList } from '../stores/lists';
import { VideoGrid } from './video-grid';

/* The list of likes names videos alone; what is not public any more is left out. */
async function liked(cursor: string | null): Promise<Page<Video>> {
  const page = await socialApi.liked(cursor);
  const found = await Promise.all(page.items.map((id) => api.video(id).catch(() => null)));
  return { items: found.filter((video) => video !== null), next: page.next };
}

export function OwnLikes(): JSX.Element {
  const [list] = useState(() => createList<Video>());
  useEffect(() => {
    list.load(liked);
    return list.leave;
  }, []);
  return (
    <section class="section" aria-labelledby="me-likes">
      <h2 id="me-likes">{more.me.liked}</h2>
      <VideoGrid list={list} empty={more.me.noLiked} />
    </section>
  );
}
