// A line to choose a number on, beside the field that holds it.

import { make, numbers, put } from "./element.js";

export default function slider(element) {
  const { min, max, decimals, unset } = element.dataset;
  const field = element.querySelector("input");
  const line = make("input", { type: "range", className: "sonda-line", min, max, step: 10 ** -decimals });
  line.setAttribute("aria-labelledby", `${field.id}.title`);
  line.setAttribute("aria-describedby", `${field.id}.ends`);
  const comma = numbers(element.closest("[lang]").lang).format(1.5).includes(",");
  // Whoever types, types a comma or a point.
  const show = () => {
    const number = Number(field.value.replace(",", "."));
    const given = field.value.trim() !== "" && !Number.isNaN(number);
    line.value = given ? number : (Number(min) + Number(max)) / 2;
    line.toggleAttribute("data-unset", !given);
    if (given) line.setAttribute("aria-valuetext", field.value);
    else line.setAttribute("aria-valuetext", unset);
  };
  const choose = () => {
    if (field.readOnly) show();
    else put(field, comma ? line.value.replace(".", ",") : line.value);
  };
  for (const kind of ["input", "change"]) field.addEventListener(kind, show);
  line.addEventListener("input", choose);
  // Where it stands unanswered is an answer too, once it is pressed.
  line.addEventListener("click", choose);
  element.prepend(line);
  show();
}
