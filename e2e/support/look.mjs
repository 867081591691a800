// Looks at a page: a picture for people, and axe-core's judgement for the machine.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FOLDER = new URL('../artifacts/', import.meta.url);
mkdirSync(FOLDER, { recursive: true });

/** Saves what is seen of the whole page under that name. */
export function picture(page, name) {
  return page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, FOLDER)), fullPage: true });
}

/** Saves a picture and fails on any violation that axe-core finds, in the page or `within` an element of it. */
export async function look(page, name, { within } = {}) {
  await picture(page, name);
  assert.deepEqual(await violations(page, within), [], `${name}: axe-core finds nothing`);
}

async function violations(page, within) {
  await page.evaluate(AXE);
  const found = await page.evaluate(
    async (selector) => (await globalThis.axe.run(selector ?? document, { resultTypes: ['violations'] })).violations,
    within,
  );
  return found.map(({ id, help, nodes }) => ({ id, help, places: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })) }));
}
