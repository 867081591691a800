// Somebody who has never seen the console, with a mouse or with the keyboard alone, and what is around them.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { until } from './until.mjs';

/** How often Tab is pressed before somebody gives up. */
const MOST_TABS = 150;

/** What both hands can do: the same things by the same names, so that one walk serves both. */
class Hand {
  constructor(page) {
    this.page = page;
    /** How many things were done: a press, a text, a choice. */
    this.steps = 0;
    /** Where names are looked for: a dialog, while one is open. */
    this.within = null;
  }

  find(role, name) {
    return (this.within ?? this.page).getByRole(role, { name, exact: true });
  }

  /** What a list offers that is narrowed by typing. */
  offered(name, more = {}) {
    return this.page.locator('.combo-list').getByRole('option', { name, ...more });
  }

  /** What is done in a dialog, or in a part of the screen. */
  async inside(place, body) {
    await place.waitFor();
    this.within = place;
    try {
      await body(place);
    } finally {
      this.within = null;
    }
  }

  button(name) {
    return this.press(this.find('button', name), `the button ${name}`);
  }

  link(name) {
    return this.press(this.find('link', name), `the link ${name}`);
  }

  unfold(name) {
    return this.press((this.within ?? this.page).locator('summary', { hasText: new RegExp(`^\\s*${name}`) }), `what unfolds ${name}`);
  }

  field(name, text) {
    return this.write((this.within ?? this.page).getByLabel(name, { exact: true }), name, text);
  }

  option(name, label) {
    return this.choose(this.find('combobox', name), name, label);
  }
}

/** Points, presses, drags and types. */
export class Mouse extends Hand {
  async press(target) {
    this.steps += 1;
    await target.click();
  }

  async write(target, _, text) {
    this.steps += 1;
    await target.fill(text);
  }

  /** Goes on typing where the cursor is. */
  async type(text) {
    this.steps += 1;
    await this.page.keyboard.type(text);
  }

  async tick(target) {
    this.steps += 1;
    await target.check();
  }

  async choose(target, _, label) {
    this.steps += 1;
    await target.selectOption({ label });
  }

  /** A choice from a list that is narrowed by typing. */
  async pick(name, _, option) {
    this.steps += 1;
    await this.find('combobox', name).click();
    await this.offered(option).first().click();
  }

  /** Puts a field of the form into a column of the table. */
  async connect(field, column) {
    this.steps += 1;
    const from = this.page.getByRole('button', { name: field });
    const to = this.page.getByRole('combobox', { name: `Field for “${column}”` });
    await to.scrollIntoViewIfNeeded();
    await from.hover();
    await this.page.mouse.down();
    // The first move begins to drag, the next is over the column.
    await to.hover();
    await to.hover({ position: { x: 20, y: 20 } });
    await this.page.mouse.up();
  }
}

/** Presses keys, and nothing else: what Tab does not reach is not there. */
export class Keys extends Hand {
  keys(...keys) {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  /** What has the focus, as it is in the page. */
  focused() {
    return this.page.evaluate(() => {
      const { activeElement: found } = document;
      const name = found.getAttribute('aria-label') ?? found.labels?.[0]?.innerText ?? found.innerText ?? '';
      return `<${found.localName} id="${found.id}"> ${name.slice(0, 60)}`;
    });
  }

  /** What was pressed may go away; the focus has another place then, and never begins at the page's beginning anew. */
  async hasFocus(what) {
    const opened = await this.page.evaluate(() => performance.timeOrigin);
    if (opened === this.opened) {
      await until(`the focus is found again between ${this.last} and ${what}`, () =>
        this.page.evaluate(() => document.activeElement.localName !== 'body'),
      );
    }
    this.opened = opened;
    this.last = what;
  }

  /** Presses Tab, or Shift and Tab where it stands before, until the target has the focus. */
  async reach(target, what) {
    await target.first().waitFor();
    await this.hasFocus(what);
    let handle = await target.first().elementHandle();
    const where = () =>
      handle.evaluate((wanted) => {
        const { activeElement: focused } = document;
        if (!wanted.isConnected) return 'gone';
        if (wanted === focused) return 'here';
        return focused.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING ? 'before' : 'after';
      });
    const seen = [];
    for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
      const place = await where();
      if (place === 'here') return;
      if (place === 'gone') handle = await target.first().elementHandle();
      else {
        await this.page.keyboard.press(place === 'before' ? 'Shift+Tab' : 'Tab');
        seen.push(await this.focused());
      }
    }
    throw new Error(`Tab does not reach ${what}; it went by ${seen.slice(-12).join(', ')}`);
  }

  async press(target, what) {
    this.steps += 1;
    await this.reach(target, what);
    await this.keys('Enter');
  }

  async write(target, what, text) {
    this.steps += 1;
    await this.reach(target, what);
    await this.keys('ControlOrMeta+a');
    await this.page.keyboard.type(text);
  }

  async type(text) {
    this.steps += 1;
    await this.page.keyboard.type(text);
  }

  async tick(target, what) {
    this.steps += 1;
    await target.waitFor();
    const group = await target.evaluate((input) => input.type === 'radio' && input.name);
    if (!group) {
      await this.reach(target, what);
      await this.keys('Space');
      return;
    }
    // Tab comes to a group of choices once; the arrows go on in it.
    const choices = (this.within ?? this.page).locator(`input[type=radio][name="${group}"]`);
    const [checked] = await choices.evaluateAll((all) => [all.findIndex((one) => one.checked)]);
    await this.reach(choices.nth(Math.max(checked, 0)), what);
    if (checked < 0) await this.keys('Space');
    for (let more = await choices.count(); more > 0 && !(await target.isChecked()); more -= 1) await this.keys('ArrowDown');
  }

  async choose(target, what, label) {
    this.steps += 1;
    await this.reach(target, what);
    const place = () =>
      target.first().evaluate((select, wanted) => {
        const labels = [...select.options].map((option) => option.label.trim());
        return labels.indexOf(wanted) - select.selectedIndex;
      }, label);
    await until(`${label} is offered for ${what}`, async () => (await target.first().evaluate((select, wanted) => [...select.options].some((option) => option.label.trim() === wanted), label)));
    for (let by = await place(); by !== 0; by = await place()) {
      await this.keys(by > 0 ? 'ArrowDown' : 'ArrowUp');
    }
  }

  async pick(name, typed, option) {
    this.steps += 1;
    await this.reach(this.find('combobox', name), name);
    await this.page.keyboard.type(typed);
    await this.offered(option).first().waitFor();
    const chosen = this.offered(option, { selected: true });
    for (let more = 0; (await chosen.count()) === 0; more += 1) {
      if (more > 20) throw new Error(`the arrows do not come to ${option} of ${name}`);
      await this.keys('ArrowDown');
    }
    await this.keys('Enter');
  }

  async connect(field, column) {
    this.steps += 1;
    const target = this.page.getByRole('button', { name: field });
    await this.reach(target, `the field ${field}`);
    await this.keys('Enter');
    await until('the cursor is where columns are chosen', async () => (await this.focused()).includes('Column for'));
    await this.page.keyboard.type(column);
    await this.offered(column).first().waitFor();
    await this.keys('Enter');
  }
}

/** A program of the customer's own that takes answers as events: it moves, and says so at the address it has left. */
export class Planning {
  static async start() {
    const planning = new Planning();
    planning.server = createServer((request, response) => planning.answer(request, response)).listen(0, '127.0.0.1');
    await once(planning.server, 'listening');
    planning.url = `http://127.0.0.1:${planning.server.address().port}`;
    return planning;
  }

  constructor() {
    /** Where it can be reached. */
    this.place = '/answers';
    this.taken = [];
  }

  get address() {
    return `${this.url}${this.place}`;
  }

  /** From now on it is elsewhere; whoever asks at the old address is told that nothing is there any more. */
  move() {
    this.place = '/v2/answers';
  }

  answer(request, response) {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      if (request.url !== this.place) {
        response.writeHead(410).end('Moved for good. Ask the administrator for the new address.');
        return;
      }
      const event = JSON.parse(body);
      if (event.type !== 'sonda.test') this.taken.push(event.data);
      response.writeHead(204).end();
    });
  }

  close() {
    this.server.close();
  }
}
