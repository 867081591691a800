// The real binary, with a data folder of its own on a free port, and the administrator's side of its API.

import { spawn, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { randomUUID } from 'node:crypto';
import { until } from './until.mjs';

const TOKEN = 'token-of-the-end-to-end-tests';
const BINARY = process.env.SONDA_BIN ?? fail('SONDA_BIN must name the binary');
/** What the tests run in, without what would configure the server. */
const ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('SONDA_')));

function fail(reason) {
  throw new Error(reason);
}

/** Listens on a port for a moment; `null` if somebody else does. */
async function probe(wanted) {
  const server = createServer();
  const listening = new Promise((resolve) => server.once('listening', () => resolve(true)).once('error', () => resolve(false)));
  server.listen(wanted, '127.0.0.1');
  if (!(await listening)) return null;
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** A port that nobody listens on, nor on the one after it, which the demo takes. */
async function freePort() {
  for (;;) {
    const port = await probe(0);
    if (port < 65_535 && (await probe(port + 1)) !== null) return port;
  }
}

export class Sonda {
  /** Starts the server with the forms given; `env` adds to its configuration. */
  static async start({ forms = [], env = {}, demo = false } = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'sonda-e2e-'));
    const port = await freePort();
    const sonda = new Sonda(folder, port, env);
    await sonda.run(demo ? ['--demo'] : []);
    for (const form of forms) await sonda.publish(form);
    return sonda;
  }

  constructor(folder, port, env) {
    this.folder = folder;
    this.port = port;
    this.token = TOKEN;
    this.url = `http://127.0.0.1:${port}`;
    // Whoever asks too often is refused, and these tests ask often.
    this.env = {
      ...ENVIRONMENT,
      SONDA_LISTEN: `127.0.0.1:${port}`,
      SONDA_PUBLIC_URL: this.url,
      SONDA_DATA_DIR: folder,
      SONDA_ADMIN__TOKEN: TOKEN,
      SONDA_LIMITS__SUBMISSIONS_PER_MINUTE: '10000',
      SONDA_LIMITS__SUBMISSIONS_PER_MINUTE_BY_LINK: '10000',
      SONDA_LIMITS__UNKNOWN_CODES_PER_MINUTE: '10000',
      SONDA_LIMITS__SIGN_INS_PER_MINUTE: '10000',
      SONDA_LOG__FILTER: 'warn',
      ...env,
    };
  }

  /** Runs `sonda serve` until it answers. */
  async run(flags = []) {
    this.log = [];
    this.output = [];
    this.process = spawn(BINARY, ['serve', ...flags], { env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
    createInterface({ input: this.process.stdout }).on('line', (line) => this.output.push(line));
    createInterface({ input: this.process.stderr }).on('line', (line) => this.log.push(line));
    const ended = once(this.process, 'exit').then(([code]) => {
      throw new Error(`sonda ended with ${code}\n${this.log.join('\n')}`);
    });
    ended.catch(() => {});
    this.ended = ended;
    await Promise.race([ended, until('the server answers', () => this.isReady())]);
  }

  async isReady() {
    const response = await fetch(`${this.url}/readyz`).catch(() => null);
    return response?.ok;
  }

  /** What the server printed at its start that has this shape. */
  printed(shape) {
    return this.output.join('\n').match(shape)?.[0] ?? fail(`${shape} is not in:\n${this.output.join('\n')}`);
  }

  /** Asks the server to end, and waits until it has. */
  async halt() {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    await gone;
  }

  async stop() {
    await this.halt();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Another command of the binary, on the same data; returns what it printed. */
  command(...words) {
    return execFileSync(BINARY, words, { env: this.env, encoding: 'utf8' });
  }

  /** One call of the administrator's API. */
  async admin(method, path, body, headers = {}) {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  }

  /** Publishes a definition, or changes the settings of one published before. */
  publish(form) {
    return this.admin('PUT', `/forms/${form.id}`, form);
  }

  /** Makes a personal link: `{id, url, …}`. */
  link(form, contact, rest = {}) {
    return this.admin('POST', `/forms/${form.id}/links`, { contact: `embedded/contact/${contact}`, ...rest });
  }

  revoke(link) {
    return this.admin('POST', `/links/${link.id}/revoke`);
  }

  async records(table) {
    const { records } = await this.admin('GET', `/tables/${table}/records?limit=1000`);
    return records;
  }

  /** The records of a table that match, as soon as there are `count` of them. */
  recordsWhere(table, matches, count = 1) {
    return until(`${count} record(s) in ${table}`, async () => {
      const found = (await this.records(table)).filter(({ values }) => matches(values));
      return found.length >= count && found;
    });
  }

  async responses(form) {
    const { responses } = await this.admin('GET', `/forms/${form.id}/responses?limit=1000`);
    return responses;
  }

  /** How each step of a form was visited, as soon as so many visits in all are counted. */
  visited(form, count) {
    return until(`${count} visit(s) of ${form.id} are counted`, async () => {
      const { steps } = await this.admin('GET', `/forms/${form.id}/step-times`);
      const all = steps.reduce((sum, { visits }) => sum + visits, 0);
      return all >= count && steps;
    });
  }

  /** Sends answers as a program would, past every page; returns the HTTP response. */
  submit(form, answers, { key = randomUUID(), origin } = {}) {
    return fetch(`${this.url}/api/v1/public/forms/${form.id}/responses`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': `"${key}"`,
        ...(origin && { Origin: origin }),
      },
      body: JSON.stringify({ answers }),
    });
  }
}
