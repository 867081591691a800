// Gives the elements of a form that ask for more than HTML can do, by `data-part="search"`, to the module of that
// name beside this one. Each works without: a part that does not arrive is not missed.

const { search } = new URL(import.meta.url);
const known = new WeakSet();

/** Finds those that are in `root`, and those that come later. */
export function enhance(root) {
  const look = () => {
    for (const element of root.querySelectorAll("[data-part]")) {
      if (known.has(element)) continue;
      known.add(element);
      const part = import(new URL(`${element.dataset.part}.js${search}`, import.meta.url));
      part.then((module) => module.default(element)).catch(() => known.delete(element));
    }
  };
  new MutationObserver(look).observe(root, { childList: true, subtree: true });
  look();
}
