// Puts the words of the console together, a file for each language: words.mjs LOCALES TARGET. LOCALES has a folder for each
// part of the console, with LANGUAGE.json in it; TARGET/LANGUAGE.json has them all, by part.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Texts of forms, which the program has in every language. */
const BEGINNINGS = 'beginnings';

const [locales, target] = process.argv.slice(2);
mkdirSync(target, { recursive: true });
const languages = {};
for (const area of readdirSync(locales).sort()) {
  if (area === BEGINNINGS) continue;
  for (const file of readdirSync(join(locales, area)).sort()) {
    languages[file] ??= {};
    languages[file][area] = JSON.parse(readFileSync(join(locales, area, file), 'utf8'));
  }
}
for (const [file, words] of Object.entries(languages)) writeFileSync(join(target, file), JSON.stringify(words));
