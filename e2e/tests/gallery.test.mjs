// Pictures of every common type of question, filled in: on a desktop and a phone, light, dark and with forced
// colours, from left to right and from right to left. The pictures are for people; axe-core judges each as well.

import { after, before } from 'node:test';
import { behaviour, DESKTOP, PHONE } from '../support/browser.mjs';
import { answer, GALLERY, STAY } from '../support/forms.mjs';
import { look } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';

let sonda;
before(async () => {
  sonda = await Sonda.start({ forms: [GALLERY] });
});
after(() => sonda?.stop());

const DEVICES = { desktop: DESKTOP, phone: PHONE };
const THEMES = { light: {}, dark: { colorScheme: 'dark' }, contrast: { forcedColors: 'active' } };
const SHOWN = { ...STAY, stars: '3', hearts: '4', thumbs5: '3', satisfied: '2' };

for (const [device, screen] of Object.entries(DEVICES)) {
  for (const [theme, colours] of Object.entries(THEMES)) {
    for (const language of ['pl', 'ar']) {
      const name = `gallery-${device}-${theme}-${language}`;
      behaviour(`every type can be read and told apart: ${name}`, { ...screen, ...colours }, async ({ page }) => {
        await page.goto(`${sonda.url}/f/gallery?lang=${language}`);
        await ready(page);
        await answer(page, SHOWN);
        await page.evaluate(() => document.activeElement.blur());
        await look(page, name, { forcedColors: theme === 'contrast' });
      });
    }
  }
}
