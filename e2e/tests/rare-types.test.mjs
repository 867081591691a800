// The rarer types of question: with the keyboard alone, by touch, by ear, from right to left, on paper, without JavaScript.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour, DESKTOP, NO_JAVASCRIPT, PHONE } from '../support/browser.mjs';
import { field, held, label } from '../support/forms.mjs';
import { look, picture } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { overflow } from '../support/room.mjs';
import { Sonda } from '../support/sonda.mjs';
import { FAIR, fairOf, image, posted, ranked, stored, uploads } from '../support/street-fair.mjs';

const SMALL = (id) => fairOf(`fair-${id}`, id);
const PARTS = ['loud', 'order', 'signed', 'photos', 'weigh', 'helpers', 'away', 'often', 'mood', 'tools', 'home', 'day'];

/** A ranking one of whose options is for those with children. */
const KIDS = {
  sonda: 1,
  id: 'fair-kids',
  kind: 'survey',
  content: {
    locales: ['en'],
    fallback_locale: 'en',
    title: { en: 'Next year' },
    questions: [
      { id: 'kids', type: 'yes_no', title: { en: 'Do you come with children?' } },
      {
        id: 'order', type: 'ranking', title: { en: 'What first?' },
        options: [
          { id: 'a', title: { en: 'Alpha' } },
          { id: 'b', title: { en: 'Beta' }, visible_if: { '==': [{ var: 'kids' }, true] } },
          { id: 'c', title: { en: 'Gamma' } },
        ],
      },
    ],
  },
};

const send = (page) => page.locator('.sonda-send');

let sonda;
const WALK = fairOf('fair-away-and-back', 'loud', 'photos');
WALK.content.layout = 'one_question';
before(async () => {
  sonda = await Sonda.start({ forms: [FAIR, KIDS, WALK, ...PARTS.map(SMALL)] });
});
after(() => sonda?.stop());

const address = (id) => `${sonda.url}/f/fair-${id}`;

/** Opens a form of one question, with its part at work. */
async function open(page, id, part) {
  await page.goto(address(id));
  await ready(page);
  if (part) await page.locator(part).first().waitFor();
}

behaviour('a slider has no answer until it is given one', async ({ page }) => {
  await open(page, 'loud', '[type=range]');
  const line = page.getByRole('slider', { name: /How loud was it/ });
  assert.deepEqual(await posted(page), []);
  assert.equal(await line.getAttribute('aria-valuetext'), 'No answer yet');
  await line.press('ArrowRight');
  assert.deepEqual(await posted(page), ['loud=51']);
  assert.equal(await line.getAttribute('aria-valuetext'), '51');
  await field(page, 'loud').fill('');
  assert.equal(await line.getAttribute('aria-valuetext'), 'No answer yet');
  await field(page, 'loud').fill('7');
  assert.equal(await line.inputValue(), '7');
  await field(page, 'loud').fill('700');
  await page.keyboard.press('Tab');
  await page.locator('.sonda-error').waitFor();
  assert.match(await field(page, 'loud').getAttribute('aria-describedby'), /loud\.error/);
  await look(page, 'rare-slider');
});

behaviour('the middle of a slider is an answer once it is pressed', async ({ page }) => {
  await open(page, 'loud', '[type=range]');
  await page.getByRole('slider').click();
  assert.deepEqual(await posted(page), ['loud=50']);
});

behaviour('the cells of a matrix are announced by row and column, and its errors beside the rows', async ({ page }) => {
  await open(page, 'often');
  await send(page).click();
  await page.locator('.sonda-matrix .sonda-error').first().waitFor();
  assert.equal(await page.locator('.sonda-matrix .sonda-error').count(), 3);
  assert.deepEqual(await page.evaluate(() => [document.activeElement.name, document.activeElement.value]), ['often.mend', 'never']);
  const first = page.getByRole('radio', { name: 'Mending something instead of buying a new one never', exact: true });
  assert.equal(await first.evaluate((input) => document.getElementById(input.getAttribute('aria-describedby')).textContent), 'Please answer this question.');
  await look(page, 'rare-matrix-errors');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.getByRole('radio', { name: 'Giving things away always', exact: true }).check();
  assert.deepEqual(await posted(page), ['often.mend=at_times', 'often.lend=never', 'often.give=always']);
  assert.equal(await page.locator('.sonda-matrix .sonda-error').count(), 0);
  await send(page).click();
  await page.locator('.sonda-sent').waitFor();
});

behaviour('on a phone each row of a matrix is a card', PHONE, async ({ page }) => {
  await open(page, 'often');
  const rows = page.locator('.sonda-matrix tbody tr');
  const boxes = await rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().width));
  assert.ok(boxes.every((width) => width <= 390), `${boxes}`);
  await rows.nth(1).getByText('often', { exact: true }).tap();
  assert.deepEqual(await posted(page), ['often.lend=often']);
  const sizes = await page.locator('.sonda-pick').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
  assert.ok(sizes.every((height) => height >= 44), `${sizes}`);
});

behaviour('opposites are told at the ends of their rows', async ({ page }) => {
  await open(page, 'mood');
  await page.getByRole('radio', { name: 'Pace 1 sleepy', exact: true }).check();
  await page.getByRole('radio', { name: 'Crowd 4', exact: true }).check();
  assert.deepEqual(await posted(page), ['mood.pace=1', 'mood.crowd=4']);
});

behaviour('the sum of weights runs along', async ({ page }) => {
  await open(page, 'weigh', '.sonda-sum:not([hidden])');
  const sum = page.locator('.sonda-sum output');
  assert.equal(await sum.textContent(), '0');
  await page.getByRole('textbox', { name: 'Price Weight' }).fill('0,5');
  await page.getByRole('textbox', { name: 'Place Weight' }).fill('0.25');
  assert.equal(await sum.textContent(), '0.75');
  await page.getByRole('radio', { name: 'Price 5', exact: true }).check();
  await page.getByRole('radio', { name: 'Place 1', exact: true }).check();
  await page.getByRole('radio', { name: 'People 3', exact: true }).check();
  const last = page.getByRole('textbox', { name: 'People Weight' });
  await last.fill('0.5');
  await send(page).click();
  await page.getByText('They add up to 1.25 now.').first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'sonda-weigh');
  await look(page, 'rare-weights-error');
  await last.fill('0.25');
  assert.equal(await page.locator('.sonda-field .sonda-error').count(), 0, 'the error goes as soon as the sum is right');
  await send(page).click();
  await page.locator('.sonda-sent').waitFor();
});

behaviour('columns have fields of their own', async ({ page }) => {
  await open(page, 'tools');
  await page.getByRole('combobox', { name: 'A drill State' }).selectOption('used');
  await send(page).click();
  await page.locator('.sonda-error').first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.name), 'tools.drill.count');
  await page.keyboard.type('2');
  await page.getByRole('textbox', { name: 'A saw Note' }).fill('blunt');
  await page.getByRole('textbox', { name: 'A saw How many' }).fill('1');
  assert.deepEqual(await posted(page), ['tools.drill.state=used', 'tools.drill.count=2', 'tools.saw.count=1', 'tools.saw.note=blunt']);
  await send(page).click();
  await page.locator('.sonda-sent').waitFor();
});

behaviour('a ranking is put in order with the keyboard, and says where things are now', async ({ page }) => {
  await open(page, 'order', '.sonda-place');
  assert.deepEqual(await posted(page), []);
  const up = page.getByRole('button', { name: 'Move up: Games for the little ones' });
  await up.focus();
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('.sonda-spoken[role=status]').textContent(), 'Games for the little ones: 2 of 4');
  assert.ok(await up.evaluate((button) => button === document.activeElement), 'the focus stays on the button');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  assert.deepEqual(await ranked(page), ['More music', 'Games for the little ones', 'More shade and places to sit', 'A longer evening']);
  assert.deepEqual(await posted(page), ['order.music=1', 'order.games=2', 'order.shade=3', 'order.late=4']);
  await page.getByRole('button', { name: 'Give no order' }).click();
  assert.deepEqual(await posted(page), []);
  await page.getByRole('button', { name: 'This order is right' }).click();
  assert.equal((await posted(page)).length, 4);
  await look(page, 'rare-ranking');
  await send(page).click();
  await page.locator('.sonda-sent').waitFor();
});

behaviour('a ranking follows options that other answers bring up and take away', async ({ page }) => {
  await open(page, 'kids', '.sonda-place');
  const places = async () => (await page.locator('.sonda-place:visible').allTextContents()).join(' ');
  const whole = page.locator('.sonda-ranking + .sonda-minor');
  await label(page, 'kids', 'yes').click();
  await page.getByRole('button', { name: 'This order is right' }).click();
  assert.equal(await places(), '1 2 3');
  await label(page, 'kids', 'no').click();
  await page.waitForFunction(() => document.querySelectorAll('.sonda-ranking li:not([hidden])').length === 2);
  await page.locator('.sonda-place:visible').nth(1).getByText('2').waitFor();
  assert.equal(await places(), '1 2');
  await whole.click();
  await whole.click();
  assert.equal(await places(), '1 2');
  await label(page, 'kids', 'yes').click();
  await page.getByRole('button', { name: 'This order is right' }).waitFor();
  assert.equal(await places(), '– – –', 'what came up has no place yet');
});

behaviour('a ranking comes back as it was left', async ({ page }) => {
  await open(page, 'order', '.sonda-place');
  await page.getByRole('button', { name: 'Move up: A longer evening' }).click();
  const before = await ranked(page);
  await page.waitForFunction(() => Object.values(sessionStorage).some((one) => one.includes('order.late')));
  await page.reload();
  await ready(page);
  await page.locator('.sonda-place').first().waitFor();
  assert.deepEqual(await ranked(page), before);
  assert.equal((await posted(page)).length, 4);
});

behaviour('a signature is drawn, undone and cleared', PHONE, async ({ page }) => {
  await open(page, 'signed', '.sonda-canvas');
  const stroke = async (from, to) => {
    const box = await page.locator('.sonda-canvas svg').boundingBox();
    await page.mouse.move(box.x + from * box.width, box.y + 0.2 * box.height);
    await page.mouse.down();
    await page.mouse.move(box.x + to * box.width, box.y + 0.8 * box.height, { steps: 5 });
    await page.mouse.up();
  };
  await stroke(0.1, 0.3);
  await stroke(0.4, 0.6);
  const [path] = await posted(page);
  assert.match(path, /^signed=M60 40L60 40L.*M240 40L240 40L.*L360 160$/);
  await look(page, 'rare-signature');
  await page.getByRole('button', { name: 'Undo' }).click();
  assert.match((await posted(page))[0], /^signed=M60 40[^M]*$/);
  await page.getByRole('button', { name: 'Clear' }).click();
  assert.deepEqual(await posted(page), []);
  await send(page).click();
  await page.locator('.sonda-field .sonda-error').waitFor();
  await stroke(0.2, 0.5);
  assert.equal(await page.locator('.sonda-field .sonda-error').count(), 0, 'a stroke is an answer');
  await send(page).click();
  await page.locator('.sonda-sent').waitFor();
});

behaviour('a signature is typed', async ({ page }) => {
  await open(page, 'signed', '.sonda-canvas');
  await page.getByRole('textbox', { name: 'Or type your full name instead' }).fill('Anna Nowak');
  assert.deepEqual(await posted(page), ['signed.name=Anna Nowak']);
  await send(page).click();
  await page.locator('.sonda-sent').waitFor();
});

behaviour('files are sent as they are chosen, and can be removed', async ({ page }) => {
  const names = await uploads(page, stored);
  await open(page, 'photos', '.sonda-field [role=status]');
  const input = page.locator('[type=file]');
  await input.setInputFiles([image('żółw.png'), image('tent.png')]);
  await page.locator('.sonda-files [data-answer]').nth(1).waitFor({ state: 'attached' });
  assert.deepEqual(names, ['żółw.png', 'tent.png']);
  assert.deepEqual(await posted(page), ['photos=01-1/żółw.png', 'photos=01-2/tent.png']);
  await input.setInputFiles([image('big.png', 2_000_001)]);
  await page.getByText('The file is too large.').waitFor();
  await look(page, 'rare-files');
  await page.getByRole('button', { name: 'Remove: żółw.png' }).click();
  assert.deepEqual(await posted(page), ['photos=01-2/tent.png']);
  await input.setInputFiles([image('a.png'), image('b.png'), image('c.png')]);
  await page.getByText('Please add at most 3 files.').waitFor();
  await page.locator('.sonda-files [data-answer]').nth(2).waitFor({ state: 'attached' });
  const request = page.waitForRequest((one) => one.url().endsWith('/responses'));
  await page.route('**/responses', (route) => route.fulfill({ status: 201, contentType: 'application/json', body: '{"response":"r"}' }));
  await send(page).click();
  // Two are on their way at once: which of them is numbered first is not said.
  const sent = (await request).postDataJSON().answers.photos.map((file) => file.split('/')[1]);
  assert.deepEqual(sent, ['tent.png', 'a.png', 'b.png']);
});

behaviour('a file that is refused says why, and nothing is sent while one is on its way', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/415/);
  let go;
  const held = new Promise((resolve) => (go = resolve));
  await uploads(page, async (route, count) => {
    if (count === 1) return route.fulfill({ status: 415, contentType: 'application/problem+json', body: '{"code":"x","detail":"Only pictures, please."}' });
    await held;
    return stored(route, count);
  });
  await open(page, 'photos', '.sonda-field [role=status]');
  const input = page.locator('[type=file]');
  await input.setInputFiles([image('virus.png')]);
  await page.getByText('Only pictures, please.').waitFor();
  await input.setInputFiles([image('slow.png')]);
  await page.locator('.sonda-files progress').waitFor();
  await send(page).click();
  await page.getByText('A file is still being sent. Please wait a moment.').waitFor({ state: 'attached' });
  assert.equal(await page.locator('.sonda-sent').count(), 0);
  go();
  await page.locator('.sonda-files [data-answer]').waitFor({ state: 'attached' });
});

behaviour('a file chosen before its part of the page has come is sent once it has', async ({ page }) => {
  await uploads(page, stored);
  let come;
  const coming = new Promise((resolve) => (come = resolve));
  await page.route('**/parts/file.js*', async (route) => {
    await coming;
    return route.continue();
  });
  await open(page, 'photos', '[type=file]');
  await page.locator('[type=file]').setInputFiles([image('early.png')]);
  come();
  await page.locator('.sonda-files [data-answer]').waitFor({ state: 'attached' });
  assert.deepEqual(await posted(page), ['photos=01-1/early.png']);
});

behaviour('a file that arrives while its field is not shown is there when it is shown again', async ({ page }) => {
  let go;
  const held = new Promise((resolve) => (go = resolve));
  await uploads(page, async (route, count) => {
    await held;
    return stored(route, count);
  });
  await page.goto(address('away-and-back'));
  await ready(page);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.locator('[type=file]').setInputFiles([image('slow.png')]);
  await page.locator('.sonda-files progress').waitFor();
  await page.goBack();
  await page.locator('[type=file]').waitFor({ state: 'detached' });
  const answer = page.waitForResponse('**/uploads?question=photos');
  go();
  await answer;
  await page.getByRole('button', { name: 'Next' }).click();
  await page.locator('.sonda-files [data-answer]').waitFor({ state: 'attached' });
  assert.deepEqual(await posted(page), ['photos=01-1/slow.png']);
});

behaviour('files stay as they are while the answers wait to be sent', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/net::ERR_FAILED/);
  await uploads(page, stored);
  await page.route('**/responses', (route) => route.abort());
  await open(page, 'photos', '.sonda-field [role=status]');
  await page.locator('[type=file]').setInputFiles([image('tent.png')]);
  await page.locator('.sonda-files [data-answer]').waitFor({ state: 'attached' });
  await send(page).click();
  await page.locator('[type=file][aria-disabled]').waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'Remove: tent.png' }).evaluate((button) => button.click());
  assert.deepEqual(await posted(page), ['photos=01-1/tent.png']);
});

behaviour('entries of a group come and go with the keyboard', async ({ page }) => {
  await open(page, 'helpers');
  await page.getByRole('textbox', { name: 'Name' }).fill('Anna');
  await page.keyboard.press('Tab');
  await page.keyboard.type('41');
  const add = page.getByRole('button', { name: 'Add an entry' });
  await add.focus();
  await page.keyboard.press('Enter');
  const second = page.getByRole('group', { name: 'Entry 2' });
  await second.waitFor();
  await page.waitForFunction(() => document.activeElement.id === 'sonda-helpers.1');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Olena');
  await add.click();
  await page.getByRole('group', { name: 'Entry 3' }).getByRole('textbox', { name: 'Name' }).fill('Piotr');
  assert.equal(await add.count(), 0, 'no more than three');
  await look(page, 'rare-group');
  await page.getByRole('button', { name: 'Remove entry 2' }).press('Enter');
  await page.waitForFunction(() => document.activeElement.id === 'sonda-helpers');
  assert.deepEqual(await posted(page), ['helpers=2', 'helpers.0.name=Anna', 'helpers.0.age=41', 'helpers.1.name=Piotr']);
  await page.getByRole('group', { name: 'Entry 2' }).getByRole('textbox', { name: 'Name' }).fill('');
  await page.getByRole('group', { name: 'Entry 2' }).getByRole('textbox', { name: 'Age' }).fill('x');
  await send(page).click();
  await page.locator('.sonda-entries .sonda-error').first().waitFor();
  await page.getByRole('button', { name: 'Remove entry 2' }).click();
  await page.waitForFunction(() => document.activeElement.id === 'sonda-helpers');
  await page.getByRole('textbox', { name: 'Name' }).press('Enter');
  await page.locator('.sonda-sent').waitFor();
});

behaviour('entries of a group come back as they were left', async ({ page }) => {
  await open(page, 'helpers');
  await page.getByRole('button', { name: 'Add an entry' }).click();
  await page.getByRole('group', { name: 'Entry 2' }).getByRole('textbox', { name: 'Name' }).fill('Olena');
  await page.waitForFunction(() => Object.values(sessionStorage).some((one) => one.includes('Olena')));
  await page.reload();
  await ready(page);
  await page.getByRole('group', { name: 'Entry 2' }).waitFor();
  assert.deepEqual(await posted(page), ['helpers=2', 'helpers.1.name=Olena']);
});

behaviour('without JavaScript entries of a group come and go by posts', NO_JAVASCRIPT, async ({ page }) => {
  await page.goto(address('helpers'));
  await field(page, 'helpers.0.name').fill('Anna');
  await page.getByRole('button', { name: 'Add an entry' }).click();
  await field(page, 'helpers.1.name').fill('Olena');
  await page.getByRole('button', { name: 'Remove entry 1' }).click();
  assert.equal(await field(page, 'helpers.0.name').inputValue(), 'Olena');
  assert.equal(await field(page, 'helpers.1.name').count(), 0);
  await field(page, 'helpers.0.name').press('Enter');
  await page.locator('.sonda-sent').waitFor();
});

behaviour('without JavaScript everything is asked for, answered and judged', NO_JAVASCRIPT, async (visitor) => {
  const { page } = visitor;
  visitor.expects(/422/);
  await page.goto(address('order'));
  for (const [option, place] of [['music', '2'], ['shade', '2'], ['games', '3'], ['late', '4']]) await field(page, `order.${option}`).selectOption(place);
  await look(page, 'rare-ranking-plain');
  await send(page).click();
  await page.locator('.sonda-field .sonda-error').waitFor();
  assert.deepEqual(await held(page, ['order.music', 'order.late']), { 'order.music': '2', 'order.late': '4' });
  await field(page, 'order.music').selectOption('1');
  await send(page).click();
  await page.locator('.sonda-sent').waitFor();

  await page.goto(address('signed'));
  await field(page, 'signed.name').fill('Anna Nowak');
  await send(page).click();
  await page.locator('.sonda-sent').waitFor();

  await page.goto(address('weigh'));
  for (const [row, weight] of [['price', '0,5'], ['place', '0,25'], ['people', '0,25']]) {
    await page.locator(`[name="weigh.${row}"][value="4"]`).check();
    await field(page, `weigh.${row}.weight`).fill(weight);
  }
  await send(page).click();
  await page.locator('.sonda-sent').waitFor();
});

behaviour('the days of a range and the parts of an address are asked for one by one', async ({ page }) => {
  await open(page, 'away');
  await page.getByLabel('From').fill('2026-07-02');
  await page.getByLabel('To', { exact: true }).fill('2026-07-01');
  await send(page).click();
  await page.getByText('The last day is before the first.').first().waitFor();
  await page.getByLabel('To', { exact: true }).fill('2026-07-09');
  await send(page).click();
  await page.locator('.sonda-sent').waitFor();
  await open(page, 'home');
  await page.getByLabel('Town').fill('Łódź');
  await send(page).click();
  await page.locator('.sonda-error').first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.name), 'home.street');
  await look(page, 'rare-address-errors');
  await page.getByLabel('Street and number').fill('Piotrkowska 1');
  await page.getByLabel('Postal code').fill('90-001');
  await page.getByLabel('Country').fill('Polska');
  await send(page).click();
  await page.locator('.sonda-sent').waitFor();
});

/** The whole form with its parts at work and some of it answered. */
async function fair(page, language) {
  await page.goto(`${sonda.url}/f/${FAIR.id}?lang=${language}`);
  await ready(page);
  await page.locator('.sonda-place').first().waitFor();
  await page.locator('.sonda-canvas').waitFor();
  await page.locator('[type=range]').first().waitFor();
  await page.locator('.sonda-sum output').waitFor();
  await page.locator('.sonda-matrix [value="4"]').first().check();
  await page.locator('[name="often.lend"][value="at_times"]').check();
  await page.locator('.sonda-ranking button').nth(3).click();
  await page.locator('[type=range]').first().press('ArrowRight');
  await page.evaluate(() => {
    document.activeElement.blur();
    scrollTo(0, 0);
  });
}

for (const [name, settings] of [['phone', PHONE], ['desktop', DESKTOP]]) {
  behaviour(`the gallery is readable in every language on a ${name}`, settings, async ({ page }) => {
    for (const language of ['en', 'pl', 'uk', 'ar']) {
      await fair(page, language);
      assert.deepEqual(await overflow(page), [], language);
      await look(page, `gallery-rare-${name}-${language}`);
    }
    await page.emulateMedia({ colorScheme: 'dark' });
    await look(page, `gallery-rare-${name}-dark`);
  });
}

behaviour('at 320 pixels nothing scrolls sideways', { viewport: { width: 320, height: 568 } }, async ({ page }) => {
  for (const language of ['en', 'ar']) {
    await fair(page, language);
    await send(page).click();
    await page.locator('.sonda-error').first().waitFor();
    assert.deepEqual(await overflow(page), [], language);
  }
  await look(page, 'gallery-rare-320-errors');
});

behaviour('the gallery is printed, and seen without colours of its own', async ({ page }) => {
  await fair(page, 'en');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('.sonda-minor:visible,.sonda-go:visible').count(), 0);
  assert.deepEqual(await page.locator('.sonda-place').allTextContents(), ['1', '2', '3', '4'], 'a ranking has its places');
  const shot = (cell) => page.locator(`[name="often.lend"][value="${cell}"]`).screenshot();
  assert.ok(!(await shot('at_times')).equals(await shot('often')), 'what is chosen can be told');
  for (const id of ['loud', 'order', 'day', 'away', 'home', 'helpers', 'signed']) {
    assert.ok(await page.getByText(FAIR.content.questions.find((one) => one.id === id).title.en).first().isVisible(), id);
  }
  assert.deepEqual(await overflow(page), []);
  await picture(page, 'gallery-rare-print');
  await page.emulateMedia({ media: 'screen', forcedColors: 'active' });
  await look(page, 'gallery-rare-forced-colours', { forcedColors: true });
});

behaviour('without JavaScript the gallery is complete', { ...NO_JAVASCRIPT, ...PHONE }, async ({ page }) => {
  await page.goto(`${sonda.url}/f/${FAIR.id}`);
  assert.deepEqual(await page.locator('.sonda-canvas,.sonda-place,[type=range]').count(), 0);
  await look(page, 'gallery-rare-plain');
});
