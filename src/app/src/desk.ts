/* desk.ts: the office's desk. It comes when /desk is opened, and to nobody else. */
export { setDesk } from './messages/words-desk';
export { DeskPage } from './ui/desk-page';
