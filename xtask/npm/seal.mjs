// Lets a module take its imports from no glue but its own: seal.mjs MODULE NAMES rewrites both files.
//
// wasm-opt's short names fit every module. A browser that kept the glue of one build and fetched the module of the next
// would join the wrong functions; with the name to import from made of the module's content, it refuses to.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const [file, namesFile] = process.argv.slice(2);
const bytes = readFileSync(file);
const seal = createHash('sha256').update(bytes).digest('base64url').slice(0, 8);
const IMPORTS = 2;
const FUNCTION = 0;

let at = 8;
const number = () => {
  for (let value = 0, shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
};
const encoded = (value) => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...encoded(value >>> 7)]);
const text = (value) => Buffer.from([...encoded(value.length), ...Buffer.from(value)]);

/** The import section, with each name to import from replaced. */
function imports() {
  const count = number();
  const parts = [Buffer.from(encoded(count))];
  for (let index = 0; index < count; index++) {
    const from = number();
    at += from;
    const start = at;
    const name = number();
    at += name;
    if (bytes[at++] !== FUNCTION) throw new Error('the module imports something else than functions');
    number();
    parts.push(text(seal), bytes.subarray(start, at));
  }
  return Buffer.concat(parts);
}

const parts = [bytes.subarray(0, at)];
while (at < bytes.length) {
  const start = at;
  const kind = bytes[at++];
  const length = number();
  const end = at + length;
  if (kind === IMPORTS) {
    const section = imports();
    parts.push(Buffer.from([kind, ...encoded(section.length)]), section);
  } else {
    parts.push(bytes.subarray(start, end));
  }
  at = end;
}
const sealed = Buffer.concat(parts);
if (!WebAssembly.Module.imports(new WebAssembly.Module(sealed)).every((one) => one.module === seal)) {
  throw new Error('the module is not sealed');
}
writeFileSync(file, sealed);
writeFileSync(namesFile, JSON.stringify({ ...JSON.parse(readFileSync(namesFile, 'utf8')), seal }));
