// <sonda-form form="request-a-demo" lang="pl">: a form in a shadow root of somebody's page.
//
// What stands inside the element, a link to the form's own page, is shown until the form is there, and again
// when it cannot be had. The bundle is loaded once, however many forms a page has.
const { search } = new URL(import.meta.url);
const at = (path) => new URL(path + search, import.meta.url).href;

let bundle;
function load() {
  bundle ??= (async () => {
    const widget = await import(at("./pkg/sonda-widget.js"));
    await widget.default({ module_or_path: at("./pkg/sonda-widget_bg.wasm") });
    return widget;
  })();
  // A bundle that could not be had is asked for again by the next form, or the next try.
  bundle.catch(() => (bundle = undefined));
  return bundle;
}

const make = (tag, text, set = {}) => Object.assign(document.createElement(tag), { textContent: text }, set);

class SondaForm extends HTMLElement {
  static observedAttributes = ["form", "lang"];
  #shadow = this.attachShadow({ mode: "open" });
  #turn = 0;
  #mounted;

  connectedCallback() {
    this.#show();
  }

  disconnectedCallback() {
    this.#end();
  }

  attributeChangedCallback(name, before, now) {
    if (before !== now && this.isConnected && this.#turn) this.#show();
  }

  #end() {
    this.#turn += 1;
    this.#mounted?.unmount();
    this.#mounted = undefined;
  }

  #state(name) {
    this.dataset.state = name;
  }

  async #show() {
    this.#end();
    const turn = this.#turn;
    const form = encodeURIComponent(this.getAttribute("form") ?? "");
    const languages = this.lang ? [this.lang, ...navigator.languages] : navigator.languages;
    const style = make("link", "", { rel: "stylesheet", href: at("./form.css") });
    const place = make("div", "");
    this.#state("loading");
    this.#shadow.replaceChildren(style, make("slot", ""), place);
    const styled = new Promise((done) => (style.onload = style.onerror = done));
    try {
      const address = new URL(`./api/v1/public/forms/${form}/view`, import.meta.url);
      address.searchParams.set("lang", languages.join(","));
      const [answer, widget] = await Promise.all([fetch(address), load(), styled]);
      const text = await answer.text();
      if (turn !== this.#turn) return;
      if (!answer.ok) return this.#refused(place, JSON.parse(text));
      this.#shadow.querySelector("slot").remove();
      this.#mounted = widget.mount(place, text);
      if (!this.#mounted) throw new Error("the form cannot be shown");
      this.#state("ready");
    } catch (error) {
      if (turn !== this.#turn) return;
      console.error("Sonda:", error);
      this.#failed(place, form);
    }
  }

  #refused(place, problem) {
    const notice = make("div", "", { className: "sonda-notice sonda-refused" });
    notice.setAttribute("role", "status");
    notice.append(make("h2", problem.title, { className: "sonda-heading" }), make("p", problem.detail));
    const root = make("div", "", { className: "sonda" });
    root.append(notice);
    place.replaceChildren(root);
    this.#shadow.querySelector("slot")?.remove();
    this.#state(problem.code ?? "failed");
  }

  #failed(place, form) {
    // Without a word of its own, which would need a language: the page's link, else the form's address.
    if (!this.textContent.trim()) {
      const href = new URL(`./f/${form}`, import.meta.url).href;
      place.replaceChildren(make("a", href, { href }));
    }
    const retry = make("button", "↻", { className: "sonda-send", type: "button", onclick: () => this.#show() });
    place.append(retry);
    this.#state("failed");
  }
}

customElements.get("sonda-form") ?? customElements.define("sonda-form", SondaForm);
