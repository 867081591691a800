// The system's Chromium.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const ARGUMENTS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

const options = () => ({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGUMENTS });

export const launch = ({ env = {} } = {}) => chromium.launch({ ...options(), env: { ...process.env, ...env } });

/** How the browser of a file of tests is launched. */
export const wanted = { launch };

/** A browser whose settings say that text is twice as large as usual: what is laid out by `em` and `rem` follows. */
export async function launchWithLargeText() {
  const folder = mkdtempSync(join(tmpdir(), 'sonda-large-text-'));
  mkdirSync(join(folder, 'Default'));
  const settings = { webkit: { webprefs: { default_font_size: 32, default_fixed_font_size: 26 } } };
  writeFileSync(join(folder, 'Default/Preferences'), JSON.stringify(settings));
  const browser = (await chromium.launchPersistentContext(folder, options())).browser();
  browser.on('disconnected', () => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return browser;
}
