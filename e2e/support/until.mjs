// Waits for what can only be asked for: a state that is looked at again and again, a bounded number of times.

import { setTimeout as pause } from 'node:timers/promises';

const TRIES = 600;
const PAUSE_MS = 50;

/** The first truthy answer of `look`; an error that says `what` was waited for if there is none. */
export async function until(what, look) {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const seen = await look();
    if (seen) return seen;
    await pause(PAUSE_MS);
  }
  throw new Error(`waited in vain until ${what}`);
}
