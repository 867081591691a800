// The builder: a form made with the mouse, with the keyboard alone, by two people at once; every type of question.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour, DESKTOP, PHONE } from '../support/browser.mjs';
import { enter, PASSWORD } from '../support/console.mjs';
import { look } from '../support/look.mjs';
import { Sonda } from '../support/sonda.mjs';
import { until } from '../support/until.mjs';

const WIDE = { viewport: { width: 1280, height: 900 } };

let sonda;
before(async () => {
  sonda = await Sonda.start();
});
after(() => sonda?.stop());

let forms = 0;

/** A form that has a draft alone, without questions. */
async function empty(locales = ['en']) {
  const id = `built-${(forms += 1)}`;
  await sonda.admin('POST', '/forms', { from: { template: 'empty' }, id, title: { [locales[0]]: 'How was it?' }, locales });
  return id;
}

async function open(page, form, panel = '') {
  await page.goto(`${sonda.url}/console/forms/${form}/edit${panel}`);
  await page.locator('#saving').waitFor();
}

/** The draft as the server has it, once it is as wanted. */
function stored(form, what, wanted) {
  return until(what, async () => {
    const { definition } = await sonda.admin('GET', `/forms/${form}/draft`);
    return wanted(definition.content) && definition.content;
  });
}

const questions = (content) => content.pages?.flatMap((page) => page.questions) ?? content.questions ?? [];
const ids = (content) => questions(content).map(({ id }) => id).join(' ');

async function add(page, kind) {
  await page.getByRole('button', { name: 'Add a question', exact: true }).click();
  await page.getByRole('searchbox', { name: 'Search' }).fill(kind);
  await page.keyboard.press('Enter');
  await page.locator('dialog.palette').waitFor({ state: 'hidden' });
}

const saved = (page) => page.locator('#saving', { hasText: /^Saved$/ }).waitFor();
const line = (page, name) => page.locator('.outline button.line', { hasText: name });

behaviour('a survey is built with the mouse, and published', WIDE, async ({ page }) => {
  await enter(page, sonda);
  const form = await empty();
  await open(page, form);

  await add(page, 'rating');
  await page.getByLabel('Question', { exact: true }).fill('How was the visit?');
  await page.getByLabel('An answer is required').check();
  await add(page, 'single choice');
  await page.getByLabel('Question', { exact: true }).fill('What was it about?');
  await page.getByText('Paste several').click();
  await page.getByLabel('One a line').fill('A delivery\nA bill\n\nSomething else');
  await page.getByRole('button', { name: 'Add them' }).click();
  for (const name of ['Number 3', 'Number 2', 'Number 1']) {
    await page.locator('.item', { has: page.getByLabel(name, { exact: true }) }).getByRole('button', { name: 'Remove' }).click();
  }
  await add(page, 'e-mail');
  await page.getByLabel('Question', { exact: true }).fill('Where may we answer?');
  await page.getByLabel('Question', { exact: true }).blur();
  let content = await stored(form, 'three questions are stored', (content) => ids(content).split(' ').length === 3 && ids(content).includes('where'));
  assert.equal(ids(content), 'how_was_the_visit what_was_it_about where_may_we_answer', 'names are made of titles');
  assert.deepEqual(content.questions[1].options.map(({ id }) => id), ['a_delivery', 'a_bill', 'something_else']);

  await line(page, 'Where may we answer').dragTo(line(page, 'How was the visit'), { targetPosition: { x: 60, y: 4 } });
  content = await stored(form, 'the dragged question is first', (content) => ids(content).startsWith('where'));
  await page.getByRole('button', { name: 'Duplicate' }).click();
  await stored(form, 'there is a copy', (content) => ids(content).startsWith('where_may_we_answer where_may_we_answer_2 how'));
  await page.getByRole('button', { name: 'Remove', exact: true }).first().click();
  await page.locator('.editor .notice', { hasText: 'was removed' }).waitFor();
  await stored(form, 'the copy is gone', (content) => ids(content).split(' ').length === 3);
  await page.locator('.editor .notice').getByRole('button', { name: 'Undo' }).click();
  await stored(form, 'the copy is back', (content) => ids(content).split(' ').length === 4);

  await page.getByRole('button', { name: 'Add a page' }).click();
  await page.getByLabel('Heading of the page').fill('At the end');
  await add(page, 'long text');
  await page.getByLabel('Question', { exact: true }).fill('Anything else?');
  content = await stored(form, 'there are two pages', (content) => content.pages?.[1]?.questions[0]?.title?.en === 'Anything else?');
  await saved(page);
  await look(page, 'builder-mouse');

  const shown = page.frameLocator('.preview iframe');
  await shown.getByText('Anything else?').waitFor();
  await page.getByRole('button', { name: 'Desktop' }).click();
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByText('This will be the first version.').waitFor();
  await look(page, 'builder-publish-first');
  await page.getByRole('button', { name: 'Publish now' }).click();
  await page.getByText('Version 1 is published.').waitFor();
  await page.locator('dialog').getByRole('link', { name: 'Share' }).click();
  await page.waitForURL(`**/forms/${form}/share`);

  await open(page, form);
  await line(page, 'How was the visit').click();
  await page.getByText('More settings').click();
  await page.getByText('It is published and does not change any more.').waitFor();
  await page.getByLabel('Question', { exact: true }).fill('How was our visit?');
  await saved(page);
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByText('Changed since the last version').waitFor();
  await page.getByText('How was our visit?').first().waitFor();
  await look(page, 'builder-publish-changes');
});

behaviour('a survey is built with the keyboard alone', WIDE, async ({ page }) => {
  await enter(page, sonda);
  const form = await empty();
  await open(page, form);
  const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  const focused = () => page.evaluate(() => document.activeElement.id);
  const at = (id) => until(`the cursor is on ${id}`, async () => (await focused()) === id);

  async function addByKeys(kind, title) {
    await page.getByRole('button', { name: 'Add a question', exact: true }).focus();
    await press('Enter');
    await page.locator('dialog.palette').waitFor();
    await page.keyboard.type(kind);
    await press('Enter');
    await until('the cursor is on the title', async () => (await focused()).endsWith('/title'));
    await page.keyboard.type(title);
  }
  await addByKeys('yes no', 'Was it in time?');
  await addByKeys('single', 'Which colour?');
  await at('/content/questions/1/title');
  await addByKeys('short text', 'Your name');

  // Options: Enter adds one, Alt and the arrows move it.
  await page.locator('[id="line:/content/questions/1"]').focus();
  await press('Enter');
  await page.locator('[id="/content/questions/1/options/0/title"]').focus();
  await press('ControlOrMeta+a');
  await page.keyboard.type('Red');
  await press('Enter');
  await at('/content/questions/1/options/1/title');
  await page.keyboard.type('Blue');
  await press('Alt+ArrowUp');
  await at('/content/questions/1/options/0/title');
  let content = await stored(form, 'the options are moved', (content) => content.questions[1]?.options[0]?.title?.en === 'Blue');
  assert.equal(content.questions[1].options[1].title.en, 'Red');

  // Enter on a button of an option is the button's.
  const first = page.locator('.item', { has: page.locator('[id="/content/questions/1/options/0/title"]') });
  await first.getByRole('button', { name: 'Move down' }).focus();
  await press('Enter');
  await stored(form, 'the options are turned', (content) => content.questions[1]?.options[0]?.title?.en === 'Red');

  // Lines: Alt and the arrows, said aloud.
  await page.locator('[id="line:/content/questions/2"]').focus();
  await press('Alt+ArrowUp');
  await at('line:/content/questions/1');
  await press('Alt+ArrowUp');
  await at('line:/content/questions/0');
  await page.getByRole('status').filter({ hasText: 'Moved to place 1.' }).waitFor();
  await press('Alt+ArrowUp');
  await page.getByRole('status').filter({ hasText: 'It goes no further.' }).waitFor();
  content = await stored(form, 'the name is first', (content) => ids(content).startsWith('your_name was_it'));

  // The buttons keep the cursor, too.
  await page.getByRole('button', { name: 'Move down' }).first().focus();
  await press('Enter');
  await at('/content/questions/1~down');
  await press('Enter');
  await at('/content/questions/2~down');
  await stored(form, 'the name is last', (content) => ids(content).endsWith('your_name'));

  await page.getByRole('button', { name: 'Publish', exact: true }).focus();
  await press('Enter');
  await page.getByRole('button', { name: 'Publish now' }).focus();
  await press('Enter');
  await page.getByText('Version 1 is published.').waitFor();
  await press('Escape');
  await at('publish');
});

behaviour('everything is taken back and made again', WIDE, async ({ page }) => {
  await enter(page, sonda);
  const form = await empty();
  await open(page, form);
  await add(page, 'short text');
  const title = page.getByLabel('Question', { exact: true });
  await title.pressSequentially('Your name');
  await title.press('ControlOrMeta+z');
  await until('the title is empty', async () => (await title.inputValue()) === '');
  await title.press('ControlOrMeta+Shift+z');
  await until('the title is back', async () => (await title.inputValue()) === 'Your name');
  await title.blur();
  await page.getByLabel('Type of question').first().selectOption('long_text');
  await page.getByRole('button', { name: 'Undo' }).click();
  await until('the type is back', async () => (await page.getByLabel('Type of question').first().inputValue()) === 'text');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await stored(form, 'there is nothing', (content) => questions(content).length === 0);
  for (let step = 0; step < 3; step += 1) await page.getByRole('button', { name: 'Redo' }).click();
  const content = await stored(form, 'all is back', (content) => questions(content)[0]?.type === 'long_text');
  assert.equal(content.questions[0].title.en, 'Your name');
});

behaviour('what was just typed is stored before a screen of another program takes over', WIDE, async ({ page }) => {
  await enter(page, sonda);
  const form = await empty();
  for (const [way, heading] of [['Mapping', `${sonda.url}/console/forms/${form}/mapping`], ['Forms', `${sonda.url}/console/forms`]]) {
    await open(page, form);
    await line(page, 'Form').click();
    await page.getByLabel('Title of the form').fill(`On to ${way}`);
    await page.getByRole('link', { name: way, exact: true }).click();
    await page.waitForURL(heading);
    await page.locator('main#screen h1').waitFor();
    await stored(form, 'it is there', (content) => content.title.en === `On to ${way}`);
  }
  await page.goBack();
  await line(page, 'Form').click();
  await until('the builder is back', async () => (await page.getByLabel('Title of the form').inputValue()) === 'On to Forms');
});

behaviour('what cannot be stored is not lost by leaving: it is said, and can be gone back to', WIDE, async ({ page, expected }) => {
  expected.push(/ERR_FAILED/);
  await enter(page, sonda);
  const form = await empty();
  await open(page, form);
  await page.route('**/draft', (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
  await line(page, 'Form').click();
  await page.getByLabel('Title of the form').fill('Kept');
  await page.getByRole('link', { name: 'Forms', exact: true }).click();
  const told = page.getByRole('alert').filter({ hasText: 'not stored yet' });
  await told.waitFor();
  await look(page, 'builder-unsaved');
  await told.getByRole('link', { name: 'Back to the form' }).click();
  await line(page, 'Form').click();
  assert.equal(await page.getByLabel('Title of the form').inputValue(), 'Kept');
  await page.unroute('**/draft');
  await page.getByRole('link', { name: 'Forms', exact: true }).click();
  await stored(form, 'it is stored then', (content) => content.title.en === 'Kept');
});

/** Somebody else saves another title. */
async function saveTheirs(form, text) {
  const draft = await sonda.admin('GET', `/forms/${form}/draft`);
  draft.definition.content.title.en = text;
  const response = await fetch(`${sonda.url}/api/v1/forms/${form}/draft`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${sonda.token}`, 'Content-Type': 'application/json', 'If-Match': `"${draft.revision}"` },
    body: JSON.stringify(draft.definition),
  });
  assert.equal(response.status, 200);
}

behaviour('two people never overwrite each other in silence', WIDE, async ({ page, context, expected }) => {
  await enter(page, sonda);
  const form = await empty();
  await open(page, form);
  await line(page, 'Form').click();
  const title = page.getByLabel('Title of the form');
  const theirs = (text) => saveTheirs(form, text);
  expected.push(/412/);
  await theirs('Theirs');
  await title.fill('Mine');
  await page.getByRole('alert').filter({ hasText: 'saved this form' }).waitFor();
  await look(page, 'builder-conflict');
  await page.getByRole('button', { name: 'Take theirs' }).click();
  await until('theirs is shown', async () => (await title.inputValue()) === 'Theirs');
  await page.getByRole('button', { name: 'Undo' }).click();
  await stored(form, 'undo brings mine back', (content) => content.title.en === 'Mine');

  await theirs('Theirs again');
  await title.fill('Mine again');
  await page.getByRole('button', { name: 'Keep mine over theirs' }).click();
  await stored(form, 'mine is kept', (content) => content.title.en === 'Mine again');
  void context;
});

behaviour('publishing and discarding what somebody else has changed is told, and loses nothing', WIDE, async ({ page, expected }) => {
  await enter(page, sonda);
  const form = `built-${(forms += 1)}`;
  const title = { en: 'As published' };
  await sonda.publish({
    sonda: 1, id: form, kind: 'survey',
    content: {
      locales: ['en'], fallback_locale: 'en', title,
      questions: [{ id: 'stars', type: 'rating', title: { en: 'Stars' } }],
    },
  });
  await open(page, form);
  await line(page, 'Form').click();
  const typed = page.getByLabel('Title of the form');
  const draft = () => sonda.admin('GET', `/forms/${form}/draft`);
  await typed.fill('Mine');
  await stored(form, 'mine is there', (content) => content.title.en === 'Mine');
  await saved(page);

  expected.push(/412/);
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByRole('button', { name: 'Publish now' }).waitFor();
  await saveTheirs(form, 'Theirs');
  await page.getByRole('button', { name: 'Publish now' }).click();
  await page.locator('dialog').getByRole('alert').waitFor();
  await look(page, 'builder-publish-conflict');
  const kept = await draft();
  assert.deepEqual([kept.published.version, kept.definition.content.title.en], [1, 'Theirs']);
  await page.locator('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('alert').filter({ hasText: 'saved this form' }).waitFor();
  assert.equal(await typed.inputValue(), 'Mine');
  await page.getByRole('button', { name: 'Keep mine over theirs' }).click();
  await stored(form, 'mine is kept', (content) => content.title.en === 'Mine');
  await saved(page);

  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByRole('button', { name: 'Discard these changes' }).click();
  await saveTheirs(form, 'Theirs again');
  await page.getByRole('button', { name: 'Yes' }).click();
  await page.getByRole('alert').filter({ hasText: 'saved this form' }).waitFor();
  assert.equal((await draft()).definition.content.title.en, 'Theirs again');
  assert.equal(await typed.inputValue(), 'Mine');
  await page.getByRole('button', { name: 'Take theirs' }).click();
  await until('theirs is shown', async () => (await typed.inputValue()) === 'Theirs again');
  await page.getByRole('button', { name: 'Undo' }).click();
  await stored(form, 'undo brings mine back', (content) => content.title.en === 'Mine');
});

behaviour('what is changed is stored though the screen is left at once', WIDE, async ({ page }) => {
  await enter(page, sonda);
  const form = await empty();
  await open(page, form);
  await line(page, 'Form').click();
  await page.getByLabel('Title of the form').fill('Left at once');
  await page.getByRole('link', { name: 'Forms' }).click();
  await stored(form, 'the title is stored', (content) => content.title.en === 'Left at once');
});

behaviour('what is typed last is there on the next screen of the form, and nobody else is said to have changed it', WIDE, async ({ page }) => {
  await enter(page, sonda);
  const form = await empty();
  await open(page, form);
  await add(page, 'short text');
  await page.getByLabel('Question', { exact: true }).fill('Typed last');
  await page.getByRole('link', { name: 'Mapping' }).click();
  await page.locator('#new-target').click();
  await page.getByRole('option', { name: 'contact', exact: false }).first().click();
  await page.locator('.map-field', { hasText: 'Typed last' }).waitFor();
  await page.getByText('Saved', { exact: true }).waitFor();
  const { definition } = await sonda.admin('GET', `/forms/${form}/draft`);
  assert.equal(questions(definition.content)[0].title.en, 'Typed last');
  assert.equal(definition.mapping.targets[0].table, 'contact');
});

behaviour('a save that does not succeed is said, and tried again', WIDE, async ({ page, expected }) => {
  await enter(page, sonda);
  const form = await empty();
  await open(page, form);
  await line(page, 'Form').click();
  expected.push(/ERR_INTERNET_DISCONNECTED/);
  await page.context().setOffline(true);
  await page.getByLabel('Title of the form').fill('On the train');
  await page.getByRole('alert').filter({ hasText: 'Not saved' }).waitFor();
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Save again' }).click();
  await saved(page);
  await stored(form, 'the title is stored', (content) => content.title.en === 'On the train');
});

async function signIn(page, email) {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('main#screen h1').waitFor();
}

behaviour('a session that ends takes nothing away: whoever signs in beside it goes on', WIDE, async ({ page, context, expected }) => {
  const email = await enter(page, sonda);
  const form = await empty();
  await open(page, form);
  await line(page, 'Form').click();
  expected.push(/401/);
  await context.clearCookies();
  await page.getByLabel('Title of the form').fill('Before the lunch');
  const over = page.getByRole('alert').filter({ hasText: 'Your session has ended' });
  await over.waitFor();
  await page.getByLabel('Title of the form').fill('Before and after the lunch');
  await look(page, 'builder-signed-out');
  const [beside] = await Promise.all([context.waitForEvent('page'), over.getByRole('link', { name: 'Sign in' }).click()]);
  await signIn(beside, email);
  await beside.close();
  await over.waitFor({ state: 'detached' });
  await stored(form, 'what was changed is stored', (content) => content.title.en === 'Before and after the lunch');

  // Another session has begun before this page hears that its own is over.
  expected.push(/403/);
  await context.clearCookies();
  const again = await context.newPage();
  await again.goto(`${sonda.url}/console/sign-in`);
  await signIn(again, email);
  await again.close();
  await page.getByLabel('Title of the form').fill('In another session');
  await stored(form, 'it is stored as well', (content) => content.title.en === 'In another session');
});

behaviour('what one person changed is not saved as another, who signed in beside it', WIDE, async ({ page, context, expected }) => {
  const first = await context.newPage();
  const other = await enter(first, sonda);
  await first.close();
  await context.clearCookies();
  await enter(page, sonda);
  const form = await empty();
  await open(page, form);
  await line(page, 'Form').click();
  expected.push(/401|403/);
  await context.clearCookies();
  const beside = await context.newPage();
  await beside.goto(`${sonda.url}/console/sign-in`);
  await signIn(beside, other);
  await beside.close();
  await page.getByLabel('Title of the form').fill('Mine');
  await page.getByText('is signed in now').first().waitFor();
  const { definition } = await sonda.admin('GET', `/forms/${form}/draft`);
  assert.notEqual(definition.content.title.en, 'Mine');
});

behaviour('another name of an option or a page is followed, and fixed once it is published', WIDE, async ({ page }) => {
  await enter(page, sonda);
  const id = await empty();
  const { definition, revision } = await sonda.admin('GET', `/forms/${id}/draft`);
  Object.assign(definition.content, {
    questions: [],
    pages: [
      {
        id: 'one', title: { en: 'One' }, next: [{ if: { '==': [{ var: 'topic' }, 'option_1'] }, to: 'two' }],
        questions: [{
          id: 'topic', type: 'single_choice', title: { en: 'Topic' }, default: 'option_1',
          options: [{ id: 'option_1', title: { en: 'A bill' } }, { id: 'option_2', title: { en: 'A delivery' } }],
        }],
      },
      {
        id: 'two', title: { en: 'Two' },
        questions: [{ id: 'why', type: 'text', title: { en: 'Why?' }, visible_if: { in: [{ var: 'topic' }, ['option_1', 'option_2']] } }],
      },
    ],
  });
  await sonda.admin('PUT', `/forms/${id}/draft`, definition, { 'If-Match': `"${revision}"` });
  await open(page, id);
  await line(page, 'Topic').click();
  const option = page.locator('.item', { has: page.getByLabel('Number 1', { exact: true }) });
  await option.getByText('More', { exact: true }).click();
  const name = option.getByLabel('Name in data');
  await name.fill('option_2');
  await name.press('Tab');
  await option.getByText('not a name that is taken').waitFor();
  await name.fill('bill');
  await name.press('Tab');
  let content = await stored(id, 'the option has its name', ({ pages }) => pages[0].questions[0].options[0].id === 'bill');
  assert.equal(content.pages[0].questions[0].default, 'bill');
  assert.deepEqual(content.pages[0].next[0].if, { '==': [{ var: 'topic' }, 'bill'] });
  assert.deepEqual(content.pages[1].questions[0].visible_if, { in: [{ var: 'topic' }, ['bill', 'option_2']] });

  await line(page, 'Two').click();
  await page.getByLabel('Name in data').fill('details');
  await page.getByLabel('Name in data').press('Tab');
  content = await stored(id, 'the page has its name', ({ pages }) => pages[1].id === 'details');
  assert.equal(content.pages[0].next[0].to, 'details');
  await saved(page);

  const now = await sonda.admin('GET', `/forms/${id}/draft`);
  await sonda.admin('POST', `/forms/${id}/draft/publish`, undefined, { 'If-Match': `"${now.revision}"` });
  await open(page, id);
  await line(page, 'Two').click();
  await page.getByText('It is published and does not change any more: answers and links go by it.').waitFor();
  assert.equal(await page.getByLabel('Name in data').count(), 0);
  await line(page, 'Topic').click();
  await option.getByText('More', { exact: true }).click();
  await option.getByText('It is published and does not change any more: answers and links go by it.').waitFor();
});

behaviour('a fault leads to its place', WIDE, async ({ page }) => {
  await enter(page, sonda);
  const form = await empty();
  await open(page, form);
  await add(page, 'short text');
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByText('1 thing to mend').waitFor();
  await look(page, 'builder-publish-faults');
  await page.locator('dialog .findings button').first().click();
  await until('the cursor is on the title', () => page.evaluate(() => document.activeElement.id === '/content/questions/0/title'));
});

behaviour('a Ukrainian console says in Ukrainian what publishing refuses', WIDE, async ({ page }) => {
  await enter(page, sonda, { language: 'uk' });
  const id = 'shcho-ne-tak';
  const uk = (text) => ({ uk: text });
  const questions = [
    { id: 'age', type: 'number', title: uk('Скільки вам років?'), min: 10, max: 5 },
    { id: 'topic', type: 'single_choice', title: uk('Про що йдеться?') },
  ];
  const content = { locales: ['uk'], fallback_locale: 'uk', title: uk('Як вам?'), questions };
  await sonda.admin('POST', '/forms', { id, from: { definition: { sonda: 1, id, kind: 'survey', content } } });
  await open(page, id);
  await page.locator('#publish').click();
  const found = page.locator('dialog .findings');
  await found.getByText('найменше значення 10 не менше за найбільше, 5').waitFor();
  await found.getByText('запитання на вибір повинне мати принаймні один варіант').waitFor();
  await look(page, 'builder-publish-faults-uk');
});

const KINDS = [
  'single_choice', 'multiple_choice', 'yes_no', 'ranking', 'nps', 'rating', 'csat', 'ces', 'agreement', 'bipolar', 'slider', 'text',
  'long_text', 'email', 'phone', 'url', 'number', 'date', 'time', 'date_time', 'date_range', 'matrix', 'group', 'address', 'consent',
  'file', 'signature', 'statement', 'hidden',
];

behaviour('every type is whole once it has a title', WIDE, async ({ page }) => {
  await enter(page, sonda);
  const form = await empty(['pl', 'en']);
  await open(page, form);
  for (const [index, kind] of KINDS.entries()) {
    await page.getByRole('button', { name: 'Add a question', exact: true }).click();
    if (index === 0) await look(page, 'builder-palette');
    await page.getByRole('searchbox', { name: 'Search' }).fill(kind);
    await page.keyboard.press('Enter');
    const title = page.locator(`[id="/content/questions/${index}/title"]`);
    await title.fill(`Pytanie ${kind}`);
  }
  await line(page, 'Pytanie group').click();
  await page.locator('.items .inner .line').click();
  await page.locator('[id$="/questions/0/title"]').fill('Imię');
  await saved(page);
  const { faults } = await sonda.admin('POST', `/forms/${form}/draft/check`);
  assert.deepEqual(faults, []);
  for (const kind of ['single_choice', 'matrix', 'file', 'hidden', 'group', 'multiple_choice']) {
    await line(page, `Pytanie ${kind}`).first().click();
    for (const folded of await page.locator('.editor details').all()) await folded.evaluate((details) => (details.open = true));
    await look(page, `builder-type-${kind}`);
  }
  await page.locator('[id$="/quiz"]').check();
  await page.getByLabel('Right: Opcja 1').check();
  await page.getByLabel('Room for a comment').check();
  await stored(form, 'the right answer is stored', (content) => questions(content).some(({ quiz }) => quiz?.correct[0] === 'option_1'));
});

for (const [name, language, settings] of [
  ['desktop-dark', 'uk', { ...DESKTOP, colorScheme: 'dark' }],
  ['phone', 'pl', PHONE],
  ['phone-dark', 'en', { ...PHONE, colorScheme: 'dark' }],
]) {
  behaviour(`the builder on ${name}, ${language}`, settings, async ({ page }) => {
    await enter(page, sonda, { language });
    const definition = { sonda: 1, id: `looked-${name}`, kind: 'survey', content: {
      locales: ['en', 'ar'], fallback_locale: 'en', title: { en: 'How was it?', ar: 'كيف كان؟' },
      pages: [
        { id: 'first', title: { en: 'The visit' }, questions: [
          { id: 'stars', type: 'rating', title: { en: 'How do you rate the visit?', ar: 'كيف تقيّم الزيارة؟' }, required: true },
          { id: 'why', type: 'long_text', title: { en: 'Why?' }, visible_if: { '<': [{ var: 'stars' }, 3] } }] },
        { id: 'second', questions: [{ id: 'topic', type: 'single_choice', title: { en: 'What was it about?' }, options: [] }] }],
      endings: [{ id: 'end', title: { en: 'Thank you' } }] } };
    await sonda.admin('POST', '/forms', { from: { definition }, id: definition.id });
    await open(page, definition.id);
    await page.locator('.outline .mark.bad').first().waitFor();
    await page.locator('.language select').selectOption('ar');
    await look(page, `builder-${name}`);
    await page.locator('.outline button.line').first().click();
    await look(page, `builder-form-${name}`);
  });
}

behaviour('an order, rows and an address begin with answers that are chosen, not written as JSON', WIDE, async ({ page }) => {
  await enter(page, sonda);
  const form = `built-${(forms += 1)}`;
  const text = (en) => ({ en });
  const named = (id) => ({ id, title: text(id) });
  const definition = {
    sonda: 1,
    kind: 'survey',
    content: {
      locales: ['en'],
      fallback_locale: 'en',
      title: text('How was it?'),
      questions: [
        { id: 'order', type: 'ranking', title: text('What matters?'), options: ['price', 'speed', 'care'].map(named) },
        { id: 'grid', type: 'matrix', title: text('How was'), rows: ['visit', 'bill'].map(named), options: ['good', 'bad'].map(named) },
        { id: 'scale', type: 'matrix', cells: 'rating', title: text('Rate'), rows: ['desk', 'phone'].map(named) },
        { id: 'home', type: 'address', title: text('Where do you live?') },
        { id: 'known', type: 'address', title: text('Where do you work?'), default: { var: 'home' } },
      ],
    },
  };
  await sonda.admin('POST', '/forms', { from: { definition }, id: form });
  await open(page, form);
  const begins = (number, wanted) =>
    stored(form, `question ${number} begins with ${JSON.stringify(wanted)}`, (content) => {
      return JSON.stringify(questions(content)[number].default) === JSON.stringify(wanted);
    });
  const choose = async (name) => {
    await line(page, name).click();
    await page.getByText('More settings').click();
  };
  const focused = (name) => page.waitForFunction((name) => document.activeElement?.getAttribute('aria-label') === name, name);

  await choose('What matters?');
  await page.getByLabel('Answer to begin with').focus();
  await page.keyboard.press('Space');
  await begins(0, ['price', 'speed', 'care']);
  await page.getByRole('button', { name: 'Move down: price' }).focus();
  await page.keyboard.press('Enter');
  await begins(0, ['speed', 'price', 'care']);
  // The focus goes along with what is moved.
  await focused('Move down: price');
  await page.keyboard.press('Enter');
  await begins(0, ['speed', 'care', 'price']);
  await look(page, 'builder-begins-order');
  await page.getByRole('button', { name: 'Undo' }).click();
  await begins(0, ['speed', 'price', 'care']);
  await page.getByLabel('Answer to begin with').uncheck();
  await begins(0, undefined);

  await choose('How was');
  const part = (name) => page.getByRole('group', { name: 'Answer to begin with' }).getByLabel(name, { exact: true });
  await part('bill').focus();
  await page.keyboard.type('bad');
  // One alone would be an operator of logic.
  await begins(1, { bill: 'bad', visit: null });
  await page.waitForFunction(() => document.activeElement?.id === '/content/questions/1/default/bill');
  await part('visit').selectOption('good');
  await begins(1, { bill: 'bad', visit: 'good' });

  await choose('Rate');
  await part('desk').selectOption('4');
  await part('phone').selectOption('5');
  await begins(2, { desk: 4, phone: 5 });
  await look(page, 'builder-begins-rows');

  await choose('Where do you live?');
  await part('City').fill('Łódź');
  await part('Country').fill('Polska');
  await part('Country').blur();
  await begins(3, { city: 'Łódź', country: 'Polska' });
  await look(page, 'builder-begins-address');
  // Logic stays logic.
  await choose('Where do you work?');
  assert.match(await page.getByLabel('Answer to begin with, as JSON Logic').inputValue(), /"var":"home"/);
  await saved(page);
  const { faults } = await sonda.admin('POST', `/forms/${form}/draft/check`);
  assert.deepEqual(faults, []);
  const shown = page.frameLocator('.preview iframe').locator('[name="home.city"]');
  await until('the form begins with the town', async () => (await shown.inputValue()) === 'Łódź');
});
