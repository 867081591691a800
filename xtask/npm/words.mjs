// Puts the words of the console together, a file for each of its programs and each language:
// words.mjs LOCALES TARGET PROGRAM=MODULE... LOCALES has a folder for each part of the console, with LANGUAGE.json in it;
// TARGET/PROGRAM/LANGUAGE.json has, by part, those that the program's module asks for.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Texts of forms, which the program has in every language. */
const BEGINNINGS = 'beginnings';
/** Its words are asked for by names that are put together: the module does not show which. */
const PUT_TOGETHER = 'kinds';
/** Shorter names of words may be in a module by chance. */
const LONG = 9;

const [locales, target, ...programs] = process.argv.slice(2);
rmSync(target, { recursive: true, force: true });
const areas = readdirSync(locales).sort().filter((area) => area !== BEGINNINGS);
const read = (area, file) => JSON.parse(readFileSync(join(locales, area, file), 'utf8'));

/** Whether a program has the words of a part: the names of all stand in its module, or next to none. */
function has(module, program, area) {
  if (area === PUT_TOGETHER) return true;
  const names = Object.keys(read(area, 'en.json')).filter((name) => name.length > LONG);
  const there = names.filter((name) => module.includes(name)).length / names.length;
  if (there > 0.25 && there < 0.75) throw new Error(`${program} has a part of the words of ${area}: ${there}`);
  return there > 0.5;
}

for (const [program, path] of programs.map((one) => one.split('='))) {
  const module = readFileSync(path);
  const spoken = areas.filter((area) => has(module, program, area));
  const folder = join(target, program);
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(join(locales, areas[0]))) {
    const words = Object.fromEntries(spoken.map((area) => [area, read(area, file)]));
    writeFileSync(join(folder, file), JSON.stringify(words));
  }
}
