// No connection, a server that is away, an answer lost on the way: nothing is said to be sent that is not,
// and everything is sent exactly once.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour, PHONE } from '../support/browser.mjs';
import { answer, contact, DEMO, held, LEAD, OPINION, PROBLEM, send, variant, VISIT } from '../support/forms.mjs';
import { look } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';
import { failSubmissions, letItTryAgain, loseFirstAnswer, submissions } from '../support/traffic.mjs';

const NO_CONNECTION = /net::ERR_INTERNET_DISCONNECTED/;
const HOUR_MS = 3_600_000;

let sonda;
before(async () => {
  sonda = await Sonda.start({ forms: [DEMO, PROBLEM, VISIT] });
});
after(() => sonda?.stop());

const notSent = (page) => page.locator('.sonda-waiting').getByText('Not sent yet');
const thanks = (page) => page.getByRole('heading', { name: /^Thank you/ });
const leads = async (email) => (await sonda.responses(DEMO)).filter(({ answers }) => answers.email?.answer.value === email);

behaviour('sent without a connection it says "not sent yet", and is sent once when there is one', async (visitor) => {
  const { page, context } = visitor;
  visitor.expects(NO_CONNECTION);
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  await ready(page);
  const given = { ...LEAD, email: 'offline@example.com' };
  await answer(page, given);
  await context.setOffline(true);
  await send(page).click();
  await notSent(page).waitFor();
  assert.equal(await thanks(page).count(), 0);
  assert.deepEqual(await held(page, Object.keys(given)), given, 'the answers stay readable');
  assert.equal((await leads(given.email)).length, 0);
  await context.setOffline(false);
  await thanks(page).waitFor();
  assert.equal((await leads(given.email)).length, 1);
  await sonda.recordsWhere('lead', (values) => values.email === given.email);
});

behaviour('what waits is told as such, in a page that reads well', PHONE, async (visitor) => {
  const { page, context } = visitor;
  visitor.expects(NO_CONNECTION);
  const link = await sonda.link(VISIT, await contact(sonda, 'offline.look@example.com'));
  await page.goto(link.url);
  await ready(page);
  await answer(page, OPINION, 'tap');
  await context.setOffline(true);
  await send(page).tap();
  await notSent(page).waitFor();
  await look(page, 'offline-phone');
  await context.setOffline(false);
  await thanks(page).waitFor();
});

behaviour('a server that is away for a while gets the answers when it is back, once', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 503/);
  await page.clock.install();
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  await ready(page);
  await failSubmissions(page, 503, 2);
  const posts = submissions(page);
  await answer(page, { ...LEAD, email: 'away@example.com' });
  await send(page).click();
  await notSent(page).waitFor();
  await letItTryAgain(page, posts);
  await notSent(page).waitFor();
  await letItTryAgain(page, posts);
  await thanks(page).waitFor();
  assert.equal(new Set(posts.map((post) => post.headers()['idempotency-key'])).size, 1, 'under one key');
  assert.ok(posts.length >= 3, 'failed twice, then sent');
  assert.equal((await leads('away@example.com')).length, 1);
});

behaviour('a server that is really stopped gets the answers when it runs again', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/net::ERR_CONNECTION_REFUSED/);
  await page.clock.install();
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  await ready(page);
  const posts = submissions(page);
  await answer(page, { ...LEAD, email: 'stopped@example.com' });
  await sonda.halt();
  await send(page).click();
  await notSent(page).waitFor();
  await sonda.run();
  await letItTryAgain(page, posts);
  await thanks(page).waitFor();
  assert.equal((await leads('stopped@example.com')).length, 1);
});

behaviour('what waits when the page is closed is sent when a page of the site is opened again, once', async (visitor) => {
  const { page, context } = visitor;
  visitor.expects(NO_CONNECTION);
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  await ready(page);
  await answer(page, { ...LEAD, email: 'closed@example.com' });
  await context.setOffline(true);
  await send(page).click();
  await notSent(page).waitFor();
  await page.close();
  await context.setOffline(false);
  const again = await visitor.openTab();
  await again.goto(`${sonda.url}/f/${DEMO.id}`);
  await thanks(again).waitFor();
  assert.equal((await leads('closed@example.com')).length, 1);
  assert.deepEqual(await again.evaluate(() => ({ ...localStorage })), {}, 'nothing is left in the browser');
  await again.reload();
  await ready(again);
  assert.equal((await leads('closed@example.com')).length, 1);
});

behaviour('a survey that waits when the page is closed is sent when its link is opened again, once', PHONE, async (visitor) => {
  const { page, context } = visitor;
  visitor.expects(NO_CONNECTION);
  const anna = await contact(sonda, 'closed.survey@example.com');
  const link = await sonda.link(VISIT, anna);
  await page.goto(link.url);
  await ready(page);
  await answer(page, OPINION, 'tap');
  await context.setOffline(true);
  await send(page).tap();
  await notSent(page).waitFor();
  await page.close();
  await context.setOffline(false);
  const again = await visitor.openTab();
  await again.goto(link.url);
  await thanks(again).waitFor();
  await sonda.recordsWhere('question_response', (values) => values.contact === anna, 6);
  assert.equal((await sonda.responses(VISIT)).filter((response) => response.link === link.id).length, 1);
});

behaviour('when the acknowledgement is lost the same submission is sent again and stored once', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/net::ERR_CONNECTION_RESET/);
  await page.clock.install();
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  await ready(page);
  await loseFirstAnswer(page);
  const posts = submissions(page);
  await answer(page, { ...LEAD, email: 'lost@example.com' });
  await send(page).click();
  await notSent(page).waitFor();
  assert.equal((await leads('lost@example.com')).length, 1, 'the server has it already');
  await letItTryAgain(page, posts);
  await thanks(page).waitFor();
  assert.equal(posts[0].headers()['idempotency-key'], posts[1].headers()['idempotency-key']);
  assert.equal(posts[0].postData(), posts[1].postData());
  assert.equal((await leads('lost@example.com')).length, 1);
});

behaviour('when the acknowledgement of a survey is lost the visitor is thanked, not told that it was used', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/net::ERR_CONNECTION_RESET/);
  await page.clock.install();
  const link = await sonda.link(VISIT, await contact(sonda, 'lost.survey@example.com'));
  await page.goto(link.url);
  await ready(page);
  await loseFirstAnswer(page);
  const posts = submissions(page);
  await answer(page, OPINION);
  await send(page).click();
  await notSent(page).waitFor();
  await letItTryAgain(page, posts);
  await thanks(page).waitFor();
  assert.equal(await page.getByText('Already filled in').count(), 0);
});

behaviour('what waits past the closing time is refused, and the visitor is told and keeps the text', async (visitor) => {
  const { page, context } = visitor;
  visitor.expects(NO_CONNECTION, /status of 410/);
  const form = variant(DEMO, 'closes-while-offline');
  await sonda.publish(form);
  await page.goto(`${sonda.url}/f/${form.id}`);
  await ready(page);
  await answer(page, LEAD);
  await context.setOffline(true);
  await send(page).click();
  await notSent(page).waitFor();
  await sonda.publish(variant(DEMO, form.id, { closes_at: new Date(Date.now() - HOUR_MS).toISOString() }));
  await context.setOffline(false);
  await page.getByRole('alert').getByText('This form is no longer available').waitFor();
  assert.deepEqual(await held(page, Object.keys(LEAD)), LEAD);
  assert.deepEqual(await sonda.responses(form), []);
});

behaviour('what waits past the closing time is shown and said to be unsent when the page is opened again', PHONE, async (visitor) => {
  const { page, context } = visitor;
  visitor.expects(NO_CONNECTION, /status of 410/);
  const form = variant(VISIT, 'closes-while-away');
  await sonda.publish(form);
  const link = await sonda.link(form, await contact(sonda, 'away.closed@example.com'));
  await page.goto(link.url);
  await ready(page);
  await answer(page, OPINION, 'tap');
  await context.setOffline(true);
  await send(page).tap();
  await notSent(page).waitFor();
  await page.close();
  await sonda.publish(variant(VISIT, form.id, { closes_at: new Date(Date.now() - HOUR_MS).toISOString() }));
  await context.setOffline(false);
  const again = await visitor.openTab();
  await again.goto(link.url);
  await again.getByText('Your answers are still here, on this page.').waitFor();
  await again.getByText('This form is no longer available').waitFor();
  assert.deepEqual(await held(again, Object.keys(OPINION)), OPINION, 'the answers can be read and copied');
  await look(again, 'waited-and-closed-phone');
  assert.deepEqual(await sonda.responses(form), []);
});

behaviour('a survey whose acknowledgement was lost with its page leaves nothing in the browser once it is opened again', PHONE, async (visitor) => {
  const { page } = visitor;
  visitor.expects(/net::ERR_CONNECTION_RESET/, /status of 409/);
  const link = await sonda.link(VISIT, await contact(sonda, 'lost.page@example.com'));
  await page.goto(link.url);
  await ready(page);
  await loseFirstAnswer(page);
  await answer(page, OPINION, 'tap');
  await send(page).tap();
  await notSent(page).waitFor();
  await page.close();
  const again = await visitor.openTab();
  await again.goto(link.url);
  await thanks(again).waitFor();
  assert.deepEqual(await again.evaluate(() => ({ ...localStorage })), {});
  assert.equal((await sonda.responses(VISIT)).filter((response) => response.link === link.id).length, 1);
});

behaviour('two forms that wait in two tabs are both sent, each once', async (visitor) => {
  const { page, context } = visitor;
  visitor.expects(NO_CONNECTION);
  const other = await visitor.openTab();
  for (const [tab, email] of [[page, 'tab.one@example.com'], [other, 'tab.two@example.com']]) {
    await tab.bringToFront();
    await tab.goto(`${sonda.url}/f/${DEMO.id}`);
    await ready(tab);
    await answer(tab, { ...LEAD, email });
  }
  await context.setOffline(true);
  for (const tab of [page, other]) {
    await tab.bringToFront();
    await send(tab).click();
    await notSent(tab).waitFor();
  }
  await context.setOffline(false);
  await thanks(page).waitFor();
  await thanks(other).waitFor();
  assert.equal((await leads('tab.one@example.com')).length, 1);
  assert.equal((await leads('tab.two@example.com')).length, 1);
});
