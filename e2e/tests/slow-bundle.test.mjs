// The page is there before its bundle: whoever types or sends meanwhile loses nothing.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour, PHONE } from '../support/browser.mjs';
import { answer, contact, DEMO, field, held, LEAD, OPINION, PROBLEM, send, VISIT } from '../support/forms.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';
import { holdBundle, submissions } from '../support/traffic.mjs';

let sonda;
before(async () => {
  sonda = await Sonda.start({ forms: [DEMO, PROBLEM, VISIT] });
});
after(() => sonda?.stop());

// The page's load event waits for its bundle, the visitor does not.
const open = (page, address) => page.goto(address, { waitUntil: 'commit' });

behaviour('what is typed and chosen in the lead form before the bundle arrives stays and is sent', async ({ page }) => {
  const bundle = await holdBundle(page);
  await open(page, `${sonda.url}/f/${DEMO.id}`);
  const given = { ...LEAD, email: 'slow@example.com' };
  await answer(page, given);
  await field(page, 'company').focus();
  bundle.letThrough();
  await ready(page);
  assert.deepEqual(await held(page, Object.keys(given)), given);
  assert.equal(await field(page, 'company').evaluate((input) => input === document.activeElement), true, 'the focus stays');
  const posts = submissions(page);
  await send(page).click();
  await page.getByRole('heading', { name: 'Thank you, we have your request' }).waitFor();
  assert.match(posts[0].url(), /\/api\/v1\/public\//, 'the widget sent it');
  const [lead] = await sonda.recordsWhere('lead', (values) => values.email === 'slow@example.com');
  assert.equal(lead.values.message, LEAD.message);
});

behaviour('what is typed and chosen in the survey before the bundle arrives stays and is sent', PHONE, async ({ page }) => {
  const bundle = await holdBundle(page);
  const anna = await contact(sonda, 'slow.survey@example.com');
  const link = await sonda.link(VISIT, anna);
  await open(page, link.url);
  await answer(page, OPINION, 'tap');
  bundle.letThrough();
  await ready(page);
  assert.deepEqual(await held(page, Object.keys(OPINION)), OPINION);
  await send(page).tap();
  await page.getByRole('heading', { name: 'Thank you for your time' }).waitFor();
  await sonda.recordsWhere('question_response', (values) => values.contact === anna, 6);
});

behaviour('typing goes on while the bundle takes over', async ({ page }) => {
  const bundle = await holdBundle(page);
  await open(page, `${sonda.url}/f/${DEMO.id}`);
  await field(page, 'message').focus();
  const words = 'every single letter of this sentence was typed while the page came to life';
  await page.keyboard.type(words.slice(0, 20));
  bundle.letThrough();
  await page.keyboard.type(words.slice(20));
  await ready(page);
  assert.equal(await field(page, 'message').inputValue(), words);
});

behaviour('a form sent before the bundle arrives is taken as a plain post, once', async ({ page }) => {
  await holdBundle(page);
  await open(page, `${sonda.url}/f/${DEMO.id}`);
  const before = (await sonda.responses(DEMO)).length;
  await answer(page, { ...LEAD, email: 'early@example.com' });
  await send(page).click({ noWaitAfter: true });
  await page.getByRole('heading', { name: 'Thank you, we have your request' }).waitFor();
  await sonda.recordsWhere('lead', (values) => values.email === 'early@example.com');
  assert.equal((await sonda.responses(DEMO)).length, before + 1);
});

behaviour('errors of a plain post stay when the bundle takes over, and go when they are corrected', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 422/);
  const bundle = await holdBundle(page);
  await open(page, `${sonda.url}/f/${DEMO.id}`);
  await answer(page, { ...LEAD, email: 'anna@' });
  await send(page).click({ noWaitAfter: true });
  await page.getByText('Please correct these answers:').waitFor();
  bundle.letThrough();
  await ready(page);
  const email = page.getByLabel('E-mail');
  assert.equal(await email.getAttribute('aria-invalid'), 'true');
  assert.equal(await field(page, 'message').inputValue(), LEAD.message);
  await email.fill('anna.late@example.com');
  await page.locator('.sonda-error').waitFor({ state: 'detached' });
  await send(page).click();
  await page.getByRole('heading', { name: 'Thank you, we have your request' }).waitFor();
});

behaviour('without the bundle at all the form still works', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/net::ERR_FAILED/);
  await page.route(/\/pkg\//, (route) => route.abort());
  await open(page, `${sonda.url}/f/${DEMO.id}`);
  await answer(page, { ...LEAD, email: 'never@example.com' });
  await send(page).click();
  await page.waitForURL('**/sent**');
  await sonda.recordsWhere('lead', (values) => values.email === 'never@example.com');
});

behaviour('a bundle that traps leaves the form that works without it', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/console: Sonda: RuntimeError/);
  // A module whose one function is `unreachable`: what a panic is compiled to.
  const module = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 116, 0, 0, 10, 5, 1, 3, 0, 0, 11];
  const body = `
    export default async () => {};
    export function hydrate() {
      document.documentElement.dataset.trapped = '';
      new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(${JSON.stringify(module)}))).exports.t();
    }`;
  await page.route(/sonda-(widget|lean)\.js/, (route) => route.fulfill({ contentType: 'text/javascript', body }));
  await open(page, `${sonda.url}/f/${DEMO.id}`);
  await page.locator('html[data-trapped]').waitFor();
  await answer(page, { ...LEAD, email: 'trapped@example.com' });
  await send(page).click();
  await page.waitForURL('**/sent**');
  await sonda.recordsWhere('lead', (values) => values.email === 'trapped@example.com');
});
