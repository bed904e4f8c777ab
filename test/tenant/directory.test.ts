import assert from 'node:assert/strict';

import { GROUPS, PEOPLE } from './cast.ts';
import { castPeople } from './cast-people.ts';
import type { TenantUser } from './contract.ts';
import { createDirectory } from './directory.ts';
import { rolesOf, membersTransitively } from './graph/membership.ts';
import { seededRandom } from './seeded-random.ts';

const NOW = new Date('2026-11-22T08:00:00Z');
const directory = createDirectory(400, seededRandom(1), NOW);
const everybody = [...directory.users.values()];
const share = (isCounted: (user: TenantUser) => boolean): number =>
  (100 * everybody.filter(isCounted).length) / everybody.length;

describe('The practice tenant is full of people', () => {
  it('holds exactly as many people as asked for, the cast among them', () => {
    assert.equal(directory.users.size, 400);
    assert.deepEqual(
      castPeople().filter((person) => !directory.users.has(person.id)),
      [],
    );
  });

  it('draws the same people from the same seed and others from another', () => {
    const again = createDirectory(400, seededRandom(1), NOW);
    assert.deepEqual([...again.users.values()], everybody);
    const other = createDirectory(400, seededRandom(2), NOW);
    assert.notDeepEqual([...other.users.keys()], [...directory.users.keys()]);
  });

  it('gives everybody an id that is a GUID and a name and address of their own', () => {
    const guid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
    assert.deepEqual(
      everybody.filter((user) => !guid.test(user.id)),
      [],
    );
    const plain = /^[\w.'-]+(#EXT#)?@fabrikam\.example$/;
    assert.deepEqual(
      everybody.filter((user) => !plain.test(user.userPrincipalName)),
      [],
    );
    assert.equal(new Set(everybody.map((user) => user.userPrincipalName.toLowerCase())).size, 400);
  });

  it('has about 35 % enforced and 10 % enabled, of whom nobody enabled is registered', () => {
    assert.ok(Math.abs(share((user) => user.perUserMfaState === 'enforced') - 37) < 6);
    assert.ok(Math.abs(share((user) => user.perUserMfaState === 'enabled') - 9) < 4);
    assert.ok(everybody.every((user) => user.perUserMfaState !== 'enabled' || user.methods.length === 0));
  });

  it('has guests, disabled accounts, synchronised ones and people without Teams', () => {
    assert.ok(share((user) => user.userPrincipalName.includes('#EXT#')) > 2);
    assert.ok(share((user) => !user.accountEnabled) > 2);
    assert.ok(share((user) => user.onPremisesSyncEnabled === true) > 15);
    assert.ok(share((user) => user.userType === 'Member' && !user.teams.isLicensed) > 2);
  });

  it('puts Zoë under Conditional Access through a nested group, and Alice Archer and Bob not at all', () => {
    const group = directory.groups.get(GROUPS.caMfa);
    assert.ok(group !== undefined);
    assert.ok(!group.memberUserIds.has(PEOPLE.zoe));
    const covered = new Set(membersTransitively(directory, group).users.map((user) => user.id));
    assert.ok(covered.has(PEOPLE.zoe));
    assert.deepEqual([covered.has(PEOPLE.aliceArcher), covered.has(PEOPLE.bob)], [false, false]);
  });

  it('counts a role that a group carries for the people inside', () => {
    const tenant = createDirectory(0, seededRandom(1), NOW);
    const bruno = tenant.users.get(PEOPLE.bruno);
    assert.ok(bruno !== undefined);
    tenant.groups.get(GROUPS.approvers)?.roleTemplateIds.push('role');
    assert.deepEqual([rolesOf(tenant, bruno, 'direct'), rolesOf(tenant, bruno, 'transitive')], [[], ['role']]);
  });

  it('survives groups that hold each other', () => {
    const tenant = createDirectory(0, seededRandom(1), NOW);
    const group = tenant.groups.get(GROUPS.pilot);
    assert.ok(group !== undefined);
    const hold = (outer: string, inner: string) => tenant.groups.get(outer)?.memberGroupIds.add(inner);
    hold(GROUPS.pilotBerlin, GROUPS.pilot);
    hold(GROUPS.pilotBerlin, GROUPS.caMfaEngineering);
    hold(GROUPS.caMfaEngineering, GROUPS.pilotBerlin);
    const names = membersTransitively(tenant, group).users.map((user) => user.displayName);
    assert.deepEqual([names.length, names.includes('Zoë Müller')], [9, true]);
  });
});
