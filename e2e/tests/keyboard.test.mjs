// A whole survey without a mouse, and always with a mark on where one is.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour, DESKTOP } from '../support/browser.mjs';
import { contact, DEMO, held, OPINION, PROBLEM, VISIT } from '../support/forms.mjs';
import { look } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';

let sonda;
before(async () => {
  sonda = await Sonda.start({ forms: [DEMO, PROBLEM, VISIT] });
});
after(() => sonda?.stop());

/** The name and value of the input that has the focus. */
const focused = (page) => page.evaluate(() => [document.activeElement.getAttribute('name'), document.activeElement.value]);

/** Presses Tab until that field has the focus. */
async function tabTo(page, name) {
  for (let presses = 0; presses < 20; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await focused(page))[0] === name) return;
  }
  throw new Error(`Tab does not lead to ${name}`);
}

behaviour('the survey is filled in and sent with the keyboard alone', async ({ page }) => {
  const link = await sonda.link(VISIT, await contact(sonda, 'keyboard@example.com'));
  await page.goto(link.url);
  await ready(page);
  const { keyboard } = page;
  await tabTo(page, 'visit');
  await keyboard.press('Space');
  for (const _ of '234') await keyboard.press('ArrowRight');
  await keyboard.press('Tab');
  assert.deepEqual(await focused(page), ['visit.comment', '']);
  await keyboard.type('Quick and tidy');
  await keyboard.press('Tab');
  assert.equal((await focused(page))[0], 'recommend');
  await keyboard.press('ArrowLeft');
  await keyboard.press('ArrowLeft');
  await keyboard.press('Tab');
  await keyboard.press('ArrowDown');
  await keyboard.press('Tab');
  for (const chosen of [false, true, false, true]) {
    if (chosen) await keyboard.press('Space');
    await keyboard.press('Tab');
  }
  await keyboard.press('Tab');
  assert.equal((await focused(page))[0], 'visits');
  await keyboard.type('2');
  await keyboard.press('Tab');
  await keyboard.type('A call before you come.');
  assert.deepEqual(await held(page, Object.keys(OPINION)), OPINION);
  await keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.type), 'submit');
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Thank you for your time' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Thank you for your time', 'the thanks are read out');
  assert.equal((await sonda.responses(VISIT)).filter((response) => response.link === link.id).length, 1);
});

for (const [name, settings] of [['light', DESKTOP], ['dark', { ...DESKTOP, colorScheme: 'dark' }], ['forced colours', { ...DESKTOP, forcedColors: 'active' }]]) {
  behaviour(`whatever has the focus can be seen to have it, in ${name}`, settings, async ({ page }) => {
    const link = await sonda.link(VISIT, await contact(sonda, `focus.${name.replace(' ', '')}@example.com`));
    await page.goto(link.url);
    await ready(page);
    await tabTo(page, 'visit');
    await look(page, `focus-${name.replace(' ', '-')}`, { forcedColors: 'forcedColors' in settings });
    const unmarked = [];
    for (let stop = 0; stop < 12; stop += 1) {
      const place = await placeOfFocus(page);
      const marked = await page.screenshot({ clip: place.box, fullPage: true });
      await page.keyboard.press('Tab');
      const plain = await page.screenshot({ clip: place.box, fullPage: true });
      if (marked.equals(plain)) unmarked.push(place.name);
      if (place.last) break;
    }
    assert.deepEqual(unmarked, []);
  });
}

/** Where the focus is on the page: the input, or the label that stands for it. */
const placeOfFocus = (page) => page.evaluate(() => {
  const element = document.activeElement;
  const box = (element.closest('label') ?? element).getBoundingClientRect();
  const margin = 6;
  return {
    name: element.getAttribute('name') ?? element.textContent,
    last: element.type === 'submit',
    box: { x: box.x + scrollX - margin, y: box.y + scrollY - margin, width: box.width + 2 * margin, height: box.height + 2 * margin },
  };
});

behaviour('an error is heard: the focus goes to the field and the field names its error', async ({ page }) => {
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  await ready(page);
  await tabTo(page, 'consent');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('Please correct these answers:').waitFor();
  const snapshot = await page.locator('[name="name"]').ariaSnapshot();
  assert.match(snapshot, /Your name/);
  const description = await page.evaluate(() => document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent);
  assert.match(description, /Please answer this question/);
});
