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

behaviour('the table keeps one page of rows, however far one goes', DESKTOP, async ({ page }) => {
  sonda.command('generate', 'answers', '--form', FORM, '--count', '600', '--seed', '11');
  await enter(page, sonda);
  await page.goto(answers());
  const most = await page.evaluate(async () => {
    let most = 0;
    const count = () => { most = Math.max(most, document.querySelectorAll('.answers-table tbody tr').length); };
    new MutationObserver(count).observe(document.body, { childList: true, subtree: true });
    const pager = () => document.querySelector('.pager');
    const said = () => pager()?.querySelector('[role=status]')?.textContent ?? '';
    const frame = () => new Promise(requestAnimationFrame);
    for (let from = 1; from <= 601; from += 50) {
      while (!said().startsWith(`Answers ${from} to`)) await frame();
      window.scrollTo(0, document.body.scrollHeight);
      if (from <= 551) [...pager().querySelectorAll('button')].at(-1).click();
    }
    return most;
  });
  assert.equal(most, 50);
});

for (const [name, settings] of [['desktop', DESKTOP], ['phone-dark', { ...PHONE, colorScheme: 'dark' }]]) {
  behaviour(`answers that are chosen are deleted, by the keyboard alone: ${name}`, settings, async ({ page }) => {
    await enter(page, sonda);
    await page.goto(answers());
    const boxes = page.locator('.answers-table tbody input[type=checkbox]');
    await boxes.nth(1).waitFor();
    const gone = await page.locator('.answers-table tbody th a').first().getAttribute('href');
    for (const box of [boxes.nth(0), boxes.nth(1)]) {
      await box.focus();
      await page.keyboard.press('Space');
    }
    await page.getByText('2 answers chosen').waitFor();
    await look(page, `console-answers-chosen-${name}`);
    const ask = page.getByRole('button', { name: 'Delete them…' });
    await ask.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Delete 2 answers?' });
    await dialog.getByText('records already written stay there').waitFor();
    await look(page, `console-answers-delete-${name}`);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(await ask.evaluate((button) => button === document.activeElement), true);
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Delete for good' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('2 answers were deleted.').waitFor();
    await dialog.waitFor({ state: 'hidden' });
    await page.locator(`.answers-table a[href="${gone}"]`).waitFor({ state: 'detached' });
    await page.locator('.chosen').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'answers-said');
  });
}

behaviour('all answers that match are deleted, and no others', DESKTOP, async ({ page }) => {
  const form = 'report-a-problem';
  sonda.command('generate', 'answers', '--form', form, '--count', '1300', '--seed', '5');
  await enter(page, sonda);
  await page.goto(`${sonda.url}/console/forms/${form}/answers?locale=en`);
  await page.locator('.answers-table tbody tr').nth(49).waitFor();
  await page.getByRole('checkbox', { name: 'Choose all on this page' }).check();
  await page.getByText('50 answers chosen').waitFor();
  await page.getByRole('button', { name: 'Choose all that match' }).click();
  const count = await sonda.admin('GET', `/forms/${form}/responses/count?locale=en`);
  const others = await sonda.admin('GET', `/forms/${form}/responses/count`);
  const said = new Intl.NumberFormat('en').format(count.responses);
  await page.getByText(`${said} answers chosen`).waitFor();
  await page.getByRole('button', { name: 'Delete them…' }).click();
  const dialog = page.getByRole('dialog', { name: `Delete ${said} answers?` });
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await page.getByText(`${said} answers were deleted.`).waitFor();
  await page.getByText('No answer matches').waitFor();
  const left = await sonda.admin('GET', `/forms/${form}/responses/count`);
  assert.equal(left.responses, others.responses - count.responses);
});

behaviour('what was chosen is forgotten when something else is looked for', DESKTOP, async ({ page }) => {
  await enter(page, sonda);
  await page.goto(answers());
  await page.locator('.answers-table tbody tr').nth(49).waitFor();
  await page.getByRole('checkbox', { name: 'Choose all on this page' }).check();
  await page.getByText('50 answers chosen').waitFor();
  await page.getByRole('searchbox').fill('a');
  await page.locator('.chosen').waitFor({ state: 'detached' });
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
