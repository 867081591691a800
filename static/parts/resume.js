// Sends on what the widget keeps of a personal form, so that another device can go on with it. The element of the page
// names the link's draft and the revision that the page shows; each save names its own and those it may follow.

const AFTER_MS = 2000;
const MOST_KEPT = 8;
const TOUCHES = ["pointerdown", "keydown", "wheel", "touchmove"];

const element = document.querySelector("[data-part=resume]");
const { draft, revision } = element.dataset;
/** The widget's own place; what was sent of it; and answers of this device that gave way to newer ones. */
const [kept, memo, older] = ["draft", "saves", "older"].map((name) => `sonda:${name}:${draft}`);

/** What the browser keeps; it may refuse, and then keeps nothing. */
function storage(name) {
  const inert = { getItem: () => null, setItem() {}, removeItem() {} };
  try {
    const own = globalThis[name];
    return { ...inert, ...Object.fromEntries(Object.keys(inert).map((key) => [key, (...words) => attempt(() => own[key](...words))])) };
  } catch {
    return inert;
  }
}

function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

const local = storage("localStorage");
const read = (name) => attempt(() => JSON.parse(local.getItem(name))) ?? [];

/** Tells two texts apart; the texts themselves are kept once. */
function digest(text) {
  let hash = 5381;
  for (let index = 0; index < text.length; index += 1) hash = (hash * 33) ^ text.charCodeAt(index);
  return hash >>> 0;
}

const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** This device's own saves, each with what it saved, and whether the server said that it has it. */
const sent = read(memo);
/** The revisions that the next save may follow: the newest heard of, and those that were never answered. */
let known = [revision];
let saved = null;
let stopped = false;

/** However many saves go unheard, what the server has is not forgotten. */
function remember() {
  const heard = sent.filter(([, , one]) => one).slice(-1);
  const last = sent.slice(-MOST_KEPT);
  local.setItem(memo, JSON.stringify(last.includes(heard[0]) ? last : [...heard, ...last]));
}

/** The answers that gave way, the newest last. */
function setAside(texts) {
  if (texts.length) local.setItem(older, JSON.stringify(texts));
  else local.removeItem(older);
}

/** Nothing of it stays once it is sent. */
function forget() {
  stopped = true;
  local.removeItem(memo);
  local.removeItem(older);
}

/** Sends a text; says what became of it: `kept`, `unheard`, or the code of the refusal. */
async function put(text, keepalive) {
  const id = random();
  const [heard, ...unheard] = new Set(known);
  const follows = [heard, ...unheard.slice(-MOST_KEPT)];
  known.push(id);
  // What the page showed when this device began to save is as good as a save of its own.
  if (revision && !sent.some(([one]) => one === revision)) sent.push([revision, null, true]);
  const save = [id, digest(text), false];
  sent.push(save);
  remember();
  const body = JSON.stringify({ revision: id, follows, entries: JSON.parse(text) });
  const headers = { "Content-Type": "application/json" };
  // Browsers send what outlives its page up to 64 KiB.
  const options = { method: "PUT", headers, body, keepalive: keepalive && body.length < 60_000 };
  const answer = await fetch(`${location.pathname.replace(/\/+$/, "")}/draft`, options).catch(() => null);
  if (answer?.ok) {
    known = known.slice(known.indexOf(id));
    saved = text;
    save[2] = true;
    remember();
    return "kept";
  }
  if (answer?.status !== 409) return "unheard";
  sent.splice(sent.indexOf(save), 1);
  remember();
  const problem = await answer.json().catch(() => ({}));
  return [problem.code, problem.revision];
}

/** Says something, with the buttons that go with it. */
function say(what) {
  for (const one of element.querySelectorAll("[data-say]")) one.hidden = one.dataset.say !== what;
  for (const one of element.querySelectorAll("[data-do]")) one.hidden = !one.dataset.when.split(" ").includes(what);
  element.hidden = !what;
}

/** Whether the page stands at the form's beginning, where the widget takes up what this device kept. */
function isAtFirst() {
  const { step, review } = JSON.parse(document.getElementById("sonda-props").textContent);
  return !step && !review;
}

/** Before the widget starts: which answers are newer, those of the page or those this device kept? */
async function settle() {
  if ("over" in element.dataset) forget();
  const text = local.getItem(kept);
  const own = sent.find(([id]) => id === revision);
  if (text === null || !revision) return;
  if ("posted" in element.dataset) {
    // The page holds what was just posted from here.
    saved = text;
  } else if (own) {
    // Nobody else had saved since; what this device sent without an answer may have arrived after the page was made.
    known.push(...sent.filter(([, , heard]) => !heard).map(([id]) => id));
    if (own[1] === digest(text)) saved = text;
    // A form of one page is filled in over what it shows. Else what was not sent yet goes before, and the page with it.
    else if (!isAtFirst()) {
      const outcome = await put(text);
      if (outcome !== "kept") giveWay(text);
      if (outcome !== "unheard") await reload();
    }
  } else {
    const has = sent.some(([, one, heard]) => heard && one === digest(text));
    if (has) local.removeItem(kept);
    else giveWay(text);
  }
}

/** The page shows other answers than these: they are offered, and not written over. */
function giveWay(text) {
  setAside([...read(older).filter((one) => one !== text), text]);
  local.removeItem(kept);
}

/** Nothing of the page that is left begins any more. */
function reload() {
  location.reload();
  return new Promise(() => {});
}

/** Whether answers are on their way: what becomes of them decides what becomes of the draft. */
const isBeingSent = () => attempt(() => Object.keys(localStorage).some((key) => key.startsWith("sonda:outbox:")));

/** To be awaited before the widget starts. */
export const ready = settle().catch(() => {});

/** Whoever only fetches the page, as the scanners of mailboxes do, touches nothing: a person's first touch is told. */
function touched({ isTrusted }) {
  if (!isTrusted) return;
  for (const kind of TOUCHES) removeEventListener(kind, touched, true);
  fetch(`${location.pathname.replace(/\/+$/, "")}/opened`, { method: "POST", keepalive: true }).catch(() => {});
}

export default function resume() {
  if (stopped) return;
  for (const kind of TOUCHES) addEventListener(kind, touched, { capture: true, passive: true });
  const root = document.getElementById("sonda-root");
  let timer;
  let busy = false;

  const flush = async (leaving) => {
    clearTimeout(timer);
    const text = local.getItem(kept);
    if (stopped || text === null || text === saved || (busy && !leaving) || isBeingSent()) return;
    busy = true;
    const outcome = await put(text, leaving);
    busy = false;
    if (Array.isArray(outcome)) refused(...outcome);
    else if (local.getItem(kept) !== text) later();
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(flush, AFTER_MS);
  };
  let newest;
  const refused = (code, theirs) => {
    newest = theirs;
    stopped = true;
    if (code === "draft_conflict") say("conflict");
    if (code === "draft_elsewhere") say("apart");
  };

  const actions = {
    theirs: () => location.reload(),
    mine() {
      known = [newest];
      stopped = false;
      say("");
      flush();
    },
    async older() {
      const texts = read(older);
      const text = texts.pop();
      if (text === undefined || (await put(text)) !== "kept") return;
      setAside(texts);
      local.setItem(kept, text);
      stopped = true;
      location.reload();
    },
  };
  element.addEventListener("click", (event) => actions[event.target.dataset.do]?.());
  for (const kind of ["input", "change", "sonda-page"]) root.addEventListener(kind, later);
  root.addEventListener("sonda-submitted", () => {
    forget();
    say("");
  });
  addEventListener("pagehide", () => flush(true));
  document.addEventListener("visibilitychange", () => document.hidden && flush(true));
  if (read(older).length) say("kept");
  // What was typed before this came, or was never sent.
  if (local.getItem(kept) !== null) later();
}
