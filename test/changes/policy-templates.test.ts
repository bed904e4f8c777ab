import assert from 'node:assert/strict';
import { wishOfPolicy } from '../../src/changes/conditional-access-policy-create.ts';
import type { ChangeOfMany } from '../../src/changes/change.ts';
import {
  ADMINISTRATOR_ROLES,
  policyFrom,
  REPLACING_SET,
  templateNames,
  titleOf,
  type TemplateName,
} from '../../src/changes/policy-templates.ts';
import { RefusedError } from '../../src/lib/refused.ts';
import { describePolicy } from '../../src/policies/describe-policy.ts';
import { policyFactsOf } from '../../src/policies/policy-facts.ts';
import { caught } from '../entra/support/caught.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { Workshop } from './support/workshop.ts';

const KIND = 'conditionalAccessPolicyCreate';
const SYNC_ROLE = 'd29b2b05-8046-44ba-8758-1e26182fcf32';
const emergency = new Set<string>([PEOPLE.emergency01, PEOPLE.emergency02]);
const wishOf = (name: TemplateName) => wishOfPolicy(`Crossover: ${titleOf(name)}`, policyFrom(name, emergency));

/** What, when, how. */
const said: Readonly<Record<TemplateName, readonly [string, string, string]>> = {
  everyone: ['all resources', 'always', 'requires MFA'],
  administrators: ['all resources', 'always', 'requires MFA'],
  azureManagement: ['Azure management', 'always', 'requires MFA'],
  legacyAuthentication: [
    'all resources',
    'only from Exchange ActiveSync and other legacy clients',
    'blocks the sign-in',
  ],
  phishingResistantAdministrators: ['all resources', 'always', 'requires the strength “Phishing-resistant MFA”'],
  signInRisk: ['all resources', 'only at high or medium sign-in risk', 'requires MFA; asks again every time'],
  userRisk: ['all resources', 'only at high user risk', 'requires MFA and a new password; asks again every time'],
};

describe('Our own templates', () => {
  let shop: Workshop;
  before(async () => (shop = await Workshop.open()));
  beforeEach(async () => {
    await shop.renew();
    shop.tenant.graph.hasP2 = true;
  });
  after(() => shop.close());

  const made = () =>
    [...shop.tenant.directory.policies.values()].filter(({ displayName }) =>
      String(displayName).startsWith('Crossover'),
    );
  const refusalOf = (name: TemplateName) => caught(RefusedError, shop.preview(KIND, wishOf(name)));
  const previewMany = (names: readonly TemplateName[]) =>
    (shop.change(KIND) as ChangeOfMany).previewMany(names.map(wishOf), {
      actor: { id: PEOPLE.nora, displayName: 'Nora', roles: new Set(), roleTemplateIds: [] },
      signal: AbortSignal.timeout(20_000),
    });

  for (const name of templateNames) {
    it(`“${titleOf(name)}” is made as it is meant, in report-only, and reads back so`, async () => {
      const done = await shop.carryOut(KIND, wishOf(name));
      assert.equal(done.state, 'done', done.detail ?? '');
      const [policy] = made();
      const { what, when, how, unknown } = describePolicy(policy, () => undefined);
      assert.deepEqual(
        [policy?.state, what, when, how, unknown],
        ['enabledForReportingButNotEnforced', ...said[name], []],
      );
    });

    it(`“${titleOf(name)}” reaches neither emergency accounts nor the account that synchronises the directory`, () => {
      const facts = policyFactsOf({ ...policyFrom(name, emergency), id: 'x' });
      const nobody = { groupIds: [], roleTemplateIds: [] };
      for (const id of emergency) assert.equal(facts.isExcluded({ id, groupIds: [] }), true);
      const roleTemplateIds = [SYNC_ROLE, ...ADMINISTRATOR_ROLES];
      assert.equal(facts.isOutside({ ...nobody, id: 'sync', userType: 'member', roleTemplateIds }), true);
      assert.equal(facts.isForPeople, true);
    });
  }

  it('those for administrators reach whoever holds one of sixteen roles, and nobody else', () => {
    const facts = policyFactsOf(policyFrom('administrators', emergency));
    const who = (roleTemplateIds: string[]) =>
      facts.isOutside({ id: 'x', userType: 'member', groupIds: [], roleTemplateIds });
    assert.equal(new Set(ADMINISTRATOR_ROLES).size, 16);
    assert.deepEqual(ADMINISTRATOR_ROLES.map((role) => who([role])).filter(Boolean), []);
    assert.equal(who(['f2ef992c-3afb-46b9-b7cf-a126ee74c451']), true);
  });

  it('the four that replace security defaults are one plan, and one that is there already is left out', async () => {
    await shop.carryOut(KIND, wishOf('administrators'));
    const { items, leftOut, evidence } = await previewMany(REPLACING_SET);
    assert.deepEqual(
      items.map(({ targetName }) => targetName),
      [
        'Crossover: Require MFA for everyone',
        'Crossover: Block legacy authentication',
        'Crossover: Require MFA for Azure management',
      ],
    );
    assert.deepEqual(
      leftOut.map(({ why }) => why),
      ['it is there already'],
    );
    assert.deepEqual(evidence[1], ['Crossover: Block legacy authentication', 'blocks the sign-in']);
    for (const item of items) assert.equal((await shop.workOff(await shop.approved(item))).state, 'done');
    assert.equal((await caught(RefusedError, previewMany(REPLACING_SET))).reason, 'alreadySo');
  });

  it('without P1 none is proposed, without P2 none that looks at risk, and the remedy is told', async () => {
    shop.tenant.graph.hasP2 = false;
    for (const name of ['signInRisk', 'userRisk'] as const) {
      const refusal = await refusalOf(name);
      assert.deepEqual([refusal.reason, /P2/.test(refusal.message)], ['notLicensed', true]);
    }
    assert.equal((await shop.preview(KIND, wishOf('everyone'))).warnings.length, 0);
    shop.tenant.graph.hasP1 = false;
    const refusal = await refusalOf('everyone');
    assert.deepEqual(
      [refusal.reason, /security defaults are what Entra offers/.test(refusal.remedy)],
      ['notLicensed', true],
    );
    assert.deepEqual(shop.writes(), []);
  });

  it('a licence that lapses between approval and work is Graph’s no, in words that help', async () => {
    const plan = await shop.approved((await shop.preview(KIND, wishOf('everyone'))).item);
    shop.tenant.graph.hasP1 = false;
    const { state, detail } = await shop.workOff(plan);
    assert.equal(state, 'failed');
    assert.match(detail ?? '', /Microsoft Entra ID P1/);
  });

  it('where licences may not be read, that is said, and nothing refused', async () => {
    shop.tenant.faults.add({ method: 'GET', path: /subscribedSkus/, status: 403 });
    assert.match((await shop.preview(KIND, wishOf('everyone'))).warnings.join(), /I may not read the licences/);
  });

  it('at 240 policies there is room for none, and from 195 that is a warning', async () => {
    const [policy] = [...shop.tenant.directory.policies.values()];
    const fill = (count: number) => {
      for (let at = shop.tenant.directory.policies.size; at < count; at += 1) {
        const id = `5e0c1f00-0009-4000-8000-${String(at).padStart(12, '0')}`;
        shop.tenant.directory.policies.set(id, { ...policy, id, state: 'disabled', displayName: `Old ${at}` });
      }
    };
    fill(195);
    assert.match((await shop.preview(KIND, wishOf('everyone'))).warnings.join(), /195 policies already/);
    fill(238);
    const refusal = await caught(RefusedError, previewMany(REPLACING_SET));
    assert.match(refusal.message, /has 238 Conditional Access policies, and Entra allows 240/);
    assert.equal((await shop.preview(KIND, wishOf('everyone'))).warnings.length, 1);
    fill(240);
    assert.match((await refusalOf('everyone')).remedy, /Delete policies that nobody needs/);
  });

  it('while security defaults are on it is said when the policy can be turned on', async () => {
    shop.tenant.graph.isSecurityDefaultsEnabled = true;
    assert.match(
      (await shop.preview(KIND, wishOf('everyone'))).warnings.join(),
      /Security defaults are on\. They allow it in report-only/,
    );
    assert.equal((await shop.carryOut(KIND, wishOf('everyone'))).state, 'done');
  });
});
