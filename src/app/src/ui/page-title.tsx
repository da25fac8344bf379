/* page-title.tsx: what a tab says: how much is unread, the page, the service. */
import { useLayoutEffect } from 'preact/hooks';
import { formatCount } from '../format';
import { text } from '../messages/words';
import { useStore } from '../store';
import { unread } from '../stores/news';
import type { Route } from '../stores/route';

function titleOf(at: Route): string {
  switch (at.page) {
    case 'feed':
      return text.name;
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
  const title = fresh > 0 ? `(${formatCount(fresh)}) ${titleOf(at)}` : titleOf(at);
  useLayoutEffect(() => {
    document.title = title;
  }, [title]);
  return null;
}
