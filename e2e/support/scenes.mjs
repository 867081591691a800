// Every screen of the console and its main dialogs, each by its address and what is pressed there, in any language.

import { LEAD, LINKED, SURVEY, UNMAPPED, WRONG } from './show.mjs';

const PEOPLE = 'Name;E-mail;Language\nEwa Pawlak;ewa.pawlak@example.com;pl\nTaras Bondar;taras@example.com;uk\nHelen Ward;helen.ward@;en\nAdam Zając;adam.zajac@example.com;pl\n';

const DYNAMICS = ['https://example.crm4.dynamics.com', 'example.onmicrosoft.com', '9b7c2f1e-4f0a-4a51-9c55-1f2d3c4b5a69'];

/** Nothing is loading any more; several parts of a screen may load, each for itself. */
export const quiet = (page) => page.locator('.busy').first().waitFor({ state: 'detached' });

const settled = async (page) => {
  await page.locator('main#screen h1').waitFor();
  await quiet(page);
};
const open = (selector) => async (page) => {
  await page.locator(selector).first().click();
  await page.locator('dialog[open]').waitFor();
};

/** A form's preview is drawn. */
async function previewed(page) {
  const frame = page.locator('.preview iframe').first();
  await frame.waitFor();
  await frame.contentFrame().locator('[data-sonda-ready]').waitFor({ state: 'attached' });
}

const built = (question) => async (page) => {
  await page.locator('#saving').waitFor();
  if (question !== undefined) await page.locator(`[id="line:${question}"]`).click();
  await previewed(page);
};

const panel = (name) => ({
  name: `builder-${name}`, path: `forms/${SURVEY}/edit?panel=${name}`,
  open: async (page) => {
    await page.locator('section.panel .leaf').first().waitFor();
    await page.locator('#saving').waitFor();
  },
});

const mapped = async (page) => {
  await page.locator('.map-column').first().waitFor();
  await page.locator('.map-field').first().waitFor({ state: 'attached' });
};

const shared = async (page) => {
  await page.locator('.ways').waitFor();
  await settled(page);
};

/**
 * The scenes, by name. `open` makes of the page of the address what is to be seen; `modal`: a dialog lies over it.
 */
export const SCENES = [
  { name: 'forms', path: 'forms', open: (page) => page.getByRole('table').waitFor() },
  {
    name: 'forms-menu', path: 'forms',
    open: async (page) => {
      await page.getByRole('table').waitFor();
      await page.locator('tbody tr summary').first().click();
    },
  },
  {
    name: 'templates', path: 'forms', modal: true,
    open: async (page) => {
      await page.getByRole('table').waitFor();
      await page.locator('.heading button').last().click();
      await page.locator('dialog[open] .choice').first().waitFor();
    },
  },
  { name: 'builder', path: `forms/${SURVEY}/edit`, open: built('/content/pages/0/questions/1') },
  {
    name: 'builder-logic', path: `forms/${SURVEY}/edit`,
    open: async (page) => {
      await built('/content/pages/0/questions/2')(page);
      await page.locator('#editor details.group > summary').last().click();
      await page.locator('.leaf.logic .said').first().waitFor();
    },
  },
  { name: 'builder-form', path: `forms/${SURVEY}/edit`, open: async (page) => {
    await built()(page);
    await page.locator('.outline button.line').first().click();
  } },
  {
    name: 'builder-palette', path: `forms/${SURVEY}/edit`, modal: true,
    open: async (page) => {
      await page.locator('#saving').waitFor();
      await open('.outline button.add')(page);
    },
  },
  ...['scores', 'texts', 'theme', 'rules'].map(panel),
  {
    name: 'builder-publish', path: `forms/${SURVEY}/edit`, modal: true,
    open: async (page) => {
      await page.locator('#saving').waitFor();
      await open('#publish')(page);
      await page.locator('dialog.publish .changes').waitFor();
    },
  },
  {
    name: 'builder-publish-faults', path: `forms/${WRONG}/edit`, modal: true,
    open: async (page) => {
      await page.locator('#saving').waitFor();
      await open('#publish')(page);
      await page.locator('dialog.publish .findings').first().waitFor();
    },
  },
  { name: 'preview', path: `preview/${SURVEY}?locale=en`, bare: true, open: (page) => page.locator('[data-sonda-ready]').waitFor({ state: 'attached' }) },
  { name: 'mapping', path: `forms/${SURVEY}/mapping`, open: mapped },
  { name: 'mapping-suggested', path: `forms/${UNMAPPED}/mapping`, open: async (page) => {
    await mapped(page);
    await page.locator('.map-suggested').waitFor();
  } },
  { name: 'mapping-faults', path: `forms/${WRONG}/mapping`, open: async (page) => {
    await mapped(page);
    await page.locator('.map-column .map-fault').first().waitFor();
  } },
  {
    name: 'mapping-column', path: `forms/${SURVEY}/mapping`,
    open: async (page) => {
      await mapped(page);
      await page.locator('.map-column button[aria-expanded]').first().click();
    },
  },
  {
    name: 'mapping-dry-run', path: `forms/${SURVEY}/mapping`, modal: true,
    open: async (page) => {
      await mapped(page);
      await open('.map-head .actions > button:nth-of-type(3)')(page);
      await page.locator('.map-results .card').first().waitFor();
    },
  },
  { name: 'share-link', path: `forms/${LEAD}/share`, open: async (page) => {
    await shared(page);
    await page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0));
  } },
  { name: 'share-page', path: `forms/${LEAD}/share/page`, open: async (page) => {
    await shared(page);
    await page.frameLocator('.sample iframe').locator('sonda-form .sonda-heading').waitFor();
  } },
  { name: 'share-people', path: `forms/${LINKED}/share/people`, open: async (page) => {
    await shared(page);
    await page.locator('table.links tbody tr').first().waitFor();
  } },
  {
    name: 'share-person', path: `forms/${LINKED}/share/people`, modal: true,
    open: async (page) => {
      await shared(page);
      await open('.people-head button')(page);
    },
  },
  {
    name: 'share-table', path: `forms/${LINKED}/share/many`,
    open: async (page) => {
      await shared(page);
      await page.locator('.sources textarea').fill(PEOPLE);
      await page.locator('.sources form button').click();
      await page.locator('.tally').waitFor();
    },
  },
  { name: 'share-message', path: `forms/${LINKED}/share/message`, open: async (page) => {
    await shared(page);
    await page.locator('.letter a').first().waitFor();
  } },
  { name: 'answers', path: `forms/${LEAD}/answers`, open: (page) => page.locator('.answers-table tbody tr').first().waitFor() },
  {
    name: 'answers-filters', path: `forms/${LEAD}/answers`,
    open: async (page) => {
      await page.locator('.answers-table tbody tr').first().waitFor();
      await page.locator('.answers-tools button[aria-expanded]').click();
      await page.locator('.filters').waitFor();
    },
  },
  {
    name: 'answers-columns', path: `forms/${LEAD}/answers`, modal: true,
    open: async (page) => {
      await page.locator('.answers-table tbody tr').first().waitFor();
      await open('.answers-tools button:nth-last-of-type(2)')(page);
    },
  },
  {
    name: 'answers-export', path: `forms/${LEAD}/answers`, modal: true,
    open: async (page) => {
      await page.locator('.answers-table tbody tr').first().waitFor();
      await open('.answers-tools button:last-of-type')(page);
    },
  },
  {
    name: 'answers-delete', path: `forms/${LEAD}/answers`, modal: true,
    open: async (page) => {
      const boxes = page.locator('.answers-table tbody input[type=checkbox]');
      await boxes.nth(1).waitFor();
      await boxes.nth(0).check();
      await boxes.nth(1).check();
      await open('.chosen button.danger')(page);
    },
  },
  { name: 'answers-summary', path: `forms/${SURVEY}/answers?view=summary`, open: (page) => page.locator('.sum').first().waitFor() },
  {
    name: 'answer', path: `forms/${SURVEY}/answers`,
    open: async (page) => {
      await page.locator('.answers-table tbody th a').first().click();
      await page.locator('dl.said').waitFor();
      await settled(page);
    },
  },
  { name: 'deliveries', path: 'deliveries', open: (page) => page.locator('tbody th a').first().waitFor() },
  {
    name: 'delivery', path: 'deliveries',
    open: async (page) => {
      await page.locator('tbody th a').first().click();
      await page.locator('.tries li').first().waitFor();
      await settled(page);
    },
  },
  { name: 'connections', path: 'connections', open: settled },
  { name: 'connection', path: 'connections/field-service', open: settled },
  {
    name: 'connection-new', path: 'new-connection',
    open: async (page) => {
      await settled(page);
      await page.getByRole('radio', { name: 'Dynamics 365' }).check();
      for (const [index, value] of DYNAMICS.entries()) await page.locator('.conn-field input[required][type=text]').nth(index + 1).fill(value);
    },
  },
  { name: 'settings-profile', path: 'settings/profile', open: settled },
  {
    name: 'settings-branding', path: 'settings/branding',
    open: async (page) => {
      await settled(page);
      await page.frameLocator('.brand-preview iframe').locator('.sonda-send').waitFor();
    },
  },
  { name: 'settings-languages', path: 'settings/languages', open: settled },
  { name: 'settings-people', path: 'settings/people', open: settled },
  { name: 'settings-tokens', path: 'settings/tokens', open: async (page) => {
    await settled(page);
    await page.locator('details.opens > summary').click();
  } },
  { name: 'settings-system', path: 'settings/system', open: settled },
];

/** Opens a scene on a page that is signed in. */
export async function stage(page, sonda, scene) {
  await page.goto(`${sonda.url}/console/${scene.path}`);
  await scene.open(page);
  if (!scene.bare) await quiet(page);
  await page.evaluate(() => document.fonts.ready);
}
