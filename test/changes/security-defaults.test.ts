import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { wishOfSecurityDefaults } from '../../src/changes/security-defaults.ts';
import { RefusedError } from '../../src/lib/refused.ts';
import { caught } from '../entra/support/caught.ts';
import { Workshop } from './support/workshop.ts';

const KIND = 'securityDefaults';
const [on, off] = [wishOfSecurityDefaults(true), wishOfSecurityDefaults(false)];

describe('Security defaults', () => {
  let shop: Workshop;
  before(async () => (shop = await Workshop.open()));
  beforeEach(async () => {
    await shop.renew();
    await listed();
    for (const [id, policy] of shop.tenant.directory.policies)
      shop.tenant.directory.policies.set(id, { ...policy, state: 'disabled' });
  });
  after(() => shop.close());

  const isOn = () => shop.tenant.graph.isSecurityDefaultsEnabled;
  /** The list of everybody, in which these people have these states. */
  const listed = async (...states: string[]): Promise<void> => {
    const { rows } = shop.database;
    await sql`delete from person`.execute(rows);
    await sql`delete from snapshot_pass`.execute(rows);
    await sql`insert into snapshot_pass (id, kind, step, started_at, finished_at, ended, due_at)
      values ('5e0c1f00-0000-7000-8000-000000000001', 'full', 'ending', app_now(), app_now(), 'complete', 'infinity')`.execute(
      rows,
    );
    for (const [at, state] of states.entries())
      await sql`insert into person (id, display_name, name_key, user_principal_name, user_type, is_enabled, is_synchronized, read_at, per_user_mfa_state)
        values (${`p${at}`}, 'P', 'p', 'p@x', 'member', true, false, app_now(), ${state})`.execute(rows);
  };
  const refusalOf = async (wish: typeof on): Promise<RefusedError> => {
    const refusal = await caught(RefusedError, shop.preview(KIND, wish));
    assert.deepEqual(shop.writes(), []);
    return refusal;
  };

  it('are switched on where nobody has per-user MFA and no policy is in force, and read back', async () => {
    await listed('disabled');
    const { title, risks, warnings } = await shop.preview(KIND, on);
    assert.deepEqual([title, risks], ['Security defaults: off → on', ['securityDefaults']]);
    assert.match(warnings.join(), /emergency access accounts are asked too/);
    const done = await shop.carryOut(KIND, on);
    assert.deepEqual([done.state, done.detail, isOn()], ['done', 'Read back: on.', true]);
  });

  it('on is refused while anybody has per-user MFA, or of anybody it is not known', async () => {
    await listed('disabled', 'enforced', 'enabled', 'unknown');
    const refusal = await refusalOf(on);
    assert.equal(refusal.reason, 'perUserMfaInUse');
    assert.match(refusal.message, /^2 people have per-user MFA, and of 1 more I do not know it/);
    await listed('unknown');
    assert.equal((await refusalOf(on)).reason, 'perUserMfaInUse');
  });

  it('on is refused while the list of everybody is not complete', async () => {
    await sql`delete from snapshot_pass`.execute(shop.database.rows);
    assert.equal((await refusalOf(on)).reason, 'notReady');
  });

  it('on is refused while a Conditional Access policy is in force, and names it', async () => {
    const [policy] = [...shop.tenant.directory.policies.values()];
    assert.ok(policy);
    shop.tenant.directory.policies.set(policy.id, { ...policy, state: 'enabled' });
    const refusal = await refusalOf(on);
    assert.deepEqual(
      [refusal.reason, refusal.message.includes(String(policy['displayName']))],
      ['policiesEnabled', true],
    );
  });

  it('are not switched on where somebody got per-user MFA between approval and work', async () => {
    const plan = await shop.approved((await shop.preview(KIND, on)).item);
    await listed('enabled');
    assert.equal((await shop.workOff(plan)).state, 'skipped');
    assert.deepEqual([shop.writes(), isOn()], [[], false]);
  });

  it('never go off alone, whoever asks, nor by a plan that holds nothing in their place', async () => {
    shop.tenant.graph.isSecurityDefaultsEnabled = true;
    assert.match((await refusalOf(off)).remedy, /“turn off security defaults”/);
    const item = { kind: KIND, ...off, before: { isEnabled: true } };
    const row = await shop.workOff(await shop.approved(item));
    assert.deepEqual([row.state, isOn(), shop.writes()], ['skipped', true, []]);
    assert.match(row.detail ?? '', /planned without the policies/);
  });

  it('already so is said', async () => {
    shop.tenant.graph.isSecurityDefaultsEnabled = true;
    assert.equal((await refusalOf(on)).reason, 'alreadySo');
  });

  it('switched by somebody else meanwhile: the approval is void, and work finds it so already', async () => {
    const plan = await shop.approved((await shop.preview(KIND, on)).item);
    assert.equal(await shop.change(KIND).driftOf(plan.item), null);
    shop.tenant.graph.isSecurityDefaultsEnabled = true;
    assert.equal(await shop.change(KIND).driftOf(plan.item), 'Security defaults are on now.');
    assert.equal((await shop.workOff(plan)).state, 'alreadySo');
  });

  it('a connection that breaks after the write does not make it be written twice', async () => {
    shop.tenant.faults.add({ method: 'PATCH', path: /identitySecurityDefaults/, reset: 'after', times: 1 });
    assert.equal((await shop.carryOut(KIND, on)).state, 'done');
    assert.equal(shop.writes().length, 1);
  });

  it('taken by Graph and not kept is no success', async () => {
    shop.tenant.faults.add({ method: 'PATCH', path: /identitySecurityDefaults/, status: 204 });
    const { state, detail } = await shop.carryOut(KIND, on);
    assert.deepEqual([state, detail], ['failed', 'Graph took the change, but reads back off.']);
  });
});
