// Every common type of question: with a keyboard, by touch, heard, from right to left, without JavaScript, on paper.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour, NO_JAVASCRIPT, PHONE } from '../support/browser.mjs';
import { answer, field, GALLERY, held, label, send, STAY } from '../support/forms.mjs';
import { look, picture } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { missed, overflow } from '../support/room.mjs';
import { Sonda } from '../support/sonda.mjs';
import { spoken } from '../support/spoken.mjs';

let sonda;
before(async () => {
  sonda = await Sonda.start({ forms: [GALLERY] });
});
after(() => sonda?.stop());

const address = (language = 'en') => `${sonda.url}/f/gallery?lang=${language}`;
const titles = Object.fromEntries(GALLERY.content.questions.map(({ id, title }) => [id, title.en]));
const group = (page, name) => page.locator(`fieldset:has([name="${name}"])`);
/** Answers without the order in which their options happen to be. */
const sorted = (answers) => Object.fromEntries(Object.entries(answers).map(([id, given]) => [id, Array.isArray(given) ? [...given].sort() : given]));
const thanks = (page) => page.getByRole('heading', { name: 'Thank you!' });

/** What was stored, newest first, as what a mapping sees of each answer. */
async function stored() {
  const [newest] = await sonda.responses(GALLERY);
  return Object.fromEntries(Object.entries(newest.answers).map(([id, given]) => [id, given.answer?.value ?? given]));
}

const STORED = {
  name: 'Ewa Lis',
  site: 'https://www.example.com',
  nights: '3',
  paid: '1250.5',
  arrival: 'train',
  liked: ['quiet', 'people'],
  season: 'autumn',
  meals: 'half',
  days: ['fri', 'sun'],
  place: 'tent',
  again: true,
  stars: 4,
  hearts: 6,
  smileys: 3,
  thumbs: 2,
  thumbs5: 1,
  numbers: 10,
  recommend: 0,
  satisfied: 5,
  satisfied_numbers: 2,
  easy: 7,
  agree: 3,
  agree4: 1,
  warmth: 6,
  noise: 10,
  terms: true,
};

behaviour('every type is answered by touch and stored', PHONE, async ({ page }) => {
  await page.goto(address());
  await ready(page);
  await answer(page, STAY, 'tap');
  assert.deepEqual(sorted(await held(page, Object.keys(STAY))), sorted(STAY));
  await send(page).tap();
  await thanks(page).waitFor();
  const answers = await stored();
  for (const [id, value] of Object.entries(STORED)) assert.deepEqual(answers[id], value, id);
});

behaviour('every type is answered without JavaScript and stored', NO_JAVASCRIPT, async ({ page }) => {
  await page.goto(`${address()}&campaign=letter`);
  await answer(page, { ...STAY, arrival: 'other' });
  const own = field(page, 'arrival.other');
  await own.fill('On foot');
  await answer(page, { season: 'later' });
  await field(page, 'season.later').fill('In a leap year');
  await look(page, 'types-nojs');
  await send(page).click();
  await thanks(page).waitFor();
  const answers = await stored();
  const expected = { ...STORED, arrival: 'other', season: 'later' };
  for (const [id, value] of Object.entries(expected)) assert.deepEqual(answers[id], value, id);
  const [newest] = await sonda.responses(GALLERY);
  assert.deepEqual(newest.answers.arrival.texts, { other: 'On foot' });
  assert.deepEqual(newest.answers.season.texts, { later: 'In a leap year' });
});

behaviour('without JavaScript mistakes come back beside their fields and the order of the options stays', NO_JAVASCRIPT, async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 422/);
  await page.goto(address());
  const order = () => field(page, 'liked').evaluateAll((inputs) => inputs.map((input) => input.value));
  const before = await order();
  await answer(page, { liked: ['none', 'food'], site: 'nowhere', paid: '12.345' });
  await send(page).click();
  await page.getByText('Please correct these answers:').waitFor();
  assert.deepEqual(await order(), before);
  for (const [locator, words] of [
    [group(page, 'liked'), /cannot be combined/],
    [field(page, 'site'), /address of a web page/],
    [field(page, 'paid'), /at most 2 decimal places/],
    [group(page, 'again'), /Please answer this question/],
    [group(page, 'agree'), /Please answer this question/],
    [field(page, 'terms'), /consent is needed/],
  ]) {
    assert.match((await spoken(locator)).description, words);
  }
  assert.equal(await page.getByText('Select all').isVisible(), false, 'what needs a script is not offered');
  await look(page, 'types-nojs-errors');
});

behaviour('every field is heard with its title, and its error once it has one', async ({ page }) => {
  await page.goto(address());
  await ready(page);
  for (const name of ['name', 'mail', 'phone', 'site', 'nights', 'paid', 'remarks', 'season']) {
    const heard = await spoken(field(page, name));
    assert.ok(heard.name.startsWith(titles[name]), `${name}: ${heard.name}`);
  }
  const country = await spoken(page.getByRole('combobox', { name: titles.country }));
  assert.equal(country.description, 'Type to search.');
  const radios = ['arrival', 'meals', 'place', 'again', 'stars', 'hearts', 'smileys', 'thumbs', 'thumbs5', 'numbers', 'recommend', 'satisfied', 'satisfied_numbers', 'easy', 'agree', 'agree4', 'warmth', 'noise'];
  for (const name of radios) {
    const heard = await spoken(group(page, name));
    assert.equal(heard.role, 'radiogroup', name);
    assert.ok(heard.name.startsWith(titles[name]), `${name}: ${heard.name}`);
  }
  for (const name of ['liked', 'visited', 'days']) {
    const heard = await spoken(group(page, name));
    assert.equal(heard.role, 'group');
    assert.ok(heard.name.startsWith(titles[name]), `${name}: ${heard.name}`);
  }
  const said = async (name, value) => (await spoken(page.locator(`[name="${name}"][value="${value}"]`))).name;
  assert.deepEqual(
    [await said('arrival', 'car'), await said('meals', 'half'), await said('place', 'boat'), await said('again', 'no'), await said('smileys', '3'), await said('thumbs', '1'), await said('numbers', '10'), await said('agree', '3'), await said('warmth', '2')],
    ['By car', 'Half board', 'On the boat', 'No', '3 of 3', '1 of 2', '10', 'Neither agree nor disagree', '2 of 7'],
  );
  assert.equal((await spoken(field(page, 'paid'))).description, 'PLN');
  assert.match((await spoken(group(page, 'warmth'))).description, /^cold\s+warm$/);
  assert.match((await spoken(group(page, 'satisfied'))).description, /1 – Very dissatisfied\s+5 – Very satisfied/);

  await answer(page, { nights: '31', site: 'nowhere' });
  await send(page).click();
  await page.getByRole('alert').getByText('Please correct these answers:').waitFor();
  for (const [locator, words] of [
    [field(page, 'name'), /Please answer this question/],
    [field(page, 'nights'), /too large \(at most 30\)/],
    [field(page, 'site'), /address of a web page/],
    ...['arrival', 'again', 'stars', 'recommend', 'agree'].map((name) => [group(page, name), /Please answer this question/]),
    [field(page, 'terms'), /consent is needed/],
  ]) {
    const heard = await spoken(locator);
    assert.equal(heard.invalid, 'true');
    assert.match(heard.description, words);
  }
  await look(page, 'types-errors');
});

behaviour('every type is answered with the keyboard alone', async ({ page }) => {
  await page.goto(address());
  await ready(page);
  await page.getByRole('combobox', { name: titles.country }).waitFor();
  const { keyboard } = page;
  const focused = () => page.evaluate(() => [document.activeElement.getAttribute('name') ?? document.activeElement.id, document.activeElement.type]);
  const seen = new Set();
  await page.evaluate(() => document.querySelector('[name=name]').focus());
  for (let steps = 0; steps < 120; steps += 1) {
    const [name, type] = await focused();
    if (type === 'submit') break;
    const value = STAY[name];
    if (value === undefined || (seen.has(name) && type !== 'checkbox')) {
      // Nothing to say here.
    } else if (type === 'radio') {
      const values = await field(page, name).evaluateAll((inputs) => inputs.map((input) => input.value));
      const at = values.indexOf(value);
      await keyboard.press('Space');
      for (let step = 0; step < at; step += 1) await keyboard.press('ArrowDown');
    } else if (type === 'checkbox') {
      const here = await page.evaluate(() => document.activeElement.value);
      if ([value].flat().includes(here)) await keyboard.press('Space');
    } else if (type === 'select-one') {
      await keyboard.type('Au');
    } else {
      await keyboard.type(value);
    }
    seen.add(name);
    await keyboard.press('Tab');
  }
  assert.deepEqual(sorted(await held(page, Object.keys(STAY))), sorted(STAY));
  await keyboard.press('Enter');
  await thanks(page).waitFor();
});

behaviour('a finger finds every field and option', PHONE, async ({ page }) => {
  await page.goto(address());
  await ready(page);
  await answer(page, { arrival: 'other', liked: ['more'], season: 'later' }, 'tap');
  // Ten steps between opposites stay in one row: taking them apart would take their meaning.
  const small = (await missed(page)).filter((one) => !one.includes('name="noise"'));
  assert.deepEqual(small, []);
});

for (const [name, settings] of [['320', { viewport: { width: 320, height: 568 } }], ['400-percent', { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 }]]) {
  behaviour(`nothing scrolls sideways where there is little room: ${name}`, settings, async ({ page }) => {
    for (const language of ['en', 'pl', 'uk', 'ar']) {
      await page.goto(address(language));
      await ready(page);
      await answer(page, { arrival: 'other', season: 'later' });
      assert.deepEqual(await overflow(page), [], language);
      await send(page).click();
      await page.locator('.sonda-error').first().waitFor();
      assert.deepEqual(await overflow(page), [], `${language} with errors`);
    }
    await picture(page, `types-narrow-${name}`);
  });
}

behaviour('from right to left everything is mirrored but numbers and addresses', PHONE, async ({ page }) => {
  await page.goto(address('ar'));
  await ready(page);
  const x = async (name, value) => (await label(page, name, value).boundingBox()).x;
  for (const [name, one, other] of [['stars', '1', '2'], ['smileys', '1', '3'], ['recommend', '0', '1'], ['warmth', '1', '7'], ['again', 'yes', 'no'], ['place', 'house', 'tent']]) {
    assert.ok((await x(name, one)) > (await x(name, other)), `${name} begins at the right`);
  }
  for (const name of ['mail', 'phone', 'site', 'nights', 'paid']) assert.equal(await field(page, name).getAttribute('dir'), 'ltr');
  const words = page.locator('.sonda-between').first().locator('.sonda-ends span');
  assert.ok((await words.first().boundingBox()).x > (await words.last().boundingBox()).x);
});

behaviour('on paper what was chosen can be read', async ({ page }) => {
  await page.goto(address());
  await ready(page);
  await answer(page, STAY);
  await page.emulateMedia({ media: 'print' });
  await picture(page, 'types-print');
  assert.equal(await send(page).isVisible(), false);
  assert.equal(await page.getByText('Select all').isVisible(), false);
  const scrolls = await page.locator('.sonda-scroll').evaluate((list) => list.scrollHeight > list.clientHeight + 1);
  assert.equal(scrolls, false, 'nothing is out of sight');
  for (const [name, one, other] of [['recommend', '0', '1'], ['stars', '4', '5'], ['satisfied', '5', '4'], ['meals', 'half', 'full'], ['warmth', '6', '5']]) {
    const shot = (value) => label(page, name, value).screenshot();
    assert.ok(!(await shot(one)).equals(await shot(other)), name);
  }
  const sheet = await page.evaluate(() => document.documentElement.scrollHeight);
  const pages = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type \/Page\b/g).length;
  // A sheet is 1123 pixels high, less its margins; what is cut off, or printed twice, is another number of sheets.
  assert.ok(Math.abs(pages - sheet / 1040) <= 2, `${pages} sheets for ${sheet} pixels`);
});

behaviour('with forced colours what is chosen can be told from what is not', { forcedColors: 'active' }, async ({ page }) => {
  await page.goto(address());
  await ready(page);
  for (const [name, one, other] of [['hearts', '6', '2'], ['smileys', '3', '1'], ['thumbs', '2', '1'], ['satisfied', '1', '5'], ['meals', 'half', 'full'], ['days', 'fri', 'sun'], ['again', 'yes', 'no'], ['place', 'tent', 'boat'], ['easy', '2', '3'], ['agree', '1', '2'], ['warmth', '3', '4']]) {
    const shot = async () => {
      await page.evaluate(() => document.activeElement.blur());
      await page.mouse.move(0, 0);
      return label(page, name, one).screenshot();
    };
    const plain = await shot();
    await label(page, name, one).click();
    assert.ok(!plain.equals(await shot()), name);
    await label(page, name, other).click();
  }
});

behaviour('a field for words of ones own is there once its option is chosen', async ({ page }) => {
  await page.goto(address());
  await ready(page);
  for (const [name, own, other] of [['arrival', 'other', 'car'], ['season', 'later', 'spring']]) {
    const words = field(page, `${name}.${own}`);
    assert.equal(await words.isVisible(), false);
    await answer(page, { [name]: own });
    assert.equal(await words.isVisible(), true);
    assert.equal((await spoken(words)).name, GALLERY.content.questions.find(({ id }) => id === name).options.find(({ id }) => id === own).title.en);
    await answer(page, { [name]: other });
    assert.equal(await words.isVisible(), false);
  }
});
