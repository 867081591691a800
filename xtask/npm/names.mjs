// Gives the glue of wasm-bindgen the short names that wasm-opt gave its module: names.mjs NAMES GLUE HOST, to
// standard output, with the script HOST in the place of its import where the module calls it.
// Of the long ones half are hashes, which no compression makes smaller.
import { readFileSync } from 'node:fs';

const [names, glue, host] = process.argv.slice(2).map((file) => readFileSync(file, 'utf8'));
const { imports, exports, seal } = JSON.parse(names);
let text = glue;

/** Every replacement must find its place: wasm-bindgen may write differently one day. */
function replace(pattern, by, what) {
  const before = text;
  text = text.replace(pattern, by);
  if (text === before) throw new Error(`${what} is not in the glue as expected`);
}

// What the module calls of the host by itself, wasm-bindgen imports as a module: it becomes one of the glue's own.
const HOST = './host.js';
if (imports.some(([from]) => from === HOST)) {
  replace(/^import \{[^}]*\} from '\.\/host\.js';?$/m, () => host.replace(/^export /gm, ''), 'the import of the host');
}
text = text.replace(/^import \* as import\d+ from "\.\/host\.js";?\n/gm, '').replace(/^ *"\.\/host\.js": import\d+,\n/gm, '');

const module = imports.map(([from]) => from).find((from) => from !== HOST);
for (const [from, long, short] of imports) {
  if (from === HOST) {
    const start = 'const import0 = {';
    replace(start, () => `${start}\n${JSON.stringify(short)}: ${long},`, long);
  } else if (from === module) {
    replace(new RegExp(`^( *)${long}:`, 'm'), (_, indent) => `${indent}${JSON.stringify(short)}:`, long);
  } else {
    throw new Error(`the module imports from ${from}, too`);
  }
}
replace(`${JSON.stringify(module)}: import0`, `${JSON.stringify(seal)}: import0`, module);

const shortOf = new Map(exports);
const short = (_, long) => {
  if (!shortOf.has(long)) throw new Error(`the glue asks for ${long}, which the module does not export`);
  return `wasm[${JSON.stringify(shortOf.get(long))}]`;
};
replace(/\bwasm\.(\w+)/g, short, 'the use of an export');

// Nobody starts it synchronously, and esbuild drops what is not exported.
replace('export { initSync, __wbg_init as default }', 'export { __wbg_init as default }', 'the export of the start');
process.stdout.write(text);
