import assert from 'node:assert/strict';
import { policyFactsOf } from '../../src/policies/policy-facts.ts';

const mfa = { operator: 'OR', builtInControls: ['mfa'] };
const everyone = {
  clientAppTypes: ['all'],
  applications: { includeApplications: ['All'] },
  users: { includeUsers: ['All'], excludeGroups: ['emergency'] },
};
const withUsers = (users: object) => policyFactsOf({ conditions: { ...everyone, users }, grantControls: mfa });
const withGrant = (grantControls: unknown) => policyFactsOf({ conditions: everyone, grantControls });
const strength = (number: number) => ({
  authenticationStrength: { id: `00000000-0000-0000-0000-00000000000${number}` },
});

describe('What matters of a policy', () => {
  it('is for everybody only where all users, all resources and all clients are in it', () => {
    assert.equal(policyFactsOf({ conditions: everyone, grantControls: mfa }).isMfaForEveryone, true);
    for (const narrower of [
      { users: { includeGroups: ['sales'] } },
      { applications: { includeApplications: ['Office365'] } },
      { locations: { includeLocations: ['All'], excludeLocations: ['AllTrusted'] } },
      { clientAppTypes: ['browser'] },
      { signInRiskLevels: ['high'] },
      { somethingNew: ['x'] },
    ]) {
      const facts = policyFactsOf({ conditions: { ...everyone, ...narrower }, grantControls: mfa });
      assert.equal(facts.isMfaForEveryone, false, JSON.stringify(narrower));
    }
  });

  const enough: [grant: unknown, isEnough: boolean][] = [
    [mfa, true],
    [{ operator: 'OR', builtInControls: ['mfa', 'compliantDevice'] }, true],
    [{ operator: 'AND', builtInControls: ['mfa', 'compliantDevice'] }, false],
    [{ operator: 'AND', builtInControls: ['mfa'], termsOfUse: ['x'] }, false],
    [{ operator: 'OR', builtInControls: ['block'] }, false],
    [{ operator: 'OR', builtInControls: ['compliantDevice'] }, false],
    [{ operator: 'OR', builtInControls: [], ...strength(2) }, true],
    [{ operator: 'OR', builtInControls: [], ...strength(4) }, false],
    [{ operator: 'OR', builtInControls: 'mfa' }, false],
    [null, false],
  ];
  for (const [grant, isEnough] of enough) {
    it(`any MFA ${isEnough ? 'lets in' : 'does not surely let in'} with ${JSON.stringify(grant)}`, () => {
      assert.equal(withGrant(grant).isMfaEnough, isEnough);
    });
  }

  it('is told in words: whom it is for, and what it asks', () => {
    assert.equal(withUsers(everyone.users).audience, 'everybody, but not 1 group');
    assert.equal(withUsers({ includeGroups: ['a', 'b'], excludeUsers: ['x'] }).audience, '2 groups, but not 1 account');
    assert.equal(withUsers({ includeRoles: ['a'] }).audience, '1 role');
    assert.equal(withUsers({ includeUsers: ['None'] }).audience, 'nobody');
    const demands = [mfa, { builtInControls: ['block'] }, { builtInControls: ['compliantDevice'] }, null];
    assert.deepEqual(
      demands.map((grant) => withGrant(grant).demand),
      ['requires MFA', 'blocks the sign-in', 'requires something else than MFA', 'asks for nothing'],
    );
  });

  it('leaves nobody surely out whom it may reach: what cannot be read counts against it', () => {
    const bob = { id: 'bob', userType: 'member' as const, groupIds: ['sales'], roleTemplateIds: [] };
    assert.equal(withUsers({ includeGroups: ['other'] }).isOutside(bob), true);
    assert.equal(withUsers({ includeUsers: ['All'], excludeGroups: ['SALES'] }).isOutside(bob), true);
    assert.equal(withUsers({ includeUsers: ['All'] }).isOutside(bob), false);
    assert.equal(withUsers({ includeGroups: { odd: true } }).isOutside(bob), false);
  });
});
