// A firm that installs heat pumps, as it uses Sonda: what the pictures of the console show, and tests of all its screens look at.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { Sonda } from './sonda.mjs';
import { until } from './until.mjs';

/** The forms that the scenes open. */
export const SURVEY = 'heat-pump-visit';
export const LINKED = 'after-the-service-visit';
export const LEAD = 'request-a-demo';
export const WRONG = 'complaint';
export const UNMAPPED = 'autumn-check';

const FORM = JSON.parse(readFileSync(new URL('../forms/heat-pump.json', import.meta.url)));
const TABLE = `[{name="service_visit", columns=[
  {name="customer", type="lookup", table="contact"},
  {name="stars", type="integer", min=1, max=5, required=true},
  {name="nps", type="integer", min=0, max=10},
  {name="trouble", type="text", length=80},
  {name="remarks", type="text", length=1000},
  {name="mood", type="text", length=40},
  {name="day", type="date_time"},
  {name="engineer", type="text", length=60}]}]`;
const PEOPLE = [
  ['Zofia Lis', 'zofia.lis@example.com'], ['Tomasz Wójcik', 'tomasz.wojcik@example.com'], ['Olena Kovalenko', 'olena@example.com'],
  ['Jan Mazur', 'jan.mazur@example.com'], ['Maria Dąbrowska', 'maria.d@example.com'], ['Andrii Shevchuk', 'andrii@example.com'],
  ['Piotr Król', 'piotr.krol@example.com'], ['Helen Ward', 'helen.ward@example.com'],
];
const SAID = [
  { stars: 5, recommend: 10 },
  { stars: 5, recommend: 9 },
  { stars: 4, recommend: 8 },
  { stars: 2, recommend: 3, went_wrong: 'noise', why: 'The outdoor unit hums at night. Could you look at the mounting?', call: true },
  { stars: 5, recommend: 10 },
  { stars: 3, recommend: 6, went_wrong: 'late', why: 'Two hours late, though the work itself was fine.' },
  { stars: 4, recommend: 9 },
  { stars: 1, recommend: 0, went_wrong: 'cold', why: 'The upper floor stays at 17 degrees.', call: true },
];
const secret = () => `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** What takes the events: at first it does, then it wants no more; `/warehouse` is always busy. */
class Receiver {
  static async start() {
    const receiver = new Receiver();
    receiver.server = createServer((request, response) => {
      request.resume();
      request.on('end', () => {
        if (request.url === '/warehouse') response.writeHead(503, { 'Retry-After': '3600' }).end('Stocktaking until the evening.');
        else response.writeHead(receiver.gone ? 410 : 204).end();
      });
    });
    receiver.server.listen(0, '127.0.0.1');
    await once(receiver.server, 'listening');
    receiver.url = `http://127.0.0.1:${receiver.server.address().port}`;
    return receiver;
  }

  stop() {
    this.server.close();
  }
}

/** A server in use, and what it talks to. */
export class Show {
  static async start() {
    const show = new Show();
    try {
      show.receiver = await Receiver.start();
      show.sonda = await Sonda.start({ demo: true, env: { SONDA_OUTGOING__ALLOW: '["127.0.0.0/8"]', SONDA_CRM__TABLES: TABLE } });
      await show.furnish();
      return show;
    } catch (error) {
      await show.stop();
      throw error;
    }
  }

  async stop() {
    await this.sonda?.stop();
    this.receiver?.stop();
  }

  async furnish() {
    const { sonda, receiver } = this;
    for (const [name, path] of [['field-service', '/planning'], ['warehouse', '/warehouse']]) {
      await sonda.admin('PUT', `/connections/${name}`, { kind: 'webhook', settings: { url: receiver.url + path }, secret: secret() });
    }
    sonda.command('generate', 'answers', '--form', LEAD, '--count', '48', '--seed', '3', '--deliver');
    sonda.command('generate', 'answers', '--form', LINKED, '--count', '9', '--seed', '8');
    const branding = { organisation: 'Warm House', accent: '#0f6b5c', privacy_url: 'https://example.com/privacy' };
    await sonda.admin('PUT', '/settings/branding', branding, { 'If-Match': '"0"' });
    await this.survey();
    await this.others();
    await this.links();
    sonda.command('account', 'create', 'marta@example.com', '--name', 'Marta Zielińska', '--role', 'owner', '--language', 'pl');
    sonda.command('account', 'create', 'bartek@example.com', '--name', 'Bartek Nowak', '--role', 'editor', '--language', 'pl');
  }

  /** A survey with answers, of which the last could not be passed on, and a draft that says more. */
  async survey() {
    const { sonda } = this;
    await sonda.publish(FORM);
    // Three targets each.
    await this.answers(SAID.slice(0, 6));
    for (const round of [SAID.slice(0, 6), SAID.slice(0, 6)]) await this.answers(round.map(({ why, ...rest }) => rest));
    await this.settled(SURVEY, 'done', 54);
    this.receiver.gone = true;
    await this.answers(SAID.slice(6), 6);
    await this.settled(SURVEY, 'dead', 2);
    const { definition, revision } = await sonda.admin('GET', `/forms/${SURVEY}/draft`);
    const [first, second] = definition.content.pages;
    first.questions[0].title.en = 'How do you rate our installation?';
    second.questions.splice(2, 0, {
      id: 'photo', type: 'file', title: { en: 'A picture of the unit, if something looks wrong', pl: 'Zdjęcie urządzenia, jeśli coś wygląda źle' },
    });
    await this.save(SURVEY, definition, revision);
  }

  async answers(said, from = 0) {
    for (const [index, answers] of said.entries()) {
      const [name, email] = PEOPLE[from + index];
      const response = await this.sonda.submit({ id: SURVEY }, { ...answers, name, email });
      if (!response.ok) throw new Error(await response.text());
    }
  }

  /** Waits until so many deliveries of a form are in that state. */
  settled(form, state, count) {
    return until(`${count} deliveries of ${form} are ${state}`, async () => {
      const { deliveries } = await this.sonda.admin('GET', `/deliveries?form=${form}&status=${state}&limit=100`);
      return deliveries.length >= count;
    });
  }

  async save(form, definition, revision) {
    const response = await fetch(`${this.sonda.url}/api/v1/forms/${form}/draft`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${this.sonda.token}`, 'Content-Type': 'application/json', 'If-Match': `"${revision}"` },
      body: JSON.stringify(definition),
    });
    if (!response.ok) throw new Error(await response.text());
  }

  /** Forms in the other states there are, one with a wrong mapping, one that is to be mapped. */
  async others() {
    const { sonda } = this;
    const make = (template, id, title, locales = ['en', 'pl']) => sonda.admin('POST', '/forms', { from: { template }, id, title, locales });
    await make('event', 'open-house', { en: 'Open house in October', pl: 'Dzień otwarty w październiku' });
    await make('complaint', WRONG, { en: 'Complaint', pl: 'Reklamacja' });
    const wrong = await sonda.admin('GET', `/forms/${WRONG}/draft`);
    const [question, ...rest] = (wrong.definition.content.pages?.flatMap(({ questions }) => questions) ?? wrong.definition.content.questions)
      .filter(({ type }) => !['statement', 'consent', 'file'].includes(type));
    wrong.definition.mapping = { targets: [{
      id: 'case', table: 'case',
      columns: { title: { answer: question.id }, priority: { answer: rest[0].id }, submitted_at: { constant: 'yesterday' } },
    }] };
    await this.save(WRONG, wrong.definition, wrong.revision);
    await make('demo-request', UNMAPPED, { en: 'Book the autumn check', pl: 'Umów jesienny przegląd' });
    const unmapped = await sonda.admin('GET', `/forms/${UNMAPPED}/draft`);
    unmapped.definition.mapping = { targets: [{ id: 'lead', table: 'lead', find: { by: ['email'], on_match: 'update' }, columns: {} }] };
    await this.save(UNMAPPED, unmapped.definition, unmapped.revision);
    await make('nps', 'spring-nps', { en: 'Spring survey', pl: 'Ankieta wiosenna' });
    const spring = await sonda.admin('GET', '/forms/spring-nps/draft');
    await sonda.publish({ ...spring.definition, settings: { ...spring.definition.settings, closes_at: '2026-05-31T21:59:00Z' } });
  }

  /** A personal link in every state there is. */
  async links() {
    const { sonda } = this;
    const made = [];
    for (const [name, email] of PEOPLE) {
      made.push(await sonda.admin('POST', `/forms/${LINKED}/links`, { person: { name, email }, label: name, locale: 'en' }));
    }
    const late = new Date(Date.now() + 1500).toISOString();
    const [one] = made;
    const expiring = await sonda.admin('POST', `/links/${one.id}/reissue`, { expires_at: late });
    const [, , opened, begun, first, second, withdrawn] = made;
    await fetch(`${opened.url}/opened`, { method: 'POST', headers: { Origin: sonda.url } });
    await fetch(`${begun.url}/draft`, {
      method: 'PUT',
      headers: { Origin: sonda.url, 'Content-Type': 'application/json' },
      body: JSON.stringify({ revision: randomUUID(), follows: [''], entries: { visit: ['4'] } }),
    });
    for (const [link, answers] of [
      [first, { visit: 5, recommend: 10, arrival: 'on_time', went_well: ['skill', 'tidiness'], visits: 1 }],
      [second, { visit: 2, recommend: 4, arrival: 'late', visits: 3, improve: 'Please ring before you come.' }],
    ]) {
      const code = link.url.split('/').at(-1);
      const response = await fetch(`${sonda.url}/api/v1/public/links/${code}/responses`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `"${randomUUID()}"` },
        body: JSON.stringify({ answers }),
      });
      if (!response.ok) throw new Error(await response.text());
    }
    await sonda.revoke(withdrawn);
    await until('the link is expired', async () => {
      const { state } = await sonda.admin('GET', `/links/${expiring.id ?? one.id}`);
      return state === 'expired';
    });
  }
}
