// `cargo xtask pictures`: every screen of the console, wide and narrow, light and dark, for docs/images/console.
//
// node pictures.mjs [--language LANGUAGE] [--into FOLDER] [NAME…]: those whose name begins so, else all.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { launch } from './support/chromium.mjs';
import { enter, PASSWORD } from './support/console.mjs';
import { withPalette } from './support/palette.mjs';
import { quiet, SCENES, stage } from './support/scenes.mjs';
import { Show } from './support/show.mjs';
import { Sonda } from './support/sonda.mjs';

const HIGHEST = 1400;
const LOOKS = { 1280: { viewport: { width: 1280, height: 860 } }, 390: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } };

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { language: { type: 'string', default: 'en' }, into: { type: 'string', default: fileURLToPath(new URL('../docs/images/console', import.meta.url)) } },
});
const into = resolve(values.into);
mkdirSync(into, { recursive: true });
const isWanted = (name) => wanted.length === 0 || wanted.some((beginning) => name.startsWith(beginning));
let taken = 0;
let bytes = 0;

async function take(page, name, width, modal = false) {
  // Neither the pointer nor the cursor is part of a picture.
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement?.blur());
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    const { height } = LOOKS[width].viewport;
    const whole = await page.evaluate(() => document.documentElement.scrollHeight);
    const clip = { x: 0, y: 0, width: Number(width), height: modal ? height : Math.min(Math.max(whole, 320), HIGHEST) };
    const png = await page.screenshot({ clip, fullPage: !modal, animations: 'disabled', scale: 'css' });
    const small = withPalette(png);
    writeFileSync(join(into, `${name}-${width}-${scheme}.png`), small);
    taken += 1;
    bytes += small.length;
  }
}

/** Both widths of something, each in a browser window of its own. */
async function inBoth(browser, settings, body) {
  await Promise.all(Object.entries(LOOKS).map(async ([width, look]) => {
    const context = await browser.newContext({ locale: values.language === 'en' ? 'en-GB' : values.language, timezoneId: 'Europe/Warsaw', ...settings, ...look });
    context.setDefaultTimeout(60_000);
    try {
      await body(await context.newPage(), width);
    } finally {
      await context.close();
    }
  }));
}

/** What a newcomer sees, on a server where nobody has been. */
async function arrival(browser) {
  if (!['first-run', 'sign-in', 'checklist'].some(isWanted)) return;
  const sonda = await Sonda.start();
  try {
    await inBoth(browser, {}, async (page, width) => {
      await page.goto(`${sonda.url}/console/first-run`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await take(page, 'first-run', width);
    });
    // The second to come signs in with what the first has made.
    const context = await browser.newContext();
    const email = await enter(await context.newPage(), sonda, { language: values.language, email: 'anna@example.com' });
    await context.close();
    await inBoth(browser, {}, async (page, width) => {
      await page.goto(`${sonda.url}/console/sign-in`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await take(page, 'sign-in', width);
      await page.locator('[name=email]').fill(email);
      await page.locator('[name=password]').fill(PASSWORD);
      await page.keyboard.press('Enter');
      await page.locator('.first-steps').first().waitFor();
      await quiet(page);
      await take(page, 'checklist', width);
    });
  } finally {
    await sonda.stop();
  }
}

async function scenes(browser) {
  const some = SCENES.filter(({ name }) => isWanted(name));
  if (some.length === 0) return;
  const show = await Show.start();
  try {
    const context = await browser.newContext({ locale: 'en-GB' });
    await enter(await context.newPage(), show.sonda, { language: values.language, email: 'anna@example.com' });
    const storageState = await context.storageState();
    await inBoth(browser, { storageState }, async (page, width) => {
      for (const scene of some) {
        await stage(page, show.sonda, scene).catch((error) => {
          throw new Error(`${scene.name} at ${width} pixels`, { cause: error });
        });
        await take(page, scene.name, width, scene.modal);
      }
    });
    await context.close();
  } finally {
    await show.stop();
  }
}

const browser = await launch({ env: { LANGUAGE: values.language === 'en' ? 'en_GB' : values.language } });
try {
  await arrival(browser);
  await scenes(browser);
} finally {
  await browser.close();
}
const size = (bytes / 1e6).toFixed(1);
console.log(`${taken} pictures, ${size} MB, in ${into}`);
