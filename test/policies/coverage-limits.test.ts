import assert from 'node:assert/strict';
import { coverageOf, legacyAuthOf, type Person } from '../../src/policies/coverage.ts';
import { ana, grant, guests, policy, users } from './samples.ts';

const bare = (id: string): Person => ({ id, userType: 'member', groupIds: [], roleTemplateIds: [] });
const everybody = { users: users({ includeUsers: ['All'] }) };
const aThousandOf = (count: number) => Array.from({ length: count }, (_, at) => `person-${at}`);

describe('coverage at its limits', () => {
  it('of a person of whom there is only an id', () => {
    assert.equal(coverageOf(bare('bo'), [policy()]).coverage, 'required');
    assert.equal(coverageOf(bare('bo'), [policy({ users: users({ includeGroups: ['sales'] }) })]).coverage, 'none');
  });

  it('of 2,000 excluded ids: those are left out, in any case, and nobody else', () => {
    const excluding = [policy({ users: users({ includeUsers: ['All'], excludeUsers: aThousandOf(2000) }) })];
    assert.equal(coverageOf(bare('PERSON-1999'), excluding).coverage, 'none');
    assert.equal(coverageOf(bare('person-2000'), excluding).coverage, 'required');
    assert.equal(legacyAuthOf(bare('person-7'), excluding), 'open');
  });

  it('of a person in 2,000 groups, of which a policy excludes the last', () => {
    const person = { ...ana, groupIds: aThousandOf(2000) };
    const excluding = policy({ users: users({ includeUsers: ['All'], excludeGroups: ['Person-1999'] }) });
    assert.equal(coverageOf(person, [excluding]).coverage, 'none');
  });

  it('is the same whether what says nothing is missing, null or empty', () => {
    const grantControls = { operator: 'OR', builtInControls: ['mfa'] };
    const sparse = {
      ...{ id: 'mfa', state: 'enabled', grantControls },
      conditions: { users: { includeUsers: ['All'] }, applications: { includeApplications: ['All'] } },
    };
    const empty = { includeUsers: ['All'], excludeUsers: [], excludeGroups: null, excludeGuestsOrExternalUsers: {} };
    const conditions = { ...sparse.conditions, users: empty, locations: {}, platforms: null, clientAppTypes: [] };
    const result = { coverage: 'required', narrowedBy: [], byPolicyIds: ['mfa'] };
    for (const one of [sparse, { ...sparse, conditions }, policy()]) assert.deepEqual(coverageOf(ana, [one]), result);
  });

  it('an enum value of tomorrow is read against us: a state, a kind of guest, a control, a risk, a client, a platform', () => {
    const ofTomorrow: [Parameters<typeof policy>[0], string][] = [
      [{ state: 'enabledForAWhile' }, 'none'],
      [{ grant: grant('OR', ['mfa', 'gaze']) }, 'conditional'],
      [{ grant: grant('XOR', ['mfa', 'gaze']) }, 'conditional'],
      [{ conditions: { clientAppTypes: ['hologram'] } }, 'conditional'],
      [{ conditions: { platforms: { includePlatforms: ['android', 'glasses'] } } }, 'conditional'],
      [{ conditions: { signInRiskLevels: ['low', 'medium', 'high', 'extreme'] } }, 'conditional'],
      [{ conditions: { moods: ['calm'] } }, 'conditional'],
    ];
    for (const [changes, coverage] of ofTomorrow)
      assert.equal(coverageOf(ana, [policy(changes)]).coverage, coverage, JSON.stringify(changes));
  });

  it('a guest of a kind of tomorrow is not included by kind, and is excluded by any', () => {
    const guest = JSON.parse('{"externalUserType":"hologramUser","homeTenantId":null}') as Person['guest'];
    const person: Person = { ...bare('gus'), userType: 'guest', guest };
    const included = users({ includeGuestsOrExternalUsers: guests('b2bCollaborationGuest,hologramUser') });
    const excluded = users({ includeUsers: ['All'], excludeGuestsOrExternalUsers: guests('internalGuest') });
    assert.equal(coverageOf(person, [policy({ users: included })]).coverage, 'none');
    assert.equal(coverageOf(person, [policy({ users: excluded })]).coverage, 'none');
    assert.equal(coverageOf(person, [policy(everybody)]).coverage, 'required');
  });

  it('of a guest whose home tenant is null, as Graph may send it: a list of tenants does not count', () => {
    const guest = JSON.parse('{"externalUserType":"b2bCollaborationGuest","homeTenantId":null}') as Person['guest'];
    const named = (ids: string[]) => users({ includeGuestsOrExternalUsers: guests('b2bCollaborationGuest', ids) });
    const person: Person = { ...bare('gus'), userType: 'guest', guest };
    assert.equal(coverageOf(person, [policy({ users: named(['t1']) })]).coverage, 'none');
  });
});
