// <sonda-form form="request-a-demo" lang="pl" theme="auto">a link to the form's own page</sonda-form>
//
// Puts a form into somebody's page, inside a shadow root: no style leaks in or out. The link in it stays
// visible until the form is there. All elements of a page share one bundle. With `display="popup"` or
// `display="slide-in"` it comes over the page: see parts/overlay.js.

const here = new URL(import.meta.url);
const at = (path, base = here) => new URL(path + here.search, base);

// The widget's texts come with the form; these are for when there is none: by language, the texts
// `embed.loading`, `.failed`, `.retry`, `.open`, `.close` of domain/locales. The build puts them here.
const TEXTS = SONDA_TEXTS;

const HOST = ":host{all:initial!important;direction:ltr!important;unicode-bidi:isolate!important;display:block!important}:host([hidden]){display:none!important}";

// What the form itself answers; anything else (this page may not embed it, the server is away) is a failure here.
const REFUSALS = ["not_yet_open", "expired", "already_answered", "full", "withdrawn", "link_required", "unknown"];

const EVENTS = ["sonda-page", "sonda-submitted", "sonda-refused"];

const loaded = {};

/** Loads something once for the page; a failure is tried anew. */
function once(name, load) {
  loaded[name] ??= load(name).catch((error) => {
    delete loaded[name];
    throw error;
  });
  return loaded[name];
}

/** The bundle that knows a form's kinds of questions: the one that knows all, where the page has it already. */
const bundle = (lean) => once(lean && !loaded["sonda-widget"] ? "sonda-lean" : "sonda-widget", async (name) => {
  const parts = [import(at(`pkg/${name}.js`)), fetch(at(`pkg/${name}_bg.wasm`), { credentials: "omit" })];
  const [{ default: init, mount }, wasm] = await Promise.all(parts);
  await init({ module_or_path: wasm });
  return mount;
});

async function styles() {
  const answer = await fetch(at("form.css"), { credentials: "omit" });
  if (!answer.ok) throw new Error(`form.css: ${answer.status}`);
  return answer.text();
}

function style(root, css) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.querySelector("style")?.remove();
    root.prepend(node("style", {}, css));
  }
}

function node(tag, attributes, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...content);
  return element;
}

class SondaForm extends HTMLElement {
  static observedAttributes = ["form", "lang", "src", "theme", "display", "trigger"];

  #root = this.attachShadow({ mode: "open" });
  #mounted;
  #run;
  #overlay;
  /** What the page gave for questions that are not asked, by name. */
  #given = new Map();
  #attributes = new MutationObserver((changes) => {
    for (const { attributeName } of changes) this.#pass(attributeName);
  });

  connectedCallback() {
    this.#start();
    this.#attributes.observe(this, { attributes: true });
  }

  disconnectedCallback() {
    this.#attributes.disconnect();
    this.#stop();
  }

  attributeChangedCallback(_name, before, after) {
    if (this.#run && before !== after) this.#start();
  }

  /** Gives a value to the questions that are not asked and take it from this page, under the name they know it by. */
  setHidden(name, value) {
    this.#given.set(String(name), String(value));
    (this.#overlay ?? this.#mounted)?.setHidden(String(name), String(value));
  }

  /** Passes on what an attribute gives: `data-customer-id` to who asks for `customer-id`, and for `customerId`. */
  #pass(attribute) {
    if (!attribute.startsWith("data-")) return;
    const name = attribute.slice(5);
    for (const one of new Set([name, name.replaceAll("-", "")])) {
      (this.#overlay ?? this.#mounted)?.setHidden(one, this.getAttribute(attribute) ?? "");
    }
  }

  /** Shows a form that is shown over the page. */
  open() {
    this.#overlay?.open();
  }

  /** Closes it. */
  close() {
    this.#overlay?.close();
  }

  #stop() {
    this.#run?.abort();
    this.#run = undefined;
    this.#mounted?.unmount();
    this.#mounted = undefined;
    this.#overlay = undefined;
    this.#root.replaceChildren();
  }

  /** Over the page rather than in it. Where that cannot be had, the link inside the element stays what it is. */
  async #over(signal, closeLabel) {
    this.#root.append(node("slot", {}));
    try {
      const { overlay } = await import(at("parts/overlay.js"));
      if (signal.aborted) return;
      const tools = { make: node, style, closeLabel, events: ["sonda-ready", ...EVENTS], given: this.#given, signal };
      this.#overlay = overlay(this, this.#root, tools);
    } catch (error) {
      console.error("Sonda:", error);
    }
  }

  async #start() {
    this.#stop();
    const run = (this.#run = new AbortController());
    const { signal } = run;
    style(this.#root, HOST);
    const base = new URL(this.getAttribute("src") ?? "", here);
    const form = encodeURIComponent(this.getAttribute("form") ?? "");
    const own = this.getAttribute("lang");
    const languages = own ? [own, ...navigator.languages] : navigator.languages;
    const known = languages.map((tag) => tag.split("-")[0].toLowerCase()).find((tag) => TEXTS[tag]) ?? "en";
    const [loading, failed, again, open, close] = TEXTS[known];
    if (["popup", "slide-in"].includes(this.getAttribute("display"))) return this.#over(signal, close);
    const box = node("div", {});
    const dress = (mode = "light") => (box.className = `sonda-box sonda-${this.getAttribute("theme") ?? mode}`);
    dress();
    // What happens in the form is told at this element: a shadow root keeps it to itself.
    for (const kind of EVENTS) {
      box.addEventListener(kind, ({ detail }) => this.dispatchEvent(new CustomEvent(kind, { detail })));
    }
    const say = (...content) =>
      box.replaceChildren(node("div", { class: "sonda", lang: known, dir: known === "ar" ? "rtl" : "ltr" }, ...content));
    say(node("p", { role: "status" }, loading));
    this.#root.append(box, node("slot", {}));
    try {
      const address = new URL(`api/v1/public/forms/${form}/view`, base);
      address.searchParams.set("lang", languages.join(","));
      const view = fetch(address, { signal, credentials: "omit", headers: { accept: "application/json" } });
      const [css, answer] = await Promise.all([once("form.css", styles), view]);
      const body = await answer.text();
      const said = JSON.parse(body);
      const mount = answer.ok && (await bundle(said.lean));
      if (signal.aborted) return;
      const { style: theme = "", mode, code, title, detail = "" } = said;
      style(this.#root, HOST + css + theme);
      let told = new CustomEvent("sonda-ready");
      if (mount) {
        dress(mode);
        box.replaceChildren();
        this.#mounted = mount(box, body);
        for (const { name } of this.attributes) this.#pass(name);
        for (const [name, value] of this.#given) this.#mounted.setHidden(name, value);
        import(at("parts/enhance.js")).then(({ enhance }) => enhance(box)).catch(() => {});
      } else {
        if (!REFUSALS.includes(code)) throw new Error(`the form: ${code}`);
        say(node("div", { class: "sonda-notice sonda-refused", role: "alert" },
          node("h2", { class: "sonda-heading" }, title), node("p", {}, detail)));
        told = new CustomEvent("sonda-refused", { detail: { code } });
      }
      this.#root.querySelector("slot")?.remove();
      this.dispatchEvent(told);
    } catch (error) {
      if (signal.aborted) return;
      console.error("Sonda:", error);
      const retry = node("button", { type: "button", class: "sonda-send" }, again);
      retry.addEventListener("click", () => this.#start());
      const link = node("a", { href: new URL(`f/${form}`, base) }, open);
      say(node("p", { role: "alert" }, failed), node("p", {}, link), retry);
      this.#root.querySelector("slot")?.remove();
    }
  }
}

customElements.get("sonda-form") ?? customElements.define("sonda-form", SondaForm);
