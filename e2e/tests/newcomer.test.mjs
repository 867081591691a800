// A newcomer: from the first start of the server to an answer that is a record, through a connection that breaks.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { behaviour, PHONE, Visitor } from '../support/browser.mjs';
import { PASSWORD } from '../support/console.mjs';
import { label } from '../support/forms.mjs';
import { look } from '../support/look.mjs';
import { Keys, Mouse, Planning } from '../support/newcomer.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';
import { until } from '../support/until.mjs';

const WIDE = { viewport: { width: 1280, height: 900 } };
const FORM = 'after-the-service-visit';
/** How many presses, texts and choices the whole way may take. */
const STEPS = 90;

/** The customer's own table, beside those that every installation has. */
const VISIT = `[{name="visit",columns=[
  {name="contact",type="lookup",table="contact"},
  {name="stars",type="integer",min=1,max=5,required=true},
  {name="reason",type="choice",values=[{value="repair",label="Repair"},{value="inspection",label="Inspection"}]},
  {name="remark",type="text",length=20000},
  {name="recommends",type="integer",min=0,max=10}
]}]`.replaceAll(/\n\s*/g, '');

const heading = (page, name) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

/** With the code that the server told at its start, the first account is made. */
async function firstRun(hand, sonda) {
  await heading(hand.page, 'Welcome to Sonda');
  await hand.field('One-time code', readFileSync(join(sonda.folder, 'first-run.code'), 'utf8').trim());
  await hand.field('Your name', 'Anna Kowalska');
  await hand.field('E-mail address', 'anna@example.com');
  await hand.field('Password', PASSWORD);
  await hand.field('Password again', PASSWORD);
  await hand.button('Create my account');
  await heading(hand.page, 'Forms');
}

/** A question from the palette, found by a word; the cursor is on its title then. */
async function add(hand, word, title) {
  await hand.button('Add a question');
  await hand.inside(hand.page.getByRole('dialog', { name: 'Add a question' }), async (dialog) => {
    await hand.field('Search', word);
    await hand.page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
  });
  await until('the cursor is on the title', () => hand.page.evaluate(() => document.activeElement.id.endsWith('/title')));
  await hand.type(title);
}

/** The survey after a service visit, from nothing. */
async function build(hand, name) {
  const { page } = hand;
  await hand.press(page.getByRole('button', { name: /^Empty form/ }), 'the empty form');
  await hand.inside(page.getByRole('dialog', { name: 'New form' }), async (dialog) => {
    await hand.field('Name', 'After the service visit');
    await look(page, `newcomer-${name}-new-form`);
    await hand.button('Create');
    await dialog.waitFor({ state: 'hidden' });
  });
  await page.waitForURL(`**/console/forms/${FORM}/edit`);
  await page.frameLocator('.preview iframe').getByRole('heading', { name: 'Nothing to show yet' }).waitFor();
  await add(hand, 'stars', 'How was our visit?');
  await hand.tick(page.getByLabel('An answer is required'), 'An answer is required');
  await add(hand, 'single choice', 'What was it about?');
  await hand.field('Number 1', 'A repair');
  await hand.field('Number 2', 'An inspection');
  const last = page.locator('.item', { has: page.getByLabel('Number 3', { exact: true }) });
  await hand.press(last.getByRole('button', { name: 'Remove' }), 'what removes the third option');
  await add(hand, 'long text', 'What could we do better?');
  await hand.unfold('Logic');
  await hand.press(page.getByRole('button', { name: 'Add a condition' }).first(), 'Add a condition');
  await hand.option('What is looked at', 'How was our visit?');
  await hand.option('Value', '3');
  await page.getByText('Shown if How was our visit? is at most 3.').waitFor();
  await add(hand, 'nps', 'How likely are you to recommend us?');
}

const POLISH = [
  'Po wizycie serwisowej',
  'Jak przebiegła nasza wizyta?',
  'Czego dotyczyła?',
  'Naprawy',
  'Przeglądu',
  'Co możemy poprawić?',
  'Czy polecisz nas innym?',
];

/** The texts in Polish, each beside its original. */
async function translate(hand, name) {
  const { page } = hand;
  await hand.link('Texts');
  await hand.option('Add a language', 'Polish');
  await hand.button('Add it');
  for (const [place, text] of POLISH.entries()) {
    await page.getByRole('button', { name: new RegExp(`Polish.*${POLISH.length - place} missing`) }).waitFor();
    await until('the cursor is on the next missing text', () => page.evaluate(() => document.activeElement.lang === 'pl' && document.activeElement.value === ''));
    await hand.type(text);
    if (place + 1 < POLISH.length) await page.keyboard.press('Control+Enter');
  }
  await page.getByRole('button', { name: /Polish.*Complete/ }).waitFor();
  await look(page, `newcomer-${name}-texts`);
}

/** Where the customer's own program takes answers. */
async function connectPlanning(hand, planning) {
  const { page } = hand;
  await hand.link('Connections');
  await heading(page, 'Connections');
  await look(page, 'newcomer-no-connections');
  await hand.link('Add a connection');
  await hand.tick(page.getByRole('radio', { name: 'Webhook' }), 'Webhook');
  await hand.field('Name *', 'planning');
  await hand.field('Address *', planning.address);
  await hand.button('Make one');
  await hand.button('Test the connection');
  await page.getByText('All is well.').waitFor();
  await hand.button('Save');
  await page.waitForURL('**/console/connections/planning');
  await page.getByText('Ready').waitFor();
}

/** A contact, a record of a table of one's own, and an event; wrong at first. */
async function map(hand, name) {
  const { page } = hand;
  await hand.link('Forms');
  await hand.link('After the service visit');
  await hand.link('Mapping');
  await hand.pick('Table', 'contact', /^contact/);
  await page.getByText('the one that the personal link was made for is updated', { exact: false }).waitFor();
  await hand.button('Accept all');
  await page.getByRole('button', { name: 'Change what goes into “language”' }).waitFor();

  await hand.pick('Table', 'visit', /^visit/);
  await page.getByRole('heading', { name: 'Columns of visit' }).waitFor();
  await page.getByRole('button', { name: 'Put “The record of “contact”” into “contact”' }).waitFor();
  await hand.connect(/^What was it about\?/, 'stars');
  await page.getByText('Saved', { exact: true }).waitFor();
  // It is stopped where it would do harm, and told what to do.
  await hand.button('Publish');
  await hand.inside(page.getByRole('dialog', { name: 'Publish the form' }), async (dialog) => {
    await dialog.getByText('Publishing waits until these are mended').waitFor();
    await dialog.getByText('takes a whole number, but the source gives one of its options; use a question for a number').waitFor();
    assert.equal(await dialog.getByRole('button', { name: 'Publish now' }).count(), 0);
    await look(page, `newcomer-${name}-stopped`);
    await hand.press(dialog.getByRole('button', { name: 'Mapping: visit' }).first(), 'the way to the fault');
    await dialog.waitFor({ state: 'hidden' });
  });
  await until('the cursor is on the column', () => page.evaluate(() => document.activeElement.id === 'column-1-stars'));
  await hand.pick('Field for “stars”', 'how was', /^How was our visit/);
  await page.locator('.map-fault', { hasText: 'takes a whole number' }).waitFor({ state: 'detached' });
  await hand.button('Accept all');
  await hand.connect(/^What was it about\?/, 'reason');
  await hand.option('A repair', 'Repair');
  await hand.option('An inspection', 'Inspection');
  await hand.connect(/^What could we do better\?/, 'remark');

  await hand.option('Connection', 'planning');
  await hand.pick('Table', 'response', /^response/);
  await page.getByRole('heading', { name: 'Columns of response' }).waitFor();
  await hand.button('Accept all');
  await page.getByText('Nothing stands against publishing').waitFor();
  await look(page, `newcomer-${name}-mapped`);
}

/** What would be written, of an example. */
async function tryOut(hand, name) {
  const { page } = hand;
  await hand.button('Try it out');
  const dialog = page.getByRole('dialog', { name: 'Try the mapping out' });
  await dialog.getByRole('row', { name: /stars/ }).first().waitFor();
  await look(page, `newcomer-${name}-dry-run`);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
}

async function publish(hand) {
  const { page } = hand;
  await hand.button('Publish');
  await hand.inside(page.getByRole('dialog', { name: 'Publish the form' }), async (dialog) => {
    await hand.button('Publish now');
    await dialog.getByText('Version 1 is published.').waitFor();
    await hand.link('Share');
  });
  await page.waitForURL(`**/console/forms/${FORM}/share`);
}

/** Makes a personal link; its address, which is told this once. */
async function invite(hand, email, person) {
  const { page } = hand;
  await hand.link('Personal links');
  await hand.button('Add one');
  const dialog = page.getByRole('dialog', { name: 'Add one' });
  let address;
  await hand.inside(dialog, async () => {
    await hand.field('E-mail', email);
    await hand.field('Name', person);
    await hand.button('Make the link');
    address = await dialog.getByLabel('Address', { exact: true }).textContent();
  });
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('row', { name: new RegExp(person) }).getByText('Made', { exact: true }).first().waitFor();
  return address;
}

/** The customer answers on a phone, in Polish. */
async function answer(address, name) {
  const customer = await Visitor.arrive({ ...PHONE, locale: 'pl-PL' });
  try {
    const { page } = customer;
    await page.goto(address);
    await ready(page);
    await page.getByRole('heading', { name: POLISH[0] }).waitFor();
    assert.equal(await page.getByText(POLISH[5]).isVisible(), false, 'whoever is content is not asked what was wrong');
    await label(page, 'how_was_our_visit', '2').tap();
    await page.getByText('Naprawy').tap();
    await page.getByLabel(new RegExp(POLISH[5])).fill('Proszę zadzwonić przed przyjazdem.');
    await label(page, 'how_likely_are_you_to_recommend', '9').tap();
    await look(page, `newcomer-${name}-phone`);
    await page.getByRole('button', { name: 'Wyślij' }).tap();
    await page.getByRole('heading', { name: 'Dziękujemy' }).waitFor();
    customer.judge();
  } catch (error) {
    await customer.leaveTraces('the customer');
    throw error;
  } finally {
    await customer.leave();
  }
}

/** The answers are looked at while the customer answers: it comes by itself, and leads to its records. */
async function arrive(hand, sonda, planning, address, name) {
  const { page } = hand;
  await hand.link('Answers');
  await page.getByText('No answers yet').waitFor();
  await look(page, `newcomer-${name}-no-answers`);
  await answer(address, name);
  const row = page.locator('.answers-table tbody tr');
  await row.first().waitFor();
  assert.equal(await row.count(), 1);
  await hand.press(row.getByRole('link'), 'the answer');
  const records = page.locator('section', { has: page.getByRole('heading', { name: 'In the CRM' }) });
  for (const table of ['contact', 'visit']) await records.locator('.record', { hasText: table }).waitFor();
  await records.getByText('Delivered', { exact: true }).nth(2).waitFor();
  await look(page, `newcomer-${name}-answer`);

  const shown = await records.locator('.record', { hasText: 'visit' }).locator('code').textContent();
  const [visit] = await sonda.records('visit');
  assert.equal(visit.id, shown, 'the record that is shown is the one that is there');
  const [anna] = (await sonda.records('contact')).filter(({ values }) => values.email === 'jan@example.com');
  assert.deepEqual(visit.values, {
    contact: anna.id,
    stars: 2,
    reason: 'repair',
    remark: 'Proszę zadzwonić przed przyjazdem.',
    recommends: 9,
  });
  assert.deepEqual([anna.values.name, anna.values.language], ['Jan Nowak', 'pl']);
  assert.equal(planning.taken.length, 1);
}

/** The customer's program moves: the next answer is not lost, its cause is said, mended and tried again. */
async function mend(hand, planning, name) {
  const { page } = hand;
  await hand.link('Share');
  const address = await invite(hand, 'ewa@example.com', 'Ewa Lis');
  planning.move();
  await answer(address, name);
  await hand.link('Deliveries');
  await heading(page, 'Deliveries');
  const cause = page.locator('.card', { hasText: 'planning' }).filter({ hasText: '410' });
  await cause.waitFor();
  await look(page, `newcomer-${name}-dead-letter`);
  await hand.press(cause.getByRole('link', { name: 'Open the connection' }), 'the way to the connection');
  await page.getByText('Disabled', { exact: true }).first().waitFor();
  await look(page, `newcomer-${name}-broken`);
  await hand.unfold('Change the settings');
  const settings = page.locator('details[open]');
  await hand.inside(settings, async () => {
    await hand.field('Address *', planning.address);
    await hand.button('Test before saving');
    await settings.getByText('All is well.').waitFor();
    await hand.button('Save');
  });
  await settings.waitFor({ state: 'detached' });
  await page.getByText('Ready', { exact: true }).first().waitFor();
  await hand.link('Deliveries');
  await hand.press(cause.getByRole('button', { name: 'Replay 1' }), 'Replay 1');
  await page.getByText('Nothing was given up').waitFor();
  await until('the program has the answer', () => planning.taken.length === 2);
  await page.getByRole('row', { name: /To be delivered/ }).first().waitFor({ state: 'detached' });
  await look(page, `newcomer-${name}-mended`);
}

async function newcomer(visitor, name, make) {
  const planning = await Planning.start();
  const sonda = await Sonda.start({ env: { SONDA_CRM__TABLES: VISIT, SONDA_OUTGOING__ALLOW: '["127.0.0.0/8"]' } });
  try {
    const { page } = visitor;
    const hand = make(page);
    await page.goto(`${sonda.url}/console`);
    await firstRun(hand, sonda);
    await build(hand, name);
    await translate(hand, name);
    await connectPlanning(hand, planning);
    await map(hand, name);
    await tryOut(hand, name);
    await publish(hand);
    const address = await invite(hand, 'jan@example.com', 'Jan Nowak');
    await arrive(hand, sonda, planning, address, name);
    await mend(hand, planning, name);
    // At six seconds each, with time to read, it is done in ten minutes.
    assert.ok(hand.steps <= STEPS, `${hand.steps} steps are more than ${STEPS}`);
  } finally {
    await sonda.stop();
    planning.close();
  }
}

behaviour('a newcomer makes a survey whose answers are records, with the mouse', WIDE, (visitor) => newcomer(visitor, 'mouse', (page) => new Mouse(page)));

behaviour('a newcomer makes a survey whose answers are records, with the keyboard alone', WIDE, (visitor) => newcomer(visitor, 'keyboard', (page) => new Keys(page)));
