// The page around an embedded form: what it is told, and what it tells.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour } from '../support/browser.mjs';
import { answer, field, send, variant } from '../support/forms.mjs';
import { embedding, Host } from '../support/host.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';
import { until } from '../support/until.mjs';
import { CAMPAIGN, CLAIM } from '../support/walks.mjs';

const tag = (form, attributes = '') => `<sonda-form form="${form}" ${attributes}></sonda-form>`;
const LISTEN = `<script>globalThis.told = [];
  for (const kind of ['sonda-ready', 'sonda-page', 'sonda-submitted', 'sonda-refused'])
    document.addEventListener(kind, ({ type, detail }) => told.push([type, detail]), true);</script>`;

let sonda;
let host;
before(async () => {
  sonda = await Sonda.start();
  host = await Host.start(sonda, {
    '/claim': embedding(tag(CLAIM.id), LISTEN),
    '/full': embedding(tag('full'), LISTEN),
    '/campaign': embedding(tag(CAMPAIGN.id, 'data-plan="gold"') + `<script type="module">
      document.querySelector('sonda-form').setHidden('seats', 12);</script>`),
  });
  const settings = { allowed_origins: [host.url] };
  for (const form of [CLAIM, CAMPAIGN]) await sonda.publish(variant(form, form.id, settings));
  await sonda.publish(variant(CAMPAIGN, 'full', { ...settings, max_responses: 1 }));
});
after(async () => {
  host?.stop();
  await sonda?.stop();
});

const told = (page) => page.evaluate(() => globalThis.told);

behaviour('the page is told of each step, and of the submission', async ({ page }) => {
  await page.goto(`${host.url}/claim`);
  const form = page.locator('sonda-form');
  await ready(form);
  const length = await page.evaluate(() => history.length);
  await answer(form, { name: 'Anna', kind: 'nothing' });
  await send(form).click();
  await form.getByRole('heading', { name: 'Check your answers' }).waitFor();
  await form.getByRole('button', { name: 'Send' }).click();
  await form.getByRole('heading', { name: 'Thank you!' }).waitFor();
  const [[ready_], [page_, step], [submitted, { response }]] = await told(page);
  assert.deepEqual([ready_, page_, submitted], ['sonda-ready', 'sonda-page', 'sonda-submitted']);
  assert.deepEqual(step, { step: '$review', index: 1, count: 1 });
  assert.equal((await sonda.responses(CLAIM))[0].id, response);
  assert.equal(await page.evaluate(() => history.length), length, "the page's history is its own");
});

behaviour('the page is told of a refusal', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 409|status of 410|status of 403/);
  await page.goto(`${host.url}/full`);
  const form = page.locator('sonda-form');
  await ready(form);
  const other = await sonda.submit({ id: 'full' }, { name: 'Somebody' });
  assert.equal(other.status, 201);
  await field(form, 'name').fill('Anna');
  await send(form).click();
  await form.getByRole('heading', { name: 'This form is full' }).waitFor();
  assert.deepEqual((await told(page)).at(-1), ['sonda-refused', { code: 'full' }]);
});

behaviour('questions that are not asked are answered by the page and by its address', async ({ page }) => {
  await page.goto(`${host.url}/campaign?utm_source=letter`);
  const form = page.locator('sonda-form');
  await ready(form);
  await form.getByText('More for gold').waitFor();
  await answer(form, { more: 'Much', name: 'Anna' });
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await send(form).click();
  assert.deepEqual((await sent).postDataJSON().answers, { more: 'Much', name: 'Anna', plan: 'gold', seats: '12', utm: 'letter' });
  await form.getByRole('heading', { name: 'Thank you!' }).waitFor();
  await until('the response is stored', async () => (await sonda.responses(CAMPAIGN)).length === 1);
});
