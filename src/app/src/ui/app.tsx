/* app.tsx: the frame that every page has. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { text } from '../messages/words';
import { useStore } from '../store';
import { language, loadDesk, loadPages } from '../stores/language';
import { cameBack, route, type Route } from '../stores/route';
import { comeBackTo, startAtTop } from '../stores/scroll';
import { Again } from './again';
import { FeedPage } from './feed-page';
import { later } from './later';
import { Link } from './link';
import { Nav } from './nav';
import { PageTitle } from './page-title';
import { SheetLater } from './sheet-later';
import { SignLater } from './sign-later';
import { StateCard } from './state-card';
import { Toast } from './toast';

const AboutPage = later(() => loadPages().then((file) => file.AboutPage));
const DataPage = later(() => loadPages().then((file) => file.DataPage));
const LedgerPage = later(() => loadPages().then((file) => file.LedgerPage));
const MapPage = later(() => loadPages().then((file) => file.MapPage));
const SettingsPage = later(() => loadPages().then((file) => file.SettingsPage));
const PersonPage = later(() => loadPages().then((file) => file.PersonPage));
const TagPage = later(() => loadPages().then((file) => file.TagPage));
const MePage = later(() => loadPages().then((file) => file.MePage));
const ReportsPage = later(() => loadPages().then((file) => file.ReportsPage));
const DecisionPage = later(() => loadPages().then((file) => file.DecisionPage));
const LegalPage = later(() => loadPages().then((file) => file.LegalPage));
const SearchPage = later(() => loadPages().then((file) => file.SearchPage));
const NoticesPage = later(() => loadPages().then((file) => file.NoticesPage));
const TastesPage = later(() => loadPages().then((file) => file.TastesPage));
const ShutOutPage = later(() => loadPages().then((file) => file.ShutOutPage));
const DeskPage = later(() => loadDesk().then((file) => file.DeskPage));
const UploadPage = later(() => loadPages().then((file) => file.UploadPage));

function PageOf({ at }: { at: Route }): JSX.Element {
  switch (at.page) {
    case 'feed':
      return <FeedPage source="you" first={at.video} />;
    case 'following':
      return <FeedPage source="following" first={null} />;
    case 'person':
      return <PersonPage />;
    case 'tag':
      return <TagPage />;
    case 'upload':
      return <UploadPage />;
    case 'me':
      return <MePage />;
    case 'reports':
      return <ReportsPage />;
    case 'decision':
      return <DecisionPage key={at.id} />;
    case 'notice':
      return <LegalPage key={at.about} />;
    case 'search':
      return <SearchPage />;
    case 'notices':
      return <NoticesPage />;
    case 'settings':
      return <SettingsPage />;
    case 'tastes':
      return <TastesPage />;
    case 'muted':
    case 'blocked':
      return <ShutOutPage />;
    case 'data':
      return <DataPage />;
    case 'about':
      return <AboutPage />;
    case 'ledger':
      return <LedgerPage />;
    case 'map':
      return <MapPage />;
    case 'desk':
      return <DeskPage />;
    case 'none':
      /* What the service answers itself: without a connection the app stands in for it. */
      return !navigator.onLine ? (
        <StateCard icon="alert" title={text.problem.noPage} words={text.problem.offline}>
          <Again class="button primary" onAgain={() => location.reload()} />
        </StateCard>
      ) : (
        <>
          <h1 class="sr">{text.notFound.title}</h1>
          <StateCard icon="look" title={text.notFound.title}>
            <Link href="/" class="button primary">
              {text.notFound.action}
            </Link>
          </StateCard>
        </>
      );
  }
}

export function App(): JSX.Element {
  const at = useStore(route);
  useStore(language); /* all that is shown is shown anew in another one */
  const isFeed = at.page === 'feed' || at.page === 'following';
  const main = useRef<HTMLElement>(null);
  const place = at.page === 'desk' ? '/desk' : location.pathname; /* its cases stand side by side */
  const shown = useRef(place);
  /* Another page, not other words about the same: what one reads or types stays where it is. */
  useLayoutEffect(() => {
    if (shown.current !== place) {
      shown.current = place;
      main.current?.focus({ preventScroll: true });
      if (cameBack()) {
        comeBackTo(location.pathname);
      } else {
        startAtTop();
      }
    }
  }, [at]);
  return (
    <div class="app" data-page={isFeed ? 'feed' : at.page}>
      <a class="skip" href="#main">
        {text.skip}
      </a>
      <PageTitle at={at} />
      <Nav />
      <main id="main" class="main" ref={main} tabIndex={-1}>
        <PageOf at={at} />
      </main>
      <SheetLater />
      <SignLater />
      <Toast inSheet={false} />
    </div>
  );
}
