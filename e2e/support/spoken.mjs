// What assistive technology is told: Chromium's accessibility tree.

/** The element's role, name, description and whether it is invalid, as a screen reader gets them. */
export async function spoken(locator) {
  const page = locator.page();
  const session = await page.context().newCDPSession(page);
  try {
    await locator.evaluate((element) => {
      globalThis.spokenElement = element;
    });
    const { result } = await session.send('Runtime.evaluate', { expression: 'globalThis.spokenElement' });
    const { nodes } = await session.send('Accessibility.getPartialAXTree', { objectId: result.objectId, fetchRelatives: false });
    const [node] = nodes;
    const property = (name) => node.properties?.find((one) => one.name === name)?.value.value;
    return {
      role: node.role?.value,
      name: node.name?.value ?? '',
      description: node.description?.value ?? '',
      invalid: property('invalid') ?? 'false',
      required: property('required') ?? false,
      checked: property('checked'),
      ignored: node.ignored,
    };
  } finally {
    await session.detach();
  }
}
