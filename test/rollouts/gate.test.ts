import assert from 'node:assert/strict';
import { PEOPLE as CAST } from '../tenant/cast.ts';
import { RolloutWorkshop } from './support/rollout-workshop.ts';

const PEOPLE = 20;
const DAY_MILLIS = 86_400_000;
const MINUTE_MILLIS = 60_000;
const reader = {
  id: CAST.aliceAdams,
  displayName: 'Alice Adams',
  roles: new Set<'reader'>(['reader']),
  roleTemplateIds: [],
};

describe('A gate that is closed at the hour of the move', function () {
  this.timeout(60_000);
  let shop: RolloutWorkshop;
  beforeEach(async () => {
    shop = await RolloutWorkshop.open({ movable: PEOPLE, groups: 1, env: { CROSSOVER_QUIET_WEEKDAYS: 'sun' } });
    await shop.plan(PEOPLE);
    for (const user of shop.people.slice(0, 2)) user.methods = [];
    await shop.startRing(1);
    await shop.untilStep(1, 'gate');
  });
  afterEach(() => shop.close());

  const untilClosed = () => shop.until(async () => (await shop.ring(1)).gate_lines.includes('18 of 20 ready'));
  /** Whom it was said to, message after message. */
  const told = async (): Promise<string[]> => {
    const found = await shop.rows
      .selectFrom('notice')
      .innerJoin('delivery', 'delivery.notice_id', 'notice.id')
      .select('person_id')
      .where('content', 'like', '%A gate is closed%')
      .orderBy('created_at')
      .execute();
    return found.map((row) => row.person_id);
  };
  /** The notices that somebody was told, in their order. */
  const toldTo = async (at: number): Promise<(string | null)[]> => {
    const found = await shop.rows
      .selectFrom('notice')
      .innerJoin('delivery', 'delivery.notice_id', 'notice.id')
      .select('notice.name')
      .where('person_id', '=', shop.people[at]?.id ?? '')
      .where('kind', '=', 'step')
      .orderBy('created_at')
      .execute();
    return found.map(({ name }) => name);
  };
  const states = async () => {
    const members = await shop.members(1);
    return Object.fromEntries(
      [...Map.groupBy(members, ({ state }) => state)].map(([state, some]) => [state, some.length]),
    );
  };

  it('is told to every approver and to whoever planned it, once that day and once each day after', async () => {
    await untilClosed();
    const everybody = [CAST.bruno, CAST.chiara, CAST.nora].sort();
    assert.deepEqual((await told()).sort(), everybody);
    for (let look = 0; look < 8; look += 1) {
      await shop.passTime(15 * MINUTE_MILLIS);
      await shop.work();
    }
    assert.equal((await told()).length, 3, 'not again on the same day');
    await shop.until(async () => (await told()).length > 3);
    assert.deepEqual((await told()).slice(3).sort(), everybody);
    assert.equal(await shop.stepOf(1), 'gate');
  });

  it('opens for the others once who is not ready is left out; these stay on per-user MFA, and are listed', async () => {
    await untilClosed();
    const outcome = await shop.ask('rollout.status', { count: 1 });
    if (outcome.kind !== 'answer') return assert.fail(outcome.kind);
    assert.match(JSON.stringify(outcome.card.card), /"Leave out who is not ready"/);
    await shop.leaveOut(1);
    await shop.work();
    const group = [...shop.tenant.directory.groups.values()].find(({ displayName }) => displayName === 'SG-Ring-1');
    assert.equal(group?.memberUserIds.size, PEOPLE - 2);
    assert.equal((await shop.untilEnded(1)).state, 'done');
    assert.deepEqual(await states(), { moved: PEOPLE - 2, stays: 2 });
    const [left] = (await shop.members(1)).filter(({ state }) => state === 'stays');
    assert.equal(left?.why, 'has no method for MFA registered');
    assert.deepEqual(shop.gaps(), []);
    await shop.assertRecordIsWhole();
  });

  it('leaves nobody out twice: the second of two clicks is refused, and nothing is put on record for it', async () => {
    await untilClosed();
    const clicks = await Promise.allSettled([shop.leaveOut(1), shop.leaveOut(1)]);
    assert.deepEqual(clicks.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const noted = await shop.rows
      .selectFrom('audit_record')
      .select('seq')
      .where('body', 'like', '%leaves out%')
      .execute();
    assert.equal(noted.length, 1);
    await shop.work();
    await assert.rejects(shop.leaveOut(1), /Nobody of ring 1 waits to be left out|not under way/);
  });

  it('lets nobody be left out by whoever is neither operator nor approver', async () => {
    await untilClosed();
    await assert.rejects(shop.leaveOut(1, reader), /You may not do that with a ring/);
    assert.deepEqual(await states(), { in: PEOPLE - 2, leaving: 2 });
  });

  it('stays closed, whoever is left out, where report-only would block as many as brake a ring', async () => {
    const { policy_id: id } = await shop.ring(1);
    const applied = { id, displayName: 'x', enforcedGrantControls: [], enforcedSessionControls: [] };
    for (const user of shop.people.slice(5, 8))
      shop.tenant.signIn(user.id, { appliedConditionalAccessPolicies: [{ ...applied, result: 'reportOnlyFailure' }] });
    await shop.until(async () => (await shop.ring(1)).gate_lines.includes('so many that its policy stays off'));
    await shop.leaveOut(1);
    await shop.until(async () => (await shop.stepOf(1)) === 'gate' && (await states())['leaving'] === 3);
    assert.deepEqual(await states(), { in: PEOPLE - 5, leaving: 3, stays: 2 });
    await assert.rejects(shop.leaveOut(1), /Nobody of ring 1 waits/);
  });

  it('is told to whoever heard that they move today, at the end of that day and once; the day they move, they hear again', async () => {
    await untilClosed();
    assert.deepEqual(await toldTo(5), ['movingSoon', 'today']);
    await shop.until(async () => (await toldTo(5)).includes('postponed'));
    const { moves_at: movesAt, postponed_at: postponedAt } = await shop.ring(1);
    const later = ((postponedAt?.getTime() ?? 0) - movesAt.getTime()) / (60 * MINUTE_MILLIS);
    assert.ok(later >= 6 && later < 6.5, `it was told ${later} hours after the hour of the move`);
    assert.match(await shop.textOf('rollout.status', { count: 1 }), /Nobody is moved at this time of day/);
    for (let hours = 0; hours < 48; hours += 1) {
      await shop.passTime(60 * MINUTE_MILLIS);
      await shop.work();
    }
    assert.deepEqual(await toldTo(5), ['movingSoon', 'today', 'postponed'], 'not again on the next day');
    assert.deepEqual(await toldTo(0), ['movingSoon', 'registerNow', 'registerFirst']);
    for (const user of shop.people) user.methods = ['microsoftAuthenticatorAuthenticationMethod'];
    assert.equal((await shop.untilEnded(1)).state, 'done');
    assert.deepEqual(await toldTo(5), ['movingSoon', 'today', 'postponed', 'today', 'done']);
    assert.deepEqual(await toldTo(0), ['movingSoon', 'registerNow', 'registerFirst', 'today', 'done']);
    const toldAnew = await shop.rows
      .selectFrom('notice')
      .selectAll()
      .where('name', '=', 'today')
      .orderBy('created_at')
      .execute();
    const waited = ((await shop.ring(1)).policy_on_at?.getTime() ?? 0) - (toldAnew[1]?.created_at.getTime() ?? 0);
    assert.ok(waited >= 60 * MINUTE_MILLIS, `they had ${waited / MINUTE_MILLIS} minutes`);
    assert.match(toldAnew[1]?.content ?? '', /"text":"Today"/);
    assert.deepEqual(shop.gaps(), []);
  });

  it('is postponed once where the ring then does not move at all: nobody hears of it again when its time is over', async () => {
    await untilClosed();
    assert.equal((await shop.untilEnded(1)).state, 'lapsed');
    assert.deepEqual(await toldTo(5), ['movingSoon', 'today', 'postponed']);
    assert.deepEqual(await toldTo(0), ['movingSoon', 'registerNow', 'registerFirst', 'postponed']);
  });

  it('says when it is looked at next, and never a time that has passed', async () => {
    const status = () => shop.textOf('rollout.status', { count: 1 });
    await untilClosed();
    assert.match(await status(), /Next look: /);
    await shop.passTime(16 * MINUTE_MILLIS);
    assert.doesNotMatch(await status(), /Next look/);
    await shop.work();
    assert.match(await status(), /Next look: /);
    await shop.passTime(DAY_MILLIS);
    assert.doesNotMatch(await status(), /Next look/);
  });
});
