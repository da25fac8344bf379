/*
 * main.mjs: the web app in a real browser, against a running region.
 *
 * VITRINE_URL          the region's address
 * VITRINE_PART         "empty": a region without videos; else one with at least three
 * VITRINE_USER         a demo person's sign-in (handle)
 * VITRINE_PASSWORD     and password
 * VITRINE_CLIP         a video file to upload
 * VITRINE_CHECK        only checks whose name has this in it
 * VITRINE_SCREENSHOTS  a folder for pictures; none are made without
 */
import { finish, start } from './harness.mjs';

if (!process.env.VITRINE_URL) {
  console.error('VITRINE_URL is not set');
  process.exit(2);
}
const parts =
  process.env.VITRINE_PART === 'empty'
    ? ['./empty.mjs']
    : [
        './load.mjs',
        './feed.mjs',
        './states.mjs',
        './looks.mjs',
        './people.mjs',
        './safety.mjs',
        './data.mjs',
      ];
await start();
for (const part of parts) {
  const { checks } = await import(part);
  await checks();
}
process.exit(await finish());
