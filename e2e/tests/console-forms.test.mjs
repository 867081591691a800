// The list of forms: begun from templates and files, found, copied, put away, and seen as visitors will see them.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { behaviour, DESKTOP, PHONE } from '../support/browser.mjs';
import { enter, PASSWORD } from '../support/console.mjs';
import { look } from '../support/look.mjs';
import { Sonda } from '../support/sonda.mjs';

let empty;
let sonda;
before(async () => {
  [empty, sonda] = await Promise.all([Sonda.start(), Sonda.start({ demo: true })]);
});
after(() => Promise.all([empty?.stop(), sonda?.stop()]));

const row = (page, name) => page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });

/** Opens the menu of a form, and does something there. */
async function pick(page, name, action) {
  await row(page, name).locator('summary').click();
  await row(page, name).getByRole('button', { name: action, exact: true }).click();
}

behaviour('a newcomer begins a form from a template, by keyboard alone', async ({ page }) => {
  await enter(page, empty, { language: 'en' });
  await page.getByRole('heading', { name: 'Your first form is a few clicks away' }).waitFor();
  await page.getByRole('heading', { name: 'Get your first answer' }).waitFor();
  await look(page, 'console-forms-none');
  const template = page.getByRole('button', { name: /Stars after a service visit/ });
  await template.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New form' });
  await dialog.getByRole('radio', { name: /Stars after a service visit/ }).waitFor();
  assert.equal(await dialog.getByRole('radio', { checked: true }).count(), 1);
  await look(page, 'console-new-form');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'New form', exact: true }).press('Enter');
  await dialog.getByRole('radio', { checked: true }).focus();
  await page.keyboard.press('ArrowDown');
  await dialog.getByLabel('Name').fill('Winter visits');
  await dialog.getByLabel('Polski').check();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/console/forms/winter-visits/edit');
  await page.getByRole('button', { name: 'Publish', exact: true }).waitFor();
  const { definition } = await (await page.request.get(`${empty.url}/api/v1/forms/winter-visits/draft`)).json();
  assert.deepEqual(definition.content.locales, ['en', 'pl']);
  assert.deepEqual(definition.content.title, { en: 'Winter visits' });
  await page.goto(`${empty.url}/console/forms`);
  await row(page, 'Winter visits').getByText('Draft', { exact: true }).waitFor();
  const next = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'Publish it' }) });
  assert.equal(await next.getAttribute('aria-current'), 'step');
});

behaviour('the steps go away for good once they are hidden', async ({ page }) => {
  await enter(page, empty, { language: 'pl' });
  const steps = page.getByRole('heading', { name: 'Zdobądź pierwszą odpowiedź' });
  await steps.waitFor();
  await page.getByRole('button', { name: 'Ukryj te kroki' }).click();
  await steps.waitFor({ state: 'detached' });
  await Promise.all([page.waitForResponse('**/api/v1/first-steps'), page.reload()]);
  await page.getByRole('table').waitFor();
  assert.equal(await steps.count(), 0);
});

behaviour('a form is copied, put away, taken out at once, and found among those that are put away', async ({ page }) => {
  await enter(page, sonda, { language: 'en' });
  const name = 'How was the service visit?';
  await pick(page, name, 'Duplicate');
  await row(page, `${name} (2)`).waitFor();
  await page.getByText(`“${name} (2)” was made.`).waitFor();
  await pick(page, name, 'Archive');
  await row(page, name).waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement.id), 'forms-done', 'the focus is at what was said');
  await look(page, 'console-forms-archived');
  await page.getByRole('button', { name: 'Undo' }).click();
  await row(page, name).waitFor();
  await pick(page, name, 'Archive');
  await row(page, name).waitFor({ state: 'detached' });
  await page.getByLabel(/Show archived/).check();
  await row(page, name).getByText('Archived', { exact: true }).waitFor();
  await pick(page, name, 'Restore');
  await row(page, name).getByText('Open', { exact: true }).waitFor();
  // A draft that was never published can be deleted, once that is confirmed.
  await pick(page, `${name} (2)`, 'Delete the draft');
  await row(page, `${name} (2)`).getByRole('button', { name: 'Yes', exact: true }).click();
  await row(page, `${name} (2)`).waitFor({ state: 'detached' });
});

behaviour('a form is saved as a file, and a file becomes a form', async ({ page }) => {
  await enter(page, sonda, { language: 'en' });
  const name = 'Report a problem';
  await row(page, name).locator('summary').click();
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    row(page, name).getByRole('link', { name: 'Save as a file' }).click(),
  ]);
  assert.equal(saved.suggestedFilename(), 'report-a-problem.json');
  const file = await saved.path();
  assert.equal(JSON.parse(readFileSync(file, 'utf8')).id, 'report-a-problem');
  const give = async (files) => {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Import a file' }).click(),
    ]);
    await chooser.setFiles(files);
  };
  await give({ name: 'notes.json', mimeType: 'application/json', buffer: Buffer.from('not a form') });
  await page.getByRole('alert').getByText('This file is not a form').waitFor();
  await give(file);
  await page.waitForURL('**/console/forms/report-a-problem-2/edit');
});

behaviour('the menu of a form closes by Escape, and gives the focus back', async ({ page }) => {
  await enter(page, sonda, { language: 'en' });
  const summary = row(page, 'How was the service visit?').locator('summary');
  await summary.press('Enter');
  await page.keyboard.press('Tab');
  await look(page, 'console-forms-menu');
  await page.keyboard.press('Escape');
  assert.equal(await summary.evaluate((element) => element === document.activeElement && !element.parentElement.open), true);
});

for (const [name, locale, settings, words] of [
  ['desktop', 'en', DESKTOP, { last: 'Send answers', thanks: 'Thank you for your time' }],
  ['phone-rtl', 'ar', PHONE, { last: 'إرسال الإجابات', thanks: 'شكرًا على وقتك' }],
]) {
  behaviour(`the preview is the widget, and stores nothing: ${name}`, settings, async ({ page }) => {
    await enter(page, sonda, { language: 'en' });
    await page.goto(`${sonda.url}/console/preview/after-the-service-visit?locale=${locale}`);
    await page.locator('[data-sonda-ready]').waitFor({ state: 'attached' });
    assert.equal(await page.evaluate(() => document.documentElement.dir), locale === 'ar' ? 'rtl' : 'ltr');
    await look(page, `console-preview-${name}`);
    await page.locator('[name=visit][value="5"]').check({ force: true });
    await page.locator('[name=recommend][value="9"]').check({ force: true });
    await page.getByRole('button', { name: words.last }).click();
    await page.getByRole('heading', { name: words.thanks }).waitFor();
    const responses = await page.request.get(`${sonda.url}/api/v1/forms/after-the-service-visit/responses`);
    assert.deepEqual((await responses.json()).responses, []);
  });
}

behaviour('a new owner begins with the demo', async ({ page }) => {
  const fresh = await Sonda.start();
  try {
    await page.goto(`${fresh.url}/console/first-run`);
    await page.getByLabel('One-time code').fill(readFileSync(join(fresh.folder, 'first-run.code'), 'utf8'));
    await page.getByLabel('Your name').fill('Anna Kowalska');
    await page.getByLabel('E-mail address').fill('anna@example.com');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByLabel('Password again').fill(PASSWORD);
    await page.getByLabel(/Demo data/).check();
    await look(page, 'console-first-run-demo');
    await page.getByRole('button', { name: 'Create my account' }).click();
    await row(page, 'How was the service visit?').getByRole('link', { name: '3', exact: true }).waitFor();
    assert.equal(await page.getByRole('heading', { name: 'Get your first answer' }).count(), 0);
  } finally {
    await fresh.stop();
  }
});

for (const [name, language, settings] of [
  ['phone', 'uk', { ...PHONE, colorScheme: 'dark' }],
  ['desktop', 'pl', { ...DESKTOP, colorScheme: 'dark' }],
]) {
  behaviour(`the dialog of a new form fits: ${name}, ${language}`, settings, async ({ page }) => {
    await enter(page, sonda, { language });
    await page.locator('.heading button').last().click();
    await page.locator('dialog[open] .choice').first().waitFor();
    await look(page, `console-new-form-${name}`);
  });
}
