import assert from 'node:assert/strict';
import type { Wish } from '../../src/changes/change.ts';
import { policyThatRequiresMfa, wishOfPolicy } from '../../src/changes/conditional-access-policy-create.ts';
import type { ProposalItemRow } from '../../src/db/tables.ts';
import type { JsonObject } from '../../src/lib/canonical-json.ts';
import { RefusedError } from '../../src/lib/refused.ts';
import { caught } from '../entra/support/caught.ts';
import { GROUPS, PEOPLE, POLICIES } from '../tenant/cast.ts';
import { Workshop } from './support/workshop.ts';

const KIND = 'conditionalAccessPolicyCreate';
const DELETE = 'conditionalAccessPolicyDelete';
const NAME = 'Crossover: Require MFA for SG-MFA-Pilot';
const emergency = new Set<string>([PEOPLE.emergency01, PEOPLE.emergency02]);
const policy = policyThatRequiresMfa({ includeGroups: [GROUPS.pilot] }, emergency);
const wish = wishOfPolicy(NAME, policy);
const REQUIRE_MFA = {
  operator: 'OR',
  builtInControls: ['mfa'],
  customAuthenticationFactors: [],
  termsOfUse: [],
  authenticationStrength: null,
};
const POST = { method: 'POST', path: /conditionalAccess\/policies/ };

describe('A Conditional Access policy of ours', () => {
  let shop: Workshop;
  before(async () => (shop = await Workshop.open()));
  beforeEach(() => shop.renew());
  after(() => shop.close());

  const named = () => [...shop.tenant.directory.policies.values()].filter(({ displayName }) => displayName === NAME);
  const only = () => {
    const [one, ...others] = named();
    assert.ok(one && others.length === 0, `${named().length} policies of that name`);
    return one;
  };
  const edit = (change: Record<string, unknown>) =>
    shop.tenant.directory.policies.set(only().id, { ...only(), ...change });
  const posts = () => shop.writes().filter((write) => write.startsWith('POST')).length;
  const refusalOf = (of: Wish, kind = KIND): Promise<RefusedError> => caught(RefusedError, shop.preview(kind, of));
  const deletion = (id: string): Wish => ({ targetId: id, targetName: '', after: { isDeleted: true } });

  it('is made in report-only, for all resources and clients, without the emergency accounts, and known by its id', async () => {
    const done = await shop.carryOut(KIND, wish);
    assert.deepEqual([done.state, done.detail], ['done', `Read back: “${NAME}”, report-only.`]);
    assert.equal(done.made_id, only().id);
    const { clientAppTypes, clientApplications, applications, users } = only()['conditions'] as Record<string, object>;
    assert.deepEqual([only().state, clientAppTypes], ['enabledForReportingButNotEnforced', ['all']]);
    assert.deepEqual([clientApplications, only()['grantControls']], [null, { ...REQUIRE_MFA }]);
    assert.deepEqual(
      { includeApplications: ['All'], includeGroups: [GROUPS.pilot], excludeUsers: [...emergency] },
      {
        includeApplications: (applications as Record<string, unknown>)['includeApplications'],
        includeGroups: (users as Record<string, unknown>)['includeGroups'],
        excludeUsers: (users as Record<string, unknown>)['excludeUsers'],
      },
    );
  });

  it('needs two approvals and changes no sign-in', async () => {
    const { title, risks, evidence } = await shop.preview(KIND, wish);
    assert.deepEqual([title, risks], [`New policy “${NAME}”, report-only`, ['policy']]);
    assert.deepEqual(evidence[0], [
      'Applies to',
      'members of SG-MFA-Pilot, but not Emergency Access 01 and Emergency Access 02 and holders of Directory Synchronization Accounts',
    ]);
  });

  it('is taken back by deleting it: the tenant is as it was', async () => {
    const before = structuredClone([...shop.tenant.directory.policies]);
    const back = await shop.takeBack(await shop.carryOut(KIND, wish));
    assert.deepEqual([back.kind, back.state, back.detail], [DELETE, 'done', 'Read back: gone.']);
    assert.deepEqual([...shop.tenant.directory.policies], before);
  });

  it('deleted is made again by the way back, with another id', async () => {
    const made = await shop.carryOut(KIND, wish);
    const again = await shop.takeBack(await shop.takeBack(made));
    assert.deepEqual([again.kind, again.state], [KIND, 'done']);
    assert.notEqual(again.made_id, made.made_id);
    assert.equal(only()['state'], 'enabledForReportingButNotEnforced');
  });

  it('holds no name in its plan but the one beside it: before and after go on record', async () => {
    const { item } = await shop.preview(KIND, wish);
    assert.doesNotMatch(JSON.stringify([item.before, item.after, item.targetId]), /Crossover|Pilot/);
  });

  describe('is never made twice:', () => {
    const outcome = ({ state }: ProposalItemRow) => [state, posts(), named().length];

    it('a connection that breaks after the write is followed by a look, by name', async () => {
      shop.tenant.faults.add({ ...POST, reset: 'after', times: 1 });
      const done = await shop.carryOut(KIND, wish);
      assert.deepEqual(outcome(done), ['done', 1, 1]);
      assert.equal(done.made_id, only().id);
    });

    it('nor where the policy shows only after a minute', async () => {
      shop.tenant.graph.replicationLag.policyMillis = 60_000;
      shop.tenant.faults.add({ ...POST, reset: 'after', times: 1 });
      assert.deepEqual(outcome(await shop.carryOut(KIND, wish)), ['done', 1, 1]);
    });

    it('nor where it never shows: it is given up, and the words say what to do', async () => {
      shop.tenant.graph.replicationLag.policyMillis = 86_400_000;
      shop.tenant.faults.add({ ...POST, reset: 'after', times: 1 });
      const row = await shop.carryOut(KIND, wish);
      assert.deepEqual(outcome(row), ['failed', 1, 1]);
      assert.match(row.detail ?? '', /I do not find it in the tenant\. I never make it a second time by myself/);
    });

    it('a process that died before the answer goes on with a look', async () => {
      const plan = await shop.approved((await shop.preview(KIND, wish)).item);
      const answer = shop.tenant.faults.hold({ ...POST, when: 'after' });
      const died = shop.runOnce(plan);
      await answer.reached; // the policy is there, and nobody has heard of it
      await shop.passTime(70_000); // the lease of the dead is over
      const row = await shop.workOff(plan);
      answer.release();
      await died;
      assert.deepEqual(outcome(row), ['done', 1, 1]);
      assert.equal((await shop.itemOf(plan.id)).made_id, only().id);
    });

    it('a 429 is a certain no: it is looked at anew with every check, and written then', async () => {
      shop.tenant.faults.add({ ...POST, status: 429, times: 1 });
      assert.deepEqual(outcome(await shop.carryOut(KIND, wish)), ['done', 2, 1]);
    });

    it('a policy of that name that somebody else made meanwhile is left alone', async () => {
      const plan = await shop.approved((await shop.preview(KIND, wish)).item);
      const id = '5e0c1f00-0003-4000-8000-0000000000ff';
      shop.tenant.directory.policies.set(id, { id, displayName: NAME, state: 'disabled', conditions: {} });
      assert.match((await shop.change(KIND).driftOf(plan.item)) ?? '', /^There is a policy “Crossover: /);
      assert.deepEqual(outcome(await shop.workOff(plan)), ['skipped', 0, 1]);
      assert.equal((await refusalOf(wish)).reason, 'alreadySo');
    });
  });

  it('that shows some seconds after it was made is waited for', async () => {
    shop.tenant.graph.replicationLag.policyMillis = 10_000;
    assert.equal((await shop.carryOut(KIND, wish)).state, 'done');
    assert.equal(posts(), 1);
  });

  it('that reads back with an emergency account in its reach is no success', async () => {
    const made = shop.tenant.faults.hold({ ...POST, when: 'after' });
    const work = shop.carryOut(KIND, wish);
    await made.reached;
    const conditions = only()['conditions'] as Record<string, Record<string, unknown>>;
    edit({ conditions: { ...conditions, users: { ...conditions['users'], excludeUsers: [PEOPLE.emergency01] } } });
    made.release();
    const { state, detail } = await work;
    assert.equal(state, 'failed');
    assert.match(detail ?? '', /reads back another policy than was written/);
  });

  const clientApplications = { includeServicePrincipals: ['ServicePrincipalsInMyTenant'] };
  const never: [what: string, policy: JsonObject][] = [
    ['enabled', { ...policy, state: 'enabled' }],
    ['without the emergency accounts excluded', policyThatRequiresMfa({ includeUsers: ['All'] }, new Set())],
    [
      'for workload identities',
      { ...policy, conditions: { ...(policy['conditions'] as JsonObject), clientApplications } },
    ],
  ];
  for (const [what, bad] of never) {
    it(`is never made ${what}, whoever asks`, async () => {
      await refusalOf(wishOfPolicy(NAME, bad));
      assert.equal(posts(), 0);
    });
  }

  it('is never made under a name that does not carry our mark, nor under another than was planned', async () => {
    await refusalOf(wishOfPolicy('Require MFA', policy));
    const { item } = await shop.preview(KIND, wish);
    const row = await shop.workOff(await shop.approved({ ...item, targetName: 'Crossover: Something else' }));
    assert.deepEqual([row.state, posts()], ['skipped', 0]);
  });

  it('can be deleted only where it is ours, and not in force', async () => {
    assert.equal((await refusalOf(deletion(POLICIES.requireMfaForEveryone))).reason, 'notOurs');
    const { made_id: id } = await shop.carryOut(KIND, wish);
    edit({ state: 'enabled' });
    assert.equal((await refusalOf(deletion(id ?? ''))).reason, 'inUse');
  });

  it('is not deleted where it was turned on or edited between approval and work', async () => {
    const { made_id: id } = await shop.carryOut(KIND, wish);
    const plan = await shop.approved((await shop.preview(DELETE, deletion(id ?? ''))).item);
    edit({ state: 'enabled' });
    assert.match((await shop.change(DELETE).driftOf(plan.item)) ?? '', /was edited since\.$/);
    assert.equal((await shop.workOff(plan)).state, 'skipped');
    assert.equal(named().length, 1);
  });

  it('deleted by somebody else meanwhile is gone already', async () => {
    const { made_id: id } = await shop.carryOut(KIND, wish);
    const plan = await shop.approved((await shop.preview(DELETE, deletion(id ?? ''))).item);
    shop.tenant.directory.policies.delete(only().id);
    assert.equal((await shop.workOff(plan)).state, 'alreadySo');
    assert.equal((await refusalOf(deletion(id ?? ''))).reason, 'alreadySo');
  });
});
