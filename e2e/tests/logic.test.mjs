// A form changes as it is answered: what is asked, what must be answered, what is said and what is wrong.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour } from '../support/browser.mjs';
import { answer, field, label, send } from '../support/forms.mjs';
import { look } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';
import { TRIP } from '../support/walks.mjs';

let sonda;
before(async () => {
  sonda = await Sonda.start({ forms: [TRIP] });
});
after(() => sonda?.stop());

async function open(page) {
  await page.goto(`${sonda.url}/f/${TRIP.id}`);
  await ready(page);
}

/** What every response so far has for a question. */
const stored = async (question) => (await sonda.responses(TRIP)).map(({ answers }) => answers[question]?.answer?.value);

behaviour('a question comes and goes with the answer it depends on, and what is hidden is not sent', async ({ page }) => {
  await open(page);
  const plate = field(page, 'plate');
  assert.equal(await plate.isVisible(), false);
  await look(page, 'logic-hidden');
  await label(page, 'how', 'car').click();
  await plate.waitFor();
  await plate.fill('KR 12345');
  await look(page, 'logic-shown');
  await label(page, 'how', 'train').click();
  await plate.waitFor({ state: 'hidden' });
  assert.equal(await plate.isEnabled(), false, 'a plain post would not send it');
  await label(page, 'how', 'car').click();
  assert.equal(await plate.inputValue(), 'KR 12345', 'what was typed is still there');
  await label(page, 'how', 'train').click();
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await send(page).click();
  assert.equal('plate' in (await sent).postDataJSON().answers, false);
  await page.getByRole('heading', { name: 'Have a good trip' }).waitFor();
});

behaviour('a hidden question is not required, and a shown one is', async ({ page }) => {
  await open(page);
  await label(page, 'how', 'car').click();
  await send(page).click();
  await page.locator('.sonda-error').first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('name')), 'plate');
  await label(page, 'how', 'train').click();
  await page.locator('.sonda-error').first().waitFor({ state: 'detached' });
  await label(page, 'how', 'car').click();
  await field(page, 'plate').fill('KR 12345');
  await send(page).click();
  await page.getByRole('heading', { name: 'Drive safely' }).waitFor();
});

behaviour('an option is offered when its condition holds, and its choice is dropped with it', async ({ page }) => {
  await open(page);
  const boat = label(page, 'how', 'boat');
  assert.equal(await boat.isVisible(), false);
  await field(page, 'name').fill('Noah');
  await boat.waitFor();
  await boat.click();
  await field(page, 'name').fill('Anna');
  await boat.waitFor({ state: 'hidden' });
  await send(page).click();
  await page.getByRole('alert').getByText('Please answer this question.').waitFor();
});

behaviour('whether an answer must be given follows other answers', async ({ page }) => {
  await open(page);
  const hotel = field(page, 'hotel');
  const mark = page.locator('label[for=sonda-hotel] .sonda-optional');
  assert.equal(await hotel.getAttribute('required'), null);
  assert.equal(await mark.isVisible(), true);
  await field(page, 'nights').fill('2');
  await mark.waitFor({ state: 'hidden' });
  assert.equal(await hotel.getAttribute('required'), '');
  await label(page, 'how', 'train').click();
  await send(page).click();
  await page.locator('#sonda-hotel\\.error').waitFor();
  await field(page, 'nights').fill('1');
  await page.locator('#sonda-hotel\\.error').waitFor({ state: 'detached' });
});

behaviour('texts have answers and calculated values in them, and markup in an answer stays text', async ({ page }) => {
  await open(page);
  const legend = page.locator('legend', { hasText: 'How do you go' });
  assert.match(await legend.innerText(), /^How do you go, stranger\?/);
  await field(page, 'name').fill('<b>Zoë</b><img src=x onerror=alert(1)>');
  await legend.getByText('<b>Zoë</b><img src=x onerror=alert(1)>').waitFor();
  assert.equal(await legend.locator('b, img').count(), 0);
  await field(page, 'nights').fill('3');
  await page.locator('label[for=sonda-hotel]').getByText('Hotel for 3 nights (120 zł)').waitFor();
});

behaviour('a default follows earlier answers until somebody types something else', async ({ page }) => {
  await open(page);
  const greeting = field(page, 'greeting');
  assert.equal(await greeting.inputValue(), 'Hello ');
  await field(page, 'name').fill('Anna');
  await page.waitForFunction(() => document.querySelector('[name=greeting]').value === 'Hello Anna');
  await greeting.fill('Good day');
  await field(page, 'name').fill('Piotr');
  await page.locator('legend').getByText('Piotr').waitFor();
  assert.equal(await greeting.inputValue(), 'Good day');
});

behaviour('a rule between answers is said when it is broken, and goes when either answer is mended', async ({ page }) => {
  await open(page);
  await answer(page, { how: 'train', first: '7', second: '7' });
  await field(page, 'second').blur();
  const error = page.locator('.sonda-error').getByText('The rooms must differ.');
  await error.waitFor();
  await look(page, 'logic-rule');
  await field(page, 'first').fill('8');
  await error.waitFor({ state: 'detached' });
  await field(page, 'first').fill('7');
  await send(page).click();
  await error.waitFor();
  await field(page, 'second').fill('9');
  await error.waitFor({ state: 'detached' });
  await send(page).click();
  await page.getByRole('heading', { name: 'Have a good trip' }).waitFor();
  assert.ok((await stored('second')).includes('9'));
});
