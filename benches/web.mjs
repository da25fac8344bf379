/*
 * web.mjs: opens the app in Chromium over a slow line and swipes through the feed; one line of JSON: when
 * the first picture of a clip moved after the page was opened, and after each clip came into view, what was
 * asked for and held meanwhile, how many bytes the app has, and how far anything shifted.
 *
 * VITRINE_URL     the region's address
 * VITRINE_SWIPES  how many
 */
import { current, finish, open, PHONE, start, swipe, until } from '../tests/browser/harness.mjs';

const LINE = { latency: 40, downloadThroughput: 10e6 / 8, uploadThroughput: 10e6 / 8 };
const WATCHED_MS = 1500; /* between one swipe and the next */
const SETTLE_MS = 10_000;
const swipes = Number(process.env.VITRINE_SWIPES);

/* In the page: for each place that came into view, when, what was there, and when its picture moved. */
const note = () => {
  window.seen = new Map();
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      window.shift += entry.hadRecentInput ? 0 : entry.value;
    }
  }).observe({ type: 'layout-shift', buffered: true });
  const watch = (slide, entry) => {
    const clip = slide.querySelector('video');
    if (clip === null) {
      requestAnimationFrame(() => watch(slide, entry));
      return;
    }
    const look = (_, { expectedDisplayTime }) => {
      if (clip.paused) {
        clip.requestVideoFrameCallback(look);
      } else {
        entry.moved ??= expectedDisplayTime;
      }
    };
    clip.requestVideoFrameCallback(look);
  };
  const look = () => {
    const slide = document.querySelector('.slide[data-current=true]');
    const place = slide === null ? -1 : Number(slide.dataset.place);
    if (place < 0 || window.seen.has(place) || slide.querySelector('.stage') === null) {
      return;
    }
    const poster = slide.querySelector('img.stage-picture');
    const entry = {
      at: performance.now(),
      picture: poster.complete && poster.naturalWidth > 0,
      blur: slide.querySelector('canvas.stage-picture') !== null,
    };
    window.seen.set(place, entry);
    watch(slide, entry);
  };
  new MutationObserver(look).observe(document, {
    ...{ subtree: true, childList: true },
    ...{ attributes: true, attributeFilter: ['data-current'] },
  });
};

/* The places whose clips are in the document. */
const held = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.slide video')].map((clip) =>
      Number(clip.closest('.slide').dataset.place),
    ),
  );

async function swipeOn(page, at, count) {
  const wanted = [at - 1, at, at + 1, at + 2].filter((one) => one >= 0 && one < count);
  const whole = async () => {
    const places = await held(page);
    return wanted.every((one) => places.includes(one)) && places.length === wanted.length;
  };
  const kept = await until('what is near is held', whole, SETTLE_MS).catch(() => false);
  await page.waitForTimeout(WATCHED_MS);
  const asked = await page.evaluate((next) => {
    const clip = document.querySelector(`.slide[data-place="${next}"] video`);
    return clip !== null && clip.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
  }, at + 1);
  await swipe(page, -600);
  await current(page)
    .and(page.locator(`[data-place="${at + 1}"]`))
    .waitFor();
  const entry = await until('it moves', () =>
    page.evaluate((place) => {
      const one = window.seen.get(place);
      return one?.moved === undefined ? null : one;
    }, at + 1),
  );
  const { picture, blur } = entry;
  return { ms: Math.max(0, entry.moved - entry.at), picture, blur, asked, kept };
}

async function run() {
  const { context, page } = await open(PHONE, note);
  const line = await context.newCDPSession(page);
  await line.send('Network.enable');
  await line.send('Network.emulateNetworkConditions', { offline: false, ...LINE });
  const urls = new Map();
  const found = { app_bytes: 0, api_bytes: 0, swipes: [] };
  line.on('Network.responseReceived', (event) => urls.set(event.requestId, event.response.url));
  line.on('Network.loadingFinished', (event) => {
    const { pathname } = new URL(urls.get(event.requestId) ?? process.env.VITRINE_URL);
    if (pathname.startsWith('/api/')) {
      found.api_bytes += event.encodedDataLength;
    } else if (!pathname.startsWith('/media/')) {
      found.app_bytes += event.encodedDataLength;
    }
  });
  const list = page.waitForResponse((one) => one.url().endsWith('/api/v1/feed'));
  await page.goto(process.env.VITRINE_URL);
  const count = (await (await list).json()).items.length;
  found.opened_ms = await until('the first clip runs', () =>
    page.evaluate(() => window.seen.get(0)?.moved ?? null),
  );
  await page.waitForTimeout(WATCHED_MS);
  const first = { app_bytes: found.app_bytes, api_bytes: found.api_bytes };
  for (let at = 0; at < Math.min(swipes, count - 3); at += 1) {
    found.swipes.push(await swipeOn(page, at, Infinity));
  }
  found.shift = await page.evaluate(() => window.shift);
  await context.close();
  return { ...found, ...first };
}

await start();
let code = 0;
try {
  console.log(JSON.stringify(await run()));
} catch (error) {
  console.error(error);
  code = 1;
}
await finish();
process.exit(code);
