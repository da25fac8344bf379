/* tag-page.tsx: the videos with one hashtag. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Video } from '../api';
import { socialApi } from '../api-social';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { createList } from '../stores/lists';
import { route } from '../stores/route';
import { VideoGrid } from './video-grid';

export function TagPage(): JSX.Element {
  const at = useStore(route);
  const tag = at.page === 'tag' ? at.tag : null;
  const [list] = useState(() => createList<Video>());
  useEffect(() => {
    if (tag === null) {
      return undefined;
    }
    list.load((cursor) => socialApi.videosWith(tag, cursor));
    return list.leave;
  }, [tag]);
  return (
    <div class="page">
      <header class="page-head">
        <h1 dir="auto">{`#${tag ?? ''}`}</h1>
      </header>
      <VideoGrid list={list} empty={more.profile.none} />
    </div>
  );
}
