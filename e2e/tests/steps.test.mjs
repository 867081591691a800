// A form that comes step by step: on, back, checked, resumed.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour } from '../support/browser.mjs';
import { answer, field, label } from '../support/forms.mjs';
import { look } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';
import { ARABIC, CLAIM, QUICK } from '../support/walks.mjs';

/** A form that one visitor alone sees. */
const TIMED = { ...CLAIM, id: 'timed' };

/** One question at a time, after a greeting that asks nothing. */
const GREETED = {
  ...QUICK,
  id: 'greeted',
  content: {
    ...QUICK.content,
    review: true,
    questions: [
      { id: 'hello', type: 'statement', title: { en: 'Welcome' } },
      ...QUICK.content.questions.filter(({ id }) => id !== 'why').map((one) => ({ ...one, required: false })),
    ],
  },
};

let sonda;
before(async () => {
  sonda = await Sonda.start({ forms: [CLAIM, QUICK, ARABIC, GREETED, TIMED] });
});
after(() => sonda?.stop());

async function open(page, form = CLAIM) {
  await page.goto(`${sonda.url}/f/${form.id}`);
  await ready(page);
}

const button = (page, name) => page.getByRole('button', { name, exact: true });
const heading = (page, name) => page.getByRole('heading', { name, exact: true });
const focused = (page) => page.evaluate(() => document.activeElement.textContent);

/** Presses a button, and waits for the step with that heading. */
async function press(page, name, expected) {
  await button(page, name).click();
  await heading(page, expected).waitFor();
}

async function toDamage(page) {
  await answer(page, { name: 'Anna', kind: 'damage' });
  await press(page, 'Next', 'The damage, Anna');
}

behaviour('a claim is made page by page, checked and sent', async ({ page }) => {
  await open(page);
  await heading(page, 'Who you are').waitFor();
  assert.equal(await page.getByText('Step 1 of 3').isVisible(), true);
  assert.equal(await button(page, 'Back').count(), 0);
  await look(page, 'steps-first');
  await toDamage(page);
  assert.equal(await focused(page), 'The damage, Anna', 'the heading has the focus');
  assert.equal(await page.locator('.sonda-live').innerText(), 'Step 2 of 3');
  assert.equal(await page.getByText('It takes three minutes.').isVisible(), false);
  await answer(page, { what: 'The roof\nand the door', hurt: 'yes' });
  await field(page, 'doctor').waitFor();
  assert.equal(await page.locator('.sonda-count').innerText(), 'Step 2 of 4', 'another page is on the way now');
  await look(page, 'steps-second');
  await field(page, 'doctor').fill('Dr Who');
  await press(page, 'Next', 'The police');
  await field(page, 'report').fill('77/2026');
  await press(page, 'Next', 'Step 4 of 4');
  await press(page, 'Next', 'Check your answers');
  assert.equal(await focused(page), 'Check your answers');
  const answers = await page.locator('.sonda-answers dd').allInnerTexts();
  assert.deepEqual(answers, ['Anna', 'damage', 'The roof\nand the door', 'yes', 'Dr Who', '77/2026', 'No answer']);
  await look(page, 'steps-review');
  await button(page, 'Send').click();
  await page.getByRole('heading', { name: 'Thank you!' }).waitFor();
  const [response] = await sonda.responses(CLAIM);
  assert.deepEqual(Object.keys(response.answers).sort(), ['doctor', 'hurt', 'kind', 'name', 'report', 'what']);
});

behaviour('a page is left only once nothing is wrong with it, and Back asks nothing', async ({ page }) => {
  await open(page);
  await button(page, 'Next').click();
  await page.getByRole('alert').getByText('Please correct these answers:').waitFor();
  assert.equal(await page.locator('.sonda-summary li').count(), 2, 'what is wrong on later pages is not said');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('name')), 'name');
  await look(page, 'steps-errors');
  await toDamage(page);
  assert.equal(await page.getByRole('alert').count(), 0);
  await label(page, 'hurt', 'yes').click();
  await press(page, 'Back', 'Who you are');
  assert.equal(await field(page, 'name').inputValue(), 'Anna');
  assert.equal(await label(page, 'kind', 'damage').locator('input').isChecked(), true);
  await press(page, 'Next', 'The damage, Anna');
  assert.equal(await label(page, 'hurt', 'yes').locator('input').isChecked(), true);
});

behaviour('a jump passes pages over, and an early end all that is left', async ({ page }) => {
  await open(page);
  await answer(page, { name: 'Anna', kind: 'theft' });
  await press(page, 'Next', 'The police');
  await press(page, 'Back', 'Who you are');
  await label(page, 'kind', 'nothing').click();
  await press(page, 'Next', 'Check your answers');
  assert.deepEqual(await page.locator('.sonda-answers dd').allInnerTexts(), ['Anna', 'nothing']);
});

behaviour('from the review one answer is changed, and what follows from it is asked', async ({ page }) => {
  await open(page);
  await toDamage(page);
  await press(page, 'Next', 'Step 3 of 3');
  await press(page, 'Next', 'Check your answers');
  await button(page, 'Change – Who you are').click();
  await heading(page, 'Who you are').waitFor();
  await field(page, 'name').fill('Maria');
  await press(page, 'Next', 'Check your answers');
  assert.equal(await page.locator('.sonda-answers dd').first().innerText(), 'Maria');
  await button(page, 'Change – The damage, Maria').click();
  await heading(page, 'The damage, Maria').waitFor();
  await answer(page, { hurt: 'yes', doctor: 'Dr Who' });
  await press(page, 'Next', 'The police');
  await field(page, 'report').fill('1');
  await press(page, 'Next', 'Check your answers');
  await button(page, 'Send').click();
  await page.getByRole('heading', { name: 'Thank you!' }).waitFor();
});

behaviour("the browser's own buttons walk through the steps and leave no trace in the address", async ({ page }) => {
  await open(page);
  const address = page.url();
  await toDamage(page);
  await press(page, 'Next', 'Step 3 of 3');
  await page.goBack();
  await heading(page, 'The damage, Anna').waitFor();
  await page.goBack();
  await heading(page, 'Who you are').waitFor();
  assert.equal(await field(page, 'name').inputValue(), 'Anna');
  await page.goForward();
  await heading(page, 'The damage, Anna').waitFor();
  await press(page, 'Back', 'Who you are');
  await page.goForward();
  await heading(page, 'The damage, Anna').waitFor();
  assert.equal(page.url(), address);
});

behaviour('a reload comes back to the step, with all that was given', async ({ page }) => {
  await open(page);
  await toDamage(page);
  await field(page, 'what').fill('The roof');
  await page.reload();
  await ready(page);
  await heading(page, 'The damage, Anna').waitFor();
  assert.equal(await field(page, 'what').inputValue(), 'The roof');
  await page.goBack();
  await heading(page, 'Who you are').waitFor();
  assert.equal(await field(page, 'name').inputValue(), 'Anna');
});

behaviour('an error that only the server finds leads back to its step', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 422/);
  await open(page);
  await toDamage(page);
  await press(page, 'Next', 'Step 3 of 3');
  await press(page, 'Next', 'Check your answers');
  await page.route('**/responses', async (route) => {
    const body = JSON.parse(route.request().postData());
    delete body.answers.name;
    await route.continue({ postData: JSON.stringify(body) });
  });
  await button(page, 'Send').click();
  await heading(page, 'Who you are').waitFor();
  await page.locator('#sonda-name\\.error').waitFor();
  await page.waitForFunction(() => document.activeElement.getAttribute('name') === 'name');
});

behaviour('one question at a time goes with the keyboard alone', async ({ page }) => {
  await open(page, QUICK);
  const { keyboard } = page;
  await look(page, 'steps-one-question');
  await keyboard.press('Tab');
  await keyboard.press('Space');
  await page.locator('[name=visit]:checked').waitFor();
  assert.equal(await page.locator('[name=visit]').count(), 5, 'a choice does not go on by itself');
  await keyboard.press('Enter');
  await field(page, 'why').waitFor();
  await heading(page, 'Step 2 of 3').waitFor();
  await keyboard.press('Tab');
  await keyboard.type('The rain');
  await keyboard.press('Enter');
  await page.locator('[name=again]').first().waitFor();
  await keyboard.press('Tab');
  await keyboard.press('Space');
  assert.equal(await page.locator('.sonda-send').innerText(), 'Send');
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Thank you!' }).waitFor();
  const [response] = await sonda.responses(QUICK);
  assert.deepEqual(Object.keys(response.answers).sort(), ['again', 'visit', 'why']);
});

behaviour('steps run from right to left where the language does', async ({ page }) => {
  await open(page, ARABIC);
  await field(page, 'q_one').fill('نعم');
  await look(page, 'steps-rtl');
  await page.locator('.sonda-send').click();
  await field(page, 'q_two').waitFor();
  const [on, back] = await Promise.all([page.locator('.sonda-send').boundingBox(), page.locator('.sonda-back').boundingBox()]);
  assert.ok(on.x > back.x, 'the first button is on the right');
  await page.locator('.sonda-send').click();
  await page.locator('.sonda-review').waitFor();
  await look(page, 'steps-rtl-review');
});

behaviour('the review has a part, and a way back, for steps that ask something', async ({ page }) => {
  await open(page, GREETED);
  await press(page, 'Next', 'Step 2 of 3');
  await press(page, 'Next', 'Step 3 of 3');
  await press(page, 'Next', 'Check your answers');
  assert.deepEqual(await page.locator('.sonda-part button').allTextContents(), ['Change – How was it', 'Change – Will you come again']);
});

behaviour('with forced colours the progress can be seen', { forcedColors: 'active' }, async ({ page }) => {
  await open(page);
  const bar = () => page.locator('.sonda-progress').screenshot();
  const before = await bar();
  await toDamage(page);
  assert.ok(!before.equals(await bar()), 'it has grown');
  await look(page, 'steps-forced-colours', { forcedColors: true });
});

/** Waits until the draft has what a reload is to bring back. */
const kept = (page, word) => page.waitForFunction((part) => Object.values(sessionStorage).some((one) => one.includes(part)), word);

behaviour('a reload leads back to the review, and to the one step that was changed from it', async ({ page }) => {
  await open(page);
  await toDamage(page);
  await press(page, 'Next', 'Step 3 of 3');
  await press(page, 'Next', 'Check your answers');
  await kept(page, '$review');
  await page.reload();
  await ready(page);
  await heading(page, 'Check your answers').waitFor();
  await page.getByRole('button', { name: 'Change – Who you are' }).click();
  await heading(page, 'Who you are').waitFor();
  await field(page, 'name').fill('Ewa');
  await kept(page, 'Ewa');
  await page.reload();
  await ready(page);
  await heading(page, 'Who you are').waitFor();
  await press(page, 'Next', 'Check your answers');
  await page.getByText('Ewa').first().waitFor();
});

behaviour('after the thanks one press of Back leaves the form', async ({ page }) => {
  await page.goto(`${sonda.url}/f/${QUICK.id}`);
  await open(page);
  await toDamage(page);
  await press(page, 'Next', 'Step 3 of 3');
  await press(page, 'Next', 'Check your answers');
  await button(page, 'Send').click();
  await heading(page, 'Thank you!').waitFor();
  await page.evaluate(() => history.back());
  await page.waitForURL(`**/f/${QUICK.id}`);
});

behaviour('the time on each step is told, and how the step was left', async ({ page }) => {
  await open(page, TIMED);
  await toDamage(page);
  await press(page, 'Back', 'Who you are');
  await label(page, 'kind', 'nothing').click();
  await press(page, 'Next', 'Check your answers');
  await button(page, 'Send').click();
  await page.getByRole('heading', { name: 'Thank you!' }).waitFor();
  await open(page, TIMED);
  await page.goto('about:blank');
  const steps = await sonda.visited(TIMED, 5);
  assert.deepEqual(
    steps.map(({ step, left, done, abandoned }) => [step, left, done, abandoned]),
    [['who', 2, 0, 1], ['damage', 1, 0, 0], ['police', 0, 0, 0], ['last', 0, 0, 0], ['$review', 0, 1, 0]],
  );
  for (const { visits, abandoned, mean_ms: mean } of steps) {
    assert.ok(visits === abandoned ? mean === null : mean < 60_000, `${mean} ms`);
  }
});

behaviour('a step is announced, and the way back stays open, while answers wait to be sent', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/ERR_FAILED|request failed/);
  await open(page);
  await answer(page, { name: 'Anna', kind: 'nothing' });
  await press(page, 'Next', 'Check your answers');
  await page.route('**/responses', (route) => route.abort());
  await button(page, 'Send').click();
  await page.getByRole('heading', { name: 'Not sent yet' }).waitFor();
  assert.equal(await button(page, 'Send').isDisabled(), true);
  await press(page, 'Back', 'Who you are');
  await page.waitForFunction(() => document.querySelector('[name=name]').readOnly);
  assert.equal(await page.locator('.sonda-live').innerText(), 'Step 1 of 1');
  assert.equal(await focused(page), 'Who you are', 'the step has the focus, not the notice over it');
  await page.unroute('**/responses');
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await page.getByRole('heading', { name: 'Thank you!' }).waitFor();
});
