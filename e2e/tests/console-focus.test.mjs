// The Tab key on every screen of the console: it follows the reading order, and each stop has a name of its own and is seen.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { behaviour, DESKTOP, PHONE } from '../support/browser.mjs';
import { enter } from '../support/console.mjs';
import { PARTS } from '../support/rooms.mjs';
import { SCENES, stage } from '../support/scenes.mjs';
import { Show } from '../support/show.mjs';
import { stops, troubles } from '../support/stops.mjs';

let show;
before(async () => {
  show = await Show.start();
});
after(() => show?.stop());

for (const [device, settings] of [
  ['a desktop', { ...DESKTOP, viewport: { width: 1280, height: 860 } }],
  ['a phone', { ...PHONE, hasTouch: false, isMobile: false }],
]) {
  for (const [part, names] of PARTS) {
    behaviour(`Tab leads through ${part} on ${device}`, settings, async ({ page }) => {
      await enter(page, show.sonda);
      const found = {};
      for (const scene of SCENES.filter(({ name, bare }) => !bare && names.test(name))) {
        await stage(page, show.sonda, scene);
        const all = await stops(page);
        assert.ok(all.length > 1, `${scene.name} has stops`);
        const wrong = troubles(all);
        if (wrong.length > 0) found[scene.name] = wrong.slice(0, 12);
      }
      assert.deepEqual(found, {});
    });
  }
}
