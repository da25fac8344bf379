/*
 * harness.mjs: a browser without ways to anybody else, checks that print one line each, and the small
 * things that several checks do.
 */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

export const base = (process.env.VITRINE_URL ?? '').replace(/\/$/, '');
export const shots = process.env.VITRINE_SCREENSHOTS ?? '';
const only = process.env.VITRINE_CHECK ?? '';
const slower = Number(process.env.VITRINE_SLOWER ?? 1);
export const PHONE = {
  viewport: { width: 360, height: 740 },
  hasTouch: true,
  isMobile: true,
};
export const TABLET = { viewport: { width: 768, height: 1024 } };
export const DESKTOP = { viewport: { width: 1440, height: 900 } };

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/* The driver's own. */
const EXPECTED = [/^Service Worker registration blocked/];
const CHECK_MS = 60_000;

const counts = { passed: 0, failed: 0 };
let browser;
let profile;

export async function start() {
  profile = await mkdtemp(path.join(os.tmpdir(), 'vitrine-browser-'));
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    headless: true,
    args: FLAGS,
    env: {
      ...process.env,
      HOME: profile,
      XDG_CONFIG_HOME: profile,
      XDG_CACHE_HOME: profile,
    },
  });
  if (shots !== '') {
    await mkdir(shots, { recursive: true });
  }
}

export async function finish() {
  await browser.close();
  await rm(profile, { recursive: true, force: true });
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed === 0 ? 0 : 1;
}

/* A browser context with one page; notes what must not happen. */
export async function open(options, init) {
  /* What a service worker answers could not be intercepted; worker.mjs lets it in. */
  const context = await browser.newContext({
    colorScheme: 'dark',
    serviceWorkers: 'block',
    ...options,
  });
  context.setDefaultTimeout(15_000);
  if (init !== undefined) {
    await context.addInitScript(init);
  }
  const page = await context.newPage();
  if (slower > 1) {
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
  }
  const noted = { errors: [], strangers: [], watches: [] };
  page.on('console', (message) => {
    const words = `${message.text()} (${message.location().url})`;
    if (['error', 'warning'].includes(message.type()) && !EXPECTED.some((one) => one.test(words))) {
      noted.errors.push(words);
    }
  });
  page.on('pageerror', (error) => noted.errors.push(error.message));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) && url.origin !== base) {
      noted.strangers.push(request.url());
    }
  });
  page.on('response', (response) => {
    const request = response.request();
    if (request.method() === 'POST' && request.url() === `${base}/api/v1/watches`) {
      noted.watches.push(response);
    }
  });
  return { context, page, noted };
}

/* One check: a sentence, and what must not throw. Closes what it opened. */
export async function check(name, options, body, init) {
  if (!name.includes(only)) {
    return;
  }
  const started = Date.now();
  let opened = null;
  let failure = null;
  let timer;
  try {
    opened = await open(options, init);
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not done after ${CHECK_MS} ms`)), CHECK_MS);
    });
    await Promise.race([body(opened), late]);
  } catch (error) {
    failure = error;
    if (opened !== null && shots !== '') {
      await opened.page
        .screenshot({ path: path.join(shots, `failed-${name}.png`) })
        .catch(() => {});
    }
  }
  clearTimeout(timer);
  await opened?.context.close();
  const outcome = failure === null ? 'passed' : 'failed';
  counts[outcome] += 1;
  console.log(`${outcome} ${((Date.now() - started) / 1000).toFixed(1).padStart(5)} s ${name}`);
  if (failure !== null) {
    console.log(
      `    ${String(failure.stack ?? failure)
        .split('\n')
        .slice(0, 12)
        .join('\n    ')}`,
    );
  }
}

export async function until(what, probe, timeoutMs = 15_000) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value) {
      return value;
    }
    assert.ok(Date.now() < end, `waited ${timeoutMs} ms for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const current = (page) => page.locator('.slide[data-current=true]');

export async function place(page) {
  return Number(await current(page).getAttribute('data-place'));
}

export async function openFeed(page, at = '/') {
  await page.goto(base + at);
  await current(page).waitFor();
}

/* Whether the clip in view runs: its clock moves. */
export async function waitPlaying(page) {
  const clip = current(page).locator('video');
  await clip.waitFor({ state: 'attached' });
  const clock = () => clip.evaluate((video) => (video.paused ? -1 : video.currentTime));
  const first = await until('the clip starts', async () => {
    const now = await clock();
    return now > 0 ? now : null;
  });
  await until('its clock moves', async () => {
    const now = await clock();
    return now >= 0 && Math.abs(now - first) > 0.05;
  });
}

export async function waitPlace(page, wanted) {
  await until(`slide ${wanted} is in view`, async () => (await place(page)) === wanted);
}

/* A finger that goes up (distance below 0) or down, as the system's touch screen would tell it. */
export async function swipe(page, distance) {
  const session = await page.context().newCDPSession(page);
  const touch = (type, touchPoints) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints });
  const from = 370 - distance / 2;
  const steps = 20;
  await touch('touchStart', [{ x: 180, y: from }]);
  for (let step = 1; step <= steps; step += 1) {
    await touch('touchMove', [{ x: 180, y: from + (distance * step) / steps }]);
    await page.waitForTimeout(12);
  }
  await touch('touchEnd', []);
  await session.detach();
}

let people = 0;

/* A person of its own, signed up through the service, not through the page. */
export async function signUp(context) {
  people += 1;
  const handle = `b${Date.now().toString(36)}${people}`;
  const answer = await context.request.post(`${base}/api/v1/accounts`, {
    data: {
      handle,
      password: 'correct horse battery',
      birth_date: '1990-12-31',
    },
  });
  assert.equal(answer.status(), 201, await answer.text());
  await context.addInitScript(() => localStorage.setItem('vitrine.signed-in', '1'));
  return handle;
}

export async function shoot(page, name) {
  if (shots !== '') {
    await page.screenshot({ path: path.join(shots, `${name}.png`) });
  }
}
