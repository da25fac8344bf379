/* own.mjs: search, news, and what one's own feed goes by; on the fixture. */
import assert from 'node:assert/strict';
import { base, check, current, DESKTOP, openFeed, PHONE, until, waitPlace } from './harness.mjs';

const SIGNED = "localStorage.setItem('vitrine.signed-in', '1')";

/* While one types, in three kinds; then by keys alone into what was found, and back. */
async function finds({ page }) {
  await page.goto(`${base}/search`);
  const words = page.getByRole('searchbox');
  await until('it has the focus', () => words.evaluate((one) => one === document.activeElement));
  await page.getByRole('heading', { name: 'What the newest are about' }).waitFor();
  const lately = () => page.locator('.found .segment').allTextContents();
  assert.deepEqual(await lately(), ['#sea', '#season', '#بحر']);
  await page.keyboard.press('ArrowDown');
  const focused = () => page.evaluate(() => document.activeElement.getAttribute('href'));
  assert.equal(await focused(), '/tag/sea');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.type('life');
  await until('two videos', async () => (await page.locator('.found .tile img').count()) === 2);
  assert.deepEqual(await lately(), []);
  const first = page.locator('.found .tile').first();
  assert.match(await first.locator('.tile-title').textContent(), /life/i);
  assert.equal(await first.locator('.tile-by').textContent(), 'Lena Marsh');
  assert.equal(new URL(page.url()).search, '?q=life');
  await page.keyboard.press('ArrowDown');
  assert.equal(await focused(), '/v/104');
  await page.keyboard.press('ArrowUp');
  await words.fill('sea');
  await page.getByRole('radio', { name: 'Hashtags' }).check();
  await page.getByRole('link', { name: '#season' }).waitFor();
  await page.getByRole('radio', { name: 'People' }).check();
  await page.getByText('Nothing was found.').waitFor();
  await words.fill('نور');
  await page.getByRole('link', { name: 'نور الدين' }).click();
  await page.locator('.person-head h1').waitFor();
  await page.goBack();
  await until('the words are there', async () => (await words.inputValue()) === 'نور');
}

/* The fixture's fourth has none. */
async function silentAsksForNoTap({ page }) {
  await openFeed(page);
  for (const [at, count] of [1, 1, 1, 0, 1].entries()) {
    await waitPlace(page, at);
    assert.equal(await current(page).locator('.sound-prompt').count(), count, `the one at ${at}`);
    await page.waitForTimeout(250);
    await page.keyboard.press('ArrowDown');
  }
}

/* The mark comes over the stream, goes when the page is read, and comes again with what is new. */
async function tellsNews({ page }, fixture) {
  await page.goto(`${base}/about`);
  const link = page.getByRole('link', { name: 'News' });
  await page.getByText('2 unread').waitFor({ state: 'attached' });
  await link.click();
  await page.getByText('@kit commented on your video').waitFor();
  await page.getByText('41 people like your video').waitFor();
  await page.getByText('Your video is ready, for whom you chose').waitFor();
  const reported = page.getByRole('link', { name: /what you reported; nothing was changed/ });
  assert.equal(await reported.getAttribute('href'), '/me/reports');
  await until('read', () => fixture.state.notices.every((one) => !one.unread));
  await until('no mark', async () => (await page.locator('[data-fresh=true]').count()) === 0);
  const [first] = fixture.state.notices;
  fixture.state.notices.unshift({
    ...first,
    id: '9',
    kind: 'reply',
    unread: true,
  });
  fixture.tell();
  await page.getByText('1 unread').waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'Show what is new' }).click();
  await page.getByText('@kit answered your comment').waitFor();
  await until('read again', () => fixture.state.notices.every((one) => !one.unread));
}

/* Refused, and cut off: it comes back by itself, and says how things are then. */
async function newsComeBack({ page }, fixture) {
  await page.clock.install();
  fixture.state.full = true;
  await page.goto(`${base}/about`);
  const refused = await page.waitForResponse(`${base}/api/v1/me/events`);
  assert.equal(refused.status(), 503);
  fixture.state.full = false;
  await until('it listens', async () => {
    await page.clock.runFor(1000);
    return fixture.state.listeners.size === 1;
  });
  await page.getByText('2 unread').waitFor({ state: 'attached' });
}

async function noNews({ page }, fixture) {
  fixture.state.notices = [];
  await page.goto(`${base}/notifications`);
  await page.getByRole('heading', { name: 'Nothing new' }).waitFor();
}

async function wishes({ page }, fixture) {
  await page.goto(`${base}/settings`);
  await page.getByRole('link', { name: 'See and change it' }).click();
  await page.getByLabel('Newest first').check();
  await until('newest', () => fixture.state.feed.order === 'newest');
  await page.getByRole('button', { name: 'No longer hide spoiler' }).click();
  await page.getByRole('textbox', { name: 'A word' }).fill(' election ');
  await page.getByRole('button', { name: 'Hide it' }).click();
  await page.getByRole('button', { name: 'No longer hide election' }).waitFor();
  assert.deepEqual(fixture.state.feed.hidden_words, ['حرب', 'election']);
  await page.getByRole('button', { name: 'Show again: @a_rather_long_handle_1' }).click();
  await page.getByText('You hide nobody.').waitFor();
  await page.getByRole('button', { name: 'Begin anew' }).click();
  assert.equal(fixture.state.feed.tastes.length, 3, 'it asks first');
  await page.getByRole('button', { name: 'Really forget all of it?' }).click();
  await page.getByText('Nothing is known yet.').waitFor();
}

/* Kept by the button over the video, and listed for oneself. */
async function saves({ page }, fixture) {
  await openFeed(page);
  await current(page).getByRole('button', { name: 'Save' }).click();
  await until('saved', () => fixture.state.saves.has('100'));
  await page.goto(`${base}/me`);
  await page.getByRole('button', { name: 'Saved' }).waitFor();
  const lists = page.getByRole('region', { name: 'Your lists' });
  await until('two of them', async () => (await lists.locator('.tile img').count()) === 2);
}

/* From somebody's page and from what they said; taken back at once, and from the lists. */
async function shutsOut({ page }, fixture) {
  const { mute, block } = fixture.state;
  await page.goto(`${base}/@nour`);
  await page.getByRole('button', { name: 'More about @nour' }).click();
  await page.getByRole('button', { name: 'Mute @nour' }).click();
  await page.getByText('@nour is muted').waitFor();
  assert.ok(mute.has('nour'));
  await page.getByRole('button', { name: 'Undo' }).click();
  await until('taken back', () => !mute.has('nour'));
  const muted = page.getByText('Muted by you', { exact: true });
  await muted.waitFor({ state: 'detached' });
  mute.add('nour');
  await page.reload();
  await muted.waitFor();
  await page.getByRole('button', { name: 'More about @nour' }).click();
  await page.getByRole('button', { name: 'Unmute @nour' }).click();
  await muted.waitFor({ state: 'detached' });
  assert.ok(!mute.has('nour'));
  await openFeed(page);
  await current(page)
    .getByRole('button', { name: /^Comments, / })
    .click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: 'More about the comment of @kit' }).click();
  await sheet.getByRole('button', { name: 'Block @kit' }).click();
  await sheet.getByText('Where is this? The light is unreal.').waitFor({ state: 'detached' });
  assert.ok(block.has('kit'));
  await page.goto(`${base}/settings`);
  await page.getByRole('link', { name: 'Blocked people' }).click();
  await page.getByRole('button', { name: 'Unblock @kit' }).click();
  await page.getByText('You block nobody.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Unblock @kit' }).waitFor();
  assert.ok(block.has('kit'));
  await page.goto(`${base}/settings/muted`);
  await page.getByText('You mute nobody.').waitFor();
  fixture.state.signed = false;
  await page.reload();
  await page.getByText('Sign in to see this list.').waitFor();
}

/* By keys alone, from the menu of a video; then the comment's, which leads back to the comments. */
async function reports({ page }, fixture) {
  await openFeed(page, '/v/101');
  await current(page).getByRole('button', { name: 'More about this video' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: /^Report/ }).focus();
  await page.keyboard.press('Enter');
  await sheet.getByRole('heading', { name: 'Report this video' }).waitFor();
  const send = sheet.getByRole('button', { name: 'Send the report' });
  await send.press('Enter');
  await sheet.getByText('Choose what is wrong.').waitFor();
  assert.equal(fixture.state.reports.length, 3);
  await sheet.getByRole('radio', { name: 'Violence' }).focus();
  await page.keyboard.press('Space');
  await sheet.getByLabel(/What should they look at/).fill(' From the third second on. ');
  await send.press('Enter');
  await sheet.getByRole('heading', { name: 'Your report has arrived' }).waitFor();
  const [made] = fixture.state.reports;
  const { about, ground, text } = made;
  assert.deepEqual([about, ground], ['video:101', 'terms-violence']);
  assert.equal(text, 'From the third second on.');
  await sheet.getByRole('link', { name: 'Your reports' }).click();
  await page.getByRole('heading', { name: 'A video: Violence' }).waitFor();
  await page.getByText('Looked at; nothing was changed').waitFor();
  await page.getByRole('heading', { name: 'Somebody who left: Spam or fraud' }).waitFor();
  await openFeed(page);
  await current(page)
    .getByRole('button', { name: /^Comments, / })
    .click();
  await sheet.getByRole('button', { name: 'More about the comment of @kit' }).click();
  await sheet.getByRole('button', { name: 'Report the comment of @kit' }).click();
  await sheet.getByRole('radio', { name: 'Harassment of somebody' }).check();
  await send.click();
  await sheet.getByRole('button', { name: 'Done' }).click();
  await sheet.getByText('Where is this? The light is unreal.').waitFor();
  assert.equal(fixture.state.reports[0].about, 'comment:1');
}

/* Signed out, from a video: what is missing is said, and the receipt says what became of it. */
async function legalNotice({ page }, fixture) {
  fixture.state.signed = false;
  await openFeed(page, '/v/101');
  await current(page).getByRole('button', { name: 'More about this video' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Report/ })
    .click();
  await page.getByRole('link', { name: 'Give a legal notice' }).click();
  const about = page.getByLabel('Address of the page');
  assert.equal(await about.inputValue(), `${base}/v/101`);
  const give = page.getByRole('button', { name: 'Give the notice' });
  await page.getByRole('radio', { name: 'Somebody else’s work or brand' }).check();
  await page.getByLabel('Why it is illegal').fill('Too short.');
  await give.click();
  await page.getByText('At least 20 characters.', { exact: true }).waitFor();
  await page.getByText('Without this it is no notice.').waitFor();
  assert.equal(fixture.state.notice, null);
  await page.getByLabel('Why it is illegal').fill('The music is ours and nobody asked.');
  await page.getByLabel('Your name').fill('Carla Example');
  await page.getByLabel('Your e-mail address').fill('carla@mail.example');
  await page.getByLabel(/As far as I know/).check();
  await give.click();
  await page.getByRole('heading', { name: 'Your notice has arrived' }).waitFor();
  assert.deepEqual(fixture.state.notice, {
    about: 'video:101',
    ground: 'law-rights',
    explanation: 'The music is ours and nobody asked.',
    name: 'Carla Example',
    email: 'carla@mail.example',
    good_faith: true,
  });
  const receipt = await page.locator('.command code').innerText();
  await page.getByLabel('Receipt', { exact: true }).last().fill('7-0000');
  await page.getByRole('button', { name: 'Look' }).click();
  await page.getByText('There is no notice with this receipt.').waitFor();
  await page.getByRole('textbox', { name: 'Receipt' }).fill(receipt);
  await page.getByRole('button', { name: 'Look' }).click();
  await page.getByText('Something was decided').waitFor();
}

/* From the news; once. */
async function answers({ page }, fixture) {
  await page.goto(`${base}/notifications`);
  await page.getByRole('link', { name: /Something was decided/ }).click();
  await page.getByRole('heading', { name: 'Your video got a label' }).waitFor();
  await page.getByText('The second half shows an injury from near by.').waitFor();
  const send = page.getByRole('button', { name: 'Send the answer' });
  await send.click();
  await page.getByText('Say why.').waitFor();
  assert.equal(fixture.state.answer, null);
  await page.getByLabel('Why it is wrong').fill(' It is paint. ');
  await send.click();
  await page.getByText('Waits for another member of the office').waitFor();
  assert.equal(fixture.state.answer.text, 'It is paint.');
  await page.reload();
  await page.getByText('It is paint.').waitFor();
  assert.equal(await send.count(), 0);
  const receipt = page.locator('a[href="/api/v1/me/decisions/3/answer/receipt"]');
  const none = page.getByText('There is no receipt for this answer');
  assert.deepEqual([await receipt.count(), await none.count()], [1, 0]);
  fixture.state.answer.receipt = false;
  await page.reload();
  await none.waitFor();
  assert.equal(await receipt.count(), 0);
}

async function decisions({ page }) {
  await page.goto(`${base}/me`);
  await page.getByRole('heading', { name: 'Your video got a label' }).waitFor();
  await page.getByText('The second half shows an injury from near by.').waitFor();
  await page.getByText(/entry 812 of the ledger/).waitFor();
}

/* Each page of one's own, for whoever is not signed in: its name, the way in, and in one place. */
async function saysToStrangers({ page }, fixture) {
  fixture.state.signed = false;
  const places = [];
  for (const path of [
    '/settings',
    '/settings/feed',
    '/settings/muted',
    '/settings/blocked',
    '/settings/data',
    '/me',
    '/me/reports',
    '/notifications',
  ]) {
    await page.goto(base + path);
    const main = page.getByRole('main');
    await main.getByRole('button', { name: 'Sign in' }).waitFor();
    assert.equal(await main.getByRole('heading', { level: 1 }).count(), 1, path);
    const { x, y } = await main.locator('.state-icon').boundingBox();
    places.push([x, y]);
  }
  assert.deepEqual(
    places,
    places.map(() => places[0]),
  );
}

/* Words in the picture's place: nothing of the frame is still made for a picture. */
async function frameWithoutPicture({ page }, fixture) {
  fixture.state.signed = false;
  const colours = () =>
    page.evaluate(() =>
      [
        ['.brand .mark-left', 'fill'],
        ['.brand .badge', 'color'],
        ['.nav', 'backgroundColor'],
      ].map(([one, what]) => getComputedStyle(document.querySelector(one))[what]),
    );
  await page.goto(`${base}/about`);
  await page.locator('.card').first().waitFor();
  const usual = await colours();
  await page.goto(`${base}/following`);
  await page.getByRole('heading', { name: 'Following', level: 2 }).waitFor();
  assert.deepEqual(await colours(), usual);
  await openFeed(page);
  assert.notDeepEqual(await colours(), usual);
  await current(page).getByRole('button', { name: 'Save' }).click();
  const mark = page.getByRole('dialog').locator('.mark-left');
  assert.equal(await mark.evaluate((one) => getComputedStyle(one).fill), usual[0], 'in a dialog');
}

/* On the narrowest window that counts, each stays in its place. */
async function tilesHoldTheirButtons({ page }) {
  await page.goto(`${base}/me`);
  await page.locator('.tile-button').first().waitFor();
  const out = await page.locator('.tile-button').evaluateAll(
    (all) =>
      all.filter((one) => {
        const tile = one.closest('.tile').getBoundingClientRect();
        const { left, right } = one.getBoundingClientRect();
        return left < tile.left - 1 || right > tile.right + 1 || one.scrollWidth > one.clientWidth;
      }).length,
  );
  assert.equal(out, 0);
}

export async function checks(fixture) {
  const on = (body) => (opened) => {
    fixture.reset();
    fixture.state.signed = true;
    return body(opened, fixture);
  };
  await check('a_clip_without_sound_asks_for_no_tap', DESKTOP, on(silentAsksForNoTap));
  await check('search_answers_while_one_types_and_by_keys', DESKTOP, on(finds), SIGNED);
  await check('news_are_marked_read_and_marked_again', DESKTOP, on(tellsNews), SIGNED);
  await check('news_come_back_after_a_refusal', DESKTOP, on(newsComeBack), SIGNED);
  await check('no_news_says_so', PHONE, on(noNews), SIGNED);
  await check('what_the_feed_goes_by_is_changed', PHONE, on(wishes), SIGNED);
  await check('what_one_saves_is_listed', PHONE, on(saves), SIGNED);
  await check('people_are_kept_away_and_let_in_again', PHONE, on(shutsOut), SIGNED);
  await check('reports_by_keys_and_what_became_of_them', DESKTOP, on(reports), SIGNED);
  await check('legal_notice_by_anybody_and_its_receipt', PHONE, on(legalNotice));
  await check('decision_is_answered_once', PHONE, on(answers), SIGNED);
  await check('decision_about_ones_own_has_its_reason', PHONE, on(decisions), SIGNED);
  await check('pages_of_ones_own_ask_strangers_in', DESKTOP, on(saysToStrangers));
  await check(
    'tiles_hold_their_buttons_at_320',
    { ...PHONE, viewport: { width: 320, height: 640 } },
    on(tilesHoldTheirButtons),
    SIGNED,
  );
  await check(
    'feed_without_a_video_has_the_usual_frame',
    { ...PHONE, colorScheme: 'light' },
    on(frameWithoutPicture),
  );
}
