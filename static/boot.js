// Brings the server-rendered form of a hosted page to life. Until then, and should anything here fail,
// the page is the plain HTML form it is.

// A version in this script's own address goes on to all it loads, so that each can be kept for ever.
const own = new URL(import.meta.url);
const at = (path) => new URL(path + own.search, own);
// The server says where the smaller bundle knows the form's kinds of questions: beside the address, for a browser may
// hold a script for another page of the same address, whatever stands after its `#`.
const bundle = document.querySelector("script[data-sonda-lean]") ? "pkg/sonda-lean" : "pkg/sonda-widget";

// The oldest browsers that run the bundle have no `await` outside of functions. What fails to load the browser has said
// by itself, and a page that is left for another takes its requests with it; a bundle that gives up has said nothing.
(async () => {
  const parts = [import(at(`${bundle}.js`)), fetch(at(`${bundle}_bg.wasm`))];
  // Which of the answers kept here and on the server are newer is settled before the widget takes them up.
  const drafts = document.querySelector("[data-part=resume]") && import(at("parts/resume.js"));
  parts.push(drafts?.then(({ ready }) => ready, () => {}));
  const [{ default: init, hydrate }, wasm] = await Promise.all(parts);
  await init({ module_or_path: wasm });
  hydrate();
})().then(async () => {
  const { enhance } = await import(at("parts/enhance.js"));
  enhance(document);
}, async (error) => {
  if (error instanceof WebAssembly.RuntimeError) console.error("Sonda:", error);
  // The plain form can be sent with a captcha, too.
  if (document.querySelector("noscript")) (await import(at("captcha.js"))).page();
}).catch(() => {});
