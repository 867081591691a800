// The form that has every rarer type of question, and what its tests ask of a page.

import { readFileSync } from 'node:fs';

export const FAIR = JSON.parse(readFileSync(new URL('../forms/street-fair.json', import.meta.url), 'utf8'));

/** The same form with some of its questions alone. */
export function fairOf(id, ...questions) {
  const content = { ...FAIR.content, questions: FAIR.content.questions.filter((one) => questions.includes(one.id)) };
  return { ...FAIR, id, content };
}

/** What a plain post of the page's form would carry, without the transport's fields. */
export const posted = (page) => page.evaluate(() => {
  const form = document.querySelector('.sonda-form');
  const pairs = [...new FormData(form)].filter(([name, value]) => !name.startsWith('_') && value !== '' && !(value instanceof File));
  return pairs.map(([name, value]) => `${name}=${value}`);
});

/** The options of a ranking in the order they stand in. */
export const ranked = (page) => page.locator('.sonda-ranking li').evaluateAll((rows) => rows.map((row) => row.querySelector('label').textContent));

/** Answers for uploads in place of the server: the names it was given. */
export async function uploads(page, answer) {
  const names = [];
  await page.route('**/uploads?question=photos', async (route) => {
    names.push(decodeURIComponent(route.request().headers()['x-file-name']));
    await answer(route, names.length);
  });
  return names;
}
export const stored = (route, id) => route.fulfill({
  status: 201,
  contentType: 'application/json',
  body: JSON.stringify({ id: `01-${id}`, name: decodeURIComponent(route.request().headers()['x-file-name']), media_type: 'image/png', bytes: 1234 }),
});
export const image = (name, bytes = 10) => ({ name, mimeType: 'image/png', buffer: Buffer.alloc(bytes) });
