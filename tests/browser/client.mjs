/* client.mjs: a program of another site, in a browser: its page acts with the token that it was given. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import { base, check, DESKTOP, signUp } from './harness.mjs';

/* A page of a site of its own; gives its origin, and how to end it. */
async function otherSite() {
  const server = http.createServer((request, answer) => {
    answer.writeHead(200, { 'Content-Type': 'text/html' });
    answer.end('<!doctype html><title>A client</title>');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { origin, end: () => server.close() };
}

/* What the person's answer sends the client. */
async function codeFor(context, origin, verifier) {
  const wish = {
    response_type: 'code',
    client_id: origin,
    redirect_uri: `${origin}/back`,
    scope: 'read write',
    code_challenge_method: 'S256',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  };
  const answer = await context.request.post(`${base}/oauth/authorize`, {
    form: { ...wish, answer: 'yes' },
    maxRedirects: 0,
  });
  assert.equal(answer.status(), 303, await answer.text());
  return new URL(answer.headers().location).searchParams.get('code');
}

async function actsByToken({ page, context }) {
  await signUp(context);
  const site = await otherSite();
  try {
    await page.goto(site.origin);
    /* In the page: status and body, or that the browser keeps the answer from it. */
    const ask = (path, options) =>
      page.evaluate(
        async ([url, more]) => {
          try {
            const answer = await fetch(url, more);
            return { status: answer.status, text: await answer.text() };
          } catch (error) {
            return { status: error.name };
          }
        },
        [base + path, options],
      );
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const verifier = randomBytes(32).toString('base64url');
    const given = await ask('/oauth/token', {
      method: 'POST',
      headers: form,
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: await codeFor(context, site.origin, verifier),
        client_id: site.origin,
        redirect_uri: `${site.origin}/back`,
        code_verifier: verifier,
      }).toString(),
    });
    assert.equal(given.status, 200, given.text);
    const token = JSON.parse(given.text).access_token;
    const headers = { Authorization: `Bearer ${token}` };
    const feed = await ask('/api/v1/feed', { headers });
    const [{ video }] = JSON.parse(feed.text).items;
    const at = `/api/v1/videos/${video.id}`;
    const liked = async () => (await (await context.request.get(base + at)).json()).liked;
    const statuses = async (...asked) => {
      const found = [];
      for (const [path, options] of asked) {
        found.push((await ask(path, options)).status);
      }
      return found;
    };
    const own = { credentials: 'include' };
    assert.deepEqual(
      await statuses(
        ['/api/v1/feed', {}],
        ['/api/v1/feed', own],
        ['/api/v1/feed', { ...own, headers }],
        ['/api/v1/me', { headers }],
        [`${at}/like`, { method: 'PUT', ...own }],
        [`${at}/like`, { method: 'PUT', headers, ...own }],
      ),
      Array(6).fill('TypeError'),
    );
    assert.equal(await liked(), false);
    assert.deepEqual(
      await statuses(
        [`${at}/like`, { method: 'PUT', headers }],
        [video.renditions[0].url, { headers: { Range: 'bytes=0-99' } }],
        ['/oauth/revoke', { method: 'POST', headers: form, body: `token=${token}` }],
        ['/api/v1/feed/following', { headers }],
      ),
      [204, 206, 200, 401],
    );
    assert.equal(await liked(), true);
  } finally {
    site.end();
  }
}

export async function checks() {
  await check('page_of_another_site_acts_with_its_token_alone', DESKTOP, actsByToken);
}
