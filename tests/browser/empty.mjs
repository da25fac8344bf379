/* empty.mjs: a region in which nobody has published anything yet. */
import assert from 'node:assert/strict';
import { base, check, DESKTOP, PHONE, shoot } from './harness.mjs';

export async function checks() {
  for (const [size, options] of Object.entries({
    phone: PHONE,
    desktop: DESKTOP,
  })) {
    await check(`empty_feed_invites_to_upload_${size}`, options, async ({ page, noted }) => {
      await page.goto(base);
      const invitation = page.getByRole('main').getByRole('link', { name: 'Upload a video' });
      await invitation.waitFor();
      await shoot(page, `empty-${size}`);
      await invitation.click();
      await page.getByRole('heading', { name: 'Upload a video' }).waitFor();
      assert.equal(new URL(page.url()).pathname, '/upload');
      assert.deepEqual(noted.errors, []);
    });
  }
}
