// The console's program: its frame, and each screen on phone and desktop.

import { after, before } from 'node:test';
import { behaviour, DESKTOP, PHONE } from '../support/browser.mjs';
import { enter, settled } from '../support/console.mjs';
import { look } from '../support/look.mjs';
import { Sonda } from '../support/sonda.mjs';

let sonda;
before(async () => {
  sonda = await Sonda.start({ demo: true });
});
after(() => sonda?.stop());

const SCREENS = ['forms', 'deliveries', 'connections'];

for (const [name, language, settings] of [
  ['desktop', 'en', DESKTOP],
  ['phone-dark', 'pl', { ...PHONE, colorScheme: 'dark' }],
  ['desktop-dark', 'uk', { ...DESKTOP, colorScheme: 'dark' }],
  ['phone', 'en', PHONE],
]) {
  behaviour(`every screen opens by its address: ${name}, ${language}`, settings, async ({ page }) => {
    await enter(page, sonda, { language });
    for (const screen of SCREENS) {
      await page.goto(`${sonda.url}/console/${screen}`);
      await page.locator('main#screen h1').waitFor();
      await settled(page);
      await look(page, `console-${screen}-${name}`);
    }
  });
}
