// Starts the console in the page that the server has written, which names its program and its language.

const own = new URL(import.meta.url);
// A version in this script's own address goes on to all it loads, so that each can be kept for ever.
const at = (path) => new URL(path + own.search, own);

const { lang } = document.documentElement;
const { program } = document.querySelector("[data-program]").dataset;

async function text(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} was answered with ${answer.status}`);
  return answer.text();
}

const parts = [
  import(at(`pkg/${program}.js`)),
  fetch(at(`pkg/${program}_bg.wasm`)),
  text(at(`words/${program}/${lang}.json`)),
];
Promise.all(parts).then(async ([{ default: init, start }, wasm, words]) => {
  await init({ module_or_path: wasm });
  start(lang, words);
  document.querySelector("[data-starting]")?.remove();
}).catch((error) => {
  console.error("Sonda:", error);
  const said = document.querySelector("[data-failed]");
  if (said) said.hidden = false;
});
