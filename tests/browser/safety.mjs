/* safety.mjs: the settings page: sessions, password, recovery codes, passkeys; and the ways in. */
import assert from 'node:assert/strict';
import { base, check, DESKTOP, PHONE, shoot, signUp, until } from './harness.mjs';

const PASSWORD = 'correct horse battery';
const OTHER = 'another horse battery';
/* Browsers have no passkeys on a bare IP address. */
const named = base.replace('127.0.0.1', 'localhost');
const SMALL = {
  viewport: { width: 360, height: 780 },
  hasTouch: true,
  isMobile: true,
};

async function openSettings(page, at = base) {
  await page.goto(`${at}/settings`);
  await page.getByRole('heading', { name: 'Account and safety' }).first().waitFor();
}

/* Somewhere else, with the same account. */
async function elsewhere(context, handle) {
  const other = await context.browser().newContext();
  const answer = await other.request.post(`${base}/api/v1/sessions`, {
    data: { handle, password: PASSWORD },
  });
  assert.equal(answer.status(), 200);
  return other;
}

const holds = async (context) => (await context.request.get(`${base}/api/v1/me`)).status();

async function sessions({ page, context }) {
  const handle = await signUp(context);
  const [one, two] = [await elsewhere(context, handle), await elsewhere(context, handle)];
  await openSettings(page);
  const list = page.getByRole('region', { name: 'Sessions' });
  await list.getByText('This one').waitFor();
  assert.equal(await list.getByRole('listitem').count(), 3);
  await shoot(page, 'settings-desktop-dark');
  await list
    .getByRole('button', { name: /^End the session of/ })
    .first()
    .click();
  await page.getByText('Session ended').waitFor();
  await until(
    'it is out of the list',
    async () => (await list.getByRole('listitem').count()) === 2,
  );
  assert.deepEqual([await holds(one), await holds(two)].sort(), [200, 401]);
  await list.getByRole('button', { name: 'End all others' }).click();
  await page.getByText('All other sessions ended').waitFor();
  assert.deepEqual([await holds(one), await holds(two), await holds(context)], [401, 401, 200]);
  await page.getByText('Dec 31, 1990').waitFor();
  await one.close();
  await two.close();
}

async function password({ page, context }) {
  const handle = await signUp(context);
  const other = await elsewhere(context, handle);
  await openSettings(page);
  const card = page.getByRole('region', { name: 'Password', exact: true });
  const change = card.getByRole('button', { name: 'Change password' });
  await card.getByLabel('Password now').fill('not the password');
  await card.getByLabel('New password').fill('short');
  await change.click();
  await card.getByText('At least 10 characters.', { exact: true }).waitFor();
  await card.getByLabel('New password').fill(OTHER);
  await change.click();
  await card.getByText(/this is not your password/i).waitFor();
  await card.getByLabel('Password now').fill(PASSWORD);
  await change.click();
  await page.getByText(/Your other sessions have ended/).waitFor();
  assert.deepEqual([await holds(other), await holds(context)], [401, 200]);
  await other.close();
}

async function codes({ page, context }) {
  const handle = await signUp(context);
  await openSettings(page);
  const card = page.getByRole('region', { name: 'Recovery codes' });
  await card.getByLabel('Your password').fill(PASSWORD);
  await card.getByRole('button', { name: 'Make new codes' }).click();
  await card.getByText('These are shown once.').waitFor();
  const shown = await card.getByRole('listitem').allTextContents();
  assert.equal(shown.length, 10);
  await card.scrollIntoViewIfNeeded();
  await shoot(page, 'codes-360');
  await card.getByRole('button', { name: 'I have kept them' }).click();
  await card.getByLabel('Your password').waitFor();
  await page.goto(`${base}/me`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Use a recovery code' }).click();
  await dialog.getByLabel('Handle').fill(handle);
  await dialog.getByLabel('Recovery code').fill('aaaaa-bbbbb-ccccc-ddddd');
  await dialog.getByLabel('New password').fill(OTHER);
  const submit = dialog.getByRole('button', { name: 'Sign in with this code' });
  await submit.click();
  await dialog.getByText('Handle and recovery code do not match.').waitFor();
  await shoot(page, 'recover-360');
  await dialog.getByLabel('Recovery code').fill(shown[2]);
  await submit.click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('heading', { name: `@${handle}` }).waitFor();
}

/* An authenticator as Chromium has it for tests: inside the machine, and its owner is verified. */
async function authenticator(context, page) {
  const session = await context.newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { session, authenticatorId };
}

/* With a handle in its field, the service names the passkeys that may be used, and no other is asked for. */
async function byHandle(page, handle) {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  const dialog = page.getByRole('dialog');
  const challenge = async (name) => {
    await dialog.getByLabel('Handle').fill(name);
    const [answer] = await Promise.all([
      page.waitForResponse((r) => r.url().endsWith('/api/v1/passkeys/challenge')),
      dialog.getByRole('button', { name: 'Use a passkey' }).click(),
    ]);
    assert.deepEqual(answer.request().postDataJSON(), { handle: name });
    return (await answer.json()).allow;
  };
  const invented = await challenge('nobody.at.all');
  assert.equal(invented.length, 1);
  await until('it can be tried again', () =>
    dialog.getByRole('button', { name: 'Use a passkey' }).isEnabled(),
  );
  const own = await challenge(handle);
  assert.equal(own.length, 1);
  assert.notEqual(own[0], invented[0]);
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('heading', { name: `@${handle}` }).waitFor();
}

/* The dialog is in a file of its own, which may not come: that is said, and the page goes on. */
async function dialogDoesNotLoad({ page, noted }) {
  let lost = 0;
  await page.route('**/assets/pages-*.js', (route) => {
    lost += 1;
    return lost === 1 ? route.abort('connectionreset') : route.continue();
  });
  await page.goto(base);
  const opener = page.getByRole('banner').getByRole('button', { name: 'Sign in' });
  await opener.click();
  await page.getByText(/The service does not answer/).waitFor();
  assert.equal(lost, 1);
  assert.equal(await page.getByRole('dialog').count(), 0);
  noted.errors.length = 0; /* the lost file's */
  await page.reload();
  await opener.click();
  await page.getByRole('dialog').getByLabel('Handle').waitFor();
}

async function passkey({ page, context }) {
  const handle = `k${Date.now().toString(36)}`;
  await page.goto(`${named}/me`);
  await authenticator(context, page);
  const made = await context.request.post(`${named}/api/v1/accounts`, {
    data: { handle, password: PASSWORD, birth_date: '1990-12-31' },
  });
  assert.equal(made.status(), 201);
  await page.evaluate(() => localStorage.setItem('vitrine.signed-in', '1'));
  await openSettings(page, named);
  const card = page.getByRole('region', { name: 'Passkeys' });
  await card.getByText('You have none yet.').waitFor();
  await card.getByLabel('Name of the new passkey').fill('The test key');
  await card.getByRole('button', { name: 'Add a passkey' }).click();
  await card.getByText('Enter your password.').waitFor();
  const asked = card.getByLabel('Your password, to add or remove one');
  await asked.fill('not the password');
  await card.getByRole('button', { name: 'Add a passkey' }).click();
  await card.getByText(/not your password/).waitFor();
  await asked.fill(PASSWORD);
  await card.getByRole('button', { name: 'Add a passkey' }).click();
  await card.getByText('The test key').waitFor();
  await shoot(page, 'passkeys-desktop');
  await page.goto(`${named}/me`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  const dialog = page.getByRole('dialog');
  await shoot(page, 'sign-in-passkey');
  await dialog.getByRole('button', { name: 'Use a passkey' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('heading', { name: `@${handle}` }).waitFor();
  await byHandle(page, handle);
  await openSettings(page, named);
  await asked.fill(PASSWORD);
  await card.getByRole('button', { name: 'Remove the passkey The test key' }).click();
  await card.getByText('You have none yet.').waitFor();
  await page.goto(`${named}/me`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await dialog.getByRole('button', { name: 'Use a passkey' }).click();
  await dialog.getByText('This passkey does not open an account here.').waitFor();
}

async function bareAddress({ page, context }) {
  await signUp(context);
  await openSettings(page);
  await page.getByText(/Passkeys do not work at a bare IP address/).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Add a passkey' }).count(), 0);
}

async function fits360({ page, context }) {
  await signUp(context);
  await openSettings(page);
  await page.getByText('This one').waitFor();
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(over <= 0, `scrolls sideways by ${over}`);
  await shoot(page, 'settings-360-light');
  const reached = new Set();
  for (let i = 0; i < 40; i += 1) {
    await page.keyboard.press('Tab');
    reached.add(
      await page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent),
    );
  }
  for (const id of ['safety-old', 'safety-fresh', 'safety-codes-password']) {
    assert.ok(reached.has(id), `${id} is not reached by Tab`);
  }
}

/* Leaving is undone by staying; done now, it signs out and the account is gone. */
async function leaves({ page, context }) {
  const handle = await signUp(context);
  await openSettings(page);
  const card = page.getByRole('region', { name: 'Leave', exact: true });
  await card.getByLabel('Your password').fill(PASSWORD);
  await card.scrollIntoViewIfNeeded();
  await shoot(page, `leave-${page.viewportSize().width}`);
  await card.getByRole('button', { name: 'Leave', exact: true }).click();
  await card.getByText(/will be destroyed on/).waitFor();
  await card.getByRole('button', { name: 'I stay' }).click();
  await page.getByText('You stay. Nothing was removed.').waitFor();
  await card.getByLabel('Now. This cannot be undone').check();
  await card.getByLabel('Your password').fill('not the password');
  await card.getByRole('button', { name: 'Leave now, for good' }).click();
  await card.getByText('this is not your password').waitFor();
  await page.evaluate(() => {
    localStorage.setItem('vitrine.uploads', '[]');
    sessionStorage.setItem('vitrine.captions-to-send', '{}');
  });
  await card.getByLabel('Your password').fill(PASSWORD);
  await card.getByRole('button', { name: 'Leave now, for good' }).click();
  await page.getByText(/You have left/).waitFor();
  const left = () => [localStorage.getItem('vitrine.uploads'), sessionStorage.length];
  assert.deepEqual(await page.evaluate(left), [null, 0]);
  assert.equal(await holds(context), 401);
  const answer = await context.request.post(`${base}/api/v1/sessions`, {
    data: { handle, password: PASSWORD },
  });
  assert.equal(answer.status(), 401);
}

async function dialogLooks({ page }) {
  await page.goto(`${base}/me`);
  await page.getByRole('main').getByRole('button', { name: 'Create account' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Day of birth').waitFor();
  await dialog.getByText(/Everybody sees it/).waitFor();
  await shoot(page, 'sign-up-360-light');
  const over = await dialog.evaluate((element) => element.scrollWidth - element.clientWidth);
  assert.ok(over <= 0, `scrolls sideways by ${over}`);
  const box = await dialog.boundingBox();
  assert.ok(box.width <= 360 && box.height <= 780, `${box.width} x ${box.height}`);
}

export async function checks() {
  await check('sessions_are_listed_and_ended', DESKTOP, sessions);
  await check('password_changes_and_ends_other_sessions', DESKTOP, password);
  await check('recovery_codes_are_shown_once_and_let_in', SMALL, codes);
  await check('passkey_is_added_signs_in_and_is_removed', DESKTOP, passkey);
  await check('sign_in_dialog_that_does_not_load_is_said', DESKTOP, dialogDoesNotLoad);
  await check('passkeys_at_a_bare_address_are_said_not_to_work', PHONE, bareAddress);
  await check('settings_fit_360_and_the_keyboard', { ...SMALL, colorScheme: 'light' }, fits360);
  await check('leaving_is_undone_and_done_360', { ...SMALL, colorScheme: 'light' }, leaves);
  await check('leaving_is_undone_and_done_1440', DESKTOP, leaves);
  await check('sign_up_fits_360', { ...SMALL, colorScheme: 'light' }, dialogLooks);
}
