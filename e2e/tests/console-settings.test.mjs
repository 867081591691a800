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
    for (const part of ['profile', 'branding', 'languages', 'people', 'tokens', 'system']) {
      await open(page, part);
      await look(page, `console-settings-${part}-${name}`);
    }
  });
}

behaviour('a branding is looked at, saved, and seen on every form without a look of its own', DESKTOP, async ({ page }) => {
  await enter(page, sonda);
  await open(page, 'branding');
  await page.getByLabel('Name of the organisation').fill('Lech Serwis');
  await page.getByLabel('Your colour, #rrggbb').fill('#ffe000');
  await page.getByLabel('Your colour, #rrggbb').press('Tab');
  await page.getByText(/On white: 1\.3 to 1, hard to read: #[0-9a-f]{6} is shown there/).waitFor();
  await page.getByText(/On a dark screen: 1\d\.\d to 1, can be read/).waitFor();
  await page.getByLabel('Privacy notice').fill('https://lech.example/privacy');
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><path fill="#7a6000" d="M0 0h40v10H0z"/></svg>';
  await page.getByLabel('Logo', { exact: true }).setInputFiles({ name: 'logo.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(svg) });
  const frame = page.frameLocator('.brand-preview iframe');
  await frame.getByText('Lech Serwis').waitFor();
  await frame.locator('.sonda-logo[src^="data:image/svg"]').waitFor();
  await look(page, 'console-settings-branding-typed');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved. It is seen from now on.').waitFor();
  await page.goto(`${sonda.url}/f/request-a-demo?lang=en`);
  const logo = page.getByRole('img', { name: 'Lech Serwis' });
  await logo.waitFor();
  assert.ok(await logo.evaluate((one) => one.complete && one.naturalWidth > 0), 'the picture is there');
  const notice = page.getByRole('contentinfo').getByRole('link', { name: 'Privacy notice' });
  assert.equal(await notice.getAttribute('href'), 'https://lech.example/privacy');
  await look(page, 'branded-form');
  await open(page, 'branding');
  await page.getByRole('button', { name: 'Remove the logo' }).click();
  await page.getByRole('button', { name: 'Use Sonda’s blue' }).click();
  await page.getByLabel('Name of the organisation').fill('');
  await page.getByLabel('Privacy notice').fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved. It is seen from now on.').waitFor();
  await page.goto(`${sonda.url}/f/request-a-demo?lang=en`);
  assert.equal(await page.getByRole('contentinfo').count(), 0);
});

behaviour('two owners cannot overwrite each other’s branding in silence', DESKTOP, async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 412/);
  await enter(page, sonda);
  await open(page, 'branding');
  const current = await sonda.admin('GET', '/settings/branding');
  const revision = current.revision;
  await sonda.admin('PUT', '/settings/branding', { organisation: 'Other' }, { 'If-Match': `"${revision}"` });
  await page.getByLabel('Name of the organisation').fill('Mine');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Somebody else has saved this meanwhile.').waitFor();
  await sonda.admin('PUT', '/settings/branding', {}, { 'If-Match': `"${revision + 1}"` });
});

behaviour('new forms begin with the languages that are set', DESKTOP, async ({ page }) => {
  await enter(page, sonda);
  await open(page, 'languages');
  await page.getByText('None ticked: whoever begins a form decides.').waitFor();
  await page.getByLabel('Ukrainian').first().check();
  await page.getByLabel('Polish').first().check();
  await page.getByLabel('Shown to whoever reads none of them').selectOption('pl');
  await look(page, 'console-settings-languages-set');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved. It is seen from now on.').waitFor();
  await page.goto(`${sonda.url}/console/forms`);
  await page.getByRole('button', { name: 'New form' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Polski').waitFor();
  assert.ok(await dialog.getByLabel('Polski').isChecked());
  assert.ok(await dialog.getByLabel('Українська').isChecked());
  assert.ok(!(await dialog.getByLabel('English').isChecked()));
  await dialog.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL('**/edit');
  const form = new URL(page.url()).pathname.split('/').at(-2);
  const draft = await sonda.admin('GET', `/forms/${form}/draft`);
  assert.deepEqual(draft.definition.content.locales, ['pl', 'uk']);
  assert.equal(draft.definition.content.fallback_locale, 'pl');
  await sonda.admin('PUT', '/settings/languages', {}, { 'If-Match': '"1"' });
});

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
  await page.getByRole('listitem').filter({ hasText: 'bartek@example.com' }).getByText('invitation made').waitFor();
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
