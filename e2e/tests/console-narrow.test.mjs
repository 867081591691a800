// A window of 320 pixels: on every screen of the console nothing is cut off, overlaps, or leaves to the side.

import { everythingHasRoom } from '../support/rooms.mjs';

everythingHasRoom([['at 320 pixels, in Polish', { viewport: { width: 320, height: 640 } }, 'pl']]);
