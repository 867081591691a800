// A place to sign by hand. The strokes are lines of an SVG path, in a box of 600 by 200.

import { make, put } from "./element.js";

const SVG = "http://www.w3.org/2000/svg";
// As long as an answer may be, with room for a last point.
const LONGEST = 39_900;

export default function signature(element) {
  const { draw, name, undo, clear } = element.dataset;
  const field = element.querySelector("[data-answer]");
  const typed = element.querySelector("input:not([data-answer])");
  const box = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  box.setAttribute("viewBox", "0 0 600 200");
  box.setAttribute("aria-hidden", "true");
  box.append(line);
  let path = field.value;
  let pen;

  const show = () => line.setAttribute("d", path);
  const keep = () => {
    put(field, path);
    show();
  };
  const point = ({ clientX, clientY }) => {
    const { left, top, width, height } = box.getBoundingClientRect();
    const within = (place, most) => Math.max(0, Math.min(most, Math.round(place * most)));
    return `${within((clientX - left) / width, 600)} ${within((clientY - top) / height, 200)}`;
  };
  box.addEventListener("pointerdown", (event) => {
    if (event.button || pen !== undefined || typed.readOnly || path.length > LONGEST) return;
    event.preventDefault();
    pen = event.pointerId;
    box.setPointerCapture(pen);
    // A dot is a line to where it begins.
    path += `M${point(event)}L${point(event)}`;
    show();
  });
  box.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pen) return;
    const next = `L${point(event)}`;
    if (path.length < LONGEST && !path.endsWith(next)) path += next;
    show();
  });
  box.addEventListener("lostpointercapture", () => {
    pen = undefined;
    keep();
  });
  // Answers of before come in after this.
  field.addEventListener("change", () => {
    path = field.value;
    show();
  });
  const button = (words, act) => {
    const one = make("button", { type: "button", className: "sonda-minor" }, words);
    one.addEventListener("click", () => {
      if (typed.readOnly) return;
      path = act();
      keep();
    });
    return one;
  };
  element.prepend(
    make("p", { className: "sonda-help" }, draw),
    make("div", { className: "sonda-canvas" }, box),
    make("div", { className: "sonda-tools" },
      button(undo, () => path.slice(0, Math.max(0, path.lastIndexOf("M")))),
      button(clear, () => "")),
  );
  element.querySelector("label").textContent = name;
  show();
}
