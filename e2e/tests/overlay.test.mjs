// The form over somebody else's page: as a popup and as a panel that slides in.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour } from '../support/browser.mjs';
import { answer, DEMO, LEAD, send, variant } from '../support/forms.mjs';
import { embedding, Host } from '../support/host.mjs';
import { look, picture } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';

const tag = (attributes) =>
  `<sonda-form form="${DEMO.id}" ${attributes}><a href="{{SONDA}}/f/${DEMO.id}">Ask for a demo</a></sonda-form>`;
const TALL = '<p style="block-size:4000px">A long page.</p><button>Host button</button>';

let sonda;
let host;
before(async () => {
  sonda = await Sonda.start();
  host = await Host.start(sonda, {
    '/popup': embedding(tag('display="popup" data-plan="gold"') + '<button id="host-button">Host button</button>'),
    '/slide': embedding(tag('display="slide-in" trigger="scroll:40" lang="pl"') + TALL),
    '/delay': embedding(tag('display="slide-in" trigger="delay:70"') + TALL),
    '/exit': embedding(tag('display="popup" trigger="exit"') + TALL),
    '/arabic': embedding(tag('display="slide-in" trigger="button" lang="ar"')),
  });
  await sonda.publish(variant(DEMO, DEMO.id, { allowed_origins: [host.url] }));
});
after(async () => {
  host?.stop();
  await sonda?.stop();
});

const dialog = (page) => page.getByRole('dialog', { name: 'Ask for a demo' });
const inner = (page) => dialog(page).locator('sonda-form');
/** The moments told at the element, in order. */
const told = (page) =>
  page.evaluate(() => {
    const element = document.querySelector('sonda-form');
    window.told = [];
    for (const kind of ['sonda-opened', 'sonda-ready', 'sonda-submitted', 'sonda-closed']) {
      element.addEventListener(kind, () => window.told.push(kind));
    }
  });

behaviour('a popup loads nothing until its link is clicked, holds the focus, and gives it back', async ({ page }) => {
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`${host.url}/popup`);
  const link = page.getByRole('link', { name: 'Ask for a demo' });
  await link.waitFor();
  await page.waitForFunction(() => document.querySelector('sonda-form').shadowRoot?.querySelector('dialog'));
  assert.ok(!asked.some((path) => path.endsWith('.wasm')), asked.join());
  await told(page);
  await link.focus();
  await page.keyboard.press('Enter');
  await ready(inner(page));
  await look(page, 'popup', { within: 'sonda-form' });
  await picture(page, 'popup');
  for (let press = 0; press < 30; press += 1) await page.keyboard.press('Tab');
  const held = await dialog(page).evaluate((element) => {
    const active = element.getRootNode().activeElement;
    return element.contains(active) || document.activeElement === document.body;
  });
  assert.ok(held, 'the focus is in the dialog, or at the browser');
  assert.notEqual(await page.evaluate(() => document.activeElement?.id), 'host-button');
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'hidden' });
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Ask for a demo');
  assert.deepEqual(await page.evaluate(() => window.told), ['sonda-opened', 'sonda-ready', 'sonda-closed']);
});

behaviour('a popup is filled in and sent', async ({ page }) => {
  await page.goto(`${host.url}/popup`);
  await page.waitForFunction(() => document.querySelector('sonda-form').shadowRoot?.querySelector('dialog'));
  await told(page);
  await page.getByRole('link', { name: 'Ask for a demo' }).click();
  await ready(inner(page));
  await answer(inner(page), { ...LEAD, email: 'popup@example.com' });
  await send(inner(page)).click();
  await inner(page).getByRole('heading', { name: 'Thank you, we have your request' }).waitFor();
  assert.ok((await page.evaluate(() => window.told)).includes('sonda-submitted'));
});

behaviour('a panel slides in once the page was read so far, leaves the focus alone, and then keeps quiet', async ({ page }) => {
  await page.goto(`${host.url}/slide`);
  await page.waitForFunction(() => document.querySelector('sonda-form').shadowRoot?.querySelector('dialog'));
  await page.evaluate(() => document.querySelector('button').focus({ preventScroll: true }));
  assert.equal(await dialog(page).count(), 0);
  await page.evaluate(() => window.scrollTo(0, 2500));
  await ready(inner(page));
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Host button');
  await picture(page, 'slide-in');
  await page.getByRole('button', { name: 'Zamknij' }).click();
  await page.reload();
  await page.waitForFunction(() => document.querySelector('sonda-form').shadowRoot?.querySelector('dialog'));
  await page.evaluate(() => window.scrollTo(0, 3000));
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.equal(await dialog(page).count(), 0);
});

behaviour('a panel comes after its delay', async ({ page }) => {
  // The page's clock runs on besides: a slow machine must not reach the moment by itself.
  await page.clock.install();
  await page.goto(`${host.url}/delay`);
  await page.waitForFunction(() => document.querySelector('sonda-form').shadowRoot?.querySelector('dialog'));
  await page.clock.runFor(60_000);
  assert.equal(await dialog(page).count(), 0);
  await page.clock.runFor(11_000);
  await dialog(page).waitFor();
});

behaviour('a popup comes when the pointer leaves the page upwards', async ({ page }) => {
  await page.goto(`${host.url}/exit`);
  await page.waitForFunction(() => document.querySelector('sonda-form').shadowRoot?.querySelector('dialog'));
  const leave = (clientY) =>
    page.evaluate((y) => document.documentElement.dispatchEvent(new MouseEvent('mouseleave', { clientY: y })), clientY);
  await leave(300);
  assert.equal(await dialog(page).count(), 0);
  await leave(-1);
  await dialog(page).waitFor();
});

behaviour('a panel stands at the other side where writing runs the other way, and fits a small phone', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 560 });
  await page.goto(`${host.url}/arabic`);
  await page.getByRole('link', { name: 'Ask for a demo' }).click();
  await ready(inner(page));
  const box = await dialog(page).boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 320 && box.y >= 0, JSON.stringify(box));
  await look(page, 'slide-in-arabic', { within: 'sonda-form' });
  await picture(page, 'slide-in-arabic');
});
