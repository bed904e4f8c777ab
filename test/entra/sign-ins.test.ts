import assert from 'node:assert/strict';
import { GraphError } from '../../src/entra/graph-error.ts';
import { getMfaServicePolicy } from '../../src/entra/mfa-service-policy.ts';
import { findPerUserMfaRecommendation, readImpactedResourcesPage } from '../../src/entra/recommendations.ts';
import { readSignInsPage } from '../../src/entra/sign-ins.ts';
import { hasP2, listSubscribedSkus } from '../../src/entra/subscribed-skus.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { SMTP_SIGN_IN } from '../tenant/graph/sign-ins.ts';
import { caught } from './support/caught.ts';
import { openPractice, type Practice } from './support/practice.ts';

const DAY_MILLIS = 86_400_000;

describe('sign-ins', () => {
  let practice: Practice;
  let since: Date;
  beforeEach(async () => {
    practice = await openPractice();
    since = new Date(practice.tenant.clock.now().getTime() - 30 * DAY_MILLIS);
  });
  afterEach(() => practice.close());

  const peopleOf = async (question: object): Promise<(string | null)[]> =>
    (await readSignInsPage(practice.graph, { since, ...question }, null)).body.items.map(({ userId }) => userId);

  it('of devices that send mail are found by their client app, among those that nobody sat at', async () => {
    const clientApps = ['Authenticated SMTP'];
    assert.deepEqual(await peopleOf({ clientApps, eventType: 'nonInteractiveUser' }), [PEOPLE.printer]);
    assert.deepEqual(await peopleOf({ clientApps }), []);
  });

  it('say who asked for MFA, on which device and for which application', async () => {
    practice.tenant.signIn(PEOPLE.aliceArcher);
    const { body } = await readSignInsPage(practice.graph, { since, isMfaRequired: true }, null);
    const found = body.items.find(({ userId }) => userId === PEOPLE.aliceArcher);
    assert.ok(found, 'she is not among them');
    assert.ok(
      found.authenticationRequirementPolicies.some(({ requirementProvider }) => requirementProvider === 'user'),
    );
    assert.equal(found.appDisplayName, 'Office 365 Portal');
    assert.equal(found.deviceDetail.trustType, '');
  });

  it('that failed are left out, and those of other applications', async () => {
    practice.tenant.signIn(PEOPLE.carol); // not registered: stopped
    practice.tenant.signIn(PEOPLE.aliceAdams, { appId: '11111111-1111-4111-8111-111111111111' });
    assert.ok(!(await peopleOf({})).includes(PEOPLE.carol));
    assert.deepEqual(await peopleOf({ appIds: ['11111111-1111-4111-8111-111111111111'] }), [PEOPLE.aliceAdams]);
  });

  it('come page by page, the query of the next one to be kept', async () => {
    for (let at = 0; at < 1001; at += 1)
      practice.tenant.signIn(PEOPLE.bob, { ...SMTP_SIGN_IN, correlationId: `${at}` });
    const question = { since, clientApps: ['Authenticated SMTP'], eventType: 'nonInteractiveUser' } as const;
    const first = await readSignInsPage(practice.graph, question, null);
    assert.equal(first.body.items.length, 1000);
    const second = await readSignInsPage(practice.graph, question, first.body.nextQuery);
    assert.deepEqual([second.body.items.length, second.body.nextQuery], [2, null]);
  });

  it('are told to tenants with P1 only', async () => {
    practice.tenant.graph.hasP1 = false;
    const error = await caught(GraphError, readSignInsPage(practice.graph, { since }, null));
    assert.equal(error.reason, 'notLicensed');
  });
});

describe("Microsoft's recommendation", () => {
  let practice: Practice;
  beforeEach(async () => (practice = await openPractice()));
  afterEach(() => practice.close());

  it('is found with its status, and whom it names page by page', async () => {
    const found = (await findPerUserMfaRecommendation(practice.graph)) ?? assert.fail('it is not shown');
    assert.equal(found.status, 'active');
    const ids: string[] = [];
    for (let from: string | null | undefined; from !== null;) {
      const { body } = await readImpactedResourcesPage(practice.graph, found.id, from ?? null);
      ids.push(...body.items.map(({ subjectId }) => subjectId));
      from = body.nextQuery;
    }
    const all = [...practice.tenant.directory.users.values()];
    assert.deepEqual(
      ids.sort(),
      all
        .filter((user) => user.perUserMfaState !== 'disabled')
        .map(({ id }) => id)
        .sort(),
    );
  });

  it('is null where it was never shown, and completed by itself a day after the last one has left', async () => {
    const everybody = [...practice.tenant.directory.users.values()];
    await findPerUserMfaRecommendation(practice.graph);
    for (const user of everybody) user.perUserMfaState = 'disabled';
    assert.equal((await findPerUserMfaRecommendation(practice.graph))?.status, 'active');
    practice.tenant.clock.advance(DAY_MILLIS);
    assert.equal((await findPerUserMfaRecommendation(practice.graph))?.status, 'completedBySystem');
    practice.tenant.records.recommendationRun = undefined;
    assert.equal(await findPerUserMfaRecommendation(practice.graph), null);
  });

  it('keeps a status of tomorrow in Graph’s own word', async () => {
    practice.tenant.faults.add({
      path: /recommendations/,
      status: 200,
      body: { value: [{ id: 'x', recommendationType: 'turnOffPerUserMFA', status: 'dreamt' }] },
    });
    assert.equal((await findPerUserMfaRecommendation(practice.graph))?.status, 'dreamt');
  });
});

describe('the settings of the old MFA service', () => {
  let practice: Practice;
  beforeEach(async () => (practice = await openPractice()));
  afterEach(() => practice.close());

  it('tell app passwords and remembered devices', async () => {
    const { body } = await getMfaServicePolicy(practice.graph);
    assert.deepEqual(body, {
      allowAppPasswords: false,
      trustedIpTexts: body.trustedIpTexts,
      skipMfaForFederatedUsers: false,
      ...{ isRememberOn: true, rememberDays: 90 },
    });
  });

  it('are not known where they come in another shape, since nobody documents them', async () => {
    const body = { allowAppPasswords: 'yes', trustedIps: [], rememberMfaOnTrustedDevice: 7 };
    practice.tenant.faults.add({ path: /mfaServicePolicy/, status: 200, body });
    assert.deepEqual((await getMfaServicePolicy(practice.graph)).body, {
      allowAppPasswords: null,
      trustedIpTexts: [],
      skipMfaForFederatedUsers: null,
      ...{ isRememberOn: null, rememberDays: null },
    });
  });

  it('know P2 from P1 by the plans, with the seats of each subscription', async () => {
    const { body } = await listSubscribedSkus(practice.graph);
    assert.equal(hasP2(body), false);
    assert.equal((body[0]?.prepaidUnits?.enabled ?? 0) - (body[0]?.consumedUnits ?? 0), 25);
    practice.tenant.graph.hasP2 = true;
    assert.equal(hasP2((await listSubscribedSkus(practice.graph)).body), true);
  });
});
