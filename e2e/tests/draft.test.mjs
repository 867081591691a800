// What was typed survives a reload, no longer than it should and nowhere it should not.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour } from '../support/browser.mjs';
import { answer, contact, DEMO, held, LEAD, OPINION, PROBLEM, send, VISIT } from '../support/forms.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';

let sonda;
before(async () => {
  sonda = await Sonda.start({ forms: [DEMO, PROBLEM, VISIT] });
});
after(() => sonda?.stop());

/** What the page keeps in the browser. */
const kept = (page, storage) => page.evaluate((name) => ({ ...globalThis[name] }), storage);

behaviour('a public form is as it was after a reload, in that tab only, and forgotten once sent', async (visitor) => {
  const { page } = visitor;
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  await ready(page);
  const given = { ...LEAD, email: 'draft@example.com' };
  await answer(page, given);
  await page.reload();
  await ready(page);
  assert.deepEqual(await held(page, Object.keys(given)), given);
  assert.deepEqual(await kept(page, 'localStorage'), {}, 'nothing that outlives the tab');
  const other = await visitor.openTab();
  await other.goto(`${sonda.url}/f/${DEMO.id}`);
  await ready(other);
  assert.equal((await held(other, ['name'])).name, '');

  await send(page).click();
  await page.getByRole('heading', { name: 'Thank you, we have your request' }).waitFor();
  assert.deepEqual(await kept(page, 'sessionStorage'), {});
  assert.deepEqual(await kept(page, 'localStorage'), {});
  await page.reload();
  await ready(page);
  assert.deepEqual(await held(page, ['name', 'message', 'interest']), { name: '', message: '', interest: '' });
});

behaviour('a personal form is as it was after the tab was closed, and forgotten once sent', async (visitor) => {
  const { page } = visitor;
  const link = await sonda.link(VISIT, await contact(sonda, 'draft.personal@example.com'));
  await page.goto(link.url);
  await ready(page);
  await answer(page, OPINION);
  await page.close({ runBeforeUnload: true });
  const again = await visitor.openTab();
  await again.goto(link.url);
  await ready(again);
  assert.deepEqual(await held(again, Object.keys(OPINION)), OPINION);
  const everything = JSON.stringify(await kept(again, 'localStorage'));
  const code = new URL(link.url).pathname.split('/').pop();
  assert.ok(!everything.includes(code), 'the secret of the link is not kept');

  await send(again).click();
  await again.getByRole('heading', { name: 'Thank you for your time' }).waitFor();
  assert.deepEqual(await kept(again, 'localStorage'), {});
  assert.deepEqual(await kept(again, 'sessionStorage'), {});
});

behaviour('the draft of one link is not shown at another', async (visitor) => {
  const { page } = visitor;
  const first = await sonda.link(VISIT, await contact(sonda, 'draft.first@example.com'));
  const second = await sonda.link(VISIT, await contact(sonda, 'draft.second@example.com'));
  await page.goto(first.url);
  await ready(page);
  await answer(page, OPINION);
  await page.goto(second.url);
  await ready(page);
  assert.deepEqual(await held(page, ['visit', 'improve']), { visit: '', improve: '' });
});

behaviour('an answer that was taken back stays taken back after a reload', async ({ page }) => {
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  await ready(page);
  await answer(page, LEAD);
  await page.reload();
  await ready(page);
  await page.getByLabel('Company').fill('');
  await page.getByRole('checkbox').uncheck();
  await page.reload();
  await ready(page);
  assert.deepEqual(await held(page, ['name', 'company', 'consent']), { name: LEAD.name, company: '', consent: '' });
});

behaviour('a click in an e-mail is newer than the draft, and what is typed then is newer than the click', async ({ page }) => {
  const link = await sonda.link(VISIT, await contact(sonda, 'draft.clicked@example.com'));
  const shown = () => held(page, ['visit', 'visit.comment']);
  const keeps = (text) => page.waitForFunction((part) => Object.values(localStorage).some((one) => one.includes(part)), text);
  await page.goto(link.url);
  await ready(page);
  await answer(page, { visit: '2', 'visit.comment': 'Late' });
  await keeps('Late');
  await page.goto(`${link.url}?answer.visit=4`);
  await ready(page);
  assert.deepEqual(await shown(), { visit: '4', 'visit.comment': 'Late' });
  await page.reload();
  await ready(page);
  assert.deepEqual(await shown(), { visit: '4', 'visit.comment': 'Late' });
  await answer(page, { visit: '3', 'visit.comment': 'Late, but tidy' });
  await keeps('Late, but tidy');
  await page.reload();
  await ready(page);
  assert.deepEqual(await shown(), { visit: '3', 'visit.comment': 'Late, but tidy' });
});
