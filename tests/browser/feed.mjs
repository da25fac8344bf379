/* feed.mjs: playing and moving from one video to the next. */
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
  swipe,
  until,
  waitPlace,
  waitPlaying,
} from './harness.mjs';

/* A number for what is on the picture, and how many pictures were shown so far. */
const lookAt = (video) =>
  new Promise((resolve) => {
    video.requestVideoFrameCallback((_, frame) => {
      const canvas = document.createElement('canvas');
      canvas.width = 48;
      canvas.height = 85;
      const paper = canvas.getContext('2d');
      paper.drawImage(video, 0, 0, canvas.width, canvas.height);
      let hash = 0;
      for (const value of paper.getImageData(0, 0, canvas.width, canvas.height).data) {
        hash = (hash * 31 + value) % 2147483647;
      }
      resolve({ hash, frames: frame.presentedFrames, at: video.currentTime });
    });
  });

async function plays({ page }) {
  await openFeed(page);
  await waitPlaying(page);
  const clip = current(page).locator('video');
  assert.equal(await clip.evaluate((video) => video.muted), true);
  const before = await clip.evaluate(lookAt);
  const seen = new Set([before.hash]);
  const after = await until('pictures change', async () => {
    const now = await clip.evaluate(lookAt);
    seen.add(now.hash);
    return seen.size >= 4 ? now : null;
  });
  assert.ok(after.frames > before.frames && after.at !== before.at);
}

/* The next slide is in view and runs, the one before is still, and what was watched was told. */
async function movesOn({ page, noted }, move) {
  await openFeed(page);
  await waitPlaying(page);
  const first = await page.locator('.slide[data-place="0"] .caption-title').textContent();
  await page.waitForTimeout(700);
  await move(page);
  await waitPlace(page, 1);
  await waitPlaying(page);
  assert.notEqual(await current(page).locator('.caption-title').textContent(), first);
  assert.equal(await page.locator('.slide[data-place="0"] video').evaluate((v) => v.paused), true);
  const told = await until('a watch event', () => noted.watches[0]);
  assert.equal(told.status(), 200);
  const { events } = told.request().postDataJSON();
  assert.equal(events.length, 1);
  assert.ok(events[0].watched_ms >= 500 && events[0].watched_ms < 20_000, events[0].watched_ms);
  assert.equal((await told.json()).accepted, 1);
}

const byWheel = async (page) => {
  await page.mouse.move(720, 450);
  await page.mouse.wheel(0, 120);
};

async function keys({ page }) {
  await openFeed(page);
  await waitPlaying(page);
  for (const [key, wanted] of [
    ['ArrowDown', 1],
    ['j', 2],
    ['k', 1],
    ['PageDown', 2],
    ['ArrowUp', 1],
  ]) {
    await page.keyboard.press(key);
    await waitPlace(page, wanted);
    await page.waitForTimeout(250);
  }
  await waitPlaying(page);
  const paused = () =>
    current(page)
      .locator('video')
      .evaluate((video) => video.paused);
  await page.keyboard.press(' ');
  await until('space pauses', paused);
  await page.keyboard.press(' ');
  await until('space plays', async () => !(await paused()));
  await page.keyboard.press('m');
  const muted = () =>
    current(page)
      .locator('video')
      .evaluate((video) => video.muted);
  await until('m turns sound on', async () => !(await muted()));
  await page.keyboard.press('m');
  await until('m turns sound off', muted);
}

/* As hard as a finger can, with slides to pass by: it is the next one, and two swipes are two. */
async function hardSwipes({ page }) {
  const fling = async (distance, ms) => {
    const session = await page.context().newCDPSession(page);
    const touch = (type, touchPoints) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints });
    const started = Date.now();
    const sent = [touch('touchStart', [{ x: 180, y: 665 }])];
    for (let part = 0.1; part <= 1; part += 0.1) {
      await page.waitForTimeout(Math.max(1, started + ms * part - Date.now()));
      sent.push(touch('touchMove', [{ x: 180, y: 665 + distance * part }]));
    }
    sent.push(touch('touchEnd', []));
    await Promise.all(sent);
    await page.waitForTimeout(1500);
    await session.detach();
  };
  await openFeed(page);
  await waitPlaying(page);
  for (const [at, ms] of [100, 150, 120].entries()) {
    await fling(-620, ms);
    assert.equal(await place(page), at + 1, `after ${ms} ms`);
  }
  await fling(620, 120);
  assert.equal(await place(page), 2, 'and back');
}

/* A trackpad's momentum, of which a busy page hears late and several events at once; timed by its own clock. */
const momentum = async () => {
  const box = document.querySelector('.feed');
  const started = performance.now();
  let delta = 90;
  for (let at = 0, turn = 0; at < 100; turn += 1) {
    const late = [1, 4, 1, 6, 2][turn % 5];
    let sum = 0;
    for (let one = 0; one < late; one += 1) {
      sum += delta;
      delta *= 0.955;
    }
    at += late;
    const event = new WheelEvent('wheel', { deltaY: sum, bubbles: true, cancelable: true });
    Object.defineProperty(event, 'timeStamp', { value: started + at * 16 });
    box.dispatchEvent(event);
    await new Promise((resolve) => setTimeout(resolve, late * 16));
  }
};

async function momentumAndHeldKeys({ page }) {
  await openFeed(page);
  await waitPlaying(page);
  await page.evaluate(momentum);
  await page.waitForTimeout(600);
  assert.equal(await place(page), 1);
  const started = Date.now();
  await page.keyboard.down('ArrowDown');
  for (let repeats = 0; repeats < 25; repeats += 1) {
    await page.keyboard.down('ArrowDown');
    await page.waitForTimeout(30);
  }
  await page.keyboard.up('ArrowDown');
  const most = 1 + Math.ceil((Date.now() - started) / 400); /* a step takes so long */
  await page.waitForTimeout(600);
  const steps = (await place(page)) - 1;
  assert.ok(steps >= 2 && steps <= most, `${steps} steps`);
  const paused = () =>
    current(page)
      .locator('video')
      .evaluate((video) => video.paused);
  for (let repeats = 0; repeats < 4; repeats += 1) {
    await page.keyboard.down(' ');
  }
  await page.keyboard.up(' ');
  await until('a held space pauses once', paused);
}

async function tapPauses({ page }) {
  await openFeed(page);
  await waitPlaying(page);
  await page.touchscreen.tap(195, 400);
  const clip = current(page).locator('video');
  await until('a tap pauses', () => clip.evaluate((video) => video.paused));
  await current(page).locator('.stage[data-paused=true]').waitFor();
  await page.touchscreen.tap(195, 400);
  await waitPlaying(page);
}

async function fewHoldBytes({ page }) {
  await openFeed(page);
  const list = await page.evaluate(() => fetch('/api/v1/videos').then((answer) => answer.json()));
  assert.ok(list.videos.length >= 4, 'needs four videos');
  const loaded = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('.slide video')].map((video) =>
        Number(video.closest('.slide').dataset.place),
      ),
    );
  await until('two ahead are loaded', async () => (await loaded()).join() === '0,1,2');
  for (const wanted of [1, 2, 3]) {
    await page.keyboard.press('ArrowDown');
    await waitPlace(page, wanted);
  }
  await until('one behind is kept, the rest let go', async () => {
    const places = await loaded();
    return places.includes(2) && places.includes(3) && !places.includes(0) && !places.includes(1);
  });
}

async function currentComesFirst({ page }) {
  const order = [];
  const held = [];
  await page.route('**/media/*.mp4', (route) => {
    const { pathname } = new URL(route.request().url());
    if (!order.includes(pathname)) {
      order.push(pathname);
    }
    if (order.length === 1) {
      held.push(route);
      return undefined;
    }
    return route.continue();
  });
  const [answer] = await Promise.all([
    page.waitForResponse((one) => one.url() === `${base}/api/v1/feed`),
    openFeed(page),
  ]);
  const videos = (await answer.json()).items.map((item) => item.video);
  await until('the first clip is asked for', () => held.length > 0);
  await page.waitForTimeout(1000);
  assert.equal(order.length, 1, 'nothing else while the first one waits');
  await Promise.all(held.splice(0).map((route) => route.continue()));
  await until('then the next two', () => order.length >= 3);
  const placeOf = (url) => videos.findIndex((v) => v.renditions.some((one) => one.url === url));
  assert.deepEqual(order.slice(0, 3).map(placeOf), [0, 1, 2]);
}

async function soundIsRemembered({ page }) {
  await openFeed(page);
  await waitPlaying(page);
  await page.getByRole('button', { name: 'Tap for sound' }).click();
  const muted = () =>
    current(page)
      .locator('video')
      .evaluate((video) => video.muted);
  await until('one tap gives sound', async () => !(await muted()));
  assert.equal(await page.getByRole('button', { name: 'Tap for sound' }).count(), 0);
  await page.reload();
  await waitPlaying(page);
  assert.equal(await page.evaluate(() => localStorage.getItem('vitrine.sound')), '1');
}

async function seeks({ page }) {
  await openFeed(page);
  await waitPlaying(page);
  await page.keyboard.press(' ');
  const slider = current(page).getByRole('slider', {
    name: 'Position in the video',
  });
  const clip = current(page).locator('video');
  await slider.fill('500');
  const half = await clip.evaluate((video) => video.duration / 2);
  await until(
    'half of it',
    async () => Math.abs((await clip.evaluate((video) => video.currentTime)) - half) < 0.3,
  );
}

async function sharesTheLink({ page, context }) {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], {
    origin: base,
  });
  await openFeed(page);
  const title = await current(page).locator('.caption-title').textContent();
  await current(page).getByRole('button', { name: 'Share' }).click();
  await page.getByText('Link copied').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, new RegExp(`^${base}/v/[0-9]+$`));
  await page.goto(link);
  await current(page).waitFor();
  assert.equal(await place(page), 0);
  assert.equal(await current(page).locator('.caption-title').textContent(), title);
}

async function leavingTells({ page, context }) {
  await signUp(context);
  await openFeed(page);
  await waitPlaying(page);
  await page.waitForTimeout(800);
  await page.goto(`${base}/licences.txt`);
  const watches = await until('the last watch arrived', async () => {
    const answer = await context.request.get(`${base}/api/v1/me/watches`);
    const list = (await answer.json()).watches;
    return list.length > 0 ? list : null;
  });
  assert.equal(watches.length, 1);
  assert.ok(watches[0].watched_ms >= 500, watches[0].watched_ms);
}

/* Pressed, kept for the next visit, taken back; the list says so too. */
async function likes({ page, context }) {
  const heart = () => current(page).getByRole('button', { name: /^Like, / });
  const pressed = (state) =>
    until(
      `pressed is ${state}`,
      async () => (await heart().getAttribute('aria-pressed')) === state,
    );
  const toggled = (method) =>
    page.waitForResponse((a) => a.url().endsWith('/like') && a.request().method() === method);
  const told = async () =>
    (await (await context.request.get(`${base}/api/v1/me/likes`)).json()).likes.length;
  await signUp(context);
  /* What is liked is not at the same place of the next page. */
  const newest = await (await context.request.get(`${base}/api/v1/videos`)).json();
  const at = `/v/${newest.videos[0].id}`;
  await openFeed(page, at);
  await pressed('false');
  const before = Number(await heart().textContent());
  let [answer] = await Promise.all([toggled('PUT'), heart().click()]);
  assert.equal(answer.status(), 204);
  await pressed('true');
  assert.equal(Number(await heart().textContent()), before + 1);
  assert.equal(await told(), 1);
  await openFeed(page, at);
  await pressed('true');
  await heart().focus();
  [answer] = await Promise.all([toggled('DELETE'), page.keyboard.press('Enter')]);
  assert.equal(answer.status(), 204);
  await pressed('false');
  assert.equal(await told(), 0);
}

async function likeAsksToSignIn({ page }) {
  await openFeed(page);
  await current(page)
    .getByRole('button', { name: /^Like, / })
    .click();
  await page.getByRole('dialog').waitFor();
}

/* What is made for oneself begins again; what comes from those one follows has an end. */
async function ends({ page, context }) {
  await signUp(context);
  const newest = await (await context.request.get(`${base}/api/v1/videos`)).json();
  for (const handle of new Set(newest.videos.map((video) => video.author.handle))) {
    await context.request.put(`${base}/api/v1/people/${handle}/follow`);
  }
  await openFeed(page, '/following');
  const { videos, next } = await page.evaluate(() =>
    fetch('/api/v1/feed/following').then((answer) => answer.json()),
  );
  assert.equal(next, null, 'one page of videos');
  for (let at = 1; at <= videos.length; at += 1) {
    await page.getByRole('button', { name: 'Next video' }).click();
    await until(`slide ${at}`, async () => {
      const top = await page.locator('.slides').evaluate((box) => box.scrollTop / box.clientHeight);
      return Math.abs(top - at) < 0.01;
    });
  }
  await page.getByRole('heading', { name: 'That is all for now' }).waitFor();
  await page.getByRole('button', { name: 'Back to the first' }).click();
  await waitPlace(page, 0);
  await waitPlaying(page);
}

export async function checks() {
  await check('first_video_plays_and_its_pictures_change', PHONE, plays);
  await check('swipe_goes_on_and_tells_what_was_watched', PHONE, (opened) =>
    movesOn(opened, (page) => swipe(page, -600)),
  );
  await check('wheel_goes_on_and_tells_what_was_watched', DESKTOP, (opened) =>
    movesOn(opened, byWheel),
  );
  await check('key_goes_on_and_tells_what_was_watched', DESKTOP, (opened) =>
    movesOn(opened, (page) => page.keyboard.press('ArrowDown')),
  );
  await check('leaving_the_page_tells_what_was_watched', DESKTOP, leavingTells);
  await check('keys_move_pause_and_mute', DESKTOP, keys);
  await check('hard_swipe_goes_to_the_next_and_no_further', PHONE, hardSwipes);
  await check('momentum_is_one_step_and_held_keys_one_at_a_time', DESKTOP, momentumAndHeldKeys);
  await check('tap_pauses_and_plays', PHONE, tapPauses);
  await check('one_tap_gives_sound_and_it_is_remembered', PHONE, soundIsRemembered);
  await check('slider_seeks', DESKTOP, seeks);
  await check('current_clip_loads_before_all_others', DESKTOP, currentComesFirst);
  await check('clips_out_of_reach_are_let_go', DESKTOP, fewHoldBytes);
  await check('share_copies_a_link_that_opens_there', DESKTOP, sharesTheLink);
  await check('like_is_kept_and_taken_back_by_key', DESKTOP, likes);
  await check('like_asks_whoever_is_not_signed_in', PHONE, likeAsksToSignIn);
  await check('end_of_the_list_says_so_and_leads_back', DESKTOP, ends);
}
