// What a form and the page around it know of each other: looks, names, values, what became of it.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour } from '../support/browser.mjs';
import { embedding, Host } from '../support/host.mjs';
import { look, picture } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';
import { NIGHT } from '../support/themes.mjs';

const en = (text) => ({ en: text });
const text = (id, more = {}) => ({ id, type: 'text', title: en(`Question ${id}`), ...more });
const hidden = (id, host) => ({ id, type: 'hidden', title: en(id), source: { host } });
const form = (id, questions) => ({
  sonda: 1,
  id,
  kind: 'survey',
  content: { locales: ['en'], fallback_locale: 'en', title: en('Tell us'), questions },
});

const MANY = form('many', Array.from({ length: 14 }, (_, index) => text(`q${index + 1}`)));
const VALUES = form('values', [text('name'), hidden('plan', 'plan'), hidden('customer', 'customerId'), hidden('account', 'account-no')]);

let sonda;
let host;
before(async () => {
  sonda = await Sonda.start();
  const tag = (id, attributes = '', inside = '') => embedding(`<sonda-form form="${id}" ${attributes}>${inside}</sonda-form>`);
  host = await Host.start(sonda, {
    '/popup': tag('many', 'display="popup"', '<a href="#">Say it</a>'),
    '/night': tag('night', 'display="popup"', '<a href="#">Say it</a>'),
    '/nameless': tag('many', 'display="popup" trigger="delay:0"'),
    '/nameless-slide': tag('many', 'display="slide-in" trigger="delay:0"'),
    '/dark': tag('dark'),
    '/dark-but-light': tag('dark', 'theme="light"'),
    '/closed': tag('closed'),
    '/values': tag('values', 'data-plan="silver" data-customer-id="c-7"'),
    '/values-popup': tag('values', 'display="popup" data-plan="silver"', '<a href="#">Say it</a>'),
  });
  const settings = { allowed_origins: [host.url] };
  await sonda.publish({ ...MANY, settings });
  await sonda.publish({ ...VALUES, settings });
  await sonda.publish({ ...MANY, id: 'night', settings: { ...settings, theme: NIGHT } });
  await sonda.publish({ ...MANY, id: 'dark', settings: { ...settings, theme: { mode: 'dark' } } });
  await sonda.publish({ ...MANY, id: 'closed', settings: { ...settings, closes_at: '2020-01-01T00:00:00Z' } });
});
after(async () => {
  host?.stop();
  await sonda?.stop();
});

const inner = (page) => page.locator('dialog sonda-form');
const embedded = (page) => page.locator('sonda-form');

async function popup(page, path) {
  await page.goto(host.url + path);
  await page.waitForFunction(() => document.querySelector('sonda-form').shadowRoot?.querySelector('dialog'));
  await page.getByRole('link', { name: 'Say it' }).click();
  await ready(inner(page));
}

behaviour('what has the focus is never under the bar of a popup', { viewport: { width: 390, height: 600 } }, async ({ page }) => {
  await popup(page, '/popup');
  await inner(page).locator('[name=q14]').focus();
  const covered = () => inner(page).evaluate((element) => {
    const bar = element.closest('dialog').querySelector('.bar').getBoundingClientRect();
    const field = element.shadowRoot.activeElement;
    return field.name ? [field.name, Math.max(0, bar.bottom - field.getBoundingClientRect().top)] : null;
  });
  const seen = [];
  for (let press = 0; press < 13; press += 1) {
    await page.keyboard.press('Shift+Tab');
    seen.push(await covered());
  }
  assert.equal(seen.at(-1)[0], 'q1');
  assert.deepEqual(seen.filter(([, pixels]) => pixels > 0), []);
});

behaviour('the frame of a popup has the ground of its form', async ({ page }) => {
  await popup(page, '/night');
  const ground = (locator) => locator.evaluate((element) => getComputedStyle(element).backgroundColor);
  assert.equal(await ground(page.locator('dialog')), 'rgb(22, 33, 44)');
  assert.equal(await ground(page.locator('dialog .bar')), 'rgb(22, 33, 44)');
  const sign = await page.locator('dialog .close').evaluate((element) => getComputedStyle(element).color);
  assert.equal(sign, 'rgb(245, 245, 245)');
  await look(page, 'popup-night', { within: 'sonda-form' });
});

for (const [path, spoken] of [['/nameless', ''], ['/nameless-slide', 'Tell us']]) {
  behaviour(`a dialog that nobody named is named by its form: ${path}`, async ({ page }) => {
    await page.goto(host.url + path);
    await page.getByRole('dialog', { name: 'Tell us', exact: true }).waitFor();
    assert.equal(await page.locator('sonda-form [role=status].spoken').first().textContent(), spoken);
  });
}

behaviour('a form that is always dark is dark in a page, unless the page says otherwise', async ({ page }) => {
  const ground = () => page.locator('sonda-form .sonda').evaluate((element) => getComputedStyle(element).backgroundColor);
  await page.goto(`${host.url}/dark`);
  await ready(embedded(page));
  assert.equal(await ground(), 'rgb(24, 32, 41)');
  await picture(page, 'embed-dark-mode');
  await page.goto(`${host.url}/dark-but-light`);
  await ready(embedded(page));
  assert.equal(await ground(), 'rgb(255, 255, 255)');
});

behaviour('a form that is closed tells its page so, not that it is ready', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/410|409|403/);
  await page.addInitScript(() => {
    globalThis.told = [];
    for (const kind of ['sonda-ready', 'sonda-refused']) {
      document.addEventListener(kind, ({ detail }) => globalThis.told.push([kind, detail]), true);
    }
  });
  await page.goto(`${host.url}/closed`);
  await page.locator('sonda-form .sonda-refused').waitFor();
  assert.deepEqual(await page.evaluate(() => globalThis.told), [['sonda-refused', { code: 'expired' }]]);
});

/** Sends the form, and says what it would have stored. */
async function sent(page, scope) {
  await scope.locator('[name=name]').fill('Anna');
  await page.route('**/responses', (route) => route.fulfill({ status: 201, contentType: 'application/json', headers: { 'access-control-allow-origin': '*' }, body: '{"response":"r"}' }));
  const request = page.waitForRequest((one) => one.url().endsWith('/responses') && one.method() === 'POST');
  await scope.locator('.sonda-send').click();
  return (await request).postDataJSON().answers;
}

behaviour('attributes give values under any spelling of their name, whenever they are set', async ({ page }) => {
  await page.goto(`${host.url}/values`);
  await ready(embedded(page));
  await page.evaluate(() => {
    const element = document.querySelector('sonda-form');
    element.setAttribute('data-plan', 'gold');
    element.setAttribute('data-account-no', '12');
  });
  const answers = await sent(page, embedded(page));
  assert.deepEqual([answers.plan, answers.customer, answers.account].flat(), ['gold', 'c-7', '12']);
});

behaviour('attributes that are set late reach a popup as well', async ({ page }) => {
  await popup(page, '/values-popup');
  await page.evaluate(() => document.querySelector('sonda-form').setAttribute('data-plan', 'gold'));
  await page.waitForFunction(() => true);
  const answers = await sent(page, inner(page));
  assert.deepEqual([answers.plan].flat(), ['gold']);
});
