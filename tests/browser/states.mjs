/* states.mjs: when something is missing, slow or wrong. */
import assert from 'node:assert/strict';
import {
  base,
  check,
  current,
  DESKTOP,
  openFeed,
  PHONE,
  place,
  signUp,
  until,
  waitPlaying,
} from './harness.mjs';

async function listFails({ page }) {
  let broken = true;
  await page.route(/\/api\/v1\/(feed|videos)(\?|$)/, (route) =>
    broken ? route.abort() : route.continue(),
  );
  await page.goto(base);
  await page.getByRole('heading', { name: 'The videos did not load' }).waitFor();
  broken = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await current(page).waitFor();
  await waitPlaying(page);
}

async function clipFails({ page }) {
  let broken = true;
  await page.route('**/media/*.mp4', (route) => (broken ? route.abort() : route.continue()));
  await openFeed(page);
  await current(page).getByText('This clip did not load').waitFor();
  broken = false;
  await current(page).getByRole('button', { name: 'Try again' }).click();
  await waitPlaying(page);
}

async function unknownVideo({ page }) {
  await page.goto(`${base}/v/1`);
  await page.getByRole('heading', { name: 'This video is not here' }).waitFor();
  await page.getByRole('link', { name: 'To the videos for you' }).click();
  await current(page).waitFor();
  assert.equal(new URL(page.url()).pathname, '/');
}

async function comesBack({ page }) {
  await openFeed(page);
  await waitPlaying(page);
  await page.keyboard.press('ArrowDown');
  await page.locator('.slide[data-place="1"][data-current=true]').waitFor();
  await page.getByRole('link', { name: 'Check us' }).click();
  await page.getByRole('heading', { name: 'Do not take our word' }).waitFor();
  await page.goBack();
  await page.locator('.slide[data-place="1"][data-current=true]').waitFor();
  await waitPlaying(page);
  const at = await page.locator('.slides').evaluate((box) => box.scrollTop / box.clientHeight);
  assert.deepEqual([at, await place(page)], [1, 1]);
}

async function trustPage({ page, context }) {
  await page.goto(`${base}/about`);
  await page.getByText(`vitrine verify ${base}`).waitFor();
  const shown = async () =>
    Number((await page.locator('.fact-large dd').textContent()).replace(/\D/g, ''));
  await page.locator('.fact-large dd').waitFor();
  const size = await shown();
  const note = await (await context.request.get(`${base}/ledger/checkpoint`)).text();
  const [origin, published] = note.split('\n');
  assert.ok(size > 0 && size <= Number(published), `${size} of ${published}`);
  await page.getByText(origin, { exact: true }).waitFor();
}

async function badgeEverywhere({ page }) {
  for (const path of ['/', '/upload', '/me', '/about']) {
    await page.goto(base + path);
    const badge = page.getByRole('banner').getByRole('link', { name: /Unreviewed build/ });
    await badge.waitFor();
    const seen = await badge.evaluate((element) => {
      const box = element.getBoundingClientRect();
      const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      return element.contains(top);
    });
    assert.ok(seen, `hidden on ${path}`);
  }
}

/* Also for whoever is in, of whom the page learns later. */
async function unknownOnce({ page, context }) {
  await signUp(context);
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`${base}/v/999999`);
  await page.getByRole('heading', { name: 'This video is not here' }).waitFor();
  await page.locator('.nav-account .avatar').waitFor();
  await page.waitForTimeout(500);
  assert.equal(asked.filter((path) => path === '/api/v1/videos/999999').length, 1);
}

/* Not drawn as broken meanwhile, and there once the connection is. */
async function postersComeLater({ page }) {
  await page.route('**/media/*.jpg', (route) => route.abort());
  await openFeed(page);
  const poster = current(page).locator('img.stage-picture');
  await until('what did not come is not drawn', async () => (await poster.count()) === 0);
  await page.unroute('**/media/*.jpg');
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await until('it comes', () => poster.evaluate((img) => img.naturalWidth > 0));
}

export async function checks() {
  await check('list_that_fails_is_said_and_can_be_tried_again', PHONE, listFails);
  await check('clip_that_fails_is_said_and_can_be_tried_again', PHONE, clipFails);
  await check('poster_that_did_not_come_comes_later', PHONE, postersComeLater);
  await check('unknown_video_leads_to_the_others', PHONE, unknownVideo);
  await check('unknown_video_is_asked_for_once', DESKTOP, unknownOnce);
  await check('coming_back_finds_the_same_video', DESKTOP, comesBack);
  await check('trust_page_has_the_checkpoint_and_the_command', PHONE, trustPage);
  await check('unreviewed_build_is_said_on_every_page_phone', PHONE, badgeEverywhere);
  await check('unreviewed_build_is_said_on_every_page_desktop', DESKTOP, badgeEverywhere);
}
