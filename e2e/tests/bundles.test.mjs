// Which bundle a form loads: the smaller one where its questions are common, hosted and embedded.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour } from '../support/browser.mjs';
import { variant } from '../support/forms.mjs';
import { embedding, Host } from '../support/host.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';
import { requests } from '../support/traffic.mjs';

const en = (text) => ({ en: text });
const COMMON = {
  sonda: 1,
  id: 'common',
  kind: 'survey',
  settings: { allowed_origins: [] },
  content: {
    locales: ['en'],
    fallback_locale: 'en',
    title: en('Common'),
    questions: [
      { id: 'name', type: 'text', title: en('Name') },
      { id: 'stars', type: 'rating', title: en('Stars') },
      { id: 'why', type: 'single_choice', title: en('Why?'), options: [{ id: 'a', title: en('A') }, { id: 'b', title: en('B') }],
        visible_if: { '==': [{ var: 'stars' }, 2] } },
    ],
  },
};
const RARE = structuredClone({ ...COMMON, id: 'rare' });
RARE.content.questions.push({ id: 'rows', type: 'matrix', title: en('Rows'), rows: [{ id: 'r', title: en('R') }],
  options: [{ id: 'a', title: en('A') }, { id: 'b', title: en('B') }] });

const tag = ({ id }) => `<sonda-form form="${id}"></sonda-form>`;

let sonda;
let host;
before(async () => {
  sonda = await Sonda.start();
  host = await Host.start(sonda, { '/common': embedding(tag(COMMON)), '/rare': embedding(tag(RARE)) });
  for (const form of [COMMON, RARE]) await sonda.publish(variant(form, form.id, { allowed_origins: [host.url] }));
});
after(async () => {
  host?.stop();
  await sonda?.stop();
});

const bundles = (seen) => [...new Set(seen.map((one) => new URL(one.url()).pathname))].sort();
const [LEAN, FULL] = ['lean', 'widget'].map((name) => [`/pkg/sonda-${name}.js`, `/pkg/sonda-${name}_bg.wasm`]);

for (const [form, expected] of [[COMMON, LEAN], [RARE, FULL]]) {
  for (const where of ['hosted', 'embedded']) {
    behaviour(`a ${form.id} form, ${where}, loads ${expected[1]} alone, and works`, async ({ page }) => {
      const seen = requests(page, /\/pkg\//);
      await page.goto(where === 'hosted' ? `${sonda.url}/f/${form.id}` : `${host.url}/${form.id}`);
      await ready(page);
      assert.deepEqual(bundles(seen), expected);
      const why = page.getByRole('radiogroup', { name: 'Why?' });
      assert.equal(await why.isVisible(), false);
      await page.locator('[name="stars"][value="2"]').check({ force: true });
      await why.waitFor();
    });
  }
}


behaviour('forms that are opened one after another in a tab load each its own bundle', async ({ page }) => {
  for (const [form, expected] of [[COMMON, LEAN], [RARE, FULL], [COMMON, LEAN]]) {
    await page.goto(`${sonda.url}/f/${form.id}`);
    await ready(page);
    const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname));
    assert.deepEqual(loaded.filter((path) => path.startsWith('/pkg/')).sort(), expected);
  }
});
