// Measures, on a slow phone's network and processor, Sonda's survey page beside a plain HTML page that asks the same.
// Then, without any slow-down, what a keystroke costs in a form of 300 questions with 200 conditions.
// Prints Markdown tables. A benchmark, not a test: SONDA_BIN should be a release build, and the machine idle.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { brotliCompressSync } from 'node:zlib';
import { launch } from './support/chromium.mjs';
import { contact, field, PROBLEM, VISIT } from './support/forms.mjs';
import { large } from './support/large.mjs';
import { ready } from './support/ready.mjs';
import { CPU_SLOW_DOWN, PHONE, slowDown } from './support/slow.mjs';
import { median } from './support/median.mjs';
import { Sonda } from './support/sonda.mjs';

const RUNS = Number(process.argv[2] ?? 9);
/** The same questions in HTML that somebody would write by hand. */
function plainPage({ content }) {
  const text = (words) => words.en.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const option = (question, type, value, title) =>
    `<label><input type="${type}" name="${question.id}" value="${value}"> ${title}</label>`;
  const steps = (question, first, last) =>
    Array.from({ length: last - first + 1 }, (_, index) => option(question, 'radio', first + index, first + index)).join('');
  const inputs = {
    rating: (question) => steps(question, 1, question.steps ?? 5),
    nps: (question) => steps(question, 0, 10),
    single_choice: (question) => question.options.map(({ id, title }) => option(question, 'radio', id, text(title))).join(''),
    multiple_choice: (question) => question.options.map(({ id, title }) => option(question, 'checkbox', id, text(title))).join(''),
    number: (question) => `<input name="${question.id}" inputmode="numeric">`,
    long_text: (question) => `<textarea name="${question.id}"></textarea>`,
  };
  const fields = content.questions.map((question) => {
    const comment = question.comment ? `<label>${text(question.comment.title)} <textarea name="${question.id}.comment"></textarea></label>` : '';
    return `<fieldset><legend>${text(question.title)}</legend>${inputs[question.type](question)}${comment}</fieldset>`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${text(content.title)}</title>
<style>body{font:1rem/1.5 sans-serif;margin:1rem}fieldset{border:0;margin:0 0 1rem;padding:0}label{display:block}</style></head>
<body><h1>${text(content.title)}</h1><p>${text(content.intro)}</p><form method="post">${fields.join('\n')}<button>Send</button></form></body></html>`;
}

async function servePlain() {
  const body = brotliCompressSync(plainPage(VISIT));
  const server = createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Encoding': 'br', 'Content-Length': body.length });
    response.end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** Runs in the page before anything else: answers the first question in the first frame in which a finger could. */
function watch() {
  const seen = {};
  globalThis.seen = seen;
  const frame = () => {
    const radio = document.querySelector('input[type=radio]');
    const label = radio?.closest('label');
    const box = label?.getBoundingClientRect();
    const hit = box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    if (hit && label.contains(hit)) {
      hit.click();
      if (radio.checked) seen.answered = performance.now();
    }
    if (!seen.answered) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new MutationObserver((_, observer) => {
    if (!document.querySelector('[data-sonda-ready]')) return;
    seen.hydrated = performance.now();
    observer.disconnect();
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-sonda-ready'] });
}

async function measure(browser, address, hydrates) {
  const context = await browser.newContext(PHONE);
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    let bytes = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await slowDown(session);
    await page.addInitScript(watch);
    await page.goto(address, { waitUntil: 'load' });
    await page.waitForFunction((wanted) => globalThis.seen.answered && (!wanted || globalThis.seen.hydrated), hydrates);
    const result = await page.evaluate(() => ({
      paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
      answer: globalThis.seen.answered,
      hydrated: globalThis.seen.hydrated,
      kept: document.querySelector('input[type=radio]').checked,
    }));
    if (!result.kept) throw new Error('the answer given before hydration was lost');
    return { ...result, bytes };
  } finally {
    await context.close();
  }
}

const KEYSTROKES = 'The quick brown fox jumps over the lazy dog. '.repeat(3);

/** What each keystroke costs, in milliseconds: in a text that conditions look at, and in one that none does. */
async function measureTyping(browser, address) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 800 }, locale: 'en-GB' });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable');
    await page.goto(address);
    await ready(page);
    const metrics = async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return Object.fromEntries(metrics.map(({ name, value }) => [name, value * 1000]));
    };
    const frames = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
    // What the measuring itself costs between two readings.
    const cost = async (act) => {
      const before = await metrics();
      await act();
      await frames();
      const after = await metrics();
      return ['ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration'].map((name) => after[name] - before[name]);
    };
    const type = async (name, keys) => {
      const costs = [];
      await field(page, name).first().focus();
      for (const key of keys) costs.push(await cost(() => page.keyboard.press(key)));
      return costs;
    };
    const idle = [];
    for (let turn = 0; turn < 20; turn += 1) idle.push(await cost(() => {}));
    await type('trigger', 'warm up');
    const plain = await type('q5', KEYSTROKES);
    const watched = await type('trigger', KEYSTROKES);
    // Every other keystroke hides fifty questions or shows them.
    await field(page, 'trigger').fill('xy');
    const toggling = await type('trigger', Array.from({ length: 40 }, (_, turn) => (turn % 2 === 0 ? 'z' : 'Backspace')));
    return { idle, plain, watched, toggling };
  } finally {
    await context.close();
  }
}

async function printTyping(browser, sonda) {
  const form = large();
  const { idle, ...typed } = await measureTyping(browser, `${sonda.url}/f/${form.id}`);
  const sum = (costs) => costs.reduce((all, one) => all + one, 0);
  const at = (costs, part) => median(costs.map((cost) => (part === undefined ? sum(cost) : cost[part])));
  const conditions = form.content.questions.filter((question) => question.visible_if).length;
  console.log(`\nA form of ${form.content.questions.length} questions with ${conditions} conditions on one page; milliseconds for each keystroke, ` +
    `median (script + style + layout), and the slowest. Measuring itself costs ${at(idle).toFixed(2)}.\n`);
  console.log('| a key in | median | script | style | layout | slowest |\n|---|---|---|---|---|---|');
  const titles = { plain: 'a text of its own', watched: 'a text that 50 conditions look at', toggling: 'a text that hides or shows 50 questions' };
  for (const [name, costs] of Object.entries(typed)) {
    const cells = [at(costs), at(costs, 0), at(costs, 1), at(costs, 2), Math.max(...costs.map(sum))];
    console.log(`| ${titles[name]} | ${cells.map((cell) => cell.toFixed(2)).join(' | ')} |`);
  }
}

const sonda = await Sonda.start({ forms: [PROBLEM, VISIT, large()] });
const plain = await servePlain();
const browser = await launch();
try {
  const link = await sonda.link(VISIT, await contact(sonda, 'bench@example.com'));
  const pages = [
    { name: 'Sonda', address: link.url, hydrates: true, runs: [] },
    { name: 'plain', address: `http://127.0.0.1:${plain.address().port}/`, hydrates: false, runs: [] },
  ];
  // One run of each that does not count, then in turn: what the machine does meanwhile hits both.
  for (let run = 0; run <= RUNS; run += 1) {
    for (const page of pages) {
      const result = await measure(browser, page.address, page.hydrates);
      if (run > 0) page.runs.push(result);
    }
  }
  const [ours, theirs] = pages.map(({ runs }) => (key) => median(runs.map((run) => run[key])));
  const row = (title, key, unit, divisor, digits) => {
    const [a, b] = [ours(key), theirs(key)];
    const cell = (value) => (value === undefined ? '–' : `${(value / divisor).toFixed(digits)} ${unit}`);
    return `| ${title} | ${cell(a)} | ${cell(b)} | ${b === undefined ? '–' : `${(a / b).toFixed(2)}×`} |`;
  };
  console.log(`Survey page by personal link, ${VISIT.content.questions.length} questions; Chromium ${browser.version()}, slow 4G ` +
    `(1.6 Mbps down, 750 kbps up, 150 ms), processor slowed down ${CPU_SLOW_DOWN} times, empty cache; median of ${RUNS} runs.\n`);
  console.log('| | Sonda | plain HTML | ratio |\n|---|---|---|---|');
  console.log(row('first contentful paint', 'paint', 's', 1000, 2));
  console.log(row('an answer can be given', 'answer', 's', 1000, 2));
  console.log(row('WASM has hydrated', 'hydrated', 's', 1000, 2));
  console.log(row('bytes over the wire', 'bytes', 'KB', 1000, 1));
  await printTyping(browser, sonda);
} finally {
  await browser.close();
  plain.close();
  await sonda.stop();
}
