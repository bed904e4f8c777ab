import assert from 'node:assert/strict';
import type { Wish } from '../../src/changes/change.ts';
import { wishOfCampaign } from '../../src/changes/registration-campaign.ts';
import type { JsonObject } from '../../src/lib/canonical-json.ts';
import { RefusedError } from '../../src/lib/refused.ts';
import { caught } from '../entra/support/caught.ts';
import { GROUPS } from '../tenant/cast.ts';
import { Workshop } from './support/workshop.ts';

const KIND = 'registrationCampaign';
const onForPilot = wishOfCampaign({ state: 'enabled', groupId: GROUPS.pilot });
const off = wishOfCampaign({ state: 'disabled' });
const laidOver = (change: JsonObject): Wish => ({ ...off, after: { change } });
const PATCH = { method: 'PATCH', path: /authenticationMethodsPolicy/ };

describe('The registration campaign', () => {
  let shop: Workshop;
  before(async () => (shop = await Workshop.open()));
  beforeEach(() => shop.renew());
  after(() => shop.close());

  const policy = () => shop.tenant.records.methodsPolicy;
  const campaign = () => {
    const enforcement = policy()['registrationEnforcement'] as Record<string, Record<string, unknown>>;
    return enforcement['authenticationMethodsRegistrationCampaign'] ?? {};
  };
  const undated = (): Record<string, unknown> => ({ ...structuredClone(policy()), lastModifiedDateTime: '' });
  const refusalOf = (wish: Wish): Promise<RefusedError> => caught(RefusedError, shop.preview(KIND, wish));

  it('is turned on for a group, keeps all else, is read back, and taken back to what it was', async () => {
    const before = undated();
    const done = await shop.carryOut(KIND, onForPilot);
    assert.deepEqual([done.state, done.detail], ['done', 'Read back: enabled.']);
    assert.deepEqual(campaign(), {
      state: 'enabled',
      snoozeDurationInDays: 1,
      excludeTargets: [],
      includeTargets: [
        { id: GROUPS.pilot, targetType: 'group', targetedAuthenticationMethod: 'microsoftAuthenticator' },
      ],
    });
    assert.deepEqual({ ...undated(), registrationEnforcement: 0 }, { ...before, registrationEnforcement: 0 });
    assert.equal((await shop.takeBack(done)).state, 'done');
    assert.deepEqual(undated(), before);
  });

  it('is turned off and keeps whom it was for', async () => {
    const { includeTargets } = campaign();
    assert.equal((await shop.carryOut(KIND, off)).state, 'done');
    assert.deepEqual([campaign()['state'], campaign()['includeTargets']], ['disabled', includeTargets]);
  });

  it('needs two approvals and tells whom it is for, before and after', async () => {
    const { title, risks, evidence, warnings } = await shop.preview(KIND, onForPilot);
    assert.deepEqual([title, risks], ['Registration campaign: default → enabled', ['policy']]);
    assert.deepEqual(evidence, [
      ['For, before', 'everybody'],
      ['For, after', 'SG-MFA-Pilot'],
    ]);
    assert.match(warnings[0] ?? '', /is asked at sign-in to set it up/);
  });

  it('already so is said', async () => {
    await shop.carryOut(KIND, off);
    assert.equal((await refusalOf(off)).reason, 'alreadySo');
  });

  it('is refused with a state, a wait or nobody that Graph would not take', async () => {
    for (const bad of [{ state: 'on' }, { snoozeDurationInDays: 15 }, { state: 'enabled', includeTargets: [] }])
      assert.equal((await refusalOf(laidOver(bad))).reason, 'invalidInput');
    assert.deepEqual(shop.writes(), []);
  });

  it('keeps a property of the campaign that we do not know', async () => {
    Object.assign(campaign(), { enforceRegistrationAfterAllowedSnoozes: true });
    await shop.preview(KIND, onForPilot).then(({ item }) => {
      assert.equal((item.after['campaign'] as JsonObject)['enforceRegistrationAfterAllowedSnoozes'], true);
    });
    delete campaign()['enforceRegistrationAfterAllowedSnoozes'];
  });

  it('is not written where it was edited between approval and work', async () => {
    const plan = await shop.approved((await shop.preview(KIND, onForPilot)).item);
    campaign()['snoozeDurationInDays'] = 7;
    assert.equal(await shop.change(KIND).driftOf(plan.item), 'The registration campaign was edited since.');
    assert.deepEqual([(await shop.workOff(plan)).state, shop.writes()], ['skipped', []]);
    campaign()['snoozeDurationInDays'] = 1;
  });

  it('a connection that breaks after the write does not make it be written twice', async () => {
    shop.tenant.faults.add({ ...PATCH, reset: 'after', times: 1 });
    assert.equal((await shop.carryOut(KIND, onForPilot)).state, 'done');
    assert.equal(shop.writes().length, 1);
  });

  it('taken by Graph and not kept is no success', async () => {
    shop.tenant.faults.add({ ...PATCH, status: 204 });
    const { state, detail } = await shop.carryOut(KIND, onForPilot);
    assert.deepEqual([state, detail], ['failed', 'Graph took the change, but reads back default.']);
  });

  it('is no success where something else of the policy changed with it', async () => {
    const written = shop.tenant.faults.hold({ ...PATCH, when: 'after' });
    const work = shop.carryOut(KIND, onForPilot);
    await written.reached;
    shop.tenant.records.methodsPolicy = { ...policy(), policyMigrationState: 'preMigration' };
    written.release();
    assert.equal((await work).state, 'failed');
  });
});
