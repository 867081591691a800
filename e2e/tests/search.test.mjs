// The search over a long list: an editable combobox with the keys that the ARIA Authoring Practices name.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour, PHONE } from '../support/browser.mjs';
import { field, GALLERY, held, send } from '../support/forms.mjs';
import { embedding, Host } from '../support/host.mjs';
import { look } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';
import { spoken } from '../support/spoken.mjs';

let sonda;
let host;
before(async () => {
  sonda = await Sonda.start();
  host = await Host.start(sonda, { '/': embedding('<sonda-form form="gallery" lang="pl"></sonda-form>') });
  const required = structuredClone(GALLERY);
  required.settings.allowed_origins = [host.url];
  required.content.questions.find(({ id }) => id === 'country').required = true;
  await sonda.publish(required);
});
after(async () => {
  host?.stop();
  await sonda?.stop();
});

const country = async (scope) => (await held(scope, ['country'])).country;
const options = (scope) => scope.getByRole('listbox', { name: /live|kraju/ }).getByRole('option').allTextContents();
const active = (box) => box.evaluate((input) => input.getRootNode().getElementById(input.getAttribute('aria-activedescendant'))?.textContent);

async function open(page, name = /Where do you live/) {
  await page.goto(`${sonda.url}/f/gallery?lang=en`);
  await ready(page);
  const box = page.getByRole('combobox', { name }).and(page.locator('input'));
  await box.waitFor();
  return box;
}

behaviour('typing filters, arrows mark, Enter chooses', async ({ page }) => {
  const box = await open(page);
  assert.equal(await box.getAttribute('aria-expanded'), 'false');
  await box.focus();
  await page.keyboard.type('po');
  assert.equal(await box.getAttribute('aria-expanded'), 'true');
  assert.deepEqual(await options(page), ['Poland', 'Portugal']);
  assert.equal(await active(box), 'Poland', 'the first is marked');
  await page.keyboard.press('ArrowDown');
  assert.equal(await active(box), 'Portugal');
  await page.keyboard.press('ArrowDown');
  assert.equal(await active(box), 'Portugal', 'the list ends');
  await look(page, 'search-open');
  await page.keyboard.press('Enter');
  assert.equal(await box.inputValue(), 'Portugal');
  assert.equal(await country(page), 'pt');
  assert.equal(await box.getAttribute('aria-expanded'), 'false');
  assert.equal(await page.evaluate(() => document.querySelector('.sonda-summary')), null, 'Enter did not send the form');
});

behaviour('the list is opened by an arrow, walked through, and left as it was by Escape', async ({ page }) => {
  const box = await open(page);
  await box.focus();
  await page.keyboard.press('ArrowDown');
  assert.equal((await options(page)).length, 30);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('PageDown');
  assert.equal(await active(box), 'Estonia');
  await page.keyboard.press('Escape');
  assert.equal(await box.getAttribute('aria-expanded'), 'false');
  assert.equal(await country(page), '');
  await page.keyboard.type('fra');
  await page.keyboard.press('Tab');
  assert.equal(await country(page), 'fr', 'Tab takes what is marked');
  await box.focus();
  await page.keyboard.type('xyz');
  await page.getByText('Nothing found').waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await box.inputValue(), 'France', 'what names nothing changes nothing');
  await box.fill('');
  await page.keyboard.press('Tab');
  assert.equal(await country(page), '', 'nothing is an answer as well');
});

behaviour('marks and case make no difference', async ({ page }) => {
  await page.goto(`${sonda.url}/f/gallery?lang=pl`);
  await ready(page);
  const box = page.getByRole('combobox', { name: /W jakim kraju/ }).and(page.locator('input'));
  await box.fill('wlochy');
  assert.deepEqual(await options(page), ['Włochy']);
  await box.fill('BRYT');
  assert.deepEqual(await options(page), ['Wielka Brytania']);
});

behaviour('it is chosen by touch', PHONE, async ({ page }) => {
  const box = await open(page);
  await box.tap();
  await page.getByRole('option', { name: 'Belgium' }).tap();
  assert.equal(await country(page), 'be');
  assert.equal(await box.inputValue(), 'Belgium');
  await box.tap();
  const row = await page.getByRole('option', { name: 'Belgium' }).boundingBox();
  assert.ok(row.height >= 44);
  assert.equal(await page.getByRole('option', { name: 'Belgium' }).getAttribute('aria-selected'), 'true');
  await look(page, 'search-phone');
});

behaviour('its title and its error are heard, and the summary leads to it', async ({ page }) => {
  const box = await open(page);
  await send(page).click();
  await page.getByRole('link', { name: /Where do you live\? – Please answer/ }).click();
  assert.equal(await box.evaluate((input) => input === document.activeElement), true);
  const heard = await spoken(box);
  assert.equal(heard.role, 'combobox');
  assert.equal(heard.name, 'Where do you live?');
  assert.equal(heard.invalid, 'true');
  assert.equal(heard.required, true);
  assert.match(heard.description, /Type to search\..*Please answer this question/);
  assert.equal((await spoken(field(page, 'country'))).ignored, true, 'and the field behind it is not');
  await box.fill('Japan');
  await page.keyboard.press('Enter');
  await page.locator('[id="sonda-country.error"]').waitFor({ state: 'detached' });
  assert.equal((await spoken(box)).invalid, 'false');
  await page.getByText('Where do you live?', { exact: true }).click();
  assert.equal(await box.evaluate((input) => input === document.activeElement), true, 'the title leads to it');
});

behaviour('in a page of another site it works alike, and a draft brings the choice back', async ({ page }) => {
  await page.goto(host.url);
  const form = page.locator('sonda-form');
  await ready(form);
  const box = form.getByRole('combobox', { name: /W jakim kraju/ }).and(page.locator('input'));
  await box.fill('nor');
  assert.deepEqual(await options(form), ['Norwegia']);
  await look(page, 'search-embedded', { within: 'sonda-form' });
  await page.keyboard.press('Enter');
  assert.equal(await country(form), 'no');
  await page.reload();
  await ready(form);
  await box.waitFor();
  assert.equal(await box.inputValue(), 'Norwegia');
});

behaviour('a long list of checkboxes can be filtered, and keeps what is chosen in sight', async ({ page }) => {
  await open(page);
  const list = page.locator('.sonda-scroll');
  const shown = () => list.locator('label:visible').allInnerTexts();
  const filter = page.getByRole('searchbox', { name: 'Search in the options' });
  await page.getByRole('checkbox', { name: 'Japan' }).check();
  await filter.fill('ira');
  await page.getByText('Nothing found').waitFor({ state: 'hidden' });
  assert.deepEqual(await shown(), ['Japan']);
  await filter.fill('land');
  assert.deepEqual(await shown(), ['Finland', 'Ireland', 'Japan', 'Netherlands', 'Poland']);
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('.sonda-summary').count(), 0, 'Enter does not send the form');
});
