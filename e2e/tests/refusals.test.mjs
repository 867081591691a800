// A form that cannot be answered says why, each reason on its own page; what was typed is never taken away.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour, NO_JAVASCRIPT } from '../support/browser.mjs';
import { answer, contact, DEMO, held, LEAD, OPINION, PROBLEM, send, variant, VISIT } from '../support/forms.mjs';
import { look } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';

const HOUR_MS = 3_600_000;
const fromNow = (ms) => new Date(Date.now() + ms).toISOString();

let sonda;
before(async () => {
  sonda = await Sonda.start({ forms: [DEMO, PROBLEM, VISIT] });
});
after(() => sonda?.stop());

/** Publishes a form of its own for one test. */
async function published(id, settings, form = DEMO) {
  const one = variant(form, id, settings);
  await sonda.publish(one);
  return one;
}

const pages = [
  {
    name: 'expired', status: 410, title: 'This form is no longer available',
    address: async () => `/f/${(await published('expired', { closes_at: fromNow(-HOUR_MS) })).id}`,
  },
  {
    name: 'expired-link', status: 410, title: 'This form is no longer available',
    address: async () => (await linkTo(VISIT, { expires_at: fromNow(-HOUR_MS) })).url,
  },
  {
    name: 'not-yet-open', status: 403, title: 'This form is not open yet',
    address: async () => `/f/${(await published('early', { opens_at: fromNow(HOUR_MS) })).id}`,
  },
  {
    name: 'full', status: 409, title: 'This form is full',
    address: async () => {
      const form = await published('full', { max_responses: 1 });
      assert.equal((await sonda.submit(form, LEAD)).status, 201);
      return `/f/${form.id}`;
    },
  },
  {
    name: 'by-invitation', status: 403, title: 'This form is by invitation',
    address: async () => `/f/${(await published('invited', { once: 'per_contact' }, VISIT)).id}`,
  },
  {
    name: 'withdrawn', status: 410, title: 'This link no longer works',
    address: async () => {
      const link = await linkTo(VISIT);
      await sonda.revoke(link);
      return link.url;
    },
  },
  { name: 'unknown-form', status: 404, title: 'There is no such form', address: async () => '/f/nothing-of-the-kind' },
  { name: 'unknown-link', status: 404, title: 'There is no such form', address: async () => '/s/7zK3mQp9wXyA' },
  { name: 'malformed-link', status: 404, title: 'There is no such form', address: async () => '/s/%ff..%2f<script>' },
];

let people = 0;
async function linkTo(form, rest) {
  people += 1;
  return sonda.link(form, await contact(sonda, `refused${people}@example.com`), rest);
}

for (const { name, status, title, address } of pages) {
  behaviour(`the page of a form that is ${name} says so with status ${status}`, async (visitor) => {
    const { page } = visitor;
    visitor.expects(new RegExp(`status of ${status}`));
    const response = await page.goto(new URL(await address(), sonda.url).href);
    assert.equal(response.status(), status);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    assert.equal(await page.title(), title);
    assert.equal(await page.locator('form').count(), 0);
    await look(page, `refused-${name}`);
  });
}

behaviour('a form that expires while somebody types without JavaScript keeps the text and says so', NO_JAVASCRIPT, async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 410/);
  const form = await published('closing-plain', {});
  await page.goto(`${sonda.url}/f/${form.id}`);
  await answer(page, LEAD);
  await sonda.publish(variant(DEMO, form.id, { closes_at: fromNow(-1000) }));
  await send(page).click();
  await page.getByText('This form is no longer available').waitFor();
  await page.getByText('Your answers are still here, on this page.').waitFor();
  assert.deepEqual(await held(page, Object.keys(LEAD)), LEAD);
  assert.equal(await send(page).isDisabled(), true);
  await look(page, 'expired-while-typing-nojs');
  assert.deepEqual(await sonda.responses(form), []);
});

behaviour('a form that the server closes while somebody types keeps the text and says so', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 410/);
  const form = await published('closing-widget', {});
  await page.goto(`${sonda.url}/f/${form.id}`);
  await ready(page);
  await answer(page, LEAD);
  await sonda.publish(variant(DEMO, form.id, { closes_at: fromNow(-1000) }));
  await send(page).click();
  await page.getByRole('alert').getByText('This form is no longer available').waitFor();
  await page.getByText('Your answers are still here, on this page.').waitFor();
  assert.deepEqual(await held(page, Object.keys(LEAD)), LEAD);
  await look(page, 'expired-while-typing');
  assert.deepEqual(await sonda.responses(form), []);
});

behaviour('a page left open past the closing time says by itself that the form has closed', async ({ page }) => {
  const form = await published('closing-by-clock', { closes_at: fromNow(HOUR_MS) });
  await page.clock.install();
  await page.goto(`${sonda.url}/f/${form.id}`);
  await ready(page);
  await answer(page, LEAD);
  await page.clock.fastForward(HOUR_MS - 60_000);
  assert.equal(await page.getByRole('alert').count(), 0, 'nothing is said a minute before');
  await page.clock.fastForward(120_000);
  await page.getByRole('alert').getByText('This form is no longer available').waitFor();
  assert.deepEqual(await held(page, Object.keys(LEAD)), LEAD);
  assert.equal(await send(page).isDisabled(), true);
});

behaviour('a link that is used in another tab while somebody types keeps the text and says so', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 409/);
  const link = await linkTo(VISIT);
  const other = await visitor.openTab();
  await page.goto(link.url);
  await other.goto(link.url);
  await ready(page);
  await ready(other);
  await answer(other, { visit: '1', recommend: '0' });
  await page.bringToFront();
  await answer(page, OPINION);
  await send(page).click();
  await page.getByRole('heading', { name: 'Thank you for your time' }).waitFor();
  await other.bringToFront();
  await send(other).click();
  await other.getByRole('alert').getByText('Already filled in').waitFor();
  assert.deepEqual(await held(other, ['visit', 'recommend']), { visit: '1', recommend: '0' });
  await look(other, 'used-in-another-tab');
});
