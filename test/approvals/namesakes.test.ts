import assert from 'node:assert/strict';
import { RolloutWorkshop } from '../rollouts/support/rollout-workshop.ts';
import { cardText, Story } from '../support/story.ts';
import { PEOPLE } from '../tenant/cast.ts';

const { nora, bruno, aliceAdams } = PEOPLE;

describe('People of the same name', function () {
  this.timeout(60_000);

  describe('in a proposal', () => {
    let story: Story;
    before(async () => {
      story = await Story.start();
    });
    after(() => story.stop());

    const cardFor = async (words: string): Promise<string> => {
      const id = /^Proposal: (\S+)$/m.exec(cardText(await story.ask(nora, words, /^Waiting for approval/)))?.[1];
      return cardText(await story.cardOf(bruno, id ?? ''));
    };

    it('are told apart where it is about one of them: the account is named, whatever others are called', async () => {
      const { userPrincipalName } = story.person(aliceAdams);
      assert.match(
        await cardFor('turn off per-user MFA for Alice Adams'),
        new RegExp(`^Account: ${userPrincipalName}$`, 'm'),
      );
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
