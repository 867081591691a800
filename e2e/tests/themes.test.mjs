// A form's own looks, and the visitor's: readable in every state, on screens and on paper.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour } from '../support/browser.mjs';
import { answer, GALLERY, STAY, variant } from '../support/forms.mjs';
import { look, picture } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';
import { FAIR } from '../support/street-fair.mjs';
import { GARDEN, NIGHT } from '../support/themes.mjs';

const THEMES = { night: NIGHT, garden: GARDEN, dark: { mode: 'dark' } };

let sonda;
before(async () => {
  const themed = (form) => Object.entries(THEMES).map(([name, theme]) => variant(form, `${form.id}-${name}`, { theme }));
  sonda = await Sonda.start({ forms: [GALLERY, ...themed(GALLERY), ...themed(FAIR)] });
});
after(() => sonda?.stop());

async function open(page, form) {
  await page.goto(`${sonda.url}/f/${form}`);
  await ready(page);
}

for (const theme of ['night', 'garden']) {
  for (const colorScheme of ['light', 'dark']) {
    behaviour(`errors and thanks can be read on the ground of the theme "${theme}" for who prefers ${colorScheme}`, { colorScheme }, async ({ page }) => {
      for (const form of ['gallery', 'street-fair']) {
        await open(page, `${form}-${theme}`);
        await page.locator('.sonda-send').click();
        await page.locator('.sonda-error').first().waitFor();
        await look(page, `themed-${theme}-${colorScheme}-${form}-errors`);
      }
      await open(page, `gallery-${theme}`);
      await answer(page, STAY);
      await page.locator('.sonda-send').click();
      await page.locator('.sonda-sent').waitFor();
      await look(page, `themed-${theme}-${colorScheme}-sent`);
    });
  }
}

/** What the stylesheet's properties come to at the form, as colours. */
const colours = (page, ...names) => page.locator('.sonda').evaluate((form, wanted) => wanted.map((name) => {
  const probe = form.appendChild(document.createElement('i'));
  probe.style.color = `var(--sonda-${name})`;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}), names);

for (const [form, colorScheme] of [['gallery', 'light'], ['gallery', 'dark'], ['gallery-night', 'light'], ['gallery-garden', 'light'], ['gallery-garden', 'dark'], ['gallery-dark', 'light']]) {
  behaviour(`who asks for more contrast has outlines and hints as dark as the text: ${form}, ${colorScheme}`, { colorScheme, contrast: 'more' }, async ({ page }) => {
    await open(page, form);
    const [ink, ...others] = await colours(page, 'ink', 'line', 'hair', 'muted');
    assert.deepEqual(others, [ink, ink, ink]);
    await look(page, `contrast-more-${form}-${colorScheme}`);
  });
}

/** The contrast of two colours as computed styles write them. */
function contrast(...both) {
  const [one, other] = both.map((colour) => {
    const linear = colour.match(/[\d.]+/g).slice(0, 3).map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  });
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

for (const form of ['gallery-dark', 'gallery-night', 'gallery-garden', 'street-fair-dark']) {
  behaviour(`on white paper the letters are dark, whatever they are on a screen: ${form}`, { colorScheme: 'dark' }, async ({ page }) => {
    await open(page, form);
    await page.emulateMedia({ media: 'print' });
    // Browsers print no grounds unless they are asked to: this one is the paper's.
    for (const colour of await colours(page, 'ink', 'muted', 'accent', 'error', 'good')) {
      assert.ok(contrast(colour, 'rgb(255, 255, 255)') >= 4.5, `${colour} on white`);
    }
    for (const [letters, ground] of [['ink', 'tint'], ['ink', 'error-tint'], ['on-accent', 'accent']]) {
      const both = await colours(page, letters, ground);
      assert.ok(contrast(...both) >= 4.5, `${letters} on ${ground}: ${both}`);
    }
    await picture(page, `printed-${form}`);
  });
}

behaviour('on paper a long answer is there to its end', async ({ page }) => {
  await open(page, 'gallery');
  const field = page.locator('textarea').first();
  await field.fill(Array.from({ length: 20 }, (_, line) => `Line ${line + 1}`).join('\n'));
  await page.emulateMedia({ media: 'print' });
  const [shown, whole] = await field.evaluate((area) => [area.clientHeight, area.scrollHeight]);
  assert.ok(whole > 300 && shown >= whole, `${shown} of ${whole} pixels`);
});
