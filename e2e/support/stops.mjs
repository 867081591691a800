// The stops that the Tab key makes on a screen: what each is called, where it is, and whether it can be seen.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const MOST = 400;

/** Presses Tab from the beginning until the page is left or all begins anew; everything that was stopped at. */
export async function stops(page) {
  await page.evaluate(AXE);
  await page.evaluate(() => {
    document.activeElement?.blur();
    // What was reached already is known by its mark.
    globalThis.sondaStops = new Set();
    const dialog = document.querySelector('dialog[open]:modal');
    if (dialog) return;
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
  });
  const found = [];
  for (let presses = 0; presses < MOST; presses += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(look);
    if (stop === null) break;
    found.push(stop);
  }
  const names = await page.evaluate(call);
  return found.map((stop, index) => ({ ...stop, ...names[index] })).filter(({ role }) => role !== 'iframe');
}

/** Runs in the page at last: what each stop is called, and what tells it from others of that name. */
function call() {
  globalThis.axe.setup(document);
  const all = [...globalThis.sondaStops].map((element) => {
    // Within a frame the focus is the frame's own affair.
    if (element.tagName === 'IFRAME' || !element.isConnected) return { role: 'iframe' };
    // What has closed since, as a menu does that is left, is called as it reads.
    const name = element.checkVisibility() ? globalThis.axe.commons.text.accessibleText(element).trim() : element.textContent.trim();
    const role = globalThis.axe.commons.aria.getRole(element) ?? element.tagName.toLowerCase();
    const called = (one) => globalThis.axe.commons.text.accessibleText(one).trim();
    /** What stands around it, and tells it from others of that name. */
    const around = [];
    for (let one = element.parentElement; one && one !== document.body; one = one.parentElement) {
      const legend = one.matches('fieldset') && one.querySelector(':scope > legend')?.textContent;
      const header = one.matches('tr') && (one.querySelector('th')?.textContent || one.querySelector('td')?.textContent);
      const summary = one.matches('details') && one.querySelector(':scope > summary')?.textContent;
      const heading = one.matches('section,article,.card,dialog,li') && one.querySelector('h1,h2,h3,h4,strong,legend')?.textContent;
      // Of a list's item, what it says besides its controls.
      const item = one.matches('li') && [...one.querySelectorAll('p,strong,span,code')].filter((part) => !part.closest('button,a,label,summary')).map((part) => part.textContent).join(' ');
      const labelled = (one.hasAttribute('aria-label') || one.hasAttribute('aria-labelledby')) && called(one);
      const said = [labelled, legend, header, summary, item, heading].find((text) => text && text.trim() !== name);
      if (said) around.push(said.trim().replaceAll(/\s+/g, ' ').slice(0, 100));
    }
    const why = (element.getAttribute('aria-describedby') ?? '').split(' ').map((id) => id && document.getElementById(id)?.textContent).filter(Boolean).join(' ');
    if (why) around.push(why);
    return { name, role, around, leads: element.href ?? '', html: element.outerHTML.slice(0, 110) };
  });
  globalThis.axe.teardown();
  return all;
}

/** Runs in the page: where the focus is now; `null` once it begins anew or nothing has it. */
function look() {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  if (globalThis.sondaStops.has(element)) return null;
  globalThis.sondaStops.add(element);

  const target = ['radio', 'checkbox', 'file'].includes(element.type) && element.getBoundingClientRect().width <= 1
    ? element.closest('label') ?? element : element;
  const box = target.getBoundingClientRect();
  // Of what is larger than the window, the part that is in it.
  const [first, last] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  const [x, y] = [box.left + Math.min(box.width / 2, 200), first + Math.min((last - first) / 2, 24)];
  const top = document.elementFromPoint(x, y);
  const isSeen = box.width > 1 && box.height > 1 && top !== null && (target.contains(top) || top.contains(target) && !top.matches('.builder-bar,.adds,.finds,header'))
    || Boolean(top?.closest('label')?.contains(element));
  const styles = [element, element.closest('label'), ...element.children].filter(Boolean).map((one) => getComputedStyle(one));
  const hasRing = styles.some((style) => style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2 && style.outlineColor !== 'rgba(0, 0, 0, 0)');
  const fixed = [];
  for (let one = element; one; one = one.parentElement) if (['sticky', 'fixed', 'absolute'].includes(getComputedStyle(one).position)) fixed.push(one.className);
  return {
    place: { left: box.left + scrollX, right: box.right + scrollX, top: box.top + scrollY, bottom: box.bottom + scrollY },
    isFixed: fixed.length > 0,
    scroller: (() => {
      for (let one = element.parentElement; one && one !== document.body; one = one.parentElement) {
        if (['auto', 'scroll'].includes(getComputedStyle(one).overflowY) && one.scrollHeight > one.clientHeight + 1) return one.className || one.tagName;
      }
      return '';
    })(),
    isSeen, hasRing,
  };
}

/** What is wrong with these stops: names that lack or are the same, places that cannot be seen, jumps back. */
export function troubles(all) {
  const found = [];
  const said = new Map();
  all.forEach((stop, index) => {
    const what = `${stop.role} “${stop.name}” (${stop.html})`;
    if (!stop.name) found.push(`no name: ${what}`);
    if (!stop.isSeen) found.push(`not seen: ${what}`);
    if (!stop.hasRing) found.push(`no ring: ${what}`);
    const key = [stop.role, stop.name, stop.leads, ...stop.around].join(' | ');
    if (said.has(key)) found.push(`two are called so: ${what} within ${stop.around.join(' < ') || 'nothing'}`);
    said.set(key, stop);
    const before = all[index - 1];
    // What sticks to an edge, or scrolls by itself, is elsewhere each time.
    if (!before || before.isFixed || stop.isFixed || before.scroller !== stop.scroller || stop.scroller !== '') return;
    const [one, other] = [before.place, stop.place];
    const goesUp = other.bottom <= one.top + 1 && other.left < one.right - 1;
    const shared = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    const goesBack = shared > 0.5 * Math.min(one.bottom - one.top, other.bottom - other.top) && other.right <= one.left + 1;
    if (goesUp || goesBack) found.push(`back ${goesUp ? 'up' : 'left'}: from ${before.role} “${before.name}” to ${what}`);
  });
  return found;
}
