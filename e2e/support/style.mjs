// Compares how things look by what the browser computed for each element, not by eye.

/** The computed style of every element that matches, in order; in a shadow root where `scope` is its host. */
export function styles(scope, selector, without = []) {
  return scope.evaluate(
    (root, [elements, omitted]) => [...(root.shadowRoot ?? root).querySelectorAll(elements)].map((element) => {
      const style = getComputedStyle(element);
      const values = {};
      for (const name of style) {
        if (!omitted.includes(name) && !name.startsWith('--')) values[name] = style.getPropertyValue(name);
      }
      return { element: element.outerHTML.slice(0, 90), values };
    }),
    [selector, without],
  );
}

/** The differences between two lists of styles, in words. */
export function differences(one, other) {
  if (one.length !== other.length) return [`${one.length} elements and ${other.length}`];
  return one.flatMap(({ element, values }, index) => Object.keys(values)
    .filter((name) => values[name] !== other[index].values[name])
    .map((name) => `${element}: ${name}: ${values[name]} / ${other[index].values[name]}`));
}
