/* app.tsx: the frame that every page has. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { text } from '../messages/en';
import { useStore } from '../store';
import { route, type Route } from '../stores/route';
import { FeedPage } from './feed-page';
import { later } from './later';
import { Link } from './link';
import { MePage } from './me-page';
import { Nav } from './nav';
import { SignLater } from './sign-later';
import { StateCard } from './state-card';
import { Toast } from './toast';
import { UploadPage } from './upload-page';

const AboutPage = later(() => import('../pages').then((file) => file.AboutPage));
const DataPage = later(() => import('../pages').then((file) => file.DataPage));
const MapPage = later(() => import('../pages').then((file) => file.MapPage));
const SettingsPage = later(() => import('../pages').then((file) => file.SettingsPage));

const titles: Record<Route['page'], string> = {
  feed: text.name,
  upload: `${text.upload.title} · ${text.name}`,
  me: `${text.me.title} · ${text.name}`,
  settings: `${text.settings.title} · ${text.name}`,
  data: `${text.data.title} · ${text.name}`,
  about: `${text.about.title} · ${text.name}`,
  map: `${text.map.title} · ${text.name}`,
  none: `${text.notFound.title} · ${text.name}`,
};

function PageOf({ at }: { at: Route }): JSX.Element {
  switch (at.page) {
    case 'feed':
      return <FeedPage first={at.video} />;
    case 'upload':
      return <UploadPage />;
    case 'me':
      return <MePage />;
    case 'settings':
      return <SettingsPage />;
    case 'data':
      return <DataPage />;
    case 'about':
      return <AboutPage />;
    case 'map':
      return <MapPage />;
    case 'none':
      return (
        <StateCard icon="look" title={text.notFound.title}>
          <Link href="/" class="button primary">
            {text.notFound.action}
          </Link>
        </StateCard>
      );
  }
}

export function App(): JSX.Element {
  const at = useStore(route);
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    document.title = titles[at.page];
    if (!first.current) {
      main.current?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    first.current = false;
  }, [at.page]);
  return (
    <div class="app" data-page={at.page}>
      <a class="skip" href="#main">
        {text.skip}
      </a>
      <Nav />
      <main id="main" class="main" ref={main} tabIndex={-1}>
        <PageOf at={at} />
      </main>
      <SignLater />
      <Toast />
    </div>
  );
}
