import assert from 'node:assert/strict';
import { coverageOf, fingerprintOf, type Person } from '../../src/policies/coverage.ts';
import { ana, policy, users } from './samples.ts';

const forSales = policy({
  id: 'p1',
  users: users({ includeGroups: ['sales', 'marketing'], excludeGroups: ['trial'] }),
});
const forHelpdesk = policy({ id: 'p2', users: users({ includeRoles: ['role-helpdesk'] }) });

function print(person: Person, policies: readonly unknown[]): string {
  return fingerprintOf(person, policies, coverageOf(person, policies));
}

describe('the fingerprint of coverage', () => {
  it('lists each policy behind it, when it was changed, and the groups and roles it is due to', () => {
    assert.equal(
      print(ana, [forHelpdesk, forSales]),
      '[{"id":"p1","changedAt":"2026-01-01T00:00:00Z","groupIds":["sales"],"roleTemplateIds":[]},' +
        '{"id":"p2","changedAt":"2026-01-01T00:00:00Z","groupIds":[],"roleTemplateIds":["role-helpdesk"]}]',
    );
  });

  it('is an empty list where no policy covers the person', () => {
    assert.equal(print(ana, []), '[]');
  });

  it('takes the time of the last change before the time of creation', () => {
    const edited = { ...forSales, modifiedDateTime: '2026-03-01T08:00:00Z' };
    assert.match(print(ana, [edited]), /"changedAt":"2026-03-01T08:00:00Z"/);
    assert.match(print(ana, [{ ...forSales, createdDateTime: 5 }]), /"changedAt":null/);
  });

  it('stays the same whatever the order of policies, groups and roles, and whatever else the person joins', () => {
    const both = { ...ana, groupIds: ['sales', 'marketing'] };
    const joined = { ...ana, groupIds: ['marketing', 'choir', 'sales'] };
    assert.equal(print(joined, [forSales, forHelpdesk]), print(both, [forHelpdesk, forSales]));
  });

  it('stays the same when a policy changes that the coverage does not rest on', () => {
    const unrelated = policy({ id: 'p3', users: users({ includeUsers: ['bo'] }) });
    assert.equal(print(ana, [forSales, unrelated]), print(ana, [forSales]));
  });

  it('changes when the person stays covered but through another group', () => {
    assert.notEqual(print({ ...ana, groupIds: ['marketing'] }, [forSales]), print(ana, [forSales]));
  });

  it('shows an excluded group of the person when it is asked about one', () => {
    const excluded = { ...ana, groupIds: ['trial'] };
    assert.match(fingerprintOf(excluded, [forSales], { byPolicyIds: ['p1'] }), /"groupIds":\["trial"\]/);
  });
});
