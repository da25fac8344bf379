/*
 * ledger.mjs: the page about the ledger, against a real region: it says what holds, and when a byte of what
 * is served is another on the way, or this browser saw something else before, it says FALSE and why.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import axe from 'axe-core';
import { findings, settled } from './axe.mjs';
import { base, check, DESKTOP, PHONE, shoot, until } from './harness.mjs';

const HOLDS = 'The ledger holds';
const FALSE = 'FALSE: the ledger does not hold';
const STALE = 'STALE: the ledger holds, but nothing recent is in it';
const UNKNOWN = 'Not checked';

const verdict = (page, words) => page.getByRole('heading', { name: words, exact: true }).waitFor();

async function visit(page) {
  await page.goto(`${base}/ledger`);
}

const kept = (page) => page.evaluate(() => JSON.parse(localStorage.getItem('vitrine.ledger')));
const keep = (page, seen) =>
  page.evaluate((one) => localStorage.setItem('vitrine.ledger', JSON.stringify(one)), seen);

/* What is served there goes through `change` on its way; says how often it did. */
async function spoil(page, where, change) {
  const times = { count: 0 };
  await page.route(where, async (route) => {
    const answer = await route.fetch();
    const body = change(await answer.body());
    times.count += 1;
    await route.fulfill({ response: answer, body });
  });
  return times;
}

async function holds({ page, noted }) {
  const policies = [];
  page.on('response', async (answer) => {
    if (/\/assets\/ledger-[^/]*\.js$/.test(answer.url())) {
      policies.push((await answer.allHeaders())['content-security-policy']);
    }
  });
  await visit(page);
  await verdict(page, HOLDS);
  await page.getByText('signed with the ledger’s key').waitFor();
  await page.getByText('This is the first visit').waitFor();
  const seen = await kept(page);
  const note = await (await page.request.get(`${base}/ledger/checkpoint`)).text();
  const served = Number(note.split('\n')[1]);
  assert.ok(Number(seen.size) > 0 && Number(seen.size) <= served, `${seen.size} of ${served}`);
  const rows = page.locator('.ledger-row');
  await rows.filter({ hasText: 'The process edged was started.' }).first().waitFor();
  const start = rows.filter({ hasText: 'The region started. Its build is unreviewed.' }).first();
  await start.locator('summary').click();
  const raw = JSON.parse(await start.locator('.ledger-raw').textContent());
  assert.equal(raw.type, 'region-start');
  await start.getByRole('button', { name: 'Show the proof' }).click();
  await start.getByText(/^Proven: with these \d+ hashes/).waitFor();
  await page.getByLabel('Kind').selectOption('region-start');
  await until('only that kind is shown', async () => {
    const types = await page.locator('.ledger-row .ledger-says').allTextContents();
    return types.length > 0 && types.every((words) => words.startsWith('The region started'));
  });
  await page.getByLabel('Kind').selectOption('claim');
  await rows.filter({ hasText: 'What the region says of its claim' }).first().waitFor();
  const own = "default-src 'none'; script-src 'wasm-unsafe-eval'; connect-src 'self'";
  assert.deepEqual(policies, [own]);
  assert.deepEqual(noted.errors, []);
  assert.deepEqual(noted.strangers, []);
}

/* A later visit compares with what this one saw: with itself, then with what it is told it saw. */
async function remembers({ page }) {
  await visit(page);
  await verdict(page, HOLDS);
  const seen = await kept(page);
  await visit(page);
  await verdict(page, HOLDS);
  await page.getByText('that this browser saw before').waitFor();
  await keep(page, { ...seen, size: String(Number(seen.size) + 100_000) });
  await visit(page);
  await verdict(page, FALSE);
  await page.getByText('entries that were there are gone').waitFor();
  await page.getByText(seen.note.split('\n')[2]).first().waitFor();
  const others = { ...seen, size: '3', root: 'ab'.repeat(32) };
  await keep(page, others);
  await visit(page);
  await verdict(page, FALSE);
  await page.getByText('entries that were there were changed').waitFor();
  assert.deepEqual(await kept(page), others, 'what did not hold is not remembered');
  await keep(page, { ...seen, vkey: 'somebody+00000000+AAAA' });
  await visit(page);
  await page.getByText('another key than on an earlier visit').waitFor();
  await page.getByRole('button', { name: 'Forget the earlier visit' }).click();
  await verdict(page, HOLDS);
}

async function tileChanged({ page }) {
  const times = await spoil(page, '**/ledger/tile/0/**', (bytes) => {
    bytes[40] ^= 1;
    return bytes;
  });
  await visit(page);
  await verdict(page, FALSE);
  await page.getByText('do not make the list that was signed').waitFor();
  assert.ok(times.count > 0);
  assert.equal(await kept(page), null);
}

/* One digit of a time: still an entry as it should be, and not the one that was signed. */
async function entryChanged({ page }) {
  const times = await spoil(page, '**/ledger/tile/entries/**', (bytes) => {
    const at = bytes.indexOf('"time_ms":') + '"time_ms":'.length;
    bytes[at + 9] ^= 1;
    return bytes;
  });
  await visit(page);
  await verdict(page, FALSE);
  await page.getByText('An entry is not the one that was signed').waitFor();
  assert.ok(times.count > 0);
  assert.equal(await page.locator('.ledger-row').count(), 0);
}

async function bundleCut({ page }) {
  await spoil(page, '**/ledger/tile/entries/**', (bytes) => bytes.subarray(0, bytes.length - 1));
  await visit(page);
  await verdict(page, FALSE);
  await page.getByText('A file of entries is damaged').waitFor();
}

async function checkpointSwapped({ page }) {
  await spoil(page, '**/ledger/checkpoint', (bytes) => {
    const lines = bytes.toString('utf8').split('\n');
    lines[1] = String(Number(lines[1]) - 1);
    return Buffer.from(lines.join('\n'));
  });
  await visit(page);
  await verdict(page, FALSE);
  await page.getByText('not signed with the ledger’s key').waitFor();
}

/* Without Ed25519 the rest is checked, and the signature is not said to be. */
async function noEd25519({ page }) {
  await page.route('**/assets/ledger-*.js', async (route) => {
    const answer = await route.fetch();
    const hide = "Object.defineProperty(globalThis, 'crypto', { value: {} });";
    await route.fulfill({ response: answer, body: hide + (await answer.text()) });
  });
  await visit(page);
  await verdict(page, HOLDS);
  await page.getByText('The signature was not checked').waitFor();
  assert.equal(await kept(page), null);
}

async function witnessAsked({ page }) {
  await visit(page);
  await verdict(page, HOLDS);
  const { vkey } = await kept(page);
  const ask = async (policy) => {
    if (!(await page.getByLabel('Keys of the ledger').isVisible())) {
      await page.getByText('Whom you trust', { exact: true }).click();
    }
    await page.getByLabel('Keys of the ledger').fill(policy);
    await page.getByRole('button', { name: 'Check with these' }).click();
  };
  await ask(
    `log ${vkey}\nwitness w witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X\nquorum w\n`,
  );
  await verdict(page, FALSE);
  await page.getByText('Too few of the witnesses').waitFor();
  await ask('log nobody\n');
  await page.getByText('cannot be read').waitFor();
  await page.getByText('Line 1.').waitFor();
  await ask('');
  await verdict(page, HOLDS);
}

/* A ledger of our own making, served in place of the region's. */

const made = [];
const RECENT_MS = 300_000;

function grow(root, size, { from = Date.now() - RECENT_MS, step = 900, special = [] } = {}) {
  const tool = path.join(process.env.VITRINE_BUILD ?? '', 'tests', 'ledger-grow');
  const env = { ...process.env, ORIGIN: 'region.example/browser' };
  execFileSync(tool, [root, size, from, step, ...special].map(String), { env, timeout: 60_000 });
}

function makeLedger(size, how) {
  const folder = mkdtempSync(path.join(tmpdir(), 'vitrine-ledger-'));
  made.push(folder);
  grow(path.join(folder, 'now'), size, how);
  return path.join(folder, 'now');
}

function another(root, name, size, how) {
  const copy = path.join(path.dirname(root), name);
  cpSync(root, copy, { recursive: true });
  grow(copy, size, { from: Date.now() - 1000, step: 1, ...how });
  return copy;
}

async function serve(page, root) {
  await page.unroute('**/ledger/**');
  await page.route('**/ledger/**', async (route) => {
    const file = path.join(root, new URL(route.request().url()).pathname);
    const there = existsSync(file);
    await route.fulfill({ status: there ? 200 : 404, body: there ? readFileSync(file) : '' });
  });
}

/* That the first history is shown again changes nothing: two were signed. */
async function forkStays({ page }) {
  const early = makeLedger(300);
  const first = another(early, 'first', 310);
  const second = another(early, 'second', 310, { special: ['7'] });
  await serve(page, first);
  await visit(page);
  await verdict(page, HOLDS);
  for (const root of [second, first]) {
    await serve(page, root);
    await visit(page);
    await verdict(page, FALSE);
    await page.getByText('entries that were there were changed').waitFor();
    const notes = await page.locator('.ledger-verdict .ledger-raw').allTextContents();
    const signed = [first, second].map((one) => readFileSync(`${one}/ledger/checkpoint`, 'utf8'));
    assert.deepEqual(notes, signed);
  }
  await page.getByRole('button', { name: 'Forget the earlier visit' }).click();
  await verdict(page, HOLDS);
}

/* Each began with the same memory; the one that ends later is compared with what the other saw. */
async function twoPages({ page, context }) {
  const early = makeLedger(300);
  await serve(page, early);
  await visit(page);
  await verdict(page, HOLDS);
  await serve(page, another(early, 'first', 310));
  let goOn;
  const held = new Promise((done) => {
    goOn = done;
  });
  await page.route('**/ledger/vkey', async (route) => {
    await held;
    await route.fallback();
  });
  await visit(page);
  const other = await context.newPage();
  await serve(other, another(early, 'second', 310, { special: ['7'] }));
  await visit(other);
  await verdict(other, HOLDS);
  goOn();
  await verdict(page, FALSE);
  await page.getByText('entries that were there were changed').waitFor();
}

async function shorter({ page }) {
  const early = makeLedger(300);
  await serve(page, another(early, 'later', 310));
  await visit(page);
  await verdict(page, HOLDS);
  await serve(page, early);
  await visit(page);
  await verdict(page, FALSE);
  await page.getByText('entries that were there are gone').waitFor();
}

async function old({ page }) {
  await serve(page, makeLedger(300, { from: Date.now() - 2 * RECENT_MS }));
  await visit(page);
  await verdict(page, STALE);
  await serve(page, makeLedger(300, { from: Date.now() + RECENT_MS }));
  await keep(page, null);
  await visit(page);
  await verdict(page, STALE);
}

async function tooLong({ page }) {
  await spoil(page, '**/ledger/tile/0/**', () => Buffer.alloc(20_000_000));
  await visit(page);
  await verdict(page, FALSE);
  await page.getByText('longer than it can be').waitFor();
}

async function neverEnding({ page }) {
  await page.route('**/ledger/checkpoint', () => {});
  await visit(page);
  await page.getByRole('heading', { name: UNKNOWN, exact: true }).waitFor({ timeout: 45_000 });
}

/* Without what checks, nothing is said to hold. */
async function nothingChecks({ page }) {
  for (const [where, body] of [
    ['**/assets/*.wasm', 'no module'],
    ['**/assets/ledger-*.js', 'no script'],
    ['**/assets/ledger-*.js', null],
  ]) {
    await page.route(where, (route) => (body === null ? route.abort() : route.fulfill({ body })));
    await visit(page);
    await verdict(page, UNKNOWN);
    assert.equal(await page.locator('.ledger-verdict .claim').count(), 0);
    await page.unroute(where);
  }
}

/* What is in an entry is text, in its place, and a time that is none stops nothing. */
async function strangeEntry({ page, noted }) {
  const root = makeLedger(300);
  const strange = '<img src=x onerror=alert(1)>\u202Eodd\u2066\u200B';
  const time = 9_000_000_000_000_000;
  const lines = path.join(root, '..', 'lines');
  writeFileSync(lines, `{"note":"${strange}","time_ms":${time},"type":"strange","v":1}\n`);
  grow(root, 0, { special: [`@${lines}`] });
  await serve(page, root);
  await visit(page);
  await verdict(page, HOLDS);
  const row = page.locator('.ledger-row').first();
  await row.locator('summary').click();
  const raw = await row.locator('.ledger-raw').textContent();
  assert.ok(raw.includes('onerror=alert(1)>[U+202E]odd[U+2066][U+200B]'), raw);
  assert.equal(await page.locator('.ledger-row img').count(), 0);
  await row.getByRole('button', { name: 'Show the proof' }).click();
  await row.getByText(/^Proven: with these \d+ hashes/).waitFor();
  assert.deepEqual(noted.errors, []);
}

async function clean({ page, noted }, name) {
  await visit(page);
  await page.locator('.ledger-verdict[data-state=true]').waitFor();
  await page.locator('.ledger-row summary').first().click();
  await page.evaluate(axe.source);
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(settled);
    await shoot(page, `ledger-${name}-${colorScheme}`);
    assert.deepEqual(await page.evaluate(findings), [], colorScheme);
  }
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(over <= 0, `scrolls sideways by ${over}`);
  assert.deepEqual(noted.errors, []);
}

const speaking = (language) => `localStorage.setItem('vitrine.language', '${language}');`;

export async function checks() {
  await check('ledger_is_checked_by_the_browser_and_said', PHONE, holds);
  await check('ledger_is_compared_with_an_earlier_visit', DESKTOP, remembers);
  await check('ledger_whose_tile_was_changed_is_false', PHONE, tileChanged);
  await check('ledger_whose_entry_was_changed_is_false', PHONE, entryChanged);
  await check('ledger_whose_bundle_was_cut_is_false', PHONE, bundleCut);
  await check('ledger_whose_checkpoint_was_swapped_is_false', PHONE, checkpointSwapped);
  await check('ledger_without_ed25519_says_unchecked', PHONE, noEd25519);
  await check('ledger_asks_for_the_witnesses_that_a_reader_trusts', DESKTOP, witnessAsked);
  await check('ledger_with_two_histories_stays_false', PHONE, forkStays);
  await check('ledger_in_two_pages_at_once_is_one', DESKTOP, twoPages);
  await check('ledger_that_is_shorter_than_before_is_false', PHONE, shorter);
  await check('ledger_that_is_old_is_stale', PHONE, old);
  await check('ledger_whose_tile_has_no_end_is_false', PHONE, tooLong);
  await check('ledger_that_nothing_checks_is_not_said_to_hold', PHONE, nothingChecks);
  await check('ledger_shows_a_strange_entry_as_text', DESKTOP, strangeEntry);
  if (process.env.VITRINE_ALL) {
    await check('ledger_that_never_comes_is_not_waited_for', PHONE, neverEnding);
  }
  made.forEach((folder) => rmSync(folder, { recursive: true }));
  const still = { reducedMotion: 'reduce' };
  for (const [language, size, options] of [
    ['en', 'phone', { ...PHONE, ...still }],
    ['ar', 'desktop', { ...DESKTOP, ...still }],
  ]) {
    const name = `${size}-${language}`;
    await check(
      `axe_finds_nothing_ledger_${language}`,
      options,
      (opened) => clean(opened, name),
      speaking(language),
    );
  }
}
