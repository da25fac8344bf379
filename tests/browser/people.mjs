/* people.mjs: signing up and in, publishing, one's own page. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { axeFinds } from './axe.mjs';
import {
  base,
  check,
  current,
  DESKTOP,
  openFeed,
  PHONE,
  shoot,
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
  assert.equal(await dialog.locator('.field[data-wrong=true]').count(), 0, 'said of other values');
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

const UPLOADS = '**/api/v1/uploads/*';
const TRACK = 'WEBVTT\n\n00:00.000 --> 00:01.500\nWhat is said here\n';
const asTrack = (words) => ({ name: 'a.vtt', mimeType: 'text/vtt', buffer: Buffer.from(words) });

/* Cut by keys at both handles, its picture chosen, its sound named, captions in two languages; all but
   what was never said to the service is there again after a reload. */
async function uploadsAPart({ page, context }) {
  await signUp(context);
  const title = `In part ${Date.now().toString(36)}`;
  await choose(page, process.env.VITRINE_CLIP, title);
  await page.locator('.film[data-drawn=true]').waitFor();
  const from = page.getByRole('slider', { name: 'Beginning' });
  const to = page.getByRole('slider', { name: 'End' });
  const press = async (slider, key, times) => {
    await slider.focus();
    for (let i = 0; i < times; i += 1) {
      await page.keyboard.press(key);
    }
  };
  const preview = page.getByLabel('Preview');
  await press(from, 'ArrowRight', 5);
  await until('it shows where', () => preview.evaluate((v) => v.paused && v.currentTime === 0.5));
  await press(to, 'ArrowLeft', 7);
  await press(page.getByLabel('Cover picture'), 'ArrowRight', 3);
  await page.getByText('0.8 s', { exact: true }).waitFor();
  await page.getByLabel(/^Name of the sound/).fill('Hum');
  const track = page.locator('input[name=captions]');
  await track.setInputFiles(asTrack('no such thing'));
  await page.getByText(/^This file is not WebVTT/).waitFor();
  await track.setInputFiles(asTrack(TRACK));
  await page.getByRole('button', { name: 'Remove the captions in English' }).waitFor();
  await page.getByLabel('Language of the captions').selectOption('ar');
  await track.setInputFiles(asTrack('WEBVTT\n\nnever\n'));
  await page.getByRole('button', { name: 'Remove the captions in Arabic' }).waitFor();

  await page.route(UPLOADS, (route) =>
    route.request().method() === 'PATCH' ? undefined : route.continue(),
  );
  const sends = page.waitForRequest((request) => request.method() === 'PATCH');
  await page.getByRole('button', { name: 'Publish' }).click();
  await sends;
  await page.reload(); /* which ends what is held; only then is anything let through */
  await page.unroute(UPLOADS);
  await page.locator('input[type=file]').setInputFiles(process.env.VITRINE_CLIP);
  await until('the title is back', async () => {
    return (await page.getByLabel('Title').inputValue()) === title;
  });
  assert.deepEqual(
    [await from.inputValue(), await page.getByLabel(/^Name of/).inputValue()],
    ['500', 'Hum'],
  );
  await page.getByRole('button', { name: 'Remove the captions in Arabic' }).waitFor();
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('heading', { name: 'It is public' }).waitFor({ timeout: 45_000 });
  await page.getByText(/^The captions in Arabic were not taken: Line 3/).waitFor();
  const [video] = (await (await context.request.get(`${base}/api/v1/me/videos`)).json()).videos;
  assert.ok(Math.abs(video.duration_ms - 1800) < 150, `${video.duration_ms} ms`);
  assert.equal(video.sound, 'Hum');
  assert.deepEqual(
    video.captions.map(({ lang, label }) => [lang, label]),
    [['en', 'English']],
  );
  const row = await (await context.request.get(`${base}/api/v1/me/data`)).json();
  assert.equal(Number(row.video[0].poster_ms), 300);
  assert.equal(await page.evaluate(() => sessionStorage.length + localStorage.length), 1);
  await changes(page, title);
}

/* Afterwards: another title, one language less and one more. */
async function changes(page, title) {
  await page.goto(`${base}/me`);
  await page.getByRole('button', { name: `Change the video ${title}` }).click();
  const sheet = page.getByRole('dialog', { name: 'Change this video' });
  await sheet.getByLabel('Title').fill(`${title} again`);
  await sheet.getByRole('button', { name: 'Save' }).click();
  await page.locator('.tile', { hasText: `${title} again` }).waitFor();
  await sheet.getByRole('button', { name: 'Remove the captions in English' }).click();
  await sheet.getByLabel('Language of the captions').selectOption('fr');
  const track = sheet.locator('input[name=captions]');
  await track.setInputFiles(asTrack('WEBVTT\n\nnever\n'));
  await sheet.getByText(/^Line 3/).waitFor();
  await track.setInputFiles(asTrack(TRACK));
  await sheet.getByRole('button', { name: 'Remove the captions in French' }).waitFor();
  const [video] = await page.evaluate(() =>
    fetch('/api/v1/me/videos').then(async (answer) => (await answer.json()).videos),
  );
  assert.deepEqual(
    [video.title, video.captions.map((one) => one.lang)],
    [`${title} again`, ['fr']],
  );
  await sheet.getByRole('button', { name: 'Remove this video' }).click();
  const asks = page.getByRole('dialog', { name: 'Remove this video' });
  await asks.getByText(`${title} again`).waitFor();
  await shoot(page, 'remove-video-360');
  await asks.getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('button', { name: `Change the video ${title} again` }).click();
  await sheet.getByRole('button', { name: 'Remove this video' }).click();
  await removes(page, asks);
  const gone = await page.request.get(`${base}/api/v1/videos/${video.id}`);
  assert.equal(gone.status(), 404);
}

/* For good: it is said, and nothing of it is on one's own page. */
async function removes(page, asks) {
  await asks.getByRole('button', { name: 'Remove it for good' }).click();
  await page.getByText('The video is removed').waitFor();
  await page.getByText('You have not published a video yet.').waitFor();
}

/* Who follows finds it among what is new, where it plays, and says whom it is for. */
async function followersSeeIt(context, author, title) {
  const fan = await context.browser().newContext(PHONE);
  await signUp(fan);
  const page = await fan.newPage();
  await page.goto(`${base}/following`);
  await page.getByText('Nothing new').waitFor();
  await fan.request.put(`${base}/api/v1/people/${author}/follow`);
  await openFeed(page, '/following');
  await current(page).getByText(title).waitFor();
  await current(page).getByText('For followers').waitFor();
  await waitPlaying(page);
  const likes = current(page).locator('.rail-like');
  await likes.click();
  await until('it is liked', async () => (await likes.getAttribute('aria-pressed')) === 'true');
  assert.equal(await current(page).locator('.rail-save').count(), 0);
  await current(page)
    .getByRole('button', { name: /^Comment/ })
    .click();
  await page.getByText(`For who follows @${author}, and for everybody once`).waitFor();
  await fan.close();
}

/* A clip for oneself alone: it goes in so, plays, and is changed in its menu. */
async function isForOneselfAlone({ page, context }) {
  const author = await signUp(context);
  const title = `Mine ${Date.now().toString(36)}`;
  await choose(page, process.env.VITRINE_CLIP, title);
  await page.getByLabel('Only me').check();
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('heading', { name: 'It is ready' }).waitFor({ timeout: 45_000 });
  await page.goto(`${base}/me`);
  await page.locator('.tile', { hasText: title }).locator('.tile-lock').waitFor();
  const [video] = (await (await context.request.get(`${base}/api/v1/me/videos`)).json()).videos;
  const stranger = await context.browser().newContext();
  const seen = async () =>
    (await stranger.request.get(`${base}/api/v1/videos/${video.id}`)).status();
  assert.deepEqual([video.visibility, await seen()], ['private', 404]);
  await openFeed(page, `/v/${video.id}`);
  await waitPlaying(page);
  await current(page).locator('.rail-button').last().click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Everybody').check();
  await until('everybody sees it', async () => (await seen()) === 200);
  await sheet.getByText('It is in feeds, in search').waitFor();
  await sheet.getByLabel('2×').check(); /* what else is chosen leaves it */
  assert.ok(await sheet.getByLabel('Everybody').isChecked());
  await sheet.getByLabel('My followers').check();
  await until('strangers do not see it', async () => (await seen()) === 404);
  await sheet.getByText('Who follows you sees it').waitFor();
  await until('it is changed', async () => {
    const own = await context.request.get(`${base}/api/v1/videos/${video.id}`);
    return (await own.json()).visibility === 'followers';
  });
  await followersSeeIt(context, author, title);
  await sheet.getByLabel('Only me').check();
  await until('nobody else sees it', async () => (await seen()) === 404);
  await page.route(`**/api/v1/videos/${video.id}`, (route) => route.abort());
  await sheet.getByLabel('Everybody').click();
  await until('what holds is said', () => sheet.getByLabel('Only me').isChecked());
  await stranger.close();
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
  assert.equal(await page.getByRole('progressbar').count(), 0, 'nobody knows how much arrived');
  await page.getByRole('heading', { name: 'It is public' }).waitFor({ timeout: 45_000 });
  assert.equal(lost, 3);
  await page.goto(`${base}/me`);
  await page.locator('.tile', { hasText: title }).first().waitFor();
  assert.equal(await page.locator('.tile', { hasText: title }).count(), 1);
}

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

/* By keys alone; whoever hears the page is never put back before all of it. */
async function uploadsByKeys({ page, context }) {
  await signUp(context);
  await page.goto(`${base}/upload`);
  const holds = (what) =>
    until(`the focus is on ${what}`, () =>
      page.evaluate((wanted) => document.activeElement.matches(wanted), what),
    );
  const tabTo = async (what) => {
    for (let i = 0; i < 40; i += 1) {
      await page.keyboard.press('Tab');
      if (await page.evaluate((wanted) => document.activeElement.matches(wanted), what)) {
        return;
      }
    }
    assert.fail(`no way to ${what}`);
  };
  await page.locator('.drop').waitFor();
  await tabTo('input[name=clip]');
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Space');
  await (await chooser).setFiles(process.env.VITRINE_CLIP);
  await holds('h1');
  await tabTo('#upload-title');
  await page.keyboard.type('By keys alone');
  await page.locator('.film[data-drawn=true]').waitFor();
  await tabTo('input[name=poster]');
  await page.keyboard.press('ArrowRight');
  await tabTo('#upload-poster-note button');
  await page.keyboard.press('Enter');
  await holds('input[name=poster]');
  await tabTo('button[type=submit]');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'It is public' }).waitFor({ timeout: 45_000 });
  await holds('h1');
  await tabTo('.progress-public button');
  await page.keyboard.press('Enter');
  await current(page).getByRole('heading', { name: 'By keys alone' }).waitFor();
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
  assert.ok(await page.evaluate(() => document.activeElement.matches('h1')));
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
  await page.getByRole('button', { name: 'Remove Not a video' }).click();
  await removes(page, page.getByRole('dialog', { name: 'Remove this video' }));
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
  const told = new Set(); /* by whichever batch: one may go out before the second was left */
  page.on('requestfinished', (request) => {
    if (request.url().endsWith('/api/v1/watches')) {
      for (const one of request.postDataJSON().events) {
        told.add(one.video);
      }
    }
  });
  await openFeed(page);
  const titles = [];
  for (let at = 0; at < 2; at += 1) {
    await waitPlaying(page);
    titles.push(await current(page).locator('.caption-title').textContent());
    await page.waitForTimeout(600);
    await page.keyboard.press('ArrowDown');
    await page.locator(`.slide[data-place="${at + 1}"][data-current=true]`).waitFor();
  }
  await until('two were told of', () => told.size >= 2);
  await page.goto(`${base}/me`);
  await page.getByText(/sealed with a key of your own/).waitFor();
  for (const title of titles) {
    await page.locator('.seen', { hasText: title }).waitFor();
  }
}

/* Kept by the service, and once: with the newest words. */
async function reportsAVideo({ page, context }) {
  const listed = await context.request.get(`${base}/api/v1/feed`);
  const { items } = await listed.json();
  await openFeed(page, `/v/${items[0].video.id}`);
  const report = async (words) => {
    await current(page).getByRole('button', { name: 'More about this video' }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByRole('button', { name: /^Report/ }).click();
    await sheet.getByRole('radio', { name: 'Spam or fraud' }).check();
    await sheet.getByLabel(/What should they look at/).fill(words);
    await sheet.getByRole('button', { name: 'Send the report' }).click();
    await sheet.getByRole('heading', { name: 'Your report has arrived' }).waitFor();
  };
  await signUp(context);
  await page.reload();
  await current(page).waitFor();
  await report('The link in it.');
  await page.reload();
  await current(page).waitFor();
  await report('The link at its end.');
  await page.getByRole('dialog').getByRole('link', { name: 'Your reports' }).click();
  await page.getByRole('heading', { name: 'A video: Spam or fraud' }).waitFor();
  await page.getByText('Waits for the office').waitFor();
  assert.match(await page.locator('.card').innerText(), /The link at its end\./);
  assert.equal(await page.locator('.card').count(), 1);
}

/* By nobody in particular: what the service refuses is said at its field, and the receipt is the key. */
async function givesALegalNotice({ page, context, noted }) {
  const listed = await context.request.get(`${base}/api/v1/feed`);
  const { items } = await listed.json();
  await page.goto(`${base}/notice?about=video:${items[0].video.id}`);
  await page.getByRole('radio', { name: 'Somebody else’s work or brand' }).check();
  await page.getByLabel('Why it is illegal').fill('The music is ours and nobody asked us.');
  await page.getByLabel('Your name').fill('Carla Example');
  await page.getByLabel('Your e-mail address').fill('nowhere');
  await page.getByLabel(/As far as I know/).check();
  const give = page.getByRole('button', { name: 'Give the notice' });
  await give.click();
  await page.getByText('not an e-mail address').waitFor();
  noted.errors.length = 0; /* the refusal's */
  await page.getByLabel('Your e-mail address').fill('carla@mail.example');
  await give.click();
  await page.getByRole('heading', { name: 'Your notice has arrived' }).waitFor();
  const receipt = await page.locator('.command code').innerText();
  assert.match(receipt, /^[0-9]+-[0-9a-f]{64}$/);
  /* as at an address without TLS */
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByText('It could not be copied').waitFor();
  await page.getByRole('textbox', { name: 'Receipt' }).fill(receipt);
  await page.getByRole('button', { name: 'Look' }).click();
  await page.getByText('Waits for the office').waitFor();
}

/* The driver's own waiting needs the page's clock, which stands still without script. */
const appears = (what) => until(String(what), () => what.isVisible());

/* From a video's page, without any script: the same notice, what is wrong at its field, and the receipt. */
async function givesANoticeWithoutScript({ page, context, noted }) {
  const { items } = await (await context.request.get(`${base}/api/v1/feed`)).json();
  const video = `${base}/v/${items[0].video.id}`;
  await page.goto(video);
  await page.getByRole('link', { name: 'Report illegal content' }).click();
  const about = page.getByLabel('Address of the page');
  const shown = new URL(await about.inputValue());
  assert.equal(shown.pathname, new URL(video).pathname);
  assert.deepEqual(await axeFinds(page), []);
  await shoot(page, 'notice-without-script');
  const give = page.getByRole('button', { name: 'Give the notice' });
  const words = 'The music is ours.\n\nNobody <asked> us & the band.';
  await page.getByLabel('Why it is illegal').fill(words);
  await page.getByLabel('Your name').fill('Carla "C" Example');
  await page.getByLabel('Your e-mail address').fill('nowhere');
  for (const [field, said, mend] of [
    ['ground', 'Choose what is against the law.', () => page.getByLabel('Somebody else').check()],
    [
      'email',
      'Not an e-mail address',
      async () => {
        assert.equal(await page.getByLabel('Your e-mail').getAttribute('aria-invalid'), 'true');
        await page.getByLabel('Your e-mail address').fill('carla@mail.example');
      },
    ],
    ['good_faith', 'Without this it is no notice.', () => page.getByLabel(/As far as I/).check()],
  ]) {
    await give.click();
    const alert = page.getByRole('alert');
    await appears(alert.getByText(said));
    assert.match(await alert.innerText(), new RegExp(`^Nothing was sent\\. .*${said}$`));
    assert.equal(await alert.getByRole('link').getAttribute('href'), `#notice-${field}`);
    assert.equal(await page.getByLabel('Why it is illegal').inputValue(), words);
    assert.equal(await page.getByLabel('Your name').inputValue(), 'Carla "C" Example');
    assert.equal(await about.inputValue(), shown.href);
    await mend();
  }
  assert.deepEqual(await axeFinds(page), []);
  await shoot(page, 'notice-without-script-refused');
  await give.click();
  await appears(page.getByRole('heading', { name: 'Your notice has arrived' }));
  const receipt = await page.locator('.command code').innerText();
  assert.match(receipt, /^[0-9]+-[0-9a-f]{64}$/);
  assert.equal(page.url(), `${base}/notice`, 'the receipt is in no address');
  await page.getByRole('link', { name: 'Give another' }).click();
  const look = async (typed) => {
    await page.getByRole('textbox', { name: 'Receipt' }).fill(typed);
    await page.getByRole('button', { name: 'Look' }).click();
  };
  await look('7-0000');
  await appears(page.getByRole('alert').getByText('There is no notice with this receipt'));
  await look(receipt);
  await appears(page.getByRole('status').getByText('Waits for the office'));
  assert.deepEqual(noted.strangers, []);
}

export async function checks() {
  await check('sign_up_shows_each_field_its_problem', PHONE, signsUp);
  await check('sign_in_and_out', DESKTOP, signsInAndOut);
  await check('dialog_keeps_the_focus_and_gives_it_back', DESKTOP, dialogKeepsFocus);
  await check('history_is_listed_with_how_it_is_sealed', DESKTOP, history);
  await check('what_one_reports_is_listed_once', PHONE, reportsAVideo);
  await check('legal_notice_needs_no_account', DESKTOP, givesALegalNotice);
  await check(
    'legal_notice_needs_no_script',
    { ...PHONE, javaScriptEnabled: false },
    givesANoticeWithoutScript,
  );
  await check('upload_ends_public_and_appears', PHONE, uploads);
  await check('upload_by_keys_alone_keeps_the_focus', DESKTOP, uploadsByKeys);
  await check('upload_is_cut_named_and_captioned_and_changed', PHONE, uploadsAPart);
  await check('upload_for_oneself_alone_plays_and_is_changed', PHONE, isForOneselfAlone);
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
