// Both forms with JavaScript off: complete pages, plain posts, errors beside their fields, answers kept.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour, NO_JAVASCRIPT, PHONE } from '../support/browser.mjs';
import { answer, contact, DEMO, held, LEAD, OPINION, PROBLEM, send, VISIT } from '../support/forms.mjs';
import { look } from '../support/look.mjs';
import { Sonda } from '../support/sonda.mjs';
import { submissions } from '../support/traffic.mjs';

let sonda;
before(async () => {
  sonda = await Sonda.start({ forms: [DEMO, PROBLEM, VISIT] });
});
after(() => sonda?.stop());

behaviour('the lead form is read, filled in and sent', NO_JAVASCRIPT, async ({ page }) => {
  await page.goto(`${sonda.url}/f/${DEMO.id}?utm_source=letter`);
  await page.getByRole('heading', { level: 1, name: 'Request a demo' }).waitFor();
  await look(page, 'nojs-lead');
  await answer(page, { ...LEAD, email: 'nojs@example.com' });
  await send(page).click();
  await page.waitForURL('**/sent**');
  await page.getByRole('heading', { name: 'Thank you, we have your request' }).waitFor();
  await look(page, 'nojs-lead-sent');
  const [lead] = await sonda.recordsWhere('lead', (values) => values.email === 'nojs@example.com');
  assert.equal(lead.values.name, LEAD.name);
  assert.equal(lead.values.company, LEAD.company);
  assert.equal(lead.values.message, LEAD.message);
  assert.equal(lead.values.consent, true);
  assert.equal(lead.values.language, 'en');
});

behaviour('the lead form with mistakes comes back with the errors beside their fields and the answers kept', NO_JAVASCRIPT, async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 422/);
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  const given = { ...LEAD, email: 'anna@', message: '</textarea> "quoted" & 1 < 2\n\nlast line' };
  delete given.consent;
  await answer(page, given);
  await send(page).click();
  const email = page.getByLabel('E-mail');
  await page.getByText('Please correct these answers:').waitFor();
  assert.equal(await email.getAttribute('aria-invalid'), 'true');
  await assertDescribed(email, /Please enter an e-mail address/);
  await assertDescribed(page.getByRole('checkbox'), /Your consent is needed/);
  assert.equal(await page.locator('.sonda-error').count(), 2);
  assert.deepEqual(await held(page, Object.keys(given)), given);
  await look(page, 'nojs-lead-errors');

  await page.getByRole('link', { name: /E-mail – Please enter/ }).click();
  assert.equal(await email.evaluate((input) => input === document.activeElement), true, 'the summary leads to the field');
  await email.fill('mended@example.com');
  await page.getByRole('checkbox').check();
  await send(page).click();
  await page.getByRole('heading', { name: 'Thank you, we have your request' }).waitFor();
  const [lead] = await sonda.recordsWhere('lead', (values) => values.email === 'mended@example.com');
  assert.equal(lead.values.message, given.message);
});

behaviour('the survey is filled in by its short link on a phone and becomes rows on the contact', { ...PHONE, ...NO_JAVASCRIPT }, async ({ page }) => {
  const anna = await contact(sonda, 'anna.nojs@example.com');
  const link = await sonda.link(VISIT, anna);
  await page.goto(link.url);
  await look(page, 'nojs-survey-phone');
  await answer(page, OPINION, 'tap');
  await send(page).tap();
  await page.getByRole('heading', { name: 'Thank you for your time' }).waitFor();
  const rows = await sonda.recordsWhere('question_response', (values) => values.contact === anna, 6);
  const said = Object.fromEntries(rows.map(({ values }) => [values.question, values]));
  assert.equal(Number(said.visit.number), 4);
  assert.equal(said.visit.comment, 'Quick and tidy');
  assert.equal(Number(said.recommend.number), 9);
  assert.equal(said.improve.text, OPINION.improve);
});

behaviour('the survey without its required answers says so and keeps the rest', { ...PHONE, ...NO_JAVASCRIPT }, async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 422/);
  const link = await sonda.link(VISIT, await contact(sonda, 'piotr.nojs@example.com'));
  await page.goto(link.url);
  const given = { ...OPINION, visits: '77' };
  delete given.recommend;
  await answer(page, given, 'tap');
  await send(page).tap();
  await page.getByText('Please correct these answers:').waitFor();
  assert.equal(await page.getByRole('radiogroup', { name: 'Would you recommend us' }).getAttribute('aria-invalid'), 'true');
  await assertDescribed(page.getByLabel('How many visits did it take?'), /too large \(at most 50\)/);
  assert.deepEqual(await held(page, Object.keys(given)), given);
  await look(page, 'nojs-survey-phone-errors');
  await answer(page, { recommend: '0', visits: '7' }, 'tap');
  await send(page).tap();
  await page.getByRole('heading', { name: 'Thank you for your time' }).waitFor();
});

behaviour('after sending, reloading and going back store nothing a second time', NO_JAVASCRIPT, async ({ page }) => {
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  await answer(page, { ...LEAD, email: 'again@example.com' });
  await send(page).click();
  const thanks = page.getByRole('heading', { name: 'Thank you, we have your request' });
  await thanks.waitFor();
  const stored = (await sonda.responses(DEMO)).length;
  await page.reload();
  await thanks.waitFor();
  await page.goBack();
  await send(page).waitFor();
  assert.equal((await sonda.responses(DEMO)).length, stored);
});

behaviour('a personal link that was used says so when it is opened again', NO_JAVASCRIPT, async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 409/);
  const link = await sonda.link(VISIT, await contact(sonda, 'used.nojs@example.com'));
  await page.goto(link.url);
  await answer(page, { visit: '5', recommend: '10' });
  await send(page).click();
  await page.getByRole('heading', { name: 'Thank you for your time' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Already filled in' }).waitFor();
  assert.equal((await page.goto(link.url)).status(), 409);
  await page.getByRole('heading', { level: 1, name: 'Already filled in' }).waitFor();
});

behaviour('when the thanks are lost on the way, sending the same page again gets them and stores nothing more', NO_JAVASCRIPT, async (visitor) => {
  const { page } = visitor;
  visitor.expects(/net::ERR_CONNECTION_RESET/);
  const posts = submissions(page);
  let lost = false;
  await page.route(`**/f/${DEMO.id}`, async (route) => {
    if (lost || route.request().method() !== 'POST') return route.continue();
    lost = true;
    await route.fetch({ maxRedirects: 0 });
    return route.abort('connectionreset');
  });
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  const before = (await sonda.responses(DEMO)).length;
  await answer(page, { ...LEAD, email: 'twice@example.com' });
  await send(page).click();
  await page.waitForURL('chrome-error://**');
  assert.equal((await sonda.responses(DEMO)).length, before + 1, 'the server has it');
  await page.reload();
  await page.getByRole('heading', { name: 'Thank you, we have your request' }).waitFor();
  assert.equal(posts.length, 2);
  assert.equal((await sonda.responses(DEMO)).length, before + 1);
});

async function assertDescribed(input, expected) {
  const ids = (await input.getAttribute('aria-describedby')).split(' ');
  const texts = await Promise.all(ids.map((id) => input.page().locator(`[id="${id}"]`).innerText()));
  assert.match(texts.join(' '), expected);
}
