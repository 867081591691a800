// Somebody else's site: pages on an origin of their own that embed a form or post to one.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const page = (name) => readFileSync(new URL(`../../static/${name}.html`, import.meta.url), 'utf8');

/** The pages that `sonda serve --demo` serves beside itself. */
export const DEMO_PAGES = { '/': page('host'), '/plain': page('host-plain'), '/thanks': page('host-thanks') };

export class Host {
  /** Serves those pages, each a path with its HTML, in which {{SONDA}} and {{HOST}} become the two origins. */
  static async start(sonda, pages = DEMO_PAGES) {
    const host = new Host(sonda, pages);
    host.server = createServer((request, response) => host.answer(request, response)).listen(0, '127.0.0.1');
    await once(host.server, 'listening');
    host.url = `http://127.0.0.1:${host.server.address().port}`;
    return host;
  }

  constructor(sonda, pages) {
    this.sonda = sonda;
    this.pages = { ...pages };
  }

  answer(request, response) {
    const html = this.pages[request.url.split('?')[0]];
    response.writeHead(html === undefined ? 404 : 200, { 'Content-Type': 'text/html; charset=utf-8' });
    response.end((html ?? '').replaceAll('{{SONDA}}', this.sonda.url).replaceAll('{{HOST}}', this.url));
  }

  stop() {
    this.server.closeAllConnections?.();
    this.server.close();
  }
}

/** A small page around some HTML, with the widget's script. */
export const embedding = (html, head = '') => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>A site</title>${head}
<script type="module" src="{{SONDA}}/embed.js"></script></head><body><main><h1>A site</h1>${html}</main></body></html>`;
