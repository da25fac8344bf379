/* axe.mjs: every page by the rules of axe-core, in both languages and both schemes; and its pictures. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import axe from 'axe-core';
import { base, check, current, DESKTOP, PHONE, shoot } from './harness.mjs';

const at = (path, seen) => async (page) => {
  await page.goto(base + path);
  await page.locator(seen).first().waitFor();
};
const feed = at('/', '.slide[data-current=true] .rail');
const person = at('/@lena.marsh', '.person-head h1 ~ p, .tile img');

async function opened(page, button, seen) {
  await button.click();
  await page.locator(seen).first().waitFor();
}

/* Each page, and what opens over one; the steps are the same in every language. */
const VIEWS = {
  feed,
  wide: at('/v/101', '.slide[data-current=true] .rail'),
  following: at('/following', '.slide[data-current=true] .rail'),
  comments: async (page) => {
    await feed(page);
    await opened(page, current(page).locator('.rail-button').nth(1), '.comment');
  },
  menu: async (page) => {
    await feed(page);
    await opened(page, current(page).locator('.rail-button').last(), '.menu-row');
  },
  why: async (page) => {
    await VIEWS.menu(page);
    await opened(page, page.locator('.menu-row').first(), '.why-row');
  },
  person,
  people: async (page) => {
    await person(page);
    await opened(page, page.locator('button.count').first(), '.person-row');
  },
  edit: async (page) => {
    await person(page);
    await opened(page, page.locator('.person-head .primary'), '.edit-face');
  },
  away: async (page) => {
    await at('/@nour', '.person-head h1')(page);
    await opened(page, page.locator('.person-head .round'), '.menu-hint');
  },
  report: async (page) => {
    await VIEWS.away(page);
    await opened(page, page.locator('.menu-row').last(), '.choices input');
  },
  reports: at('/me/reports', '.card h2'),
  decision: at('/decisions/3', '#answer-words'),
  notice: at('/notice?about=video:101', '.choices input'),
  muted: at('/settings/muted', '.card .quiet'),
  own: async (page) => {
    await VIEWS.me(page);
    await opened(page, page.locator('.tile-button').first(), '.spoken-add');
  },
  describe: async (page) => {
    await VIEWS.upload(page);
    const clip = join(process.env.VITRINE_MEDIA, 'tall.mp4');
    await page.locator('input[type=file]').setInputFiles(clip);
    await page.locator('.film[data-drawn=true]').waitFor();
  },
  tag: at('/tag/sea', '.tile img'),
  search: at('/search?q=the', '.tile img'),
  notices: at('/notifications', '.notice'),
  tastes: at('/settings/feed', '.why-row'),
  upload: at('/upload', '.drop'),
  me: at('/me', '#me-decisions'),
  settings: at('/settings', '.card'),
  about: at('/about', '.card'),
  map: at('/data-map', '.map-row'),
  none: at('/nothing-is-here', '.state-card'),
};

/* What moves once has arrived; what turns for ever is not waited for. */
export const settled = () => {
  const moves = document.getAnimations().filter((one) => {
    const { endTime } = one.effect.getComputedTiming();
    return endTime !== Infinity;
  });
  return Promise.allSettled(moves.map((one) => one.finished)).then(() => undefined);
};

export const findings = () =>
  window.axe
    .run(document, {
      resultTypes: ['violations'],
      rules: { 'target-size': { enabled: true } },
    })
    .then(({ violations }) =>
      violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.html.slice(0, 120)}: ${node.any[0]?.message ?? ''}`),
      ),
    );

/* What there is without script, in a page that has one: axe waits, and nothing waits without. */
export async function axeFinds(page) {
  const seen = (await page.content()).replace(/<\/?noscript[^>]*>/g, '');
  const [, lang, dir] = /<html lang="(\w+)" dir="(\w+)"/.exec(seen);
  const context = await page
    .context()
    .browser()
    .newContext({ ...PHONE, colorScheme: 'dark' });
  const beside = await context.newPage();
  await beside.goto(`${base}/claims`);
  await beside.evaluate(
    (made) => {
      document.documentElement.innerHTML = made.seen;
      document.documentElement.lang = made.lang;
      document.documentElement.dir = made.dir;
    },
    { seen, lang, dir },
  );
  await beside.locator('h1').waitFor();
  await beside.evaluate(axe.source);
  const found = await beside.evaluate(findings);
  await context.close();
  return found;
}

async function clean({ page, noted }, fixture, { go, language, size, name }) {
  fixture.reset();
  fixture.state.signed = true;
  await page.route('**/media/*.mp4', () => {}); /* the poster is picture enough */
  await go(page);
  assert.equal(await page.locator('html').getAttribute('lang'), language);
  await page.evaluate(axe.source);
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(settled);
    await shoot(page, `${name}-${size}-${language}-${colorScheme}`);
    assert.deepEqual(await page.evaluate(findings), [], colorScheme);
  }
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(over <= 0, `scrolls sideways by ${over}`);
  const missing = /404.*\/api\/v1\/videos\/999\)$/; /* in the history, and not public any more */
  assert.deepEqual(
    noted.errors.filter((error) => !missing.test(error)),
    [],
  );
  assert.deepEqual(noted.strangers, []);
}

const speaking = (language) => `
  localStorage.setItem('vitrine.language', '${language}');
  localStorage.setItem('vitrine.captions', '${language}');
  localStorage.setItem('vitrine.signed-in', '1');`;

/* Each page in both schemes, and, with all, in both languages; which size goes with which language is as
 * good as any. */
const WAYS = [
  {
    language: 'en',
    size: 'phone',
    options: { ...PHONE, reducedMotion: 'reduce' },
  },
  {
    language: 'ar',
    size: 'desktop',
    options: { ...DESKTOP, reducedMotion: 'reduce' },
  },
];

const ALWAYS = ['feed', 'comments', 'person', 'settings', 'upload']; /* the others with --all */

export async function checks(fixture) {
  for (const [name, go] of Object.entries(VIEWS)) {
    if (process.env.VITRINE_ALL !== '1' && !ALWAYS.includes(name)) {
      continue;
    }
    for (const { language, size, options } of WAYS) {
      await check(
        `axe_finds_nothing_${name}_${language}`,
        options,
        (opened) => clean(opened, fixture, { go, language, size, name }),
        speaking(language),
      );
    }
  }
}
