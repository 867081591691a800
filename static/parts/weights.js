// The running sum of weights.

import { numbers } from "./element.js";

export default function weights(element) {
  const matrix = element.previousElementSibling;
  const output = element.querySelector("output");
  const format = numbers(element.closest("[lang]").lang, { maximumFractionDigits: 4 });
  const show = () => {
    let sum = 0;
    for (const { value } of matrix.querySelectorAll("input[name$='.weight']")) sum += Number(value.replace(",", ".")) || 0;
    const text = format.format(sum);
    if (output.textContent !== text) output.textContent = text;
    element.toggleAttribute("data-whole", Math.abs(sum - 1) < 1e-9);
  };
  for (const kind of ["input", "change"]) matrix.addEventListener(kind, show, true);
  element.hidden = false;
  show();
}
