// Text twice as large as usual: on every screen of the console nothing is cut off, overlaps, or leaves to the side.

import '../support/large-text.mjs';
import assert from 'node:assert/strict';
import { behaviour } from '../support/browser.mjs';
import { everythingHasRoom } from '../support/rooms.mjs';

behaviour('the text of this browser is twice as large as usual', async ({ page }) => {
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '32px');
});

everythingHasRoom([['on a laptop, in Ukrainian', { viewport: { width: 1024, height: 768 } }, 'uk']]);
