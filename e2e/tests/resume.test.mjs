// What is begun by a personal link goes on: after a while, on another device, and nowhere else.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour, DESKTOP, NO_JAVASCRIPT, PHONE, Visitor } from '../support/browser.mjs';
import { answer, contact, held, PROBLEM } from '../support/forms.mjs';
import { Letterbox } from '../support/letterbox.mjs';
import { look } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';
import { until } from '../support/until.mjs';

const texts = (en, pl, uk, ar) => ({ en, pl, uk, ar });
const titled = (id, ...words) => ({ id, title: texts(...words) });

/** Two pages in four languages, by personal link. */
const ROUTE = {
  sonda: 1,
  id: 'route',
  kind: 'survey',
  settings: { once: 'per_link' },
  content: {
    locales: ['en', 'pl', 'uk', 'ar'],
    fallback_locale: 'en',
    title: texts('Your way to work', 'Droga do pracy', 'Дорога на роботу', 'الطريق إلى العمل'),
    pages: [
      { ...titled('way', 'The way', 'Trasa', 'Шлях', 'الطريق'), questions: [
        { ...titled('from', 'Where from?', 'Skąd?', 'Звідки?', 'من أين؟'), type: 'text', required: true },
        { ...titled('minutes', 'Minutes', 'Minuty', 'Хвилини', 'الدقائق'), type: 'number' }] },
      { ...titled('view', 'Your opinion', 'Opinia', 'Думка', 'رأيك'), questions: [
        { ...titled('stars', 'Stars', 'Gwiazdki', 'Зірки', 'النجوم'), type: 'rating', required: true },
        { ...titled('why', 'Why?', 'Dlaczego?', 'Чому?', 'لماذا؟'), type: 'long_text' }] },
    ],
  },
};

let letterbox;
let sonda;
let silent;
before(async () => {
  letterbox = await Letterbox.open();
  sonda = await Sonda.start({ forms: [ROUTE, PROBLEM], env: letterbox.environment() });
  silent = await Sonda.start({ forms: [ROUTE, PROBLEM] });
});
after(async () => {
  await sonda?.stop();
  await silent?.stop();
  await letterbox?.close();
});

async function link(name, rest, server = sonda) {
  return server.link(ROUTE, await contact(server, `${name}@example.com`), rest);
}

/** Another visitor, who leaves with the behaviour. */
async function another(settings, body) {
  const visitor = await Visitor.arrive(settings);
  try {
    await body(visitor);
    visitor.judge();
  } catch (error) {
    await visitor.leaveTraces('the other device');
    throw error;
  } finally {
    await visitor.leave();
  }
}

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const heading = (page, name) => page.getByRole('heading', { name, exact: true }).waitFor();
/** Waits for the next save that the server took. */
const saved = (page) => page.waitForResponse((response) => response.request().method() === 'PUT' && response.status() === 204);

/** Begins as far as the middle of the second page; everything is saved. */
async function begin(page, url, [next, second]) {
  await page.goto(url);
  await ready(page);
  await answer(page, { from: 'Łódź', minutes: '25' });
  await press(page, next);
  await heading(page, second);
  await answer(page, { stars: '4' });
  const kept = saved(page);
  await answer(page, { why: 'Dwie przesiadki.' });
  await kept;
}

behaviour('what was begun at a desk goes on with a code on a phone, and is gone once sent', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 409/);
  const { url, id } = await link('desk', { locale: 'pl' });
  await begin(page, url, ['Dalej', 'Opinia']);
  await another(PHONE, async ({ page: phone }) => {
    await phone.goto(url);
    await heading(phone, 'Kontynuować na tym urządzeniu?');
    assert.ok(!(await phone.content()).includes('Dwie przesiadki'));
    await look(phone, 'resume-pl-elsewhere');
    await press(phone, 'Wyślij kod');
    await heading(phone, 'Prosimy wpisać kod');
    await look(phone, 'resume-pl-code');
    const letter = await letterbox.letter('desk@example.com');
    assert.equal(letter.subject, 'Kod do formularza „Droga do pracy”');
    assert.ok(!letter.text.includes('przesiadki') && !letter.text.includes('http'), letter.text);
    assert.ok(!(await phone.content()).includes('desk@'));
    await phone.getByLabel('Kod').fill(letter.code);
    await press(phone, 'Kontynuuj');
    await heading(phone, 'Opinia');
    await ready(phone);
    assert.deepEqual(await held(phone, ['stars', 'why']), { stars: '4', why: 'Dwie przesiadki.' });
    await look(phone, 'resume-pl-resumed');
    await press(phone, 'Wstecz');
    await heading(phone, 'Trasa');
    assert.deepEqual(await held(phone, ['from', 'minutes']), { from: 'Łódź', minutes: '25' });
    await press(phone, 'Dalej');
    await heading(phone, 'Opinia');
    await press(phone, 'Wyślij');
    await phone.getByRole('status').filter({ hasText: 'Dziękujemy' }).waitFor();
    assert.deepEqual(await phone.evaluate(() => ({ ...localStorage })), {}, 'nothing stays on the phone');
  });
  const [response] = (await sonda.responses(ROUTE)).filter((one) => one.link === id);
  assert.equal(response.answers.why.answer.value, 'Dwie przesiadki.');
  await page.reload();
  await page.getByText('Formularz już wypełniony').waitFor();
  await until('the first device has nothing either', () => page.evaluate(() => localStorage.length === 0));
});

behaviour('without JavaScript it goes on as well', NO_JAVASCRIPT, async (visitor) => {
  const { page } = visitor;
  const { url, id } = await link('plain', { locale: 'en' });
  await page.goto(url);
  await answer(page, { from: 'Gdynia', minutes: '40' });
  await press(page, 'Next');
  await heading(page, 'Your opinion');
  await page.goto(url);
  await heading(page, 'Your opinion');
  await another({ ...PHONE, ...NO_JAVASCRIPT }, async (other) => {
    const phone = other.page;
    other.expects(/status of 422/);
    await phone.goto(url);
    await heading(phone, 'Continue on this device?');
    await look(phone, 'resume-nojs-en-elsewhere');
    await press(phone, 'Send the code');
    await phone.getByLabel('Code').fill('0000 0001');
    await press(phone, 'Continue');
    await phone.getByRole('alert').waitFor();
    await look(phone, 'resume-nojs-en-wrong');
    const { code } = await letterbox.letter('plain@example.com');
    await phone.getByLabel('Code').fill(code);
    await press(phone, 'Continue');
    await heading(phone, 'Your opinion');
    await press(phone, 'Back');
    assert.deepEqual(await held(phone, ['from', 'minutes']), { from: 'Gdynia', minutes: '40' });
    await press(phone, 'Next');
    await answer(phone, { stars: '2' }, 'tap');
    await press(phone, 'Send');
    await phone.waitForURL('**/sent**');
  });
  const responses = (await sonda.responses(ROUTE)).filter((one) => one.link === id);
  assert.equal(responses.length, 1);
});

for (const [locale, next, second, title, send, code] of [
  ['uk', 'Далі', 'Думка', 'Продовжити на цьому пристрої?', 'Надіслати код', 'Введіть код'],
  ['ar', 'التالي', 'رأيك', 'هل تريد المتابعة على هذا الجهاز؟', 'أرسل الرمز', 'اكتب الرمز'],
]) {
  behaviour(`it is asked in ${locale}, as the message is written`, async ({ page }) => {
    const { url } = await link(`asked.${locale}`, { locale });
    await begin(page, url, [next, second]);
    await another(PHONE, async ({ page: phone }) => {
      await phone.goto(url);
      await heading(phone, title);
      await look(phone, `resume-${locale}-elsewhere`);
      await press(phone, send);
      await heading(phone, code);
      await look(phone, `resume-${locale}-code`);
      const letter = await letterbox.letter(`asked.${locale}@example.com`);
      assert.ok(letter.subject.includes(ROUTE.content.title[locale]), letter.subject);
    });
  });
}

/** A second device that goes on, and then types twelve times where no save arrives; it has left its page. */
async function tunnel(visitor, name, body) {
  const { url } = await link(name, { locale: 'en' });
  await begin(visitor.page, url, ['Next', 'Your opinion']);
  await another(PHONE, async (other) => {
    const phone = other.page;
    other.expects(/status of 503/);
    await phone.goto(url);
    await press(phone, 'Send the code');
    await phone.getByLabel('Code').fill((await letterbox.letter(`${name}@example.com`)).code);
    await press(phone, 'Continue');
    await heading(phone, 'Your opinion');
    await ready(phone);
    const tunnelled = { unheard: [], isOver: false };
    const { unheard } = tunnelled;
    await phone.route('**/draft', (route) => {
      if (tunnelled.isOver) return route.continue();
      unheard.push(route.request());
      return route.fulfill({ status: 503 });
    });
    for (let turn = 1; turn <= 12; turn += 1) {
      await answer(phone, { why: `In the tunnel, ${turn}` }, 'tap');
      // Leaving saves at once.
      await phone.evaluate(() => dispatchEvent(new Event('pagehide')));
      await until('it was tried', () => unheard.length >= turn);
    }
    // What the page says as it really is left is not part of it.
    await phone.evaluate(() => (globalThis.fetch = () => Promise.reject(new TypeError('left'))));
    await body(phone, tunnelled);
  });
}

/** The page of a link, and nothing beneath it. */
const PAGE = /\/s\/[^/]+$/;

const shows = (page, why) => until(`it shows ${why}`, async () => (await held(page, ['why']).catch(() => ({}))).why === why);

/** What is typed now is saved, and nobody is asked anything. */
async function goesOn(phone) {
  await ready(phone);
  const more = saved(phone);
  await answer(phone, { why: 'Out of it.' }, 'tap');
  await more;
  assert.equal(await phone.getByText('filled in on another device, too').isVisible(), false);
}

behaviour('what the server did not hear of on the second device is saved before its page is shown', async (visitor) => {
  await tunnel(visitor, 'tunnel', async (phone, tunnelled) => {
    tunnelled.isOver = true;
    const kept = saved(phone);
    await phone.reload({ waitUntil: 'commit' });
    await kept;
    await shows(phone, 'In the tunnel, 12');
    await goesOn(phone);
  });
});

behaviour('what arrives after the page was made is not a conflict with its own device', async (visitor) => {
  await tunnel(visitor, 'late', async (phone, tunnelled) => {
    tunnelled.isOver = true;
    await phone.route(PAGE, async (route) => {
      const response = await route.fetch();
      const late = tunnelled.unheard.at(-2);
      const headers = await late.allHeaders();
      const arrived = await phone.request.put(late.url(), { headers, data: late.postDataBuffer() });
      assert.equal(arrived.status(), 204);
      await route.fulfill({ response });
    }, { times: 1 });
    const kept = saved(phone);
    await phone.reload({ waitUntil: 'commit' });
    await kept;
    await shows(phone, 'In the tunnel, 12');
    await goesOn(phone);
  });
});

behaviour('what still does not arrive when the page is shown again is offered, not lost', async (visitor) => {
  await tunnel(visitor, 'still', async (phone, tunnelled) => {
    await phone.reload({ waitUntil: 'commit' });
    await phone.getByText('are the ones saved last').waitFor();
    await ready(phone);
    assert.deepEqual(await held(phone, ['why']), { why: 'Dwie przesiadki.' });
    tunnelled.isOver = true;
    await press(phone, 'Show the answers from this device');
    await shows(phone, 'In the tunnel, 12');
    await goesOn(phone);
  });
});

behaviour('two devices do not overwrite each other: the visitor decides', async (visitor) => {
  const { page } = visitor;
  visitor.expects(/status of 409/);
  const { url } = await link('both', { locale: 'en' });
  await begin(page, url, ['Next', 'Your opinion']);
  await another(DESKTOP, async (other) => {
    const laptop = other.page;
    await laptop.goto(url);
    await press(laptop, 'Send the code');
    await laptop.getByLabel('Code').fill((await letterbox.letter('both@example.com')).code);
    await press(laptop, 'Continue');
    await heading(laptop, 'Your opinion');
    await ready(laptop);
    const kept = saved(laptop);
    await answer(laptop, { why: 'From the laptop.' });
    await kept;

    await answer(page, { why: 'From the desk.' });
    await page.getByText('filled in on another device, too').waitFor();
    await look(page, 'resume-conflict');
    await press(page, 'Show the answers from the other device');
    await page.getByText('are the ones saved last').waitFor();
    await ready(page);
    assert.deepEqual(await held(page, ['why']), { why: 'From the laptop.' });
    await look(page, 'resume-kept');
    const mine = page.waitForEvent('load');
    await press(page, 'Show the answers from this device');
    await mine;
    await ready(page);
    assert.deepEqual(await held(page, ['why']), { why: 'From the desk.' });

    other.expects(/status of 409/);
    await answer(laptop, { why: 'Again from the laptop.' });
    await laptop.getByText('filled in on another device, too').waitFor();
    const theirs = saved(laptop);
    await press(laptop, 'Go on with these');
    await theirs;
    await laptop.reload();
    await ready(laptop);
    assert.deepEqual(await held(laptop, ['why']), { why: 'Again from the laptop.' });
  });
});

behaviour('what was typed just before the page was left is saved', async ({ page, context }) => {
  const { url, id } = await link('hasty', { locale: 'en' });
  await begin(page, url, ['Next', 'Your opinion']);
  await answer(page, { why: 'The last words' });
  await page.goto('about:blank');
  // This device alone is gone with all it kept; its cookie stays.
  await context.addInitScript(() => localStorage.clear());
  await until('the server has them', async () => {
    await page.goto(url);
    return (await held(page, ['why'])).why === 'The last words';
  });
  assert.equal((await sonda.responses(ROUTE)).some((one) => one.link === id), false);
});

behaviour('whoever begins anew is told where the answers are kept', async ({ page }) => {
  const { url } = await link('anew', { locale: 'en' });
  await begin(page, url, ['Next', 'Your opinion']);
  await another(PHONE, async ({ page: phone }) => {
    await phone.goto(url);
    await phone.getByRole('link', { name: 'Start anew here' }).tap();
    await heading(phone, 'The way');
    await ready(phone);
    await phone.getByText('also begun on another device').waitFor();
    assert.deepEqual(await held(phone, ['from']), { from: '' });
    await look(phone, 'resume-anew');
  });
});

behaviour('without a mail server it is said that only the first device can go on', async ({ page }) => {
  const { url } = await link('stuck', { locale: 'en' }, silent);
  await begin(page, url, ['Next', 'Your opinion']);
  await another(PHONE, async ({ page: phone }) => {
    await phone.goto(url);
    await phone.getByText('only be continued on the device').waitFor();
    await look(phone, 'resume-stuck');
  });
});

behaviour('mail goes over TLS with a password, and a server that is not trusted gets neither', NO_JAVASCRIPT, async (visitor) => {
  const secure = await Letterbox.open({ secure: true });
  const outcome = async (name, env) => {
    const server = await Sonda.start({ forms: [ROUTE, PROBLEM], env });
    try {
      const { url } = await link(name, { locale: 'en' }, server);
      const { page } = visitor;
      await page.goto(url);
      await answer(page, { from: 'Sopot' });
      await press(page, 'Next');
      await heading(page, 'Your opinion');
      await visitor.context.clearCookies();
      await page.goto(url);
      await press(page, 'Send the code');
      const said = page.getByRole('heading', { name: 'Type in the code' }).or(page.getByRole('alert'));
      await said.waitFor();
      return [await said.textContent(), server.log.join('\n')];
    } finally {
      await server.stop();
    }
  };
  visitor.expects(/status of 503/);
  try {
    const trusting = { SSL_CERT_FILE: secure.certificate };
    const [sent] = await outcome('tls', { ...secure.environment(), ...trusting });
    assert.equal(sent, 'Type in the code');
    const [wrong, log] = await outcome('tls', { ...secure.environment('another password'), ...trusting });
    assert.match(wrong, /could not be sent/);
    const [untrusted, reason] = await outcome('tls', secure.environment());
    assert.match(untrusted, /could not be sent/);
    assert.match(reason, /certificate/);
    for (const text of [log, reason]) {
      assert.match(text, /a code could not be sent/);
      assert.ok(!text.includes('tls@example.com') && !text.includes('password'), text);
    }
    assert.equal(secure.letters.length, 1);
  } finally {
    await secure.close();
  }
});
