// Narrow, zoomed, dark, still, without colours of one's own: readable all the same.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour, PHONE } from '../support/browser.mjs';
import { answer, contact, DEMO, LEAD, label, OPINION, PROBLEM, send, VISIT } from '../support/forms.mjs';
import { embedding, Host } from '../support/host.mjs';
import { look } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { overflow } from '../support/room.mjs';
import { Sonda } from '../support/sonda.mjs';

const LANGUAGES = ['en', 'pl', 'uk', 'de', 'fr', 'es', 'ar'];

let sonda;
let host;
before(async () => {
  sonda = await Sonda.start({ forms: [PROBLEM, VISIT] });
  host = await Host.start(sonda, { '/': embedding(`<sonda-form form="${DEMO.id}"></sonda-form>`) });
  await sonda.publish({ ...DEMO, settings: { allowed_origins: [host.url] } });
});
after(async () => {
  host?.stop();
  await sonda?.stop();
});

let people = 0;
async function survey() {
  people += 1;
  return (await sonda.link(VISIT, await contact(sonda, `look${people}@example.com`))).url;
}

behaviour('at 320 pixels nothing scrolls sideways, in any language, with errors and without', { viewport: { width: 320, height: 568 } }, async ({ page }) => {
  const link = await survey();
  for (const address of [`${sonda.url}/f/${DEMO.id}`, link]) {
    for (const language of LANGUAGES) {
      await page.goto(`${address}?lang=${language}`);
      await ready(page);
      assert.deepEqual(await overflow(page), [], `${address} ${language}`);
      await send(page).click();
      await page.locator('.sonda-error').first().waitFor();
      assert.deepEqual(await overflow(page), [], `${address} ${language} with errors`);
    }
  }
  await page.goto(link);
  await ready(page);
  await look(page, 'narrow-320');
});

behaviour('at 320 pixels the embedded form fits its page', { viewport: { width: 320, height: 568 } }, async ({ page }) => {
  await page.goto(host.url);
  await ready(page.locator('sonda-form'));
  assert.deepEqual(await overflow(page), []);
  await look(page, 'narrow-320-embedded', { within: 'sonda-form' });
});

behaviour('at 400 % zoom nothing scrolls sideways and the survey can be sent', { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 }, async ({ page }) => {
  await page.goto(await survey());
  await ready(page);
  await answer(page, OPINION);
  assert.deepEqual(await overflow(page), []);
  await look(page, 'zoom-400');
  await send(page).click();
  await page.getByRole('heading', { name: 'Thank you for your time' }).waitFor();
  assert.deepEqual(await overflow(page), []);
});

behaviour('with letters twice as large, as a reader may set them, nothing is cut off', { viewport: { width: 640, height: 800 } }, async ({ page }) => {
  await page.goto(await survey());
  await ready(page);
  const size = () => page.locator('main .sonda-title').first().evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  const before = await size();
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
  });
  assert.equal(await size(), before * 2);
  assert.deepEqual(await overflow(page), []);
  await look(page, 'letters-200');
});

behaviour('on a dark screen the form is dark, in every state', { ...PHONE, colorScheme: 'dark' }, async ({ page }) => {
  await page.goto(await survey());
  await ready(page);
  const shade = await page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number));
  assert.ok(shade.slice(0, 3).every((part) => part < 80), `the page's ground is ${shade}`);
  await look(page, 'dark-survey');
  await send(page).tap();
  await page.locator('.sonda-error').first().waitFor();
  await look(page, 'dark-survey-errors');
  await answer(page, OPINION, 'tap');
  await look(page, 'dark-survey-filled');
  await send(page).tap();
  await page.getByRole('heading', { name: 'Thank you for your time' }).waitFor();
  await look(page, 'dark-survey-sent');
});

behaviour('on a dark desktop the lead form is dark', { colorScheme: 'dark' }, async ({ page }) => {
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  await ready(page);
  await answer(page, LEAD);
  await look(page, 'dark-lead');
});

behaviour('who asks for stillness gets it', { reducedMotion: 'reduce' }, async ({ page }) => {
  await page.goto(await survey());
  await ready(page);
  const moving = await page.evaluate(() => [...document.querySelectorAll('*')]
    .filter((element) => {
      const style = getComputedStyle(element);
      const seconds = `${style.transitionDuration},${style.animationDuration}`.split(',').map((one) => Number.parseFloat(one) * (one.includes('ms') ? 0.001 : 1));
      return seconds.some((one) => one > 0.01) || style.scrollBehavior === 'smooth';
    })
    .map((element) => element.outerHTML.slice(0, 80)));
  assert.deepEqual(moving, []);
});

behaviour('with forced colours what is chosen can still be told from what is not', { forcedColors: 'active' }, async ({ page }) => {
  await page.goto(await survey());
  await ready(page);
  for (const [name, one, other] of [['visit', '2', '4'], ['recommend', '3', '8'], ['arrival', 'late', 'on_time']]) {
    await label(page, name, one).click();
    const before = await shot(page, name, one);
    await label(page, name, other).click();
    await page.evaluate(() => document.activeElement.blur());
    const after = await shot(page, name, one);
    assert.ok(!before.equals(after), name);
  }
  await look(page, 'forced-colours', { forcedColors: true });
});

/** The label of an option as it looks without the focus. */
async function shot(page, name, value) {
  await page.evaluate(() => document.activeElement.blur());
  return label(page, name, value).screenshot();
}

behaviour('with forced colours and a dark ground the errors are readable', { forcedColors: 'active', colorScheme: 'dark' }, async ({ page }) => {
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  await ready(page);
  await send(page).click();
  await page.locator('.sonda-error').first().waitFor();
  await look(page, 'forced-colours-dark-errors', { forcedColors: true });
});

behaviour('on a desktop the pages look as they should', async ({ page }) => {
  await page.goto(await survey());
  await ready(page);
  await look(page, 'survey-desktop');
  await answer(page, OPINION);
  await look(page, 'survey-desktop-filled');
  await page.goto(`${sonda.url}/f/${PROBLEM.id}`);
  await ready(page);
  await look(page, 'problem-desktop');
});
