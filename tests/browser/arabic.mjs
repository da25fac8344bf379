/* arabic.mjs: what the service says in English is read in Arabic by who reads Arabic. */
import assert from 'node:assert/strict';
import { axeFinds } from './axe.mjs';
import { base, check, PHONE, shoot, signUp } from './harness.mjs';

const isArabic = (words) => {
  assert.match(words, /[\u0621-\u064a]/, words);
  assert.doesNotMatch(words, /[A-Za-z]{2}/, words);
};

/* At the form, at a field, and above the button. */
async function signsIn({ page }) {
  await page.goto(`${base}/me`);
  await page.getByRole('main').getByRole('button', { name: 'تسجيل الدخول' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('اسم المستخدم').fill(process.env.VITRINE_USER);
  await dialog.getByLabel('كلمة المرور', { exact: true }).fill('not the password of theirs');
  await dialog.getByRole('button', { name: 'تسجيل الدخول', exact: true }).click();
  const alert = dialog.getByRole('alert').filter({ hasText: /\S/ });
  await alert.waitFor();
  assert.equal(await alert.innerText(), 'اسم المستخدم وكلمة المرور لا يتوافقان.');
  await shoot(page, 'arabic-wrong-password-360');
}

/* A file that is no video; then a title that is too long for it. */
async function sendsNoVideo({ page, context }) {
  await signUp(context);
  await page.goto(`${base}/upload`);
  await page.locator('input[type=file]').setInputFiles({
    name: 'clip.mp4',
    mimeType: 'video/mp4',
    buffer: Buffer.from('No video at all. '.repeat(400)),
  });
  await page.getByLabel('العنوان').fill('ليس مقطعا');
  await page.getByRole('button', { name: 'نشر', exact: true }).click();
  await page.getByRole('heading', { name: 'لم يُنشر المقطع' }).waitFor({ timeout: 45_000 });
  const why = await page.locator('.state-card > p').innerText();
  assert.match(why, /^هذا الملف ليس مقطعا يمكن قراءته/);
  await shoot(page, 'arabic-no-video-360');
  await page.goto(`${base}/me`);
  assert.equal(await page.locator('.tile-reason').innerText(), why);
  await shoot(page, 'arabic-no-video-own-360');
  await page.goto(`${base}/settings/data`);
  await page.getByRole('button', { name: /تغيير اسم .ليس مقطعا/ }).click();
  await page.getByLabel(/الاسم الجديد/).fill('ط'.repeat(151));
  await page.getByRole('button', { name: 'حفظ' }).last().click();
  const note = page.locator('.data-rename [role=alert]');
  await note.waitFor();
  isArabic(await note.innerText());
  assert.match(await note.innerText(), /^العنوان: .*١٥٠|^العنوان: .*150/);
  await note.scrollIntoViewIfNeeded();
  await shoot(page, 'arabic-title-too-long-360');
}

/* What has no Arabic is marked, so that it is read out and laid out as English. */
async function readsTheRestInEnglish({ page }) {
  await page.route('**/api/v1/sessions', (route) =>
    route.fulfill({
      status: 403,
      contentType: 'application/problem+json',
      body: JSON.stringify({ title: 'Not yet', status: 403, detail: 'not on a Sunday (yet)' }),
    }),
  );
  await page.goto(`${base}/me`);
  await page.getByRole('main').getByRole('button', { name: 'تسجيل الدخول' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('اسم المستخدم').fill('somebody');
  await dialog.getByLabel('كلمة المرور', { exact: true }).fill('a password of theirs');
  await dialog.getByRole('button', { name: 'تسجيل الدخول', exact: true }).click();
  const said = dialog.locator('[lang=en][dir=ltr]');
  assert.equal(await said.innerText(), 'Not on a Sunday (yet).');
}

/* Every field's why, how long and where; found by words of either language. */
async function readsTheMap({ page }) {
  await page.goto(`${base}/data-map`);
  const rows = page.locator('.map-row');
  await rows.first().waitFor();
  assert.equal(await page.locator('.map-row [lang=en]').count(), 0, 'nothing stays in English');
  for (const words of await page.locator('.map-what strong').allInnerTexts()) {
    assert.match(words, /[\u0621-\u064a]/, words);
  }
  await shoot(page, 'arabic-map-360');
  await page.getByRole('searchbox').fill('كلمة تحذير');
  await page.getByText('كلمة التحذير').first().waitFor();
  const found = await rows.count();
  assert.ok(found > 0 && found < 10, `${found} rows`);
  await shoot(page, 'arabic-map-found-360');
  await page.getByRole('searchbox').fill('password');
  await rows.first().waitFor();
  await page.getByRole('searchbox').fill('');
  await rows.nth(40).scrollIntoViewIfNeeded();
  await shoot(page, 'arabic-map-rows-360');
  const box = await page.locator('html').boundingBox();
  assert.ok(box.width <= 360, 'sideways');
  assert.deepEqual(await axeFinds(page), []);
}

/* The page about oneself says the same of each field, and names each in Arabic. */
async function readsTheirData({ page, context }) {
  await signUp(context);
  await page.goto(`${base}/settings/data`);
  await page.locator('.data-group').first().waitFor();
  assert.equal(await page.locator('.map-row [lang=en]').count(), 0, 'nothing stays in English');
  for (const name of await page.locator('dt, .data-table h3').allTextContents()) {
    assert.match(name, /[\u0621-\u064a]/, name);
  }
  for (const why of await page.locator('details.data-why').all()) {
    await why.evaluate((one) => one.setAttribute('open', ''));
  }
  await page.locator('.data-table').nth(2).scrollIntoViewIfNeeded();
  const said = await page.locator('.data-values dd').allTextContents();
  assert.ok(
    said.some((words) => /^.Chrome. على .Linux.$/.test(words)),
    said.join(', '),
  );
  await shoot(page, 'arabic-data-360');
  assert.deepEqual(await axeFinds(page), []);
}

export async function checks() {
  const options = { ...PHONE, locale: 'ar' };
  await check('arabic_reader_is_told_of_a_wrong_password', options, signsIn);
  await check('arabic_reader_is_told_why_a_file_is_no_video', options, sendsNoVideo);
  await check('what_has_no_arabic_is_marked_as_english', options, readsTheRestInEnglish);
  await check('arabic_reader_reads_the_data_map', options, readsTheMap);
  await check('arabic_reader_reads_what_is_kept_of_them', options, readsTheirData);
}
