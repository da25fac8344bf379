/* data.mjs: the page of what is kept of oneself: seen, put right, taken along; and who signs in while leaving. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { base, check, DESKTOP, shoot, signUp, until } from './harness.mjs';

const PASSWORD = 'correct horse battery';
const SMALL = { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true };

async function upload(context) {
  const answer = await context.request.post(`${base}/api/v1/videos?title=Cats+of+mine`, {
    headers: { 'Content-Type': 'video/mp4' },
    data: await readFile(process.env.VITRINE_CLIP),
  });
  assert.equal(answer.status(), 201, await answer.text());
  return (await answer.json()).id;
}

async function openData(page) {
  await page.goto(`${base}/settings/data`);
  await page.getByRole('heading', { name: 'Your data', exact: true }).waitFor();
  await page.getByRole('heading', { name: 'What is kept and not shown' }).waitFor();
}

async function noSideways(page) {
  const over = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  assert.ok(over <= 0, `scrolls sideways by ${over}`);
}

/* Each shown column's value stands on the page, and each reason; then all of it is opened and fits. */
async function seen({ page, context }) {
  const handle = await signUp(context);
  const video = await upload(context);
  const like = () => context.request.put(`${base}/api/v1/videos/${video}/like`);
  await until('the video is public', async () => (await like()).status() === 204);
  const served = await (await context.request.get(`${base}/api/v1/me/data`)).json();
  await openData(page);
  const main = page.getByRole('main');
  const words = await main.textContent();
  const { account, fields } = served;
  for (const value of [
    handle,
    account[0].id,
    account[0].commitment,
    'Dec 31, 1990',
    'Cats of mine',
  ]) {
    assert.ok(words.includes(value), value);
  }
  for (const { purpose, reason } of fields) {
    assert.ok(words.includes(purpose), purpose);
    assert.ok(reason === null || words.includes(reason), reason);
  }
  await main.getByText(`@${handle}`, { exact: true }).first().waitFor();
  await shoot(page, `data-${page.viewportSize().width}`);
  await noSideways(page);
  await page.evaluate(() =>
    document.querySelectorAll('details').forEach((one) => (one.open = true)),
  );
  await noSideways(page);
  await main.getByRole('heading', { name: 'Your videos' }).scrollIntoViewIfNeeded();
  await shoot(page, `data-open-${page.viewportSize().width}`);
  await main.getByRole('heading', { name: 'What you watch and like' }).scrollIntoViewIfNeeded();
  await shoot(page, `data-watching-${page.viewportSize().width}`);
}

async function taken({ page, context }) {
  const handle = await signUp(context);
  await openData(page);
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download your data' }).click();
  const download = await coming;
  assert.match(download.suggestedFilename(), new RegExp(`^vitrine-${handle}-[0-9-]{10}\\.zip$`));
  const bytes = await readFile(await download.path());
  assert.equal(bytes.subarray(0, 4).toString('latin1'), 'PK\x03\x04');
  assert.ok(bytes.includes('data.schema.json'));
  assert.equal(bytes.readUInt32LE(bytes.length - 22), 0x06054b50); /* it has its end */
  const refused = async () => (await context.request.get(`${base}/api/v1/me/data.zip`)).status();
  await until('it is too often', async () => (await refused()) === 429);
  await page.getByRole('link', { name: 'Download your data' }).click();
  await page
    .getByRole('alert')
    .getByText(/Wait a minute and try again/)
    .waitFor();
  for (const [status, words] of [
    [409, /One download at a time/],
    [503, /all places are taken/],
    [418, /could not begin/],
  ]) {
    await page.goto(`${base}/settings/data?refused=${status}`);
    await page.getByRole('alert').getByText(words).waitFor();
  }
}

async function correct({ page, context }) {
  await signUp(context);
  await openData(page);
  const card = page.getByRole('region', { name: 'Put it right' });
  const save = card.getByRole('button', { name: 'Save' });
  await save.click();
  await card.getByText('Change something first.').waitFor();
  await card.getByLabel('E-mail').fill('ada@example.org');
  await card.getByText('Correct the birth date (once)').click();
  await card.getByLabel('Day of birth').fill('30');
  await card.getByLabel('Month of birth').selectOption('12');
  await card.getByLabel('Year of birth').fill('1990');
  await card.getByLabel('Your password').fill('not the password');
  await save.click();
  await card.getByText(/this is not your password/i).waitFor();
  await shoot(page, 'data-correct-360');
  await card.getByLabel('Your password').fill(PASSWORD);
  await save.click();
  await page.getByText('Put right', { exact: true }).waitFor();
  await card.getByText('Birth date now: Dec 30, 1990').waitFor();
  await card.getByText(/It was corrected before/).waitFor();
  const me = await (await context.request.get(`${base}/api/v1/me`)).json();
  assert.deepEqual([me.email, me.birth_date], ['ada@example.org', '1990-12-30']);
  const session = page.getByRole('region', { name: 'Sessions', exact: true });
  await session.getByRole('button', { name: /^Rename / }).focus();
  await page.keyboard.press('Enter');
  const box = session.getByRole('textbox');
  await until('the name can be typed', () => box.evaluate((e) => e === document.activeElement));
  await page.keyboard.press('End');
  await page.keyboard.type(' of the kitchen');
  await page.keyboard.press('Enter');
  await page.getByText('Renamed').waitFor();
  await session.getByText(/of the kitchen$/).waitFor();
  await noSideways(page);
}

/* What does not open, what does not come, and nobody. */
async function states({ page, context }) {
  await page.goto(`${base}/settings/data`);
  await page.getByText(/^Sign in to see everything/).waitFor();
  await signUp(context);
  const problem = (status, title, detail) => (route) =>
    route.fulfill({
      status,
      contentType: 'application/problem+json',
      body: JSON.stringify({ status, title, detail }),
    });
  await page.route('**/api/v1/me/data', problem(503, 'Busy', 'Try again.'), { times: 1 });
  await page.goto(`${base}/settings/data`);
  await page.getByText(/could not be loaded/).waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'What is kept and not shown' }).waitFor();
  await page.route('**/api/v1/me/data', problem(500, 'Not readable', 'A part.'), { times: 1 });
  await page.reload();
  await page.getByRole('heading', { name: 'A part of it does not open' }).waitFor();
  await shoot(page, 'data-unreadable-360');
  await page.getByRole('button', { name: 'Remove what does not open' }).click();
  await page.getByText('Everything opened; nothing was removed').waitFor();
  await page.getByRole('heading', { name: 'What is kept and not shown' }).waitFor();
}

async function signsInWhileLeaving({ page, context }) {
  const handle = await signUp(context);
  const left = await context.request.post(`${base}/api/v1/me/leaving`, {
    data: { password: PASSWORD, days: 7 },
  });
  assert.ok(left.ok(), await left.text());
  await context.request.delete(`${base}/api/v1/sessions/current`);
  await page.goto(`${base}/me`);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Handle').fill(handle);
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await dialog.getByRole('heading', { name: 'You are leaving' }).waitFor();
  await shoot(page, 'leaving-notice-360');
  await dialog.getByRole('button', { name: 'I stay' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const me = await (await context.request.get(`${base}/api/v1/me`)).json();
  assert.equal(me.user.leaves_ms, undefined);
}

async function notFound({ page }) {
  const answer = await page.goto(`${base}/nothing/of/this`);
  assert.equal(answer.status(), 404);
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  assert.equal(await page.evaluate(() => document.styleSheets.length), 2);
  await noSideways(page);
  await shoot(page, 'not-found-360');
  await page.getByRole('link', { name: 'To the videos' }).click();
  await page.waitForURL(`${base}/?lang=en`);
}

export async function checks() {
  await check('data_is_seen_and_fits_360', { ...SMALL, colorScheme: 'light' }, seen);
  await check('data_is_seen_1440', DESKTOP, seen);
  await check('data_is_taken_along', DESKTOP, taken);
  await check('data_is_put_right_by_touch_and_keys', SMALL, correct);
  await check('data_that_does_not_come_or_open_is_said', SMALL, states);
  await check('data_of_who_signs_in_while_leaving_can_stay', SMALL, signsInWhileLeaving);
  await check('data_not_found_page_has_a_way_on', { ...SMALL, colorScheme: 'light' }, notFound);
}
