// Whether everything has the room it needs.

/** What sticks out of the window to the side. */
export const overflow = (page) => page.evaluate(() => {
  const width = document.documentElement.clientWidth;
  const all = [...document.querySelectorAll('body *'), ...[...document.querySelectorAll('sonda-form')].flatMap((one) => [...one.shadowRoot.querySelectorAll('*')])];
  const wide = document.documentElement.scrollWidth > width ? [`the page is ${document.documentElement.scrollWidth} wide`] : [];
  return wide.concat(all
    .filter((element) => element.checkVisibility())
    .map((element) => [element, element.getBoundingClientRect()])
    .filter(([element, box]) => box.width > 1 && (box.right > width + 0.5 || box.left < -0.5) && !element.closest('.sonda-spoken'))
    .map(([element, box]) => `${element.outerHTML.slice(0, 80)}: ${box.left} to ${box.right}`));
});

/** What a finger would miss: inputs and what stands for them, less than 44 pixels high, or narrower than `narrowest`. */
export const missed = (page, narrowest = 44) => page.evaluate((least) => {
  const targets = [...document.querySelectorAll('.sonda-form input:not([type=hidden]), .sonda-form select, .sonda-form textarea, .sonda-form button')]
    .filter((input) => input.checkVisibility() && !input.closest('[aria-hidden=true]') && input.getAttribute('aria-hidden') !== 'true')
    .map((input) => (['radio', 'checkbox'].includes(input.type) ? input.closest('label') : input));
  return targets
    .map((target) => [target, target.getBoundingClientRect()])
    .filter(([, box]) => box.height < 43.5 || box.width < least - 0.5)
    .map(([target, box]) => `${target.outerHTML.slice(0, 120)}: ${box.width} x ${box.height}`);
}, narrowest);

/** What leaves the form's own ground, inside of its padding, at either side. */
export const outside = (page) => page.evaluate(() => {
  const form = document.querySelector('.sonda');
  const { left, right } = form.getBoundingClientRect();
  const padding = Number.parseFloat(getComputedStyle(form).paddingInlineStart);
  return [...form.querySelectorAll('*')]
    .filter((element) => element.checkVisibility() && !element.closest('.sonda-spoken,.sonda-live'))
    .map((element) => [element, element.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && (box.left < left + padding - 1 || box.right > right - padding + 1))
    .map(([element, box]) => `${element.outerHTML.slice(0, 100)}: ${box.left} to ${box.right} of ${left + padding} to ${right - padding}`);
});

/** Words that run under a button or a field, or out of the box they stand in. */
export const collisions = (page) => page.evaluate(() => {
  const form = document.querySelector('.sonda');
  const seen = (element) => element.checkVisibility({ opacityProperty: true }) && !element.closest('.sonda-spoken,.sonda-live');
  const controls = [...form.querySelectorAll('button,input,select,textarea,[role=combobox],.sonda-grip,.sonda-place')].filter(seen);
  const found = [];
  const walker = document.createTreeWalker(form, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const parent = text.parentElement;
    if (!text.data.trim() || !seen(parent) || parent.closest('select,textarea')) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const words = [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
    const own = parent.getBoundingClientRect();
    if (own.width <= 1) continue;
    if (words.some((box) => box.left < own.left - 1 || box.right > own.right + 1)) found.push(`"${text.data}" leaves its box`);
    for (const control of controls) {
      if (control.contains(parent)) continue;
      const box = control.getBoundingClientRect();
      const crosses = (one) => Math.min(one.right, box.right) - Math.max(one.left, box.left) > 1 && Math.min(one.bottom, box.bottom) - Math.max(one.top, box.top) > 1;
      if (words.some(crosses)) found.push(`"${text.data}" under ${control.outerHTML.slice(0, 80)}`);
    }
  }
  return found;
});
