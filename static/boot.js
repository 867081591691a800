// Brings the server-rendered form of a hosted page to life. Until then, and should anything here fail,
// the page is the plain HTML form it is.

// A version in this script's own address goes on to all it loads, so that each can be kept for ever.
const at = (path) => new URL(path + new URL(import.meta.url).search, import.meta.url);

const wasm = fetch(at("pkg/sonda-widget_bg.wasm"));
const { default: init, hydrate } = await import(at("pkg/sonda-widget.js"));
await init({ module_or_path: wasm });
hydrate();
