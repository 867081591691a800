// `sonda serve --demo`: what a newcomer opens first.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour, PHONE } from '../support/browser.mjs';
import { answer, LEAD, OPINION, send } from '../support/forms.mjs';
import { look, picture } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';

let sonda;
before(async () => {
  sonda = await Sonda.start({ demo: true });
});
after(() => sonda?.stop());

behaviour('the page that embeds a form turns a visitor into a lead', async ({ page }) => {
  await page.goto(sonda.printed(/http:\S+\/(?= )/));
  const form = page.locator('sonda-form');
  await ready(form);
  await picture(page, 'demo-host');
  await answer(form, LEAD);
  await send(form).click();
  await form.getByRole('heading', { name: 'Thank you, we have your request' }).waitFor();
  const [line] = await sonda.recordsWhere('lead', (values) => values.email === LEAD.email);
  assert.match(sonda.command('records', 'lead'), new RegExp(line.id), 'and the command shows it');
});

behaviour('the existing form becomes a case', async ({ page }) => {
  await page.goto(sonda.printed(/http:\S+\/plain/));
  await page.getByLabel('What is wrong').fill('Salt in the tea');
  await page.getByLabel('It is about').selectOption('equipment');
  await page.getByLabel('This week, please').check();
  await page.getByLabel('What happened?').fill('It began on Monday.');
  await page.getByLabel('Your name').fill('Zofia Lis');
  await page.getByLabel('E-mail').fill('zofia@example.com');
  await page.getByLabel('Phone').fill('+48 601 000 000');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('heading', { name: 'We are on our way' }).waitFor();
  await look(page, 'demo-thanks');
  const [found] = await sonda.recordsWhere('case', (values) => values.title === 'Salt in the tea');
  assert.equal(found.values.priority, 'normal');
});

behaviour('the personal link opens the survey', PHONE, async ({ page }) => {
  await page.goto(sonda.printed(/http:\S+\/s\/\w+/));
  await ready(page);
  await answer(page, OPINION, 'tap');
  await send(page).tap();
  await page.getByRole('heading', { name: 'Thank you for your time' }).waitFor();
  await sonda.recordsWhere('question_response', () => true, 6);
});
