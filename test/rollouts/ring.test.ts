import assert from 'node:assert/strict';
import type { TenantUser } from '../tenant/contract.ts';
import { ringGroup } from './support/movable-people.ts';
import { RolloutWorkshop } from './support/rollout-workshop.ts';

const PEOPLE = 20;
const SETTLE_MILLIS = 15 * 60_000;

describe('A ring', function () {
  this.timeout(60_000);
  let shop: RolloutWorkshop;
  beforeEach(async () => {
    shop = await RolloutWorkshop.open({ movable: PEOPLE, groups: 3 });
    await shop.plan(PEOPLE);
  });
  afterEach(async () => {
    const gaps = shop.gaps();
    await shop.close();
    assert.deepEqual(gaps, [], 'nobody is without MFA at any instant');
  });

  const countsOf = async (no = 1) => {
    const members = await shop.members(no);
    return Object.fromEntries(
      [...Map.groupBy(members, ({ state }) => state)].map(([state, some]) => [state, some.length]),
    );
  };
  const first = (): TenantUser => shop.people[0] ?? assert.fail('nobody');
  const off = () => shop.people.filter(({ perUserMfaState }) => perUserMfaState === 'disabled').length;
  const inGroup = () => shop.tenant.directory.groups.get(ringGroup(1))?.memberUserIds ?? new Set<string>();
  const policyOf = async () => {
    const made = await shop.rows
      .selectFrom('proposal_item')
      .select('made_id')
      .where('made_id', 'is not', null)
      .executeTakeFirstOrThrow();
    return shop.tenant.directory.policies.get(made.made_id ?? '') ?? assert.fail('no policy');
  };
  /** From the policy on to the end of its proof. */
  const provenMillis = async () => {
    const step = await shop.rows
      .selectFrom('ring_step')
      .select('ended_at')
      .where('kind', '=', 'prove')
      .executeTakeFirstOrThrow();
    return (step.ended_at?.getTime() ?? 0) - ((await shop.ring(1)).policy_on_at?.getTime() ?? 0);
  };
  const holdOf = async () => (await shop.ring(1)).hold;

  it('moves from its approval to the end of its watch, tells people at each distance, and writes each state once', async () => {
    await shop.startRing(1);
    const ring = await shop.untilEnded(1);
    assert.equal(ring.state, 'done', ring.hold ?? '');
    assert.deepEqual([await countsOf(), off()], [{ moved: PEOPLE }, PEOPLE]);
    const { id } = await shop.ring(1);
    const told = await shop.rows
      .selectFrom('notice')
      .select('name')
      .where('about', '=', id)
      .orderBy('created_at')
      .execute();
    assert.deepEqual(
      told.map(({ name }) => name),
      ['movingSoon', 'today', 'done'],
      'nobody is reminded to register who has',
    );
    const writes = shop.tenant.log.filter(({ method, path }) => method === 'PATCH' && path.includes('requirements'));
    assert.equal(writes.length, PEOPLE);
    assert.ok((await provenMillis()) >= SETTLE_MILLIS, 'nobody counts as covered before the settle time is over');
    const proposal = await shop.rows.selectFrom('proposal').select('state').executeTakeFirstOrThrow();
    assert.equal(proposal.state, 'done');
    await shop.assertRecordIsWhole();
  });

  it('leaves whoever has no method on per-user MFA, outside of the policy, and takes them into a later ring', async () => {
    first().methods = [];
    await shop.startRing(1);
    assert.equal((await shop.untilEnded(1)).state, 'done');
    assert.deepEqual([await countsOf(), off()], [{ moved: PEOPLE - 1, stays: 1 }, PEOPLE - 1]);
    assert.ok(!inGroup().has(first().id));
    const left = (await shop.members(1)).find(({ person_id: id }) => id === first().id);
    assert.equal(left?.why, 'has no method for MFA registered');
    await shop.readEverybody();
    assert.match(await shop.plan(PEOPLE), /Ring 2: People \(planned · 1 person/);
  });

  it('waits at the gate while fewer than 95 % are ready, says why, and goes on by itself once they are', async () => {
    for (const user of shop.people.slice(0, 2)) user.methods = [];
    await shop.startRing(1);
    await shop.until(async () => (await shop.ring(1)).gate_lines.includes('18 of 20 ready'));
    assert.equal(await shop.stepOf(1), 'gate');
    for (const user of shop.people) user.methods = ['microsoftAuthenticatorAuthenticationMethod'];
    assert.equal((await shop.untilEnded(1)).state, 'done');
    assert.deepEqual(await countsOf(), { moved: PEOPLE });
  });

  /** Somebody signs in while the policy is in report-only, which then says this of it. */
  const signInUnder = async (user: TenantUser, result?: string) => {
    const { id, displayName } = await policyOf();
    const applied = { id, displayName, enforcedGrantControls: [], enforcedSessionControls: [], result };
    shop.tenant.signIn(user.id, result === undefined ? {} : { appliedConditionalAccessPolicies: [applied] });
  };

  it('shows what report-only would have done with its people, and leaves whom it would have blocked as they are', async () => {
    await shop.startRing(1);
    await shop.untilStep(1, 'notices');
    for (const user of shop.people.slice(0, 8)) await signInUnder(user);
    await shop.passTime(60_000);
    await signInUnder(first(), 'reportOnlyFailure');
    await signInUnder(shop.people[1] ?? first(), 'reportOnlySuccess');
    await shop.passTime(61 * 60_000);
    await shop.work();
    assert.match(
      await shop.textOf('rollout.status', { count: 1 }),
      /1 would get in as before, 6 would be asked for MFA, 1 would be blocked; 12 people have not signed in meanwhile/,
    );
    assert.equal((await shop.untilEnded(1)).state, 'done');
    assert.deepEqual([await countsOf(), off()], [{ moved: PEOPLE - 1, stays: 1 }, PEOPLE - 1]);
    const left = (await shop.members(1)).find(({ person_id: id }) => id === first().id);
    assert.equal(left?.why, 'the policy would have blocked the last sign-in, says report-only');
    assert.match((await shop.ring(1)).gate_lines, /1 of those who are ready would be blocked: they stay as they are/);
  });

  it('waits at the gate while report-only would block as many as brake a ring, and goes on once they get in', async () => {
    await shop.startRing(1);
    await shop.untilStep(1, 'notices');
    for (const user of shop.people.slice(0, 3)) await signInUnder(user, 'reportOnlyFailure');
    await shop.until(async () => (await shop.ring(1)).gate_lines.includes('so many that its policy stays off'));
    assert.equal((await policyOf()).state, 'enabledForReportingButNotEnforced');
    for (const user of shop.people.slice(0, 3)) await signInUnder(user);
    assert.equal((await shop.untilEnded(1)).state, 'done');
    assert.deepEqual(await countsOf(), { moved: PEOPLE });
  });

  it('stops at once, begins nothing more while it is held, and stands at the gate again when it is resumed', async () => {
    await shop.startRing(1);
    await shop.untilStep(1, 'gate');
    await shop.stop(1);
    await shop.passTime(11 * 86_400_000);
    await shop.work();
    assert.deepEqual(
      [await holdOf(), off(), (await policyOf()).state],
      ['Paused by Nora Lindqvist.', 0, 'enabledForReportingButNotEnforced'],
    );
    await shop.resume(1);
    assert.notEqual((await shop.untilEnded(1)).state, 'running');
  });

  it('takes everybody out of the policy again who has had both for four hours, even while it is held', async () => {
    await shop.startRing(1);
    await shop.untilStep(1, 'prove');
    await shop.stop(1);
    await shop.until(() => Promise.resolve(inGroup().size === 0));
    assert.deepEqual([await countsOf(), off()], [{ stays: PEOPLE }, 0]);
    assert.ok(await holdOf());
  });

  it('goes back to each person’s own state, which is restored and read before anybody leaves the policy', async () => {
    await shop.startRing(1);
    await shop.untilStep(1, 'soak');
    await shop.takeBack(1);
    assert.equal((await shop.untilEnded(1)).state, 'takenBack');
    assert.deepEqual([await countsOf(), off(), inGroup().size], [{ back: PEOPLE }, 0, 0]);
    assert.equal((await policyOf()).state, 'enabledForReportingButNotEnforced');
  });

  it('goes back with everything that is on its way when the order comes in the middle of a chunk', async () => {
    await shop.startRing(1);
    await shop.untilStep(1, 'prove');
    const hold = shop.tenant.faults.hold({ method: 'PATCH', path: /requirements/, skip: 3 });
    const working = shop.until(async () => (await shop.ring(1)).state === 'takenBack');
    await hold.reached;
    await shop.takeBack(1);
    hold.release();
    await working;
    assert.deepEqual([off(), inGroup().size], [0, 0]);
  });

  it('takes one person back alone, and watches the others on', async () => {
    await shop.startRing(1);
    await shop.untilStep(1, 'soak');
    await shop.takeBack(1, first().id);
    assert.equal((await shop.untilEnded(1)).state, 'done');
    assert.deepEqual([await countsOf(), first().perUserMfaState], [{ back: 1, moved: PEOPLE - 1 }, 'enforced']);
  });

  it('is taken back under an approval of its own once its first one is over', async () => {
    await shop.startRing(1);
    await shop.untilEnded(1);
    await shop.approve('rollout.rollback', { count: 1 });
    assert.equal((await shop.untilEnded(1)).state, 'takenBack');
    assert.deepEqual([await countsOf(), off()], [{ back: PEOPLE }, 0]);
  });

  it('is braked when three of its people cannot sign in, who could before', async () => {
    await shop.startRing(1);
    await shop.untilStep(1, 'soak');
    for (const user of shop.people.slice(0, 3)) {
      user.methods = [];
      shop.tenant.signIn(user.id);
    }
    await shop.passTime(45 * 60_000);
    await shop.work();
    assert.match((await holdOf()) ?? '', /^3 of \d+ people who have signed in could not/);
    await shop.resume(1);
    assert.equal((await shop.untilEnded(1)).state, 'done');
  });

  it('is braked where sign-ins may not be read', async () => {
    await shop.startRing(1);
    await shop.untilStep(1, 'soak');
    shop.tenant.faults.add({
      path: /auditLogs\/signIns/,
      status: 403,
      body: { error: { code: 'Authorization_RequestDenied', message: '' } },
    });
    await shop.passTime(6 * 60_000);
    await shop.work();
    assert.match((await holdOf()) ?? '', /not allowed to read sign-ins/);
  });

  it('has everybody’s own state restored where somebody edits its policy', async () => {
    await shop.startRing(1);
    await shop.untilStep(1, 'soak');
    const policy = await policyOf();
    shop.tenant.directory.policies.set(policy.id, {
      ...policy,
      grantControls: { operator: 'OR', builtInControls: ['compliantDevice'] },
    });
    await shop.passTime(6 * 60_000);
    assert.equal((await shop.untilEnded(1)).state, 'takenBack');
    assert.equal(off(), 0);
  });

  it('does nothing where its stored plan is not what was approved', async () => {
    const id = await shop.startRing(1);
    await shop.rows
      .updateTable('proposal')
      .set((eb) => ({ plan: eb.fn('replace', ['plan', eb.val('enforced'), eb.val('disabled')]) }))
      .where('id', '=', id)
      .execute();
    await shop.work();
    const isWrite = ({ surface, method, path }: { surface: string; method: string; path: string }) =>
      surface === 'graph' && method !== 'GET' && !path.endsWith('/$batch'); // what is in a batch is logged by itself
    assert.deepEqual(shop.tenant.log.filter(isWrite), []);
  });

  it('writes nothing that its approval does not contain, though somebody puts it among the work', async () => {
    const id = await shop.startRing(1);
    await shop.untilStep(1, 'soak');
    const item = {
      kind: 'perUserMfaState',
      target_id: first().id,
      target_name: 'x',
      before: '{}',
      after: '{"perUserMfaState":"enabled"}',
    };
    await shop.rows
      .insertInto('proposal_item')
      .values({
        ...item,
        proposal_id: id,
        no: 9999,
        state: 'ready',
        detail: null,
        due_at: new Date(0),
        lease_until: null,
        attempts: 0,
        updated_at: new Date(0),
        made_id: null,
      })
      .execute();
    await shop.work();
    const row = await shop.rows
      .selectFrom('proposal_item')
      .select(['state', 'detail'])
      .where('no', '=', 9999)
      .executeTakeFirstOrThrow();
    assert.deepEqual([row.state, first().perUserMfaState], ['failed', 'disabled']);
    assert.match(row.detail ?? '', /not what was approved/);
  });
});
