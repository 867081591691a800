// Files go to the server as soon as they are chosen; the form posts the ids it gave them.

import { make, numbers, put } from "./element.js";

// What is known of files that were sent before, for when their field is shown again.
const known = new Map();
// Of each field, by the address its files go to: those on their way, those that came while it was not shown, and what
// shows it now. A browser's Back takes a field out of the page while its files go on.
const fields = new Map();

const fieldOf = (url) => {
  if (!fields.has(url)) fields.set(url, { sending: new Set(), late: [] });
  return fields.get(url);
};

export default function file(element) {
  const { url, field, most, bytes, remove, added, removed, failed, large, many, wait } = element.dataset;
  if (!url) return;
  const input = element.querySelector("[type=file]");
  const list = element.querySelector("ul");
  const live = make("p", { className: "sonda-spoken", role: "status" });
  const lang = element.closest("[lang]").lang;
  const say = (text, title) => (live.textContent = text.replace("{title}", title));
  const size = (count) =>
    numbers(lang, { style: "unit", unit: count < 1e6 ? "kilobyte" : "megabyte", maximumFractionDigits: 1 })
      .format(Math.max(0.1, count / (count < 1e6 ? 1e3 : 1e6)));
  const own = fieldOf(url);
  const { sending } = own;
  // While the answers wait to be sent, nothing of them changes.
  const locked = () => input.hasAttribute("aria-disabled");

  const row = (title, count) => {
    const note = make("span", { className: "sonda-size" }, count === undefined ? "" : size(count));
    const button = make("button", { type: "button", className: "sonda-go", ariaLabel: remove.replace("{title}", title) });
    button.dataset.go = "remove";
    const one = make("li", {}, make("span", { className: "sonda-name", dir: "auto" }, title), note, button);
    list.append(one);
    button.addEventListener("click", () => {
      if (locked()) return;
      one.abort?.();
      const id = one.querySelector("[data-answer]");
      if (id) put(id, "");
      one.remove();
      say(removed, title);
      input.focus();
    });
    return one;
  };
  const keep = (one, value) => {
    const hidden = make("input", { type: "hidden", name: field });
    hidden.dataset.answer = "";
    one.append(hidden);
    put(hidden, value);
  };
  const refuse = (one, reason) => {
    one.dataset.failed = "";
    one.append(make("p", { className: "sonda-error", role: "alert" }, reason));
  };
  const send = (chosen) => {
    const one = row(chosen.name, chosen.size);
    const taken = list.querySelectorAll("li:not([data-failed])").length;
    if (taken > most) return refuse(one, many);
    if (chosen.size > bytes) return refuse(one, large);
    const bar = make("progress", { max: 1, ariaLabel: chosen.name });
    one.append(bar);
    const request = new XMLHttpRequest();
    const end = () => {
      sending.delete(request);
      bar.remove();
    };
    sending.add(request);
    one.abort = () => request.abort();
    request.open("POST", url);
    request.setRequestHeader("X-File-Name", encodeURIComponent(chosen.name));
    request.setRequestHeader("Content-Type", chosen.type || "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => (bar.value = total && loaded / total);
    request.onload = () => {
      end();
      const { id, name, bytes: count, detail, title } = request.response ?? {};
      if (request.status !== 201 || !id) return refuse(one, detail ?? title ?? failed);
      const value = `${id}/${name}`;
      known.set(value, [name, count]);
      if (element.isConnected) {
        keep(one, value);
        say(added, name);
      } else if (own.shown?.element.isConnected) own.shown.adopt(value);
      else own.late.push(value);
    };
    request.onerror = () => {
      end();
      refuse(one, failed);
    };
    request.onabort = end;
    request.send(chosen);
  };

  input.removeAttribute("name");
  for (const before of [...list.children]) {
    const { value, checked } = before.querySelector("input");
    const [title, count] = known.get(value) ?? [before.textContent];
    before.remove();
    if (checked) keep(row(title, count), value);
  }
  const adopt = (id) => {
    const [title, count] = known.get(id);
    keep(row(title, count), id);
    say(added, title);
  };
  input.addEventListener("click", (event) => locked() && event.preventDefault());
  const take = () => {
    if (!locked()) {
      for (const failure of list.querySelectorAll("[data-failed]")) failure.remove();
      for (const chosen of input.files) send(chosen);
    }
    input.value = "";
  };
  input.addEventListener("change", take);
  // A form that is sent before its files are there would be sent without them.
  input.form.addEventListener("submit", (event) => {
    if (!element.isConnected || sending.size === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say(wait);
    input.focus();
  });
  element.append(live);
  own.shown = { element, adopt };
  for (const id of own.late.splice(0)) adopt(id);
  // What was chosen before this module came.
  take();
}
