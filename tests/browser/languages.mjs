/* languages.mjs: the pages that need no script, in both languages, sizes and schemes. */
import assert from 'node:assert/strict';
import { axeFinds } from './axe.mjs';
import { base, check, DESKTOP, PHONE, shoot, signUp } from './harness.mjs';

const NAMES = { en: 'English', ar: 'العربية' };

const sideways = async (page) => {
  const { width } = page.viewportSize();
  const box = await page.locator('html').boundingBox();
  assert.ok(box.width <= width, `as wide as ${box.width}`);
  for (const one of await page.locator('main, main > *, nav').all()) {
    const inner = await one.boundingBox();
    assert.ok(inner === null || (inner.x >= 0 && inner.x + inner.width <= width), 'sideways');
  }
};

/* What leads to each, from its address alone. */
async function addresses(context) {
  const { items } = await (await context.request.get(`${base}/api/v1/feed`)).json();
  const { id, author } = items[0].video;
  const asked = new URLSearchParams({
    client_id: 'https://app.example',
    redirect_uri: 'https://app.example/back',
    response_type: 'code',
    code_challenge: 'A'.repeat(43),
    code_challenge_method: 'S256',
    scope: 'read write upload',
  });
  return {
    start: '/',
    nothing: '/nothing/of/this',
    claims: '/claims',
    video: `/v/${id}`,
    person: `/@${author.handle}`,
    notice: `/notice?about=video:${id}`,
    asks: `/oauth/authorize?${asked}`,
  };
}

const reads = (language, size) =>
  async function readsIn({ page, context, noted }) {
    const other = language === 'en' ? 'ar' : 'en';
    await signUp(context); /* another program asks a person */
    for (const [name, address] of Object.entries(await addresses(context))) {
      await page.goto(base + address);
      const root = page.locator('html');
      assert.equal(await root.getAttribute('lang'), language, name);
      const link = page.getByRole('link', { name: NAMES[other], exact: true });
      const place = await link.boundingBox();
      const { width } = page.viewportSize();
      assert.equal(place.x + place.width / 2 < width / 2, language === 'ar', 'at the end');
      for (const colorScheme of ['dark', 'light']) {
        await page.emulateMedia({ colorScheme });
        await shoot(page, `script-less-${name}-${size}-${language}-${colorScheme}`);
      }
      await sideways(page);
      assert.deepEqual(await axeFinds(page), [], name);
      await link.click();
      assert.equal(await root.getAttribute('lang'), other, name);
      await page.getByRole('link', { name: NAMES[language], exact: true }).click();
      assert.equal(await root.getAttribute('lang'), language, name);
    }
    assert.deepEqual(noted.strangers, []);
  };

/* A notice that is refused is read on in the other language, with all that was typed. */
async function turnsANotice({ page }) {
  await page.goto(`${base}/notice?lang=ar`);
  const words = 'الموسيقى لنا،\n\nولم يسألنا <أحد> & more.';
  await page.getByLabel('لماذا هو مخالف للقانون').fill(words);
  await page.getByLabel('اسمك').fill('كارلا');
  await page.getByRole('button', { name: 'تقديم البلاغ' }).click();
  assert.match(await page.getByRole('alert').innerText(), /^لم يُرسَل شيء\. مخالف للقانون: /);
  await shoot(page, 'script-less-refused-ar');
  assert.deepEqual(await axeFinds(page), []);
  await page.getByRole('button', { name: 'English' }).click();
  assert.equal(await page.locator('html').getAttribute('dir'), 'ltr');
  assert.equal(await page.getByLabel('Why it is illegal').inputValue(), words);
  assert.equal(await page.getByLabel('Your name').inputValue(), 'كارلا');
  assert.equal(await page.getByRole('alert').count(), 0);
}

/* The app speaks what was chosen in it, whatever the page came in. */
async function appChooses({ page }) {
  const root = page.locator('html');
  const shown = async (lang, dir) => {
    await page.locator('.nav, nav').first().waitFor();
    assert.equal(await root.getAttribute('lang'), lang);
    assert.equal(await root.getAttribute('dir'), dir);
  };
  await page.goto(`${base}/about`);
  await shown('ar', 'rtl');
  await page.goto(`${base}/about?lang=en`);
  await page.getByRole('link', { name: 'Each claim' }).waitFor();
  await shown('en', 'ltr');
  await page.evaluate(() => localStorage.setItem('vitrine.language', 'en'));
  await page.goto(`${base}/about?lang=ar`);
  await page.getByRole('link', { name: 'Each claim' }).click();
  await page.getByRole('heading', { name: 'What this region claims' }).waitFor();
  await shown('en', 'ltr');
}

export async function checks() {
  for (const [language, locale] of [
    ['en', 'en-GB'],
    ['ar', 'ar-EG'],
  ]) {
    for (const [size, options] of [
      ['360', PHONE],
      ['1440', DESKTOP],
    ]) {
      await check(
        `pages_without_script_read_${language}_${size}`,
        { ...options, locale, javaScriptEnabled: false },
        reads(language, size),
      );
    }
  }
  await check(
    'refused_notice_is_turned_without_loss',
    { ...PHONE, javaScriptEnabled: false },
    turnsANotice,
  );
  await check('app_speaks_what_was_chosen_in_it', { ...DESKTOP, locale: 'ar' }, appChooses);
}
