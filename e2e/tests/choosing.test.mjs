// Options that exclude others, and all options at once.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour, PHONE } from '../support/browser.mjs';
import { field, GALLERY, held, label } from '../support/forms.mjs';
import { embedding, Host } from '../support/host.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';
import { spoken } from '../support/spoken.mjs';

/** Seven options in an order of chance, and a last resort. */
const SHUFFLED = {
  sonda: 1, id: 'shuffled', kind: 'survey',
  content: { locales: ['en'], fallback_locale: 'en', title: { en: 'In any order' }, questions: [
    { id: 'topic', type: 'single_choice', title: { en: 'Topic' }, shuffled: true,
      options: [...'abcdefgo'].map((id) => ({ id, title: { en: id }, text: id === 'o' })) }] },
};

let sonda;
let host;
before(async () => {
  sonda = await Sonda.start();
  host = await Host.start(sonda, {
    '/': embedding('<sonda-form form="gallery" lang="en"></sonda-form>'),
    '/shuffled': embedding('<sonda-form form="shuffled"></sonda-form>'),
  });
  await sonda.publish({ ...SHUFFLED, settings: { allowed_origins: [host.url] } });
  await sonda.publish({ ...GALLERY, settings: { ...GALLERY.settings, allowed_origins: [host.url] } });
});
after(async () => {
  host?.stop();
  await sonda?.stop();
});

const chosen = async (scope) => [(await held(scope, ['liked'])).liked].flat().sort();
const all = (scope) => scope.getByRole('checkbox', { name: 'Select all' });

async function choose(scope, press) {
  for (const value of ['food', 'view']) await label(scope, 'liked', value)[press]();
  assert.deepEqual(await chosen(scope), ['food', 'view']);
  await label(scope, 'liked', 'none')[press]();
  assert.deepEqual(await chosen(scope), ['none'], 'it excludes the others');
  await label(scope, 'liked', 'quiet')[press]();
  assert.deepEqual(await chosen(scope), ['quiet'], 'and they exclude it');
}

behaviour('choosing an option that goes with no other takes the others back, and the other way round', async ({ page }) => {
  await page.goto(`${sonda.url}/f/gallery?lang=en`);
  await ready(page);
  await all(page).waitFor();
  await choose(page, 'click');
});

behaviour('so it does in a page of another site', PHONE, async ({ page }) => {
  await page.goto(host.url);
  const form = page.locator('sonda-form');
  await ready(form);
  await all(form).waitFor();
  await choose(form, 'tap');
});

behaviour('all options are chosen at once, but the one that goes with no other', async ({ page }) => {
  await page.goto(`${sonda.url}/f/gallery?lang=en`);
  await ready(page);
  await all(page).waitFor();
  assert.equal((await spoken(all(page))).checked, 'false');
  await label(page, 'liked', 'food').click();
  assert.equal((await spoken(all(page))).checked, 'mixed', 'some are chosen');
  await all(page).focus();
  await page.keyboard.press('Space');
  assert.deepEqual(await chosen(page), ['food', 'more', 'people', 'quiet', 'view']);
  assert.equal((await spoken(all(page))).checked, 'true');
  await label(page, 'liked', 'food').click();
  assert.equal((await spoken(all(page))).checked, 'mixed');
  await all(page).click();
  await all(page).click();
  assert.deepEqual(await chosen(page), ['']);
  await label(page, 'liked', 'none').click();
  assert.equal((await spoken(all(page))).checked, 'false');
  assert.equal(await all(page).getAttribute('name'), null, 'it is no answer');
});

behaviour('what a draft brings back is counted', async ({ page }) => {
  await page.goto(`${sonda.url}/f/gallery?lang=en`);
  await ready(page);
  await all(page).click();
  await field(page, 'liked').first().waitFor();
  await page.reload();
  await ready(page);
  await all(page).waitFor();
  assert.deepEqual(await chosen(page), ['food', 'more', 'people', 'quiet', 'view']);
  assert.equal((await spoken(all(page))).checked, 'true');
});

behaviour('the order in which options were shown is told by what is stored', async ({ page }) => {
  const orders = [];
  for (const address of [`${sonda.url}/f/shuffled`, `${host.url}/shuffled`]) {
    await page.goto(address);
    const scope = address.startsWith(host.url) ? page.locator('sonda-form') : page;
    await ready(scope);
    await field(scope, 'topic').first().waitFor();
    orders.push(await field(scope, 'topic').evaluateAll((inputs) => inputs.map((input) => input.value)));
    await label(scope, 'topic', 'c').click();
    await scope.locator('.sonda-send').click();
    await scope.locator('.sonda-sent').waitFor();
  }
  const stored = (await sonda.responses(SHUFFLED)).map((response) => response.option_order.topic);
  assert.deepEqual(stored, orders.reverse());
  assert.ok(stored.every((order) => order.at(-1) === 'o' && order.length === 8));
});
