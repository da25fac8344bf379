/*
 * worker.ts: the service worker. The page itself always comes from the service when it answers, so that
 * no old version stays; what is kept here is shown only when it does not. Files under /assets/ never
 * change, for their names have their digests. Everything else, the API and all media first, goes by:
 * nothing of it is kept, and a takedown takes effect.
 */
declare const self: ServiceWorkerGlobalScope;
/* The page and the files of its first load; put in by build.mjs. */
declare const SHELL: readonly string[];

const PREFIX = 'vitrine-shell-';
const NAME = PREFIX + SHELL.join();
const KEPT = 2; /* versions: this one, and one that a page may still be open with */

async function install(): Promise<void> {
  const cache = await caches.open(NAME);
  /* The page as it is now; the rest never changes, and was just loaded. */
  const cached = (path: string): RequestCache => (path === '/' ? 'no-cache' : 'default');
  await cache.addAll(SHELL.map((path) => new Request(path, { cache: cached(path) })));
  await self.skipWaiting();
}

async function activate(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const old = names.filter((name) => name !== NAME);
  await Promise.all(old.slice(0, old.length - KEPT + 1).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match('/', { cacheName: NAME });
    if (kept === undefined) {
      throw error;
    }
    return kept;
  }
}

async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept !== undefined) {
    return kept;
  }
  const answer = await fetch(request);
  if (answer.status === 200) {
    const cache = await caches.open(NAME);
    await cache.put(request, answer.clone());
  }
  return answer;
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) {
    return;
  }
  if (request.mode === 'navigate') {
    event.respondWith(page(request));
  } else if (pathname.startsWith('/assets/')) {
    event.respondWith(asset(request));
  }
});

export {};
