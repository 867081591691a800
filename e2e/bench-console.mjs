// Measures, on a slow network and processor, how soon somebody can sign in, and how soon the console can be used; and on
// a slow processor, whether the table of answers keeps up with whoever goes through it.
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

/** The answers that the table is gone through, a page of them at a time. */
const ROWS = 5000;
const PAGE = 50;

/** Goes through the table, scrolling each page to its end; the tasks that held the page up, in milliseconds. */
async function scroll({ rows, page }) {
  const tasks = [];
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ type: 'longtask' });
  const frame = () => new Promise(requestAnimationFrame);
  const pager = () => document.querySelector('.pager');
  const said = (from) => pager()?.querySelector('[role=status]')?.textContent.startsWith(`Answers ${from.toLocaleString('en')} to`);
  const times = [];
  let most = 0;
  for (let from = 1; from <= rows; from += page) {
    const asked = performance.now();
    while (!said(from)) await frame();
    times.push(performance.now() - asked);
    most = Math.max(most, document.querySelectorAll('.answers-table tbody tr').length);
    const end = () => document.scrollingElement.scrollHeight - innerHeight;
    for (let top = 0; top < end(); top += innerHeight / 4) {
      scrollTo(0, top);
      await frame();
    }
    if (from + page <= rows) [...pager().querySelectorAll('button')].at(-1).click();
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
  return { tasks, times: times.slice(1), most };
}

/** The same in a browser that is slowed down, or not. */
async function goThrough(browser, storageState, address, rate) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en', storageState });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate });
    await page.goto(address);
    await page.locator('.answers-table tbody tr').first().waitFor();
    return await page.evaluate(scroll, { rows: ROWS, page: PAGE });
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
  sonda.command('generate', 'answers', '--form', 'request-a-demo', '--count', String(ROWS));
  console.log(`\nThe table of answers: ${ROWS} rows, a page of ${PAGE} after the other, each scrolled to its end.\n`);
  console.log('| | a page is there, median | longest task | tasks over 100 ms | rows in the page at most |\n|---|---|---|---|---|');
  for (const rate of [1, CPU_SLOW_DOWN]) {
    const address = `${sonda.url}/console/forms/request-a-demo/answers`;
    const { tasks, times, most } = await goThrough(browser, signedIn, address, rate);
    const over = tasks.filter((task) => task > 100).length;
    console.log(`| ${rate === 1 ? 'as it is' : `slowed down ${rate} times`} | ${median(times).toFixed(0)} ms | ` +
      `${Math.max(0, ...tasks).toFixed(0)} ms | ${over} | ${most} |`);
  }
} finally {
  await browser.close();
  await sonda.stop();
}
