// The mapping: fields go into columns by mouse and by keyboard, and a wrong one is stopped before publishing.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { behaviour, DESKTOP, PHONE } from '../support/browser.mjs';
import { enter } from '../support/console.mjs';
import { look } from '../support/look.mjs';
import { Sonda } from '../support/sonda.mjs';

const text = (en) => ({ en });
const form = (id) => ({
  sonda: 1,
  id,
  kind: 'lead_form',
  content: {
    locales: ['en'],
    fallback_locale: 'en',
    title: text('Ask us'),
    questions: [
      { id: 'who', type: 'text', title: text('Full name'), required: true, max_length: 100 },
      { id: 'mail', type: 'email', title: text('E-mail'), required: true },
      { id: 'words', type: 'long_text', title: text('Your message') },
      {
        id: 'urgency',
        type: 'single_choice',
        title: text('How urgent is it?'),
        options: [
          { id: 'soon', title: text('Soon') },
          { id: 'later', title: text('Later') },
        ],
      },
    ],
  },
});

let sonda;
before(async () => {
  sonda = await Sonda.start({ demo: true });
});
after(() => sonda?.stop());

/** Publishes a form without a mapping, and opens its mapping. */
async function open(page, id) {
  await sonda.admin('PUT', `/forms/${id}`, form(id));
  await page.goto(`${sonda.url}/console/forms/${id}/mapping`);
  await page.locator('#new-target').waitFor();
}

const column = (page, name) => page.locator('.map-column', { has: page.getByRole('combobox', { name: `Field for “${name}”` }) });
const draft = async (id) => (await sonda.admin('GET', `/forms/${id}/draft`)).definition;

/** Waits until the draft that is stored has what is wanted. */
async function stored(page, id, wanted) {
  await page.getByText('Saved', { exact: true }).waitFor();
  const found = await draft(id);
  assert.ok(wanted(found), JSON.stringify(found.mapping));
}

behaviour('suggestions are accepted, and the dry run shows the record', DESKTOP, async ({ page }) => {
  await enter(page, sonda);
  await open(page, 'by-mouse');
  await look(page, 'mapping-empty');
  await page.locator('#new-target').click();
  await page.getByRole('option', { name: 'contact', exact: false }).first().click();
  await page.getByText('update it; otherwise make a new one', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'Accept all' }).click();
  await column(page, 'name').getByRole('button', { name: 'Change what goes into “name”' }).waitFor();
  await look(page, 'mapping-suggested');
  await page.getByRole('button', { name: 'Try it out' }).click();
  const dialog = page.getByRole('dialog');
  // The demo has a contact with the address of the example: what is there stands beside what would be.
  await dialog.getByText('Changes in a record').waitFor();
  await dialog.getByRole('row', { name: /name/ }).getByText('Anna Nowak').waitFor();
  await look(page, 'mapping-dry-run');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await stored(page, 'by-mouse', ({ mapping }) => mapping.targets[0].columns.email.answer === 'mail');
});

behaviour('a field is dragged to a column, and undone', DESKTOP, async ({ page }) => {
  await enter(page, sonda);
  await open(page, 'by-dragging');
  await page.locator('#new-target').click();
  await page.getByRole('option', { name: 'contact', exact: false }).first().click();
  const field = page.locator('.map-field', { hasText: 'Your message' });
  await field.waitFor();
  const target = column(page, 'notes');
  await target.scrollIntoViewIfNeeded();
  await field.hover();
  await page.mouse.down();
  // The first move begins to drag, the next is over the column.
  await target.hover();
  await target.hover({ position: { x: 20, y: 20 } });
  await page.mouse.up();
  await page.getByRole('button', { name: 'Change what goes into “notes”' }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Change what goes into “notes”' }).waitFor({ state: 'detached' });
});

behaviour('the keyboard alone maps a table, from the field and from the column', DESKTOP, async ({ page }) => {
  await enter(page, sonda);
  await open(page, 'by-keyboard');
  await page.locator('#new-target').focus();
  await page.keyboard.type('case');
  await page.locator('.combo-list [role=option]').first().waitFor();
  await page.keyboard.press('Enter');
  // From the field: it is chosen, then the column.
  const field = page.locator('.map-field', { hasText: 'Your message' });
  await field.waitFor();
  await field.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Column for “Your message”' }).waitFor();
  await page.waitForFunction(() => document.activeElement.getAttribute('role') === 'combobox');
  await page.keyboard.type('descr');
  await page.getByRole('option', { name: 'description' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Change what goes into “description”' }).waitFor();
  // The focus is where the next step is.
  await page.waitForFunction(() => document.activeElement.getAttribute('aria-label') === 'Field for “description”');
  // From the column.
  await page.getByRole('combobox', { name: 'Field for “title”' }).focus();
  await page.keyboard.type('full');
  await page.getByRole('option', { name: 'Full name' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Change what goes into “title”' }).waitFor();
  await stored(page, 'by-keyboard', ({ mapping }) => mapping.targets[0].columns.title.answer === 'who');
});

behaviour('a wrong mapping is stopped before publishing by a sentence that says what to do', DESKTOP, async ({ page }) => {
  await enter(page, sonda);
  await open(page, 'gone-wrong');
  await page.locator('#new-target').click();
  await page.getByRole('option', { name: 'case', exact: false }).first().click();
  await page.getByText('has no source: add one', { exact: false }).waitFor();
  await page.getByRole('combobox', { name: 'Field for “priority”' }).fill('urgent');
  await page.getByRole('option', { name: 'How urgent is it?' }).click();
  const priority = column(page, 'priority');
  await priority.locator('.map-fault').first().waitFor();
  await look(page, 'mapping-faults');
  await page.getByText('Saved', { exact: true }).waitFor();
  const wrong = await draft('gone-wrong');
  await assert.rejects(sonda.admin('PUT', '/forms/gone-wrong', wrong), /422/);
  // Mended in its place, by the table that was laid out for it.
  await priority.getByLabel('Soon').selectOption('high');
  await priority.getByLabel('Later').selectOption('low');
  await priority.locator('.map-fault').first().waitFor({ state: 'detached' });
  await page.getByRole('combobox', { name: 'Field for “title”' }).fill('full');
  await page.getByRole('option', { name: 'Full name' }).click();
  await page.getByText('Nothing stands against publishing').waitFor();
  await look(page, 'mapping-mended');
});

behaviour('a Polish console says in Polish what is wrong with a mapping', DESKTOP, async ({ page }) => {
  await enter(page, sonda, { language: 'pl' });
  await open(page, 'zle-mapowanie');
  await page.locator('#new-target').click();
  await page.getByRole('option', { name: 'case', exact: false }).first().click();
  const fault = page.locator('.map-fault', { hasText: 'wymagana kolumna title nie ma źródła: wybierz dla niej pole' });
  await fault.waitFor();
  await page.getByRole('combobox', { name: 'Pole dla „priority”' }).fill('urgent');
  await page.getByRole('option', { name: 'How urgent is it?' }).click();
  await page.locator('.map-fault', { hasText: 'w tabeli wartości nie wybrano jeszcze żadnej wartości: wybierz ją albo usuń kolumnę' }).waitFor();
  assert.equal(await page.getByText('has no source', { exact: false }).count(), 0);
  await look(page, 'mapping-faults-pl');
});

behaviour('a target is written under conditions made by the keyboard, and undone', DESKTOP, async ({ page }) => {
  await enter(page, sonda);
  await open(page, 'under-conditions');
  await page.locator('#new-target').click();
  await page.getByRole('option', { name: 'contact', exact: false }).first().click();
  const rule = page.locator('.map-rule', { hasText: 'Written for every answer' });
  const when = page.locator('.map-rule', { has: page.locator('.condition') });
  await rule.locator('summary').first().focus();
  await page.keyboard.press('Enter');
  const focused = (name) => page.waitForFunction((name) => document.activeElement?.getAttribute('aria-label') === name, name);
  const add = when.getByRole('button', { name: 'Add a condition' });
  await add.focus();
  await page.keyboard.press('Enter');
  await focused('What is looked at');
  // It begins with the last question; its options go by their names.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await focused('Value');
  await page.keyboard.type('Later');
  await when.getByText('Written only if How urgent is it? is Later', { exact: true }).waitFor();
  await add.focus();
  await page.keyboard.press('Enter');
  await focused('What is looked at');
  await page.keyboard.type('E-mail');
  await when.getByText('Written only if How urgent is it? is Later and E-mail is answered', { exact: true }).waitFor();
  await when.getByRole('combobox', { name: 'How they go together' }).focus();
  await page.keyboard.type('at least');
  await when.getByText('Written only if How urgent is it? is Later or E-mail is answered', { exact: true }).waitFor();
  const late = { '==': [{ var: 'urgency' }, 'later'] };
  const told = { '!==': [{ var: 'mail' }, null] };
  const is = (wanted) => ({ mapping }) => JSON.stringify(mapping.targets[0].when) === JSON.stringify(wanted);
  await stored(page, 'under-conditions', is({ or: [late, told] }));
  await look(page, 'mapping-condition');
  await page.getByRole('button', { name: 'Undo' }).click();
  await when.getByText('is Later and E-mail is answered').waitFor();
  await page.getByRole('button', { name: 'Redo' }).click();
  await when.getByText('is Later or E-mail is answered').waitFor();
  // What the editor cannot show is written as JSON, said, and kept beside what else is asked.
  await when.getByText('Edit as JSON').click();
  const other = { if: [{ var: 'words' }, true, false] };
  await when.getByRole('textbox', { name: 'Edit as JSON (JSON Logic)' }).fill(JSON.stringify({ and: [other, late] }));
  await when.getByRole('button', { name: 'Take this JSON' }).click();
  await when.getByText('cannot show this expression').waitFor();
  await when.getByRole('combobox', { name: 'Value' }).selectOption({ label: 'Soon' });
  const soon = { '==': [{ var: 'urgency' }, 'soon'] };
  await stored(page, 'under-conditions', is({ and: [other, soon] }));
  await look(page, 'mapping-condition-other');
});

behaviour('each part of a joined text has changes of its own', DESKTOP, async ({ page }) => {
  await enter(page, sonda);
  await open(page, 'joined');
  await page.locator('#new-target').click();
  await page.getByRole('option', { name: 'case', exact: false }).first().click();
  await page.getByRole('combobox', { name: 'Field for “title”' }).fill('full');
  await page.getByRole('option', { name: 'Full name' }).click();
  await page.getByRole('button', { name: 'Change what goes into “title”' }).click();
  const editor = page.getByRole('group', { name: 'Change what goes into “title”' });
  await editor.getByRole('button', { name: 'Add another behind it' }).click();
  await editor.getByRole('combobox', { name: 'Add a field' }).fill('urgent');
  await page.getByRole('option', { name: 'How urgent is it?' }).click();
  // By the keyboard.
  await editor.getByRole('button', { name: 'Change what becomes of “How urgent is it?”' }).focus();
  await page.keyboard.press('Enter');
  const part = editor.getByRole('group', { name: 'Change what becomes of “How urgent is it?”' });
  await part.getByRole('combobox').selectOption({ label: 'by a table of values' });
  await part.getByLabel('Soon').pressSequentially('at once');
  // The line stays what it is while it is typed in, and after the suggestions were asked for anew.
  await stored(page, 'joined', ({ mapping }) => {
    const { of } = mapping.targets[0].columns.title.join;
    return JSON.stringify(of[1].through) === JSON.stringify([{ table: { values: { later: null, soon: 'at once' } } }]);
  });
  await part.getByLabel('Later').fill('in time');
  await page.getByText('Nothing stands against publishing').waitFor();
  await look(page, 'mapping-join');
});

for (const [name, language, settings] of [
  ['phone', 'en', PHONE],
  ['phone-dark', 'pl', { ...PHONE, colorScheme: 'dark' }],
  ['desktop-dark', 'uk', { ...DESKTOP, colorScheme: 'dark' }],
]) {
  behaviour(`the mapping of the demo is shown: ${name}`, settings, async ({ page }) => {
    await enter(page, sonda, { language });
    await page.goto(`${sonda.url}/console/forms/request-a-demo/mapping`);
    await page.locator('.map-column').first().waitFor();
    await page.locator('.map-field').first().waitFor({ state: 'attached' });
    await look(page, `mapping-demo-${name}`);
  });
}
