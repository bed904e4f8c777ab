import assert from 'node:assert/strict';
import { verifyChain } from '../../src/audit/verify.ts';
import type { Database } from '../../src/db/database.ts';
import { sha256Hex } from '../../src/lib/canonical-json.ts';
import { HOUR_MILLIS, Story } from '../support/story.ts';
import { PEOPLE } from '../tenant/cast.ts';

const DAY_MILLIS = 24 * HOUR_MILLIS;
const offAlice = 'turn off per-user MFA for Alice Adams';

describe('What is stored', () => {
  let story: Story;
  before(async () => {
    story = await Story.start({ env: { CROSSOVER_RECORD_TEXT_DAYS: '120' } });
  });
  after(() => story.stop());

  /** Writes into a stored plan, as somebody with the database's password could. */
  const tamper = async ({ rows }: Database, id: string, isHashedAnew: boolean): Promise<void> => {
    const { plan, plan_hash } = await rows
      .selectFrom('proposal')
      .select(['plan', 'plan_hash'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const other = plan.replaceAll(PEOPLE.aliceAdams, PEOPLE.priya);
    assert.notEqual(other, plan);
    const hash = isHashedAnew ? sha256Hex(other) : plan_hash;
    await rows.updateTable('proposal').set({ plan: other, plan_hash: hash }).where('id', '=', id).execute();
  };

  it('a proposal outlives a restart: the approver’s old card still decides', async () => {
    const id = await story.propose(offAlice);
    story = await story.restarted();
    await story.approve(PEOPLE.bruno, id);
    assert.match(await story.settle(id), /^Done\n/);
    assert.equal(story.writes(PEOPLE.aliceAdams).length, 1);
    story.person(PEOPLE.aliceAdams).perUserMfaState = 'enforced';
  });

  it('approved work that was changed in the database is not carried out, and the card says so', async () => {
    await story.passTime(2 * HOUR_MILLIS); // what was seen before is forgotten: the work has to wait
    const id = await story.propose(offAlice);
    await story.approve(PEOPLE.bruno, id);
    await story.cardOf(PEOPLE.nora, id, /^Approved\nWaits until/);
    story = await story.restarted(async ({ rows }) => {
      await rows.updateTable('proposal_item').set({ target_id: PEOPLE.priya }).where('proposal_id', '=', id).execute();
    });
    const written = await story.writesDuring(async () => {
      assert.match(await story.settle(id), /^Finished, please look\n[^]*The stored work is not what was approved\./);
    });
    assert.equal(written, 0);
  });

  for (const isHashedAnew of [false, true]) {
    it(`a plan that was changed in the database is not carried out${isHashedAnew ? ', its hash made to fit neither' : ''}`, async () => {
      const id = await story.propose(offAlice);
      story = await story.restarted((database) => tamper(database, id, isHashedAnew));
      const count = await story.writesDuring(async () => {
        assert.match(await story.approve(PEOPLE.bruno, id), /^This card does not show the plan that is stored\./);
        await story.product.moveClock(HOUR_MILLIS);
      });
      assert.equal(count, 0);
      await story.ask(PEOPLE.nora, 'withdraw my last proposal', /^Withdrawn/);
    });
  }

  it('what people wrote is erased when its time is over: chat after 90 days, the rest later; the chain stays whole', async () => {
    const id = await story.propose(offAlice);
    await story.deny(PEOPLE.bruno, id, 'a reason to forget');
    let count = await kept();
    assert.ok(count.words > 0 && count.reason > 0);
    await story.product.moveClock(91 * DAY_MILLIS);
    count = await kept();
    assert.deepEqual([count.words, count.reason > 0, count.isWhole], [0, true, true]);
    await story.product.moveClock(30 * DAY_MILLIS);
    count = await kept();
    assert.deepEqual([count.reason, count.isWhole], [0, true]);
  });

  /** How many texts are there, by looking while the product is stopped. */
  async function kept() {
    let found = { words: 0, reason: 0, isWhole: false };
    story = await story.restarted(async ({ rows }) => {
      const texts = await rows.selectFrom('audit_text').select('field').execute();
      const { isWhole } = await verifyChain(rows);
      const count = (field: string) => texts.filter((text) => text.field === field).length;
      found = { words: count('words'), reason: count('reason'), isWhole };
    });
    return found;
  }
});
