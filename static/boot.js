// Brings the server-rendered form of a hosted page to life. Until then, and should anything here fail,
// the page is the plain HTML form it is.

// A version in this script's own address goes on to all it loads, so that each can be kept for ever.
const at = (path) => new URL(path + new URL(import.meta.url).search, import.meta.url);

// The oldest browsers that run the bundle have no `await` outside of functions. What fails to load the browser has said
// by itself, and a page that is left for another takes its requests with it; a bundle that gives up has said nothing.
(async () => {
  const bundle = [import(at("pkg/sonda-widget.js")), fetch(at("pkg/sonda-widget_bg.wasm"))];
  const [{ default: init, hydrate }, wasm] = await Promise.all(bundle);
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
