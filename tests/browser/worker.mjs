/* worker.mjs: the service worker: the app opens without a connection, and nothing else is kept. */
import assert from 'node:assert/strict';
import { base, check, current, openFeed, PHONE, until, waitPlaying } from './harness.mjs';

const kept = () =>
  caches.keys().then(async (names) => {
    const urls = [];
    for (const name of names) {
      const cache = await caches.open(name);
      urls.push(...(await cache.keys()).map((request) => new URL(request.url).pathname));
    }
    return urls;
  });

async function opensWithout({ page, context }) {
  await openFeed(page);
  await waitPlaying(page);
  await until('the worker is in charge', () =>
    page.evaluate(() => navigator.serviceWorker.controller !== null),
  );
  await page.reload();
  await waitPlaying(page);
  const paths = await page.evaluate(kept);
  assert.ok(paths.includes('/'), 'the page is kept');
  assert.deepEqual(
    paths.filter((path) => path !== '/' && !path.startsWith('/assets/')),
    [],
    'no media, no answers',
  );
  await context.setOffline(true);
  await page.goto(base);
  await page.getByText('The service does not answer. Check your connection').waitFor();
  await page.goto(`${base}/claims`); /* which is no page of the app */
  await page.getByRole('heading', { name: 'This page did not come' }).waitFor();
  await page.goto(base);
  await context.setOffline(false);
  const again = page.getByRole('button', { name: 'Try again' });
  await until('it goes on', async () => {
    await again.click({ timeout: 500 }).catch(() => {}); /* it may have gone on by itself */
    return (await current(page).count()) > 0;
  });
}

export async function checks(fixture) {
  fixture.reset();
  fixture.state.signed = false;
  await check(
    'without_a_connection_it_opens_and_says_so_and_no_media_is_kept',
    { ...PHONE, serviceWorkers: 'allow' },
    opensWithout,
  );
}
