// A survey opened on a phone by the short link of an SMS, and what becomes of it in the CRM.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour, PHONE } from '../support/browser.mjs';
import { answer, contact, label, OPINION, PROBLEM, send, VISIT } from '../support/forms.mjs';
import { look } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';

let sonda;
before(async () => {
  sonda = await Sonda.start({ forms: [PROBLEM, VISIT] });
});
after(() => sonda?.stop());

behaviour('is filled in by touch, and becomes a row for each question on the right contact', PHONE, async ({ page }) => {
  const anna = await contact(sonda, 'anna@example.com');
  const piotr = await contact(sonda, 'piotr@example.com');
  await sonda.link(VISIT, anna);
  const link = await sonda.link(VISIT, piotr);
  assert.ok(new URL(link.url).pathname.length <= 16, 'the link fits an SMS');
  await page.goto(link.url);
  await ready(page);
  await look(page, 'survey-phone');
  await answer(page, OPINION, 'tap');
  await look(page, 'survey-phone-filled');
  await send(page).tap();
  await page.getByRole('heading', { name: 'Thank you for your time' }).waitFor();
  await look(page, 'survey-phone-sent');

  const [survey] = await sonda.recordsWhere('survey_response', (values) => values.contact === piotr);
  assert.equal(survey.values.nps_score, 9);
  assert.equal(survey.values.link, link.id);
  const rows = await sonda.recordsWhere('question_response', (values) => values.survey_response === survey.id, 6);
  const said = Object.fromEntries(rows.map(({ values }) => [values.question, [values.type, values.number, values.text, values.comment]]));
  assert.deepEqual(said, {
    visit: ['rating', '4', '4', 'Quick and tidy'],
    recommend: ['nps', '9', '9', undefined],
    arrival: ['single_choice', undefined, 'Late, but told us', undefined],
    went_well: ['multiple_choice', undefined, 'Skilled work; Everything left tidy', undefined],
    visits: ['number', '2', '2', undefined],
    improve: ['long_text', undefined, 'A call before you come.', undefined],
  });
  assert.ok(rows.every(({ values }) => values.contact === piotr));
  assert.equal((await sonda.records('survey_response')).filter(({ values }) => values.contact === anna).length, 0);
});

behaviour('a touch on another star changes the rating', PHONE, async ({ page }) => {
  const link = await sonda.link(VISIT, await contact(sonda, 'stars@example.com'));
  await page.goto(link.url);
  await ready(page);
  for (const star of ['5', '2']) await label(page, 'visit', star).tap();
  assert.equal(await page.getByRole('radio', { name: '2 of 5' }).isChecked(), true);
  assert.equal(await page.getByRole('radio', { name: '5 of 5' }).isChecked(), false);
});

behaviour('everything that is touched is large enough for a finger', PHONE, async ({ page }) => {
  const link = await sonda.link(VISIT, await contact(sonda, 'finger@example.com'));
  await page.goto(link.url);
  const small = await page.locator('label:has(input), button, textarea, input:not([type=radio], [type=checkbox], [type=hidden])').evaluateAll(
    (elements) => elements
      .filter((element) => !element.closest('[aria-hidden], [hidden]'))
      .map((element) => [element.textContent || element.name, element.getBoundingClientRect()])
      .filter(([, { width, height }]) => width < 24 || height < 44)
      .map(([name, { width, height }]) => `${name}: ${width} × ${height}`),
  );
  assert.deepEqual(small, []);
});

behaviour('opening the link, even many times, does not spend it', PHONE, async ({ page, context }) => {
  const link = await sonda.link(VISIT, await contact(sonda, 'scanner@example.com'));
  for (let time = 0; time < 3; time += 1) {
    const response = await context.request.get(link.url);
    assert.equal(response.status(), 200);
    assert.equal(response.headers()['referrer-policy'], 'no-referrer');
    assert.equal(response.headers()['cache-control'], 'no-store');
    assert.match(response.headers()['x-robots-tag'], /noindex/);
  }
  await page.goto(link.url);
  await ready(page);
  await answer(page, { visit: '5', recommend: '10' }, 'tap');
  await send(page).tap();
  await page.getByRole('heading', { name: 'Thank you for your time' }).waitFor();
});
