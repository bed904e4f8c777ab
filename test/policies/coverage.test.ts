import assert from 'node:assert/strict';
import { coverageOf, isMicrosoftManaged } from '../../src/policies/coverage.ts';
import { ana, grant, policy, users } from './samples.ts';

const office = { conditions: { applications: { includeApplications: ['Office365'] } } };
const blockEverything = policy({ id: 'block', grant: grant('OR', ['block']) });

describe('coverage', () => {
  it('is required under an enabled policy that asks everybody for MFA everywhere', () => {
    assert.deepEqual(coverageOf(ana, [policy()]), {
      coverage: 'required',
      narrowedBy: [],
      byPolicyIds: ['mfa'],
    });
  });

  it('names every policy that requires MFA, sorted, and no weaker one', () => {
    const policies = [policy({ id: 'b' }), policy({ id: 'a' }), policy({ id: 'c', ...office }), blockEverything];
    assert.deepEqual(coverageOf(ana, policies.slice(0, 3)).byPolicyIds, ['a', 'b']);
  });

  it('is blocked under a policy that blocks every sign-in, even beside one that requires MFA', () => {
    assert.deepEqual(coverageOf(ana, [policy(), blockEverything]), {
      coverage: 'blocked',
      narrowedBy: [],
      byPolicyIds: ['block'],
    });
  });

  it('is none where a policy blocks some sign-ins only', () => {
    const blockAbroad = policy({
      grant: grant('OR', ['block']),
      conditions: { locations: { includeLocations: ['x'] } },
    });
    assert.equal(coverageOf(ana, [blockAbroad]).coverage, 'none');
  });

  it('is conditional under narrowed policies only, and gathers what narrows them, sorted and once each', () => {
    const atRisk = policy({ id: 'risk', conditions: { signInRiskLevels: ['high'] } });
    const officeAtRisk = policy({
      id: 'office',
      conditions: { ...office.conditions, signInRiskLevels: ['low'] },
    });
    assert.deepEqual(coverageOf(ana, [atRisk, officeAtRisk]), {
      coverage: 'conditional',
      narrowedBy: ['applications', 'signInRisk'],
      byPolicyIds: ['office', 'risk'],
    });
  });

  it('never adds several partial policies up to required', () => {
    const inside = policy({ id: 'in', conditions: { locations: { includeLocations: ['AllTrusted'] } } });
    const outside = policy({
      id: 'out',
      conditions: { locations: { includeLocations: ['All'], excludeLocations: ['AllTrusted'] } },
    });
    assert.equal(coverageOf(ana, [inside, outside]).coverage, 'conditional');
  });

  it('is reportOnly where only report-only policies would require MFA, and says nothing of what narrows them', () => {
    const reported = policy({ state: 'enabledForReportingButNotEnforced' });
    const reportedOffice = policy({ id: 'o', state: 'enabledForReportingButNotEnforced', ...office });
    const reportOnly = { coverage: 'reportOnly', narrowedBy: [], byPolicyIds: ['mfa'] };
    assert.deepEqual(coverageOf(ana, [reported, reportedOffice]), reportOnly);
    assert.deepEqual(coverageOf(ana, [reportedOffice]), { ...reportOnly, byPolicyIds: ['o'] });
  });

  it('stays conditional where a report-only policy would make it required', () => {
    const reported = policy({ id: 'later', state: 'enabledForReportingButNotEnforced' });
    assert.deepEqual(coverageOf(ana, [reported, policy(office)]).byPolicyIds, ['mfa']);
    assert.equal(coverageOf(ana, [reported, policy(office)]).coverage, 'conditional');
  });

  for (const state of ['disabled', 'Enabled', 'unknownFutureValue', '', null, undefined, true]) {
    it(`is none under a policy whose state is ${JSON.stringify(state)}`, () => {
      assert.equal(coverageOf(ana, [policy({ state })]).coverage, 'none');
    });
  }

  it('is none under a policy that was deleted softly', () => {
    const deleted = policy({ fields: { deletedDateTime: '2026-02-01T00:00:00Z' } });
    assert.equal(coverageOf(ana, [deleted]).coverage, 'none');
  });

  it('is none under a policy without an id, since nobody could be shown it', () => {
    assert.equal(coverageOf(ana, [policy({ fields: { id: null } }), policy({ id: '' })]).coverage, 'none');
  });

  it('is none where there are no policies, or what came is no list of policies', () => {
    const none = { coverage: 'none', narrowedBy: [], byPolicyIds: [] };
    for (const policies of [[], null, undefined, 'all', { value: [policy()] }, [null, 7, 'mfa', [policy()]]]) {
      assert.deepEqual(coverageOf(ana, policies), none);
    }
  });

  it('never counts session controls, such as a sign-in frequency', () => {
    const sessionControls = { signInFrequency: { isEnabled: true, frequencyInterval: 'everyTime' } };
    for (const controls of [null, undefined, {}, grant('OR', []), grant(null, null)]) {
      assert.equal(coverageOf(ana, [policy({ grant: controls, fields: { sessionControls } })]).coverage, 'none');
    }
  });

  it('leaves out the policies that the caller ignores', () => {
    const ignorePolicyIds = new Set(['mfa']);
    assert.equal(coverageOf(ana, [policy()], { ignorePolicyIds }).coverage, 'none');
    assert.deepEqual(coverageOf(ana, [policy(), policy({ id: 'own' })], { ignorePolicyIds }).byPolicyIds, ['own']);
  });

  it('is none for a person whom no policy names', () => {
    assert.equal(coverageOf(ana, [policy({ users: users({ includeUsers: ['bo'] }) })]).coverage, 'none');
  });
});

describe('a Microsoft-managed policy', () => {
  it('is known by its template or by the beginning of its name', () => {
    assert.equal(isMicrosoftManaged(policy({ fields: { templateId: '4200930c' } })), true);
    assert.equal(isMicrosoftManaged(policy({ fields: { displayName: 'Microsoft-managed: MFA for all users' } })), true);
  });

  it('is not one that only mentions Microsoft, nor something that is no policy', () => {
    assert.equal(isMicrosoftManaged(policy({ fields: { displayName: 'MFA, not Microsoft-managed: ours' } })), false);
    assert.equal(isMicrosoftManaged(null), false);
  });
});
