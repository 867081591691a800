// People in the console.

import { until } from './until.mjs';

/** The password of everybody here. */
export const PASSWORD = 'correct horse battery staple';

const WORDS = {
  en: { password: 'Password', again: 'Password again', save: 'Save and sign in' },
  pl: { password: 'Hasło', again: 'Powtórz hasło', save: 'Zapisz i zaloguj się' },
  uk: { password: 'Пароль', again: 'Пароль ще раз', save: 'Зберегти й увійти' },
};

let people = 0;

/** Makes an account, and signs it in: the page is the console then. */
export async function enter(page, sonda, { role = 'owner', language = 'en', email = `person${(people += 1)}@example.com` } = {}) {
  const words = WORDS[language];
  const printed = sonda.command('account', 'create', email, '--name', 'Anna Kowalska', '--role', role, '--language', language);
  await page.goto(printed.trim().split('\n').at(-1));
  await page.getByLabel(words.password, { exact: true }).fill(PASSWORD);
  await page.getByLabel(words.again).fill(PASSWORD);
  await page.getByRole('button', { name: words.save, exact: true }).click();
  await page.waitForURL(`${sonda.url}/console**`);
  await page.locator('main#screen h1').waitFor();
  return email;
}

/** Waits until nothing on the page is on its way any more. */
export const settled = (page) => until('nothing is on its way', async () => (await page.locator('.busy').count()) === 0);
