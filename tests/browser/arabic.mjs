/* arabic.mjs: what the service says in English is read in Arabic by who reads Arabic. */
import assert from 'node:assert/strict';
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

export async function checks() {
  const options = { ...PHONE, locale: 'ar' };
  await check('arabic_reader_is_told_of_a_wrong_password', options, signsIn);
  await check('arabic_reader_is_told_why_a_file_is_no_video', options, sendsNoVideo);
  await check('what_has_no_arabic_is_marked_as_english', options, readsTheRestInEnglish);
}
