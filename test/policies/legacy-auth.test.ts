import assert from 'node:assert/strict';
import { coverageOf, legacyAuthClosedBy, legacyAuthOf, readRules } from '../../src/policies/coverage.ts';
import { ana, applications, grant, policy, users, type PolicyChanges } from './samples.ts';

const legacyClients = { clientAppTypes: ['exchangeActiveSync', 'other'] };
const blockLegacy: PolicyChanges = {
  id: 'block-legacy',
  conditions: legacyClients,
  grant: grant('OR', ['block']),
};

describe('legacy authentication', () => {
  const closing: readonly [string, PolicyChanges][] = [
    ['a policy that blocks the legacy clients', blockLegacy],
    ['a policy that requires MFA of the legacy clients', { conditions: legacyClients }],
    ['a policy that requires MFA of all clients', {}],
    ['a policy without client app types', { conditions: { clientAppTypes: null } }],
    ['a block of all clients', { grant: grant('OR', ['block']) }],
  ];
  for (const [name, changes] of closing) {
    it(`is closed by ${name}`, () => {
      assert.equal(legacyAuthOf(ana, [policy(changes)]), 'closed');
    });
  }

  const leavingOpen: readonly [string, PolicyChanges][] = [
    ['MFA of modern clients only', { conditions: { clientAppTypes: ['browser', 'mobileAppsAndDesktopClients'] } }],
    ['a block of Exchange ActiveSync only', { ...blockLegacy, conditions: { clientAppTypes: ['exchangeActiveSync'] } }],
    ['a report-only block', { ...blockLegacy, state: 'enabledForReportingButNotEnforced' }],
    ['a disabled block', { ...blockLegacy, state: 'disabled' }],
    [
      'a block in some places',
      { ...blockLegacy, conditions: { ...legacyClients, locations: { includeLocations: ['x'] } } },
    ],
    ['a block under an unknown condition', { ...blockLegacy, conditions: { ...legacyClients, times: ['nights'] } }],
    ['a block of Office 365', { ...blockLegacy, applications: applications({ includeApplications: ['Office365'] }) }],
    ['a block of a user action', { ...blockLegacy, applications: applications({ includeUserActions: ['urn:x'] }) }],
    ['MFA or a compliant device', { grant: grant('OR', ['mfa', 'compliantDevice']) }],
    ['a compliant device', { grant: grant('OR', ['compliantDevice']) }],
    [
      'a block from which the person is excluded',
      { ...blockLegacy, users: users({ includeUsers: ['All'], excludeGroups: ['sales'] }) },
    ],
  ];
  for (const [name, changes] of leavingOpen) {
    it(`is left open by ${name}`, () => {
      assert.equal(legacyAuthOf(ana, [policy(changes)]), 'open');
    });
  }

  it('is left open by a policy that the caller ignores', () => {
    assert.equal(legacyAuthOf(ana, [policy(blockLegacy)], { ignorePolicyIds: new Set(['block-legacy']) }), 'open');
  });

  it('is left open where there are no policies', () => {
    assert.equal(legacyAuthOf(ana, []), 'open');
  });

  it('names the policies that close it, sorted', () => {
    const rules = readRules([policy(), policy(blockLegacy), policy({ id: 'x', state: 'disabled' })]);
    assert.deepEqual(legacyAuthClosedBy(ana, rules), ['block-legacy', 'mfa']);
  });

  it('being blocked is no coverage of modern clients', () => {
    assert.equal(coverageOf(ana, [policy(blockLegacy)]).coverage, 'none');
  });
});
