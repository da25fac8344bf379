/* social.mjs: touching the clip, captions, sheets, comments, people, languages; on the fixture. */
import assert from 'node:assert/strict';
import {
  base,
  check,
  current,
  DESKTOP,
  openFeed,
  PHONE,
  until,
  waitPlace,
  waitPlaying,
} from './harness.mjs';

const SIGNED = "localStorage.setItem('vitrine.signed-in', '1')";
const pressed = (button) => button.getAttribute('aria-pressed');

async function twiceLikes({ page }, fixture) {
  await openFeed(page);
  await waitPlaying(page);
  const heart = current(page).getByRole('button', { name: /^Like, / });
  for (let time = 0; time < 2; time += 1) {
    await page.touchscreen.tap(150, 300);
    await page.touchscreen.tap(150, 300);
    await page.locator('.burst').first().waitFor();
    await until('liked', async () => (await pressed(heart)) === 'true');
    await page.locator('.burst').waitFor({ state: 'detached' });
  }
  assert.ok(fixture.state.likes.has('100'), 'twice never takes it back');
  assert.equal(await current(page).locator('.stage').getAttribute('data-paused'), 'false');
}

async function heldRunsFast({ page }) {
  await openFeed(page);
  await waitPlaying(page);
  const rate = () =>
    current(page)
      .locator('video')
      .evaluate((clip) => clip.playbackRate);
  await page.mouse.move(700, 300);
  await page.mouse.down();
  await until('it runs fast', async () => (await rate()) === 2);
  await page.mouse.up();
  await until('and as before', async () => (await rate()) === 1);
  await waitPlaying(page);
}

async function speaksWhatIsSaid({ page }) {
  await openFeed(page);
  await waitPlaying(page);
  assert.equal(await page.locator('.captions').count(), 0);
  await page.keyboard.press('c');
  await current(page).getByText('Nobody had been here before us,').waitFor();
  await page.reload();
  await current(page).locator('.captions').waitFor();
  await current(page).getByRole('button', { name: 'More about this video' }).click();
  const sheet = page.getByRole('dialog');
  const languages = sheet.getByRole('group', { name: 'Captions' });
  await languages.getByLabel('French').waitFor({ state: 'attached' });
  await languages.getByLabel('العربية').check();
  await page.keyboard.press('Escape');
  await current(page).getByText('لم يكن أحد هنا قبلنا').waitFor();
  assert.equal(await page.evaluate(() => localStorage.getItem('vitrine.captions')), 'ar');
  await page.keyboard.press('c');
  await page.locator('.captions').waitFor({ state: 'detached' });
}

/* The focus stays in, Escape closes, and whoever opened it has the focus again. */
async function sheetKeepsFocus({ page }) {
  await openFeed(page);
  const opener = current(page).getByRole('button', {
    name: 'More about this video',
  });
  await opener.focus();
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'About this video' });
  await sheet.waitFor();
  for (let i = 0; i < 14; i += 1) {
    await page.keyboard.press('Tab');
    const inside = await page.evaluate(
      () =>
        document.activeElement === document.body ||
        document.activeElement.closest('dialog') !== null,
    );
    assert.ok(inside, 'focus left the sheet');
  }
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  assert.ok(await opener.evaluate((element) => element === document.activeElement));
}

async function saysWhy({ page }, fixture) {
  await openFeed(page);
  await current(page).getByRole('button', { name: 'More about this video' }).click();
  await page.getByRole('button', { name: 'Why this video?' }).click();
  const sheet = page.getByRole('dialog', { name: 'Why this video?' });
  await sheet.getByText('It is like what you watched. You watch videos with #sea.').waitFor();
  assert.deepEqual(await sheet.locator('.why-value').allTextContents(), [
    '+21',
    '+10',
    '+5',
    '-3',
    '+2',
  ]);
  await page.keyboard.press('Escape');
  await current(page).getByRole('button', { name: 'More about this video' }).click();
  await page.getByRole('button', { name: 'Change this video' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Not interested' }).count(), 0, "one's own");
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowDown');
  await waitPlace(page, 1);
  await current(page).getByRole('button', { name: 'More about this video' }).click();
  await page.getByRole('button', { name: 'Not interested' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Taken back').waitFor();
  assert.deepEqual(fixture.state.wishes, [
    ['not-interested', '101', true],
    ['not-interested', '101', false],
  ]);
}

/* The first of one's own; asked for twice, for nothing brings it back. */
async function removes(sheet) {
  const count = await sheet.locator('.comment').count();
  await sheet.getByRole('button', { name: 'Delete the comment of @lena.marsh' }).first().click();
  const sure = sheet.getByRole('button', { name: 'Really delete the comment of @lena.marsh?' });
  assert.equal(await sheet.locator('.comment').count(), count);
  await sure.click();
}

async function comments({ page }, fixture) {
  fixture.state.comments[1].label = { code: 'disputed', text: 'As the service says it' };
  await openFeed(page);
  await current(page).getByRole('button', { name: 'Comments, 3 so far' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('heading', { name: '4 comments' }).waitFor();
  await sheet.getByText('What it says is disputed').waitFor();
  await sheet.getByRole('button', { name: 'Show 1 reply' }).click();
  await sheet.getByText('At Holm, an hour before the ferry.').waitFor();
  await sheet.getByRole('button', { name: 'Reply to @kit' }).click();
  await sheet.getByRole('textbox', { name: 'Reply to @kit' }).fill('Thank you, @kit. #sea');
  await sheet.getByRole('button', { name: 'Send' }).click();
  await sheet.getByText('Thank you,').waitFor();
  assert.equal(fixture.state.replies[0].parent, '1');
  await sheet.getByRole('textbox', { name: 'Write a comment' }).fill('First');
  await sheet.getByRole('button', { name: 'Send' }).click();
  await sheet.getByRole('heading', { name: '6 comments' }).waitFor();
  await removes(sheet);
  await sheet.getByRole('heading', { name: '5 comments' }).waitFor();
  await sheet.getByRole('link', { name: '#sea' }).click();
  await page.getByRole('heading', { name: '#sea' }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/tag/sea');
}

/* One that answers an answer names whom; what was sent is in view, and what is deleted leaves the focus. */
async function answersAnAnswer({ page }, fixture) {
  const { comments: said, replies } = fixture.state;
  said.push(...Array.from({ length: 12 }, (_, n) => ({ ...said[2], id: String(20 + n) })));
  replies.push({ ...replies[0], id: '8', author: said[1].author, text: 'نعم', by_creator: false });
  said[0].replies = 2;
  await openFeed(page);
  await current(page)
    .getByRole('button', { name: /^Comments, / })
    .click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: 'Show 2 replies' }).click();
  await sheet.getByText('نعم').waitFor();
  await sheet.getByRole('button', { name: 'Reply to @nour' }).first().click();
  const field = sheet.getByRole('textbox', { name: 'Reply to @nour' });
  assert.equal(await field.inputValue(), '@nour ');
  await sheet.getByRole('button', { name: 'Not a reply' }).click();
  const first = sheet.getByRole('textbox', { name: 'Write a comment' });
  assert.equal(await first.inputValue(), '');
  await sheet.getByRole('button', { name: 'Reply to @nour' }).first().click();
  await field.pressSequentially('which ferry?');
  await sheet.getByRole('button', { name: 'Send' }).click();
  await until('it is named', () => fixture.state.replies[0].text === '@nour which ferry?');
  const box = sheet.locator('.comments');
  await box.evaluate((one) => one.scrollTo(0, one.scrollHeight));
  await first.fill('From far below');
  await sheet.getByRole('button', { name: 'Send' }).click();
  const mine = sheet.getByText('From far below');
  await mine.waitFor();
  await until('it is in view', async () => {
    const [inner, outer] = await Promise.all([mine.boundingBox(), box.boundingBox()]);
    return inner.y >= outer.y && inner.y + inner.height <= outer.y + outer.height;
  });
  await removes(sheet);
  await mine.waitFor({ state: 'detached' });
  await until('the focus is kept', () =>
    page.evaluate(() => document.activeElement.id === 'sheet-title'),
  );
}

/* Whoever is not signed in answers once they are. */
async function asksWhoAnswers({ page }, fixture) {
  await openFeed(page);
  await current(page)
    .getByRole('button', { name: /^Comments, / })
    .click();
  await page.getByRole('button', { name: 'Reply to @kit' }).click();
  const dialog = page.getByRole('dialog', { name: 'Welcome back' });
  await dialog.getByLabel('Handle').fill('lena.marsh');
  await dialog.getByLabel('Password', { exact: true }).fill('correct horse battery');
  fixture.state.signed = true;
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('textbox', { name: 'Reply to @kit' }).waitFor();
}

/* What lies under a sheet cannot be pressed: its news, and the way back, are in it. */
async function saysInASheet({ page }, fixture) {
  await openFeed(page);
  await current(page)
    .getByRole('button', { name: /^Comments, / })
    .click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: 'More about the comment of @kit' }).click();
  await sheet.getByRole('button', { name: 'Block @kit' }).click();
  await sheet.getByText('@kit is blocked').waitFor();
  assert.ok(fixture.state.block.has('kit'));
  await sheet.getByRole('button', { name: 'Undo' }).click();
  await until('taken back', () => !fixture.state.block.has('kit'));
  await sheet.getByText('Where is this? The light is unreal.').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.app > .toast').getByText('Taken back').waitFor();
}

async function follows({ page }, fixture) {
  await page.goto(`${base}/@nour`);
  await page.getByRole('heading', { name: 'نور الدين' }).waitFor();
  await page.getByText('12.8K').waitFor();
  await page.getByRole('button', { name: 'Follow @nour' }).click();
  await until('followed', () => fixture.state.follows.has('nour'));
  await page.getByRole('button', { name: 'Show more' }).click();
  await until('eight videos', async () => (await page.locator('.tile').count()) === 8);
  await page.goto(`${base}/@nobody`);
  await page.getByRole('heading', { name: 'Nobody has this name' }).waitFor();
  await page.getByRole('heading', { level: 1, name: '@nobody' }).waitFor();
}

async function edits({ page }, fixture) {
  await page.goto(`${base}/@lena.marsh`);
  await page.getByRole('button', { name: 'Edit profile' }).click();
  const sheet = page.getByRole('dialog', { name: 'Edit profile' });
  const picture = await page.request.get(`${base}/media/wide.jpg`);
  await sheet.locator('input[type=file]').setInputFiles({
    name: 'me.jpg',
    mimeType: 'image/jpeg',
    buffer: await picture.body(),
  });
  const square = sheet.getByRole('img', {
    name: /The part that will be shown/,
  });
  const seen = () => square.evaluate((canvas) => canvas.toDataURL());
  const before = await until('it is drawn', seen);
  await square.focus();
  await page.keyboard.press('ArrowLeft');
  await until('it moved', async () => (await seen()) !== before);
  await sheet.getByRole('button', { name: 'Use this part' }).click();
  await page.getByText('Picture saved').waitFor();
  assert.equal(fixture.state.profile.avatar, '/media/wide.jpg');
  await sheet.getByLabel('Name').fill('Lena of Holm');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Lena of Holm' }).waitFor();
}

/* Chosen in the settings, at once and for the next visit; in a mirror. */
async function speaks({ page }) {
  await page.goto(`${base}/settings`);
  await page.getByLabel('العربية').check();
  await page.getByRole('heading', { name: 'اللغة' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('dir'), 'rtl');
  await page.goto(base);
  await current(page).waitFor();
  const [rail, stage] = await Promise.all(
    ['.rail', '.stage'].map((name) => current(page).locator(name).boundingBox()),
  );
  assert.ok(rail.x < stage.x, 'the rail is at the left');
  await page.keyboard.press('ArrowDown');
  await waitPlace(page, 1);
  await page.goto(`${base}/settings`);
  await page.getByLabel('English').check();
  await page.getByRole('heading', { name: 'Language' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('dir'), 'ltr');
}

/* It is not asked for what can only be refused. */
async function followingAsks({ page, noted }) {
  await page.goto(`${base}/following`);
  await page.getByRole('button', { name: 'Sign in' }).last().waitFor();
  await page.getByRole('link', { name: 'To the videos for you' }).click();
  await current(page).waitFor();
  assert.deepEqual(noted.errors, []);
}

/* Words that are marked, and a sheet that is closed by mistake, cost nothing of what was typed. */
async function keepsWhatIsTyped({ page }) {
  await openFeed(page);
  const opener = current(page).getByRole('button', { name: /^Comments, / });
  await opener.click();
  const sheet = page.getByRole('dialog');
  const field = sheet.getByRole('textbox', { name: 'Write a comment' });
  await field.fill('Half a thought');
  const box = await field.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(200, 300, { steps: 5 });
  await page.mouse.up();
  await page.waitForTimeout(200);
  assert.equal(await field.inputValue(), 'Half a thought', 'the sheet stays');
  await page.mouse.click(200, 300);
  await sheet.waitFor({ state: 'detached' });
  await opener.click();
  assert.equal(await field.inputValue(), 'Half a thought');
  await sheet.getByRole('button', { name: 'Send' }).click();
  await sheet.getByText('Half a thought').waitFor();
  assert.equal(await field.inputValue(), '');
}

/* In the language that is chosen, whatever the browser's is. */
async function datesAreSpoken({ page }, fixture) {
  const leaves = Date.UTC(2030, 10, 12, 12);
  fixture.state.leaves = leaves;
  await page.goto(`${base}/settings`);
  const [birth, due] = await page.evaluate((ms) => {
    const says = (of, how) => new Intl.DateTimeFormat('ar', how).format(of);
    return [
      says(Date.UTC(1990, 11, 31), { dateStyle: 'medium', timeZone: 'UTC' }),
      says(ms, { dateStyle: 'medium', timeStyle: 'short' }),
    ];
  }, leaves);
  await page.getByText(birth, { exact: true }).waitFor();
  await page.getByText(due).waitFor();
  fixture.state.signed = false;
  await page.goto(`${base}/me`);
  await page.locator('main .button.primary').click();
  await page.locator('#sign-handle').fill('lena.marsh');
  await page.locator('#sign-password').fill('correct horse battery');
  await page.locator('.sign-form .button.primary').click();
  await page.locator('dialog .lead').filter({ hasText: due }).waitFor();
}

export async function checks(fixture) {
  const on =
    (body, signed = true) =>
    (opened) => {
      fixture.reset();
      fixture.state.signed = signed;
      return body(opened, fixture);
    };
  await check('two_taps_like_and_never_unlike', PHONE, on(twiceLikes), SIGNED);
  await check('held_down_it_runs_fast', DESKTOP, on(heldRunsFast), SIGNED);
  await check('captions_show_and_are_remembered', DESKTOP, on(speaksWhatIsSaid), SIGNED);
  await check('sheet_keeps_focus_and_gives_it_back', DESKTOP, on(sheetKeepsFocus), SIGNED);
  await check('why_has_the_sums_terms_and_a_wish_is_taken_back', PHONE, on(saysWhy), SIGNED);
  await check('comments_are_written_answered_and_deleted', PHONE, on(comments), SIGNED);
  await check('an_answer_to_an_answer_says_to_whom', PHONE, on(answersAnAnswer), SIGNED);
  await check('answering_asks_whoever_is_not_signed_in', PHONE, on(asksWhoAnswers, false));
  await check('what_is_said_in_a_sheet_is_seen_and_pressed', PHONE, on(saysInASheet), SIGNED);
  await check('person_is_followed_and_nobody_is_not_there', DESKTOP, on(follows), SIGNED);
  await check('profile_is_edited_with_a_square_picture', DESKTOP, on(edits), SIGNED);
  await check('language_is_chosen_and_mirrors_the_page', DESKTOP, on(speaks));
  await check('what_is_typed_is_kept', DESKTOP, on(keepsWhatIsTyped), SIGNED);
  await check(
    'dates_are_in_the_language_that_is_chosen',
    DESKTOP,
    on(datesAreSpoken),
    `${SIGNED}; localStorage.setItem('vitrine.language', 'ar')`,
  );
  await check('following_asks_whoever_is_not_signed_in', PHONE, on(followingAsks, false));
}
