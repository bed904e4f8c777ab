import assert from 'node:assert/strict';
import { cardText, Story } from '../support/story.ts';
import { PEOPLE } from '../tenant/cast.ts';

describe('Turning per-user MFA on', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
    await story.product.running.sweep(); // the directory was read: mail addresses are known
  });
  after(() => story.stop());

  const state = (id: string) => story.person(id).perUserMfaState;

  it('Bob, whom nothing covers, becomes enabled and is told in Teams, the app installed for him, with the links', async () => {
    assert.match(await story.carryOut('enable per-user MFA for Bob Berg'), /^Done\n/);
    assert.equal(state(PEOPLE.bob), 'enabled');
    const text = cardText(await story.told(PEOPLE.bob, /^Multifactor authentication is on for your account\n/));
    assert.doesNotMatch(text, /enabled|enforced/);
    assert.match(text, /Sent by: Nora Lindqvist\nHelp: Help desk, extension 4711/);
    for (const link of [
      'https://aka.ms/mfasetup',
      '9783c865-0308-42fb-a519-8cf666fe0acc',
      '2b856342-170a-438e-9a4f-3c092394d3cb',
    ])
      assert.ok(text.includes(link), link);
  });

  it('whoever approves it for several reads each text that is sent, and who gets it', async () => {
    const id = await story.propose('enforce per-user MFA for Ruby Brown and Carol O’Neil');
    const asked = cardText(await story.cardOf(PEOPLE.bruno, id));
    assert.match(asked, /When it is done, Carol O'Neil will be told.*\n(> .*\n)+?> .*set up a second way/);
    assert.match(asked, /When it is done, Ruby Brown will be told.*\n(> .*\n)+?> .*that you have set up already/);
    await story.deny(PEOPLE.bruno, id);
  });

  it('enforcing somebody who has not registered warns of it; where Teams cannot reach them they get a mail', async () => {
    story.person(PEOPLE.carol).teams.isLicensed = false;
    const id = await story.propose('enforce per-user MFA for Carol O’Neil');
    const asked = cardText(await story.cardOf(PEOPLE.bruno, id));
    assert.match(asked, /! Carol O'Neil has not registered: enforced cuts off legacy apps at once/);
    await story.approve(PEOPLE.bruno, id);
    assert.match(await story.settle(id), /^Done\n/);
    await mailSent();
    const mail = story.tenant.directory.sentMails.find(({ to }) => to.includes('carol.oneil@fabrikam.example'));
    assert.match(mail?.content ?? '', /set up a second way[^]*https:\/\/aka\.ms\/mfasetup/);
  });

  it('enabled becomes enforced at once for somebody registered: warned of, and named as Entra’s own step', async () => {
    story.person(PEOPLE.aliceArcher).perUserMfaState = 'disabled';
    const id = await story.propose('enable per-user MFA for Alice Archer');
    const asked = cardText(await story.cardOf(PEOPLE.bruno, id));
    assert.match(asked, /! Alice Archer has registered already, so Entra turns enabled into enforced at once\./);
    await story.approve(PEOPLE.bruno, id);
    assert.match(await story.settle(id), /^Done\n[^]*Entra made it enforced at once, since the person is registered\./);
    assert.equal(state(PEOPLE.aliceArcher), 'enforced');
  });

  it('“put Alice Adams back” restores what she had, though Conditional Access covers her', async () => {
    assert.match(await story.carryOut('turn off per-user MFA for Alice Adams'), /^Done\n/);
    assert.equal(state(PEOPLE.aliceAdams), 'disabled');
    assert.match(await story.carryOut('put Alice Adams back'), /^Done\n[^]*Alice Adams: disabled → enforced/);
    assert.equal(state(PEOPLE.aliceAdams), 'enforced');
    await story.told(
      PEOPLE.aliceAdams,
      /^Multifactor authentication is on[^]*You do not need to set up anything again/,
    );
    assert.ok(!story.textsOf(PEOPLE.aliceAdams).some((text) => text.includes('https://aka.ms/mfasetup')));
  });

  it('the way back is a button on the proposer’s card, and asks two people like any other change', async () => {
    assert.match(await story.carryOut('turn off per-user MFA for Priya Patel'), /^Done\n/);
    const done = await story.told(PEOPLE.nora, /^Done\n[^]*Priya Patel/);
    await story.press(PEOPLE.nora, done, 'Propose to take it back');
    const asked = await story.told(PEOPLE.bruno, /^Approval needed\n[^]*Priya Patel: disabled → enforced/);
    assert.equal(state(PEOPLE.priya), 'disabled');
    await story.press(PEOPLE.bruno, asked, 'Approve');
    await story.told(PEOPLE.nora, /^Your change is done\n[^]*Priya Patel: disabled → enforced/);
    assert.equal(state(PEOPLE.priya), 'enforced');
  });

  it('what was done by somebody else in the meantime is said, not done again', async () => {
    const id = await story.propose('enforce per-user MFA for Wei [Contractor] (Night) Zhang'.replace(/ \[.*\) /, ' '));
    story.person(PEOPLE.wei).perUserMfaState = 'enforced';
    const line = await story.approve(PEOPLE.bruno, id);
    assert.match(line, /^Something has changed since this was proposed: Wei .* is enforced now, not disabled\./);
    assert.deepEqual(story.writes(PEOPLE.wei), []);
  });

  it('approvers saw the message that Bob got, word for word, and the finished card tells that it arrived', async () => {
    story.person(PEOPLE.bob).perUserMfaState = 'disabled';
    const id = await story.propose('enforce per-user MFA for Bob Berg');
    const asked = cardText(await story.cardOf(PEOPLE.bruno, id));
    const before = story.textsOf(PEOPLE.bob).length;
    await story.approve(PEOPLE.bruno, id);
    const done = cardText(await story.cardOf(PEOPLE.nora, id, /^Done\n[^]*Message to Bob Berg: delivered in Teams\n/));
    const got = story.textsOf(PEOPLE.bob).slice(before);
    assert.equal(got.length, 1);
    assert.match(asked, /When it is done, Bob Berg will be told, in Teams \(the app is installed if need be\)/);
    for (const line of (got[0] ?? '').split('\n')) assert.ok(asked.includes(`> ${line}`), line);
    assert.match(done, /\nCannot be taken back: switching it on, until an enabled policy requires MFA of Bob Berg\.\n/);
    assert.match(asked, /! Cannot be taken back: switching it on, until an enabled policy/);
  });

  it('a message that certainly did not arrive is said on the finished card', async () => {
    story.person(PEOPLE.carol).teams.isLicensed = false;
    story.person(PEOPLE.carol).mail = null;
    story.person(PEOPLE.carol).perUserMfaState = 'disabled';
    await story.carryOut('enforce per-user MFA for Carol O’Neil');
    const told = /^Done\n[^]*Message to Carol O'Neil: not delivered \(.*no mail address\)/;
    while (!story.textsOf(PEOPLE.nora).some((text) => told.test(text))) await story.product.moveClock(10_000);
  });

  /** Resolves once Graph has been handed a mail. */
  async function mailSent(): Promise<void> {
    while (story.tenant.directory.sentMails.length === 0) await story.product.moveClock(10_000);
  }
});
