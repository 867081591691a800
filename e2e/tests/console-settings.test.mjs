// The settings: one's own, who may come in, tokens of programs, and how the installation is.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { behaviour, DESKTOP, PHONE } from '../support/browser.mjs';
import { enter, PASSWORD, settled } from '../support/console.mjs';
import { look } from '../support/look.mjs';
import { Sonda } from '../support/sonda.mjs';

let sonda;
before(async () => {
  sonda = await Sonda.start({ demo: true });
});
after(() => sonda?.stop());

const open = async (page, part) => {
  await page.goto(`${sonda.url}/console/settings/${part}`);
  await page.locator('main#screen h1').waitFor();
  await settled(page);
};

for (const [name, language, settings] of [
  ['desktop', 'en', DESKTOP],
  ['phone-dark', 'pl', { ...PHONE, colorScheme: 'dark' }],
  ['desktop-dark', 'uk', { ...DESKTOP, colorScheme: 'dark' }],
  ['phone', 'en', PHONE],
]) {
  behaviour(`every part opens by its address: ${name}, ${language}`, settings, async ({ page }) => {
    await enter(page, sonda, { language });
    for (const part of ['profile', 'people', 'tokens', 'system']) {
      await open(page, part);
      await look(page, `console-settings-${part}-${name}`);
    }
  });
}

behaviour('an owner invites somebody and is shown the address once', DESKTOP, async ({ page }) => {
  await enter(page, sonda);
  await open(page, 'people');
  await page.getByText('Invite somebody').click();
  await page.getByLabel('E-mail address').fill('bartek@example.com');
  await page.getByLabel('Name', { exact: true }).fill('Bartek Nowak');
  await page.getByRole('button', { name: 'Make the invitation' }).click();
  const told = page.locator('.told');
  await told.waitFor();
  assert.match(await told.locator('pre').innerText(), /\/console\/set-password\//);
  await look(page, 'console-settings-invited');
  await page.getByRole('listitem').filter({ hasText: 'bartek@example.com' }).getByText('invited').waitFor();
  await page.reload();
  await page.getByText('bartek@example.com').waitFor();
  assert.equal(await page.locator('.told').count(), 0);
});

behaviour('a token is made, shown once and revoked', DESKTOP, async ({ page }) => {
  await enter(page, sonda);
  await open(page, 'tokens');
  await page.getByText('New token').click();
  await page.getByLabel('What it is for').fill('Reports');
  await page.getByRole('button', { name: 'Make the token' }).click();
  const token = await page.locator('.told pre').innerText();
  const answer = await fetch(`${sonda.url}/api/v1/forms`, { headers: { Authorization: `Bearer ${token}` } });
  assert.equal(answer.status, 200);
  await page.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('button', { name: 'Yes' }).click();
  await page.getByText('The token is revoked.').waitFor();
  const refused = await fetch(`${sonda.url}/api/v1/forms`, { headers: { Authorization: `Bearer ${token}` } });
  assert.equal(refused.status, 401);
});

behaviour('what outlives a session asks for the password, and goes on with it', DESKTOP, async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 403/, /status of 422/);
  await enter(page, sonda);
  // As though a quarter of an hour had passed since the password was given.
  let asked = false;
  await page.route('**/api/v1/tokens', async (route) => {
    if (route.request().method() !== 'POST' || asked) return route.continue();
    asked = true;
    const body = JSON.stringify({ code: 'confirmation_needed', title: 'This is not allowed', detail: 'Give the password again.', status: 403 });
    return route.fulfill({ status: 403, contentType: 'application/problem+json', body });
  });
  await open(page, 'tokens');
  await page.getByText('New token').click();
  await page.getByLabel('What it is for').fill('Late');
  await page.getByRole('button', { name: 'Make the token' }).click();
  const dialog = page.getByRole('dialog', { name: 'Your password, once more' });
  await dialog.waitFor();
  await look(page, 'console-settings-confirm');
  await dialog.getByLabel('Password').fill('not the password at all');
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await dialog.getByText('The password is another.').waitFor();
  await dialog.getByLabel('Password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await page.locator('.told pre').waitFor();
});

behaviour('an editor is shown what is an editor’s', DESKTOP, async ({ page }) => {
  await enter(page, sonda);
  await enter(page, sonda, { role: 'editor' });
  await open(page, 'profile');
  const tabs = page.getByRole('navigation', { name: 'Settings' });
  assert.deepEqual(await tabs.getByRole('link').allInnerTexts(), ['Your profile', 'System']);
  await open(page, 'people');
  await page.getByText('Only owners see this.').waitFor();
});

behaviour('the description of the API is a page that anybody can read', DESKTOP, async ({ page }) => {
  await page.goto(`${sonda.url}/api/v1/docs`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await look(page, 'api-docs');
  await page.setViewportSize({ width: 390, height: 800 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('details').first().locator('summary').click();
  await look(page, 'api-docs-phone-dark');
});
