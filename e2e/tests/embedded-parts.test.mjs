// The fields with parts of their own, in a page of another site: their shadow root, the other origin, the draft there.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour, PHONE } from '../support/browser.mjs';
import { embedding, Host } from '../support/host.mjs';
import { look } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';
import { fairOf } from '../support/street-fair.mjs';

const PARTS = ['order', 'signed', 'photos'];

let sonda;
let host;
before(async () => {
  sonda = await Sonda.start();
  const pages = PARTS.map((id) => `fair-${id}`).map((id) => [`/${id}`, embedding(`<sonda-form form="${id}" lang="en"></sonda-form>`)]);
  host = await Host.start(sonda, Object.fromEntries(pages));
  const allowed = (form) => ({ ...form, settings: { ...form.settings, allowed_origins: [host.url] } });
  for (const id of PARTS) await sonda.publish(allowed(fairOf(`fair-${id}`, id)));
});
after(async () => {
  host?.stop();
  await sonda?.stop();
});

/** Opens the page of another site that shows a form; returns the form's element once `part` is at work. */
async function open(page, id, part) {
  await page.goto(`${host.url}/${id}`);
  const form = page.locator('sonda-form');
  await ready(form);
  await form.locator(part).first().waitFor();
  return form;
}

const posted = (form) => form.locator('.sonda-form').evaluate((element) => {
  const pairs = [...new FormData(element)].filter(([name, value]) => !name.startsWith('_') && value !== '' && !(value instanceof File));
  return pairs.map(([name, value]) => `${name}=${value}`);
});

async function sent(form) {
  await form.locator('.sonda-send').click();
  await form.locator('.sonda-sent').waitFor();
}

/** The first bytes of a picture, which is all that tells its type. */
const picture = (name) => ({ name, mimeType: 'image/png', buffer: Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR and so on', 'latin1') });

behaviour('in another page a ranking is put in order with the keyboard, and sent', async ({ page }) => {
  const form = await open(page, 'fair-order', '.sonda-place');
  const up = form.getByRole('button', { name: 'Move up: Games for the little ones' });
  await up.focus();
  await page.keyboard.press('Enter');
  assert.ok(await up.evaluate((button) => button === button.getRootNode().activeElement), 'the focus stays on the button');
  assert.deepEqual(await posted(form), ['order.music=1', 'order.games=2', 'order.shade=3', 'order.late=4']);
  await look(page, 'embed-ranking', { within: 'sonda-form' });
  await sent(form);
  const [response] = await sonda.responses({ id: 'fair-order' });
  assert.deepEqual(response.answers.order.answer.value, ['music', 'games', 'shade', 'late']);
});

behaviour('in another page a ranking is dragged', PHONE, async ({ page }) => {
  const form = await open(page, 'fair-order', '.sonda-place');
  const grips = form.locator('.sonda-grip');
  await grips.nth(3).scrollIntoViewIfNeeded();
  const [from, to] = [await grips.nth(3).boundingBox(), await grips.nth(0).boundingBox()];
  const x = from.x + from.width / 2;
  await page.mouse.move(x, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(x, from.y - 40, { steps: 4 });
  await page.mouse.move(x, to.y + to.height / 2, { steps: 8 });
  await page.mouse.up();
  assert.equal((await posted(form))[0], 'order.late=1');
});

behaviour('in another page a signature is drawn, undone and sent', async ({ page }) => {
  const form = await open(page, 'fair-signed', '.sonda-canvas');
  const canvas = form.locator('.sonda-canvas svg');
  await canvas.scrollIntoViewIfNeeded();
  const stroke = async (from, to) => {
    const box = await canvas.boundingBox();
    await page.mouse.move(box.x + from * box.width, box.y + 0.2 * box.height);
    await page.mouse.down();
    await page.mouse.move(box.x + to * box.width, box.y + 0.8 * box.height, { steps: 5 });
    await page.mouse.up();
  };
  await stroke(0.1, 0.3);
  await stroke(0.4, 0.6);
  await form.getByRole('button', { name: 'Undo' }).click();
  const [path] = await posted(form);
  assert.match(path, /^signed=M60 40[^M]*$/);
  await look(page, 'embed-signature', { within: 'sonda-form' });
  await sent(form);
  const [response] = await sonda.responses({ id: 'fair-signed' });
  assert.equal(`signed=${response.answers.signed.answer.value.drawn}`, path);
});

behaviour('in another page files are sent as they are chosen, removed, and known by their names after a reload', async ({ page }) => {
  let form = await open(page, 'fair-photos', '.sonda-field [role=status]');
  await form.locator('[type=file]').setInputFiles([picture('żółw.png'), picture('tent.png')]);
  await form.locator('.sonda-files [data-answer]').nth(1).waitFor({ state: 'attached' });
  await form.getByRole('button', { name: 'Remove: żółw.png' }).click();
  await form.locator('[type=file]').setInputFiles([picture('stage & crowd.png')]);
  await form.locator('.sonda-files [data-answer]').nth(1).waitFor({ state: 'attached' });
  const names = await form.locator('.sonda-files .sonda-name').allTextContents();
  assert.equal(names[1], 'stage & crowd.png');
  await page.waitForFunction(() => Object.values(sessionStorage).some((one) => one.includes('stage & crowd.png')));
  form = await open(page, 'fair-photos', '.sonda-files .sonda-name');
  assert.deepEqual(await form.locator('.sonda-files .sonda-name').allTextContents(), names);
  await look(page, 'embed-files', { within: 'sonda-form' });
  await sent(form);
  const [response] = await sonda.responses({ id: 'fair-photos' });
  const files = response.answers.photos.answer.value;
  assert.deepEqual(files.map(({ name, media_type: type }) => [name, type]), names.map((name) => [name, 'image/png']));
});
