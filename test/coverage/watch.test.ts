import assert from 'node:assert/strict';
import { recordOf } from '../tenant/teams/json.ts';
import { opened } from '../db/each-database.ts';
import { cardText, SETTLE_MILLIS, Story } from '../support/story.ts';
import { GROUPS, PEOPLE, POLICIES } from '../tenant/cast.ts';

const ALARM = /^MFA was lost/;
const LEGACY = /^Legacy authentication is open again/;

/** Alice is moved by an approved plan; then somebody takes her out of the group that her policy is for. */
describe('Whoever was moved stays watched', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
    await story.product.running.sweep();
    await story.carryOut('turn off per-user MFA for Alice Adams');
    await pass(60);
  });
  after(() => story.stop());

  /** So many seconds, looked at every ten as the sweep does. */
  const pass = async (seconds: number): Promise<void> => {
    for (let passed = 0; passed < seconds; passed += 10) await story.product.moveClock(10_000);
  };
  const alarms = (who: string) => story.textsOf(who).filter((text) => ALARM.test(text));
  const leave = () => {
    const { appId } = story.tenant.bot;
    assert.ok(story.group(GROUPS.caMfa).memberUserIds.delete(PEOPLE.aliceAdams));
    story.tenant.records.audits.push({
      ...{ id: 'Directory_1', atMillis: story.tenant.clock.now().getTime(), category: 'GroupManagement', appId },
      ...{ activityDisplayName: 'Remove member from group', operationType: 'Delete', written: {} },
      target: { id: GROUPS.caMfa, type: 'Group' },
    });
  };

  it('the approvers saw that the way back stands', () => {
    const sent = story.tenant.log
      .filter(({ surface }) => surface === 'connector')
      .map(({ body }) => JSON.stringify(body));
    const asked = sent.filter((body) => body.includes('Approval needed') && body.includes('Alice Adams'));
    assert.ok(asked.length > 0);
    for (const body of asked) assert.match(body, /If an edit takes coverage away later/);
  });

  it('nothing is said while all is well', () => {
    assert.deepEqual([...alarms(PEOPLE.bruno), ...alarms(PEOPLE.chiara)], []);
  });

  it('an edit that opens legacy authentication is told, and nothing begins by itself', async () => {
    const { policies } = story.tenant.directory;
    const policy = opened(policies.get(POLICIES.requireMfaForMigrated));
    const modern = { ...recordOf(policy['conditions']), clientAppTypes: ['browser', 'mobileAppsAndDesktopClients'] };
    policies.set(policy.id, { ...policy, conditions: modern });
    await pass(60);
    const card = await story.told(PEOPLE.bruno, LEGACY);
    assert.match(cardText(card), /1 person by the password alone after somebody’s edit\nAlice Adams/);
    assert.match(JSON.stringify(card.cards), /Propose to restore/);
    await pass(60);
    assert.equal(story.person(PEOPLE.aliceAdams).perUserMfaState, 'disabled');
    assert.deepEqual(alarms(PEOPLE.bruno), []);
    policies.set(policy.id, policy);
    await pass(60);
    assert.equal(story.textsOf(PEOPLE.chiara).filter((text) => LEGACY.test(text)).length, 1);
  });

  it('what only waits for a decision about her stops no way back', async () => {
    await story.propose('put Alice Adams back to the previous state');
  });

  it('an edit that costs coverage is told to every approver within a minute, with who edited what', async () => {
    leave();
    await pass(60);
    const card = await story.told(PEOPLE.bruno, ALARM);
    await story.told(PEOPLE.chiara, ALARM);
    const [text = ''] = alarms(PEOPLE.bruno);
    assert.ok(card);
    assert.match(text, /1 person without MFA after somebody’s edit\nAlice Adams/);
    assert.match(text, /Edit: Remove member from group\nEdited by: /);
    assert.match(text, /The approval included the way back/);
  });

  it('and the way back restores her own state before, by itself', async () => {
    await pass(60);
    assert.equal(story.person(PEOPLE.aliceAdams).perUserMfaState, 'enforced');
    await story.told(
      PEOPLE.aliceAdams,
      /^Multifactor authentication is on for your account[^]*Sent by: Nora Lindqvist/,
    );
    assert.match(story.textsOf(PEOPLE.nora).join('\n'), /Standing way back: per-user MFA of Alice Adams is restored/);
  });

  it('one loss is one alarm, however often it is looked, restarts included', async () => {
    story = await story.restarted();
    await pass(120);
    assert.deepEqual([alarms(PEOPLE.bruno).length, alarms(PEOPLE.chiara).length], [1, 1]);
  });

  it('all of it is on record', async () => {
    const text = await story.answerTo(PEOPLE.nora, 'what happened to Alice Adams?');
    assert.match(text, /Coverage lost/);
  });
});

describe('The watch, where the way back is not to begin by itself', () => {
  let story: Story;
  before(async () => {
    story = await Story.start({ env: { CROSSOVER_STANDING_WAY_BACK: 'off' } });
    await story.product.running.sweep();
    const id = await story.propose('turn off per-user MFA for Alice Adams');
    await story.approve(PEOPLE.bruno, id);
    await story.settle(id);
  });
  after(() => story.stop());

  let leftAt: number;

  it('offers it on the card, says that the audits tell nothing yet, and changes nothing', async () => {
    leftAt = story.tenant.clock.now().getTime();
    story.group(GROUPS.caMfa).memberUserIds.delete(PEOPLE.aliceAdams);
    for (let passed = 0; passed < 60; passed += 10) await story.product.moveClock(10_000);
    const card = await story.told(PEOPLE.bruno, ALARM);
    const text = JSON.stringify(card.cards);
    assert.match(text, /the directory audits do not tell yet/);
    assert.match(text, /Propose to restore/);
    await story.product.moveClock(SETTLE_MILLIS);
    assert.equal(story.person(PEOPLE.aliceAdams).perUserMfaState, 'disabled');
  });

  it('who made the edit is told once, when the audits tell it', async () => {
    const edits = (who: string) => story.textsOf(who).filter((text) => /^Who made the edit/.test(text));
    assert.deepEqual(edits(PEOPLE.bruno), []);
    const edit = { appId: story.tenant.bot.appId, category: 'GroupManagement', written: {} };
    const target = { id: GROUPS.caMfa, type: 'Group' };
    story.tenant.records.audits.push(
      ...[
        {
          id: 'Directory_2',
          atMillis: leftAt,
          activityDisplayName: 'Remove member from group',
          operationType: 'Delete',
        },
        // What came after the alarm was not behind it.
        {
          id: 'Directory_3',
          atMillis: leftAt + SETTLE_MILLIS,
          activityDisplayName: 'Update group',
          operationType: 'Update',
        },
      ].map((one) => ({ ...one, ...edit, target })),
    );
    for (let passed = 0; passed < 180; passed += 60) await story.product.moveClock(60_000);
    for (const who of [PEOPLE.bruno, PEOPLE.chiara]) {
      const [text = '', ...others] = edits(who);
      assert.match(text, /Alice Adams\nEdit: Remove member from group\nEdited by: .+\nEdited at: /);
      assert.deepEqual(others, []);
    }
  });
});

describe('The watch, where another plan about the same person is at work', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
    await story.product.running.sweep();
  });
  after(() => story.stop());

  it('leaves them to that plan, and begins the way back once it has ended', async () => {
    const moved = await story.proposeAndApprove('turn off per-user MFA for Alice Adams and Priya Patel');
    await story.settle(moved);
    const other = await story.propose(`undo ${moved}`);
    // Held at the last look before the write, after the one that the click takes: paused then, neither is begun.
    const looks = [PEOPLE.aliceAdams, PEOPLE.priya].map((id) => {
      const path = new RegExp(`${id}/authentication/requirements`);
      return story.tenant.faults.hold({ method: 'GET', path, skip: 1 });
    });
    await story.approve(PEOPLE.bruno, other);
    await Promise.all(looks.map(({ reached }) => reached));
    await story.press(PEOPLE.nora, await story.cardOf(PEOPLE.nora, other, /^Approved/), 'Pause');
    for (const look of looks) look.release();
    story.group(GROUPS.caMfa).memberUserIds.delete(PEOPLE.aliceAdams);
    for (let passed = 0; passed < 120; passed += 10) await story.product.moveClock(10_000);
    await story.told(PEOPLE.bruno, ALARM);
    assert.equal(story.person(PEOPLE.aliceAdams).perUserMfaState, 'disabled');
    await story.press(PEOPLE.nora, await story.cardOf(PEOPLE.nora, other, /^Paused/), 'Stop');
    await story.ended(other);
    assert.equal(story.person(PEOPLE.aliceAdams).perUserMfaState, 'disabled');
    for (let passed = 0; passed < 150; passed += 30) await story.product.moveClock(30_000);
    assert.equal(story.person(PEOPLE.aliceAdams).perUserMfaState, 'enforced');
    assert.equal(story.person(PEOPLE.priya).perUserMfaState, 'disabled');
  });
});
