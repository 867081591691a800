// Long words, many columns, narrow screens: everything keeps the room it has.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour } from '../support/browser.mjs';
import { picture } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { collisions, outside, overflow } from '../support/room.mjs';
import { Sonda } from '../support/sonda.mjs';
import { FAIR } from '../support/street-fair.mjs';

const pl = (text) => ({ pl: text });
const options = (...titles) => titles.map((title, index) => ({ id: `o${index + 1}`, title: pl(title) }));
const steps = (least, most) => [pl(least), pl(most)];
const [LOW, HIGH] = steps('najmniej przewidywalny', 'najprzewidywalniejszy');
const LONG = 'Konstantynopolitańczykowianeczkowski';

const form = (id, questions, more = {}) => ({
  sonda: 1,
  id,
  kind: 'survey',
  content: { locales: ['pl'], fallback_locale: 'pl', title: pl('Bez ścisku'), questions, ...more },
});

const MATRICES = form('matrices', [
  {
    id: 'satisfied', type: 'matrix', title: pl('Zadowolenie'), cells: 'single',
    options: options('Zdecydowanie niezadowalająco', 'Niezadowalająco', 'Przeciętnie', 'Zadowalająco', 'Zdecydowanie zadowalająco'),
    rows: options('Odpowiedzialność', 'Punktualność'),
  },
  { id: 'often', type: 'matrix', title: pl('Jak często?'), cells: 'multiple', options: options('nigdy', 'rzadko', 'czasami', 'często', 'zawsze'), rows: options('Naprawa czegoś zamiast kupna nowego', LONG) },
  { id: 'either', type: 'matrix', title: pl('Jedno z dwojga'), cells: 'single', options: options('niejednokrotnie', 'jednokrotnie'), rows: options(LONG) },
  {
    id: 'five', type: 'matrix', title: pl('Pięć kolumn'), cells: 'columns', rows: options('Wiertarka', 'Piła'),
    questions: [
      { id: 'state', type: 'single_choice', title: pl('Stan'), options: options('nowa', 'używana') },
      { id: 'since', type: 'date', title: pl('Od kiedy') },
      { id: 'note', type: 'text', title: pl('Uwagi') },
      { id: 'yours', type: 'yes_no', title: pl('Własna?') },
      { id: 'price', type: 'number', title: pl('Cena'), currency: 'PLN' },
    ],
  },
  {
    id: 'two', type: 'matrix', title: pl('Dwie kolumny'), cells: 'columns', rows: options('Wiertarka', 'Piła'),
    questions: [{ id: 'since', type: 'date', title: pl('Od kiedy') }, { id: 'price', type: 'number', title: pl('Cena'), currency: 'PLN' }],
  },
  { id: 'between', type: 'matrix', title: pl('Pomiędzy'), cells: 'bipolar', steps: 10, low_label: LOW, high_label: HIGH, rows: options('Pogoda', LONG) },
  { id: 'seven', type: 'matrix', title: pl('Pomiędzy'), cells: 'bipolar', steps: 7, low_label: LOW, high_label: HIGH, rows: options('Pogoda', LONG) },
  { id: 'weigh', type: 'matrix', title: pl('Wagi'), cells: 'weighted', steps: 10, rows: options('Pogoda', LONG) },
]);

const WORDS = form('words', [
  { id: 'long', type: 'text', title: pl(`${LONG}${LONG}`), help: pl('https://example.com/a/very/long/address/that/never/ends/and/has/no/spaces/in/it/at/all'), required: true },
  { id: 'meals', type: 'single_choice', title: pl('Posiłki'), display: 'buttons', options: options(LONG + LONG, 'Obiad') },
  { id: 'which', type: 'single_choice', title: pl('Który?'), options: options(LONG + LONG, 'Inny') },
  { id: 'order', type: 'ranking', title: pl('Kolejność'), options: options('Gry dla najmłodszych', LONG, 'Więcej cienia i miejsc do siedzenia') },
  { id: 'warm', type: 'bipolar', title: pl('Było'), steps: 7, low_label: LOW, high_label: HIGH },
  { id: 'easy', type: 'rating', title: pl('Czy łatwo?'), steps: 10, low_label: LOW, high_label: HIGH },
  { id: 'agree', type: 'consent', title: pl(`Zgoda: ${LONG}${LONG}`), help: pl(LONG) },
], { submit_label: pl(LONG + LONG) });

let sonda;
before(async () => {
  sonda = await Sonda.start({ forms: [MATRICES, WORDS, FAIR] });
});
after(() => sonda?.stop());

for (const width of [320, 390, 640, 720, 800, 1280]) {
  behaviour(`at ${width} pixels nothing leaves the form and no words run under a button`, { viewport: { width, height: 700 } }, async ({ page }) => {
    for (const id of ['matrices', 'words', 'street-fair']) {
      await page.goto(`${sonda.url}/f/${id}?lang=pl`);
      await ready(page);
      if (id !== 'matrices') await page.locator('.sonda-place').first().waitFor();
      for (const state of ['fresh', 'faulty']) {
        await picture(page, `room-${width}-${id}-${state}`);
        assert.deepEqual(await overflow(page), [], `${id}, ${state}`);
        assert.deepEqual(await outside(page), [], `${id}, ${state}`);
        assert.deepEqual(await collisions(page), [], `${id}, ${state}`);
        if (state === 'fresh' && id !== 'matrices') {
          await page.locator('.sonda-send').click();
          await page.locator('.sonda-error').first().waitFor();
        }
      }
    }
  });
}

behaviour('at 320 pixels the titles of a ranking have lines of their own', { viewport: { width: 320, height: 700 } }, async ({ page }) => {
  await page.goto(`${sonda.url}/f/words`);
  await ready(page);
  await page.locator('.sonda-place').first().waitFor();
  const widths = await page.locator('.sonda-ranking label').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width));
  assert.ok(widths.every((width) => width > 180), `${widths}`);
});

behaviour('fields in the columns of a matrix have room for what is chosen in them', { viewport: { width: 1280, height: 700 } }, async ({ page }) => {
  await page.goto(`${sonda.url}/f/matrices`);
  await ready(page);
  const fields = await page.locator('.sonda-fill .sonda-input').evaluateAll((all) => all.map((one) => [one.name, one.getBoundingClientRect().width]));
  assert.deepEqual(fields.filter(([name, width]) => width < (name.endsWith('.weight') ? 56 : 90)), []);
  const money = page.getByRole('textbox', { name: 'Wiertarka Cena' }).first();
  const described = await money.evaluate((input) => document.getElementById(input.getAttribute('aria-describedby')).textContent);
  assert.equal(described, 'zł', 'money says of which currency it is');
});

behaviour('few short columns stand beside each other, long words below', { viewport: { width: 1280, height: 700 } }, async ({ page }) => {
  await page.goto(`${sonda.url}/f/matrices`);
  await ready(page);
  const shown = (id) => page.locator(`#sonda-${id}`).locator('xpath=ancestor-or-self::*[self::fieldset or self::div][1]').locator('table').evaluate((table) => getComputedStyle(table).display);
  for (const [id, display] of [['satisfied', 'block'], ['often', 'table'], ['either', 'table'], ['five', 'block'], ['two', 'table'], ['between', 'block'], ['seven', 'table']]) {
    assert.equal(await shown(id), display, id);
  }
});
