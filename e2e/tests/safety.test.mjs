// Hostile words and hostile pages: text stays text, and the policy holds.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour, NO_JAVASCRIPT } from '../support/browser.mjs';
import { answer, contact, DEMO, field, LEAD, OPINION, PROBLEM, send, VISIT } from '../support/forms.mjs';
import { embedding, Host } from '../support/host.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';

const MARKUP = `"'></textarea></script><script>document.hacked=1</script><img src=x onerror="document.hacked=1">&amp;`;
/** In an answer; in a text of a form, double braces stand for an answer. */
const SCRIPT = `${MARKUP}{{1+1}}`;

/** The definition with the script at the end of each of its texts. */
function poisoned(form, id) {
  const walk = (value) => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const isText = entries.length > 0 && entries.every(([key, text]) => /^(en|pl|uk|de|fr|es|ar)$/.test(key) && typeof text === 'string');
    return Object.fromEntries(entries.map(([key, one]) => [key, isText ? `${one} ${MARKUP}` : walk(one)]));
  };
  return { ...form, id, content: walk(form.content) };
}

const EVIL_LEAD = poisoned(DEMO, 'evil-lead');
const EVIL_VISIT = poisoned(VISIT, 'evil-visit');

let sonda;
let host;
before(async () => {
  sonda = await Sonda.start({ forms: [DEMO, PROBLEM, VISIT, EVIL_VISIT] });
  host = await Host.start(sonda, { '/': embedding(`<sonda-form form="${EVIL_LEAD.id}"></sonda-form>`) });
  await sonda.publish({ ...EVIL_LEAD, settings: { allowed_origins: [host.url] } });
});
after(async () => {
  host?.stop();
  await sonda?.stop();
});

async function assertHarmless(page) {
  assert.equal(await page.evaluate(() => document.hacked), undefined);
  assert.equal(await page.locator('img').count(), 0);
}

const evil = { ...LEAD, name: SCRIPT.slice(0, 50), company: SCRIPT.slice(0, 100), message: SCRIPT };

behaviour('a script in every text of a form and in every answer is shown as text', async ({ page }) => {
  await page.goto(`${sonda.url}/f/${EVIL_LEAD.id}`);
  await ready(page);
  await page.getByRole('heading', { level: 1, name: `Request a demo ${MARKUP}` }).waitFor();
  assert.equal(await page.title(), `Request a demo ${MARKUP}`);
  await send(page).click();
  await page.locator('.sonda-summary').getByText('<script>').first().waitFor();
  await assertHarmless(page);
  await answer(page, { ...evil, email: 'script@example.com' });
  await page.reload();
  await ready(page);
  assert.equal(await field(page, 'message').inputValue(), SCRIPT, 'in the draft');
  await send(page).click();
  await page.getByRole('heading', { name: `we have your request ${MARKUP}` }).waitFor();
  await assertHarmless(page);
  const [lead] = await sonda.recordsWhere('lead', (values) => values.email === 'script@example.com');
  assert.equal(lead.values.message, SCRIPT);
});

behaviour('the same without JavaScript, on the page that comes back and on the thanks', NO_JAVASCRIPT, async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 422/);
  await page.goto(`${sonda.url}/f/${EVIL_LEAD.id}`);
  await answer(page, { ...evil, email: SCRIPT });
  await send(page).click();
  await page.locator('.sonda-summary').waitFor();
  assert.equal(await field(page, 'email').inputValue(), SCRIPT);
  assert.equal(await field(page, 'message').inputValue(), SCRIPT);
  assert.equal(await page.locator('script:not([src], [type="application/json"]), img').count(), 0);
  await field(page, 'email').fill('script.nojs@example.com');
  await send(page).click();
  await page.getByRole('heading', { name: `we have your request ${MARKUP}` }).waitFor();
  assert.equal(await page.locator('script:not([src], [type="application/json"]), img').count(), 0);
});

behaviour('the page that comes back with a script in it is harmless when it comes to life', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 422/);
  await page.goto(`${sonda.url}/f/${EVIL_LEAD.id}`);
  await ready(page);
  await answer(page, { ...evil, email: SCRIPT });
  await page.locator('form').evaluate((form) => HTMLFormElement.prototype.submit.call(form));
  await page.locator('.sonda-summary').waitFor();
  await ready(page);
  assert.equal(await field(page, 'message').inputValue(), SCRIPT);
  await assertHarmless(page);
});

behaviour('the same in a survey, with its comments and scales', async ({ page }) => {
  const link = await sonda.link(EVIL_VISIT, await contact(sonda, 'script.survey@example.com'));
  await page.goto(link.url);
  await ready(page);
  await answer(page, { ...OPINION, 'visit.comment': SCRIPT, improve: SCRIPT });
  await send(page).click();
  await page.getByRole('heading', { name: `Thank you for your time ${MARKUP}` }).waitFor();
  await assertHarmless(page);
  await sonda.recordsWhere('question_response', (values) => values.comment === SCRIPT);
});

behaviour('the same in the page of somebody else', async ({ page }) => {
  await page.goto(host.url);
  const form = page.locator('sonda-form');
  await ready(form);
  await form.getByRole('heading', { name: `Request a demo ${MARKUP}` }).waitFor();
  await answer(form, { ...evil, email: 'script.embedded@example.com' });
  await send(form).click();
  await form.getByRole('heading', { name: `we have your request ${MARKUP}` }).waitFor();
  await assertHarmless(page);
});

behaviour('a script in the address is not obeyed', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 404/);
  await page.goto(`${sonda.url}/f/${DEMO.id}?lang=${encodeURIComponent(SCRIPT)}`);
  await ready(page);
  await assertHarmless(page);
  await page.goto(`${sonda.url}/f/${encodeURIComponent('<script>document.hacked=1</script>')}`);
  await assertHarmless(page);
});

behaviour('no page runs a script that was written into it', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/violates the following Content Security Policy/, /status of 404/);
  for (const path of [`/f/${DEMO.id}`, `/f/${DEMO.id}/sent`, '/s/7zK3mQp9wXyA', '/nowhere']) {
    const response = await page.goto(sonda.url + path);
    assert.match(response.headers()['content-security-policy'], /default-src 'none'/, path);
    assert.equal(response.headers()['x-content-type-options'], 'nosniff', path);
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.hacked = 1';
      document.body.append(script);
    });
    assert.equal(await page.evaluate(() => document.hacked), undefined, path);
  }
});

behaviour('no page of another site may show the form in a frame unless the form allows it', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/frame-ancestors|refused to connect|ERR_BLOCKED_BY_RESPONSE/i);
  await sonda.publish({ ...DEMO, id: 'framed', settings: { frame_ancestors: [host.url] } });
  host.pages['/frames'] = `<!doctype html><html lang="en"><title>Frames</title><link rel="icon" href="data:,"><body>
    <iframe name="no" src="{{SONDA}}/f/${DEMO.id}"></iframe><iframe name="yes" src="{{SONDA}}/f/framed"></iframe></body></html>`;
  await page.goto(`${host.url}/frames`);
  await page.frame('yes').getByRole('heading', { name: 'Request a demo' }).waitFor();
  assert.equal(await page.frame('no').getByRole('heading', { name: 'Request a demo' }).count(), 0);
});
