import assert from 'node:assert/strict';
import { cardText, Story } from '../support/story.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { offeredFileOf } from '../tenant/teams/messages.ts';

const { nora, bruno } = PEOPLE;
const PATIENCE = { timeoutMillis: 20_000 };

describe('A plan as a file', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
    await story.product.running.sweep();
  });
  after(() => story.stop());

  /** What reaches Nora's OneDrive once she says yes, line by line; the mark of UTF-8 left out. */
  const saved = async (ask: () => Promise<unknown>): Promise<{ description: string; lines: string[] }> => {
    const before = await story.ask(nora, 'help');
    await ask();
    const isOffer = (activity: unknown) => offeredFileOf(activity as never) !== undefined;
    const after = before.activityId;
    const offer = await story.tenant.teams.waitForMessage(nora, (one) => isOffer(one.activity), { ...PATIENCE, after });
    await story.tenant.teams.answerFile(nora, offer.activityId, 'accept');
    await story.tenant.teams.waitForMessage(nora, (one) => JSON.stringify(one.activity).includes('card.file.info'), {
      ...PATIENCE,
      after: offer.activityId,
    });
    const content = story.tenant.teams.filesOf(nora).at(-1)?.content.toString('utf8') ?? '';
    return {
      description: offeredFileOf(offer.activity)?.description ?? '',
      lines: content.slice(1).trimEnd().split('\r\n'),
    };
  };

  it('names everybody in it and whom it leaves out, and how each stands once it was done', async () => {
    const id = await story.propose('enforce per-user MFA for Bob Berg');
    const waiting = await saved(() => story.tenant.teams.say(nora, 'export my last plan'));
    assert.match(waiting.description, /^Per-user MFA of Bob Berg.*how each stands\.$/);
    assert.equal(waiting.lines[0], 'no,kind,targetId,targetName,before,after,state,detail,updatedDateTime');
    assert.match(
      waiting.lines[1] ?? '',
      /^1,perUserMfaState,[0-9a-f-]{36},Bob Berg,"\{.*""perUserMfaState"":""disabled"".*enforced""\}",,,$/,
    );
    await story.approve(bruno, id);
    await story.ended(id);
    const done = await saved(() => story.tenant.teams.say(nora, `export the plan ${id} as csv`));
    assert.match(done.lines[1] ?? '', /,(done|promoted),.*Z$/);
    assert.equal(done.lines.length, 2);
  });

  it('is offered by a button below its pages', async () => {
    const page = await story.ask(nora, 'how does my last proposal stand?', /^A proposal in full/);
    const { lines } = await saved(() => story.press(nora, page, 'Save'));
    assert.match(lines[1] ?? '', /Bob Berg/);
  });

  it('of somebody who has proposed nothing is refused kindly', async () => {
    assert.match(cardText(await story.ask(bruno, 'export my last plan')), /You have proposed nothing yet\./);
  });

  it('gives a group’s left-out people their reason', async () => {
    const id = await story.propose('turn off per-user MFA for everyone in Sales', []);
    const { lines } = await saved(() => story.tenant.teams.say(nora, `export plan ${id}`));
    const leftOut = lines.filter((line) => line.startsWith(',leftOut,'));
    assert.ok(leftOut.length > 0, lines.join('\n'));
    for (const line of leftOut) assert.match(line, /^,leftOut,[0-9a-f-]{36},.+,.{10,},$/);
  });
});
