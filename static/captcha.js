// Proves to the server that a form is worth its while: by a proof of work (ALTCHA), or by a provider's widget.
//
// Loaded only where a form demands it, when a visitor begins with the form. Every token is given out once: a
// submission that has to be sent again gets another.

const here = new URL(import.meta.url);

/** How long a provider that needs no hand of the visitor is waited for. */
const PATIENCE_MS = 20_000;
/** A solved challenge that the server takes no longer than this is done anew. */
const SPARE_MS = 10_000;
/** More tries than any challenge takes. */
const MOST_TRIES = 1_000_000;
/** Tries at a time: browsers derive keys on threads of their own. */
const AT_ONCE = 8;
/** The width of the providers' widgets. */
const WIDE_PX = 304;

const provers = new WeakMap();
let nowhere;

/**
 * Prepares for, or gives (`now`), a token for the captcha described by `text`, for the form in `root`, if it is in the
 * page. The token is empty if the visitor did not pass; the promise fails if that could not be found out.
 */
export function prove(text, root, now) {
  let prover = root ? provers.get(root) : nowhere;
  if (prover?.text !== text) {
    const captcha = JSON.parse(text);
    prover = new (PROVERS[captcha.provider])(captcha, root);
    prover.text = text;
    if (root) provers.set(root, prover);
    else nowhere = prover;
  }
  return now ? prover.prove() : prover.prepare();
}

/** Finds what a challenge of ALTCHA asks for: the counter from which a key is derived that begins as it should. */
export async function solve(challenge) {
  const { algorithm, cost, keyLength, keyPrefix, nonce, salt } = challenge.parameters;
  const [method, hash] = algorithm.split("/");
  if (method !== "PBKDF2") throw new Error(`captcha: unknown algorithm ${algorithm}`);
  const derivation = { name: method, hash, iterations: cost, salt: bytes(salt) };
  const derive = async (counter) => {
    const password = new Uint8Array(nonce.length / 2 + 4);
    password.set(bytes(nonce));
    new DataView(password.buffer).setUint32(nonce.length / 2, counter);
    const key = await crypto.subtle.importKey("raw", password, method, false, ["deriveBits"]);
    return hex(await crypto.subtle.deriveBits(derivation, key, keyLength * 8));
  };
  for (let first = 0; first < MOST_TRIES; first += AT_ONCE) {
    const keys = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => derive(first + index)));
    const found = keys.findIndex((key) => key.startsWith(keyPrefix));
    if (found >= 0) return { counter: first + found, derivedKey: keys[found] };
  }
  throw new Error("captcha: the challenge has no solution");
}

const bytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** What all have: a place before the button, and a line that says how it stands. */
class Prover {
  constructor(captcha, root) {
    this.captcha = captcha;
    this.root = root;
  }

  /**
   * The place before the button that sends; made where there is none, for each step of a form is shown anew, and only
   * the last has it.
   */
  place() {
    const button = this.root?.querySelector(".sonda-form .sonda-send");
    if (!button || button.value === "next") return null;
    const actions = button.closest(".sonda-actions") ?? button;
    const before = actions.previousElementSibling;
    if (before?.classList.contains("sonda-captcha")) return before;
    const place = document.createElement("div");
    place.className = "sonda-captcha";
    const line = document.createElement("p");
    line.className = "sonda-help";
    line.setAttribute("role", "status");
    place.append(line);
    actions.before(place);
    return place;
  }

  /** Says one of the captcha's texts, or nothing. */
  say(key) {
    const line = this.place()?.firstElementChild;
    // A line that is put into the page with its text is not announced.
    if (line) setTimeout(() => (line.textContent = key ? this.captcha.texts[key] : ""));
  }

  language() {
    return this.root?.querySelector("[lang]")?.lang || document.documentElement.lang || "en";
  }
}

class Altcha extends Prover {
  #work;

  prepare() {
    if (!this.#work || performance.now() > this.#work.until) {
      const work = (this.#work = { until: Infinity });
      work.token = this.#do(work);
      work.token.catch(() => {
        if (this.#work === work) this.#work = undefined;
      });
    }
    return this.#work.token;
  }

  prove() {
    const token = this.prepare();
    this.#work = undefined;
    return token;
  }

  async #do(work) {
    this.say("working");
    try {
      const answer = await within(PATIENCE_MS, fetch(this.captcha.challenge, { credentials: "omit", cache: "no-store" }));
      if (!answer.ok) throw new Error(`captcha: ${answer.status}`);
      const challenge = await answer.json();
      // Counted from now by the server's own clock: the visitor's may be wrong.
      const made = Date.parse(answer.headers.get("date")) || Date.now();
      work.until = performance.now() + challenge.parameters.expiresAt * 1_000 - made - SPARE_MS;
      const token = btoa(JSON.stringify({ challenge, solution: await solve(challenge) }));
      this.say("done");
      return token;
    } catch (error) {
      this.say("");
      throw error;
    }
  }
}

/** A provider whose script is loaded once for the page. */
class Provided extends Prover {
  #loading;

  script(query) {
    const address = new URL(this.captcha.script);
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
    return script(address.href);
  }

  /** The script, once, and what it shows, where there is a place for it and it is not there. */
  async prepare() {
    this.#loading ??= this.load().catch((error) => {
      this.#loading = undefined;
      throw error;
    });
    await this.#loading;
    if (this.place()) this.show();
  }

  /** Shows it, in its place or, without one, in the page. */
  show() {
    if (!this.anchor?.isConnected) this.render();
  }

  /** An element in the form for what the provider shows; of the page itself where its script finds no other. */
  box(outside) {
    const place = this.place() ?? document.body.appendChild(document.createElement("div"));
    const host = place.getRootNode().host;
    const box = (this.anchor = document.createElement("div"));
    if (outside && host) {
      // Left over from a form that was here before.
      for (const old of host.querySelectorAll(":scope > [slot=sonda-captcha]")) old.remove();
      const slot = (this.anchor = document.createElement("slot"));
      slot.name = box.slot = "sonda-captcha";
      place.append(slot);
      host.append(box);
    } else {
      place.append(box);
    }
    this.compact = place.clientWidth > 0 && place.clientWidth < WIDE_PX;
    return box;
  }

  /** A promise that is kept by the widget's callbacks; it fails once the form has left the page. */
  wait(patience) {
    return new Promise((resolve, reject) => {
      const begun = Date.now();
      const watch = setInterval(() => {
        const gone = this.root && !this.root.isConnected;
        if (gone || (!this.asks && Date.now() - begun > patience)) this.settle(new Error("captcha: no answer"));
      }, 500);
      this.settle = (answer) => {
        clearInterval(watch);
        this.settle = () => {};
        this.say("");
        if (answer instanceof Error) reject(answer);
        else resolve(answer);
      };
    });
  }

  settle() {}
}

class Turnstile extends Provided {
  load() {
    return this.script({ render: "explicit" });
  }

  render() {
    const box = this.box(false);
    this.used = false;
    this.id = globalThis.turnstile.render(box, {
      sitekey: this.captcha.key,
      action: this.captcha.action,
      language: this.language(),
      size: this.compact ? "compact" : "normal",
      execution: "execute",
      appearance: "interaction-only",
      "response-field": false,
      callback: (token) => this.settle(token),
      "before-interactive-callback": () => {
        this.asks = true;
        this.say("ask");
      },
      "after-interactive-callback": () => {
        this.asks = false;
      },
      "timeout-callback": () => this.settle(""),
      "unsupported-callback": () => this.settle(""),
      "error-callback": () => {
        this.settle("");
        return true;
      },
    });
  }

  async prove() {
    await this.prepare();
    this.show();
    const token = this.wait(PATIENCE_MS);
    if (this.used) globalThis.turnstile.reset(this.id);
    this.used = true;
    this.say("working");
    globalThis.turnstile.execute(this.id);
    return token;
  }
}

class RecaptchaV2 extends Provided {
  async load() {
    await this.script({ render: "explicit", hl: this.language() });
    await new Promise((resolve) => globalThis.grecaptcha.ready(resolve));
  }

  render() {
    // Its script looks for what it shows in the document, where a shadow root's content is not found.
    const box = this.box(true);
    this.token = undefined;
    this.used = false;
    this.id = globalThis.grecaptcha.render(box, {
      sitekey: this.captcha.key,
      size: this.compact ? "compact" : "normal",
      callback: (token) => {
        this.token = token;
        this.settle();
      },
      "expired-callback": () => {
        this.token = undefined;
      },
      "error-callback": () => this.settle(new Error("captcha: no connection")),
    });
  }

  async prove() {
    await this.prepare();
    this.show();
    if (this.used) {
      globalThis.grecaptcha.reset(this.id);
      this.used = false;
    }
    this.asks = true;
    if (!this.token) {
      const passed = this.wait(0);
      this.say("ask");
      await passed;
    }
    const { token } = this;
    this.token = undefined;
    this.used = true;
    return token;
  }
}

class RecaptchaV3 extends Provided {
  async load() {
    await this.script({ render: this.captcha.key });
    await new Promise((resolve) => globalThis.grecaptcha.ready(resolve));
  }

  show() {}

  async prove() {
    await this.prepare();
    const { key, action } = this.captcha;
    this.say("working");
    try {
      return await within(PATIENCE_MS, globalThis.grecaptcha.execute(key, { action }));
    } finally {
      this.say("");
    }
  }
}

const PROVERS = { altcha: Altcha, turnstile: Turnstile, recaptcha_v2: RecaptchaV2, recaptcha_v3: RecaptchaV3 };

const scripts = {};

/** Loads a provider's script, once for the page; one that failed is tried anew. */
function script(address) {
  scripts[address] ??= within(PATIENCE_MS, new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = address;
    element.async = true;
    element.onload = resolve;
    element.onerror = () => {
      element.remove();
      reject(new Error("captcha: the provider cannot be reached"));
    };
    document.head.append(element);
  })).catch((error) => {
    delete scripts[address];
    throw error;
  });
  return scripts[address];
}

/** The promise, or a failure if it takes too long. */
function within(patience, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("captcha: no answer")), patience);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Serves a page without the widget: the form is posted by the browser, with the token in a field of its own. */
export function page() {
  const text = JSON.parse(document.getElementById("sonda-props")?.textContent || "{}").captcha;
  const root = document.getElementById("sonda-root");
  const form = root?.querySelector(".sonda-form");
  if (!text || !form) return;
  const add = (name, value) => {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  };
  form.addEventListener("focusin", () => prove(text, root, false).catch(() => {}));
  form.addEventListener("submit", async (event) => {
    const { name, value } = event.submitter ?? {};
    // Another step is shown without a proof.
    if (name && value !== "send") return;
    event.preventDefault();
    // Without a token the server says what is to be said.
    add("_captcha", await prove(text, root, true).catch(() => ""));
    if (name) add(name, value);
    // A question may be named `submit`.
    HTMLFormElement.prototype.submit.call(form);
  });
}

if (globalThis.document?.querySelector("script[data-sonda-alone]")) page();
