// Answers in the console: they arrive by themselves, are found, read, added up and deleted.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { behaviour, DESKTOP, PHONE } from '../support/browser.mjs';
import { enter } from '../support/console.mjs';
import { look } from '../support/look.mjs';
import { Sonda } from '../support/sonda.mjs';

const FORM = 'request-a-demo';
let sonda;
before(async () => {
  sonda = await Sonda.start({ demo: true });
  sonda.command('generate', 'answers', '--form', FORM, '--count', '120', '--seed', '3');
});
after(() => sonda?.stop());

const answers = (search = '') => `${sonda.url}/console/forms/${FORM}/answers${search}`;

for (const [name, language, settings] of [
  ['desktop', 'en', DESKTOP],
  ['phone-dark', 'pl', { ...PHONE, colorScheme: 'dark' }],
  ['desktop-dark', 'uk', { ...DESKTOP, colorScheme: 'dark' }],
]) {
  behaviour(`answers, summary and one answer look right: ${name}`, settings, async ({ page }) => {
    await enter(page, sonda, { language });
    await page.goto(answers());
    await page.locator('.answers-table tbody tr').first().waitFor();
    await look(page, `console-answers-${name}`);
    await page.goto(answers('?view=summary'));
    await page.locator('.sum').first().waitFor();
    await look(page, `console-summary-${name}`);
    await page.goto(answers());
    await page.locator('.answers-table tbody th a').first().click();
    await page.locator('dl.said').waitFor();
    await look(page, `console-answer-${name}`);
  });
}

behaviour('pages go on to the last answer and back', DESKTOP, async ({ page }) => {
  await enter(page, sonda);
  await page.goto(answers());
  const rows = page.locator('.answers-table tbody tr');
  await rows.nth(49).waitFor();
  await page.getByRole('button', { name: 'Next page' }).click();
  await page.getByText('Answers 51 to 100').waitFor();
  await page.getByRole('button', { name: 'Next page' }).click();
  await page.getByText('Answers 101 to').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Next page' }).isDisabled(), true);
  await page.getByRole('button', { name: 'Previous page' }).click();
  await page.getByText('Answers 51 to 100').waitFor();
});

behaviour('the address keeps what is looked for', DESKTOP, async ({ page }) => {
  await enter(page, sonda);
  await page.goto(answers());
  await page.getByRole('searchbox').fill('no such words anywhere');
  await page.getByText('No answer matches').waitFor();
  assert.match(page.url(), /\?q=no%20such%20words%20anywhere$/);
  await page.reload();
  await page.getByText('No answer matches').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).first().click();
  await page.locator('.answers-table tbody tr').first().waitFor();
});

behaviour('an answer shows without reloading and is deleted after asking', DESKTOP, async ({ page, context }) => {
  await enter(page, sonda);
  await page.goto(answers());
  await page.locator('.answers-table tbody tr').first().waitFor();
  const before = await page.locator('.answers-table tbody th a').first().getAttribute('href');
  sonda.command('generate', 'answers', '--form', FORM, '--count', '1', '--seed', '77', '--days', '1');
  await page.waitForFunction(
    (before) => document.querySelector('.answers-table tbody tr.fresh, button.news') !== null
      && before !== undefined, before);
  const visitor = await context.newPage();
  await visitor.close();
  await page.locator('.answers-table tbody th a').first().click();
  await page.getByRole('button', { name: 'Delete this answer…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete this answer?' });
  await look(page, 'console-answer-delete');
  await page.keyboard.press('Escape');
  assert.equal(await dialog.isVisible(), false);
  await page.getByRole('button', { name: 'Delete this answer…' }).click();
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await page.locator('.answers-table').waitFor();
});

behaviour('an export is a file of what was asked for', DESKTOP, async ({ page }) => {
  await enter(page, sonda);
  await page.goto(answers());
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByLabel('CSV').check();
  await look(page, 'console-export');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  assert.equal((await download).suggestedFilename(), `${FORM}.csv`);
});
