/* pages.ts: what is not opened at each visit. It comes in one piece when some of it is. */
export { setMore } from './messages/words-pages';
export { AboutPage } from './ui/about-page';
export { DataPage } from './ui/data-page';
export { MapPage } from './ui/map-page';
export { MePage } from './ui/me-page';
export { NoticesPage } from './ui/notices-page';
export { PersonPage } from './ui/person-page';
export { SearchPage } from './ui/search-page';
export { SettingsPage } from './ui/settings-page';
export { Sheets } from './ui/sheets';
export { SignDialog } from './ui/sign-dialog';
export { TagPage } from './ui/tag-page';
export { TastesPage } from './ui/tastes-page';
export { UploadPage } from './ui/upload-page';
