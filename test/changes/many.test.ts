import assert from 'node:assert/strict';
import { cardText, SETTLE_MILLIS, Story } from '../support/story.ts';
import { GROUPS, PEOPLE } from '../tenant/cast.ts';
import { ROLE_TEMPLATE_IDS } from '../tenant/entra-ids.ts';

const { nora, bruno, chiara, aliceAdams, priya, zoe, bob } = PEOPLE;

describe('A plan about many people', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
    await story.product.running.sweep(); // everybody is read
  });
  after(() => story.stop());

  /** Everybody of the pilot group who is covered and registered, and why the others are not. */
  const planned = async (words: string): Promise<{ id: string; card: string }> => {
    const id = await story.propose(words);
    return { id, card: cardText(await story.cardOf(nora, id)) };
  };

  it('says who, how many, by department and state, and names why others are left out', async () => {
    const { id, card } = await planned('turn off per-user MFA for everyone in the group SG-MFA-Pilot');
    assert.match(card, /Per-user MFA of \d+ people \(in the group SG-MFA-Pilot\) → disabled/);
    assert.match(card, /People: \d+\n/);
    assert.match(card, /Now: \d+ enforced/);
    assert.match(card, /Departments: .*\d+ Sales/);
    assert.match(card, /Conditional Access: (1 is|\d+ are) required to use MFA/);
    assert.match(card, /Known from: the list of \d\d:\d\d CET; everybody is read again before the write/);
    assert.match(card, /Alice Adams\n?.*enforced → disabled/);
    await story.deny(bruno, id);
  });

  it('leaves out whoever would be without MFA, and says how many of each kind', async () => {
    const { id, card } = await planned('turn off per-user MFA for everyone in Sales');
    const left = /Left out: (\d+): (.*)/.exec(card);
    assert.match(left?.[2] ?? '', /\d+ not covered by Conditional Access/);
    assert.match(card, /^Left out, not covered by Conditional Access: .*Tomasz Leszczyński/m);
    await story.deny(bruno, id);
  });

  it('leaves out whoever is excepted by name', async () => {
    const { id, card } = await planned(
      'turn off per-user MFA for everyone in the group SG-MFA-Pilot except Priya Patel',
    );
    assert.match(card, /- Alice Adams/);
    assert.doesNotMatch(card, /- Priya Patel/);
    await story.deny(bruno, id);
  });

  it('leaves out whoever another open proposal is about', async () => {
    const one = await story.propose('turn off per-user MFA for Priya Patel');
    const id = await story.propose('turn off per-user MFA for Alice Adams, Priya Patel and Zoë Müller');
    assert.match(cardText(await story.cardOf(nora, id)), /of 2 people[^]*Left out: 1: 1 in another open proposal/);
    for (const each of [one, id]) await story.deny(bruno, each);
  });

  it('is refused where nobody in it may be changed, with the reasons counted', async () => {
    const words = "turn off per-user MFA for Alice Archer and Carol O'Neil";
    const text = cardText(await story.ask(nora, words, /^I did not/));
    assert.match(text, /Nobody of them can be changed: 2 not covered by Conditional Access\./);
  });

  it('takes people by name, asks back about a name that several have, and goes on with the choice', async () => {
    const asked = await story.ask(nora, 'turn off per-user MFA for Alice and Priya Patel');
    assert.match(cardText(asked), /Whom do you mean\?[^]*Alice Adams[^]*Alice Archer/);
    await story.press(nora, asked, 'Alice Adams');
    const card = cardText(await story.told(nora, /^Waiting for approval[^]*Per-user MFA of 2 people/));
    assert.match(card, /Alice Adams[^]*Priya Patel/);
    await story.deny(bruno, /^Proposal: (\S+)$/m.exec(card)?.[1] ?? '');
  });

  it('makes what is about an approver a proposal of its own, so that they may decide on the rest', async () => {
    story.group(GROUPS.pilot).memberUserIds.add(chiara);
    await story.product.moveClock(11 * 60_000); // the members of a group are read anew after ten minutes
    await story.ask(nora, 'turn off per-user MFA for everyone in the group SG-MFA-Pilot', /^Waiting for approval/);
    const ofChiara = cardText(await story.told(bruno, /^Approval needed[^]*Per-user MFA of Chiara Rossi/));
    const ofOthers = cardText(await story.told(chiara, /^Approval needed[^]*Per-user MFA of \d+ people/));
    assert.doesNotMatch(ofOthers.replace(/^Can decide: .*$/m, ''), /Chiara Rossi/);
    assert.match(ofOthers, /^Can decide: .*Chiara Rossi$/m);
    assert.ok(
      !story.textsOf(chiara).some((text) => text.includes('Approval needed') && text.includes('of Chiara Rossi')),
    );
    story.group(GROUPS.pilot).memberUserIds.delete(chiara);
    for (const card of [ofChiara, ofOthers]) await story.deny(bruno, /^Proposal: (\S+)$/m.exec(card)?.[1] ?? '');
  });

  it('shows administrators first, and says that they are', async () => {
    const mixed = await Story.start();
    mixed.person(zoe).roleTemplateIds.push(ROLE_TEMPLATE_IDS['Global Reader']);
    await mixed.product.running.sweep();
    const id = await mixed.propose('turn off per-user MFA for Alice Adams, Priya Patel and Zoë Müller');
    const card = cardText(await mixed.cardOf(nora, id));
    assert.match(card, /^- Zoë Müller \(administrator · enforced → disabled\)\n- Alice Adams \(enforced → disabled\)/m);
    await mixed.stop();
  });

  it('needs two approvals where more people than the configured number are in it', async () => {
    const few = await Story.start({ env: { CROSSOVER_FEW_PEOPLE: '1' } });
    await few.product.running.sweep();
    const id = await few.propose('turn off per-user MFA for Alice Adams and Priya Patel');
    assert.match(cardText(await few.cardOf(nora, id)), /Needs 2 approvals[^]*Why several: it is about many people/);
    await few.stop();
  });

  it('leaves out the members of a protected group; alone, such a person is refused', async () => {
    const guarded = await Story.start({ env: { CROSSOVER_PROTECTED_GROUPS: GROUPS.caMfaEngineering } });
    await guarded.product.running.sweep();
    const id = await guarded.propose('turn off per-user MFA for Alice Adams, Priya Patel and Zoë Müller');
    assert.match(cardText(await guarded.cardOf(nora, id)), /Per-user MFA of 2 people[^]*Left out: 1: 1 protected/);
    const alone = cardText(await guarded.ask(nora, 'turn off per-user MFA for Zoë Müller', /^I did not/));
    assert.match(alone, /Zoë Müller is in a protected group: I never change it\./);
    await guarded.stop();
  });

  it('is refused where it is about more people than one plan may be', async () => {
    const small = await Story.start({ env: { CROSSOVER_MOST_PEOPLE: '1', CROSSOVER_FEW_PEOPLE: '1' } });
    await small.product.running.sweep();
    const text = await small.answerTo(nora, 'turn off per-user MFA for Alice Adams and Priya Patel');
    assert.match(text, /That would be 2 people, and one plan may be about 1\.\nName a smaller group/);
    await small.stop();
  });

  describe('once approved', () => {
    let id: string;
    before(async () => {
      id = await story.propose('turn off per-user MFA for Alice Adams, Priya Patel and Zoë Müller');
      await story.product.moveClock(SETTLE_MILLIS);
      await story.approve(bruno, id);
    });

    it('is worked off item by item, each looked at, written and read back, and its numbers add up', async () => {
      const card = await story.settle(id);
      assert.match(card, /^Done\nDone and read back/);
      assert.match(card, /done: 3/);
      for (const one of [aliceAdams, priya, zoe]) assert.equal(story.person(one).perUserMfaState, 'disabled');
    });

    it('can be shown in full, and page by page', async () => {
      const text = await story.answerTo(nora, `show proposal ${id}`);
      assert.match(text, /^A proposal in full\nFinished[^]*Alice Adams: done[^]*1 to 3 of 3\./);
    });

    it('is taken back for one person alone by the button beside the name', async () => {
      const list = await story.ask(nora, `show proposal ${id}`, /^A proposal in full/);
      await story.press(nora, list, 'Priya Patel');
      const wanted = /^Waiting for approval[^]*Per-user MFA of Priya Patel: disabled → enforced/;
      const back = cardText(await story.told(nora, wanted));
      assert.doesNotMatch(back, /Alice Adams|Zoë Müller/);
      await story.deny(bruno, /^Proposal: (\S+)$/m.exec(back)?.[1] ?? '');
    });

    it('is taken back by one button, to the state that each had before', async () => {
      const done = await story.cardOf(nora, id, /^Done/);
      await story.press(nora, done, 'Propose to take it back');
      const back = cardText(await story.told(nora, /^Waiting for approval[^]*Take back: Per-user MFA of 3 people/));
      const backId = /^Proposal: (\S+)$/m.exec(back)?.[1] ?? '';
      await story.approve(bruno, backId);
      assert.match(await story.settle(backId), /^Done/);
      for (const one of [aliceAdams, priya, zoe]) assert.equal(story.person(one).perUserMfaState, 'enforced');
    });

    it('is not taken back twice: whoever was changed again since is left alone', async () => {
      const text = cardText(await story.ask(nora, `undo proposal ${id}`, /^I did not/));
      assert.match(text, /Everybody in it has been changed again since/);
    });
  });

  it('tells everybody whom it switches on, each once', async () => {
    const id = await story.propose("enforce per-user MFA for Bob Berg and Carol O'Neil");
    await story.approve(chiara, id);
    const card = await story.ended(id);
    assert.match(card, /done: 2/);
    await story.told(bob, /^Multifactor authentication is on for you/);
    assert.equal(story.textsOf(bob).filter((text) => text.includes('Multifactor authentication is on')).length, 1);
  });
});
