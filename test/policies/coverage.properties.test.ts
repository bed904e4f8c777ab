import assert from 'node:assert/strict';
import fc from 'fast-check';
import { coverageOf, fingerprintOf, legacyAuthOf, type Coverage, type Person } from '../../src/policies/coverage.ts';
import { applications, grant, guests, policy, strength, users } from './samples.ts';

const settings = { seed: 20261122, numRuns: 500 };
const weakestFirst: readonly Coverage[] = ['none', 'reportOnly', 'conditional', 'required', 'blocked'];
const kinds = ['internalGuest', 'b2bCollaborationGuest', 'otherExternalUser'] as const;

const some = (...names: string[]) => fc.subarray(names);

const aPerson: fc.Arbitrary<Person> = fc.record({
  id: fc.constantFrom('ana', 'bo'),
  userType: fc.constantFrom('member', 'guest'),
  groupIds: some('g1', 'g2'),
  roleTemplateIds: some('r1', 'r2'),
  guest: fc.option(
    fc.record({ externalUserType: fc.constantFrom(...kinds), homeTenantId: fc.constantFrom('t1', 't2') }),
    {
      nil: undefined,
    },
  ),
});

const someGuests = fc
  .tuple(some(...kinds), fc.option(some('t1', 't2'), { nil: undefined }))
  .map(([named, tenantIds]) => guests(named.join(','), tenantIds));

const someUsers = fc
  .record({
    includeUsers: fc.constantFrom(['All'], ['All'], ['ana'], ['GuestsOrExternalUsers'], ['None']),
    excludeUsers: fc.constantFrom([], [], ['bo'], ['GuestsOrExternalUsers']),
    includeGroups: some('g1', 'g2'),
    excludeGroups: fc.constantFrom([], [], ['g1']),
    includeRoles: some('r1'),
    excludeRoles: fc.constantFrom([], [], ['r2']),
    includeGuestsOrExternalUsers: fc.option(someGuests),
    excludeGuestsOrExternalUsers: fc.option(someGuests, { freq: 1 }),
  })
  .map(users);

const narrowConditions = [
  { locations: { includeLocations: ['All'], excludeLocations: ['AllTrusted'] } },
  { locations: { includeLocations: ['AllTrusted'] } },
  { platforms: { includePlatforms: ['android', 'iOS', 'windows', 'macOS', 'linux'] } },
  { clientAppTypes: ['browser'] },
  { clientAppTypes: ['mobileAppsAndDesktopClients'] },
  { signInRiskLevels: ['high'] },
  { deviceStates: { includeStates: ['All'], excludeStates: ['Compliant'] } },
  { applications: applications({ includeApplications: ['Office365'] }) },
  { applications: applications({ includeUserActions: ['urn:user:registerdevice'] }) },
  { next: 'x' },
] as const;

const someGrant = fc.oneof(
  fc.constantFrom(
    grant('OR', ['mfa']),
    grant('OR', ['mfa']),
    grant('OR', ['block']),
    grant('OR', ['mfa', 'compliantDevice']),
  ),
  fc
    .tuple(
      fc.constantFrom('AND', 'OR', null),
      some('mfa', 'block', 'compliantDevice'),
      fc.constantFrom(null, 'mfa', 'none'),
    )
    .map(([operator, controls, satisfied]) =>
      grant(operator, controls, { authenticationStrength: satisfied === null ? null : strength(satisfied) }),
    ),
);

const parts = {
  id: fc.constantFrom('p1', 'p2', 'p3', 'p4'),
  state: fc.constantFrom('enabled', 'enabled', 'enabledForReportingButNotEnforced', 'disabled'),
  users: someUsers,
  grant: someGrant,
};
const aPolicy = fc.record({ ...parts, conditions: fc.constantFrom({}, {}, {}, ...narrowConditions) });
const aNarrowPolicy = fc.record({ ...parts, conditions: fc.constantFrom(...narrowConditions) });

const policiesOf = (arbitrary: typeof aPolicy | typeof aNarrowPolicy) => fc.array(arbitrary, { maxLength: 5 });

/** JSON of any shape, most of it under the names that policies use, so that it gets past the first look. */
const anyPolicyJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.jsonValue(),
    fc.constantFrom('enabled', 'All', 'mfa', ['All'], ['mfa']),
    tie('object'),
  ),
  object: fc.dictionary(
    fc.constantFrom(
      'id',
      'state',
      'conditions',
      'users',
      'applications',
      'grantControls',
      'operator',
      'builtInControls',
      'includeUsers',
      'excludeUsers',
      'includeApplications',
      'excludeGuestsOrExternalUsers',
      'guestOrExternalUserTypes',
      'externalTenants',
      'members',
      'locations',
      'clientAppTypes',
      'authenticationStrength',
      '__proto__',
      'constructor',
    ),
    tie('value'),
  ),
})).value;

function strengthOf(person: Person, policies: unknown): number {
  return weakestFirst.indexOf(coverageOf(person, policies).coverage);
}

describe('coverage, whatever the policies', () => {
  it('answers about any JSON, without failing', () => {
    fc.assert(
      fc.property(aPerson, fc.oneof(fc.array(anyPolicyJson), anyPolicyJson), (person, json) => {
        const result = coverageOf(person, json);
        assert.ok(weakestFirst.includes(result.coverage));
        assert.ok(['open', 'closed'].includes(legacyAuthOf(person, json)));
        assert.equal(typeof fingerprintOf(person, json, result), 'string');
      }),
      settings,
    );
  });

  it('answers about a sound policy with any JSON in the place of a part, and never with more than the sound one', () => {
    const part = fc.constantFrom('state', 'users', 'applications', 'grant');
    fc.assert(
      fc.property(aPerson, part, anyPolicyJson, (person, name, json) => {
        assert.ok(strengthOf(person, [policy({ [name]: json })]) <= weakestFirst.indexOf('required'));
      }),
      settings,
    );
  });

  it('never rises when the person is excluded from a policy', () => {
    fc.assert(
      fc.property(aPerson, policiesOf(aPolicy), fc.nat(4), (person, drafts, position) => {
        const excluded = drafts.map((draft, index) =>
          index === position ? { ...draft, users: { ...draft.users, excludeUsers: [person.id] } } : draft,
        );
        const before = strengthOf(person, drafts.map(policy));
        assert.ok(strengthOf(person, excluded.map(policy)) <= before);
      }),
      settings,
    );
  });

  it('is none when the person is excluded from every policy', () => {
    fc.assert(
      fc.property(aPerson, policiesOf(aPolicy), (person, drafts) => {
        const excluded = drafts.map((draft) =>
          policy({ ...draft, users: { ...draft.users, excludeUsers: [person.id] } }),
        );
        assert.equal(coverageOf(person, excluded).coverage, 'none');
      }),
      settings,
    );
  });

  it('is never more than reportOnly under report-only policies, and legacy authentication stays open', () => {
    fc.assert(
      fc.property(aPerson, policiesOf(aPolicy), (person, drafts) => {
        const reported = drafts.map((draft) => policy({ ...draft, state: 'enabledForReportingButNotEnforced' }));
        assert.ok(['none', 'reportOnly'].includes(coverageOf(person, reported).coverage));
        assert.equal(legacyAuthOf(person, reported), 'open');
      }),
      settings,
    );
  });

  it('is never required or blocked under any number of narrowed policies', () => {
    fc.assert(
      fc.property(aPerson, policiesOf(aNarrowPolicy), (person, drafts) => {
        assert.ok(strengthOf(person, drafts.map(policy)) <= weakestFirst.indexOf('conditional'));
      }),
      settings,
    );
  });

  it('and its fingerprint do not depend on the order of policies', () => {
    const shuffled = policiesOf(aPolicy).chain((drafts) =>
      fc.tuple(fc.constant(drafts), fc.shuffledSubarray(drafts, { minLength: drafts.length })),
    );
    fc.assert(
      fc.property(aPerson, shuffled, (person, [drafts, reordered]) => {
        const [first, second] = [drafts.map(policy), reordered.map(policy)];
        const result = coverageOf(person, first);
        assert.deepEqual(coverageOf(person, second), result);
        assert.equal(fingerprintOf(person, second, result), fingerprintOf(person, first, result));
      }),
      settings,
    );
  });

  it('names what narrows it only where it is conditional, and policies wherever it is not none', () => {
    fc.assert(
      fc.property(aPerson, policiesOf(aPolicy), (person, drafts) => {
        const { coverage, narrowedBy, byPolicyIds } = coverageOf(person, drafts.map(policy));
        assert.ok(coverage === 'conditional' || narrowedBy.length === 0);
        assert.equal(byPolicyIds.length === 0, coverage === 'none');
      }),
      settings,
    );
  });

  it('reaches each of the 5 answers in this test, so that none of the facts above is empty', () => {
    const samples = fc.sample(fc.tuple(aPerson, policiesOf(aPolicy)), settings);
    const seen = new Set(samples.map(([person, drafts]) => coverageOf(person, drafts.map(policy)).coverage));
    assert.equal(seen.size, weakestFirst.length);
  });
});
