/* pages.ts: what is not opened at each visit. It comes in one piece when some of it is. */
import './main'; /* shares all of it, so that build.mjs makes one file of it */
export { english, setMore } from './messages/words-pages';
export { AboutPage } from './ui/about-page';
export { DataPage } from './ui/data-page';
export { DecisionPage } from './ui/decision-page';
export { LedgerPage } from './ui/ledger-page';
export { LegalPage } from './ui/legal-page';
export { MapPage } from './ui/map-page';
export { MePage } from './ui/me-page';
export { NoticesPage } from './ui/notices-page';
export { PersonPage } from './ui/person-page';
export { ReportsPage } from './ui/reports-page';
export { SearchPage } from './ui/search-page';
export { SettingsPage } from './ui/settings-page';
export { Sheets } from './ui/sheets';
export { ShutOutPage } from './ui/shut-out-page';
export { SignDialog } from './ui/sign-dialog';
export { TagPage } from './ui/tag-page';
export { TastesPage } from './ui/tastes-page';
export { UploadPage } from './ui/upload-page';
