// Sharing a form: its address and QR code, in somebody's own page, personal links, and messages with them.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { behaviour, DESKTOP, PHONE } from '../support/browser.mjs';
import { enter, settled } from '../support/console.mjs';
import { look } from '../support/look.mjs';
import { Sonda } from '../support/sonda.mjs';
import { until } from '../support/until.mjs';

const LEAD = 'request-a-demo';
const SURVEY = 'after-the-service-visit';

let sonda;
before(async () => {
  sonda = await Sonda.start({ demo: true });
});
after(() => sonda?.stop());

async function share(page, form, way = '') {
  await page.goto(`${sonda.url}/console/forms/${form}/share${way && `/${way}`}`);
  await page.locator('.ways').waitFor();
  await settled(page);
}

/** The state of a link as the list shows it. */
const stateOf = async (form, label) => {
  const { links } = await sonda.admin('GET', `/forms/${form}/links?search=${encodeURIComponent(label)}`);
  return links[0]?.state;
};

behaviour('the address and its QR code say what the form begins with', async ({ page }) => {
  await enter(page, sonda);
  await share(page, LEAD);
  await page.getByText('Language, campaign and values').click();
  await page.getByLabel('Source (utm_source)').fill('leaflet & co');
  const address = page.getByLabel('Address', { exact: true });
  assert.equal(await address.textContent(), `${sonda.url}/f/${LEAD}?utm_source=leaflet%20%26%20co`);
  const code = page.getByAltText("QR code of the form's address");
  await until('the code is shown', () => code.evaluate((image) => image.complete && image.naturalWidth > 0 && image.src.includes('leaflet')));
  for (const kind of ['SVG', 'PNG']) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: `Save as ${kind}` }).click()]);
    assert.equal(download.suggestedFilename(), `${LEAD}-qr.${kind.toLowerCase()}`);
  }
  await look(page, 'console-share-public');
});

behaviour('the sample page shows the form as its code would, and sends nothing', async ({ page }) => {
  await enter(page, sonda);
  await share(page, LEAD, 'page');
  const sample = page.frameLocator('.sample iframe');
  await sample.locator('sonda-form .sonda-heading').waitFor();
  const before = (await sonda.responses({ id: LEAD })).length;
  await sample.getByRole('textbox').first().fill('Anna');
  await page.getByLabel('Place').selectOption('popup');
  const code = page.getByLabel('Code for your page');
  await until('the code follows', async () => (await code.textContent()).includes('display="popup"'));
  await sample.getByRole('link', { name: 'Tell us what you think' }).click();
  await sample.locator('dialog[open] .sonda-heading').waitFor();
  await look(page, 'console-share-page');
  assert.equal((await sonda.responses({ id: LEAD })).length, before);
});

behaviour('a personal link is made, opened by a touch alone, and withdrawn', async ({ page, context }) => {
  await enter(page, sonda);
  await share(page, SURVEY, 'people');
  await page.getByRole('button', { name: 'Add one' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add one' });
  await dialog.getByLabel('E-mail').fill('nobody');
  await dialog.getByLabel('Name', { exact: true }).fill('Ewa Touch');
  await dialog.getByLabel('E-mail').fill('ewa@example.com');
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  const address = await dialog.getByLabel('Address', { exact: true }).textContent();
  await dialog.getByAltText('QR code of the personal link').waitFor();
  await look(page, 'console-share-one');
  await page.keyboard.press('Escape');
  await page.getByRole('row', { name: /Ewa Touch/ }).getByText('Made', { exact: true }).first().waitFor();

  await fetch(address);
  const visitor = await context.newPage();
  await visitor.goto(address);
  await visitor.locator('.sonda-heading').first().waitFor();
  await visitor.waitForLoadState('networkidle');
  assert.equal(await stateOf(SURVEY, 'Ewa Touch'), 'made', 'fetching it opens nothing');
  await visitor.keyboard.press('Tab');
  await until('it is opened', async () => (await stateOf(SURVEY, 'Ewa Touch')) === 'opened');
  await visitor.close();

  await page.reload();
  const row = page.getByRole('row', { name: /Ewa Touch/ });
  await row.getByText('Opened', { exact: true }).waitFor();
  await row.getByRole('button', { name: 'New address' }).click();
  const asked = page.locator('dialog.asking[open]');
  await look(page, 'console-share-new-address');
  await asked.getByRole('button', { name: 'New address' }).click();
  const told = page.locator('dialog.modal[open]');
  assert.notEqual(await told.getByLabel('Address', { exact: true }).textContent(), address);
  assert.equal((await fetch(address)).status, 404, 'the address of before opens nothing');
  await page.keyboard.press('Escape');
  await row.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Withdraw them' }).click();
  await asked.getByRole('button', { name: 'Cancel' }).click();
  await asked.waitFor({ state: 'detached' });
  assert.equal(await row.getByText('Withdrawn', { exact: true }).count(), 0);
  await page.getByRole('button', { name: 'Withdraw them' }).click();
  await asked.getByRole('button', { name: 'Withdraw' }).click();
  await page.getByText('1 link was withdrawn.').waitFor();
  await row.getByText('Withdrawn', { exact: true }).waitFor();
});

behaviour('a table becomes links, with what is wrong said row by row', async ({ page }) => {
  await enter(page, sonda);
  await share(page, SURVEY, 'many');
  const rows = Array.from({ length: 120 }, (_, n) => `Person ${n};p${n}@many.example;en`);
  const text = ['Name;E-mail;Language', ...rows, 'Nobody;;en', 'Typo;typo@;en', 'Again;p1@many.example;en'].join('\r\n');
  await page.getByLabel('File with people').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.getByText('120 links to be made').waitFor();
  await page.getByText('2 rows with a fault').waitFor();
  await page.getByText('is no e-mail address').waitFor();
  await page.getByLabel('E-mail: what it is').selectOption('ignore');
  await page.getByText('123 rows with a fault').waitFor();
  await page.getByLabel('E-mail: what it is').selectOption('email');
  await page.getByText('120 links to be made').waitFor();
  await look(page, 'console-share-many');
  await page.getByRole('button', { name: 'Make 120 links' }).click();
  await page.getByText('Done: 120 links were made.').waitFor();
  await page.getByText('2 rows failed.').waitFor();
  await look(page, 'console-share-done');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as CSV' }).click()]);
  const file = readFileSync(await download.path(), 'utf8');
  assert.equal(file.match(/;made;/g).length, 120);
  const address = file.match(/http\S+\/s\/\w+/)[0];
  assert.equal((await fetch(address)).status, 200);
  await page.getByRole('button', { name: 'Forget them now' }).waitFor();
  await page.getByRole('link', { name: 'See the links' }).click();
  await page.getByLabel('Name, e-mail or contact').fill('p119');
  await page.keyboard.press('Enter');
  await until('one is found', async () => (await page.locator('table.links tbody tr').count()) === 1);
});

behaviour('what is asked for last is what the list shows, whichever answer comes first', async ({ page }) => {
  for (const n of [1, 2, 3]) await sonda.admin('POST', `/forms/${SURVEY}/links`, { person: { email: `early-${n}@race.example` } });
  await enter(page, sonda);
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await page.route(`**/api/v1/forms/${SURVEY}/links?*`, async (route) => {
    if (route.request().url().endsWith('search=')) await held;
    await route.continue();
  });
  await page.goto(`${sonda.url}/console/forms/${SURVEY}/share/people`);
  await page.getByLabel('Name, e-mail or contact').fill('early-2@race');
  await page.keyboard.press('Enter');
  await page.locator('table.links tbody tr').first().waitFor();
  const late = page.waitForResponse((response) => response.url().endsWith('search='));
  release();
  await late;
  await settled(page);
  assert.equal(await page.locator('table.links tbody tr').count(), 1);
});

behaviour('an SMS says how long it is and why', async ({ page }) => {
  await enter(page, sonda);
  await share(page, SURVEY, 'message');
  const text = page.getByRole('textbox', { name: 'Text of the message' });
  await text.fill('Dzień dobry {name}: {link}');
  await page.getByText('“ń” cannot be sent in the short alphabet').waitFor();
  await page.getByRole('button', { name: 'Write it in plain letters' }).click();
  assert.equal(await text.inputValue(), 'Dzien dobry {name}: {link}');
  await page.getByText('up to 160 characters each').waitFor();
  await page.getByText('A question in an e-mail').waitFor();
  await page.locator('.letter a').first().waitFor();
  await look(page, 'console-share-message');
});

for (const [name, language, settings] of [
  ['phone-dark', 'pl', { ...PHONE, colorScheme: 'dark' }],
  ['desktop-dark', 'uk', { ...DESKTOP, colorScheme: 'dark' }],
]) {
  behaviour(`every way of sharing reads well: ${name}, ${language}`, settings, async ({ page }) => {
    await enter(page, sonda, { language });
    for (const way of ['', 'page', 'people', 'many', 'message']) {
      await share(page, SURVEY, way);
      if (way === 'many') {
        await page.locator('textarea').fill('Anna;anna@example.com\nJan;jan@\n');
        await page.locator('.sources form button').click();
        await page.locator('.tally').waitFor();
      }
      await look(page, `console-share-${way || 'public'}-${name}`);
    }
  });
}

behaviour('what is open stays open while the server is slow, and a link that was made is told even where its dialog was closed', async ({ page }) => {
  await enter(page, sonda);
  const held = [];
  let asked = 0;
  await page.route(`**/api/v1/forms/${SURVEY}/share`, (route) => {
    asked += 1;
    return route.continue();
  });
  await share(page, SURVEY);
  await page.getByRole('link', { name: 'Personal links' }).click();
  await page.getByRole('button', { name: 'Add one' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add one' });
  await dialog.getByLabel('Name', { exact: true }).fill('Late Larry');
  await dialog.getByLabel('E-mail').fill('larry@example.com');
  assert.equal(asked, 1, 'another way of passing on is no other form');
  await page.route(`**/api/v1/forms/${SURVEY}/links`, (route) => new Promise((go) => held.push(() => go(route.continue()))));
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  await until('the link is asked for', () => held.length === 1);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  held[0]();
  await until('the link is made', async () => (await stateOf(SURVEY, 'Late Larry')) === 'made');
  await page.getByRole('row', { name: /Late Larry/ }).waitFor();
});
