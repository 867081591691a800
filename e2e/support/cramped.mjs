// Whether a screen of the console has room for its words, whatever their size.

/** What sticks out, is cut off or lies over other words: in the page, or in the dialog that is open. */
export const cramped = (page) => page.evaluate(() => {
  const root = document.querySelector('dialog[open]:modal') ?? document.body;
  const found = [];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) found.push(`the page is ${document.documentElement.scrollWidth} wide of ${width}`);
  const HIDDEN = '.unseen,.spoken,.skip,thead,[inert],.clamp';
  const styles = new Map();
  const style = (element) => styles.get(element) ?? styles.set(element, getComputedStyle(element)).get(element);
  const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !element.closest(HIDDEN);
  /** The nearest box that can be scrolled to the side, or that covers what lies below it. */
  const around = (element, matches) => {
    for (let one = element; one && one !== root.parentElement; one = one.parentElement) if (matches(one)) return one;
    return null;
  };
  const scrolls = (one) => ['auto', 'scroll'].includes(style(one).overflowX) && one.scrollWidth > one.clientWidth;
  const floats = (one) => ['sticky', 'fixed', 'absolute'].includes(style(one).position);
  const called = (element) => `${element.tagName.toLowerCase()}.${element.className.baseVal ?? element.className} “${(element.textContent ?? '').trim().slice(0, 40)}”`;

  const elements = [...root.querySelectorAll('*')].filter((one) => !one.closest('svg') && shown(one));
  const edge = root === document.body ? { left: 0, right: width } : root.getBoundingClientRect();
  for (const element of elements) {
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) continue;
    const free = around(element.parentElement, scrolls);
    if (!free && (box.right > edge.right + 1 || box.left < edge.left - 1)) {
      found.push(`${called(element)} sticks out: ${Math.round(box.left)} to ${Math.round(box.right)} of ${Math.round(edge.right)}`);
    }
    const clips = ['hidden', 'clip'].includes(style(element).overflowX) && !['IFRAME', 'INPUT', 'TEXTAREA', 'SELECT'].includes(element.tagName);
    if (clips && element.scrollWidth > element.clientWidth + 1 && element.textContent.trim()) found.push(`${called(element)} is cut off`);
    const clipsDown = ['hidden', 'clip'].includes(style(element).overflowY) && style(element).overflowX !== 'auto';
    if (clipsDown && element.scrollHeight > element.clientHeight + 3 && element.textContent.trim()) found.push(`${called(element)} is cut off below`);
    // A title on its button, or the like, that is wider than the button.
    if (element.matches('button,a,summary,label,.tag') && element.scrollWidth > element.clientWidth + 2 && element.clientWidth > 0) found.push(`${called(element)} bursts`);
  }

  const words = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const parent = text.parentElement;
    if (!text.data.trim() || parent.closest('select,textarea,script,style,option,svg') || !shown(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) {
      if (box.width > 2 && box.height > 2) words.push({ said: text.data.trim().slice(0, 30), box, parent, layer: around(parent, floats), inner: around(parent, scrolls) });
    }
  }
  const controls = elements
    .filter((one) => one.matches('button,input,select,textarea,iframe,img,summary'))
    .map((element) => ({ element, box: element.getBoundingClientRect(), layer: around(element, floats), inner: around(element, scrolls) }));
  // The line box of a text is higher than its letters.
  const crosses = (one, other, deep) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 2
    && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > deep;
  words.forEach((one, index) => {
    for (const other of words.slice(index + 1)) {
      if (one.parent === other.parent || one.layer !== other.layer || one.inner !== other.inner) continue;
      if (crosses(one.box, other.box, Math.min(one.box.height, other.box.height) * 0.4)) found.push(`“${one.said}” over “${other.said}”`);
    }
    for (const { element, box, layer, inner } of controls) {
      if (element.contains(one.parent) || one.parent.contains(element) || layer !== one.layer || inner !== one.inner) continue;
      if (crosses(one.box, box, one.box.height * 0.4)) found.push(`“${one.said}” under ${called(element)}`);
    }
  });
  return [...new Set(found)].slice(0, 12);
});
