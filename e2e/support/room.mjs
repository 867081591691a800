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
