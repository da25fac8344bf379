/*
 * main.mjs: the web app in a real browser, against a running region, or against fixture.mjs.
 *
 * VITRINE_URL          the region's address
 * VITRINE_PART         "empty": a region without videos; "fixture": the one that is made up, which is
 *                      started here; else one with at least three
 * VITRINE_WWW          for the fixture: the web app's files
 * VITRINE_MEDIA        for the fixture: where its clips are made, and kept
 * VITRINE_USER         a demo person's sign-in (handle)
 * VITRINE_PASSWORD     and password
 * VITRINE_CLIP         a video file to upload
 * VITRINE_MEMBER       a member's key of the region's office; VITRINE_OTHER_MEMBER another's, VITRINE_NO_MEMBER
 *                      one that is no member's; VITRINE_BUILD where the command line is
 * VITRINE_CHECK        only checks whose name has this in it
 * VITRINE_SLOWER       how many times slower the page's script runs, for what must not hang on its speed
 * VITRINE_ALL          1: the slow ones as well
 * VITRINE_SCREENSHOTS  a folder for pictures; none are made without
 */
let fixture = null;
if (process.env.VITRINE_PART === 'fixture') {
  const { startFixture } = await import('./fixture.mjs');
  fixture = await startFixture(process.env.VITRINE_WWW, process.env.VITRINE_MEDIA);
  process.env.VITRINE_URL = fixture.url;
}
if (!process.env.VITRINE_URL) {
  console.error('VITRINE_URL is not set');
  process.exit(2);
}
const { finish, start } = await import('./harness.mjs');
const parts = {
  empty: ['./empty.mjs'],
  fixture: ['./own.mjs', './social.mjs', './place.mjs', './worker.mjs', './axe.mjs'],
}[process.env.VITRINE_PART] ?? [
  './load.mjs',
  './feed.mjs',
  './states.mjs',
  './looks.mjs',
  './people.mjs',
  './languages.mjs',
  './arabic.mjs',
  './safety.mjs',
  './client.mjs',
  './data.mjs',
  './ledger.mjs',
  './desk.mjs',
];
await start();
for (const part of parts) {
  const { checks } = await import(part);
  await checks(fixture);
}
const code = await finish();
fixture?.end();
process.exit(code);
