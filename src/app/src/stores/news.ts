/* news.ts: how much there is that somebody has not read, as the service says it while the page is seen. */
import { count, fields } from '../decode';
import { createStore } from '../store';
import { session } from './session';

const AGAIN_MS = 5_000;
const AGAIN_MAX_MS = 300_000;

export const unread = createStore(0);

let source: EventSource | null = null;
let timer = 0;
let wait = AGAIN_MS;

function hear(event: MessageEvent<string>): void {
  wait = AGAIN_MS;
  try {
    const said: unknown = JSON.parse(event.data);
    unread.set(count(fields(said)['unread']));
  } catch {
    /* what cannot be read changes nothing */
  }
}

function stop(): void {
  window.clearTimeout(timer);
  source?.close();
  source = null;
}

/* The browser comes back by itself to a connection that broke, but not to one that was refused. */
function listen(): void {
  stop();
  if (session.get().user === null || document.hidden) {
    return;
  }
  const mine = new EventSource('/api/v1/me/events');
  source = mine;
  mine.addEventListener('notifications', hear);
  mine.addEventListener('error', () => {
    if (source === mine && mine.readyState === EventSource.CLOSED) {
      timer = window.setTimeout(listen, wait);
      wait = Math.min(2 * wait, AGAIN_MAX_MS);
    }
  });
}

export function startNews(): void {
  let owner: string | undefined;
  session.subscribe(() => {
    const now = session.get().user?.id;
    if (now !== owner) {
      owner = now;
      unread.set(0);
      listen();
    }
  });
  /* A page that nobody looks at takes no place among those who listen. */
  document.addEventListener('visibilitychange', listen);
}
