// The rarer types of question by ear, by keyboard and by finger.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour, PHONE } from '../support/browser.mjs';
import { field } from '../support/forms.mjs';
import { look, picture } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';
import { spoken } from '../support/spoken.mjs';
import { FAIR, fairOf, image, posted, ranked, stored, uploads } from '../support/street-fair.mjs';

/** The types of one field, and of a few, all of which must be answered. */
const STRICT = {
  ...FAIR,
  id: 'fair-strict',
  content: {
    ...FAIR.content,
    questions: FAIR.content.questions
      .filter(({ id }) => ['loud', 'day', 'hour', 'call', 'away', 'home', 'photos', 'signed'].includes(id))
      .map((one) => ({ ...one, required: true })),
  },
};

const send = (page) => page.locator('.sonda-send');

let sonda;
before(async () => {
  sonda = await Sonda.start({ forms: [FAIR, STRICT, ...['order', 'signed', 'photos'].map((id) => fairOf(`fair-${id}`, id))] });
});
after(() => sonda?.stop());

/** Opens a form of one question, with its part at work. */
async function open(page, id, part) {
  await page.goto(`${sonda.url}/f/fair-${id}`);
  await ready(page);
  await page.locator(part).first().waitFor();
}

/** A finger on the page: Playwright's touchscreen can only tap. */
async function finger(page) {
  const session = await page.context().newCDPSession(page);
  const touch = (type, ...touchPoints) => session.send('Input.dispatchTouchEvent', { type, touchPoints });
  return {
    async drag(from, to, steps = 8) {
      await touch('touchStart', from);
      for (let step = 1; step <= steps; step += 1) {
        await touch('touchMove', { x: from.x + ((to.x - from.x) * step) / steps, y: from.y + ((to.y - from.y) * step) / steps });
      }
    },
    lift: () => touch('touchEnd'),
  };
}

const middle = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 });

behaviour('a ranking is dragged with a finger, and the page stays where it is', PHONE, async ({ page }) => {
  await open(page, 'order', '.sonda-place');
  const grips = page.locator('.sonda-grip');
  const [last, first] = [middle(await grips.nth(3).boundingBox()), middle(await grips.nth(0).boundingBox())];
  const hand = await finger(page);
  await hand.drag(last, first);
  await picture(page, 'rare-ranking-dragged');
  await hand.lift();
  assert.equal((await ranked(page))[0], 'A longer evening');
  assert.equal((await posted(page))[0], 'order.late=1');
  assert.equal(await page.evaluate(() => scrollY), 0);
});

behaviour('a signature is drawn with a finger', PHONE, async ({ page }) => {
  await open(page, 'signed', '.sonda-canvas');
  const box = await page.locator('.sonda-canvas svg').boundingBox();
  const hand = await finger(page);
  await hand.drag({ x: box.x + 0.1 * box.width, y: box.y + 0.5 * box.height }, { x: box.x + 0.9 * box.width, y: box.y + 0.5 * box.height });
  await hand.lift();
  assert.match((await posted(page))[0], /^signed=M60 100L60 100L.*L540 100$/);
});

behaviour('rare types are heard with their titles, and with their errors once they have some', async ({ page }) => {
  await page.goto(`${sonda.url}/f/fair-strict`);
  await ready(page);
  await page.getByRole('slider').waitFor();
  const titles = Object.fromEntries(STRICT.content.questions.map(({ id, title }) => [id, title.en]));
  const set = (id) => page.locator(`fieldset:has([name^="${id}."])`);
  // Each field with what names it: its own label, in the group of its question.
  const fields = [
    ['loud', titles.loud], ['day', titles.day], ['hour', titles.hour], ['call', titles.call],
    ['away.from', 'From'], ['away.to', 'To'], ['home.street', 'Street and number'], ['home.city', 'Town'],
    ['signed.name', 'Or type your full name instead'],
  ];
  for (const [name, title] of fields) {
    const heard = await spoken(field(page, name));
    assert.ok(heard.name.startsWith(title), `${name}: ${heard.name}`);
    assert.ok(!heard.description.includes('Please'), `${name}: ${heard.description}`);
  }
  for (const id of ['away', 'home', 'signed']) {
    const heard = await spoken(set(id));
    assert.deepEqual([heard.role, heard.name.startsWith(titles[id])], ['group', true], `${id}: ${heard.name}`);
  }
  const files = page.locator('[type=file]');
  assert.ok((await spoken(files)).name.startsWith(titles.photos));
  assert.ok((await spoken(page.getByRole('slider'))).name.startsWith(titles.loud));
  await send(page).click();
  await page.getByRole('alert').getByText('Please correct these answers:').waitFor();
  const faulty = [...['loud', 'day', 'hour', 'call'].map((name) => field(page, name)), files];
  for (const locator of faulty) {
    const heard = await spoken(locator);
    assert.equal(heard.invalid, 'true', heard.name);
    assert.match(heard.description, /Please answer this question/, heard.name);
  }
  for (const id of ['away', 'home', 'signed']) assert.match((await spoken(set(id))).description, /Please answer this question/, id);
  await look(page, 'rare-strict-errors');
});

behaviour('days, times, matrices of every kind and opposites are answered with the keyboard alone', async ({ page }) => {
  await page.goto(`${sonda.url}/f/${FAIR.id}?lang=en`);
  await ready(page);
  await page.locator('.sonda-place').first().waitFor();
  const { keyboard } = page;
  const at = () => page.evaluate(() => document.activeElement.name ?? '');
  // From field to field by Tab, doing at each what its kind asks for.
  const keys = {
    'topics.wood': ['Space'],
    'mood.pace': ['ArrowRight', 'ArrowRight'],
    'weigh.price': ['ArrowRight'],
    'tools.drill.state': ['ArrowDown'],
  };
  const words = { 'weigh.price.weight': '0.5', 'tools.drill.count': '2', 'tools.drill.note': 'blunt', day: '06062026', hour: '0930AM', 'away.from': '06062026', 'away.to': '07072026' };
  const done = new Set();
  await page.locator('[name="loud"]').focus();
  for (let press = 0; press < 120 && done.size < 11; press += 1) {
    const name = await at();
    if (!done.has(name) && (keys[name] || words[name])) {
      done.add(name);
      for (const key of keys[name] ?? []) await keyboard.press(key);
      if (words[name]) await keyboard.type(words[name]);
    }
    await keyboard.press('Tab');
  }
  const given = await posted(page);
  for (const pair of ['topics.wood=children', 'mood.pace=3', 'weigh.price=2', 'weigh.price.weight=0.5', 'tools.drill.state=new', 'tools.drill.count=2', 'tools.drill.note=blunt', 'day=2026-06-06', 'away.from=2026-06-06', 'away.to=2026-07-07', 'hour=09:30']) {
    assert.ok(given.includes(pair), `${pair} in ${given.join(' ')}`);
  }
});

behaviour('a file is chosen and taken away with the keyboard alone', async ({ page }) => {
  // Choosers are caught from the first listener on, and that takes a moment: long before the key is pressed.
  page.on('filechooser', () => {});
  await uploads(page, stored);
  await open(page, 'photos', '.sonda-field [role=status]');
  await page.locator('[type=file]').focus();
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Enter');
  await (await chooser).setFiles([image('tent.png')]);
  await page.locator('.sonda-files [data-answer]').waitFor({ state: 'attached' });
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.ariaLabel), 'Remove: tent.png');
  await page.keyboard.press('Enter');
  assert.deepEqual(await posted(page), []);
  assert.equal(await page.evaluate(() => document.activeElement.type), 'file', 'the focus goes on');
});
