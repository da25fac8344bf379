/*
 * desk.mjs: the office's desk, against a real region: a reporter, an author, and two members whose keys the
 * command line made. What the page has signed is looked at on its way.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import axe from 'axe-core';
import { findings, settled } from './axe.mjs';
import { base, check, DESKTOP, PHONE, shoot, signUp, until } from './harness.mjs';

const KEY = process.env.VITRINE_MEMBER;
const OTHER_KEY = process.env.VITRINE_OTHER_MEMBER;
const seedOf = (key) => /^seed ([0-9a-f]{64})$/m.exec(readFileSync(key, 'utf8'))[1];
const DAMAGED = 'A clip for the desk';

/* Somebody of their own, who asks as a page would. */
async function person(context) {
  const own = await context.browser().newContext();
  const handle = await signUp(own);
  const json = async (method, at, data, expected = 200) => {
    const answer = await own.request.fetch(base + at, { method, data });
    assert.equal(answer.status(), expected, `${at}: ${await answer.text()}`);
    return answer.json();
  };
  return { handle, own, json };
}

async function upload(author) {
  const answer = await author.own.request.post(
    `${base}/api/v1/videos?title=${encodeURIComponent(DAMAGED)}`,
    { headers: { 'Content-Type': 'video/mp4' }, data: readFileSync(process.env.VITRINE_CLIP) },
  );
  assert.equal(answer.status(), 201, await answer.text());
  const { id } = await answer.json();
  const state = async () => (await author.json('GET', `/api/v1/videos/${id}`)).state;
  await until('the clip is public', async () => (await state()) === 'public', 40_000);
  return id;
}

const report = (by, about, ground, text) =>
  by.json('POST', '/api/v1/reports', { about, ground, text }, 201);

let made = null;

/* An author's clip, and a reporter; made once. */
async function scene(context) {
  if (made === null) {
    const [author, reporter] = [await person(context), await person(context)];
    made = { author, reporter, video: await upload(author) };
  }
  return made;
}

/* A comment that is reported: a case that costs no clip. */
async function reportedComment(context, words) {
  const { author, reporter, video } = await scene(context);
  const at = `/api/v1/videos/${video}/comments`;
  const { id } = await author.json('POST', at, { text: words, parent: null }, 201);
  await report(reporter, `comment:${id}`, 'terms-harassment', 'They say this everywhere.');
  return id;
}

/* A member with their seat, who asks as a page would: the case about something. */
async function caseOf(page, about) {
  const find = async () => {
    const answer = await page.request.get(`${base}/api/v1/desk/cases?state=open`);
    assert.equal(answer.status(), 200, await answer.text());
    return (await answer.json()).items.find((one) => one.about === about);
  };
  return until(`a case about ${about}`, find);
}

async function sitDown(page, key = KEY, at = '/desk') {
  await page.goto(base + at);
  await page.locator('input[type=file]').setInputFiles(key);
  await page.getByRole('region', { name: /^(Cases|القضايا)$/ }).waitFor();
}

async function openCase(page, about) {
  const { id } = await caseOf(page, about);
  await page.goto(`${base}/desk/${id}`);
  await page.getByRole('heading', { name: new RegExp(`^Case ${id}: `) }).waitFor();
  return id;
}

/* What was posted, taken apart. */
function opened(statement) {
  const cut = statement.indexOf('\n');
  const envelope = cut < 0 ? statement : statement.slice(0, cut);
  const payload = Buffer.from(JSON.parse(envelope).payload, 'base64').toString('utf8');
  return { payload, opening: cut < 0 ? '' : statement.slice(cut + 1) };
}

const posted = (page) =>
  page.waitForRequest((one) => one.url() === `${base}/api/v1/desk/statements`);

async function giveReasons(form, ground, facts, explanation) {
  await form.getByLabel('Ground').selectOption(ground);
  await form.getByLabel('Facts').fill(facts);
  await form.getByLabel('Explanation to the author').fill(explanation);
  await form.getByRole('button', { name: 'Look at what you sign' }).click();
}

/* From a report to the author's page, by the mouse; what was shown is what was signed. */
async function hides({ page, context, noted }) {
  const { author, reporter } = await scene(context);
  const video = await upload(author);
  made.hidden = video;
  await report(reporter, `video:${video}`, 'terms-spam', 'The same advertisement as yesterday.');
  await reportedComment(context, 'Another thing to look at');
  await sitDown(page);
  const { id } = await caseOf(page, `video:${video}`);
  await page.locator(`#desk-row-${id}`).click();
  const main = page.getByRole('article');
  await main.getByText('The same advertisement as yesterday.').waitFor();
  await main.getByText(`@${author.handle}`).waitFor();
  await main.getByText(DAMAGED).waitFor();
  assert.ok(!(await main.textContent()).includes(reporter.handle), 'nobody says who reported');
  const picture = main.locator('.desk-stage img');
  const blur = () => picture.evaluate((one) => getComputedStyle(one).filter);
  await until('the picture came', () => picture.evaluate((one) => one.naturalWidth > 0));
  assert.match(await blur(), /blur/);
  await shoot(page, 'desk-case-blurred-1440');
  await page.keyboard.press('b');
  await until('it is clear', async () => (await blur()) === 'none');
  await main.getByRole('button', { name: 'Play the clip' }).click();
  const clip = main.locator('video');
  await until('the clip runs', () => clip.evaluate((one) => one.currentTime > 0));
  await page.keyboard.press('b');
  await clip.waitFor({ state: 'detached' }); /* blurred, it stops */
  await main.getByRole('radio', { name: 'Hide' }).check();
  const facts = 'From 0:01 on the name of a shop.';
  await giveReasons(main, 'terms-spam', facts, 'Advertisements are against the terms.');
  await main.getByRole('heading', { name: 'This is what you sign' }).waitFor();
  await shoot(page, 'desk-sign-1440');
  const shown = {
    payload: await page.locator('#desk-payload').textContent(),
    opening: await page.locator('#desk-opening').textContent(),
  };
  const sent = posted(page);
  await main.getByRole('button', { name: 'Sign and send' }).click();
  const { statement } = (await sent).postDataJSON();
  assert.deepEqual(opened(statement), shown);
  const { action, object, ground } = JSON.parse(shown.payload);
  assert.deepEqual([action, object, ground], ['hide', `video:${video}`, 'terms-spam']);
  await page.getByText('Hidden', { exact: true }).first().waitFor();
  await page.waitForURL(
    (url) => /^\/desk\/[0-9]+$/.test(url.pathname) && !url.pathname.endsWith(`/${id}`),
  );
  await until('nobody else sees it', async () => {
    const answer = await reporter.own.request.get(`${base}/api/v1/videos/${video}`);
    return answer.status() === 404;
  });
  assert.deepEqual(noted.errors, []);
  assert.deepEqual(noted.strangers, []);
  const told = await author.own.newPage();
  const [own] = (await author.json('GET', '/api/v1/me/decisions')).decisions;
  await told.goto(`${base}/decisions/${own.id}`);
  await told.getByText(facts).waitFor();
  await told.getByText('Advertisements are against the terms.').waitFor();
}

/* A page whose work after a frame waits while it is told to, as on a busy machine. */
const busy = `
  const kept = [];
  let holds = false;
  const timer = window.setTimeout.bind(window);
  const frame = window.requestAnimationFrame.bind(window);
  const keep = (act) => kept.push(act) * 0 - 1;
  window.setTimeout = (act, ms, ...more) =>
    holds && ms > 0 && ms <= 100 ? keep(() => act(...more)) : timer(act, ms, ...more);
  window.requestAnimationFrame = (act) => (holds ? keep(act) : frame(act));
  window.hold = () => (holds = true);
  window.letGo = async () => {
    holds = false;
    kept.splice(0).forEach((act) => act(performance.now()));
    await new Promise((resolve) => timer(resolve, 100));
  };`;

/* A case is closed without a decision, by keys alone. */
async function dismisses({ page, context, noted }) {
  const comment = await reportedComment(context, 'You are all wrong');
  await sitDown(page);
  const { id } = await caseOf(page, `comment:${comment}`);
  await page.reload();
  await page.locator('.desk-row').first().waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.closest('li')?.id);
  await until('j comes to it', async () => {
    await page.keyboard.press('j');
    return (await focused()) === `desk-row-${id}`;
  });
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: `Case ${id}: Comment` }).waitFor();
  await page.getByText('You are all wrong').waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('show or blur the picture').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('u');
  await until('it stands where it was', async () => (await focused()) === `desk-row-${id}`);
  await page.route(`**/api/v1/desk/cases/${id}`, async (route) => {
    await page.evaluate(() => window.hold());
    await route.continue();
  });
  await page.keyboard.press('Enter');
  await page.getByRole('radio', { name: 'Dismiss' }).waitFor();
  await page.keyboard.press('d');
  await page.evaluate(() => window.letGo()); /* and nothing takes the focus away again */
  await page.keyboard.press('ArrowLeft'); /* round to the last */
  assert.ok(await page.getByRole('radio', { name: 'Dismiss' }).isChecked());
  await page.keyboard.press('Tab');
  await page.keyboard.type('It is an opinion.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('To sign it, choose your key file').waitFor(); /* a reload forgot it */
  await page.locator('input[type=file]').setInputFiles(KEY);
  const send = page.getByRole('button', { name: 'Sign and send' });
  await send.focus();
  const sent = posted(page);
  await page.keyboard.press('Enter');
  const { payload, opening } = opened((await sent).postDataJSON().statement);
  assert.deepEqual([JSON.parse(payload).type, JSON.parse(payload).case], ['dismissal', Number(id)]);
  assert.ok(opening.endsWith('\n\nIt is an opinion.'));
  const { reporter } = await scene(context);
  await until('its reporter sees that it is closed', async () => {
    const { items } = await reporter.json('GET', '/api/v1/me/reports');
    return items.find((one) => one.about === `comment:${comment}`)?.state === 'closed';
  });
  await page.getByRole('button', { name: 'Done' }).click();
  await page.locator(`#desk-row-${id}`).getByText('Closed without a decision').waitFor();
  assert.deepEqual(noted.errors, []);
}

/* An answer to a decision of one's own is for another member, and the page says so. */
async function another({ page, context }) {
  const { author } = await scene(context);
  const comment = await reportedComment(context, 'Answered later');
  const about = `comment:${comment}`;
  await sitDown(page);
  await openCase(page, about);
  await page.locator('input[type=radio]').first().waitFor();
  await page.getByRole('radio', { name: 'Hide' }).check();
  await giveReasons(page, 'terms-harassment', 'The first word.', 'It is meant for one person.');
  await page.locator('input[type=file]').setInputFiles(KEY);
  await page.getByRole('button', { name: 'Sign and send' }).click();
  const own = await until('its author is told', async () => {
    const { decisions } = await author.json('GET', '/api/v1/me/decisions');
    return decisions.find((one) => one.about === about);
  });
  const words = 'It was meant for nobody.';
  await author.json('POST', `/api/v1/me/decisions/${own.id}/answer`, { text: words }, 201);
  await openCase(page, about);
  await page.getByText(words).waitFor();
  await page.getByText('another member must decide this case').first().waitFor();
  assert.equal(await page.locator('input[type=radio]').count(), 0);
  await page.getByRole('button', { name: 'Leave the desk' }).click();
  await page.getByText('You have left the desk').waitFor();
  await sitDown(page, OTHER_KEY);
  const id = await openCase(page, about);
  await page.getByText('Another member than the one who signed').waitFor();
  await page.getByRole('radio', { name: 'Restore' }).check();
  await giveReasons(page, 'restored-answer', 'It names nobody.', 'You were right.');
  await page.locator('input[type=file]').setInputFiles(OTHER_KEY);
  await page.getByRole('button', { name: 'Sign and send' }).click();
  await until('its author was right', async () => {
    const { decisions } = await author.json('GET', '/api/v1/me/decisions');
    return decisions.find((one) => one.id === own.id).answer.state === 'reversed';
  });
  await page.goto(`${base}/desk/${id}`);
  const earlier = page.getByRole('region', { name: 'Earlier decisions' });
  await page.route('**/api/v1/decisions/*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    await route.continue();
  });
  await earlier.getByRole('button', { name: 'The one before' }).dblclick();
  await earlier.getByText(`${own.id}: Hide`).waitFor();
  await page.waitForLoadState('networkidle');
  assert.equal(await earlier.getByRole('listitem').count(), 2);
}

/* The sitting ends while somebody writes: they sit down again, and go on. */
async function sitsAgain({ page, context }) {
  const comment = await reportedComment(context, 'For a long sitting');
  await sitDown(page);
  const id = await openCase(page, `comment:${comment}`);
  await page.getByRole('radio', { name: 'Dismiss' }).check();
  await page.getByLabel('Why', { exact: true }).fill('It took me a while.');
  await page.getByRole('button', { name: 'Look at what you sign' }).click();
  await page.locator('input[type=file]').setInputFiles(KEY);
  await context.clearCookies();
  const send = page.getByRole('button', { name: 'Sign and send' });
  await send.click();
  await page.getByText('Your sitting is over.').waitFor();
  assert.equal(await send.isVisible(), false);
  await page.keyboard.press('u');
  assert.equal(page.url(), `${base}/desk/${id}`);
  await page.locator('.desk-door input[type=file]').setInputFiles(KEY);
  await page.locator('.desk-reason').getByText('It took me a while.').waitFor();
  await send.click();
  await page.getByText('Closed without a decision').first().waitFor();
}

/* Something came meanwhile: said in words, nothing is lost, and the case is looked at again. */
async function overtaken({ page, context }) {
  const comment = await reportedComment(context, 'Reported twice');
  await sitDown(page);
  await openCase(page, `comment:${comment}`);
  await page.getByRole('radio', { name: 'Dismiss' }).check();
  const why = page.getByLabel('Why', { exact: true });
  const look = page.getByRole('button', { name: 'Look at what you sign' });
  await look.click();
  await page.getByText('Say it in words.').waitFor();
  await why.fill('x'.repeat(2001));
  await page.getByText('At most 2,000 characters together.').waitFor();
  await why.fill('It is an opinion.');
  await look.click();
  const late = await person(context);
  await report(late, `comment:${comment}`, 'terms-hate', 'And it is hateful.');
  await page.locator('input[type=file]').setInputFiles(KEY);
  await page.getByRole('button', { name: 'Sign and send' }).click();
  await page.getByText('Something about the same thing came meanwhile').waitFor();
  await page.getByRole('button', { name: 'Look again' }).click();
  await page.getByText('And it is hateful.').waitFor();
}

/* The browser has no Ed25519: the command that the page shows is run as it stands. */
async function elsewhere({ page, context }) {
  const comment = await reportedComment(context, 'Signed elsewhere');
  const run = async () => {
    const command = await page.locator('.desk-form .desk-raw').last().textContent();
    const bin = path.join(process.env.VITRINE_BUILD, 'src');
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
    const own = command.replace('MEMBER', KEY);
    return execFileSync('bash', ['-c', own], { env, encoding: 'utf8', stdio: 'pipe' });
  };
  await page.goto(`${base}/desk`);
  await page.getByText('This browser cannot sign with Ed25519').waitFor();
  assert.equal(await page.locator('input[type=file]').count(), 0);
  const pasted = page.getByLabel('Then paste what it wrote');
  await pasted.fill('{}');
  await page.getByRole('button', { name: 'Send it' }).click();
  await page.getByText('This is not that statement, signed.').waitFor();
  await pasted.fill(await run());
  await page.getByRole('button', { name: 'Send it' }).click();
  await page.getByRole('region', { name: 'Cases' }).waitFor();
  const id = await openCase(page, `comment:${comment}`);
  await page.getByRole('radio', { name: 'Label' }).check();
  await page.getByLabel('What people are told').selectOption('disputed');
  await giveReasons(
    page,
    'terms-hate',
    'It’s all\n\nof it.',
    'Somebody may believe "it" \\ $HOME `id`.',
  );
  await page.getByRole('button', { name: 'Sign with the command line' }).click();
  await pasted.fill(await run());
  await page.getByRole('button', { name: 'Send it' }).click();
  await page.getByText('Labelled', { exact: true }).first().waitFor();
  const { decision } = await (await page.request.get(`${base}/api/v1/desk/cases/${id}`)).json();
  assert.notEqual(decision, null);
}

const noEd25519 = `crypto.subtle.importKey = () =>
  Promise.reject(new DOMException('none', 'NotSupportedError'));`;

/* What the browser is given keys with; and all that a page could keep. */
const watched = `
  window.imports = [];
  const plain = crypto.subtle.importKey.bind(crypto.subtle);
  crypto.subtle.importKey = async (...args) => {
    const made = await plain(...args);
    if (made.type === 'private') {
      window.imports.push({ asked: args[3], is: made.extractable });
    }
    return made;
  };`;

const keptHere = async () => {
  const parts = [{ ...localStorage }, { ...sessionStorage }, await indexedDB.databases()];
  for (const name of await caches.keys()) {
    parts.push((await (await caches.open(name)).keys()).map((one) => one.url));
  }
  return JSON.stringify([
    parts,
    document.documentElement.outerHTML,
    document.cookie,
    history.state,
  ]);
};

/* Nothing of the key goes anywhere, and with the page it is gone. */
async function keyStays({ page, context }) {
  const bodies = [];
  page.on('request', (one) => bodies.push(`${one.url()} ${one.postData() ?? ''}`));
  const comment = await reportedComment(context, 'Nothing of the key');
  await sitDown(page);
  const { id } = await caseOf(page, `comment:${comment}`);
  await page.locator(`#desk-row-${id}`).click();
  await page.getByRole('radio', { name: 'Dismiss' }).check();
  await page.getByLabel('Why', { exact: true }).fill('It is an opinion.');
  await page.getByRole('button', { name: 'Look at what you sign' }).click();
  await page.getByRole('button', { name: 'Sign and send' }).waitFor();
  const imports = await page.evaluate(() => window.imports);
  assert.ok(imports.length > 0);
  assert.deepEqual(
    imports.filter((one) => one.asked || one.is),
    [],
  );
  const seed = seedOf(KEY);
  const raw = Buffer.from(seed, 'hex');
  const kept = [...bodies, await page.evaluate(keptHere)].join('\n');
  for (const form of [
    seed,
    raw.toString('base64').slice(0, 40),
    raw.toString('base64url').slice(0, 40),
  ]) {
    assert.ok(!kept.includes(form), 'the seed was sent or kept');
  }
  await page.getByRole('link', { name: 'Check us' }).first().click();
  await page.waitForURL(`${base}/about`);
  await page.goBack();
  await page.getByText('No key is in this page').waitFor();
  await page.getByRole('radio', { name: 'Dismiss' }).check();
  await page.getByLabel('Why', { exact: true }).fill('It is an opinion.');
  await page.getByRole('button', { name: 'Look at what you sign' }).click();
  await page.getByText('To sign it, choose your key file').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Sign and send' }).count(), 0);
}

/* What is no key, and a key that is no member's. */
async function refusesStrangers({ page }) {
  await page.goto(`${base}/desk`);
  const give = (buffer) =>
    page.locator('input[type=file]').setInputFiles({ name: 'k', mimeType: 'text/plain', buffer });
  await give(Buffer.from('vitrine-office-key 1\npublic 00\n'));
  await page.getByText('This is not a member’s key.').waitFor();
  await page.locator('input[type=file]').setInputFiles(process.env.VITRINE_NO_MEMBER);
  await page.getByText('The service did not let this key in.').waitFor();
  assert.equal(await page.getByRole('region', { name: 'Cases' }).count(), 0);
}

/* It asks nothing that can only be refused: not before somebody sat down, and once if the sitting is over
 * before its time. */
async function asksWhoSits({ page, context, noted }) {
  const door = page.locator('.desk-door');
  await page.goto(`${base}/desk`);
  await door.waitFor();
  await page.waitForLoadState('networkidle');
  assert.deepEqual(noted.errors, []);
  await sitDown(page);
  await page.reload();
  await page.getByRole('region', { name: 'Cases' }).waitFor();
  await page.getByText(/ · until /).waitFor();
  await page.getByRole('button', { name: 'Leave the desk' }).click();
  await door.waitFor();
  await page.reload();
  await door.waitFor();
  await page.waitForLoadState('networkidle');
  assert.deepEqual(noted.errors, []);
  await sitDown(page);
  await context.clearCookies();
  for (let visit = 0; visit < 2; visit += 1) {
    await page.reload();
    await door.waitFor();
    await page.waitForLoadState('networkidle');
  }
  assert.equal(noted.errors.length, 1);
  assert.match(noted.errors[0], /401 .*\/desk\/cases/);
}

/* Whoever only looks at videos loads nothing of it. */
async function unloaded({ page }) {
  const urls = [];
  page.on('request', (one) => urls.push(one.url()));
  for (const at of ['/', '/about', '/me', '/ledger']) {
    await page.goto(base + at);
    await page.waitForLoadState('networkidle');
  }
  assert.deepEqual(
    urls.filter((url) => /\/assets\/[a-z]*-?desk-/.test(url)),
    [],
  );
  await page.goto(`${base}/desk`);
  await page.locator('.desk-door').waitFor();
  assert.equal(urls.filter((url) => /\/assets\/desk-[^/]*\.(js|css)$/.test(url)).length, 2);
}

async function looked(page, name, size) {
  await page.evaluate(axe.source);
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(settled);
    await shoot(page, `desk-${name}-${size}-${colorScheme}`);
    assert.deepEqual(await page.evaluate(findings), [], `${name} ${colorScheme}`);
  }
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(over <= 0, `${name} scrolls sideways by ${over}`);
}

/* Door, queue, case, what is signed: by the rules of axe, and as pictures. */
async function clean({ page, context, noted }, size) {
  const { author, reporter, hidden } = await scene(context);
  const comment = await reportedComment(context, 'A comment of some length, to see how it is set.');
  const notice = {
    about: `comment:${comment}`,
    ground: 'law-privacy',
    explanation: 'It says where I live, and nobody may know that.',
    name: 'Carla Example',
    email: 'carla@mail.example',
    good_faith: true,
  };
  await reporter.json('POST', '/api/v1/legal-notices', notice, 201);
  await page.goto(`${base}/desk`);
  await page.locator('.desk-door input[type=file]').waitFor();
  await looked(page, 'door', size);
  await page.locator('.desk-door .text-button').click();
  await page.locator('#desk-pasted').waitFor();
  await looked(page, 'paste', size);
  await sitDown(page);
  await page.locator('.desk-row').first().waitFor();
  await looked(page, 'queue', size);
  await page.goto(`${base}/desk?kind=person&from=notice&ground=law-terror&order=most`);
  await page.locator('.desk-none').waitFor();
  await looked(page, 'none', size);
  await page.goto(`${base}/desk`);
  await page.locator('.desk-row').first().waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await looked(page, 'keys', size);
  await page.keyboard.press('Escape');
  const { id } = await caseOf(page, `comment:${comment}`);
  await page.locator(`#desk-row-${id} a`).click();
  await page.getByText('carla@mail.example').waitFor();
  await page.locator('.desk-acts .segment').first().click();
  await page.locator('#desk-facts').fill('The second sentence.');
  await page.locator('#desk-explanation').fill('It says where somebody lives.');
  await page.locator('#desk-ground').selectOption('law-privacy');
  await looked(page, 'case', size);
  await page.locator('.desk-form .button.primary').click();
  await page.locator('#desk-payload').waitFor();
  await looked(page, 'sign', size);
  /* A clip that is hidden by now, or not: its picture is blurred. */
  const { items } = await (
    await page.request.get(`${base}/api/v1/desk/cases?state=decided`)
  ).json();
  const clip = items.find((one) => one.about === `video:${hidden}`);
  if (clip !== undefined) {
    await page.goto(`${base}/desk/${clip.id}`);
    await page.getByText(`@${author.handle}`).first().waitFor();
    await page.locator('.desk-earlier li').first().waitFor();
    await looked(page, 'clip', size);
  }
  assert.deepEqual(noted.errors, []);
}

const rows = (page) => page.locator('.desk-row');
const search = (page) => new URL(page.url()).search;

/* The filters are in the address, with the way back; beside each is how many fit; what they hide is said. */
async function cuts({ page, context, noted }) {
  const { author, reporter } = await scene(context);
  const [plain, noticed] = [
    await reportedComment(context, 'One to be found by its kind'),
    await reportedComment(context, 'One to be found by its notice'),
  ];
  const notice = {
    about: `comment:${noticed}`,
    ground: 'law-terror',
    explanation: 'It calls for something that the law forbids.',
    name: 'Carla Example',
    email: 'carla@mail.example',
    good_faith: true,
  };
  await reporter.json('POST', '/api/v1/legal-notices', notice, 201);
  const { user } = await reporter.json('GET', '/api/v1/me');
  await report(author, `person:${user.id}`, 'terms-hate', null);
  await sitDown(page);
  await page.getByLabel('Kind').selectOption('comment');
  await page.waitForURL(/\/desk\?kind=comment$/);
  const { id: first } = await caseOf(page, `comment:${plain}`);
  const { id: both } = await caseOf(page, `comment:${noticed}`);
  await page.locator(`#desk-row-${first}`).waitFor();
  const kinds = await rows(page).locator('strong').allTextContents();
  assert.ok(kinds.length > 1 && kinds.every((one) => one.endsWith(': Comment')), kinds.join());
  await page
    .getByLabel('Kind')
    .getByText(`Comment (${kinds.length})`)
    .waitFor({ state: 'attached' });
  await page.getByText(`${kinds.length} cases`, { exact: true }).waitFor();
  await page.getByLabel('Order').selectOption('most');
  await page.waitForURL(/order=most$/);
  await until('the more reported comes before', async () => {
    const ids = await rows(page).evaluateAll((all) => all.map((one) => one.id));
    const [more, less] = [both, first].map((id) => ids.indexOf(`desk-row-${id}`));
    return more >= 0 && more < less;
  });
  await page.getByLabel('Reason').selectOption('law-terror');
  await until('one is left', async () => (await rows(page).count()) === 1);
  assert.equal(search(page), '?kind=comment&ground=law-terror&order=most');
  await page.goBack();
  await page.locator(`#desk-row-${first}`).waitFor();
  await page.goForward();
  await page.locator(`#desk-row-${first}`).waitFor({ state: 'detached' });
  await page.reload();
  await page.locator(`#desk-row-${both}`).click();
  await page.getByText('It calls for something that the law forbids.').waitFor();
  assert.equal(search(page), '?kind=comment&ground=law-terror&order=most');
  await page.keyboard.press('u');
  await page.waitForURL(/\/desk\?kind=comment&ground=law-terror&order=most$/);
  await page.keyboard.press('f');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'desk-kind');
  await page.keyboard.press('Escape');
  await page.getByLabel('Kind').selectOption('person');
  await page.getByText('No case fits these filters.').waitFor();
  await page.getByText('“Person” alone hides 1 case.').waitFor();
  await page.getByText('“Terrorist content” alone hides 1 case.').waitFor();
  await page.getByText(/^Together they hide [0-9]+ cases\.$/).waitFor();
  await page.getByRole('button', { name: 'Remove the filters' }).click();
  await page.waitForURL(/\/desk\?order=most$/);
  await page.locator(`#desk-row-${first}`).waitFor();
  await page.goto(`${base}/desk?kind=comment&from=notice&ground=law-terror&state=bad`);
  await page.locator(`#desk-row-${both}`).waitFor();
  assert.equal(await rows(page).count(), 1);
  await page.getByRole('button', { name: 'Answered' }).click();
  await page.getByText(/^No (answer waits|case fits these filters)\.$/).waitFor();
  assert.deepEqual(noted.errors, []);
}

const speaking = (language) => `localStorage.setItem('vitrine.language', '${language}');`;

export async function checks() {
  await check('desk_is_loaded_by_no_viewer', PHONE, unloaded);
  await check('desk_asks_only_for_whoever_sat_down', DESKTOP, asksWhoSits);
  await check('desk_lets_no_other_key_in', PHONE, refusesStrangers);
  await check('desk_hides_a_reported_video_and_its_author_reads_why', DESKTOP, hides);
  await check('desk_closes_a_case_by_keys_alone', DESKTOP, dismisses, busy);
  await check('desk_leaves_an_answer_to_another_member', PHONE, another);
  await check('desk_keeps_what_was_written_when_a_sitting_ends', DESKTOP, sitsAgain);
  await check('desk_says_what_came_meanwhile', PHONE, overtaken);
  await check('desk_is_cut_by_filters_in_the_address', DESKTOP, cuts);
  await check(
    'desk_without_ed25519_takes_what_the_command_line_signed',
    DESKTOP,
    elsewhere,
    noEd25519,
  );
  await check('desk_keeps_and_sends_nothing_of_a_members_key', DESKTOP, keyStays, watched);
  const still = { reducedMotion: 'reduce' };
  for (const [language, size, options] of [
    ['en', '360', { ...PHONE, ...still }],
    ['ar', '1440', { ...DESKTOP, ...still }],
  ]) {
    await check(
      `axe_finds_nothing_desk_${language}`,
      options,
      (opened) => clean(opened, `${size}-${language}`),
      speaking(language),
    );
  }
}
