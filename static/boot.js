// Brings the server-rendered form of this page to life. Until it has, and if it never does, the page is a
// plain HTML form.
const { search } = new URL(import.meta.url);
const at = (path) => new URL(path + search, import.meta.url);

const widget = await import(at("./pkg/sonda-widget.js"));
await widget.default({ module_or_path: at("./pkg/sonda-widget_bg.wasm") });
widget.hydrate();
