/* nav.tsx: the way around: a bar below on phones, a rail on tablets, a column on desktops. */
import type { JSX } from 'preact';
import { formatCount } from '../format';
import { text } from '../messages/words';
import { useStore } from '../store';
import { loadFeed } from '../stores/feed';
import { unread } from '../stores/news';
import { go, route, type PageName } from '../stores/route';
import { askToSign, session } from '../stores/session';
import { sending } from '../stores/sending';
import { Avatar } from './avatar';
import { Badge } from './badge';
import { Handle } from './handle';
import { Icon, type IconName } from './icons';
import { Link } from './link';
import { Mark } from './mark';

interface Item {
  page: PageName;
  href: string;
  icon: IconName;
  label: string;
}

const items = (): readonly Item[] => [
  { page: 'feed', href: '/', icon: 'watch', label: text.nav.feed },
  { page: 'following', href: '/following', icon: 'people', label: text.feed.following },
  { page: 'search', href: '/search', icon: 'find', label: text.nav.search },
  { page: 'upload', href: '/upload', icon: 'plus', label: text.nav.upload },
  { page: 'notices', href: '/notifications', icon: 'bell', label: text.nav.notices },
  { page: 'me', href: '/me', icon: 'person', label: text.nav.me },
  { page: 'about', href: '/about', icon: 'look', label: text.nav.about },
];

/* Where a page without a place of its own in here belongs. */
const above: Partial<Record<PageName, PageName>> = {
  settings: 'me',
  tastes: 'me',
  muted: 'me',
  blocked: 'me',
  data: 'me',
  reports: 'me',
  ledger: 'about',
  map: 'about',
};

/* Once more on the page where one is: the newest videos, from the start. */
function fromTheStart(page: PageName, here: PageName): void {
  if (page === 'feed' && here === 'feed') {
    void loadFeed('you', null);
  }
}

function Account(): JSX.Element | null {
  const { user, known } = useStore(session);
  if (!known) {
    return null;
  }
  if (user === null) {
    return (
      <button type="button" class="button nav-sign" onClick={() => askToSign('in')}>
        {text.sign.in}
      </button>
    );
  }
  return (
    <button type="button" class="nav-user" onClick={() => go('/me')}>
      <Avatar user={user} />
      <span class="nav-handle">
        <Handle of={user.handle} />
      </span>
    </button>
  );
}

export function Nav(): JSX.Element {
  const { page } = useStore(route);
  const busy = useStore(sending);
  const fresh = useStore(unread);
  return (
    <header class="chrome">
      <div class="brand">
        <Link href="/" class="brand-link" label={text.name}>
          <Mark />
          <span class="brand-name">{text.name}</span>
        </Link>
        <Badge />
      </div>
      <nav class="nav" aria-label={text.nav.label}>
        {items().map((item) => (
          <Link
            key={item.page}
            href={item.href}
            class={`nav-item nav-${item.page}`}
            here={item.page === page || above[page] === item.page}
            onFollow={() => fromTheStart(item.page, page)}
          >
            <span
              class="nav-icon"
              data-busy={item.page === 'upload' && busy}
              data-fresh={item.page === 'notices' && fresh > 0}
            >
              <Icon name={item.icon} />
            </span>
            <span class="nav-label">{item.label}</span>
            {item.page === 'notices' && fresh > 0 && (
              <span class="sr">{text.nav.unread(fresh, formatCount(fresh))}</span>
            )}
          </Link>
        ))}
      </nav>
      <div class="nav-account">
        <Account />
      </div>
    </header>
  );
}
