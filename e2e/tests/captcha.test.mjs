// Forms that demand a captcha, in hosted pages and shadow roots: the proof of work for real, the providers by a strict
// fake. Nothing is loaded before it is needed, and from nobody but the form's own provider.

import { after, afterEach, before } from 'node:test';
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as altcha from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { behaviour, NO_JAVASCRIPT, PHONE } from '../support/browser.mjs';
import { answer, contact, DEMO, field, held, LEAD, PROBLEM, send, variant, VISIT } from '../support/forms.mjs';
import { embedding, Host } from '../support/host.mjs';
import { look } from '../support/look.mjs';
import { Provider } from '../support/provider.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';
import { failSubmissions, requests, submissions } from '../support/traffic.mjs';
import { solve } from '../../static/captcha.js';

const NOT_TAKEN = /status of 403/;
/** axe-core greets every frame, also those of others. */
const OF_AXE = /Failed to execute 'postMessage'/;

let provider;
let sonda;
let host;
const forms = {};
before(async () => {
  provider = await Provider.start();
  sonda = await Sonda.start({ forms: [PROBLEM], env: provider.env });
  const names = ['altcha', 'turnstile', 'recaptcha-v2', 'recaptcha-v3', 'marking', 'carrying'];
  const tag = (name) => `<div style="max-width:42em"><sonda-form form="lead-${name}"></sonda-form></div>`;
  const posting = `<form method="post" action="{{SONDA}}/f/lead-carrying" accept-charset="utf-8">
    <input name="name" aria-label="Name"><input name="room" aria-label="Room"><button type="submit">Send</button></form>`;
  host = await Host.start(sonda, {
    ...Object.fromEntries(names.map((name) => [`/${name}`, embedding(tag(name))])),
    '/post': `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>A site</title>${posting}</html>`,
  });
  const demanding = (name, captcha, settings = {}) => {
    forms[name] = variant(DEMO, `lead-${name}`, { captcha, too_fast_secs: 0, allowed_origins: [host.url], ...settings });
    return sonda.publish(forms[name]);
  };
  await demanding('altcha', { provider: 'altcha' });
  await demanding('turnstile', { provider: 'turnstile', keys: 'main' });
  await demanding('recaptcha-v2', { provider: 'recaptcha_v2', keys: 'main' });
  await demanding('recaptcha-v3', { provider: 'recaptcha_v3', keys: 'main', threshold: '0.5' });
  await demanding('marking', { provider: 'turnstile', keys: 'main', on_outage: 'accept_and_mark' });
  await demanding('carrying', { provider: 'altcha' });
  forms.visit = variant(VISIT, VISIT.id, { captcha: { provider: 'altcha', exempt_personal_links: true }, too_fast_secs: 0 });
  await sonda.publish(forms.visit);
});
afterEach(() => {
  Object.assign(provider, { manner: 'pass', score: 0.9, outage: null });
  assert.deepEqual(provider.faults, [], 'the provider is asked as it wants to be');
});
after(async () => {
  host?.stop();
  await sonda?.stop();
  provider?.stop();
});

const thanks = (scope) => scope.getByRole('heading', { name: 'Thank you, we have your request' });
const notSent = (scope) => scope.locator('.sonda-waiting').getByText('Not sent yet');
const line = (scope) => scope.locator('.sonda-captcha [role=status]');
const widget = (page) => page.locator('sonda-form');
/** Lets the page try again what waits, as a browser does whose connection is back. */
const tryAgain = (page) => page.evaluate(() => dispatchEvent(new Event('online')));
const marksOf = async (name) => (await sonda.responses(forms[name])).map(({ marks }) => marks);

async function open(page, name) {
  await page.goto(`${sonda.url}/f/lead-${name}`);
  await ready(page);
  return page;
}

async function embed(page, name) {
  await page.goto(`${host.url}/${name}`);
  await ready(widget(page));
  return widget(page);
}

// ALTCHA.

behaviour('the work is done while the visitor fills the form in, and nothing is loaded before', async ({ page }) => {
  const loaded = requests(page, /captcha\.js|challenge/);
  const posts = submissions(page);
  await open(page, 'altcha');
  assert.deepEqual(loaded.length, 0, 'a page that is only read asks for nothing');
  await field(page, 'name').focus();
  await line(page).getByText('Checked: the form can be sent.').waitFor();
  await answer(page, LEAD);
  await look(page, 'captcha-altcha');
  await send(page).click();
  await thanks(page).waitFor();
  assert.equal(loaded.length, 2, 'the script and one challenge');
  assert.deepEqual((await marksOf('altcha'))[0], []);
  const token = posts.at(-1).headers()['sonda-captcha'];
  const replayed = await submit('altcha', token);
  assert.equal(replayed.status, 403);
  assert.equal((await replayed.json()).code, 'captcha_failed', 'a token is taken once');
});

behaviour('the work is done in a shadow root of another site, on a phone', PHONE, async ({ page }) => {
  const form = await embed(page, 'altcha');
  await answer(form, LEAD, 'tap');
  await look(page, 'captcha-altcha-embedded', { within: 'sonda-form' });
  await send(form).tap();
  await thanks(form).waitFor();
});

behaviour('what waits is sent again with another token', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 503/);
  await open(page, 'altcha');
  await failSubmissions(page, 503, 1);
  const posts = submissions(page);
  await answer(page, { ...LEAD, email: 'waits.captcha@example.com' });
  await send(page).click();
  await notSent(page).waitFor();
  await tryAgain(page);
  await thanks(page).waitFor();
  const [first, second] = posts.map((post) => post.headers());
  assert.equal(first['idempotency-key'], second['idempotency-key']);
  assert.ok(first['sonda-captcha'] && second['sonda-captcha']);
  assert.notEqual(first['sonda-captcha'], second['sonda-captcha']);
  assert.equal(posts[0].postData(), posts[1].postData(), 'the token is no part of what is sent');
});

behaviour('sent without a connection it waits, and is sent with a token made when there is one', async (visitor) => {
  const { page, context } = visitor;
  visitor.expects(/net::ERR_INTERNET_DISCONNECTED/);
  await open(page, 'altcha');
  await context.setOffline(true);
  await answer(page, { ...LEAD, email: 'offline.captcha@example.com' });
  await send(page).click();
  await notSent(page).waitFor();
  await context.setOffline(false);
  await thanks(page).waitFor();
});

behaviour('what waits when the page is closed is proved and sent by another form\'s page', async (visitor) => {
  const { page, context } = visitor;
  visitor.expects(/net::ERR_INTERNET_DISCONNECTED/);
  await open(page, 'altcha');
  await answer(page, { ...LEAD, email: 'elsewhere.captcha@example.com' });
  await context.setOffline(true);
  await send(page).click();
  await notSent(page).waitFor();
  await page.close();
  await context.setOffline(false);
  const other = await visitor.openTab();
  const taken = other.waitForResponse((response) => response.url().includes('/lead-altcha/responses'));
  await other.goto(`${sonda.url}/f/${PROBLEM.id}`);
  assert.equal((await taken).status(), 201);
});

behaviour('a token that the server refuses is told, and the next one is taken', async (visitor) => {
  const { page } = visitor;
  visitor.expects(NOT_TAKEN);
  await open(page, 'altcha');
  let spoiled = false;
  await page.route('**/lead-altcha/responses', (route) => {
    if (spoiled) return route.continue();
    spoiled = true;
    return route.continue({ headers: { ...route.request().headers(), 'sonda-captcha': 'nonsense' } });
  });
  await answer(page, LEAD);
  await send(page).click();
  await page.getByRole('alert').getByText('It could not be confirmed that a person is sending this.').waitFor();
  await look(page, 'captcha-failed');
  await send(page).click();
  await thanks(page).waitFor();
});

// A second implementation, the official one.

/** The key that signs challenges: what the server derives from its own. */
function signingKey() {
  const key = Buffer.from(readFileSync(join(sonda.folder, 'server.key'), 'utf8').trim(), 'base64url');
  return createHmac('sha256', key).update('sonda/derived-key/v1/altcha').digest('base64url');
}

const submit = (name, token) => fetch(`${sonda.url}/api/v1/public/forms/lead-${name}/responses`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `"${crypto.randomUUID()}"`, 'Sonda-Captcha': token },
  body: JSON.stringify({ answers: { ...LEAD, consent: true } }),
});

const challengeOf = async (name) => (await fetch(`${sonda.url}/api/v1/public/forms/lead-${name}/challenge`)).json();
const encode = (payload) => Buffer.from(JSON.stringify(payload)).toString('base64');

test('a challenge of the server is solved and verified by the official library', async () => {
  const challenge = await challengeOf('altcha');
  const solution = await altcha.solveChallenge({ challenge, deriveKey });
  const verdict = await altcha.verifySolution({ challenge, solution, deriveKey, hmacSignatureSecret: signingKey() });
  assert.equal(verdict.verified, true, JSON.stringify(verdict));
  assert.equal((await submit('altcha', encode({ challenge, solution }))).status, 201);
});

test('what the page solves is verified by the official library', async () => {
  const challenge = await challengeOf('altcha');
  const solution = await solve(challenge);
  const verdict = await altcha.verifySolution({ challenge, solution, deriveKey, hmacSignatureSecret: signingKey() });
  assert.equal(verdict.verified, true, JSON.stringify(verdict));
});

test('a challenge of the official library is solved by the page and taken by the server', async () => {
  const make = (form) => altcha.createChallenge({
    algorithm: 'PBKDF2/SHA-256', cost: 100, counter: 37, deriveKey, data: { form },
    expiresAt: new Date(Date.now() + 60_000), hmacSignatureSecret: signingKey(),
  });
  for (const [form, status] of [['lead-altcha', 201], ['lead-carrying', 403]]) {
    const challenge = await make(form);
    const solution = await solve(challenge);
    assert.equal(solution.counter, 37);
    assert.equal((await submit('altcha', encode({ challenge, solution }))).status, status, form);
  }
});

// Turnstile.

behaviour('Turnstile lets a form in, under a policy that knows nobody else', async ({ page }) => {
  const loaded = requests(page, /api\.js/);
  await open(page, 'turnstile');
  assert.equal(loaded.length, 0);
  await answer(page, LEAD);
  await send(page).click();
  await thanks(page).waitFor();
  assert.equal(loaded.length, 1);
  assert.equal(provider.verified.length, 1);
});

behaviour('Turnstile works in a shadow root', async ({ page }) => {
  const form = await embed(page, 'turnstile');
  await answer(form, LEAD);
  await send(form).click();
  await thanks(form).waitFor();
});

behaviour('Turnstile may ask the visitor, who is told so and answers', async (visitor) => {
  const { page } = visitor;
  visitor.expects(OF_AXE);
  provider.manner = 'ask';
  const form = await embed(page, 'turnstile');
  await answer(form, LEAD);
  await send(form).click();
  await line(form).getByText('Please confirm that you are not a robot').waitFor();
  await look(page, 'captcha-turnstile-asks', { within: 'sonda-form' });
  await form.frameLocator('iframe').getByRole('button').click();
  await thanks(form).waitFor();
});

behaviour('whom Turnstile refuses is told, and may try again', async ({ page }) => {
  provider.manner = 'refuse';
  await open(page, 'turnstile');
  await answer(page, LEAD);
  await send(page).click();
  await page.getByRole('alert').getByText('It could not be confirmed').waitFor();
  assert.deepEqual((await held(page, ['email'])).email, LEAD.email);
  provider.manner = 'pass';
  await send(page).click();
  await thanks(page).waitFor();
});

behaviour('while Turnstile is away a form waits and is sent when it is back', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 503/);
  provider.outage = 500;
  await open(page, 'turnstile');
  await answer(page, LEAD);
  await send(page).click();
  await notSent(page).waitFor();
  provider.outage = null;
  await tryAgain(page);
  await thanks(page).waitFor();
});

behaviour('while Turnstile is away a form that says so takes the answers and marks them', async ({ page }) => {
  provider.outage = 500;
  await open(page, 'marking');
  await answer(page, LEAD);
  await send(page).click();
  await thanks(page).waitFor();
  assert.deepEqual(await marksOf('marking'), [['captcha_skipped']]);
});

behaviour('where the script is blocked nothing is lost', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/net::ERR_FAILED/);
  await page.route(/api\.js/, (route) => route.abort());
  await open(page, 'turnstile');
  await answer(page, LEAD);
  await send(page).click();
  await notSent(page).waitFor();
  await page.unroute(/api\.js/);
  await tryAgain(page);
  await thanks(page).waitFor();
});

// reCAPTCHA.

behaviour('the box of reCAPTCHA v2 is ticked after Send, and the form goes by itself', async (visitor) => {
  const { page } = visitor;
  visitor.expects(OF_AXE);
  await open(page, 'recaptcha-v2');
  await answer(page, LEAD);
  await send(page).click();
  await line(page).getByText('Please confirm that you are not a robot').waitFor();
  await look(page, 'captcha-recaptcha-v2');
  await page.frameLocator('.sonda-captcha iframe').getByRole('button').click();
  await thanks(page).waitFor();
});

behaviour('the box of reCAPTCHA v2 is ticked before Send, through a slot of the shadow root', async ({ page }) => {
  const form = await embed(page, 'recaptcha-v2');
  await answer(form, LEAD);
  const box = page.locator('sonda-form > [slot=sonda-captcha]');
  await box.frameLocator('iframe').getByRole('button').click();
  assert.ok((await box.boundingBox()).height > 50, 'it is seen in the form');
  await send(form).click();
  await thanks(form).waitFor();
});

behaviour('reCAPTCHA v3 lets in by its score', async (visitor) => {
  const { page } = visitor;
  visitor.expects(NOT_TAKEN);
  provider.score = 0.4;
  const form = await embed(page, 'recaptcha-v3');
  await answer(form, LEAD);
  await send(form).click();
  await form.getByRole('alert').getByText('It could not be confirmed').waitFor();
  provider.score = 0.5;
  await send(form).click();
  await thanks(form).waitFor();
});

behaviour('reCAPTCHA v3 works on a hosted page', async ({ page }) => {
  await open(page, 'recaptcha-v3');
  await answer(page, LEAD);
  await send(page).click();
  await thanks(page).waitFor();
});

// Without JavaScript, and without the widget.

behaviour('without JavaScript the page says what it needs, and what is sent is refused and kept', NO_JAVASCRIPT, async (visitor) => {
  const { page } = visitor;
  visitor.expects(NOT_TAKEN);
  await page.goto(`${sonda.url}/f/lead-altcha`);
  const needed = page.locator('noscript p');
  await needed.waitFor();
  assert.match(await needed.innerText(), /the check needs JavaScript/);
  await look(page, 'captcha-nojs');
  await answer(page, LEAD);
  await send(page).click();
  await page.getByText('Please make sure that JavaScript is switched on').waitFor();
  assert.equal((await held(page, ['email'])).email, LEAD.email);
  await look(page, 'captcha-nojs-refused');
});

behaviour('a personal link that is exempt needs no JavaScript', NO_JAVASCRIPT, async ({ page }) => {
  const link = await sonda.link(VISIT, await contact(sonda, 'exempt@example.com'));
  await page.goto(link.url);
  assert.equal(await page.locator('noscript').count(), 0);
  await answer(page, { visit: '5', recommend: '10' });
  await send(page).click();
  await page.getByRole('heading', { name: 'Thank you for your time' }).waitFor();
});

behaviour('another site\'s own form without a token comes back as a page that can prove it', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 422/);
  await page.goto(`${host.url}/post`);
  await field(page, 'name').fill('Anna');
  await field(page, 'room').fill('12');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('Please correct these answers:').waitFor();
  await answer(page, LEAD);
  await send(page).click();
  await thanks(page).waitFor();
  const [response] = await sonda.responses(forms.carrying);
  assert.equal(response.context['extra.room'], '12');
});

behaviour('where the bundle fails the plain form is sent with a proof all the same', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/net::ERR_FAILED/);
  await page.route(/\.wasm/, (route) => route.abort());
  const proving = page.waitForResponse(/captcha\.js/);
  await page.goto(`${sonda.url}/f/lead-altcha`);
  await proving;
  await answer(page, LEAD);
  await send(page).click();
  await thanks(page).waitFor();
});
