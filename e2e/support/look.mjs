// Looks at a page: a picture for people, and axe-core's judgement for the machine.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Where pictures are kept. */
export const FOLDER = new URL('../artifacts/', import.meta.url);
mkdirSync(FOLDER, { recursive: true });

/** Saves what is seen of the whole page under that name. */
export function picture(page, name) {
  return page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, FOLDER)), fullPage: true });
}

/** A run of everything takes no pictures but of what fails: they are for people, and a sixth of its time. */
export const FOR_PEOPLE = process.env.SONDA_PICTURES !== 'failures';

/**
 * Saves a picture and fails on any violation that axe-core finds, in the page or `within` an element of it;
 * `forcedColors` says that the colours are not the page's, and that axe-core cannot judge them.
 */
export async function look(page, name, { within, forcedColors = false } = {}) {
  if (FOR_PEOPLE) await picture(page, name);
  const rules = { 'color-contrast': { enabled: !forcedColors } };
  assert.deepEqual(await violations(page, { within, rules }), [], `${name}: axe-core finds nothing`);
}

async function violations(page, what) {
  if (await page.evaluate(() => matchMedia('(scripting: none)').matches)) return violationsOfCopy(page, what);
  await page.evaluate(AXE);
  const found = await page.evaluate(
    async ({ within, rules }) => (await globalThis.axe.run(within ?? document, { rules, resultTypes: ['violations'] })).violations,
    what,
  );
  return found.map(({ id, help, nodes }) => ({
    id,
    help,
    places: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })),
  }));
}

/** Where JavaScript is off axe-core cannot run either: it is shown a copy of the page, without the page's scripts. */
async function violationsOfCopy(page, what) {
  const html = (await page.content()).replaceAll(/<script\b.*?<\/script>/gs, '');
  const context = await page.context().browser().newContext({ viewport: page.viewportSize() });
  try {
    const copy = await context.newPage();
    await copy.route('**', (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
    await copy.goto('http://copy.test/');
    return await violations(copy, what);
  } finally {
    await context.close();
  }
}
