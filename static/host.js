// What the widget has the browser do, where that takes less here than there: nothing in it decides anything.
// The build puts it into the module's glue (xtask/npm/names.mjs); widget/src/browser/host.rs says what Rust calls.

/** How long an answer is waited for, in milliseconds. A phone that changes networks may never hear of a lost one. */
const PATIENCE = 30_000;
/** Longer than a click takes from its press to its effect on the next field. */
const LEAVE_AFTER = 200;
// Between values: no field can hold it.
const BETWEEN = "\0";
// The inputs that carry answers: those that are seen but for files, buttons and what a captcha puts into the form, and
// hidden ones that hold an answer. They are found from the element around the form and never through it: a question
// named `elements` would shadow that property of the `<form>`.
const ANSWERS =
  ".sonda-form [name]:not([type=hidden],[type=file],button,.sonda-captcha *),.sonda-form [data-answer]";

const named = (element) => element?.getAttribute("name") ?? undefined;
const checkable = ({ type }) => type === "radio" || type === "checkbox";
const foldable = ({ localName }) => localName === "select";
const inputs = (root, name) => root.querySelectorAll(`[name="${name}"]:not([type=file])`);
const storage = (lasting) => (lasting ? localStorage : sessionStorage);

/** What a refusal of the browser comes to: private windows, full disks and embedded pages keep nothing. */
function attempt(act) {
  try {
    return act() ?? undefined;
  } catch {}
}

/** The captcha's script, loaded where a form demands it: beside the glue's folder, of the same version. */
async function prove(...wanted) {
  const own = new URL(import.meta.url);
  return (await import(new URL("../captcha.js" + own.search, own))).prove(...wanted);
}

/** Begins with what takes time, for a visitor who begins with the form. What fails now is tried again for a token. */
export function prepare(captcha, root) {
  prove(captcha, root, false).catch(() => {});
}

async function posted(url, key, body, captcha, root) {
  const headers = {
    "Content-Type": "application/json",
    Accept: "application/json, application/problem+json",
    "Idempotency-Key": `"${key}"`,
  };
  if (captcha) {
    const token = await prove(captcha, root, true);
    // What the server would say.
    if (!token) return [403, '{"code":"captcha_failed"}'];
    headers["Sonda-Captcha"] = token;
  }
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const { signal } = patience;
    const answer = await fetch(url, { method: "POST", credentials: "omit", headers, body, signal });
    return [answer.status, await answer.text()];
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Posts a submission once, with a fresh token if it needs one. `root` is the element around its form, if it is in the
 * page. `answered` is given the status and the body; 0 where nobody knows what became of it.
 */
export function post(url, key, body, captcha, root, answered) {
  posted(url, key, body, captcha, root).then((answer) => answered(...answer), () => answered(0, ""));
}

/**
 * Listens to what a visitor does to a form: `act` is told what, and the name of a field, the value of a button or the
 * state of the browser's history. Ends with `stop`.
 */
export function listen(root, act) {
  const end = new AbortController();
  const { signal } = end;
  const on = (target, kind, heard) => target.addEventListener(kind, heard, { signal });
  on(root, "submit", (event) => {
    event.preventDefault();
    act("press", event.submitter?.getAttribute("value") ?? "");
  });
  on(root, "input", ({ target }) => act("input", named(target)));
  on(root, "focusin", () => act("begin"));
  // The error of a field moves what is below it: not before a click that began it has arrived there.
  on(root, "focusout", ({ target, relatedTarget }) => {
    const name = named(target);
    if (name && name !== named(relatedTarget)) setTimeout(() => signal.aborted || act("left", name), LEAVE_AFTER);
  });
  // A click on a link of the summary leads to the field (a shadow root's fragments lead nowhere by themselves);
  // one on a choice that is locked changes nothing.
  on(root, "click", (event) => {
    const { target } = event;
    const name = target.getAttribute("data-field");
    if (name || (checkable(target) && target.getAttribute("aria-disabled"))) event.preventDefault();
    if (name) act("goal", name);
  });
  on(window, "pagehide", () => act("leave"));
  on(window, "popstate", ({ state }) => act("moved", typeof state === "string" ? state : undefined));
  on(window, "pageshow", ({ persisted }) => persisted && act("returned"));
  return end;
}

/** Ends listening. */
export function stop(end) {
  end.abort();
}

/** Hears of a connection that is there again. */
export function online(act) {
  addEventListener("online", () => act());
}

/** What a field holds, as a browser would post it: values with `BETWEEN` between them. */
export function values(root, name) {
  const held = [...inputs(root, name)].filter((input) => !checkable(input) || input.checked);
  return held.map(({ value }) => value).join(BETWEEN);
}

/** The names of the fields that somebody typed or chose something into since the form was served. */
export function touched(root) {
  const differs = (input) => {
    if (checkable(input)) return input.checked !== input.defaultChecked;
    const served = foldable(input) ? (input.querySelector("[selected]")?.getAttribute("value") ?? "") : input.defaultValue;
    return input.value !== served;
  };
  const names = [...root.querySelectorAll(ANSWERS)].filter(differs).map(named);
  return [...new Set(names)].join(BETWEEN);
}

/** Puts values into a field. */
export function fill(root, name, text) {
  const values = text.split(BETWEEN);
  for (const input of inputs(root, name)) {
    if (checkable(input)) input.checked = values.includes(input.value);
    else if (input.value !== values[0]) input.value = values[0];
    // For the parts that show what is in a field in their own way.
    input.dispatchEvent(new Event("change"));
  }
}

/** Keeps the answers from being changed, or lets them. They stay readable, and none loses the focus. */
export function lock(root, locked) {
  for (const input of root.querySelectorAll(ANSWERS)) {
    const attribute = checkable(input) ? "aria-disabled" : foldable(input) ? "disabled" : "readonly";
    if (locked) input.setAttribute(attribute, "true");
    else input.removeAttribute(attribute);
  }
  // Files have ids for answers; their field only chooses them.
  for (const input of root.querySelectorAll("[type=file]")) {
    if (locked) input.setAttribute("aria-disabled", "true");
    else input.removeAttribute("aria-disabled");
  }
}

/** Moves the focus to the first element that matches. */
export function focus(root, selector) {
  root.querySelector(selector)?.focus();
}

/** Says something to those who do not see it appear. */
export function announce(root, text) {
  const live = root.querySelector(".sonda-live");
  if (live) live.textContent = text;
}

/** Tells the page around an event with its details, which are JSON. */
export function tell(root, kind, detail) {
  root.dispatchEvent(new CustomEvent(kind, { detail: JSON.parse(detail) }));
}

/** Tells the server something that nobody waits for. */
export function beacon(url, body) {
  attempt(() => navigator.sendBeacon(url, body));
}

/** The address of the page without its fragment, which the server would not see either. */
export const address = () => location.href.split("#")[0];

/** A parameter of the address of the page. */
export const parameter = (name) => new URLSearchParams(location.search).get(name) ?? undefined;

/** Whether the page was opened, not loaded once more, by an address that answers a field: a click in an e-mail. */
export const clicked = (name) =>
  performance.getEntriesByType("navigation")[0]?.type === "navigate" &&
  new URLSearchParams(location.search).has(`answer.${name}`);

/**
 * A fresh idempotency key: 128 random bits. (`crypto.randomUUID` is missing on plain http.)
 * A device without the source of chance gets the time: two visitors must not share a key.
 */
export function key() {
  const bytes = new Uint8Array(16);
  try {
    crypto.getRandomValues(bytes);
  } catch {
    bytes.forEach((_, at) => (bytes[at] = at < 6 ? Date.now() / 256 ** at : Math.random() * 256));
  }
  return Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join("");
}

/** Asks the server for the page again, unless it cannot be asked. */
export function reload() {
  if (navigator.onLine) location.reload();
}

/** Keeps a place in the browser's history. */
export function push(mark) {
  attempt(() => history.pushState(mark, ""));
}

/** Goes back to the place before. */
export function back() {
  history.back();
}

/** What is kept under a name, in the tab or beyond it. */
export const kept = (lasting, name) => attempt(() => storage(lasting).getItem(name));

/** Keeps a text under a name; says whether it is kept. */
export const keep = (lasting, name, text) => !!attempt(() => (storage(lasting).setItem(name, text), true));

/** Forgets what is kept under a name. */
export function forget(lasting, name) {
  attempt(() => storage(lasting).removeItem(name));
}

/** The names beyond the tab that begin so, with `BETWEEN` between them. */
export const names = (prefix) =>
  attempt(() => Object.keys(localStorage).filter((name) => name.startsWith(prefix)).join(BETWEEN)) ?? "";

/** Calls it once the script that runs has ended. */
export function soon(act) {
  queueMicrotask(act);
}
