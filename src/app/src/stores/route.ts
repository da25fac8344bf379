/* route.ts: which page is shown; the address bar is the truth. */
import { createStore } from '../store';
import { closeOverlays, isOver } from './overlay';
import { leaveAt } from './scroll';

export type Route =
  | { page: 'feed'; video: string | null }
  | { page: 'following' }
  | { page: 'person'; handle: string }
  | { page: 'tag'; tag: string }
  /* kind: of what is looked for (search-page.tsx). */
  | { page: 'search'; q: string; kind: string }
  | { page: 'notices' }
  | { page: 'upload' }
  | { page: 'me' }
  | { page: 'reports' }
  | { page: 'decision'; id: string }
  | { page: 'notice'; about: string }
  | { page: 'settings' }
  | { page: 'tastes' }
  | { page: 'muted' }
  | { page: 'blocked' }
  /* refused: the status with which the download was refused, and nothing else. */
  | { page: 'data'; refused: string | null }
  | { page: 'about' }
  | { page: 'ledger' }
  | { page: 'map' }
  /* id: of a case; null: the list of them. query: which of them are in it (queue-filter.ts). */
  | { page: 'desk'; id: string | null; query: string }
  | { page: 'none' };

export type PageName = Route['page'];

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function readPath(at: string): Route {
  const [path = '', query = ''] = at.split('?');
  const video = /^\/v\/([0-9]{1,19})$/.exec(path);
  if (video?.[1] !== undefined) {
    return { page: 'feed', video: video[1] };
  }
  const person = /^\/@([a-z][a-z0-9_.]*)$/.exec(path);
  if (person?.[1] !== undefined) {
    return { page: 'person', handle: person[1] };
  }
  const tag = /^\/tag\/([^/]+)$/.exec(path);
  if (tag?.[1] !== undefined) {
    return { page: 'tag', tag: decoded(tag[1]) };
  }
  const decision = /^\/decisions\/([0-9]{1,19})$/.exec(path);
  if (decision?.[1] !== undefined) {
    return { page: 'decision', id: decision[1] };
  }
  const deskCase = /^\/desk\/([0-9]{1,19})$/.exec(path);
  if (deskCase?.[1] !== undefined) {
    return { page: 'desk', id: deskCase[1], query };
  }
  switch (path) {
    case '/':
      return { page: 'feed', video: null };
    case '/following':
      return { page: 'following' };
    case '/search': {
      const asked = new URLSearchParams(query);
      return { page: 'search', q: asked.get('q') ?? '', kind: asked.get('kind') ?? '' };
    }
    case '/notifications':
      return { page: 'notices' };
    case '/upload':
      return { page: 'upload' };
    case '/me':
      return { page: 'me' };
    case '/me/reports':
      return { page: 'reports' };
    case '/notice':
      return { page: 'notice', about: new URLSearchParams(query).get('about') ?? '' };
    case '/settings':
      return { page: 'settings' };
    case '/settings/feed':
      return { page: 'tastes' };
    case '/settings/muted':
      return { page: 'muted' };
    case '/settings/blocked':
      return { page: 'blocked' };
    case '/settings/data':
      return { page: 'data', refused: new URLSearchParams(query).get('refused') };
    case '/about':
      return { page: 'about' };
    case '/ledger':
      return { page: 'ledger' };
    case '/data-map':
      return { page: 'map' };
    case '/desk':
      return { page: 'desk', id: null, query };
    default:
      return { page: 'none' };
  }
}

const pathOf = (at: string): string => at.split('?')[0] ?? at;
const here = (): string => location.pathname + location.search;

export const route = createStore<Route>(readPath(here()));

let shown = here();
/* Whether the page was come back to, or gone forward to. */
let again = false;

function show(path: string, back: boolean): void {
  if (path !== shown) {
    leaveAt(pathOf(shown));
    again = back;
    shown = path;
  }
  route.set(readPath(path));
}

export const cameBack = (): boolean => again;

export function go(path: string): void {
  if (isOver()) {
    history.replaceState(null, '', path);
  } else if (path !== here()) {
    history.pushState(null, '', path);
  }
  show(path, false);
}

export function startRoute(): void {
  window.addEventListener('popstate', () => {
    closeOverlays();
    if (here() !== shown) {
      show(here(), true);
    }
  });
}

/* For links: a plain click stays in the app, everything else is the browser's. */
export function onLink(event: MouseEvent): void {
  const link = event.currentTarget;
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
  if (plain && !event.altKey && link instanceof HTMLAnchorElement) {
    event.preventDefault();
    go(link.pathname + link.search);
  }
}
