// A captcha provider of our own, stricter than the real ones: scripts that refuse to be used wrongly, frames that
// hand out tokens, and a `siteverify` that takes each once. The real ones cannot be reached from a test.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';

const SITE_KEY = 'site-key-of-the-tests';
const SECRET = 'secret+/= of the tests'.replaceAll(' ', '_');

/** What both scripts begin with: a frame of the provider in a page, which answers by a message. */
const FRAME = (origin) => `
  const ORIGIN = ${JSON.stringify(origin)};
  const waiting = new Map();
  addEventListener('message', ({ origin, data }) => {
    if (origin === ORIGIN && waiting.has(data.id)) waiting.get(data.id)(data);
  });
  let count = 0;
  const strict = (given, known) => {
    const unknown = Object.keys(given).filter((name) => !known.includes(name));
    if (unknown.length > 0) throw new Error('unknown parameters: ' + unknown);
  };
  const frame = (container, kind, parameters, answer) => {
    const id = kind + ++count + Math.random();
    const element = document.createElement('iframe');
    element.title = 'captcha';
    element.width = 300;
    element.height = 65;
    const query = new URLSearchParams({ id, kind, host: location.hostname, ...parameters });
    element.src = ORIGIN + '/frame?' + query;
    waiting.set(id, answer);
    container.append(element);
    return element;
  };`;

const TURNSTILE = (origin) => `(() => {${FRAME(origin)}
  const KNOWN = ['sitekey', 'action', 'language', 'size', 'execution', 'appearance', 'response-field', 'callback',
    'before-interactive-callback', 'after-interactive-callback', 'timeout-callback', 'unsupported-callback', 'error-callback'];
  const widgets = new Map();
  const widget = (id) => widgets.get(id) ?? (() => { throw new Error('no such widget'); })();
  globalThis.turnstile = {
    render(container, given) {
      if (!(container instanceof HTMLElement) || !container.isConnected) throw new Error('no container');
      strict(given, KNOWN);
      if (given.execution !== 'execute') throw new Error('only execution: execute is known here');
      const id = 'widget-' + widgets.size;
      widgets.set(id, { container, given, used: false });
      return id;
    },
    execute(id) {
      const one = widget(id);
      if (one.used) throw new Error('executed twice without a reset');
      one.used = true;
      const { sitekey, action } = one.given;
      one.frame = frame(one.container, 'turnstile', { sitekey, action }, ({ token, error, asks }) => {
        if (asks) one.given['before-interactive-callback']();
        else if (error) one.given['error-callback'](error);
        else one.given.callback(token);
      });
    },
    reset(id) {
      const one = widget(id);
      one.frame?.remove();
      one.used = false;
    },
  };
})();`;

const RECAPTCHA = (origin, render) => `(() => {${FRAME(origin)}
  const KNOWN = ['sitekey', 'size', 'callback', 'expired-callback', 'error-callback'];
  const widgets = [];
  const begin = (one) => {
    one.frame = frame(one.container, 'recaptcha_v2', { sitekey: one.given.sitekey }, ({ token }) => one.given.callback(token));
  };
  globalThis.grecaptcha = {
    ready(then) {
      setTimeout(then);
    },
    render(container, given) {
      if (${JSON.stringify(render)} !== 'explicit') throw new Error('render is not explicit');
      if (!document.contains(container)) throw new Error('the container is not in the document');
      strict(given, KNOWN);
      const one = { container, given };
      begin(one);
      return widgets.push(one) - 1;
    },
    reset(id) {
      widgets[id].frame.remove();
      begin(widgets[id]);
    },
    execute(key, { action }) {
      if (key !== ${JSON.stringify(render)}) throw new Error('another key than the script was loaded with');
      return new Promise((resolve, reject) => {
        const element = frame(document.body, 'recaptcha_v3', { sitekey: key, action }, ({ token, error }) => {
          element.remove();
          if (error) reject(error);
          else resolve(token);
        });
      });
    },
  };
})();`;

export class Provider {
  static async start() {
    const provider = new Provider();
    provider.server = createServer((request, response) => provider.answer(request, response)).listen(0, '127.0.0.1');
    await once(provider.server, 'listening');
    provider.url = `http://127.0.0.1:${provider.server.address().port}`;
    return provider;
  }

  constructor() {
    /** `pass`, `refuse`, or `ask`: a button in the frame that a person presses. */
    this.manner = 'pass';
    this.score = 0.9;
    /** What `siteverify` answers instead of a verdict. */
    this.outage = null;
    this.tokens = new Map();
    this.verified = [];
    this.faults = [];
  }

  /** How a server finds it. */
  get env() {
    const where = (name, path) => ({
      [`SONDA_CAPTCHA__${name}__SCRIPT`]: `${this.url}${path}api.js`,
      [`SONDA_CAPTCHA__${name}__VERIFY`]: `${this.url}${path}siteverify`,
      [`SONDA_CAPTCHA__${name}__SOURCES`]: `["${this.url}"]`,
    });
    return {
      SONDA_CAPTCHA__KEYS__MAIN__SITE_KEY: SITE_KEY,
      SONDA_CAPTCHA__KEYS__MAIN__SECRET: SECRET,
      ...where('TURNSTILE', '/turnstile/'),
      ...where('RECAPTCHA', '/recaptcha/'),
      SONDA_OUTGOING__ALLOW: '["127.0.0.0/8"]',
    };
  }

  stop() {
    this.server.closeAllConnections?.();
    this.server.close();
  }

  async answer(request, response) {
    const { pathname, searchParams } = new URL(request.url, this.url);
    const send = (status, type, body) => response.writeHead(status, { 'Content-Type': type }).end(body);
    const script = (body) => send(200, 'text/javascript', body);
    if (pathname === '/turnstile/api.js') return script(TURNSTILE(this.url));
    if (pathname === '/recaptcha/api.js') return script(RECAPTCHA(this.url, searchParams.get('render')));
    if (pathname === '/frame') return send(200, 'text/html', this.frame(Object.fromEntries(searchParams)));
    if (pathname.endsWith('/siteverify')) {
      if (this.outage) return send(this.outage, 'text/html', 'out of order');
      return send(200, 'application/json', JSON.stringify(await this.verify(request)));
    }
    return send(404, 'text/plain', '');
  }

  /** The page in a frame: it tells its parent a token, at once or when its button is pressed. */
  frame({ id, kind, host, sitekey, action }) {
    const refuses = this.manner === 'refuse' || sitekey !== SITE_KEY;
    const token = `${kind}.${randomUUID()}`;
    if (!refuses) this.tokens.set(token, { hostname: host, action, ...(kind === 'recaptcha_v3' && { score: this.score }) });
    const tell = (data) => `parent.postMessage(${JSON.stringify({ id, ...data })}, '*');`;
    const answer = refuses ? tell({ error: '600010' }) : tell({ token });
    const asks = kind === 'recaptcha_v2' || this.manner === 'ask';
    const script = asks
      ? `${kind === 'turnstile' ? tell({ asks: true }) : ''} document.querySelector('button').onclick = () => { ${answer} };`
      : answer;
    return `<!doctype html><html lang="en"><title>captcha</title><button>I am not a robot</button><script>${script}</script></html>`;
  }

  async verify(request) {
    const fault = (reason, code) => {
      this.faults.push(reason);
      return { success: false, 'error-codes': [code] };
    };
    let body = '';
    for await (const chunk of request) body += chunk;
    const fields = new URLSearchParams(body);
    if (request.method !== 'POST' || request.headers['content-type'] !== 'application/x-www-form-urlencoded') {
      return fault('not a form', 'bad-request');
    }
    if ([...fields.keys()].sort().join() !== 'response,secret') return fault(`fields: ${[...fields.keys()]}`, 'bad-request');
    if (fields.get('secret') !== SECRET) return fault('wrong secret', 'invalid-input-secret');
    const token = fields.get('response');
    this.verified.push(token);
    const earned = this.tokens.get(token);
    if (!earned) return { success: false, 'error-codes': ['invalid-input-response'] };
    if (earned.spent) return { success: false, 'error-codes': ['timeout-or-duplicate'] };
    earned.spent = true;
    return { success: true, challenge_ts: new Date().toISOString(), 'error-codes': [], ...earned };
  }
}
