// A plain HTML form that somebody's site already has, on an origin of its own, posting to Sonda.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour, NO_JAVASCRIPT } from '../support/browser.mjs';
import { PROBLEM, variant } from '../support/forms.mjs';
import { DEMO_PAGES, Host } from '../support/host.mjs';
import { look } from '../support/look.mjs';
import { Sonda } from '../support/sonda.mjs';

const FIELD_NAMES = {
  short_text: 'subject', area: 'topic', prio: 'urgency', story: 'description', who: 'name', mail: 'email', tel: 'phone',
};
const elsewhere = DEMO_PAGES['/plain'].replace('{{HOST}}/thanks', 'https://elsewhere.example/');

let sonda;
let host;
let stranger;
before(async () => {
  sonda = await Sonda.start();
  host = await Host.start(sonda, { ...DEMO_PAGES, '/elsewhere': elsewhere, '/nowhere': DEMO_PAGES['/plain'].replace(/.*_return.*\n/, '') });
  stranger = await Host.start(sonda);
  const settings = { allowed_origins: [host.url], return_addresses: [`${host.url}/thanks`], field_names: FIELD_NAMES };
  await sonda.publish(variant(PROBLEM, PROBLEM.id, settings));
});
after(async () => {
  host?.stop();
  stranger?.stop();
  await sonda?.stop();
});

async function fillIn(page, email) {
  await page.getByLabel('Customer number').fill('B-1207');
  await page.getByLabel('What is wrong').fill('Salt in the tea');
  await page.getByLabel('It is about').selectOption({ label: 'the softener or a filter' });
  await page.getByLabel('There is no water').check();
  await page.getByLabel('What happened?').fill('It began on Monday.\nNow it is worse.');
  await page.getByLabel('Your name').fill('Zofia Lis');
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Send' }).click();
}

behaviour('its fields become a case under their own names, and the visitor returns to the site', NO_JAVASCRIPT, async ({ page }) => {
  await page.goto(`${host.url}/plain?utm_campaign=spring`);
  await look(page, 'existing-form');
  await fillIn(page, 'zofia@example.com');
  await page.waitForURL(`${host.url}/thanks`);
  await page.getByRole('heading', { name: 'We are on our way' }).waitFor();
  const [found] = await sonda.recordsWhere('case', (values) => values.title === 'Salt in the tea');
  assert.equal(found.values.category, 'Equipment');
  assert.equal(found.values.priority, 'high');
  assert.equal(found.values.description, 'It began on Monday.\nNow it is worse.');
  const [person] = await sonda.recordsWhere('contact', (values) => values.email === 'zofia@example.com');
  assert.equal(found.values.contact, person.id);
  const [response] = await sonda.responses(PROBLEM);
  assert.equal(response.context['extra.customer_no'], 'B-1207', 'what answers no question is kept beside the answers');
  assert.equal(response.context.page, `${host.url}/`, 'of the page, no more than the browser tells another site');
});

behaviour('without an address to return to, the visitor returns to the first that is allowed', NO_JAVASCRIPT, async ({ page }) => {
  await page.goto(`${host.url}/nowhere`);
  await fillIn(page, 'nowhere@example.com');
  await page.waitForURL(`${host.url}/thanks`);
});

behaviour('an address to return to that is not allowed is not gone to: Sonda says thanks itself', NO_JAVASCRIPT, async ({ page }) => {
  const visited = [];
  page.on('request', (request) => visited.push(new URL(request.url()).hostname));
  await page.goto(`${host.url}/elsewhere`);
  await fillIn(page, 'elsewhere@example.com');
  await page.getByRole('heading', { name: 'Thank you, your report has arrived' }).waitFor();
  assert.equal(new URL(page.url()).origin, sonda.url);
  await sonda.recordsWhere('contact', (values) => values.email === 'elsewhere@example.com');
  assert.ok(!visited.includes('elsewhere.example'), visited.join());
});

behaviour('posted from a site that is not allowed it is refused, and nothing is stored', NO_JAVASCRIPT, async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 403/);
  const stored = (await sonda.responses(PROBLEM)).length;
  await page.goto(`${stranger.url}/plain`);
  const posted = page.waitForResponse((response) => response.request().method() === 'POST');
  await fillIn(page, 'stranger@example.com');
  assert.equal((await posted).status(), 403);
  await page.getByRole('heading', { name: 'This page may not send the form' }).waitFor();
  await look(page, 'existing-form-not-allowed');
  assert.equal((await sonda.responses(PROBLEM)).length, stored);
});

behaviour('a mistake in it is shown on a page of Sonda with what was typed, and is sent from there, back to the site', NO_JAVASCRIPT, async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 422/);
  await page.goto(`${host.url}/plain`);
  await page.locator('form').evaluate((form) => form.setAttribute('novalidate', ''));
  await fillIn(page, 'zofia@');
  await page.getByText('Please correct these answers:').waitFor();
  assert.equal(await page.getByLabel('What happened?').inputValue(), 'It began on Monday.\nNow it is worse.');
  await look(page, 'existing-form-errors');
  await page.getByLabel('E-mail').fill('corrected@example.com');
  await page.getByRole('button', { name: 'Send the report' }).click();
  await page.waitForURL(`${host.url}/thanks`);
  await sonda.recordsWhere('contact', (values) => values.email === 'corrected@example.com');
});
