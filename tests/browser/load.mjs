/* load.mjs: what a first visit costs and whom it tells. */
import assert from 'node:assert/strict';
import { base, check, current, DESKTOP, openFeed, PHONE, until, waitPlaying } from './harness.mjs';

const FIRST_LOAD_MAX = 60_000; /* heads included */

async function quietEverywhere({ page, noted }) {
  await openFeed(page);
  await waitPlaying(page);
  const video = await page.evaluate(() =>
    fetch('/api/v1/videos')
      .then((answer) => answer.json())
      .then((list) => list.videos[1].id),
  );
  for (const path of ['/upload', '/me', '/about', '/ledger', `/v/${video}`]) {
    await page.goto(base + path);
    await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
    await page.waitForLoadState('load');
    await page.waitForTimeout(600);
  }
  assert.deepEqual(noted.errors, []);
  assert.deepEqual(noted.strangers, []);
}

/* The app, all of it that the first page needs; what the service says of videos is not of the app. */
async function firstLoad({ page }) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const urls = new Map();
  const sizes = new Map();
  let sum = 0;
  session.on('Network.responseReceived', (event) => urls.set(event.requestId, event.response.url));
  session.on('Network.loadingFinished', (event) => {
    const { pathname } = new URL(urls.get(event.requestId) ?? base);
    if (!pathname.startsWith('/media/') && !pathname.startsWith('/api/')) {
      sum += event.encodedDataLength;
      sizes.set(pathname, event.encodedDataLength);
    }
  });
  await page.goto(base, { waitUntil: 'load' });
  await current(page).waitFor();
  await page.waitForTimeout(500);
  const parts = [...sizes].map(([path, bytes]) => `${path} ${bytes}`).join(', ');
  assert.ok(sum > 10_000 && sum < FIRST_LOAD_MAX, `${sum} bytes: ${parts}`);
}

/* No byte of any clip arrives, and yet there is something to look at. */
async function noVideoByte({ page }) {
  await page.route('**/media/*.mp4', () => {});
  await openFeed(page);
  const poster = current(page).locator('img.stage-picture');
  await until('the poster is drawn', () =>
    poster.evaluate((img) => img.complete && img.naturalWidth > 0),
  );
  await current(page).getByRole('status', { name: 'Loading' }).waitFor();
}

async function strictPolicy({ page }) {
  const answer = await page.goto(base);
  const policy = (await answer.allHeaders())['content-security-policy'] ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe/);
  const inline = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.head.append(script);
    return {
      ran: 'ran' in window,
      styles: document.querySelectorAll('head style').length,
    };
  });
  assert.deepEqual(inline, { ran: false, styles: 0 });
}

export async function checks() {
  await check('no_console_errors_and_no_third_party_phone', PHONE, quietEverywhere);
  await check('no_console_errors_and_no_third_party_desktop', DESKTOP, quietEverywhere);
  await check('first_load_is_under_60_kb', PHONE, firstLoad);
  await check('first_paint_needs_no_video_byte', PHONE, noVideoByte);
  await check('policy_refuses_inline_script', DESKTOP, strictPolicy);
}
