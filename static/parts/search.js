// A search over a long list of options. A <select> becomes an editable combobox, as the ARIA Authoring Practices
// describe it; it stays the field that holds the answer. Checkboxes get a field that hides those not meant.

/** A text as it is compared: without case and marks, so that "lodz" finds "Łódź". */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/ł/g, "l").trim();

const finds = (words, text) => words.split(/\s+/).every((word) => plain(text).includes(word));

function node(tag, attributes, text) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  return element;
}

export default function search(list) {
  if (list.localName === "select") combobox(list);
  else filter(list);
}

function filter(list) {
  const { search: label, none } = list.dataset;
  const input = node("input", { type: "search", class: "sonda-input sonda-filter", "aria-label": label, placeholder: label, autocomplete: "off" });
  const status = node("p", { class: "sonda-help", role: "status" });
  list.before(input, status);
  input.addEventListener("input", () => {
    const words = plain(input.value);
    let found = 0;
    for (const one of list.children) {
      const meant = finds(words, one.textContent) || one.querySelector(":checked");
      one.classList.toggle("sonda-out", !meant);
      if (meant && !one.hidden) found += 1;
    }
    status.textContent = found ? "" : none;
  });
  input.addEventListener("keydown", (event) => {
    // It is no answer: the form is not sent from here.
    if (event.key === "Enter") event.preventDefault();
  });
}

function combobox(select) {
  const id = `${select.id}.search`;
  const title = `${select.id}.title`;
  const input = node("input", {
    class: "sonda-input", id, type: "text", role: "combobox", autocomplete: "off", autocapitalize: "none", spellcheck: "false",
    placeholder: select.options[0].text, "aria-labelledby": title, "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": `${id}.list`, "aria-required": String(select.required),
  });
  const popup = node("div", { class: "sonda-found", hidden: "" });
  const list = node("div", { id: `${id}.list`, role: "listbox", "aria-labelledby": title });
  const none = node("p", { role: "status" });
  const box = node("div", { class: "sonda-search" });
  popup.append(list, none);
  box.append(input, popup);

  const lines = new Map();
  let typed = false;
  let active;

  const line = (option, index) => {
    if (!lines.has(option)) lines.set(option, node("div", { role: "option", id: `${id}.${index}` }, option.text));
    return lines.get(option);
  };
  const chosen = () => (select.value ? select.selectedOptions[0] : undefined);

  function activate(next) {
    active?.classList.remove("sonda-active");
    active = next;
    if (!active) return input.removeAttribute("aria-activedescendant");
    active.classList.add("sonda-active");
    input.setAttribute("aria-activedescendant", active.id);
    active.scrollIntoView({ block: "nearest" });
  }

  function open() {
    const words = typed ? plain(input.value) : "";
    const options = [...select.options].slice(1);
    const found = options.filter((option) => !option.hidden && !option.disabled && finds(words, option.text));
    // What begins so comes before what only holds it.
    if (words) found.sort((one, other) => plain(other.text).startsWith(words) - plain(one.text).startsWith(words));
    for (const option of options) line(option, option.index).setAttribute("aria-selected", String(option === chosen()));
    list.replaceChildren(...found.map((option) => lines.get(option)));
    none.textContent = found.length ? "" : select.dataset.none;
    none.hidden = found.length > 0;
    popup.hidden = false;
    input.setAttribute("aria-expanded", "true");
    activate(words ? list.firstChild : lines.get(chosen()));
  }

  function show() {
    typed = false;
    input.value = chosen()?.text ?? "";
    popup.hidden = true;
    input.setAttribute("aria-expanded", "false");
    activate();
  }

  function choose(option) {
    const value = option?.value ?? "";
    if (select.value !== value) {
      select.value = value;
      select.dispatchEvent(new Event("input", { bubbles: true }));
    }
    show();
  }

  /** Takes what is marked; nothing typed is nothing chosen. */
  function accept() {
    if (typed && !input.value.trim()) choose();
    else if (active) choose([...lines].find(([, one]) => one === active)[0]);
    else show();
  }

  function move(step) {
    if (popup.hidden) open();
    const there = [...list.children];
    const at = there.indexOf(active);
    const next = at < 0 ? (step > 0 ? 0 : there.length - 1) : Math.min(Math.max(at + step, 0), there.length - 1);
    if (there.length) activate(there[next]);
  }

  const KEYS = {
    ArrowDown: () => (popup.hidden ? open() : move(1)),
    ArrowUp: () => (popup.hidden ? open() : move(-1)),
    PageDown: () => move(8),
    PageUp: () => move(-8),
    Enter: accept,
    Escape: show,
  };
  input.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    // With the list away Enter sends the form, and Escape is for what is around it.
    if (!act || event.isComposing || input.readOnly || (popup.hidden && ["Enter", "Escape"].includes(event.key))) return;
    event.preventDefault();
    act();
  });
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    typed = true;
    open();
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", () => (popup.hidden ? input.readOnly || open() : typed || show()));
  input.addEventListener("blur", () => (popup.hidden ? show() : typed ? accept() : show()));
  popup.addEventListener("mousedown", (event) => event.preventDefault());
  popup.addEventListener("click", ({ target }) => {
    const found = [...lines].find(([, one]) => one === target);
    if (found) choose(found[0]);
  });

  // What is said about the field is said about this one; who is led to it is led here.
  const mirror = () => {
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
      else input.removeAttribute(name);
    }
    input.readOnly = select.disabled;
  };
  new MutationObserver(mirror).observe(select, { attributes: true });
  select.addEventListener("change", show);
  select.addEventListener("focus", () => input.focus());
  select.setAttribute("aria-hidden", "true");
  select.tabIndex = -1;
  select.before(box);
  select.parentNode.querySelector(`label[for="${CSS.escape(select.id)}"]`)?.setAttribute("for", id);
  mirror();
  show();
}
