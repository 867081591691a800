// The demo's definitions, forms made from them, and answers to them.

import { readFileSync } from 'node:fs';

const read = (name) => JSON.parse(readFileSync(new URL(`../../demo/${name}.json`, import.meta.url), 'utf8'));

/** A lead form. */
export const DEMO = read('request-a-demo');
/** A form that writes a contact and a case. */
export const PROBLEM = read('report-a-problem');
/** A survey by personal link. */
export const VISIT = read('after-the-service-visit');

/** A form with every common type of question. */
export const GALLERY = JSON.parse(readFileSync(new URL('../forms/gallery.json', import.meta.url), 'utf8'));

/** Answers to it that are valid, one of each type. */
export const STAY = {
  name: 'Ewa Lis',
  site: 'www.example.com',
  nights: '3',
  paid: '1250,5',
  arrival: 'train',
  liked: ['quiet', 'people'],
  season: 'autumn',
  meals: 'half',
  days: ['fri', 'sun'],
  place: 'tent',
  again: 'yes',
  stars: '4',
  hearts: '6',
  smileys: '3',
  thumbs: '2',
  thumbs5: '1',
  numbers: '10',
  recommend: '0',
  satisfied: '5',
  satisfied_numbers: '2',
  easy: '7',
  agree: '3',
  agree4: '1',
  warmth: '6',
  noise: '10',
  terms: 'yes',
};

/** The same form under another id, with other settings. */
export const variant = (form, id, settings = {}) => ({ ...form, id, settings: { ...form.settings, ...settings } });

/** Answers to the lead form that are valid. */
export const LEAD = {
  name: 'Anna Nowak',
  company: 'Młyn & Synowie',
  email: 'anna@example.com',
  phone: '+48 601 234 567',
  interest: 'surveys',
  message: 'We have two mills.\nCall after ten.',
  consent: 'yes',
};

/** Answers to the survey that are valid. */
export const OPINION = {
  visit: '4',
  'visit.comment': 'Quick and tidy',
  recommend: '9',
  arrival: 'late_told',
  went_well: ['skill', 'tidiness'],
  visits: '2',
  improve: 'A call before you come.',
};

/** Makes a contact the way a visitor would; returns the id of its record. */
export async function contact(sonda, email) {
  const answers = { subject: 'A leak', urgency: 'soon', description: 'It drips.', name: 'Anna Nowak', email };
  const response = await sonda.submit(PROBLEM, answers);
  if (!response.ok) throw new Error(`the report was not taken: ${await response.text()}`);
  const [record] = await sonda.recordsWhere('contact', (values) => values.email === email);
  return record.id;
}

/** The inputs of a field; in a page or in the shadow root of an element. */
export const field = (scope, name) => scope.locator(`[name="${name}"]`);

/** Gives the answers as a hand does: types into fields, presses the labels of options. */
export async function answer(scope, answers, press = 'click') {
  for (const [name, given] of Object.entries(answers)) {
    const inputs = field(scope, name);
    const type = await inputs.first().getAttribute('type');
    if (type === 'radio' || type === 'checkbox') {
      for (const value of [given].flat()) await label(scope, name, value)[press]();
    } else if ((await inputs.first().evaluate((input) => input.localName)) === 'select') {
      await inputs.selectOption(given);
    } else {
      await inputs.fill(given);
    }
  }
}

/** The label around one option. */
export function label(scope, name, value) {
  return scope.locator(`label:has([name="${name}"][value="${value}"])`);
}

/** What the fields hold, as a browser would post it. */
export async function held(scope, names) {
  const answers = {};
  for (const name of names) {
    const values = await field(scope, name).evaluateAll((inputs) =>
      inputs.filter((input) => !['radio', 'checkbox'].includes(input.type) || input.checked).map((input) => input.value));
    answers[name] = values.length > 1 ? values : (values[0] ?? '');
  }
  return answers;
}

export const send = (scope) => scope.locator('button[type=submit]');
