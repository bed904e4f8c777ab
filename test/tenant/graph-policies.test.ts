import assert from 'node:assert/strict';

import { GROUPS, POLICIES } from './cast.ts';
import { standingClock } from './clock.ts';
import { openTenant } from './support/caller.ts';
import type { CalledTenant } from './support/caller.ts';
import { assertRefused, columnIn, objectIn, rowsIn, withQuery } from './support/wire.ts';

const PATH = '/v1.0/identity/conditionalAccess/policies';
const DEFAULTS = '/v1.0/policies/identitySecurityDefaultsEnforcementPolicy';

describe('The practice Graph keeps Conditional Access policies', () => {
  const clock = standingClock(new Date('2026-11-22T08:00:00Z'));
  let called: CalledTenant;
  const create = (differing: object) =>
    called.call('POST', PATH, {
      json: {
        displayName: 'Ring 2',
        state: 'enabledForReportingButNotEnforced',
        conditions: {
          applications: { includeApplications: ['All'] },
          users: { includeGroups: [GROUPS.pilot], excludeGroups: [GROUPS.emergencyAccess] },
        },
        grantControls: { operator: 'OR', builtInControls: ['mfa'] },
        ...differing,
      },
    });
  const enable = (id: string) => called.call('PATCH', `${PATH}/${id}`, { json: { state: 'enabled' } });

  beforeEach(async () => {
    called = await openTenant({ people: 0, clock });
  });
  afterEach(() => called.close());

  it('has the four policies of the story, none of them touched within two weeks', async () => {
    const policies = await called.call('GET', PATH);
    assert.deepEqual(columnIn(policies, 'state'), [
      'enabled',
      'enabledForReportingButNotEnforced',
      'enabled',
      'disabled',
    ]);
    const latest = columnIn(policies, 'modifiedDateTime').map((at) => Date.parse(String(at)));
    assert.ok(Math.max(...latest) < clock.now().getTime() - 14 * 24 * 60 * 60 * 1000);
    const enabled = await called.call('GET', withQuery(PATH, { $filter: "state eq 'enabled'" }));
    assert.equal(rowsIn(enabled).length, 2);
  });

  it('writes out what a new policy left unsaid, and gives it back by its id', async () => {
    const created = await create({});
    assert.equal(created.status, 201);
    const { id, conditions, createdDateTime, modifiedDateTime } = objectIn(created);
    assert.deepEqual([createdDateTime, modifiedDateTime], ['2026-11-22T08:00:00.000Z', null]);
    const { clientAppTypes, locations, users } = objectIn({ body: conditions });
    assert.deepEqual([clientAppTypes, locations, objectIn({ body: users })['includeRoles']], [['all'], null, []]);
    const again = objectIn(await called.call('GET', `${PATH}/${String(id)}`));
    assert.deepEqual(again['conditions'], conditions);
  });

  it('changes the state and nothing else, and notes when', async () => {
    const id = POLICIES.requireMfaForEveryone;
    const earlier = called.tenant.directory.policies.get(id);
    assert.equal((await enable(id)).status, 204);
    const now = { state: 'enabled', modifiedDateTime: clock.now().toISOString() };
    assert.deepEqual(called.tenant.directory.policies.get(id), { ...earlier, ...now });
  });

  it('changes one condition without forgetting the others', async () => {
    const id = POLICIES.requireMfaForMigrated;
    const json = { conditions: { users: { includeGroups: [GROUPS.pilot] } } };
    await called.call('PATCH', `${PATH}/${id}`, { json });
    const { conditions } = objectIn(await called.call('GET', `${PATH}/${id}`));
    const { users, applications } = objectIn({ body: conditions });
    const { includeGroups, excludeGroups } = objectIn({ body: users });
    assert.deepEqual([includeGroups, excludeGroups], [[GROUPS.pilot], [GROUPS.emergencyAccess]]);
    assert.deepEqual(objectIn({ body: applications })['includeApplications'], ['All']);
  });

  it('deletes a policy once', async () => {
    const path = `${PATH}/${POLICIES.blockLegacyAuthentication}`;
    assert.equal((await called.call('DELETE', path)).status, 204);
    assertRefused(await called.call('DELETE', path), 404, 'ResourceNotFound');
  });

  it('refuses what is no policy, with number 1007', async () => {
    for (const differing of [{ state: 'on' }, { conditions: null }, { displayName: 7 }]) {
      assertRefused(await create(differing), 400, 'BadRequest', /^1007: /);
    }
  });

  it('enables no policy while security defaults are on, but lets report-only ones be made', async () => {
    called.tenant.graph.isSecurityDefaultsEnabled = true;
    assert.equal(objectIn(await called.call('GET', DEFAULTS))['isEnabled'], true);
    assertRefused(await create({ state: 'enabled' }), 400, 'BadRequest', /^Security Defaults is enabled/);
    assertRefused(await enable(POLICIES.requireMfaForEveryone), 400, 'BadRequest', /^Security Defaults is enabled/);
    const { id } = objectIn(await create({}));
    assert.equal((await called.call('PATCH', DEFAULTS, { json: { isEnabled: false } })).status, 204);
    assert.equal((await enable(String(id))).status, 204);
  });

  it('without Entra ID P1 makes and changes no policy, but reads and deletes them', async () => {
    called.tenant.graph.hasP1 = false;
    assertRefused(await create({ state: 'disabled' }), 403, 'AccessDenied', /not licensed for this feature/);
    assertRefused(await enable(POLICIES.requireMfaForEveryone), 403, 'AccessDenied');
    assert.equal(rowsIn(await called.call('GET', PATH)).length, 4);
    const removed = await called.call('DELETE', `${PATH}/${POLICIES.blockLegacyAuthentication}`);
    assert.equal(removed.status, 204);
  });
});
