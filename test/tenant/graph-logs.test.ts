import assert from 'node:assert/strict';

import { PEOPLE, POLICIES } from './cast.ts';
import { standingClock } from './clock.ts';
import { openTenant } from './support/caller.ts';
import type { CalledTenant } from './support/caller.ts';
import { assertRefused, columnIn, objectIn, objectsIn, rowsIn, withQuery } from './support/wire.ts';

const SIGN_INS = '/beta/auditLogs/signIns';
const AUDITS = '/v1.0/auditLogs/directoryAudits';
const RECOMMENDATIONS = '/beta/directory/recommendations';
const NON_PREMIUM = 'Authentication_RequestFromNonPremiumTenantOrB2CTenant';

describe('The practice Graph keeps logs', () => {
  const clock = standingClock(new Date('2026-11-23T08:00:00Z'));
  let called: CalledTenant;

  beforeEach(async () => {
    called = await openTenant({ people: 60, clock });
  });
  afterEach(() => called.close());

  const signInsOf = (userId: string, path = SIGN_INS) =>
    called.call('GET', withQuery(path, { $filter: `userId eq '${userId}'` }));
  const providers = (row: unknown) =>
    objectsIn(objectIn({ body: row })['authenticationRequirementPolicies']).map((each) => each['requirementProvider']);

  it('of sign-ins, the newest first, within thirty days', async () => {
    const times = columnIn(await called.call('GET', SIGN_INS), 'createdDateTime').map(String);
    assert.ok(times.length > 30);
    assert.deepEqual(times, times.toSorted().toReversed());
    const since = '2026-11-20T00:00:00Z';
    const recent = await called.call('GET', withQuery(SIGN_INS, { $filter: `createdDateTime ge ${since}` }));
    assert.deepEqual(
      columnIn(recent, 'createdDateTime'),
      times.filter((at) => at >= since),
    );
    clock.advance(31 * 24 * 60 * 60 * 1000);
    assert.deepEqual(rowsIn(await called.call('GET', SIGN_INS)), []);
  });

  it('of who asked for MFA at a sign-in: per-user MFA before, Conditional Access after', async () => {
    const { aliceAdams } = PEOPLE;
    called.tenant.signIn(aliceAdams);
    (called.tenant.directory.users.get(aliceAdams) ?? assert.fail()).perUserMfaState = 'disabled';
    clock.advance(1000);
    called.tenant.signIn(aliceAdams);
    const [after, before] = rowsIn(await signInsOf(aliceAdams));
    assert.deepEqual(
      [providers(before), providers(after)],
      [['user', 'multiConditionalAccess'], ['multiConditionalAccess']],
    );
    assert.deepEqual(
      [after?.['conditionalAccessStatus'], after?.['authenticationRequirement']],
      ['success', 'multiFactorAuthentication'],
    );
    const applied = objectsIn(after?.['appliedConditionalAccessPolicies']);
    assert.equal(applied.find(({ id }) => id === POLICIES.requireMfaForEveryone)?.['result'], 'reportOnlyInterrupted');
    const [v1] = rowsIn(await signInsOf(aliceAdams, '/v1.0/auditLogs/signIns'));
    assert.equal('authenticationRequirement' in (v1 ?? {}), false, 'of the beta version only');
  });

  it('of a sign-in that was stopped since the person is not registered', async () => {
    called.tenant.signIn(PEOPLE.carol);
    const filter = `status/errorCode eq 50079 and userPrincipalName eq 'carol.oneil@fabrikam.example'`;
    const [row] = rowsIn(await called.call('GET', withQuery(SIGN_INS, { $filter: filter })));
    assert.equal(row?.['userId'], PEOPLE.carol);
  });

  it('hides the policies of a sign-in from callers who may not read policies', async () => {
    for (const name of [...called.tenant.graph.grantedPermissions]) {
      if (name.startsWith('Policy.')) called.tenant.graph.grantedPermissions.delete(name);
    }
    await called.renewToken();
    called.tenant.signIn(PEOPLE.aliceAdams);
    const [row] = rowsIn(await signInsOf(PEOPLE.aliceAdams));
    assert.deepEqual([row?.['appliedConditionalAccessPolicies'], row?.['conditionalAccessStatus']], [[], 'success']);
  });

  it('of its own changes, after a moment, by whom and on whom', async () => {
    const requirements = `/beta/users/${PEOPLE.bob}/authentication/requirements`;
    await called.call('PATCH', requirements, { json: { perUserMfaState: 'enabled' } });
    await called.call('PATCH', `/v1.0/identity/conditionalAccess/policies/${POLICIES.blockLegacyAuthentication}`, {
      json: { state: 'enabledForReportingButNotEnforced' },
    });
    await called.call('PATCH', requirements, { json: { perUserMfaState: 'wrong' } });
    assert.deepEqual(rowsIn(await called.call('GET', AUDITS)), []);
    clock.advance(5000);
    const names = columnIn(await called.call('GET', AUDITS), 'activityDisplayName');
    assert.deepEqual(names, ['Update conditional access policy', 'Enable Strong Authentication']);
    const filter = `targetResources/any(t:t/id eq '${PEOPLE.bob}') and initiatedBy/app/appId eq '${called.tenant.bot.appId}'`;
    const [row, ...others] = rowsIn(await called.call('GET', withQuery(AUDITS, { $filter: filter })));
    assert.deepEqual([row?.['category'], others.length], ['UserManagement', 0]);
  });

  it('for those with P1 only', async () => {
    called.tenant.graph.hasP1 = false;
    assertRefused(await called.call('GET', SIGN_INS), 403, NON_PREMIUM);
    assertRefused(await called.call('GET', AUDITS), 403, NON_PREMIUM);
  });
});

describe('The practice Graph recommends leaving per-user MFA', () => {
  let called: CalledTenant;
  const list = (query: Record<string, string> = {}) => called.call('GET', withQuery(RECOMMENDATIONS, query));

  beforeEach(async () => {
    called = await openTenant({ people: 60 });
  });
  afterEach(() => called.close());

  it('with the people whom it concerns', async () => {
    const found = await list({ $filter: "recommendationType eq 'switchFromPerUserMFA'" });
    const [{ id, status } = {}] = rowsIn(found);
    assert.equal(status, 'active');
    const path = `${RECOMMENDATIONS}/${String(id)}/impactedResources`;
    const subjects = columnIn(await called.call('GET', path), 'subjectId');
    const concerned = [...called.tenant.directory.users.values()].filter((user) => user.perUserMfaState !== 'disabled');
    assert.deepEqual(
      subjects,
      concerned.map((user) => user.id),
    );
    assertRefused(await called.call('GET', RECOMMENDATIONS.replace('beta', 'v1.0')), 404, 'ResourceNotFound');
  });

  it('no more where fewer than 5 % have it, so that its absence says little', async () => {
    for (const user of called.tenant.directory.users.values()) user.perUserMfaState = 'disabled';
    (called.tenant.directory.users.get(PEOPLE.bob) ?? assert.fail()).perUserMfaState = 'enforced';
    assert.deepEqual(rowsIn(await list()), []);
  });

  it('and lets the admin dismiss it, who needs a permission for that', async () => {
    const [{ id } = {}] = rowsIn(await list());
    const dismiss = () =>
      called.call('POST', `${RECOMMENDATIONS}/${String(id)}/dismiss`, { json: { dismissReason: 'Not now' } });
    assertRefused(await dismiss(), 403, 'Authorization_RequestDenied');
    called.tenant.graph.grantedPermissions.add('DirectoryRecommendations.ReadWrite.All');
    await called.renewToken();
    assert.equal(objectIn(await dismiss())['status'], 'dismissed');
  });

  it('in words that a caller who does not say so does not know', async () => {
    const [{ id } = {}] = rowsIn(await list());
    called.tenant.records.recommendationChanges.set(String(id), { status: 'planned' });
    assert.deepEqual(columnIn(await list(), 'status'), ['unknownFutureValue']);
    const prefer = 'include-unknown-enum-members';
    const known = await called.call('GET', RECOMMENDATIONS, { headers: { prefer } });
    assert.deepEqual([columnIn(known, 'status'), known.headers['preference-applied']], [['planned'], prefer]);
  });
});
