// A walk through all screens of the console that looks whether everything has room.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { behaviour } from './browser.mjs';
import { enter } from './console.mjs';
import { cramped } from './cramped.mjs';
import { picture } from './look.mjs';
import { SCENES, stage } from './scenes.mjs';
import { Show } from './show.mjs';

/** The screens in three parts, so that none takes long. */
export const PARTS = [
  ['forms and the builder', /^(forms|templates|builder)/],
  ['mapping and sharing', /^(mapping|share)/],
  ['answers, deliveries, connections and settings', /^(answer|deliver|connection|settings)/],
];

/** Behaviours for each part, in each of these ways: what it is called, the settings of the visitor, the language. */
export function everythingHasRoom(ways) {
  let show;
  before(async () => {
    show = await Show.start();
  });
  after(() => show?.stop());
  for (const [way, settings, language] of ways) {
    for (const [part, names] of PARTS) {
      behaviour(`everything has room: ${part}, ${way}`, settings, async ({ page }) => {
        await enter(page, show.sonda, { language });
        const found = {};
        for (const scene of SCENES.filter(({ name, bare }) => !bare && names.test(name))) {
          await stage(page, show.sonda, scene);
          const faults = await cramped(page);
          if (faults.length === 0) continue;
          found[scene.name] = faults;
          await picture(page, `cramped-${scene.name}-${settings.viewport.width}`);
        }
        assert.deepEqual(found, {});
      });
    }
  }
}
