// Mistakes are said where they are made, in words, and no longer than they are there.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour } from '../support/browser.mjs';
import { answer, contact, DEMO, field, LEAD, PROBLEM, send, VISIT } from '../support/forms.mjs';
import { look } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';
import { submissions } from '../support/traffic.mjs';

let sonda;
before(async () => {
  sonda = await Sonda.start({ forms: [DEMO, PROBLEM, VISIT] });
});
after(() => sonda?.stop());

const errors = (page) => page.locator('.sonda-error');

behaviour('leaving a field with a mistake in it says so beside it, and correcting it takes the error away', async ({ page }) => {
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  await ready(page);
  const email = page.getByLabel('E-mail');
  await email.fill('anna@');
  assert.equal(await errors(page).count(), 0, 'nothing is said while it is being typed');
  await page.keyboard.press('Tab');
  await errors(page).getByText('Please enter an e-mail address').waitFor();
  assert.equal(await email.getAttribute('aria-invalid'), 'true');
  const described = await email.getAttribute('aria-describedby');
  assert.match(await page.locator(`[id="${described}"]`).innerText(), /Please enter an e-mail address/);
  await look(page, 'error-on-leaving');
  await email.fill('anna@example.com');
  await errors(page).waitFor({ state: 'detached' });
  assert.equal(await email.getAttribute('aria-invalid'), null);
});

behaviour('a field that is passed through empty is not complained about', async ({ page }) => {
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  await ready(page);
  await page.getByLabel('Your name').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.getByLabel('Phone').fill('12');
  await page.keyboard.press('Tab');
  await errors(page).getByText('Please enter a telephone number').waitFor();
  assert.equal(await errors(page).count(), 1, 'of the phone alone');
});

behaviour('sending with mistakes lists them all, leads to the first, and sends nothing', async ({ page }) => {
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  await ready(page);
  const posts = submissions(page);
  await answer(page, { company: 'Mill', email: 'not an address', phone: '+48 601 234 567' });
  await send(page).click();
  await page.getByRole('alert').getByText('Please correct these answers:').waitFor();
  assert.deepEqual(await errors(page).allInnerTexts(), [
    'Please answer this question.',
    'Please enter an e-mail address, for example anna@example.com.',
    'Please answer this question.',
    'Your consent is needed to send this form.',
  ]);
  assert.equal(await focused(page), 'name');
  await look(page, 'error-summary');
  await page.getByRole('link', { name: /What would you like to see\? – Please answer/ }).click();
  assert.equal(await focused(page), 'interest');
  assert.equal(posts.length, 0);

  await answer(page, LEAD);
  await page.locator('.sonda-error').first().waitFor({ state: 'detached' });
  await send(page).click();
  await page.getByRole('heading', { name: 'Thank you, we have your request' }).waitFor();
  assert.equal(posts.length, 1);
});

behaviour('a survey names what is missing and what is too much', async ({ page }) => {
  const link = await sonda.link(VISIT, await contact(sonda, 'errors@example.com'));
  await page.goto(link.url);
  await ready(page);
  await answer(page, { went_well: ['manners', 'skill', 'explanation', 'tidiness'], visits: '2.5' });
  await send(page).click();
  await page.getByRole('alert').getByText('Please correct these answers:').waitFor();
  assert.deepEqual(await errors(page).allInnerTexts(), [
    'Please answer this question.',
    'Please answer this question.',
    'Please choose at most 3 options.',
    'Please enter a whole number.',
  ]);
  assert.equal(await focused(page), 'visit');
  await look(page, 'survey-errors');
  await answer(page, { visit: '3', recommend: '5', went_well: ['skill'], visits: '2' });
  await errors(page).first().waitFor({ state: 'detached' });
  await send(page).click();
  await page.getByRole('heading', { name: 'Thank you for your time' }).waitFor();
});

behaviour('an error that only the server finds is shown beside its field', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 422/);
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  await ready(page);
  await page.route('**/responses', async (route) => {
    const body = JSON.parse(route.request().postData());
    body.answers.email = 'changed on the way';
    await route.continue({ postData: JSON.stringify(body) });
  });
  await answer(page, LEAD);
  await send(page).click();
  await errors(page).getByText('Please enter an e-mail address').waitFor();
  assert.equal(await focused(page), 'email');
  await page.unroute('**/responses');
  await field(page, 'email').fill('at.last@example.com');
  await send(page).click();
  await page.getByRole('heading', { name: 'Thank you, we have your request' }).waitFor();
});

/** The name of the field that has the focus. */
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute('name'));
