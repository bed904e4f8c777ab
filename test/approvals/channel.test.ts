import assert from 'node:assert/strict';
import { cardText, Story } from '../support/story.ts';
import { PEOPLE, TENANT_ID } from '../tenant/cast.ts';
import { actionsOf } from '../tenant/teams/card-parts.ts';
import { splitConversationId } from '../tenant/teams/ids.ts';
import { approvalsChannelOf } from '../tenant/teams/seats.ts';
import type { Message } from '../tenant/teams/messages.ts';

const { nora, bruno, chiara } = PEOPLE;
const channelId = approvalsChannelOf({ tenantId: TENANT_ID });

describe('The approvers’ channel', () => {
  let story: Story;
  let proposalId: string;

  before(async () => {
    story = await Story.start({ env: { CROSSOVER_APPROVERS_CHANNEL: channelId } });
  });
  beforeEach(async () => {
    proposalId = await story.propose('turn off per-user MFA for Alice Adams');
  });
  afterEach(async () => {
    await story.deny(bruno, proposalId);
  });
  after(() => story.stop());

  const inRoom = (who: string, fits = /(?:)/): Promise<Message> =>
    story.tenant.teams.waitForMessage(
      who,
      (message) => cardText(message).includes(proposalId) && fits.test(cardText(message)),
      { chatId: channelId, timeoutMillis: 20_000 },
    );
  const titles = ({ cards }: Message): string[] => cards.flatMap((card) => actionsOf(card).map(({ title }) => title));
  /** Somebody's client shows the card, which asks for what they may see. */
  const looked = async (who: string): Promise<Message> => {
    const { activityId } = await inRoom(who);
    await story.tenant.teams.show(who, activityId);
    return inRoom(who);
  };

  it('has a card of every proposal, without a button for somebody whom it does not know', async () => {
    const card = await inRoom(chiara, /^Approval needed/);
    assert.deepEqual(titles(card), []);
  });

  it('shows the buttons to those who were asked, and to nobody else', async () => {
    assert.deepEqual(titles(await looked(bruno)), ['Deny', 'Approve']);
    assert.deepEqual(titles(await looked(nora)), ['Withdraw']);
  });

  it('takes a decision, and shows it to everybody in place, in the room and in their chats', async () => {
    const card = await looked(bruno);
    const planHash = story.planHashOf(proposalId);
    await story.click(bruno, card, {
      verb: 'proposal.deny',
      data: { proposalId, planHash, reason: 'No' },
    });
    await inRoom(bruno, /^Denied/);
    const { activityId } = await inRoom(chiara, /^Denied/);
    assert.equal(activityId, card.activityId);
    await story.cardOf(chiara, proposalId, /^Denied/);
  });

  it('never answers about people in front of the room', async () => {
    const card = await looked(bruno);
    const posts = story.tenant.log.length;
    await story.click(bruno, card, { verb: 'ask', data: { verb: 'approval.status', arguments: { proposalId } } });
    const rooms = story.tenant.log
      .slice(posts)
      .filter(({ surface, method, path }) => surface === 'connector' && method === 'POST' && path.includes('thread'))
      .map(({ path }) => splitConversationId(decodeURIComponent(path)).chatId);
    assert.deepEqual(rooms, []);
  });
});
