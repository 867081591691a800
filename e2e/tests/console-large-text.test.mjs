// Text twice as large as usual: on every screen of the console nothing is cut off, overlaps, or leaves to the side.

import assert from 'node:assert/strict';
import { behaviour, withLargeText } from '../support/browser.mjs';
import { everythingHasRoom } from '../support/rooms.mjs';

withLargeText();

behaviour('the text of this browser is twice as large as usual', async ({ page }) => {
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '32px');
});

everythingHasRoom([
  ['on a desktop', { viewport: { width: 1280, height: 900 } }, 'en'],
  ['on a tablet, in Ukrainian', { viewport: { width: 820, height: 1100 } }, 'uk'],
]);
