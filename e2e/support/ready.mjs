// When the widget is at work in a page.

/** Waits until the bundle has taken over the form of a hosted page, or of an element. */
export function ready(scope) {
  return scope.locator('[data-sonda-ready]').first().waitFor({ state: 'attached' });
}
