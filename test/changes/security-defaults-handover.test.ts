import assert from 'node:assert/strict';
import { chainTimes, refuseMidway } from '../../src/changes/chain.ts';
import { wishOfPolicy } from '../../src/changes/conditional-access-policy-create.ts';
import { policyFrom, REPLACING_SET, titleOf } from '../../src/changes/policy-templates.ts';
import { handoverDraft } from '../../src/changes/security-defaults-handover.ts';
import type { ProposalItemRow } from '../../src/db/tables.ts';
import { RefusedError } from '../../src/lib/refused.ts';
import { policyFactsOf } from '../../src/policies/policy-facts.ts';
import { caught } from '../entra/support/caught.ts';
import { graphOf } from '../entra/support/practice.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { Workshop, type Approved } from './support/workshop.ts';

const emergencyAccountIds = new Set<string>([PEOPLE.emergency01, PEOPLE.emergency02]);
const POLICY = /conditionalAccess\/policies\/[^/]+$/;
const DEFAULTS = /identitySecurityDefaults/;
const nameOf = (at: number) => `Crossover: ${titleOf(REPLACING_SET[at] ?? 'everyone')}`;

describe('Conditional Access in the place of security defaults', () => {
  let shop: Workshop;
  before(async () => (shop = await Workshop.open()));
  beforeEach(async () => {
    await shop.renew();
    shop.tenant.directory.policies.clear();
    shop.tenant.graph.isSecurityDefaultsEnabled = true;
    for (const name of REPLACING_SET)
      await shop.carryOut(
        'conditionalAccessPolicyCreate',
        wishOfPolicy(`Crossover: ${titleOf(name)}`, policyFrom(name, emergencyAccountIds)),
      );
    shop.tenant.log.length = 0;
  });
  after(() => shop.close());

  const policies = () => shop.tenant.directory.policies;
  const ours = () => [...policies().values()].filter(({ displayName }) => String(displayName).startsWith('Crossover'));
  const named = (at: number) => ours().find(({ displayName }) => displayName === nameOf(at)) ?? assert.fail(nameOf(at));
  const isOn = () => shop.tenant.graph.isSecurityDefaultsEnabled;
  const states = () => [0, 1, 2, 3].map((at) => named(at).state);
  const draft = () =>
    handoverDraft(
      {
        graph: graphOf(shop.tenant),
        accounts: { emergencyAccountIds, ownIds: new Set(), protectedGroupIds: new Set() },
        factsOf: policyFactsOf,
        foresee: () => Promise.reject(new RefusedError('notReady', 'I am still reading.', 'Ask again.')),
      },
      {
        actor: { id: PEOPLE.nora, displayName: 'Nora', roles: new Set(), roleTemplateIds: [] },
        signal: AbortSignal.timeout(20_000),
      },
    );
  const approved = async (): Promise<Approved> => shop.approvedPlan(await draft());
  const patches = () =>
    shop
      .writes()
      .filter((write) => write.startsWith('PATCH'))
      .map((write) => (DEFAULTS.test(write) ? 'defaults' : 'policy'));
  const outcomes = (rows: readonly ProposalItemRow[]) => rows.map(({ no, state }) => `${no} ${state}`).join(', ');
  const REPORT_ONLY = Array.from({ length: 4 }, () => 'enabledForReportingButNotEnforced');
  const assertPutBack = (): void => {
    assert.deepEqual([isOn(), states()], [true, REPORT_ONLY]);
  };

  it('is one plan: defaults off, then four policies on, MFA for everybody first, and its exact way back', async () => {
    const { title, items, wayBack, warnings, risks, evidence } = await draft();
    assert.equal(title, 'Security defaults off, 4 policies on in their place');
    assert.deepEqual(
      items.map(({ targetName }) => targetName),
      ['Security defaults', ...[0, 1, 2, 3].map(nameOf)],
    );
    assert.deepEqual(
      wayBack?.map(({ targetName }) => targetName),
      items.toReversed().map(({ targetName }) => targetName),
    );
    assert.match(warnings[0] ?? '', /a gap of seconds cannot be avoided[^]*I measure it and note it/);
    assert.match(warnings[1] ?? '', /cannot be stopped midway/);
    assert.deepEqual(
      [risks, evidence[0]],
      [
        ['securityDefaults', 'policy'],
        ['In this order', 'each right after the one before'],
      ],
    );
  });

  it('is done in that order and read back; how long nobody was asked for MFA is measured', async () => {
    const plan = await approved();
    const rows = await shop.workOffAll(plan);
    assert.equal(outcomes(rows), '0 done, 1 done, 2 done, 3 done, 4 done');
    assert.deepEqual(patches(), ['defaults', 'policy', 'policy', 'policy', 'policy']);
    assert.deepEqual([isOn(), states()], [false, Array.from({ length: 4 }, () => 'enabled')]);
    const times = await chainTimes(shop.database, plan.id);
    const gap = times?.firstGapMillis ?? -1;
    assert.ok(times && gap > 0 && times.wholeMillis > gap && times.wholeMillis < 60_000, JSON.stringify(times));
  });

  for (const [at, what] of REPLACING_SET.entries()) {
    it(`is refused where “${titleOf(what)}” does not stand ready: gone, off, or Microsoft’s own`, async () => {
      const policy = named(at);
      for (const change of [{ state: 'disabled' }, { templateId: 'x' }, { grantControls: null }]) {
        policies().set(policy.id, { ...policy, ...change });
        const refusal = await caught(RefusedError, draft());
        assert.deepEqual([refusal.reason, refusal.message.includes(titleOf(what))], ['notCovered', true]);
        assert.match(refusal.remedy, /“create the policies that replace security defaults”/);
      }
      assert.deepEqual(shop.writes(), []);
    });
  }

  it('is not begun where a policy was edited, turned off or deleted since the approval', async () => {
    const policy = named(3);
    const edits = [
      () => policies().set(policy.id, { ...policy, grantControls: null }),
      () => policies().set(policy.id, { ...policy, state: 'disabled' }),
      () => policies().delete(policy.id),
    ];
    for (const edit of edits) {
      policies().set(policy.id, policy);
      const plan = await approved();
      edit();
      const rows = await shop.workOffAll(plan);
      assert.equal(outcomes(rows), '0 skipped, 1 skipped, 2 skipped, 3 skipped, 4 skipped');
      assert.deepEqual([shop.writes(), isOn()], [[], true]);
    }
  });

  it('is not begun while Graph keeps us off Conditional Access', async () => {
    const plan = await approved();
    await shop.database.rows
      .insertInto('quota')
      .values({
        name: 'conditionalAccess',
        full_at: new Date(0),
        refusals: 1,
        blocked_until: new Date(shop.tenant.clock.now().getTime() + 60_000),
      })
      .execute();
    await shop.runOnce(plan);
    const [first] = await shop.itemsOf(plan.id);
    assert.deepEqual(
      [first?.state, first?.detail, isOn()],
      ['ready', 'Microsoft keeps us off Conditional Access for the moment.', true],
    );
    assert.equal(outcomes(await shop.workOffAll(plan)), '0 done, 1 done, 2 done, 3 done, 4 done');
  });

  /** What may go wrong once at any step, and is got over. */
  const passing: readonly (readonly [string, object])[] = [
    ['a 429', { status: 429 }],
    ['a 503', { status: 503 }],
    ['a reset before the write', { reset: 'before' }],
    ['a reset after the write', { reset: 'after' }],
  ];
  for (const [what, fault] of passing) {
    for (const [where, path] of [
      ['the defaults', DEFAULTS],
      ['a policy', POLICY],
    ] as const) {
      it(`${what} at ${where} is got over: everything is on, and nothing written twice that was taken`, async () => {
        const plan = await approved();
        shop.tenant.faults.add({ method: 'PATCH', path, times: 1, ...fault });
        const rows = await shop.workOffAll(plan, 3000);
        assert.deepEqual([isOn(), states()], [false, Array.from({ length: 4 }, () => 'enabled')]);
        assert.ok(
          rows.slice(1).every(({ state }) => state === 'done' || state === 'alreadySo'),
          outcomes(rows),
        );
        assert.equal(rows.length, 5);
      });
    }
  }

  for (const [at] of REPLACING_SET.entries()) {
    it(`where step ${at + 2} is refused, those before it go back to report-only, and defaults on again`, async () => {
      const plan = await approved();
      const path = new RegExp(`policies/${named(at).id}$`);
      shop.tenant.faults.add({ method: 'PATCH', path, status: 403, times: 1 });
      const rows = await shop.workOffAll(plan, 3000);
      assertPutBack();
      assert.equal(rows[at + 1]?.state, 'failed');
      assert.ok(
        rows.slice(5).every(({ state }) => state === 'done' || state === 'alreadySo'),
        outcomes(rows),
      );
      assert.equal(rows.at(-1)?.detail, 'Read back: on.');
    });
  }

  it('where a step does not work for a minute it is given up, and everything put back', async () => {
    const plan = await approved();
    shop.tenant.faults.add({ method: 'PATCH', path: new RegExp(`policies/${named(2).id}$`), status: 503, times: 40 });
    const working = shop.workOffAll(plan, 5000);
    const rows = await working;
    assert.match(rows[3]?.detail ?? '', /did not work for a minute/);
    assertPutBack();
  });

  it('where Graph takes a state and does not keep it, everything is put back', async () => {
    const plan = await approved();
    shop.tenant.faults.add({ method: 'PATCH', path: new RegExp(`policies/${named(1).id}$`), status: 204, times: 1 });
    const rows = await shop.workOffAll(plan, 3000);
    assert.match(rows[2]?.detail ?? '', /reads back report-only/);
    assertPutBack();
  });

  it('putting back is tried as long as it takes', async () => {
    const plan = await approved();
    shop.tenant.faults.add({ method: 'PATCH', path: new RegExp(`policies/${named(1).id}$`), status: 403, times: 1 });
    const off = shop.tenant.faults.hold({ method: 'PATCH', path: DEFAULTS, when: 'after' });
    const working = shop.workOffAll(plan, 60_000);
    await off.reached;
    shop.tenant.faults.add({ method: 'PATCH', path: DEFAULTS, status: 503, times: 6 });
    off.release();
    const rows = await working;
    assertPutBack();
    assert.equal(rows.at(-1)?.state, 'done');
  });

  it('a process that dies at any write leaves what the next one finishes', async () => {
    for (const path of [DEFAULTS, ...[0, 1, 2, 3].map((at) => new RegExp(`policies/${named(at).id}$`))]) {
      shop.tenant.graph.isSecurityDefaultsEnabled = true;
      for (const policy of ours()) policies().set(policy.id, { ...policy, state: 'enabledForReportingButNotEnforced' });
      const plan = await approved();
      const answer = shop.tenant.faults.hold({ method: 'PATCH', path, when: 'after' });
      const died = shop.runOnce(plan);
      await answer.reached; // it is written, and nobody has heard of it
      await shop.passTime(70_000); // the lease of the dead is over
      await shop.workOffAll(plan, 3000);
      answer.release();
      await died;
      assert.deepEqual([isOn(), states()], [false, Array.from({ length: 4 }, () => 'enabled')], String(path));
    }
  });

  it('cannot be stopped or paused midway, nor run out of time; before it begins it can', async () => {
    const plan = await approved();
    const { database } = shop;
    await database.transaction((trx) => refuseMidway(trx, plan.id));
    const off = shop.tenant.faults.hold({ method: 'PATCH', path: DEFAULTS, when: 'after' });
    const work = shop.runOnce(plan);
    await off.reached;
    const refusal = await caught(
      RefusedError,
      database.transaction((trx) => refuseMidway(trx, plan.id)),
    );
    assert.equal(refusal.reason, 'notStoppable');
    await database.rows
      .updateTable('proposal')
      .set({ paused_by: 'Bruno', execute_by: new Date(0) })
      .where('id', '=', plan.id)
      .execute();
    off.release();
    await work;
    assert.equal(outcomes(await shop.workOffAll(plan)), '0 done, 1 done, 2 done, 3 done, 4 done');
  });

  it('paused at the moment of its last look it does not begin, and goes on once that is over', async () => {
    const plan = await approved();
    const look = shop.tenant.faults.hold({ method: 'GET', path: DEFAULTS, when: 'after' });
    const work = shop.runOnce(plan);
    await look.reached;
    const say = (by: string | null) =>
      shop.database.rows.updateTable('proposal').set({ paused_by: by }).where('id', '=', plan.id).execute();
    await say('Bruno');
    look.release();
    await work;
    assert.deepEqual([shop.writes(), (await shop.itemOf(plan.id)).state], [[], 'ready']);
    await say(null);
    assert.equal(outcomes(await shop.workOffAll(plan)), '0 done, 1 done, 2 done, 3 done, 4 done');
  });

  it('where it was put back, how long that took is measured, from right before its first write on', async () => {
    const plan = await approved();
    shop.tenant.faults.add({ method: 'PATCH', path: new RegExp(`policies/${named(1).id}$`), status: 403, times: 1 });
    const off = shop.tenant.faults.hold({ method: 'PATCH', path: DEFAULTS, when: 'after' });
    const died = shop.runOnce(plan);
    await off.reached; // it is written, and nobody has heard of it for a minute
    await shop.passTime(70_000);
    await shop.workOffAll(plan, 3000);
    off.release();
    await died;
    assertPutBack();
    const times = await chainTimes(shop.database, plan.id);
    assert.ok(times?.firstGapMillis === null && times.wholeMillis > 70_000, JSON.stringify(times));
  });
});
