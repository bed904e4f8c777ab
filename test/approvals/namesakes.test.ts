import assert from 'node:assert/strict';
import { RolloutWorkshop } from '../rollouts/support/rollout-workshop.ts';
import { cardText, Story } from '../support/story.ts';
import { PEOPLE } from '../tenant/cast.ts';

const { nora, bruno, aliceAdams, priya, zoe } = PEOPLE;

describe('People of the same name', function () {
  this.timeout(60_000);

  describe('in a proposal', () => {
    let story: Story;
    before(async () => {
      story = await Story.start();
      story.person(priya).displayName = story.person(aliceAdams).displayName;
      await story.product.running.sweep(); // everybody is read
    });
    after(() => story.stop());

    it('are told apart where it is about one of them: the account is named, whatever others are called', async () => {
      const { userPrincipalName } = story.person(zoe);
      const id = await story.propose('turn off per-user MFA for Zoë Müller');
      assert.match(cardText(await story.cardOf(bruno, id)), new RegExp(`^Account: ${userPrincipalName}$`, 'm'));
      await story.deny(bruno, id);
    });

    it('are told apart in a plan of many: as proposed, while it waits, and when it is done; nobody else is', async () => {
      const [alice, other, zoes] = [aliceAdams, priya, zoe].map((id) => story.person(id).userPrincipalName);
      const id = await story.propose(`turn off per-user MFA for ${alice}, ${other} and ${zoes}`);
      const proposed = cardText(await story.cardOf(bruno, id));
      await story.approve(bruno, id);
      const waiting = cardText(await story.cardOf(nora, id, /^Approved\nWaits until/));
      for (const text of [proposed, waiting, await story.settle(id)]) {
        for (const account of [alice, other])
          assert.match(text, new RegExp(`^- Alice Adams.*${account} · .*disabled`, 'm'));
        assert.match(text, /^- Zoë Müller[^@]*$/m);
      }
    });
  });

  it('are told apart in the plan and on the card of a ring by their userPrincipalName, and nobody else is', async () => {
    const shop = await RolloutWorkshop.open({ movable: 3, groups: 1 });
    try {
      const [first, second, third] = shop.people;
      if (!first || !second || !third) return assert.fail('nobody');
      second.displayName = first.displayName;
      await shop.readEverybody();
      await shop.plan(3);
      const id = await shop.propose(await shop.ask('rollout.start', { count: 1 }), 'start ring 1');
      const asked = (await shop.cardOf(id, 'approver')).text;
      await shop.decide(id);
      const calls = shop.tenant.log.length;
      for (const text of [asked, (await shop.cardOf(id)).text]) {
        assert.ok(text.includes(first.userPrincipalName) && text.includes(second.userPrincipalName), text);
        assert.ok(!text.includes(third.userPrincipalName), text);
      }
      assert.equal(shop.tenant.log.length, calls, 'Graph is not asked for a card');
    } finally {
      await shop.close();
    }
  });
});
