import assert from 'node:assert/strict';
import fc from 'fast-check';
import { coverageOf, legacyAuthOf, type Person } from '../../src/policies/coverage.ts';

const RUNS = 50_000;
const person: Person = { id: 'alice', userType: 'member', groupIds: ['g1', 'g2'], roleTemplateIds: ['r1'] };
const ids = fc.subarray(['All', 'None', 'alice', 'g1', 'g3', 'r1', 'GuestsOrExternalUsers']);
const policy = fc.record(
  {
    id: fc.constantFrom('p1', 'p2', 'p3'),
    state: fc.constantFrom('enabled', 'disabled', 'enabledForReportingButNotEnforced', 'tomorrow'),
    conditions: fc.record(
      {
        clientAppTypes: fc.subarray(['all', 'browser', 'mobileAppsAndDesktopClients', 'other', 'exchangeActiveSync']),
        applications: fc.record({ includeApplications: fc.subarray(['All', 'Office365']), excludeApplications: ids }),
        users: fc.record({ includeUsers: ids, excludeUsers: ids, includeGroups: ids, excludeGroups: ids }),
        locations: fc.option(fc.record({ includeLocations: ids, excludeLocations: ids })),
        platforms: fc.anything(),
      },
      { requiredKeys: ['users', 'applications'] },
    ),
    grantControls: fc.record({
      operator: fc.constantFrom('AND', 'OR'),
      builtInControls: fc.subarray(['mfa', 'block']),
    }),
  },
  { requiredKeys: ['id'] },
);
const someone = (policies: unknown) => coverageOf(person, policies);

describe(`Coverage over ${RUNS} random sets of policies`, () => {
  it('never throws and never depends on their order', () => {
    const property = fc.property(fc.array(policy, { maxLength: 4 }), (policies) => {
      assert.deepEqual(someone(policies.toReversed()), someone(policies));
    });
    fc.assert(property, { numRuns: RUNS, seed: 5 });
  });

  it('never calls anybody covered, nor legacy authentication closed, where nothing is enabled', () => {
    const property = fc.property(fc.array(policy, { maxLength: 4 }), (policies) => {
      const none = policies.map((one) => ({ ...one, state: 'enabledForReportingButNotEnforced' }));
      assert.ok(['none', 'reportOnly'].includes(someone(none).coverage));
      assert.equal(legacyAuthOf(person, none), 'open');
    });
    fc.assert(property, { numRuns: RUNS, seed: 6 });
  });

  it('never covers somebody whom every policy excludes by name', () => {
    const property = fc.property(fc.array(policy, { maxLength: 4 }), (policies) => {
      const excluding = policies.map((one) => ({
        ...one,
        conditions: { ...one.conditions, users: { ...one.conditions?.users, excludeUsers: ['alice'] } },
      }));
      assert.equal(someone(excluding).coverage, 'none');
    });
    fc.assert(property, { numRuns: RUNS, seed: 7 });
  });
});
