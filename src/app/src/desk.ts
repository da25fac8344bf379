/* desk.ts: the office's desk. It comes when /desk is opened, and to nobody else. */
import './main'; /* as pages.ts does */
export { english, setDesk } from './messages/words-desk';
export { DeskPage } from './ui/desk-page';
