/* own.mjs: search, news, and what one's own feed goes by; on the fixture. */
import assert from 'node:assert/strict';
import { base, check, current, DESKTOP, openFeed, PHONE, until } from './harness.mjs';

const SIGNED = "localStorage.setItem('vitrine.signed-in', '1')";

/* While one types, in three kinds; then by keys alone into what was found, and back. */
async function finds({ page }) {
  await page.goto(`${base}/search`);
  const words = page.getByRole('searchbox');
  await until('it has the focus', () => words.evaluate((one) => one === document.activeElement));
  await page.keyboard.type('life');
  await until('two videos', async () => (await page.locator('.found .tile img').count()) === 2);
  assert.equal(new URL(page.url()).search, '?q=life');
  await page.keyboard.press('ArrowDown');
  const focused = () => page.evaluate(() => document.activeElement.getAttribute('href'));
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

/* The mark comes over the stream, goes when the page is read, and comes again with what is new. */
async function tellsNews({ page }, fixture) {
  await page.goto(`${base}/about`);
  const link = page.getByRole('link', { name: 'News' });
  await page.getByText('2 unread').waitFor({ state: 'attached' });
  await link.click();
  await page.getByText('@kit commented on your video').waitFor();
  await page.getByText('41 people like your video').waitFor();
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

async function decisions({ page }) {
  await page.goto(`${base}/me`);
  await page.getByRole('heading', { name: 'Your video got a label' }).waitFor();
  await page.getByText('The second half shows an injury from near by.').waitFor();
  await page.getByText(/entry 812 of the ledger/).waitFor();
}

export async function checks(fixture) {
  const on = (body) => (opened) => {
    fixture.reset();
    fixture.state.signed = true;
    return body(opened, fixture);
  };
  await check('search_answers_while_one_types_and_by_keys', DESKTOP, on(finds), SIGNED);
  await check('news_are_marked_read_and_marked_again', DESKTOP, on(tellsNews), SIGNED);
  await check('news_come_back_after_a_refusal', DESKTOP, on(newsComeBack), SIGNED);
  await check('no_news_says_so', PHONE, on(noNews), SIGNED);
  await check('what_the_feed_goes_by_is_changed', PHONE, on(wishes), SIGNED);
  await check('what_one_saves_is_listed', PHONE, on(saves), SIGNED);
  await check('decision_about_ones_own_has_its_reason', PHONE, on(decisions), SIGNED);
}
