import assert from 'node:assert/strict';
import { coverageOf } from '../../src/policies/coverage.ts';
import { describeCoverage } from '../../src/policies/describe.ts';
import { ana, grant, policy, type PolicyChanges } from './samples.ts';

function described(...changes: PolicyChanges[]): string {
  const policies = changes.map((change) => policy(change));
  return describeCoverage(coverageOf(ana, policies), new Map(policies.map((one) => [String(one['id']), one])));
}

describe('coverage in words', () => {
  it('names the policy that requires MFA', () => {
    assert.equal(described({}), 'Conditional Access requires MFA for every resource (policy “Require MFA”).');
  });

  it('names the policy that blocks', () => {
    const block = { grant: grant('OR', ['block']), fields: { displayName: 'Leavers' } };
    assert.equal(described(block), 'Conditional Access blocks every sign-in (policy “Leavers”).');
  });

  it('says what conditional coverage depends on', () => {
    const narrowed = { conditions: { signInRiskLevels: ['high'], devices: { deviceFilter: { rule: 'x' } } } };
    assert.equal(
      described(narrowed),
      'Conditional Access requires MFA only in some cases (policy “Require MFA”). It depends on: device and sign-in risk.',
    );
  });

  it('says so where only an unknown condition narrows', () => {
    assert.match(
      described({ conditions: { times: ['nights'] } }),
      /It depends on: a condition that is unknown here\.$/,
    );
  });

  it('says that report-only policies require nothing', () => {
    assert.equal(
      described({ state: 'enabledForReportingButNotEnforced' }),
      'Conditional Access does not require MFA: what would require it is report-only (policy “Require MFA”).',
    );
  });

  it('says that nothing covers the person', () => {
    assert.equal(described(), 'No Conditional Access policy requires MFA.');
  });

  it('names 3 policies and counts the rest', () => {
    const named = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, fields: { displayName: `Policy ${id}` } }));
    assert.match(described(...named), /\(policies “Policy a”, “Policy b”, “Policy c” and 2 more\)\.$/);
  });

  it('falls back to the id of a policy that has no name or is not at hand', () => {
    assert.match(described({ fields: { displayName: null } }), /policy “mfa”/);
    assert.match(described({ fields: { displayName: '' } }), /policy “mfa”/);
    assert.match(describeCoverage(coverageOf(ana, [policy()]), new Map()), /policy “mfa”/);
  });
});
