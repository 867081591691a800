// Shows an embedded form over the page: in its middle (`display="popup"`) or at its lower edge (`display="slide-in"`),
// when the link inside the element is clicked, or by itself (`trigger="delay:5 scroll:50 exit"`). The form is loaded
// when it is first shown. Whoever closed or sent it is left in peace for `quiet-days` (30).

const CSS = `:host{display:contents}
dialog{box-sizing:border-box;inline-size:min(44em,100vw - 2em);max-inline-size:none;max-block-size:calc(100dvh - 2em);padding:0;border:0;border-radius:.75em;overflow:auto;scroll-padding-block-start:3.75em;overscroll-behavior:contain;background:#fff;color:#1b2430;box-shadow:0 1em 3em #0006;font:16px/1.5 system-ui,sans-serif}
dialog::backdrop{background:#0009}
.slide{position:fixed;inset:auto 1em 1em auto;inset-inline:auto 1em;margin:0;inline-size:min(26em,100vw - 2em);max-block-size:min(85dvh,100dvh - 2em);z-index:2147483000}
.bar{position:sticky;inset-block-start:0;z-index:1;display:flex;justify-content:flex-end;background:inherit}
.close{display:grid;place-items:center;inline-size:44px;block-size:44px;margin:.25em;border:0;border-radius:50%;background:none;color:inherit;font:24px/1 system-ui,sans-serif;cursor:pointer}
.close:focus-visible{outline:3px solid;outline-offset:-3px}
.dark{background:#182029;color:#e8edf3}
@media (prefers-color-scheme:dark){.auto{background:#182029;color:#e8edf3}}
.spoken{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%)}
@media (prefers-reduced-motion:no-preference){dialog[open]{animation:rise .2s ease-out}@keyframes rise{from{opacity:0;transform:translateY(1em)}}}
@media print{dialog{display:none}}`;

const PASSED = ["form", "lang", "src", "theme"];

/** What the browser remembers of a form; it may refuse to. */
const memory = (form) => {
  const key = `sonda:quiet:${form}`;
  return {
    quiet(days) {
      try {
        return Date.now() - Number(localStorage.getItem(key) ?? -Infinity) < days * 86_400_000;
      } catch {
        return false;
      }
    },
    rest() {
      try {
        localStorage.setItem(key, String(Date.now()));
      } catch {}
    },
  };
};

/** Sets up one element; `make` makes elements, `style` dresses a shadow root, `closeLabel` names the button. */
export function overlay(host, root, { make, style, closeLabel, events, given, signal }) {
  const sliding = host.getAttribute("display") === "slide-in";
  const form = host.getAttribute("form") ?? "";
  const triggers = (host.getAttribute("trigger") ?? "button").split(/\s+/);
  const { quiet, rest } = memory(form);
  const days = Number(host.getAttribute("quiet-days") ?? 30);
  let label = host.getAttribute("label") ?? host.textContent.trim();
  const close = make("button", { type: "button", class: "close", "aria-label": closeLabel, title: closeLabel }, "×");
  const dialog = make("dialog", { class: `${sliding ? "slide " : ""}${host.getAttribute("theme") ?? ""}` }, make("div", { class: "bar" }, close));
  const spoken = make("p", { class: "spoken", role: "status" });
  const slot = make("slot", {});
  root.replaceChildren(slot, dialog, spoken);
  style(root, CSS);
  let inner;
  let opener;
  let unasked = false;

  const name = () => {
    if (label) dialog.setAttribute("aria-label", label);
    if (unasked) spoken.textContent = label;
  };
  name();

  // The form's own ground goes on behind the bar, and its title names what nobody else named.
  const dress = () => {
    const form = inner?.shadowRoot.querySelector(".sonda");
    if (!form) return;
    const { backgroundColor, color } = getComputedStyle(form);
    Object.assign(dialog.style, { backgroundColor, color });
    label ||= form.querySelector(".sonda-heading")?.textContent ?? "";
    name();
  };
  matchMedia("(prefers-color-scheme:dark)").addEventListener?.("change", dress, { signal });

  const load = () => {
    if (inner) return;
    inner = make("sonda-form", {});
    for (const { name, value } of host.attributes) {
      if (PASSED.includes(name) || name.startsWith("data-")) inner.setAttribute(name, value);
    }
    for (const kind of events) {
      inner.addEventListener(kind, ({ detail }) => host.dispatchEvent(new CustomEvent(kind, { detail })));
    }
    inner.addEventListener("sonda-submitted", rest);
    for (const kind of ["sonda-ready", "sonda-refused"]) inner.addEventListener(kind, dress);
    for (const [name, value] of given) inner.setHidden(name, value);
    dialog.append(inner);
  };

  const shut = () => {
    if (!dialog.open) return;
    dialog.close();
    rest();
    opener?.focus?.();
    opener = undefined;
    host.dispatchEvent(new CustomEvent("sonda-closed"));
  };

  const open = (byVisitor = true) => {
    if (dialog.open) return;
    load();
    opener = byVisitor ? document.activeElement : undefined;
    if (!sliding) {
      dialog.showModal();
    } else if (byVisitor) {
      dialog.show();
    } else {
      // Nobody asked for it: the focus stays where it is.
      dialog.open = true;
      unasked = true;
      name();
    }
    host.dispatchEvent(new CustomEvent("sonda-opened"));
  };

  close.addEventListener("click", shut);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    shut();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && sliding) shut();
  });
  slot.addEventListener("click", (event) => {
    // The link still leads to the form's own page where somebody asks for a new tab.
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });

  const appear = () => {
    if (signal.aborted || dialog.open || quiet(days)) return;
    open(false);
  };
  const once = (target, kind, holds) => {
    const listen = (event) => {
      if (!holds(event)) return;
      target.removeEventListener(kind, listen);
      appear();
    };
    target.addEventListener(kind, listen, { signal, passive: true });
    return listen;
  };
  for (const trigger of triggers) {
    const [kind, amount] = trigger.split(":");
    const number = Number(amount);
    if (kind === "delay") {
      const timer = setTimeout(appear, (number >= 0 ? number : 5) * 1000);
      signal.addEventListener("abort", () => clearTimeout(timer));
    } else if (kind === "scroll") {
      const share = () => {
        const { scrollHeight, clientHeight, scrollTop } = document.documentElement;
        return scrollHeight > clientHeight ? (100 * scrollTop) / (scrollHeight - clientHeight) : 0;
      };
      once(window, "scroll", () => share() >= (number > 0 ? number : 50));
    } else if (kind === "exit") {
      once(document.documentElement, "mouseleave", (event) => event.clientY <= 0);
    }
  }
  // Shown by itself, it needs no link.
  if (!triggers.includes("button")) slot.hidden = true;
  return { open: () => open(), close: shut, setHidden: (name, value) => inner?.setHidden(name, value) };
}
