// The system's Chromium.

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
export function launchWithLargeText() {
  const { executablePath, args } = options();
  return chromium.launch({ executablePath, args: [...args, '--blink-settings=defaultFontSize=32,defaultFixedFontSize=26'] });
}
