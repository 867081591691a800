// Forms of several steps with JavaScript off: the server walks them, one post at a time.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour, NO_JAVASCRIPT, PHONE } from '../support/browser.mjs';
import { answer, contact, field, held, PROBLEM } from '../support/forms.mjs';
import { look } from '../support/look.mjs';
import { Sonda } from '../support/sonda.mjs';
import * as walks from '../support/walks.mjs';

// Public, at their own addresses alone.
const [CLAIM, TRIP] = [walks.CLAIM, walks.TRIP].map((form) => ({ ...form, settings: {} }));

const texts = (pl, ar) => ({ pl, ar });
const titled = (id, pl, ar) => ({ id, title: texts(pl, ar) });

/** Pages in Polish and in Arabic, by personal link: scored, reviewed, and told of. */
const CHECKUP = {
  sonda: 1,
  id: 'checkup',
  kind: 'survey',
  settings: { once: 'per_link' },
  content: {
    locales: ['pl', 'ar'],
    fallback_locale: 'pl',
    title: texts('Przegląd firmy', 'مراجعة الشركة'),
    intro: texts('Zajmie to dwie minuty.', 'يستغرق ذلك دقيقتين.'),
    known: ['contact.first_name', 'link.order'],
    review: true,
    pages: [
      { ...titled('team', 'Zespół', 'الفريق'), questions: [
        { ...titled('size', 'Ile osób pracuje w firmie?', 'كم عدد العاملين في الشركة؟'), type: 'number', min: 1, required: true },
        { ...titled('remote', 'Czy pracujecie zdalnie?', 'هل تعملون عن بعد؟'), type: 'single_choice', required: true,
          options: [titled('yes', 'Tak', 'نعم'), titled('no', 'Nie', 'لا')] },
        { ...titled('tools', 'Jakich narzędzi używacie?', 'ما الأدوات التي تستخدمونها؟'), type: 'text', required: true,
          visible_if: { '==': [{ var: 'remote' }, 'yes'] } }] },
      { ...titled('rating', 'Ocena', 'التقييم'), text: texts('Zamówienie {{$link.order|bez numeru}}', 'الطلب {{$link.order|بلا رقم}}'), questions: [
        { ...titled('stars', 'Jak oceniasz współpracę, {{$contact.first_name|kliencie}}?', 'كيف تقيّم التعاون؟'), type: 'rating', required: true },
        { ...titled('why', 'Co poprawić?', 'ما الذي ينبغي تحسينه؟'), type: 'long_text' }] },
    ],
    calculations: [{ ...titled('score', 'Wynik', 'النتيجة'), value: { '*': [{ var: 'stars' }, 1.25] }, decimals: 2,
      bands: [{ ...titled('low', 'Do poprawy', 'يحتاج إلى تحسين'), to: 4.99 }, { ...titled('high', 'Działa', 'يعمل'), from: 5 }] }],
    endings: [{ ...titled('done', 'Dziękujemy!', 'شكرًا لكم!'), text: texts('Firma: {{size}} osób.', 'الشركة: {{size}}.') }],
  },
};

let sonda;
before(async () => {
  sonda = await Sonda.start({ forms: [CHECKUP, CLAIM, TRIP, PROBLEM] });
});
after(() => sonda?.stop());

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const heading = (page, name) => page.getByRole('heading', { name, exact: true }).waitFor();

async function link(name, rest) {
  const anna = await contact(sonda, `${name}@example.com`);
  return sonda.link(CHECKUP, anna, { contact_data: { first_name: 'Aniu' }, values: { order: 'ZA/17' }, ...rest });
}

behaviour('a form is walked in Polish from its first page to its results', NO_JAVASCRIPT, async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 422/);
  const { url } = await link('pages.pl', { locale: 'pl' });
  await page.goto(url);
  await heading(page, 'Zespół');
  await page.getByText('Krok 1 z 2').waitFor();
  await look(page, 'nojs-pages-pl-1');

  await press(page, 'Dalej');
  await page.getByRole('alert').waitFor();
  assert.equal(await page.locator('.sonda-error').count(), 2, 'of this page alone');
  await look(page, 'nojs-pages-pl-1-errors');

  await answer(page, { size: '12', remote: 'yes' });
  assert.equal(await field(page, 'tools').isVisible(), false);
  await press(page, 'Dalej');
  await field(page, 'tools').waitFor();
  assert.equal(await page.locator('.sonda-error').count(), 0, 'nobody could have answered it before');
  await look(page, 'nojs-pages-pl-1-more');
  await answer(page, { tools: 'Poczta i „Tablica”' });
  await press(page, 'Dalej');

  await heading(page, 'Ocena');
  await page.getByText('Zamówienie ZA/17').waitFor();
  await page.getByText('Jak oceniasz współpracę, Aniu?').waitFor();
  await look(page, 'nojs-pages-pl-2');
  await answer(page, { stars: '5', why: 'Nic.\nNaprawdę.' });
  await press(page, 'Wstecz');
  await heading(page, 'Zespół');
  assert.deepEqual(await held(page, ['size', 'remote', 'tools']), { size: '12', remote: 'yes', tools: 'Poczta i „Tablica”' });
  await press(page, 'Dalej');
  assert.deepEqual(await held(page, ['stars', 'why']), { stars: '5', why: 'Nic.\nNaprawdę.' });
  await press(page, 'Dalej');

  await heading(page, 'Sprawdź odpowiedzi');
  await look(page, 'nojs-pages-pl-review');
  await press(page, 'Zmień – Zespół');
  await answer(page, { remote: 'no' });
  await press(page, 'Dalej');
  await heading(page, 'Sprawdź odpowiedzi');
  assert.equal(await page.getByText('Poczta i').count(), 0, 'what is no longer asked is gone');
  await press(page, 'Wyślij');
  await heading(page, 'Dziękujemy!');
  await page.getByText('Firma: 12 osób.').waitFor();
  await page.getByText(/6,25.*Działa/).waitFor();
  await look(page, 'nojs-pages-pl-sent');

  const [response] = await sonda.responses(CHECKUP);
  assert.equal(response.answers.tools, undefined);
  assert.deepEqual(response.results.score, { number: '6.25', band: 'high' });
});

behaviour('the same form is walked in Arabic on a phone, from right to left', { ...PHONE, ...NO_JAVASCRIPT }, async ({ page }) => {
  const { url } = await link('pages.ar', { locale: 'ar' });
  await page.goto(url);
  await heading(page, 'الفريق');
  assert.equal(await page.locator('html').getAttribute('dir'), 'rtl');
  await look(page, 'nojs-pages-ar-1');
  await answer(page, { size: '3', remote: 'no' }, 'tap');
  await press(page, 'التالي');
  await heading(page, 'التقييم');
  await look(page, 'nojs-pages-ar-2');
  await answer(page, { stars: '2' }, 'tap');
  await press(page, 'التالي');
  await heading(page, 'راجع إجاباتك');
  await look(page, 'nojs-pages-ar-review');
  await press(page, 'إرسال');
  await heading(page, 'شكرًا لكم!');
  await page.getByText('يحتاج إلى تحسين').waitFor();
  await look(page, 'nojs-pages-ar-sent');
});

behaviour('the address of an e-mail preselects an answer of a later page', NO_JAVASCRIPT, async ({ page }) => {
  const html = sonda.command('email-question', CHECKUP.id, 'stars', '--lang', 'pl');
  const [address] = html.match(/\{link\}\?answer\.stars=4/);
  const { url, id } = await link('pages.mail', { locale: 'pl' });
  await page.goto(address.replace('{link}', url));
  await answer(page, { size: '1', remote: 'no' });
  await press(page, 'Dalej');
  assert.deepEqual(await held(page, ['stars']), { stars: '4' });
  assert.equal((await sonda.responses(CHECKUP)).some((response) => response.link === id), false, 'and sends nothing');
});

behaviour('a jump and an early end are taken', NO_JAVASCRIPT, async ({ page }) => {
  await page.goto(`${sonda.url}/f/${CLAIM.id}`);
  await answer(page, { name: 'Anna', kind: 'theft' });
  await press(page, 'Next');
  await heading(page, 'The police');
  await press(page, 'Back');
  await answer(page, { kind: 'nothing' });
  await press(page, 'Next');
  await heading(page, 'Check your answers');
  await press(page, 'Send');
  await page.waitForURL('**/sent**');
});

behaviour('a form of one page asks what its answers bring up before it is sent', NO_JAVASCRIPT, async ({ page }) => {
  await page.goto(`${sonda.url}/f/${TRIP.id}`);
  await answer(page, { name: 'Anna', how: 'car' });
  await press(page, 'Send');
  await field(page, 'plate').fill('WA 12345');
  assert.equal((await sonda.responses(TRIP)).length, 0);
  await press(page, 'Send');
  await heading(page, 'Drive safely');
  const [response] = await sonda.responses(TRIP);
  assert.equal(response.answers.plate.answer.value, 'WA 12345');
});

behaviour('the Enter key leads on, not back', NO_JAVASCRIPT, async ({ page }) => {
  await page.goto(`${sonda.url}/f/${CLAIM.id}`);
  await answer(page, { name: 'Anna', kind: 'theft' });
  await press(page, 'Next');
  await field(page, 'report').fill('77');
  await field(page, 'report').press('Enter');
  await page.getByText('Anything else, Anna').waitFor();
});
