import assert from 'node:assert/strict';
import { coverageAfter } from '../../src/policies/coverage-after.ts';
import { readRules } from '../../src/policies/coverage.ts';

const [ring, other, parent] = ['ring', 'other', 'parent'];
const policy = (id: string, users: object) => ({
  id,
  state: 'enabled',
  conditions: { clientAppTypes: ['all'], applications: { includeApplications: ['All'] }, users },
  grantControls: { operator: 'OR', builtInControls: ['mfa'] },
});
const forRing = policy('1', { includeGroups: [ring] });
const forAll = policy('2', { includeUsers: ['All'], excludeGroups: [other] });

/** Coverage now and afterwards, of somebody in these groups. */
const after = (policies: object[], direct: string[], edit: { groupId: string; isMember: boolean; all?: string[] }) => {
  const person = { id: 'alice', userType: 'member' as const, groupIds: edit.all ?? direct, roleTemplateIds: [] };
  const result = coverageAfter(person, { ...edit, directGroupIds: direct }, readRules(policies));
  return [result.isCoveredNow, result.isCoveredAfter];
};

describe('Coverage after somebody joins or leaves a group', () => {
  it('is lost with the one group that a policy is for', () => {
    assert.deepEqual(after([forRing], [ring], { groupId: ring, isMember: false }), [true, false]);
  });

  it('stays where another policy requires MFA as well', () => {
    assert.deepEqual(after([forRing, forAll], [ring], { groupId: ring, isMember: false }), [true, true]);
  });

  it('is lost by joining a group that the policy excludes', () => {
    assert.deepEqual(after([forAll], [], { groupId: other, isMember: true }), [true, false]);
  });

  it('comes with a group that a policy is for', () => {
    assert.deepEqual(after([forRing], [], { groupId: ring, isMember: true }), [false, true]);
  });

  it('through groups that the group may be nested in counts as lost: nobody knows which they are', () => {
    const policies = [policy('3', { includeGroups: [parent] })];
    assert.deepEqual(after(policies, [ring], { groupId: ring, isMember: false, all: [ring, parent] }), [true, false]);
  });

  it('is not made up by leaving a group: whoever a policy excludes now counts as excluded then', () => {
    const policies = [policy('4', { includeUsers: ['All'], excludeGroups: [parent] }), forRing];
    assert.deepEqual(after(policies, [ring], { groupId: ring, isMember: false, all: [ring, parent] }), [true, false]);
  });
});
