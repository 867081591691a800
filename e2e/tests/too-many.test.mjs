// Whoever sends too often is asked to wait, and keeps what was typed.

import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { behaviour, NO_JAVASCRIPT } from '../support/browser.mjs';
import { answer, DEMO, held, LEAD, send } from '../support/forms.mjs';
import { look } from '../support/look.mjs';
import { ready } from '../support/ready.mjs';
import { Sonda } from '../support/sonda.mjs';

let sonda;
before(async () => {
  sonda = await Sonda.start({ forms: [DEMO], env: { SONDA_LIMITS__SUBMISSIONS_PER_MINUTE: '1' } });
  assert.equal((await sonda.submit(DEMO, LEAD)).status, 201, 'the one of this minute');
});
after(() => sonda?.stop());

for (const [how, settings] of [['with the widget', {}], ['without JavaScript', NO_JAVASCRIPT]]) {
  behaviour(`${how} the page says so, keeps the answers, and lets them be sent again`, settings, async (visitor) => {
    const { page } = visitor;
    visitor.expects(/status of 429/);
    await page.goto(`${sonda.url}/f/${DEMO.id}`);
    if (settings !== NO_JAVASCRIPT) await ready(page);
    await answer(page, LEAD);
    await send(page).click();
    await page.getByRole('alert').getByText('Please wait a moment').waitFor();
    assert.deepEqual(await held(page, Object.keys(LEAD)), LEAD);
    assert.equal(await send(page).isEnabled(), true);
    await look(page, `too-many-${how.replaceAll(' ', '-')}`);
    assert.equal((await sonda.responses(DEMO)).length, 1);
  });
}
