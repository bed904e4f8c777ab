import assert from 'node:assert/strict';
import { Story } from '../support/story.ts';
import { PEOPLE } from '../tenant/cast.ts';

describe('The clock of the demo', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
    story.tenant.teams.onClockMoved(() => story.product.moveClock(0));
  });
  after(() => story.stop());

  it('“+1 hour” carries out a change that waits for 15 minutes, instead of letting the wait begin anew', async () => {
    const id = await story.propose('turn off per-user MFA for Alice Adams');
    await story.approve(PEOPLE.bruno, id);
    await story.cardOf(PEOPLE.nora, id, /^Approved\nWaits until/);
    const moved = await fetch(`${story.tenant.pageOrigin}/api/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ minutes: 60 }),
    });
    assert.equal(moved.status, 200);
    assert.match(await story.ended(id), /^Done\nDone and read back\n/);
  });
});
