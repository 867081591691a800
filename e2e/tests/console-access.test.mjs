// The console's plain pages: first run, sign-in, one-time addresses. Nothing of them needs JavaScript.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { behaviour, DESKTOP, NO_JAVASCRIPT, PHONE, Visitor } from '../support/browser.mjs';
import { DEMO } from '../support/forms.mjs';
import { look } from '../support/look.mjs';
import { Sonda } from '../support/sonda.mjs';

const PASSWORD = 'correct horse battery staple';
const DARK = { colorScheme: 'dark' };

let sonda;
before(async () => {
  sonda = await Sonda.start({ forms: [DEMO] });
});
after(() => sonda?.stop());

const heading = (page, name) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

/** The code of the last start: nobody sits at a terminal. */
const code = (server) => readFileSync(join(server.folder, 'first-run.code'), 'utf8');

/** Makes an account by a command; returns its one-time address. */
function created(server, email, name, ...more) {
  return server.command('account', 'create', email, '--name', name, ...more).trim().split('\n').at(-1);
}

/** Another browser, which leaves with the behaviour. */
async function another(settings, body) {
  const visitor = await Visitor.arrive(settings);
  try {
    await body(visitor);
    visitor.judge();
  } catch (error) {
    await visitor.leaveTraces('another browser');
    throw error;
  } finally {
    await visitor.leave();
  }
}

behaviour('a newcomer becomes the owner with the printed code, by keyboard alone, signs out and in again', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 422/);
  await page.goto(`${sonda.url}/console`);
  await heading(page, 'Welcome to Sonda');
  await look(page, 'console-first-run');
  await page.getByLabel('One-time code').focus();
  const type = async (text) => {
    await page.keyboard.type(text);
    await page.keyboard.press('Tab');
  };
  await type('abcd-efgh-jkmn');
  await type('Anna Kowalska');
  await type('anna@example.com');
  await type('anna@example.com');
  await type('anna@example.com');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await look(page, 'console-first-run-errors');
  await page.getByRole('link', { name: /not the code/ }).press('Enter');
  const field = page.getByLabel('One-time code');
  assert.equal(await field.evaluate((input) => input === document.activeElement), true, 'the summary leads to the field');
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  assert.equal(await page.getByLabel('Your name').inputValue(), 'Anna Kowalska', 'what was typed is kept');
  assert.equal(await page.getByLabel('Password', { exact: true }).inputValue(), '', 'but for the password');
  await field.fill(code(sonda));
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('Password again').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await heading(page, 'Forms');
  await page.getByRole('link', { name: DEMO.content.title.en }).first().waitFor();
  await look(page, 'console-forms');
  const [cookie] = await page.context().cookies();
  assert.deepEqual([cookie.name, cookie.httpOnly, cookie.sameSite, cookie.path], ['sonda_session', true, 'Lax', '/']);

  await press(page, 'Sign out');
  await heading(page, 'Sign in');
  await look(page, 'console-sign-in');
  await page.getByLabel('E-mail address').fill('anna@example.com');
  await page.getByLabel('Password').fill('not the password');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'is not right' }).waitFor();
  await look(page, 'console-sign-in-wrong');
  assert.equal(await page.getByLabel('E-mail address').inputValue(), 'anna@example.com');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await heading(page, 'Forms');
  await page.goto(`${sonda.url}/console/first-run`);
  await heading(page, 'Forms');
});

behaviour('without JavaScript, on a dark phone, in Polish: invited, locked out, let in', { ...PHONE, ...NO_JAVASCRIPT, ...DARK, locale: 'pl-PL' }, async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 422/, /status of 429/, /status of 404/);
  const url = created(sonda, 'ola@example.com', 'Ola Nowak', '--role', 'editor', '--language', 'pl');
  await page.goto(url);
  await heading(page, 'Wybierz hasło');
  await look(page, 'console-password-pl-phone-dark');
  await page.getByLabel('Hasło', { exact: true }).fill(PASSWORD);
  await page.getByLabel('Powtórz hasło').fill('another password');
  await press(page, 'Zapisz i zaloguj się');
  await page.getByRole('link', { name: 'Hasła nie są takie same.' }).waitFor();
  await look(page, 'console-password-pl-phone-dark-errors');
  await page.getByLabel('Hasło', { exact: true }).fill(PASSWORD);
  await page.getByLabel('Powtórz hasło').fill(PASSWORD);
  await press(page, 'Zapisz i zaloguj się');
  await heading(page, 'Sonda');
  assert.match(await page.locator('noscript').textContent(), /Konsola wymaga JavaScriptu/);
  await look(page, 'console-no-js-pl-phone-dark');
  await press(page, 'Wyloguj się');
  await page.goto(url);
  await heading(page, 'Ten adres już nie działa');
  await look(page, 'console-password-gone-pl-phone-dark');

  await page.goto(`${sonda.url}/console/sign-in`);
  await heading(page, 'Logowanie');
  await look(page, 'console-sign-in-pl-phone-dark');
  for (let tries = 0; tries < 6; tries += 1) {
    await page.getByLabel('Adres e-mail').fill('ola@example.com');
    await page.getByLabel('Hasło').fill('not the password');
    await press(page, 'Zaloguj się');
  }
  await page.getByRole('alert').filter({ hasText: 'Spróbuj ponownie za 1 minutę.' }).waitFor();
  await look(page, 'console-sign-in-locked-pl-phone-dark');
  // The server's own command lets her in at once.
  const again = sonda.command('account', 'recover', 'ola@example.com').trim().split('\n').at(-1);
  await page.goto(again);
  await page.getByLabel('Hasło', { exact: true }).fill(PASSWORD);
  await page.getByLabel('Powtórz hasło').fill(PASSWORD);
  await press(page, 'Zapisz i zaloguj się');
  await heading(page, 'Sonda');
});

behaviour('the pages speak the language of the browser, or the one that is chosen', async ({ page }) => {
  const fresh = await Sonda.start();
  try {
    await page.goto(`${fresh.url}/console/first-run`);
    await page.getByRole('link', { name: 'Українська' }).click();
    await heading(page, 'Вітаємо в Sonda');
    await look(page, 'console-first-run-uk');
    await another({ ...DESKTOP, ...DARK, locale: 'pl' }, async ({ page: polish }) => {
      await polish.goto(`${fresh.url}/console/first-run`);
      await heading(polish, 'Witamy w Sondzie');
      await look(polish, 'console-first-run-pl-dark');
    });
    await another({ ...PHONE, locale: 'uk' }, async ({ page: phone }) => {
      await phone.goto(`${fresh.url}/console/first-run`);
      await heading(phone, 'Вітаємо в Sonda');
      await look(phone, 'console-first-run-uk-phone');
    });
  } finally {
    await fresh.stop();
  }
});

behaviour('a page of another site signs nobody in and out', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 403/);
  const url = created(sonda, 'eve@example.com', 'Eve', '--role', 'editor');
  await page.goto(url);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('Password again').fill(PASSWORD);
  await press(page, 'Save and sign in');
  await heading(page, 'Forms');
  const post = (action, fields) => `<form method="post" action="${sonda.url}${action}">${fields}<button>Go</button></form>`;
  const credentials = `<input name="email" value="eve@example.com"><input name="password" value="${PASSWORD}">`;
  await page.route('http://evil.test/**', (route) =>
    route.fulfill({
      contentType: 'text/html; charset=utf-8',
      body: route.request().url().endsWith('out') ? post('/console/sign-out', '') : post('/console/sign-in', credentials),
    }),
  );
  await page.goto('http://evil.test/out');
  await page.getByRole('button', { name: 'Go' }).click();
  // A page that is left while it loads is a trouble of its own.
  await heading(page, 'Forms');
  await page.goto(`${sonda.url}/console`);
  await heading(page, 'Forms');
  await page.context().clearCookies();
  await page.goto('http://evil.test/in');
  await page.getByRole('button', { name: 'Go' }).click();
  await page.getByRole('alert').waitFor();
  await page.goto(`${sonda.url}/console`);
  await heading(page, 'Sign in');
});
