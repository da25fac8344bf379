/* page-title.tsx: what a tab says: how much is unread, the page, the service. */
import { useLayoutEffect } from 'preact/hooks';
import { formatCount } from '../format';
import { text } from '../messages/words';
import { useStore } from '../store';
import { feed } from '../stores/feed';
import { unread } from '../stores/news';
import type { Route } from '../stores/route';

/* The video that the address names, once it is there. */
function titled(video: string | null): string {
  const [first] = feed.get().videos;
  return first === undefined || first.id !== video ? text.name : `${first.title} · ${text.name}`;
}

function titleOf(at: Route): string {
  switch (at.page) {
    case 'feed':
      return titled(at.video);
    case 'following':
      return `${text.feed.following} · ${text.name}`;
    case 'person':
      return `${text.profile.title(at.handle)} · ${text.name}`;
    case 'tag':
      return `#${at.tag} · ${text.name}`;
    case 'none':
      return `${text.notFound.title} · ${text.name}`;
    default:
      return `${text[at.page].title} · ${text.name}`;
  }
}

export function PageTitle({ at }: { at: Route }): null {
  const fresh = useStore(unread);
  useStore(feed);
  const title = fresh > 0 ? `(${formatCount(fresh)}) ${titleOf(at)}` : titleOf(at);
  useLayoutEffect(() => {
    document.title = title;
  }, [title]);
  return null;
}
