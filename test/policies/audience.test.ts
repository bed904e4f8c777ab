import assert from 'node:assert/strict';
import { coverageOf, type ExternalUserType, type Person } from '../../src/policies/coverage.ts';
import { ana, guest, guests, policy, users } from './samples.ts';

const kinds: readonly ExternalUserType[] = [
  'internalGuest',
  'b2bCollaborationGuest',
  'b2bCollaborationMember',
  'b2bDirectConnectUser',
  'otherExternalUser',
  'serviceProvider',
];

function isCovered(person: Person, named: Readonly<Record<string, unknown>>): boolean {
  return coverageOf(person, [policy({ users: users(named) })]).coverage === 'required';
}

function isCoveredGuest(known: Person['guest'], named: Readonly<Record<string, unknown>>): boolean {
  return isCovered({ ...guest, guest: known }, named);
}

describe('the people of a policy', () => {
  const including: readonly [string, Readonly<Record<string, unknown>>][] = [
    ['everybody', { includeUsers: ['All'] }],
    ['the person', { includeUsers: ['bo', 'ana'] }],
    ['the person, in other letter case', { includeUsers: ['ANA'] }],
    ['a group of the person, nested or not', { includeGroups: ['everyone-in-europe'] }],
    ['a group, and otherwise nobody', { includeUsers: ['None'], includeGroups: ['sales'] }],
    ['an active role of the person', { includeRoles: ['role-helpdesk'] }],
  ];
  for (const [name, named] of including) {
    it(`include the person by ${name}`, () => {
      assert.equal(isCovered(ana, named), true);
    });
  }

  const missing: readonly [string, Readonly<Record<string, unknown>>][] = [
    ['nobody', { includeUsers: ['None'] }],
    ['nothing', {}],
    ['another person', { includeUsers: ['bo'] }],
    ['another group', { includeGroups: ['marketing'] }],
    ['another role', { includeRoles: ['role-admin'] }],
    ['a group id among the users', { includeUsers: ['sales'] }],
    ['guests', { includeUsers: ['GuestsOrExternalUsers'] }],
    ['guests of every kind', { includeGuestsOrExternalUsers: guests(kinds.join(',')) }],
    ['a list that is no list', { includeUsers: 'All' }],
    ['a list that cannot be read', { includeUsers: ['All', null] }],
  ];
  for (const [name, named] of missing) {
    it(`do not include a member by ${name}`, () => {
      assert.equal(isCovered(ana, named), false);
    });
  }

  const excluding: readonly [string, Readonly<Record<string, unknown>>][] = [
    ['the person', { excludeUsers: ['ana'] }],
    ['the person, in other letter case', { excludeUsers: ['ANA'] }],
    ['everybody', { excludeUsers: ['All'] }],
    ['a group of the person, nested or not', { excludeGroups: ['EVERYONE-in-europe'] }],
    ['a role of the person', { excludeRoles: ['role-helpdesk'] }],
    ['a list that is no list', { excludeUsers: 'bo' }],
    ['a list that cannot be read', { excludeGroups: ['marketing', { id: 'sales' }] }],
  ];
  for (const [name, named] of excluding) {
    it(`exclude the person by ${name}, however included`, () => {
      const included = {
        includeUsers: ['All', 'ana'],
        includeGroups: ['sales'],
        includeRoles: ['role-helpdesk'],
      };
      assert.equal(isCovered(ana, { ...included, ...named }), false);
    });
  }

  it('leave a member in where guests of every kind are excluded', () => {
    const named = {
      excludeUsers: ['GuestsOrExternalUsers'],
      excludeGuestsOrExternalUsers: guests(kinds.join(',')),
    };
    assert.equal(isCovered(ana, { includeUsers: ['All'], ...named }), true);
  });
});

describe('the guests of a policy', () => {
  for (const kind of kinds) {
    const others = kinds.filter((other) => other !== kind).join(', ');

    it(`include ${kind} by that name and by no other`, () => {
      const known = { externalUserType: kind };
      assert.equal(isCoveredGuest(known, { includeGuestsOrExternalUsers: guests(`none,${kind}`) }), true);
      assert.equal(isCoveredGuest(known, { includeGuestsOrExternalUsers: guests(others) }), false);
    });

    it(`exclude ${kind} by that name and by no other`, () => {
      const known = { externalUserType: kind };
      const everybody = { includeUsers: ['All'] };
      assert.equal(isCoveredGuest(known, { ...everybody, excludeGuestsOrExternalUsers: guests(kind) }), false);
      assert.equal(isCoveredGuest(known, { ...everybody, excludeGuestsOrExternalUsers: guests(others) }), true);
    });
  }

  it('are included by All and by GuestsOrExternalUsers, whatever their kind', () => {
    assert.equal(isCovered(guest, { includeUsers: ['All'] }), true);
    assert.equal(isCovered(guest, { includeUsers: ['GuestsOrExternalUsers'] }), true);
    assert.equal(isCovered(guest, { includeUsers: ['All'], excludeUsers: ['GuestsOrExternalUsers'] }), false);
  });

  it('count a b2bCollaborationMember as external although a member', () => {
    const member: Person = { ...ana, guest: { externalUserType: 'b2bCollaborationMember' } };
    const excluded = {
      includeUsers: ['All'],
      excludeGuestsOrExternalUsers: guests('b2bCollaborationMember'),
    };
    assert.equal(isCovered(member, excluded), false);
    assert.equal(isCovered(member, { includeUsers: ['GuestsOrExternalUsers'] }), true);
  });

  const b2b = 'b2bCollaborationGuest';
  const uncertain: readonly [string, Person['guest'], unknown][] = [
    ['the kind of the guest is unknown', undefined, guests(kinds.join(','))],
    ['the kind is unknown and the home known', { homeTenantId: 't1' }, guests(b2b, ['t1'])],
    ['the home tenant is unknown', { externalUserType: b2b }, guests(b2b, ['t1'])],
    [
      'the guest is internal and tenants are listed',
      { externalUserType: 'internalGuest', homeTenantId: 't1' },
      guests('internalGuest', ['t1']),
    ],
    ['the policy names an unknown kind', { externalUserType: b2b }, guests('serviceProvider,unknownFutureValue')],
    ['the policy names no kind', { externalUserType: b2b }, { externalTenants: { membershipKind: 'all' } }],
    [
      'the kind of membership is unknown',
      { externalUserType: b2b, homeTenantId: 't1' },
      { guestOrExternalUserTypes: b2b, externalTenants: { membershipKind: 'unknownFutureValue' } },
    ],
    [
      'the policy is for all tenants and lists some',
      { externalUserType: b2b, homeTenantId: 't1' },
      { guestOrExternalUserTypes: b2b, externalTenants: { membershipKind: 'all', members: ['t2'] } },
    ],
    [
      'the list of tenants cannot be read',
      { externalUserType: b2b, homeTenantId: 't1' },
      { guestOrExternalUserTypes: b2b, externalTenants: { membershipKind: 'enumerated', members: 't1' } },
    ],
  ];
  for (const [name, known, clause] of uncertain) {
    it(`lose an inclusion and keep an exclusion where ${name}`, () => {
      assert.equal(isCoveredGuest(known, { includeGuestsOrExternalUsers: clause }), false);
      assert.equal(isCoveredGuest(known, { includeUsers: ['All'], excludeGuestsOrExternalUsers: clause }), false);
    });
  }

  it('are told apart by their home tenants', () => {
    const known = { externalUserType: b2b, homeTenantId: 'T1' } as const;
    const everybody = { includeUsers: ['All'] };
    assert.equal(isCoveredGuest(known, { includeGuestsOrExternalUsers: guests(b2b, ['t1']) }), true);
    assert.equal(isCoveredGuest(known, { includeGuestsOrExternalUsers: guests(b2b, ['t2']) }), false);
    assert.equal(isCoveredGuest(known, { ...everybody, excludeGuestsOrExternalUsers: guests(b2b, ['t1']) }), false);
    assert.equal(isCoveredGuest(known, { ...everybody, excludeGuestsOrExternalUsers: guests(b2b, ['t2']) }), true);
  });

  it('come from every tenant where a policy lists none', () => {
    const clause = { guestOrExternalUserTypes: b2b, externalTenants: null };
    assert.equal(isCoveredGuest({ externalUserType: b2b }, { includeGuestsOrExternalUsers: clause }), true);
  });

  it('are not excluded by the kind none, or by an empty clause', () => {
    const everybody = { includeUsers: ['All'] };
    assert.equal(isCovered(guest, { ...everybody, excludeGuestsOrExternalUsers: guests('none') }), true);
    assert.equal(isCovered(guest, { ...everybody, excludeGuestsOrExternalUsers: {} }), true);
  });
});
