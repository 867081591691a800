// What several parts do to the elements of a page.

/** An element with properties and content. */
export function make(tag, properties, ...content) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...content);
  return element;
}

/** Puts a value into a field, as if it had been typed. */
export function put(input, value) {
  if (input.value === value) return;
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Writes numbers as a language does, with the digits 0 to 9 that the server writes too. */
export const numbers = (lang, options) => new Intl.NumberFormat(lang, { numberingSystem: "latn", ...options });
