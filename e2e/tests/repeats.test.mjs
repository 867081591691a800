// Impatience and the back button: one intention is one submission.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour } from '../support/browser.mjs';
import { answer, contact, DEMO, field, held, LEAD, OPINION, PROBLEM, send, VISIT } from '../support/forms.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';
import { submissions } from '../support/traffic.mjs';

let sonda;
before(async () => {
  sonda = await Sonda.start({ forms: [DEMO, PROBLEM, VISIT] });
});
after(() => sonda?.stop());

const thanks = (page) => page.getByRole('heading', { name: /^Thank you/ });
const leads = async (email) => (await sonda.responses(DEMO)).filter(({ answers }) => answers.email?.answer.value === email);

behaviour('a double click sends once', async ({ page }) => {
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  await ready(page);
  const posts = submissions(page);
  await answer(page, { ...LEAD, email: 'double@example.com' });
  await send(page).dblclick();
  await thanks(page).waitFor();
  assert.equal(posts.length, 1);
  assert.equal((await leads('double@example.com')).length, 1);
});

behaviour('Enter pressed twice sends once', async ({ page }) => {
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  await ready(page);
  const posts = submissions(page);
  await answer(page, { ...LEAD, email: 'enter@example.com' });
  await field(page, 'company').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await thanks(page).waitFor();
  assert.equal(posts.length, 1);
  assert.equal((await leads('enter@example.com')).length, 1);
});

behaviour('impatient clicks while the server takes its time send once', async ({ page }) => {
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  await ready(page);
  const posts = submissions(page);
  let goOn;
  const slow = new Promise((resolve) => {
    goOn = resolve;
  });
  await page.route('**/responses', async (route) => {
    await slow;
    await route.continue();
  });
  await answer(page, { ...LEAD, email: 'slowly@example.com' });
  await send(page).click();
  await page.getByRole('button', { name: 'Sending…' }).waitFor();
  await send(page).click({ force: true });
  await field(page, 'company').press('Enter');
  goOn();
  await thanks(page).waitFor();
  assert.equal(posts.length, 1);
  assert.equal((await leads('slowly@example.com')).length, 1);
});

behaviour('after sending, going away and back shows an empty form, and stores nothing', async ({ page }) => {
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  await ready(page);
  await answer(page, { ...LEAD, email: 'back@example.com' });
  await send(page).click();
  await thanks(page).waitFor();
  await page.goto(`${sonda.url}/f/${PROBLEM.id}`);
  await page.goBack();
  await ready(page);
  assert.deepEqual(await held(page, ['name', 'email', 'consent']), { name: '', email: '', consent: '' });
  assert.equal((await leads('back@example.com')).length, 1);
});

behaviour('after sending a survey, going away and back says that it was filled in', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 409/);
  const link = await sonda.link(VISIT, await contact(sonda, 'back.survey@example.com'));
  await page.goto(link.url);
  await ready(page);
  await answer(page, OPINION);
  await send(page).click();
  await thanks(page).waitFor();
  await page.goto(`${sonda.url}/f/${PROBLEM.id}`);
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Already filled in' }).waitFor();
});

behaviour('the same request sent a second time, later and on purpose, is a second submission', async ({ page }) => {
  for (const message of ['first', 'second']) {
    await page.goto(`${sonda.url}/f/${DEMO.id}`);
    await ready(page);
    await answer(page, { ...LEAD, email: 'purpose@example.com', message });
    await send(page).click();
    await thanks(page).waitFor();
  }
  assert.equal((await leads('purpose@example.com')).length, 2);
  const [lead] = await sonda.recordsWhere('lead', (values) => values.email === 'purpose@example.com' && values.message === 'second');
  assert.ok(lead, 'and updates the one lead');
});
