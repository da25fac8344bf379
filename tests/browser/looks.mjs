/* looks.mjs: sizes, schemes, contrast, names for those who do not see, and the pictures. */
import assert from 'node:assert/strict';
import {
  base,
  check,
  current,
  DESKTOP,
  openFeed,
  PHONE,
  shoot,
  TABLET,
  waitPlaying,
} from './harness.mjs';

const PATHS = {
  feed: '/',
  upload: '/upload',
  me: '/me',
  settings: '/settings',
  about: '/about',
  map: '/data-map',
};

async function fits({ page }) {
  for (const path of Object.values(PATHS)) {
    await page.goto(base + path);
    await page.waitForTimeout(500);
    const over = await page.evaluate(() => {
      const width = document.documentElement.clientWidth;
      const wide = [...document.querySelectorAll('.main *:not(.sr, .stage *, .backdrop *)')];
      return {
        scroll: document.documentElement.scrollWidth - width,
        wide: wide
          .filter((element) => element.getBoundingClientRect().right > width + 1)
          .map((element) => element.className),
      };
    });
    assert.ok(over.scroll <= 0, `${path} scrolls sideways by ${over.scroll}`);
    assert.deepEqual(over.wide, [], path);
  }
}

/* In the system's font, which is wider here and there before ours by a thin line. */
async function feedsKeepOff({ page }) {
  await page.route('**/*.woff2', (route) => route.abort());
  await page.goto(base);
  const box = async (which) => (await page.locator(which).boundingBox()) ?? {};
  const tab = await box('.tab[href="/following"]');
  const badge = await box('.brand .badge');
  assert.ok(tab.x + tab.width <= badge.x, `${tab.x + tab.width} and ${badge.x}`);
}

/* WCAG 2: relative luminance of the colours as the browser resolves them. */
const ratios = () => {
  const paper = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const light = (name) => {
    paper.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name);
    paper.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...paper.getImageData(0, 0, 1, 1).data].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const pairs = [
    ['--text', '--bg'],
    ['--text', '--bg-raised'],
    ['--text', '--bg-pressed'],
    ['--text-quiet', '--bg'],
    ['--text-quiet', '--bg-raised'],
    ['--accent', '--bg'],
    ['--accent', '--bg-raised'],
    ['--on-accent', '--accent'],
    ['--danger', '--bg'],
    ['--danger', '--bg-raised'],
  ];
  return pairs.map(([front, back]) => {
    const [a, b] = [light(front), light(back)];
    return [`${front} on ${back}`, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
  });
};

async function contrast({ page }) {
  await page.goto(`${base}/about`);
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme });
    for (const [pair, ratio] of await page.evaluate(ratios)) {
      assert.ok(ratio >= 4.5, `${colorScheme}: ${pair} is ${ratio.toFixed(2)}`);
    }
  }
}

async function named({ page }) {
  for (const path of Object.values(PATHS)) {
    await page.goto(base + path);
    await page.waitForTimeout(400);
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll('button, a[href], input, textarea')]
        .filter((element) => element.closest('[inert]') === null)
        .filter((element) => {
          const label = element.labels?.[0]?.textContent ?? '';
          const words = element.getAttribute('aria-label') ?? element.textContent;
          return `${label}${words}`.trim() === '';
        })
        .map((element) => element.outerHTML.slice(0, 80)),
    );
    assert.deepEqual(nameless, [], path);
  }
}

async function told({ page }) {
  await openFeed(page);
  const live = page.locator('.feed [aria-live=polite]').last();
  const first = await live.textContent();
  assert.match(first, /, by /);
  await page.keyboard.press('ArrowDown');
  await page.locator('.slide[data-place="1"][data-current=true]').waitFor();
  assert.notEqual(await live.textContent(), first);
  /* Only what is in view can be reached by the keyboard. */
  assert.equal(await page.locator('.slide:not([inert])[data-current]').count(), 1);
}

async function still({ page }) {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openFeed(page);
  const calm = await page.evaluate(() =>
    getComputedStyle(document.documentElement).getPropertyValue('--calm').trim(),
  );
  assert.equal(calm, '1ms');
  await page.keyboard.press('ArrowDown');
  const moved = await page.locator('.slides').evaluate((box) => box.scrollTop / box.clientHeight);
  assert.equal(moved, 1, 'at once');
}

async function pictures({ page }, size) {
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme });
    for (const [name, path] of Object.entries(PATHS)) {
      await page.goto(base + path);
      if (name === 'feed') {
        await current(page).waitFor();
        await page.keyboard.press('ArrowDown');
        await page.locator('.slide[data-place="1"][data-current=true]').waitFor();
        await waitPlaying(page);
      }
      await page.waitForTimeout(900);
      await shoot(page, `${name}-${size}-${colorScheme}`);
    }
  }
}

/* The map by keyboard alone: a class is chosen, words are searched for, and what is left is said. */
async function mapped({ page }) {
  const served = await (await page.request.get(`${base}/data-map.json`)).json();
  await page.goto(`${base}/about`);
  await page.getByRole('link', { name: 'See everything that is stored' }).click();
  await page.waitForURL(`${base}/data-map`);
  const rows = page.locator('.map-row');
  const said = page.getByRole('status').filter({ hasText: 'fields' });
  await rows.first().waitFor();
  assert.equal(await rows.count(), served.rows.length);
  const ofClass = served.rows.filter((row) => row.class === 'protected');
  const choice = page.getByRole('button', { name: /Protected/ }).first();
  await choice.focus();
  await page.keyboard.press('Space');
  assert.equal(await choice.getAttribute('aria-pressed'), 'true');
  assert.equal(await rows.count(), ofClass.length);
  assert.equal(await said.textContent(), `${ofClass.length} of ${served.rows.length} fields`);
  await page.getByLabel('Search').fill('watch history key');
  assert.equal(await rows.count(), 1);
  assert.match(
    await rows.textContent(),
    /watch_sealed\.sealed.*Protected.*until its owner next watches/,
  );
  await page.getByLabel('Search').fill('nothing like this');
  await page.getByRole('button', { name: 'Show all fields' }).click();
  assert.equal(await rows.count(), served.rows.length);
  await page.goto(`${base}/me`);
  await page.getByRole('link', { name: 'See everything that is stored' }).waitFor();
}

export async function checks() {
  const narrow = { ...PHONE, viewport: { width: 360, height: 640 } };
  await check('nothing_is_cut_off_at_360_px', narrow, fits);
  await check('the_two_feeds_keep_off_the_badge_at_360_px', narrow, feedsKeepOff);
  await check('nothing_is_cut_off_at_768_px', TABLET, fits);
  await check('text_has_contrast_in_dark_and_light', DESKTOP, contrast);
  await check('every_control_has_a_name', DESKTOP, named);
  await check('a_change_of_slide_is_announced', DESKTOP, told);
  await check('the_data_map_is_searched_and_filtered', PHONE, mapped);
  await check('reduced_motion_is_honoured', DESKTOP, still);
  await check('screenshots_phone', PHONE, (opened) => pictures(opened, 'phone'));
  await check('screenshots_tablet', TABLET, (opened) => pictures(opened, 'tablet'));
  await check('screenshots_desktop', DESKTOP, (opened) => pictures(opened, 'desktop'));
}
