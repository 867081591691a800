// Languages of one alphabet or another, and one that runs the other way.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour, DESKTOP, NO_JAVASCRIPT, PHONE } from '../support/browser.mjs';
import { answer, contact, DEMO, field, label, LEAD, OPINION, PROBLEM, send, VISIT } from '../support/forms.mjs';
import { look } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';

const LANGUAGES = ['en', 'pl', 'uk', 'de', 'fr', 'es', 'ar'];

let sonda;
before(async () => {
  sonda = await Sonda.start({ forms: [DEMO, PROBLEM, VISIT] });
});
after(() => sonda?.stop());

for (const language of LANGUAGES) {
  behaviour(`the lead form is filled in, corrected and sent in ${language}`, async ({ page }) => {
    await page.goto(`${sonda.url}/f/${DEMO.id}?lang=${language}`);
    await ready(page);
    assert.equal(await page.locator('html').getAttribute('lang'), language);
    await page.getByRole('heading', { level: 1, name: DEMO.content.title[language] }).waitFor();
    await look(page, `lead-${language}`);
    await send(page).click();
    await page.locator('.sonda-error').first().waitFor();
    await look(page, `lead-${language}-errors`);
    const email = `${language}@example.com`;
    await answer(page, { ...LEAD, email });
    await send(page).click();
    await page.getByRole('heading', { name: DEMO.content.endings[0].title[language] }).waitFor();
    await look(page, `lead-${language}-sent`);
    await sonda.recordsWhere('lead', (values) => values.email === email && values.language === language);
  });

  behaviour(`the survey is read on a phone in ${language}`, PHONE, async ({ page }) => {
    const link = await sonda.link(VISIT, await contact(sonda, `phone.${language}@example.com`), { locale: language });
    await page.goto(link.url);
    await ready(page);
    assert.equal(await page.locator('html').getAttribute('lang'), language, 'the language of the link');
    await page.getByRole('heading', { level: 1, name: VISIT.content.title[language] }).waitFor();
    await answer(page, OPINION, 'tap');
    await look(page, `survey-phone-${language}`);
  });
}

behaviour('every word of the page is in the language asked for', async ({ page }) => {
  const [cyrillic, arabic, polish, latin] = [/[а-яґєії]/i, /[؀-ۿ]/, /[ąćęłńśźż]/i, /[a-ząćęłńóśźż]{3}/i];
  for (const [language, ...foreign] of [
    ['pl', cyrillic, arabic, /optional/i],
    ['uk', polish, arabic, /[äöüßéèçñ¿¡]/i, /optional/i],
    ['de', cyrillic, arabic, polish, /\b(your|the|votre|su)\b/i],
    ['fr', cyrillic, arabic, polish, /\b(your|the|ihr|su)\b|optional/i],
    ['es', cyrillic, arabic, polish, /\b(your|the|ihr|votre)\b|optional/i],
    ['ar', cyrillic, latin],
  ]) {
    await page.goto(`${sonda.url}/f/${DEMO.id}?lang=${language}`);
    await ready(page);
    await send(page).click();
    await page.locator('.sonda-error').first().waitFor();
    const words = (await page.locator('main').innerText()).replaceAll(/\S+@\S+|CRM/g, '');
    for (const one of [...foreign, /please/i]) assert.doesNotMatch(words, one, language);
  }
});

behaviour('Arabic runs from right to left, and what is typed in Latin letters does not', async ({ page }) => {
  await page.goto(`${sonda.url}/f/${DEMO.id}?lang=ar`);
  assert.equal(await page.locator('html').getAttribute('dir'), 'rtl');
  const option = label(page, 'interest', 'crm');
  const [dot, words] = [await option.locator('input').boundingBox(), await option.locator('span').boundingBox()];
  assert.ok(dot.x > words.x + words.width - 1, `the circle (${dot.x}) is right of its words (${words.x} + ${words.width})`);
  assert.equal(await field(page, 'email').evaluate((input) => getComputedStyle(input).direction), 'ltr');
  const edges = (locator) => locator.evaluate((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const { left, right } = range.getBoundingClientRect();
    return { left, right };
  });
  const form = await page.locator('form').boundingBox();
  const title = await edges(page.locator('.sonda-title').first());
  assert.ok(form.x + form.width - title.right < title.left - form.x, 'titles begin at the right');
  await page.goto(`${sonda.url}/f/${DEMO.id}?lang=en`);
  const [leftDot, leftWords] = [
    await label(page, 'interest', 'crm').locator('input').boundingBox(),
    await label(page, 'interest', 'crm').locator('span').boundingBox(),
  ];
  assert.ok(leftDot.x < leftWords.x, 'in English the circle is left of its words');
});

behaviour('without a wish in the address the browser decides', { ...DESKTOP, locale: 'uk-UA' }, async ({ page }) => {
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  await page.getByRole('heading', { level: 1, name: 'Замовити демонстрацію' }).waitFor();
});

behaviour('a language that the form does not speak becomes its own first one', { ...DESKTOP, locale: 'ja-JP' }, async ({ page }) => {
  await page.goto(`${sonda.url}/f/${DEMO.id}?lang=xx`);
  await page.getByRole('heading', { level: 1, name: 'Request a demo' }).waitFor();
});

behaviour('the address decides before the link, the link before the browser', { ...DESKTOP, locale: 'uk-UA' }, async ({ page }) => {
  const link = await sonda.link(VISIT, await contact(sonda, 'order@example.com'), { locale: 'pl' });
  await page.goto(link.url);
  await page.getByRole('heading', { level: 1, name: VISIT.content.title.pl }).waitFor();
  await page.goto(`${link.url}?lang=ar`);
  await page.getByRole('heading', { level: 1, name: VISIT.content.title.ar }).waitFor();
});

behaviour('the visitor changes the language on the page, and what was typed stays', async ({ page }) => {
  await page.goto(`${sonda.url}/f/${DEMO.id}`);
  await ready(page);
  await answer(page, { name: 'Anna', interest: 'crm' });
  await page.getByRole('navigation').getByRole('link', { name: 'Polski' }).click();
  await page.getByRole('heading', { level: 1, name: 'Zamów prezentację' }).waitFor();
  await ready(page);
  assert.equal(await field(page, 'name').inputValue(), 'Anna');
});

behaviour('without JavaScript the errors and the thanks are in the language of the page', NO_JAVASCRIPT, async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 422/);
  await page.goto(`${sonda.url}/f/${DEMO.id}?lang=pl`);
  await send(page).click();
  await page.locator('.sonda-summary').waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'pl');
  await answer(page, { ...LEAD, email: 'polish.nojs@example.com' });
  await send(page).click();
  await page.getByRole('heading', { name: DEMO.content.endings[0].title.pl }).waitFor();
});

behaviour('a page that belongs to no form speaks the language of the browser', { ...DESKTOP, locale: 'pl-PL' }, async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 404/);
  await page.goto(`${sonda.url}/s/7zK3mQp9wXyA`);
  assert.equal(await page.locator('html').getAttribute('lang'), 'pl');
});
