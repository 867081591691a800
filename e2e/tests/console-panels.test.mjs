// The builder's panels: logic, scores, texts, theme and rules, of a form that has some of each.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before } from 'node:test';
import { behaviour, DESKTOP, PHONE } from '../support/browser.mjs';
import { enter } from '../support/console.mjs';
import { look } from '../support/look.mjs';
import { Sonda } from '../support/sonda.mjs';
import { until } from '../support/until.mjs';

const FORM = JSON.parse(readFileSync(new URL('../forms/panels.json', import.meta.url)));
const WARSAW = { ...DESKTOP, timezoneId: 'Europe/Warsaw' };

let sonda;
let forms = 0;
before(async () => {
  sonda = await Sonda.start();
});
after(() => sonda?.stop());

/** A form of one's own, its builder open with one of the panels. */
async function open(page, { panel = '', language = 'en', change = () => {} } = {}) {
  const id = `panels-${(forms += 1)}`;
  const definition = { ...structuredClone(FORM), id };
  change(definition);
  await sonda.admin('POST', '/forms', { from: { definition }, id });
  await enter(page, sonda, { language });
  await page.goto(`${sonda.url}/console/forms/${id}/edit${panel && `?panel=${panel}`}`);
  await page.locator(panel ? '.leaf' : '#editor').first().waitFor();
  return id;
}

/** What the server has of it, once it is as wanted. */
function stored(id, what, wanted) {
  return until(`${what} is saved`, async () => {
    const { definition } = await sonda.admin('GET', `/forms/${id}/draft`);
    const found = what.split('/').reduce((value, name) => value?.[name], definition);
    try {
      assert.deepEqual(found, wanted);
      return true;
    } catch {
      return false;
    }
  });
}

/** The logic of the question with that title. */
async function logicOf(page, title) {
  await page.locator('.outline').getByRole('button', { name: title }).first().click();
  const summary = page.locator('#editor details.group > summary').last();
  await summary.click();
  return page.locator('.leaf.logic');
}

behaviour('a condition is a sentence, and changed without any code', WARSAW, async ({ page }) => {
  const id = await open(page);
  const logic = await logicOf(page, 'What could be better');
  const said = logic.locator('.said').first();
  const at = 'content/pages/0/questions/2/visible_if';
  await said.getByText('phone').waitFor();
  assert.equal(await said.innerText(), 'Shown if How satisfied are you? is at most 3 and Channel is one of phone or e-mail.');
  await look(page, 'panels-logic', { within: '.leaf.logic' });

  const first = logic.locator('.condition').first();
  await first.getByRole('combobox', { name: 'Value' }).first().selectOption('2');
  await first.getByRole('checkbox', { name: 'chat' }).check();
  await first.getByRole('combobox', { name: 'How they go together' }).selectOption('any');
  assert.equal(await said.innerText(), 'Shown if How satisfied are you? is at most 2 or Channel is one of phone, e-mail or chat.');
  await stored(id, at, {
    or: [
      { and: [{ '!==': [{ var: 'rating' }, null] }, { '<=': [{ var: 'rating' }, 2] }] },
      { in: [{ var: 'channel' }, ['phone', 'mail', 'chat']] },
    ],
  });
});

behaviour('a condition is made and taken away by the keyboard, the focus stays with it', WARSAW, async ({ page }) => {
  const id = await open(page);
  const logic = await logicOf(page, 'Channel');
  const at = 'content/pages/0/questions/1/visible_if';
  const condition = logic.locator('.condition').first();
  await condition.getByRole('button', { name: 'Add a condition' }).focus();
  await page.keyboard.press('Enter');
  const subject = condition.getByRole('combobox', { name: 'What is looked at' });
  await page.waitForFunction((name) => document.activeElement?.getAttribute('aria-label') === name, 'What is looked at');
  assert.equal(await subject.locator('option:checked').innerText(), 'How satisfied are you?');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await condition.getByRole('combobox', { name: 'Value' }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('4');
  await stored(id, at, { '>=': [{ var: 'rating' }, 4] });
  assert.equal(await condition.locator('.said').innerText(), 'Shown if How satisfied are you? is at least 4.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await stored(id, at, undefined);
  await page.waitForFunction((text) => document.activeElement?.textContent === text, 'Add a condition');
  await page.keyboard.press('Control+z');
  await condition.locator('.said').getByText('is at least').waitFor();
  await stored(id, at, { '>=': [{ var: 'rating' }, 4] });
});

behaviour('what the editor cannot show stays as it is, and is changed as JSON', WARSAW, async ({ page }) => {
  const id = await open(page);
  const logic = await logicOf(page, 'Last day');
  const at = 'content/pages/1/questions/1/visible_if';
  const condition = logic.locator('.condition').first();
  await condition.getByText('cannot show this expression').waitFor();
  await condition.getByRole('button', { name: 'Add a condition' }).click();
  await stored(id, at, { if: [{ var: 'rating' }, true, false] });
  await page.keyboard.press('Control+z');

  await condition.getByText('Edit as JSON').click();
  const json = condition.getByRole('textbox', { name: 'Edit as JSON (JSON Logic)' });
  await json.fill('{"and": [\n  {"var": "rating"},\n  {"var" "channel"}\n]}');
  await condition.getByRole('button', { name: 'Take this JSON' }).click();
  await condition.getByText('Line 3, column 10: this does not belong here').waitFor();
  const selected = await json.evaluate((field) => field.value.slice(field.selectionStart, field.selectionEnd));
  assert.equal(selected, '"');
  await json.fill('{"==": [{"var": "channel"}, "chat"]}');
  await condition.getByRole('button', { name: 'Take this JSON' }).click();
  await condition.getByText('Shown if').waitFor();
  assert.equal(await condition.locator('.said').innerText(), 'Shown if Channel is chat.');
  await stored(id, at, { '==': [{ var: 'channel' }, 'chat'] });
});

behaviour('a rule compares two answers, and a page has ways on', WARSAW, async ({ page }) => {
  const id = await open(page);
  let logic = await logicOf(page, 'Last day');
  await logic.getByText('The answer is taken if').waitFor();
  const rule = logic.locator('.card').first();
  assert.equal(
    await rule.locator('.said').innerText(),
    'The answer is taken if First day is not after Last day or is not answered.',
  );
  await rule.getByRole('textbox', { name: 'Otherwise say' }).fill('Too early.');
  await stored(id, 'content/pages/1/questions/1/rules/0/message/en', 'Too early.');

  logic = await logicOf(page, 'The visit');
  await logic.getByRole('button', { name: 'Add a jump' }).click();
  await logic.locator('.card').getByRole('button', { name: 'Add a condition' }).click();
  await logic.locator('.card').getByText('This way if').waitFor();
  await stored(id, 'content/pages/0/next/0/to', undefined);
  await logic.locator('.card').getByRole('combobox', { name: 'Go to' }).selectOption('second');
  await stored(id, 'content/pages/0/next/0/to', 'second');
});

behaviour('a rule without a condition says so, and is not published', WARSAW, async ({ page }) => {
  const id = await open(page);
  const logic = await logicOf(page, 'First day');
  const at = 'content/pages/1/questions/0/rules';
  await logic.getByRole('button', { name: 'Add a rule' }).click();
  const rule = logic.locator('.card').first();
  const bare = rule.getByText('Without a whole condition this rule cannot be published');
  await bare.waitFor();
  await rule.getByRole('textbox', { name: 'Otherwise say' }).fill('Not that day.');
  await rule.getByRole('button', { name: 'Add a condition' }).click();
  await rule.locator('input[type=date]').fill('2030-01-01');
  await bare.waitFor({ state: 'hidden' });
  await rule.getByRole('button', { name: 'Remove this condition' }).first().click();
  await bare.waitFor();
  await stored(id, at, [{ message: { en: 'Not that day.' } }]);
  await look(page, 'panels-rule-bare', { within: '.leaf.logic' });
  const { faults } = await sonda.admin('POST', `/forms/${id}/draft/check`);
  assert.ok(faults.some(({ pointer }) => pointer.startsWith(`/${at}/0`)), JSON.stringify(faults));
  await rule.getByRole('button', { name: 'Remove this rule' }).click();
  await stored(id, at, undefined);
});

behaviour('a score is weighed, tried out, and a gap between bands is said', WARSAW, async ({ page }) => {
  const id = await open(page, { panel: 'scores' });
  const card = page.locator('.scores .card').first();
  await card.getByText('How it is calculated').waitFor();
  await look(page, 'panels-scores', { within: '.leaf' });
  const trial = card.locator('.trial');
  await trial.getByRole('combobox').nth(0).selectOption({ label: '3' });
  await trial.getByRole('combobox').nth(1).selectOption({ label: 'e-mail' });
  await trial.getByText('4 – High').waitFor();
  await card.getByRole('textbox', { name: 'Weight: Channel (worth)' }).fill('');
  await page.keyboard.type('0.10');
  assert.equal(await card.getByRole('textbox', { name: 'Weight: Channel (worth)' }).inputValue(), '0.10');
  await trial.getByText('3.2 – Low').waitFor();
  await stored(id, 'content/calculations/0/value', { sum: [{ var: 'rating' }, { '*': [0.1, { var: '$value.channel' }] }] });
  await card.getByRole('textbox', { name: 'From' }).nth(1).fill('4');
  await card.getByText('There is a gap: it should begin at 3.6.').waitFor();

  await page.getByRole('button', { name: 'Add a score' }).click();
  const second = page.locator('.scores .card').nth(1);
  await second.getByRole('combobox', { name: 'Add an answer' }).selectOption({ label: 'Score' });
  await stored(id, 'content/calculations/1/value', { sum: [{ var: 'score' }] });
});

behaviour('missing texts are counted, found by the keyboard and written', WARSAW, async ({ page }) => {
  const id = await open(page, { panel: 'texts' });
  const panel = page.locator('.texts');
  await panel.getByRole('button', { name: /Polish/ }).click();
  await panel.getByRole('button', { name: /Polish.*1 missing/ }).waitFor();
  await look(page, 'panels-texts', { within: '.leaf' });
  await page.locator('.texts textarea').first().focus();
  await page.keyboard.press('Control+Enter');
  await page.waitForFunction(() => document.activeElement?.id === 'text-content-pages-0-questions-2-title');
  await page.keyboard.type('Co poprawić?');
  await panel.getByText('Lacks {{channel}} of the original.').waitFor();
  await page.keyboard.type(' {{channel}}');
  await panel.getByRole('button', { name: /Polish.*Complete/ }).waitFor();
  await stored(id, 'content/pages/0/questions/2/title/pl', 'Co poprawić? {{channel}}');

  await panel.getByRole('button', { name: /Arabic/ }).click();
  const arabic = page.locator('#text-content-pages-0-questions-0-title');
  assert.equal(await arabic.getAttribute('dir'), 'rtl');
  await panel.getByRole('checkbox', { name: 'Only missing texts' }).check();
  await arabic.waitFor({ state: 'detached' });

  await panel.getByRole('combobox', { name: 'Add a language' }).selectOption('uk');
  await panel.getByRole('button', { name: 'Add it' }).click();
  await stored(id, 'content/locales', ['en', 'pl', 'ar', 'uk']);
  await panel.getByRole('button', { name: 'Remove this language' }).click();
  await panel.getByRole('button', { name: 'Yes' }).click();
  await stored(id, 'content/locales', ['en', 'pl', 'ar']);
});

behaviour('a colour that cannot be read is said, and mended by one press', WARSAW, async ({ page }) => {
  const id = await open(page, { panel: 'theme', change: (form) => (form.settings.theme = { light: { accent: '#ffe000' } }) });
  const panel = page.locator('.theme');
  await panel.getByText('pairs of colours are hard to read').waitFor();
  await look(page, 'panels-theme-bad', { within: '.leaf' });
  await panel.getByRole('button', { name: /^Buttons, links and focus: take/ }).first().click();
  await panel.getByText('Everything can be read').first().waitFor();
  const { definition } = await until('it is saved', async () => {
    const draft = await sonda.admin('GET', `/forms/${id}/draft`);
    return draft.definition.settings.theme.light.accent === '#ffe000' ? null : draft;
  });
  assert.match(definition.settings.theme.light.accent, /^#[0-9a-f]{6}$/);
  const { faults } = await sonda.admin('POST', `/forms/${id}/draft/check`);
  assert.deepEqual(faults.filter(({ pointer }) => pointer.startsWith('/settings/theme/light/accent')), []);
});

behaviour('times are entered by a clock and stored with its offset, the rules are a sentence', WARSAW, async ({ page }) => {
  const id = await open(page, { panel: 'rules' });
  const panel = page.locator('.rules');
  const sentence = panel.locator('.sum');
  assert.equal(await sentence.innerText(), 'Always open; anyone may answer, as often as they like.');
  await panel.getByLabel('Closes').fill('2026-12-31T23:59');
  await panel.getByLabel('Closes').blur();
  await panel.getByRole('radio', { name: /Each customer once/ }).check();
  await sentence.getByText('each customer once').waitFor();
  assert.equal(await sentence.innerText(), 'Closes on 31 December 2026 at 23:59, Warsaw time; each customer once.');
  await stored(id, 'settings/closes_at', '2026-12-31T23:59:00+01:00');
  await panel.getByLabel('By the clock of').selectOption('America/New_York');
  assert.equal(await panel.getByLabel('Closes').inputValue(), '2026-12-31T17:59');
  await stored(id, 'settings/closes_at', '2026-12-31T23:59:00+01:00');
  await look(page, 'panels-rules', { within: '.leaf' });
});

for (const [name, language, settings] of [
  ['phone', 'pl', { ...PHONE, timezoneId: 'Europe/Warsaw' }],
  ['phone-dark', 'uk', { ...PHONE, colorScheme: 'dark', timezoneId: 'Europe/Kyiv' }],
  ['desktop-dark', 'pl', { ...DESKTOP, viewport: { width: 1280, height: 900 }, colorScheme: 'dark', timezoneId: 'Europe/Warsaw' }],
]) {
  behaviour(`every panel has its looks: ${name}, ${language}`, settings, async ({ page }) => {
    const picture = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="24"><circle cx="12" cy="12" r="12"/></svg>')}`;
    const theme = { light: { accent: '#ffe000' }, logo: { picture, alt: 'Example' } };
    const id = await open(page, {
      language,
      change: (form) => (form.settings = { theme, closes_at: '2026-12-31T22:59:00Z', max_responses: 500, captcha: { provider: 'altcha' } }),
    });
    const titles = { pl: 'What could be better', uk: 'What could be better' };
    await logicOf(page, titles[language]);
    await look(page, `panels-logic-${name}`, { within: '.leaf.logic' });
    for (const panel of ['scores', 'texts', 'theme', 'rules']) {
      await page.goto(`${sonda.url}/console/forms/${id}/edit?panel=${panel}`);
      await page.locator('.leaf').waitFor();
      await look(page, `panels-${panel}-${name}`, { within: '.leaf' });
    }
  });
}
