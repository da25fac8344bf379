/* tag-page.tsx: the videos with one hashtag. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Video } from '../api';
import { socialApi } from '../api-social';
import { text } from '../messages/words';
import { more } from '../messages/words-pages';
import { useStore } from '../store';
import { createList } from '../stores/lists';
import { route } from '../stores/route';
import { Link } from './link';
import { StateCard } from './state-card';
import { VideoGrid } from './video-grid';

export function TagPage(): JSX.Element {
  const at = useStore(route);
  const tag = at.page === 'tag' ? at.tag : null;
  const [list] = useState(() => createList<Video>());
  const { error } = useStore(list.store);
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
      {error?.status === 404 ? (
        <StateCard icon="look" title={more.profile.noVideos} words={more.profile.noVideosText}>
          <Link href="/" class="button primary">
            {text.notFound.action}
          </Link>
        </StateCard>
      ) : (
        <VideoGrid list={list} empty={more.profile.none} titled />
      )}
    </div>
  );
}
