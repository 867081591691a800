// What travels between a page and the server: counted, held back, answered otherwise, lost on the way.

import { until } from './until.mjs';

const RESPONSES = '**/api/v1/public/**/responses';
const BUNDLE = /\.wasm(\?|$)/;

/** Holds the bundle back until it is let through: a slow network without waiting for one. */
export async function holdBundle(page) {
  let letThrough;
  const opened = new Promise((resolve) => {
    letThrough = resolve;
  });
  await page.route(BUNDLE, async (route) => {
    await opened;
    await route.continue();
  });
  return { letThrough };
}

/** The addresses asked for from now on, as they come. */
export function requests(page, pattern) {
  const seen = [];
  page.on('request', (request) => {
    if (pattern.test(request.url())) seen.push(request);
  });
  return seen;
}

/** Counts the submissions that the page tries to make. */
export const submissions = (page) => {
  const seen = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && !request.url().endsWith('/step-times')) seen.push(request);
  });
  return seen;
};

/** Answers the first `times` submissions with a failure, as a proxy does whose server is away. */
export async function failSubmissions(page, status, times) {
  let left = times;
  await page.route(RESPONSES, async (route) => {
    if (left === 0) return route.continue();
    left -= 1;
    return route.fulfill({ status, contentType: 'text/html', body: '<h1>Bad gateway</h1>' });
  });
}

/** Lets the server take the first submission, and loses its answer on the way back. */
export async function loseFirstAnswer(page) {
  let lost = false;
  await page.route(RESPONSES, async (route) => {
    if (lost) return route.continue();
    lost = true;
    await route.fetch();
    return route.abort('connectionreset');
  });
}

/** Lets time pass in the page until it has tried once more, and has been answered. */
export async function letItTryAgain(page, posts) {
  const before = posts.length;
  const answered = page.waitForResponse(RESPONSES);
  await until('the page tries again', async () => {
    if (posts.length > before) return true;
    await page.clock.fastForward(60_000);
    return false;
  });
  await answered;
}
