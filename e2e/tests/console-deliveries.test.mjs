// Deliveries in the console: what was given up stands by its cause and is replayed.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { behaviour, DESKTOP, PHONE } from '../support/browser.mjs';
import { enter } from '../support/console.mjs';
import { look } from '../support/look.mjs';
import { Sonda } from '../support/sonda.mjs';
import { until } from '../support/until.mjs';

let sonda;
before(async () => {
  sonda = await Sonda.start({ demo: true });
  sonda.command('generate', 'answers', '--form', 'request-a-demo', '--count', '5', '--deliver');
  await until('all were tried', async () => {
    const { connectors } = await sonda.admin('GET', '/deliveries/counts');
    return connectors.every(({ pending }) => pending === 0);
  });
});
after(() => sonda?.stop());

for (const [name, language, settings] of [
  ['desktop', 'en', DESKTOP],
  ['phone-dark', 'pl', { ...PHONE, colorScheme: 'dark' }],
]) {
  behaviour(`the queue and a delivery look right: ${name}`, settings, async ({ page }) => {
    await enter(page, sonda, { language });
    await page.goto(`${sonda.url}/console/deliveries`);
    const first = page.locator('tbody th a').first();
    await first.waitFor();
    await look(page, `console-deliveries-${name}`);
    await first.click();
    await page.locator('.tries li').first().waitFor();
    await look(page, `console-delivery-${name}`);
    assert.equal(await page.locator('.card .tag').first().isVisible(), true);
  });
}

behaviour('what is given up while the screen is loaded is shown with its cause', async ({ page }) => {
  await enter(page, sonda, { language: 'en' });
  await page.route('**/deliveries/counts', async (route) => {
    const counts = await (await route.fetch()).json();
    await route.fulfill({ json: { ...counts, connectors: [{ connector: 'embedded', pending: 0, dead: 1 }] } });
  });
  let asked = 0;
  await page.route('**/deliveries/causes', async (route) => {
    asked += 1;
    const given = { form: 'request-a-demo', connector: 'embedded', target: 'lead', reason: 'refused', reason_text: 'Just now.', deliveries: 1, last_at_ms: 0 };
    await route.fulfill({ json: { causes: asked === 1 ? [] : [given] } });
  });
  await page.goto(`${sonda.url}/console/deliveries`);
  await page.locator('.card', { hasText: 'Just now.' }).waitFor();
});
