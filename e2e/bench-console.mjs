// Measures, on a slow network and processor, how soon somebody can sign in, and how soon the console can be used.
// Prints a Markdown table. A benchmark, not a test: SONDA_BIN should be a release build, and the machine idle.

import { launch } from './support/chromium.mjs';
import { enter } from './support/console.mjs';
import { median } from './support/median.mjs';
import { CPU_SLOW_DOWN, PHONE, slowDown } from './support/slow.mjs';
import { Sonda } from './support/sonda.mjs';

const RUNS = Number(process.argv[2] ?? 9);
/** What each may take, in milliseconds. */
const AIMS = { signIn: 1000, console: 5000 };

/** Runs in the page before anything else: notes the first frame in which something could be typed or pressed. */
function watch(selector) {
  const frame = () => {
    const box = document.querySelector(selector)?.getBoundingClientRect();
    const hit = box && box.width > 0 && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    if (hit?.closest(selector)) globalThis.usable = performance.now();
    else requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** Milliseconds until what the selector finds can be used, and bytes over the wire; with an empty cache. */
async function measure(browser, storageState, address, selector) {
  const context = await browser.newContext({ ...PHONE, storageState });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    let bytes = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await slowDown(session);
    await page.addInitScript(watch, selector);
    await page.goto(address, { waitUntil: 'commit' });
    await page.waitForFunction(() => globalThis.usable, undefined, { timeout: 60_000 });
    return { usable: await page.evaluate(() => globalThis.usable), bytes };
  } finally {
    await context.close();
  }
}

const sonda = await Sonda.start({ demo: true });
const browser = await launch();
try {
  const visit = await browser.newContext(PHONE);
  await enter(await visit.newPage(), sonda);
  const signedIn = await visit.storageState();
  await visit.close();
  const pages = [
    { title: 'sign-in: the address can be typed', aim: AIMS.signIn, state: undefined, path: '/console/sign-in', selector: 'input[type=email]', runs: [] },
    { title: 'console: a form of the list can be opened', aim: AIMS.console, state: signedIn, path: '/console/forms', selector: 'main#screen a[href^="/console/forms/"]', runs: [] },
  ];
  // One run of each that does not count.
  for (let run = 0; run <= RUNS; run += 1) {
    for (const page of pages) {
      const result = await measure(browser, page.state, sonda.url + page.path, page.selector);
      if (run > 0) page.runs.push(result);
    }
  }
  console.log(`\nThe console; Chromium ${browser.version()}, slow 4G (1.6 Mbps down, 750 kbps up, 150 ms), processor slowed down ` +
    `${CPU_SLOW_DOWN} times, empty cache; median of ${RUNS} runs.\n`);
  console.log('| | time | of the aim | bytes |\n|---|---|---|---|');
  for (const { title, aim, runs } of pages) {
    const [usable, bytes] = ['usable', 'bytes'].map((key) => median(runs.map((run) => run[key])));
    console.log(`| ${title} | ${(usable / 1000).toFixed(2)} s | ${(usable / aim).toFixed(2)} | ${(bytes / 1000).toFixed(1)} KB |`);
  }
} finally {
  await browser.close();
  await sonda.stop();
}
