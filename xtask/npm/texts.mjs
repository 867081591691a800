// Prints the texts of embed.js, by language, from the folder of catalogues: {"en": [loading, failed, retry, open, close], …}.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const KEYS = ['embed.loading', 'embed.failed', 'embed.retry', 'embed.open', 'embed.close'];
const [folder] = process.argv.slice(2);
const texts = {};
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json')).sort()) {
  const catalogue = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  texts[file.slice(0, -'.json'.length)] = KEYS.map((key) => {
    if (!catalogue[key]) throw new Error(`${file} has no text ${key}`);
    return catalogue[key];
  });
}
process.stdout.write(JSON.stringify(texts));
