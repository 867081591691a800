// The lead form inside somebody else's page, on an origin of its own.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour } from '../support/browser.mjs';
import { answer, DEMO, field, held, LEAD, PROBLEM, send, variant } from '../support/forms.mjs';
import { DEMO_PAGES, embedding, Host } from '../support/host.mjs';
import { look, picture } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';
import { differences, styles } from '../support/style.mjs';
import { failSubmissions, requests, submissions } from '../support/traffic.mjs';

const tag = (form, attributes = '') =>
  `<sonda-form form="${form}" ${attributes}><a href="{{SONDA}}/f/${form}">The form at its own address</a></sonda-form>`;
/** The column in which the hostile page has the form. */
const COLUMN = 720;

let sonda;
let host;
let stranger;
before(async () => {
  sonda = await Sonda.start();
  host = await Host.start(sonda, {
    ...DEMO_PAGES,
    '/one': embedding(`<div id="column" style="width:${COLUMN}px">${tag(DEMO.id)}</div>`),
    '/two': embedding(tag(DEMO.id, 'id="first"') + tag(PROBLEM.id, 'id="second"') + tag(DEMO.id, 'id="third" lang="pl"')),
    '/unknown': embedding(tag('no-such-form')),
    '/timed': embedding(tag('timed')),
    '/closed': embedding(tag('closed')),
    '/polish': embedding(tag(DEMO.id, 'lang="pl"')),
    '/arabic': embedding(tag(DEMO.id, 'lang="ar"')),
    '/strict': embedding(tag(DEMO.id), `<meta http-equiv="Content-Security-Policy" content="default-src 'none';
      script-src {{SONDA}} 'wasm-unsafe-eval'; connect-src {{SONDA}}; img-src data:">`),
  });
  stranger = await Host.start(sonda, { '/one': embedding(tag(DEMO.id)) });
  const settings = { allowed_origins: [host.url] };
  await sonda.publish(variant(DEMO, DEMO.id, settings));
  await sonda.publish(variant(PROBLEM, PROBLEM.id, settings));
  await sonda.publish(variant(DEMO, 'timed', settings));
  await sonda.publish(variant(DEMO, 'closed', { ...settings, closes_at: '2020-01-01T00:00:00Z' }));
});
after(async () => {
  host?.stop();
  stranger?.stop();
  await sonda?.stop();
});

const widget = (page, selector = 'sonda-form') => page.locator(selector);
const thanks = (page) => widget(page).getByRole('heading', { name: 'Thank you, we have your request' });

behaviour('in the hostile page it is filled in and sent, and becomes a lead with the campaign it came from', async ({ page }) => {
  await page.goto(`${host.url}/?utm_source=letter&utm_campaign=spring&private=1`);
  const form = widget(page);
  await ready(form);
  await picture(page, 'host-hostile');
  await look(page, 'embed-hostile', { within: 'sonda-form' });
  const given = { ...LEAD, email: 'hostile@example.com' };
  await answer(form, given);
  await picture(page, 'host-hostile-filled');
  await send(form).click();
  await thanks(page).waitFor();
  await look(page, 'embed-hostile-sent', { within: 'sonda-form' });
  const [lead] = await sonda.recordsWhere('lead', (values) => values.email === given.email);
  assert.deepEqual(
    { ...lead.values, submitted_at: undefined },
    {
      name: LEAD.name, company: LEAD.company, email: given.email, phone: '+48601234567', interest: 'Customer surveys',
      message: LEAD.message, consent: true, source: 'website', form: DEMO.id, language: 'en', page: `${host.url}/`,
      utm_source: 'letter', utm_campaign: 'spring', submitted_at: undefined,
    },
  );
  assert.equal(await page.evaluate(() => location.pathname), '/', 'the host page stays where it is');
});

behaviour('with mistakes in the hostile page the errors are seen, and lead to their fields', async ({ page }) => {
  await page.goto(`${host.url}/`);
  const form = widget(page);
  await ready(form);
  await send(form).click();
  await form.getByText('Please correct these answers:').waitFor();
  assert.equal(await focusedName(page), 'name');
  await look(page, 'embed-hostile-errors', { within: 'sonda-form' });
  await form.getByRole('link', { name: /E-mail – Please answer/ }).click();
  assert.equal(await focusedName(page), 'email');
});

behaviour('the styles of the host page change nothing in the form', async ({ page }) => {
  await page.goto(`${host.url}/one`);
  await ready(widget(page));
  const alone = await styles(widget(page), '*');
  assert.ok(alone.length > 30, `${alone.length} elements`);
  await page.goto(`${host.url}/`);
  await ready(widget(page));
  const width = await widget(page).evaluate((element) => element.getBoundingClientRect().width);
  assert.equal(width, COLUMN, 'both are in columns of the same width');
  assert.deepEqual(differences(alone, await styles(widget(page), '*')), []);
});

behaviour('the form changes nothing in the host page', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/net::ERR_FAILED/);
  // What stands around the form grows with it.
  const size = ['height', 'block-size', 'perspective-origin', 'transform-origin'];
  const own = ':not(sonda-form, sonda-form *, script, style, head *)';
  await page.route('**/embed.js', (route) => route.abort());
  await page.goto(`${host.url}/`);
  const before = await styles(page.locator('html'), own, size);
  await page.unroute('**/embed.js');
  await page.reload();
  await ready(widget(page));
  assert.ok(before.length > 20, `${before.length} elements`);
  assert.deepEqual(differences(before, await styles(page.locator('html'), own, size)), []);
});

behaviour('several forms on a page share one bundle, and each is sent as itself', async ({ page }) => {
  const bundles = requests(page, /\.wasm/);
  await page.goto(`${host.url}/two`);
  for (const id of ['#first', '#second', '#third']) await ready(widget(page, id));
  assert.equal(bundles.length, 1);
  await answer(widget(page, '#third'), { ...LEAD, email: 'third@example.com' });
  await answer(widget(page, '#second'), { subject: 'Two forms', urgency: 'soon', description: 'x', name: 'Anna', email: 'second@example.com' });
  assert.equal(await field(widget(page, '#first'), 'email').inputValue(), '', 'one form does not fill another');
  await send(widget(page, '#third')).click();
  await widget(page, '#third').getByRole('heading', { name: 'Dziękujemy, otrzymaliśmy zgłoszenie' }).waitFor();
  assert.equal(await send(widget(page, '#first')).count(), 1, 'the other forms stay');
  await send(widget(page, '#second')).click();
  await widget(page, '#second').getByRole('heading', { name: 'Thank you, your report has arrived' }).waitFor();
  await sonda.recordsWhere('lead', (values) => values.email === 'third@example.com' && values.language === 'pl');
  await sonda.recordsWhere('case', (values) => values.title === 'Two forms');
});

behaviour('an element that is taken out stops, one that is put back starts again with what was typed', async ({ page }) => {
  await page.goto(`${host.url}/two`);
  await ready(widget(page, '#first'));
  await ready(widget(page, '#second'));
  await answer(widget(page, '#second'), { subject: 'Kept', description: 'while away' });
  const left = await page.evaluate(() => {
    const element = document.querySelector('#second');
    element.remove();
    globalThis.taken = element;
    return element.shadowRoot.querySelectorAll('form').length;
  });
  assert.equal(left, 0, 'nothing runs in an element that is out of the page');
  await answer(widget(page, '#first'), { ...LEAD, email: 'remaining@example.com' });
  await page.evaluate(() => document.querySelector('main').append(globalThis.taken));
  await ready(widget(page, '#second'));
  assert.deepEqual(await held(widget(page, '#second'), ['subject', 'description']), { subject: 'Kept', description: 'while away' });
  await send(widget(page, '#first')).click();
  await widget(page, '#first').getByRole('heading', { name: 'Thank you, we have your request' }).waitFor();
});

behaviour('an element that is moved within the page keeps what was typed', async ({ page }) => {
  await page.goto(`${host.url}/one`);
  await ready(widget(page));
  await answer(widget(page), { name: 'Moved', interest: 'crm' });
  await page.evaluate(() => document.querySelector('main').prepend(document.querySelector('sonda-form')));
  await ready(widget(page));
  assert.deepEqual(await held(widget(page), ['name', 'interest']), { name: 'Moved', interest: 'crm' });
  assert.equal(await widget(page).locator('form').count(), 1);
});

behaviour('an element that a script makes later works too', async ({ page }) => {
  await page.goto(`${host.url}/two`);
  await ready(widget(page, '#first'));
  await page.evaluate((id) => {
    const element = document.createElement('sonda-form');
    element.setAttribute('form', id);
    element.id = 'later';
    document.querySelector('main').append(element);
  }, DEMO.id);
  await ready(widget(page, '#later'));
  await widget(page, '#later').getByLabel('Your name').waitFor();
});

behaviour('the attribute lang chooses the language and its direction', async ({ page }) => {
  await page.goto(`${host.url}/polish`);
  await ready(widget(page));
  await widget(page).getByLabel('Imię i nazwisko').waitFor();
  await page.goto(`${host.url}/arabic`);
  await ready(widget(page));
  assert.equal(await widget(page).locator('.sonda').first().getAttribute('dir'), 'rtl');
  await look(page, 'embed-arabic', { within: 'sonda-form' });
});

behaviour('a form that does not exist says so, with the link that the page gave', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 404/);
  await page.goto(`${host.url}/unknown`);
  await widget(page).getByText('There is no such form').waitFor();
  await look(page, 'embed-unknown', { within: 'sonda-form' });
});

behaviour('a form that has closed says so', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 410/);
  await page.goto(`${host.url}/closed`);
  await widget(page).getByText('This form is no longer available').waitFor();
  await look(page, 'embed-closed', { within: 'sonda-form' });
});

behaviour('a page that may not embed the form shows a link to it instead', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 403/, /Sonda: Error: the form: origin_not_allowed/);
  await page.goto(`${stranger.url}/one`);
  await assertLinksToForm(page, 'Open the form in its own page');
  await look(page, 'embed-not-allowed', { within: 'sonda-form' });
});

behaviour('when the server fails the page shows a link to the form instead', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 503/, /Sonda: /);
  await page.route('**/view?**', (route) => route.fulfill({ status: 503, headers: { 'Access-Control-Allow-Origin': '*' } }));
  await page.goto(`${host.url}/one`);
  await assertLinksToForm(page, /./);
  await look(page, 'embed-server-fails', { within: 'sonda-form' });
  await page.unroute('**/view?**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await ready(widget(page));
});

behaviour('when the bundle cannot be had the page shows a link to the form instead', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/net::ERR_FAILED/, /console: Sonda: /);
  await page.route(/\.wasm/, (route) => route.abort());
  await page.goto(`${host.url}/one`);
  await assertLinksToForm(page, /./);
});

behaviour('when the server cannot be reached at all the page shows its own link', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/net::ERR_CONNECTION_REFUSED/);
  await page.route(`${sonda.url}/**`, (route) => route.abort('connectionrefused'));
  await page.goto(`${host.url}/one`);
  await page.getByRole('link', { name: 'The form at its own address' }).click({ trial: true });
});

behaviour('what is sent from another site while the server is away waits there, and is sent once', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 503|CORS/);
  await page.clock.install();
  await page.goto(`${host.url}/one`);
  await ready(widget(page));
  await failSubmissions(page, 503, 1);
  const posts = submissions(page);
  await answer(widget(page), { ...LEAD, email: 'embedded.waits@example.com' });
  await send(widget(page)).click();
  await widget(page).getByText('Not sent yet').waitFor();
  await look(page, 'embed-waiting', { within: 'sonda-form' });
  await page.clock.fastForward(60_000);
  await thanks(page).waitFor();
  assert.equal(posts.length, 2);
  await sonda.recordsWhere('lead', (values) => values.email === 'embedded.waits@example.com');
});

behaviour('it works in a page with a strict policy of its own', async ({ page }) => {
  await page.goto(`${host.url}/strict`);
  await ready(widget(page));
  await answer(widget(page), { ...LEAD, email: 'strict@example.com' });
  await send(widget(page)).click();
  await thanks(page).waitFor();
});

/** A link that is seen and leads to the form's own address. */
async function assertLinksToForm(page, name) {
  const link = page.getByRole('link', { name }).first();
  await link.waitFor();
  assert.equal(await link.evaluate((element) => element.href), `${sonda.url}/f/${DEMO.id}`);
}

/** The name of the field with the focus, through shadow roots. */
const focusedName = (page) => page.evaluate(() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element?.getAttribute('name');
});

behaviour('the time on an embedded form is told as well', async ({ page }) => {
  await page.goto(`${host.url}/timed`);
  const form = widget(page);
  await ready(form);
  await answer(form, LEAD);
  await send(form).click();
  await thanks(page).waitFor();
  await page.goto(`${host.url}/timed`);
  await ready(form);
  await page.goto('about:blank');
  const [step] = await sonda.visited({ id: 'timed' }, 2);
  assert.deepEqual([step.step, step.done, step.abandoned], ['', 1, 1]);
});
