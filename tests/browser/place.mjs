/* place.mjs: where one is: what may not move it, ways back, other tabs and other windows; on the fixture. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import {
  base,
  check,
  current,
  DESKTOP,
  open,
  openFeed,
  PHONE,
  place,
  until,
  waitPlace,
  waitPlaying,
} from './harness.mjs';

const SIGNED = "localStorage.setItem('vitrine.signed-in', '1')";
const LOW = { viewport: { width: 740, height: 360 }, hasTouch: true, isMobile: true };
const SHORT = { viewport: { width: 360, height: 420 }, hasTouch: true, isMobile: true };
const downTo = (page) => page.evaluate(() => window.scrollY);
const focused = (page) => page.evaluate(() => document.activeElement.outerHTML);

async function newsMoveNothing({ page }, fixture) {
  await page.goto(`${base}/about`);
  await until('what is unread is in the title', async () => /^\(2\) /.test(await page.title()));
  await page.evaluate(() => window.scrollTo(0, 300));
  await page.locator('main a').last().focus();
  const before = [await downTo(page), await focused(page)];
  assert.ok(before[0] > 200);
  fixture.state.notices.unshift({ ...fixture.state.notices[0], id: '9', unread: true });
  fixture.tell();
  await until('and one more', async () => /^\(3\) /.test(await page.title()));
  assert.deepEqual([await downTo(page), await focused(page)], before);
}

async function languageMovesNothing({ page }) {
  await page.goto(`${base}/settings`);
  const arabic = page.getByLabel('العربية');
  await page.getByText('End all others').waitFor();
  await page.evaluate(() => {
    document.querySelector('main').style.paddingTop = '600px';
    window.scrollTo(0, 500);
  });
  await page.getByLabel('English').focus();
  const before = await downTo(page);
  assert.ok(before > 400);
  await page.keyboard.press('ArrowRight');
  await until('it is spoken', () => page.evaluate(() => document.documentElement.lang === 'ar'));
  await page.getByRole('heading', { name: 'اللغة' }).waitFor();
  assert.equal(await downTo(page), before);
  assert.ok(await arabic.evaluate((one) => one === document.activeElement), 'the focus stays');
}

/* What is open over the page is what the way back closes; from there it leads on as before. */
async function backCloses({ page }) {
  await page.goto(`${base}/search`);
  await page.getByRole('link', { name: 'Watch' }).first().click();
  await current(page).waitFor();
  const dialog = page.locator('dialog[open]');
  for (const name of [/^Comments, /, 'More about this video']) {
    await current(page).getByRole('button', { name }).click();
    await dialog.waitFor();
    await page.goBack();
    await dialog.waitFor({ state: 'detached' });
    assert.equal(new URL(page.url()).pathname, '/');
    await current(page).getByRole('button', { name }).click();
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }
  await current(page)
    .getByRole('button', { name: /^Comments, / })
    .click();
  await dialog.locator('.comments a').first().click();
  await page.locator('.person-head h1').waitFor();
  await page.goBack();
  await current(page).waitFor();
  await page.goBack();
  await page.getByRole('searchbox').waitFor();
}

async function whereItWasLeft({ page }) {
  await page.goto(`${base}/@nour`);
  await until('videos', async () => (await page.locator('.tile img').count()) === 6);
  await page.evaluate(() => window.scrollTo(0, 350));
  const before = await downTo(page);
  assert.ok(before > 200, `${before}`);
  const tile = page.locator('.tile a').nth(4);
  await tile.evaluate((one) => one.click());
  await current(page).waitFor();
  await page.goBack();
  await until('it is where it was', async () => Math.abs((await downTo(page)) - before) < 2);
  await page.getByRole('link', { name: 'Search' }).click();
  await page.getByRole('searchbox').waitFor();
  assert.equal(await downTo(page), 0);
}

async function lastTapHolds({ page }, fixture) {
  const told = [];
  await page.route('**/videos/*/like', async (route) => {
    told.push(route.request().method());
    await new Promise((resolve) => setTimeout(resolve, 600));
    await route.continue();
  });
  await openFeed(page);
  const heart = current(page).getByRole('button', { name: /^Like, / });
  for (const wanted of ['true', 'false', 'true', 'false']) {
    await heart.click();
    assert.equal(await heart.getAttribute('aria-pressed'), wanted);
  }
  await until('the last one was told', () => told.length === 2 && !fixture.state.likes.has('100'));
  assert.deepEqual(told, ['PUT', 'DELETE']);
}

async function otherTab({ page, context }, fixture) {
  await page.goto(`${base}/me`);
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  const other = await context.newPage();
  await other.goto(`${base}/me`);
  await other.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Create account' }).waitFor();
  fixture.state.signed = true;
  await other.evaluate(() => localStorage.setItem('vitrine.signed-in', '1'));
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

/* A service that is away for a moment signs nobody out. */
async function askedAgain({ page }) {
  let times = 0;
  await page.route('**/api/v1/me', (route) => {
    times += 1;
    return times === 1 ? route.abort() : route.continue();
  });
  await page.goto(`${base}/me`);
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

async function comesByItself({ page, context }) {
  await page.goto(`${base}/about`);
  await context.setOffline(true);
  await page.getByRole('link', { name: 'Watch' }).first().click();
  await page.getByRole('heading', { name: 'The videos did not load' }).waitFor();
  let failures = 2; /* the first moments of a connection may fail, too */
  await page.route('**/api/v1/**', (route) => {
    const feed = route.request().url().includes('/feed');
    failures -= feed ? 1 : 0;
    return feed && failures >= 0 ? route.abort() : route.continue();
  });
  await context.setOffline(false);
  await current(page).waitFor();
  await waitPlaying(page);
  assert.ok(failures < 0, 'none failed');
}

/* Every button of a video is in a low window, and none lies on another. */
async function allInLow({ page }) {
  await openFeed(page);
  const boxes = await page.evaluate(() =>
    [
      '.slide[data-current=true] .rail-button',
      '.slide[data-current=true] .rail-author a',
      '.nav-item',
    ]
      .flatMap((which) => [...document.querySelectorAll(which)])
      .filter((one) => one.offsetParent !== null)
      .map((one) => one.getBoundingClientRect().toJSON()),
  );
  assert.ok(boxes.length >= 11, `${boxes.length}`);
  boxes.forEach((a, i) => {
    assert.ok(a.top >= 0 && a.bottom <= 361 && a.left >= 0 && a.right <= 741, JSON.stringify(a));
    boxes.slice(i + 1).forEach((b) => {
      const apart =
        a.right <= b.left + 1 ||
        b.right <= a.left + 1 ||
        a.bottom <= b.top + 1 ||
        b.bottom <= a.top + 1;
      assert.ok(apart, `${JSON.stringify(a)} lies on ${JSON.stringify(b)}`);
    });
  });
}

/* Until it is there, no other picture is fetched; then those that come next. */
async function firstPictureAlone({ page }) {
  const held = [];
  let hold = true;
  await page.route('**/media/*.jpg', (route) => {
    if (hold) {
      held.push(route);
      return undefined;
    }
    return route.continue();
  });
  await page.goto(base, { waitUntil: 'commit' });
  await current(page).waitFor();
  await until('the first is asked for', () => held.length > 0);
  await page.waitForTimeout(400);
  const pictures = page.locator('img.stage-picture');
  assert.equal(await pictures.count(), 1);
  hold = false;
  await Promise.all(held.map((route) => route.continue()));
  await until('then the next', async () => (await pictures.count()) >= 4);
}

async function bootTurns({ page }) {
  await page.route('**/assets/*.js', () => {});
  await page.goto(base, { waitUntil: 'commit' });
  await page.locator('.boot .spinner').waitFor();
}

async function hiddenAhead({ page }, fixture) {
  await openFeed(page);
  const authors = () =>
    page.locator('.slide .caption-handle').evaluateAll((all) => all.map((one) => one.pathname));
  await page.keyboard.press('ArrowDown');
  await waitPlace(page, 1);
  const author = await current(page).locator('.caption-handle').getAttribute('href');
  assert.equal((await authors()).filter((one) => one === author).length, 1);
  await page.keyboard.press('ArrowDown');
  await waitPlace(page, 2);
  await page.keyboard.press('ArrowUp');
  await waitPlace(page, 1);
  await current(page).getByRole('button', { name: 'More about this video' }).click();
  await page.getByRole('button', { name: /^Hide everything of / }).click();
  await until('told', () => fixture.state.wishes.length === 1);
  for (let place = 2; place < 8; place += 1) {
    await page.keyboard.press('ArrowDown');
    await waitPlace(page, place);
    const next = current(page).locator('.caption-handle');
    if ((await next.count()) === 0) {
      break; /* past the last */
    }
    assert.notEqual(await next.getAttribute('href'), author);
  }
}

async function longTitle({ page }) {
  await page.goto(`${base}/v/103`);
  const title = current(page).locator('.caption-title');
  const whole = current(page).getByRole('button', { name: 'Whole title' });
  await whole.waitFor();
  const cut = () => title.evaluate((one) => one.scrollHeight > one.clientHeight + 1);
  assert.ok(await cut());
  await whole.click();
  assert.ok(!(await cut()));
  await current(page).getByRole('button', { name: 'Less' }).click();
  await until('short again', cut);
}

/* Where the system chooses the colours, what is chosen has the one that it has for that. */
async function chosenIsSeen({ page }) {
  await page.goto(`${base}/settings`);
  const chosen = page.locator('.segment', { hasText: 'English' });
  await chosen.waitFor();
  const [shown, meant] = await chosen.evaluate((one) => {
    const probe = document.createElement('i');
    probe.style.cssText = 'forced-color-adjust: none; background: Highlight';
    document.body.append(probe);
    return [one, probe].map((of) => getComputedStyle(of).backgroundColor);
  });
  assert.equal(shown, meant);
}

/* As with text twice as large: the window has half as many of its lines and letters. */
async function halfAsWide() {
  const { page, context } = await open({ ...PHONE, viewport: { width: 240, height: 493 } }, SIGNED);
  try {
    for (const path of ['/', '/search?q=sea', '/me', '/settings', '/settings/feed']) {
      await page.goto(base + path);
      await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
      await page.waitForTimeout(300);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 240, `${path} is ${wide} px wide`);
    }
    await openFeed(page);
    for (const name of [/^Like, /, /^Comments, /, 'Save', 'Share', 'More about this video']) {
      await current(page).getByRole('button', { name }).click({ trial: true });
    }
    await page.setViewportSize({ width: 195, height: 422 });
    const ways = ['.tab[href="/"]', '.tab[href="/following"]', '.brand .badge', '.sound-prompt'];
    for (const name of ways) {
      await page.locator(name).first().click({ trial: true });
    }
  } finally {
    await context.close();
  }
}

/* What was for somebody is for nobody else at the same screen. */
async function feedIsNobodysAfter({ page }) {
  await openFeed(page);
  const heart = () => current(page).getByRole('button', { name: /^Like, / });
  await heart().click();
  await until('liked', async () => (await heart().getAttribute('aria-pressed')) === 'true');
  await page.reload();
  await until('as the service says', async () => {
    return (await heart().getAttribute('aria-pressed')) === 'true';
  });
  await page.getByRole('link', { name: 'You', exact: true }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Create account' }).waitFor();
  await page.getByRole('link', { name: 'Watch' }).first().click();
  await until('nobody likes it', async () => {
    return (await heart().getAttribute('aria-pressed')) === 'false';
  });
}

/* Steps that follow each other quickly add up, and cancel each other. */
async function quickSteps({ page }) {
  await openFeed(page);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await waitPlace(page, 2);
  await page.waitForTimeout(600);
  assert.equal(await place(page), 2);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.waitForTimeout(600);
  assert.equal(await place(page), 2);
  await page.getByRole('button', { name: 'Next video' }).hover();
  await page.mouse.wheel(0, 120);
  await waitPlace(page, 3);
}

/* Where there are no keys, and a finger reads what is under it, two buttons lead on and back. */
async function stepsByScreenReader({ page }) {
  await openFeed(page);
  const next = page.getByRole('button', { name: 'Next video' });
  const shown = () => next.evaluate((one) => one.getBoundingClientRect().width > 40);
  assert.ok(!(await shown()), 'nothing lies on the picture');
  await next.focus();
  assert.ok(await shown(), 'but for who comes to it by keyboard');
  await page.keyboard.press('Enter');
  await waitPlace(page, 1);
  await page.getByRole('button', { name: 'Previous video' }).focus();
  await page.keyboard.press('Enter');
  await waitPlace(page, 0);
}

async function saysOnceMore({ page }) {
  await openFeed(page);
  const said = () => current(page).getByText('Once more: you have seen everything new').count();
  assert.equal(await said(), 0);
  await page.keyboard.press('ArrowDown');
  await waitPlace(page, 1);
  await page.keyboard.press('ArrowDown');
  await waitPlace(page, 2);
  assert.equal(await said(), 1);
}

/* Of a clip of any shape all is there to be seen, but for a little of one that nearly fits. */
async function allShapes({ page }) {
  for (const size of [PHONE, DESKTOP]) {
    await page.setViewportSize(size.viewport);
    for (const id of [100, 101, 102, 103, 104, 105]) {
      await openFeed(page, `/v/${id}`);
      const seen = await current(page)
        .locator('img.stage-picture')
        .evaluate((picture) => {
          const { width, height } = picture.getBoundingClientRect();
          if (getComputedStyle(picture).objectFit === 'contain') {
            return 1;
          }
          const shape = picture.getAttribute('width') / picture.getAttribute('height');
          return Math.min(shape / (width / height), width / height / shape);
        });
      assert.ok(seen > 0.77, `${id}: ${seen} of it`);
    }
  }
}

async function titles({ page }) {
  await openFeed(page, '/v/101');
  await until(
    'its name',
    async () => (await page.title()) === '(2) Falling into it #maths · Vitrine',
  );
  await page.getByRole('link', { name: 'Watch' }).first().click();
  await until('the place', async () => (await page.title()) === '(2) Vitrine');
}

async function searchIsAsItWas({ page }) {
  await page.goto(`${base}/search?q=kit`);
  const people = page.getByRole('radio', { name: 'People' });
  await people.check();
  await page.getByRole('link', { name: '@kit' }).click();
  await page.locator('.person-head h1').waitFor();
  await page.goBack();
  await page.getByRole('link', { name: '@kit' }).waitFor();
  assert.ok(await people.isChecked());
  assert.equal(new URL(page.url()).search, '?q=kit&kind=people');
}

/* How much of the window moved by itself so far. */
const movedBy = () =>
  new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => resolve(list.getEntries()));
    observer.observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => resolve([]), 200);
  }).then((all) => all.reduce((sum, one) => sum + one.value, 0));

/* What is on its way has its place, or stands below what is there. */
async function nothingMoves({ page }) {
  const late = async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    await route.continue();
  };
  for (const pattern of ['**/api/v1/**', '**/data-map.json', '**/ledger/checkpoint']) {
    await page.route(pattern, late);
  }
  for (const path of ['/', '/about', '/data-map', '/@nour', '/upload', '/search?q=sea', '/me']) {
    await page.goto(base + path);
    await page.waitForTimeout(1500);
    const shifts = await page.evaluate(movedBy);
    assert.ok(shifts < 0.005, `${path} moves by ${shifts}`);
  }
}

/* Also by a thin line, where a font would come after the words. */
async function nothingMovesByAThinLine({ page, context }) {
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 100,
    downloadThroughput: 30_000,
    uploadThroughput: 30_000,
  });
  await page.goto(base, { waitUntil: 'commit' });
  await current(page).waitFor();
  await page.evaluate(() => document.fonts.load('1rem Figtree'));
  await page.waitForTimeout(1500);
  assert.equal(await page.evaluate(movedBy), 0);
}

/* Whatever is not there says so, and where to go. */
async function waysOn({ page }) {
  for (const [path, words] of [
    ['/tag/nothing', 'No video with this hashtag'],
    ['/decisions/9', 'There is no such decision'],
    ['/@nobody', 'Nobody has this name'],
  ]) {
    await page.goto(base + path);
    await page.getByRole('heading', { name: words }).waitFor();
    await page.locator('main').getByRole('link', { name: 'To the videos' }).waitFor();
    assert.equal(await page.getByRole('alert').count(), 0);
  }
}

/* How far a video is, is there again after a reload; and what became of it. */
async function preparingIsThereAgain({ page }, fixture) {
  fixture.state.preparing = { state: 'processing', progress: 44 };
  await page.goto(`${base}/upload`);
  await page.getByText('44% of its first size').waitFor();
  await page.reload();
  await page.getByText('44% of its first size').waitFor();
  fixture.state.preparing = { state: 'processing', progress: 71 };
  await page.getByText('71% of its first size').waitFor();
  fixture.state.preparing = null;
  await page.getByRole('link', { name: 'Watch it' }).waitFor();
  await page.reload();
  await page.getByText('Choose a file').waitFor();
  await page.waitForTimeout(500);
  assert.equal(await page.getByText('Being prepared').count(), 0);
}

/* What is wrong above the window comes into it. */
async function missingTitleIsShown({ page }) {
  await page.goto(`${base}/upload`);
  await page.locator('input[name=clip]').setInputFiles(join(process.env.VITRINE_MEDIA, 'tall.mp4'));
  await page.locator('.film[data-drawn=true]').waitFor();
  for (let time = 0; time < 2; time += 1) {
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Give it a title.').waitFor();
    await until('it is seen', () =>
      page.getByLabel('Title').evaluate((field) => {
        const { top, bottom } = field.getBoundingClientRect();
        return document.activeElement === field && top >= 0 && bottom <= innerHeight;
      }),
    );
  }
}

export async function checks(fixture) {
  const on =
    (body, signed = true) =>
    (opened) => {
      fixture.reset();
      fixture.state.signed = signed;
      return body(opened, fixture);
    };
  await check('news_in_the_title_move_nothing', SHORT, on(newsMoveNothing), SIGNED);
  await check('another_language_moves_nothing', SHORT, on(languageMovesNothing), SIGNED);
  await check('the_way_back_closes_what_is_open', PHONE, on(backCloses), SIGNED);
  await check('a_page_is_where_it_was_left', SHORT, on(whereItWasLeft), SIGNED);
  await check('the_last_of_quick_taps_holds', PHONE, on(lastTapHolds), SIGNED);
  await check('signed_out_in_one_tab_is_in_all', DESKTOP, on(otherTab), SIGNED);
  await check('who_is_in_is_asked_again', DESKTOP, on(askedAgain), SIGNED);
  await check('what_failed_comes_once_connected', PHONE, on(comesByItself), SIGNED);
  await check('a_low_window_has_all_buttons', LOW, on(allInLow), SIGNED);
  await check('the_first_picture_comes_alone', PHONE, on(firstPictureAlone), SIGNED);
  await check('before_the_app_something_turns', PHONE, on(bootTurns));
  await check('hidden_people_are_dropped_ahead', DESKTOP, on(hiddenAhead), SIGNED);
  await check('a_long_title_is_read_whole', PHONE, on(longTitle), SIGNED);
  await check(
    'chosen_is_seen_in_forced_colours',
    { ...PHONE, forcedColors: 'active' },
    on(chosenIsSeen),
    SIGNED,
  );
  await check('signed_out_the_feed_is_nobodys', DESKTOP, on(feedIsNobodysAfter), SIGNED);
  await check('quick_steps_add_up', DESKTOP, on(quickSteps), SIGNED);
  await check('a_screen_reader_goes_on_by_buttons', PHONE, on(stepsByScreenReader), SIGNED);
  await check('what_comes_once_more_says_so', DESKTOP, on(saysOnceMore), SIGNED);
  await check('a_clip_of_any_shape_is_seen', PHONE, on(allShapes), SIGNED);
  await check('a_video_is_in_the_title', DESKTOP, on(titles), SIGNED);
  await check('a_search_is_as_it_was_left', PHONE, on(searchIsAsItWas), SIGNED);
  await check('nothing_moves_while_a_page_comes', PHONE, on(nothingMoves), SIGNED);
  await check('nothing_moves_by_a_thin_line', PHONE, on(nothingMovesByAThinLine), SIGNED);
  await check('what_is_not_there_leads_on', PHONE, on(waysOn), SIGNED);
  await check('what_is_prepared_is_there_again', PHONE, on(preparingIsThereAgain), SIGNED);
  await check('a_title_that_is_missing_is_shown', SHORT, on(missingTitleIsShown), SIGNED);
  await check('text_twice_as_large_has_room', PHONE, on(halfAsWide), SIGNED);
}
