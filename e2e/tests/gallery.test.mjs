// Pictures of every type of question, filled in: on a desktop and a phone, light, dark, with more contrast and with
// forced colours, from left to right and from right to left, and in a form's own looks. The pictures are for people;
// axe-core judges each as well. A sheet, `artifacts/looks.html`, has all types in all looks beside each other.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour, DESKTOP, PHONE } from '../support/browser.mjs';
import { answer, GALLERY, STAY, variant } from '../support/forms.mjs';
import { FOR_PEOPLE, look } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { sheet } from '../support/sheet.mjs';
import { Sonda } from '../support/sonda.mjs';
import { FAIR } from '../support/street-fair.mjs';
import { GARDEN, NIGHT } from '../support/themes.mjs';

const DEVICES = { desktop: DESKTOP, phone: PHONE };
const THEMES = { light: {}, dark: { colorScheme: 'dark' }, contrast: { contrast: 'more' }, forced: { forcedColors: 'active' } };
/** A form's own looks. */
const OWN = { night: NIGHT, garden: GARDEN };
/** Answers to the rarer types. */
const TRIED = {
  loud: '70', 'often.mend': 'at_times', 'often.lend': 'seldom', 'topics.wood': ['children', 'seniors'], 'stalls.food': '4', 'mood.pace': '3', 'weigh.price': '5',
  'weigh.price.weight': '0.5', 'tools.drill.state': 'used', 'tools.drill.count': '2', day: '2026-06-12', hour: '09:30', 'away.from': '2026-07-01', 'away.to': '2026-07-14',
  'home.street': 'Piotrkowska 1', 'home.city': 'Łódź', 'helpers.0.name': 'Olena', 'signed.name': 'Anna Nowak',
};
const SHOWN = { ...STAY, stars: '3', hearts: '4', thumbs5: '3', satisfied: '2' };

let sonda;
before(async () => {
  const themed = [GALLERY, FAIR].flatMap((form) => Object.entries(OWN).map(([name, theme]) => variant(form, `${form.id}-${name}`, { theme })));
  sonda = await Sonda.start({ forms: [GALLERY, FAIR, ...themed] });
});
after(() => sonda?.stop());

for (const [device, screen] of Object.entries(DEVICES)) {
  for (const [theme, colours] of Object.entries(THEMES)) {
    for (const language of ['pl', 'ar']) {
      const name = `gallery-${device}-${theme}-${language}`;
      behaviour(`every type can be read and told apart: ${name}`, { ...screen, ...colours }, async ({ page }) => {
        await page.goto(`${sonda.url}/f/gallery?lang=${language}`);
        await ready(page);
        await answer(page, SHOWN);
        await page.evaluate(() => document.activeElement.blur());
        await look(page, name, { forcedColors: theme === 'forced' });
      });
    }
  }
}

const LOOKS = {
  Light: ['', {}],
  Dark: ['', { colorScheme: 'dark' }],
  'More contrast': ['', { contrast: 'more' }],
  'Forced colours': ['', { forcedColors: 'active' }],
  'A form’s own: night': ['-night', {}],
  'A form’s own: garden': ['-garden', {}],
};
const columns = {};

for (const [title, [theme, settings]] of Object.entries(LOOKS)) {
  behaviour(`all types in one look: ${title}`, { viewport: { width: 600, height: 800 }, ...settings }, async ({ page }) => {
    const pictures = [];
    for (const [id, answers] of [['gallery', SHOWN], ['street-fair', TRIED]]) {
      await page.goto(`${sonda.url}/f/${id}${theme}?lang=en`);
      await ready(page);
      if (id === 'street-fair') await page.locator('.sonda-canvas').waitFor();
      await answer(page, answers);
      await page.evaluate(() => document.activeElement.blur());
      pictures.push(`look-${title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}-${id}`);
      await look(page, pictures.at(-1), { forcedColors: 'forcedColors' in settings });
    }
    columns[title] = pictures;
  });
}

if (FOR_PEOPLE) behaviour('a sheet shows all types in all looks', async ({ page }) => {
  assert.deepEqual(Object.keys(columns), Object.keys(LOOKS));
  await sheet(page, 'looks', columns);
});
