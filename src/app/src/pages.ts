/* pages.ts: what is not opened at each visit. It comes in one piece when some of it is. */
export { AboutPage } from './ui/about-page';
export { DataPage } from './ui/data-page';
export { MapPage } from './ui/map-page';
export { SettingsPage } from './ui/settings-page';
export { SignDialog } from './ui/sign-dialog';
