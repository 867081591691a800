// Connections: added with a test before they are kept, given another secret, and removed.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before } from 'node:test';
import { behaviour, DESKTOP, PHONE } from '../support/browser.mjs';
import { enter, settled } from '../support/console.mjs';
import { look } from '../support/look.mjs';
import { Sonda } from '../support/sonda.mjs';
import { until } from '../support/until.mjs';

let sonda;
let receiver;
let address;
let gone = false;
const received = [];
before(async () => {
  receiver = createServer((request, response) => {
    received.push(request.headers);
    request.resume();
    request.on('end', () => response.writeHead(gone ? 410 : 204).end());
  });
  await new Promise((listening) => receiver.listen(0, '127.0.0.1', listening));
  address = `http://127.0.0.1:${receiver.address().port}/hook`;
  sonda = await Sonda.start({ demo: true, env: { SONDA_OUTGOING__ALLOW: '["127.0.0.0/8"]' } });
});
after(async () => {
  await sonda?.stop();
  receiver?.close();
});

behaviour('a webhook is added, tested, given another secret and removed', DESKTOP, async ({ page }) => {
  await enter(page, sonda);
  await page.goto(`${sonda.url}/console/connections`);
  await page.getByRole('link', { name: 'Add a connection' }).click();
  await page.getByText('Webhook', { exact: true }).click();
  await page.getByLabel('Name *').fill('hook');
  await page.getByLabel('Address *').fill(address);
  await page.getByRole('button', { name: 'Make one' }).click();
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await page.getByText('All is well.').waitFor();
  assert.equal(received.length, 1);
  // Nothing was kept yet.
  assert.deepEqual((await sonda.admin('GET', '/connections')).connections, []);
  await look(page, 'connection-new');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL('**/console/connections/hook');
  await page.getByText('Ready').waitFor();
  await look(page, 'connection-webhook');
  await page.getByText('Change the secret').click();
  const secret = page.locator('details[open]');
  await secret.getByRole('button', { name: 'Make one' }).click();
  await secret.getByRole('button', { name: 'Test before saving' }).click();
  await secret.getByText('All is well.').waitFor();
  assert.equal(received.length, 2);
  assert.notEqual(received[0]['webhook-signature'], received[1]['webhook-signature']);
  await secret.getByRole('button', { name: 'Save' }).click();
  await page.locator('details[open]').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Remove the connection' }).click();
  await page.getByRole('button', { name: 'Yes' }).click();
  await page.waitForURL('**/console/connections');
  assert.deepEqual((await sonda.admin('GET', '/connections')).connections, []);
});

behaviour('a test says in words what is wrong, and nothing is kept', DESKTOP, async ({ page }) => {
  await enter(page, sonda);
  await page.goto(`${sonda.url}/console/new-connection`);
  await page.getByText('Dynamics 365 (Dataverse)', { exact: true }).click();
  await page.getByLabel('Address *').fill('https://no-such-place.invalid');
  await page.getByLabel('Directory (tenant) ID *').fill('example.onmicrosoft.com');
  await page.getByLabel('Application (client) ID *').fill('9b7c2f1e-0000-4000-8000-000000000001');
  await page.getByLabel('Client secret *').fill('not a secret');
  await page.getByText('More settings').click();
  await page.getByLabel('Where tokens come from').fill('https://no-such-place.invalid');
  await look(page, 'connection-dataverse');
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await page.getByText('Something is to be mended first.').waitFor();
  const { connections } = await sonda.admin('GET', '/connections');
  assert.equal(connections.some(({ kind }) => kind === 'dataverse'), false);
});

/** A form whose answers go to two receivers. */
const WATCHED = {
  sonda: 1,
  id: 'watched',
  kind: 'lead_form',
  content: {
    locales: ['en'],
    fallback_locale: 'en',
    title: { en: 'Watched' },
    questions: [{ id: 'name', type: 'text', title: { en: 'Name' } }],
  },
  mapping: {
    targets: ['mended', 'left'].map((connector) => ({
      id: connector, connector, table: 'response', columns: { name: { answer: 'name' } },
    })),
  },
};

behaviour('a mended connection leads to what was given up before', DESKTOP, async ({ page }) => {
  const hook = { kind: 'webhook', settings: { url: address }, secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` };
  for (const name of ['mended', 'left']) await sonda.admin('PUT', `/connections/${name}`, hook);
  await sonda.publish(WATCHED);
  await enter(page, sonda);
  await page.goto(`${sonda.url}/console/connections/mended`);
  await page.getByText('Ready').waitFor();
  assert.equal(await page.getByText('given up').count(), 0);
  gone = true;
  await sonda.submit(WATCHED, { name: 'Ola' });
  await until('both were given up', async () => {
    const { connectors } = await sonda.admin('GET', '/deliveries/counts');
    return connectors.filter(({ dead }) => dead === 1).length === 2;
  });
  gone = false;
  await page.reload();
  await page.getByText('1 delivery to this connection was given up').waitFor();
  await settled(page);
  await look(page, 'connection-given-up');
  await page.getByText('Change the settings').click();
  const settings = page.locator('details[open]');
  await settings.getByRole('button', { name: 'Save' }).click();
  await settings.waitFor({ state: 'detached' });
  await page.getByText('Ready').waitFor();
  await page.getByRole('link', { name: 'See why and replay' }).click();
  await page.waitForURL('**/console/deliveries?status=dead&connector=mended');
  // The other receiver's is not listed, until it is asked for.
  await page.getByRole('row', { name: /watched → mended/ }).waitFor();
  assert.equal(await page.getByRole('row', { name: /watched → left/ }).count(), 0);
  await page.getByRole('button', { name: 'mended', exact: true }).click();
  await page.getByRole('row', { name: /watched → left/ }).waitFor();
  const cause = page.locator('.card').filter({ hasText: 'mended' }).filter({ hasText: '410' });
  await cause.getByRole('button', { name: 'Replay 1' }).click();
  await cause.waitFor({ state: 'detached' });
  await until('it was written', async () => {
    const { deliveries } = await sonda.admin('GET', '/deliveries?connector=mended');
    return deliveries[0].status === 'done';
  });
  await page.goto(`${sonda.url}/console/connections/mended`);
  await page.getByText('Ready').waitFor();
  assert.equal(await page.getByText('given up').count(), 0);
  await sonda.publish({ ...WATCHED, mapping: { targets: [] } });
  for (const name of ['mended', 'left']) await sonda.admin('DELETE', `/connections/${name}`);
});

behaviour('the keyboard alone adds a connection', DESKTOP, async ({ page }) => {
  await enter(page, sonda);
  await page.goto(`${sonda.url}/console/new-connection`);
  await page.getByRole('radio', { name: 'Webhook' }).focus();
  await page.keyboard.press('Space');
  await page.getByLabel('Name *').focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('by-keys');
  await page.keyboard.press('Tab');
  await page.keyboard.type(address);
  await page.getByRole('button', { name: 'Make one' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Save' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/console/connections/by-keys');
});

for (const [name, language, settings] of [
  ['phone', 'pl', PHONE],
  ['phone-dark', 'uk', { ...PHONE, colorScheme: 'dark' }],
  ['desktop-dark', 'en', { ...DESKTOP, colorScheme: 'dark' }],
]) {
  behaviour(`the connections are shown: ${name}`, settings, async ({ page }) => {
    const hook = { kind: 'webhook', settings: { url: address }, secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` };
    await sonda.admin('PUT', '/connections/shown', hook);
    await enter(page, sonda, { language });
    for (const path of ['connections', 'connections/shown', 'new-connection']) {
      await page.goto(`${sonda.url}/console/${path}`);
      await page.locator('main#screen h1').waitFor();
      await settled(page);
      if (path === 'new-connection') await page.getByText('Dynamics 365 (Dataverse)').click();
      await look(page, `${path.replace('/', '-')}-${name}`);
    }
  });
}
