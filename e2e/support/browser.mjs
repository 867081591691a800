// A visitor: a fresh browser context, watched for everything that should not happen in it.

import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { wanted } from './chromium.mjs';
import { picture } from './look.mjs';

const PATIENCE_MS = 30_000;

let browser;
before(async () => {
  browser = await wanted.launch();
});
after(() => browser.close());

export const DESKTOP = { viewport: { width: 1100, height: 800 } };
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
export const NO_JAVASCRIPT = { javaScriptEnabled: false };

/** A test of one behaviour, with a visitor of its own; any trouble that it did not expect fails it. */
export function behaviour(name, settings, body) {
  if (typeof settings === 'function') return behaviour(name, {}, settings);
  return test(name, { timeout: 180_000 }, async () => {
    const visitor = await Visitor.arrive(settings);
    try {
      await body(visitor);
      visitor.judge();
    } catch (error) {
      await visitor.leaveTraces(name);
      throw error;
    } finally {
      await visitor.leave();
    }
  });
}

export class Visitor {
  static async arrive(settings) {
    const context = await browser.newContext({ locale: 'en-GB', ...DESKTOP, ...settings });
    context.setDefaultTimeout(PATIENCE_MS);
    const visitor = new Visitor(context);
    visitor.scriptless = settings.javaScriptEnabled === false;
    await visitor.openTab();
    return visitor;
  }

  constructor(context) {
    this.context = context;
    /** What went wrong in a page: errors, violations of the policy, failed requests. */
    this.troubles = [];
    this.expected = [];
    context.on('page', (page) => this.watch(page));
  }

  async openTab() {
    const page = await this.context.newPage();
    this.page ??= page;
    return page;
  }

  watch(page) {
    const note = (what) => {
      // Browsers ask every site for this by themselves.
      if (!what.includes('/favicon.ico')) this.troubles.push(`${what} (at ${page.url()})`);
    };
    page.on('pageerror', (error) => note(`uncaught: ${error.stack ?? error}`));
    page.on('console', (message) => {
      if (['error', 'warning', 'assert'].includes(message.type())) {
        note(`console: ${message.text()} [${message.location().url}]`);
      }
    });
    page.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText;
      // A page that is left takes its requests with it; one without JavaScript does not fetch what it preloads.
      if (!['net::ERR_ABORTED', this.scriptless && 'csp'].includes(reason)) note(`request failed: ${request.url()} ${reason}`);
    });
  }

  /** Says that this trouble will come; if it does not, the test fails too. */
  expects(...patterns) {
    this.expected.push(...patterns);
  }

  judge() {
    const unexpected = this.troubles.filter((trouble) => !this.expected.some((pattern) => pattern.test(trouble)));
    assert.deepEqual(unexpected, [], 'nothing goes wrong in the page');
    const missing = this.expected.filter((pattern) => !this.troubles.some((trouble) => pattern.test(trouble)));
    assert.deepEqual(missing, [], 'the trouble that was expected came');
  }

  async leaveTraces(name) {
    const file = `failed-${name.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 80)}`;
    for (const [index, page] of this.context.pages().entries()) {
      await picture(page, index === 0 ? file : `${file}-${index}`).catch(() => {});
    }
    if (this.troubles.length > 0) console.error(`troubles of "${name}":\n  ${this.troubles.join('\n  ')}`);
  }

  leave() {
    return this.context.close();
  }
}
