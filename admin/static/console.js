// Starts the console in the page that the server has written.

const own = new URL(import.meta.url);
// A version in this script's own address goes on to all it loads, so that each can be kept for ever.
const at = (path) => new URL(path + own.search, own);

const parts = [import(at("pkg/sonda-admin.js")), fetch(at("pkg/sonda-admin_bg.wasm"))];
Promise.all(parts).then(async ([{ default: init }, wasm]) => {
  await init({ module_or_path: wasm });
  document.querySelector("[data-starting]")?.remove();
}, (error) => {
  console.error("Sonda:", error);
  const said = document.querySelector("[data-failed]");
  if (said) said.hidden = false;
});
