// A real mail server that keeps what it is sent.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { until } from './until.mjs';

const PASSWORD = 'the password of a test';

/** A certificate that nobody trusts but who is told to, for this machine. */
function certificate(folder) {
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name));
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-keyout', key, '-out', cert,
    '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-addext', 'basicConstraints=critical,CA:FALSE'];
  execFileSync('openssl', words, { stdio: 'ignore' });
  return { key: readFileSync(key), cert: readFileSync(cert), file: cert };
}

export class Letterbox {
  /** Takes all mail; `secure` only over TLS and from who knows the password. */
  static async open({ secure = false } = {}) {
    const letterbox = new Letterbox();
    letterbox.letters = [];
    letterbox.folder = mkdtempSync(join(tmpdir(), 'sonda-letterbox-'));
    const { key, cert, file } = secure ? certificate(letterbox.folder) : {};
    letterbox.certificate = file;
    letterbox.server = new SMTPServer({
      ...(secure ? { secure, key, cert } : { disabledCommands: ['STARTTLS', 'AUTH'] }),
      authOptional: !secure,
      onAuth: ({ username, password }, session, done) =>
        username === 'sonda' && password === PASSWORD ? done(null, { user: username }) : done(new Error('wrong password')),
      onData: (stream, session, done) => {
        const chunks = [];
        stream.on('data', (chunk) => chunks.push(chunk));
        stream.on('end', () => {
          letterbox.letters.push({ to: session.envelope.rcptTo.map(({ address }) => address), ...read(Buffer.concat(chunks).toString()) });
          done();
        });
      },
    });
    letterbox.server.on('error', () => {});
    await new Promise((resolve) => letterbox.server.listen(0, '127.0.0.1', resolve));
    letterbox.port = letterbox.server.server.address().port;
    return letterbox;
  }

  /** What configures a server to send here, with that password if it needs one. */
  environment(password = PASSWORD) {
    const who = this.certificate ? `smtps://sonda:${encodeURIComponent(password)}@` : 'smtp://';
    return { SONDA_MAIL__SMTP_URL: `${who}127.0.0.1:${this.port}`, SONDA_MAIL__FROM: 'Surveys <surveys@example.com>' };
  }

  /** The newest message to that address. */
  letter(address) {
    return until(`a message to ${address}`, () => this.letters.findLast(({ to }) => to.includes(address)));
  }

  async close() {
    await new Promise((resolve) => this.server.close(resolve));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The subject and text of a message, and the code in it. */
function read(message) {
  const at = message.indexOf('\r\n\r\n');
  const head = message.slice(0, at).replaceAll(/\r\n[ \t]+/g, ' ');
  const field = (name) => head.match(new RegExp(`^${name}: (.*)$`, 'im'))?.[1] ?? '';
  const quoted = (text) => Buffer.from(text.replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString();
  const subject = field('Subject')
    .replaceAll(/\?= =\?/g, '?==?')
    .replaceAll(/=\?utf-8\?b\?(.*?)\?=/gi, (_, text) => Buffer.from(text, 'base64').toString())
    .replaceAll(/=\?utf-8\?q\?(.*?)\?=/gi, (_, text) => quoted(text.replaceAll('_', ' ')));
  const body = message.slice(at + 4);
  const text = {
    base64: () => Buffer.from(body, 'base64').toString(),
    'quoted-printable': () => quoted(body.replaceAll('=\r\n', '')),
  }[field('Content-Transfer-Encoding').toLowerCase()]?.() ?? body;
  return { subject, text, code: text.match(/^\d{4} \d{4}\r?$/m)?.[0].trim() };
}
