/* people.mjs: signing up and in, publishing, one's own page. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import {
  base,
  check,
  current,
  DESKTOP,
  openFeed,
  PHONE,
  signUp,
  until,
  waitPlaying,
} from './harness.mjs';

const PASSWORD = 'a long enough password';

async function fillBirth(dialog, day, month, year) {
  await dialog.getByLabel('Day of birth').fill(day);
  await dialog.getByLabel('Month of birth').selectOption(month);
  await dialog.getByLabel('Year of birth').fill(year);
}

async function signsUp({ page, noted }) {
  await page.goto(`${base}/me`);
  await page.getByRole('main').getByRole('button', { name: 'Create account' }).click();
  const dialog = page.getByRole('dialog');
  const submit = dialog.getByRole('button', {
    name: 'Create account',
    exact: true,
  });
  await dialog.getByText(/Everybody sees it/).waitFor();
  await dialog.getByLabel('Handle').fill('9lives');
  await dialog.getByLabel('Password', { exact: true }).fill('short');
  await submit.click();
  await dialog.getByText('Small letters, digits, “_” and “.”; a letter first.').waitFor();
  await dialog.getByText('At least 10 characters.', { exact: true }).waitFor();
  assert.equal(await dialog.getByLabel('Handle').getAttribute('aria-invalid'), 'true');
  await dialog.getByText('Enter a day, a month and a year that were.').waitFor();
  assert.deepEqual(noted.errors, [], 'the service was not asked');
  /* Too young: the service's own refusal, at the field. */
  await fillBirth(dialog, '1', 'January', String(new Date().getFullYear() - 12));
  await dialog.getByLabel('Handle').fill('kit.young');
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await submit.click();
  await dialog.getByText(/You must be 13 years old/).waitFor();
  await fillBirth(dialog, '29', 'February', '2000');
  /* A handle that is taken: the service's own refusal, at the field. */
  await dialog.getByLabel('Handle').fill(process.env.VITRINE_USER);
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await submit.click();
  await dialog.getByText('This handle is taken. Choose another.').waitFor();
  const handle = `n${Date.now().toString(36)}`;
  await dialog.getByLabel('Handle').fill(handle);
  await submit.click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('heading', { name: `@${handle}` }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: `@${handle}` }).waitFor();
}

async function signsInAndOut({ page }) {
  await openFeed(page);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const dialog = page.getByRole('dialog');
  const submit = dialog.getByRole('button', { name: 'Sign in', exact: true });
  await dialog.getByLabel('Handle').fill(process.env.VITRINE_USER);
  await dialog.getByLabel('Password', { exact: true }).fill('not the password');
  await submit.click();
  await dialog.getByText('Handle and password do not match.').waitFor();
  await dialog.getByLabel('Password', { exact: true }).fill(process.env.VITRINE_PASSWORD);
  await submit.click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('banner').getByText(`@${process.env.VITRINE_USER}`).click();
  await page.getByRole('heading', { name: 'Your videos' }).waitFor();
  await page.locator('.tile').first().waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Your corner' }).waitFor();
  const answer = await page.evaluate(() => fetch('/api/v1/me').then((a) => a.status));
  assert.equal(answer, 401);
}

async function dialogKeepsFocus({ page }) {
  await openFeed(page);
  const opener = page.getByRole('button', { name: 'Sign in' });
  await opener.click();
  await page.getByRole('dialog').waitFor();
  for (let i = 0; i < 12; i += 1) {
    await page.keyboard.press('Tab');
    const inside = await page.evaluate(() => {
      const at = document.activeElement;
      return at === document.body || at.closest('dialog') !== null;
    });
    assert.ok(inside, 'focus left the dialog');
  }
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  assert.ok(await opener.evaluate((element) => element === document.activeElement));
}

async function choose(page, file, title) {
  await page.goto(`${base}/upload`);
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByLabel('Title').fill(title);
}

async function uploads({ page, context, noted }) {
  const handle = await signUp(context);
  const title = `From the browser ${Date.now().toString(36)}`;
  await choose(page, process.env.VITRINE_CLIP, title);
  const preview = page.getByLabel('Preview');
  await until('the preview shows', () => preview.evaluate((video) => video.videoWidth > 0));
  await page.getByText(String(150 - title.length), { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('heading', { name: 'It is public' }).waitFor({ timeout: 45_000 });
  await page.getByRole('button', { name: 'Watch it' }).click();
  await current(page).getByRole('heading', { name: title }).waitFor();
  await waitPlaying(page);
  await page.goto(`${base}/@${handle}`);
  await page.getByRole('link', { name: title }).waitFor();
  await page.goto(`${base}/me`);
  await page.getByRole('heading', { name: `@${handle}` }).waitFor();
  await page.locator('.tile', { hasText: title }).waitFor();
  assert.deepEqual(noted.errors, []);
}

/* The first three attempts to send bytes find no connection; what is on the page then, and after. */
async function goesOnAfterALostConnection({ page, context }) {
  await signUp(context);
  const title = `Lost ${Date.now().toString(36)}`;
  let lost = 0;
  await page.route('**/api/v1/uploads/*', (route) => {
    if (route.request().method() === 'PATCH' && lost < 3) {
      lost += 1;
      return route.abort('connectionreset');
    }
    return route.continue();
  });
  await choose(page, process.env.VITRINE_CLIP, title);
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('heading', { name: 'Connection lost' }).waitFor();
  await page.getByText(/goes on by itself/).waitFor();
  await page.getByRole('heading', { name: 'It is public' }).waitFor({ timeout: 45_000 });
  assert.equal(lost, 3);
  await page.goto(`${base}/me`);
  await page.locator('.tile', { hasText: title }).first().waitFor();
  assert.equal(await page.locator('.tile', { hasText: title }).count(), 1);
}

const UPLOADS = '**/api/v1/uploads/*';

/* Half of the clip arrives, by a second client of the same person; the page's own request never gets
 * through. Gives the upload's address, and how much of it stands. */
async function half(page, context, title) {
  const clip = await readFile(process.env.VITRINE_CLIP);
  const count = Math.floor(clip.length / 2);
  let held = false;
  await page.route(UPLOADS, (route) => {
    held = held || route.request().method() === 'PATCH';
    return held ? undefined : route.continue();
  });
  const created = page.waitForResponse(
    (answer) => answer.url() === `${base}/api/v1/uploads` && answer.status() === 201,
  );
  await choose(page, process.env.VITRINE_CLIP, title);
  await page.getByRole('button', { name: 'Publish' }).click();
  const url = new URL((await (await created).allHeaders())['location'], base).href;
  await until('the page sends', () => held);
  const answer = await context.request.patch(url, {
    headers: {
      'Tus-Resumable': '1.0.0',
      'Upload-Offset': '0',
      'Content-Type': 'application/offset+octet-stream',
    },
    data: clip.subarray(0, count),
  });
  assert.equal(answer.status(), 204);
  await page.unroute(UPLOADS);
  return { url, count, length: clip.length };
}

async function goesOnAfterAReload({ page, context }) {
  await signUp(context);
  const title = `Reloaded ${Date.now().toString(36)}`;
  const { url, count, length } = await half(page, context, title);
  const kept = await page.evaluate(() => localStorage.getItem('vitrine.uploads'));
  assert.ok(kept.includes(new URL(url).pathname) && !kept.includes(title), kept);
  await page.goto(`${base}/upload`);
  await page.getByRole('heading', { name: 'Not finished' }).waitFor();
  await page.locator('.entry', { hasText: title }).waitFor();
  const parts = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH') {
      const headers = request.headers();
      parts.push([request.url(), Number(headers['upload-offset'])]);
    }
  });
  await page.evaluate(() => {
    const send = XMLHttpRequest.prototype.send;
    window.sentBytes = 0;
    XMLHttpRequest.prototype.send = function count(body) {
      window.sentBytes += body?.size ?? 0;
      return send.call(this, body);
    };
  });
  let created = 0;
  page.on('request', (request) => {
    created += request.method() === 'POST' && request.url().endsWith('/uploads') ? 1 : 0;
  });
  await page.locator('input[type=file]').setInputFiles(process.env.VITRINE_CLIP);
  await page.getByText(`${Math.floor((count / length) * 100)}% of this file has arrived`).waitFor();
  assert.equal(await page.getByLabel('Title').inputValue(), title);
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('heading', { name: 'It is public' }).waitFor({ timeout: 45_000 });
  assert.deepEqual([parts.length, created], [1, 0]);
  assert.deepEqual(parts[0], [url, count]);
  assert.equal(await page.evaluate(() => window.sentBytes), length - count);
  assert.equal(await page.evaluate(() => localStorage.getItem('vitrine.uploads')), null);
}

/* A draft of before can be cancelled; where drafts are goes with the session. */
async function draftsEndByTheirPersonsWord({ page, context }) {
  await signUp(context);
  await half(page, context, 'First half');
  await page.goto(`${base}/upload`);
  await page.getByRole('button', { name: 'Cancel the upload of First half' }).click();
  await page.getByText('Upload cancelled').waitFor();
  await page.getByRole('heading', { name: 'Not finished' }).waitFor({ state: 'hidden' });
  const left = await context.request.get(`${base}/api/v1/uploads`);
  assert.deepEqual(await left.json(), { uploads: [] });
  assert.equal(await page.evaluate(() => localStorage.getItem('vitrine.uploads')), null);
  await half(page, context, 'Second half');
  await page.goto(`${base}/me`);
  assert.notEqual(await page.evaluate(() => localStorage.getItem('vitrine.uploads')), null);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Your corner' }).waitFor();
  assert.equal(await page.evaluate(() => localStorage.getItem('vitrine.uploads')), null);
}

/* Given up on the way: the service forgets it, and nothing is published. */
async function cancelEndsIt({ page, context }) {
  await signUp(context);
  let answered = 0;
  await page.route('**/api/v1/uploads/*', (route) =>
    route.request().method() === 'PATCH' ? route.abort('connectionreset') : route.continue(),
  );
  page.on('response', (response) => {
    answered = response.request().method() === 'DELETE' ? response.status() : answered;
  });
  await choose(page, process.env.VITRINE_CLIP, 'Given up');
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('heading', { name: 'Connection lost' }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Publish' }).waitFor();
  await until('the upload is ended', () => answered === 204);
  await page.goto(`${base}/me`);
  await page.getByText('You have not published a video yet.').waitFor();
}

async function uploadAsksToSignIn({ page }) {
  await choose(page, process.env.VITRINE_CLIP, 'Before signing in');
  await page.getByRole('button', { name: 'Publish' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Handle').fill(`u${Date.now().toString(36)}`);
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await fillBirth(dialog, '3', 'March', '1985');
  await dialog.getByRole('button', { name: 'Create account', exact: true }).click();
  await page.getByRole('heading', { name: 'It is public' }).waitFor({ timeout: 45_000 });
}

async function refusedWithReason({ page, context }) {
  await signUp(context);
  const buffer = Buffer.alloc(20_000, 'this is no video ');
  await choose(page, { name: 'clip.mp4', mimeType: 'video/mp4', buffer }, 'Not a video');
  await page.getByText('Your browser cannot show this file.').waitFor();
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('heading', { name: 'It was not published' }).waitFor({ timeout: 45_000 });
  await page.getByText(/not a video that can be read/).waitFor();
  await page.goto(`${base}/me`);
  await page
    .locator('.tile', { hasText: 'Not published' })
    .getByText(/not a video/)
    .waitFor();
}

/* A failure that may pass: what the service says of the video is changed on its way to the page. */
async function triesAgain({ page, context }) {
  await signUp(context);
  const buffer = Buffer.alloc(20_000, 'this is no video ');
  let asked = 0;
  await page.route('**/api/v1/me/videos', async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    for (const video of body.videos) {
      video.retry_until_ms = Date.now() + 60_000;
      Object.assign(
        video,
        asked > 0 && {
          state: 'processing',
          reason: null,
          retry_until_ms: null,
        },
      );
    }
    await route.fulfill({ response: answer, json: body });
  });
  await page.route('**/api/v1/videos/*/retry', async (route) => {
    assert.equal(route.request().method(), 'POST');
    const video = new URL(route.request().url()).pathname.replace('/retry', '');
    const answer = await context.request.get(base + video);
    asked += 1;
    await route.fulfill({ response: answer, status: 202 });
  });
  await choose(page, { name: 'clip.mp4', mimeType: 'video/mp4', buffer }, 'Not yet');
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('heading', { name: 'It was not published' }).waitFor({ timeout: 45_000 });
  await page.goto(`${base}/me`);
  const button = page.getByRole('button', { name: 'Try again: Not yet' });
  await button.focus();
  await page.keyboard.press('Enter');
  await page.getByText('It is in line again').waitFor();
  await page.locator('.tile', { hasText: 'Not yet' }).getByText('Preparing').waitFor();
  assert.deepEqual([asked, await button.count()], [1, 0]);
}

async function refusesBeforeSending({ page }) {
  await page.goto(`${base}/upload`);
  const buffer = Buffer.from('words');
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer });
  await page.getByText('This file is not a video.').waitFor();
}

async function history({ page, context }) {
  await signUp(context);
  await openFeed(page);
  const titles = [];
  for (let at = 0; at < 2; at += 1) {
    await waitPlaying(page);
    titles.push(await current(page).locator('.caption-title').textContent());
    await page.waitForTimeout(600);
    await page.keyboard.press('ArrowDown');
    await page.locator(`.slide[data-place="${at + 1}"][data-current=true]`).waitFor();
  }
  await page.waitForResponse((answer) => answer.url().endsWith('/api/v1/watches'));
  await page.goto(`${base}/me`);
  await page.getByText(/sealed with a key of your own/).waitFor();
  for (const title of titles) {
    await page.locator('.seen', { hasText: title }).waitFor();
  }
}

export async function checks() {
  await check('sign_up_shows_each_field_its_problem', PHONE, signsUp);
  await check('sign_in_and_out', DESKTOP, signsInAndOut);
  await check('dialog_keeps_the_focus_and_gives_it_back', DESKTOP, dialogKeepsFocus);
  await check('history_is_listed_with_how_it_is_sealed', DESKTOP, history);
  await check('upload_ends_public_and_appears', PHONE, uploads);
  await check('upload_goes_on_after_a_lost_connection', PHONE, goesOnAfterALostConnection);
  await check('upload_goes_on_after_a_reload', PHONE, goesOnAfterAReload);
  await check(
    'drafts_after_a_reload_end_by_their_persons_word',
    DESKTOP,
    draftsEndByTheirPersonsWord,
  );
  await check('upload_that_is_cancelled_ends', DESKTOP, cancelEndsIt);
  await check('upload_asks_for_an_account_and_goes_on', DESKTOP, uploadAsksToSignIn);
  await check('upload_that_is_refused_says_why', DESKTOP, refusedWithReason);
  await check('video_that_failed_for_now_can_be_tried_again', DESKTOP, triesAgain);
  await check('file_that_is_no_video_is_not_sent', PHONE, refusesBeforeSending);
}
