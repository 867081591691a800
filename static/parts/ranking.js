// A list to put in order, by dragging, buttons or arrow keys. Its order is the answer only once somebody gave it.

import { make, put } from "./element.js";

export default function ranking(list) {
  const { hint, up, down, keep, clear, place } = list.dataset;
  const rows = () => [...list.children].filter((row) => !row.hidden);
  const select = (row) => row.querySelector("select");
  const title = (row) => row.querySelector("label").textContent;
  const locked = () => list.querySelector("select:disabled") !== null;
  const answered = () => rows().every((row) => select(row).value);
  const live = make("p", { className: "sonda-spoken", role: "status" });

  const show = () => {
    for (const [index, row] of rows().entries()) {
      row.querySelector(".sonda-place").textContent = answered() ? index + 1 : "–";
      for (const [button, end] of [["up", 0], ["down", rows().length - 1]]) {
        row.querySelector(`[data-go=${button}]`).setAttribute("aria-disabled", index === end);
      }
    }
    whole.textContent = answered() ? clear : keep;
  };
  const give = () => {
    // One that is not offered now has no place to come back to.
    for (const row of list.children) put(select(row), row.hidden ? "" : `${rows().indexOf(row) + 1}`);
    show();
  };
  const say = (row) => {
    const index = rows().indexOf(row) + 1;
    live.textContent = `${title(row)}: ${place.replace("{steps}", rows().length).replace("{step}", index)}`;
  };
  const move = (row, by, button) => {
    const other = rows()[rows().indexOf(row) + by];
    if (!other || locked()) return;
    if (by < 0) other.before(row);
    else other.after(row);
    give();
    button.focus();
    say(row);
  };
  const drag = (handle, row) => {
    handle.addEventListener("pointerdown", (press) => {
      if (press.button || locked()) return;
      press.preventDefault();
      handle.setPointerCapture(press.pointerId);
      row.dataset.dragged = "";
      let moved = false;
      const follow = ({ clientY }) => {
        const all = rows();
        const from = all.indexOf(row);
        const to = all.findIndex((other) => {
          const { top, bottom } = other.getBoundingClientRect();
          return other !== row && clientY > top && clientY < bottom;
        });
        if (to < 0) return;
        moved = true;
        // The others move: what is taken out of the page loses its hold on the pointer.
        for (let passed = from - 1; passed >= to; passed -= 1) row.after(all[passed]);
        for (let passed = from + 1; passed <= to; passed += 1) row.before(all[passed]);
      };
      const drop = () => {
        handle.removeEventListener("pointermove", follow);
        delete row.dataset.dragged;
        if (!moved) return;
        give();
        say(row);
      };
      handle.addEventListener("pointermove", follow);
      handle.addEventListener("lostpointercapture", drop, { once: true });
    });
  };

  const whole = make("button", { type: "button", className: "sonda-minor" });
  whole.addEventListener("click", () => {
    if (locked()) return;
    if (!answered()) return give();
    for (const row of list.children) put(select(row), "");
    show();
  });
  for (const row of [...list.children]) {
    const words = title(row);
    const handle = make("span", { className: "sonda-grip", ariaHidden: "true" });
    const buttons = [["up", up, -1], ["down", down, 1]].map(([go, label, by]) => {
      const button = make("button", { type: "button", className: "sonda-go", ariaLabel: label.replace("{title}", words) });
      button.dataset.go = go;
      button.addEventListener("click", () => move(row, by, button));
      return button;
    });
    row.addEventListener("keydown", (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      move(row, by, event.target);
    });
    select(row).hidden = true;
    drag(handle, row);
    row.prepend(make("span", { className: "sonda-place", ariaHidden: "true" }));
    row.append(...buttons, handle);
  }
  const given = (row) => Number(select(row).value) || 99;
  const arrange = () => {
    list.append(...[...list.children].sort((a, b) => given(a) - given(b)));
    show();
  };
  // Answers of before come in after this.
  list.addEventListener("change", arrange, true);
  // Other answers bring rows up and take them away.
  new MutationObserver(show).observe(list, { subtree: true, attributeFilter: ["hidden"] });
  list.dataset.on = "";
  list.previousElementSibling.textContent = hint;
  list.after(whole, live);
  arrange();
}
