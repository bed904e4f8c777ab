import type { Answer, JsonObject } from '../answer.ts';
import type { TenantUser } from '../contract.ts';
import { guidOf } from '../seeded-random.ts';
import { anyOf, bodyOf, contextOf, ok, param } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { answerPage } from './collection.ts';
import { rowFilter } from './filter.ts';
import type { RecommendationRun } from './records.ts';
import { badRequest, resourceNotFound } from './refusal.ts';

const PATH = '/directory/recommendations';
const READ = anyOf('DirectoryRecommendations.Read.All', 'DirectoryRecommendations.ReadWrite.All');
const WRITE = anyOf('DirectoryRecommendations.ReadWrite.All');
const DAY_MILLIS = 24 * 60 * 60 * 1000;
const FEWEST_PERCENT = 5;
const NAME = 'SwitchFromPerUserMFA';

/** Microsoft's recommendations, of the beta version only. */
export const recommendationRoutes: Route[] = [
  beta('GET', PATH, (call, parts) => {
    const items = recommendations(parts).filter(rowFilter(call));
    return answerPage(call, parts, { set: PATH.slice(1), items, shape: (row) => row });
  }),
  beta('GET', `${PATH}/{id}`, (call, parts) => entity(call, parts)),
  beta('GET', `${PATH}/{id}/impactedResources`, (call, parts) => {
    const { id } = recommendationIn(call, parts);
    return answerPage(call, parts, {
      set: `${PATH.slice(1)}('${String(id)}')/impactedResources`,
      items: parts.directory.users.order,
      isMatch: isImpacted,
      shape: (user) => impactedResource(user, String(id), parts),
    });
  }),
  beta('POST', `${PATH}/{id}/complete`, (call, parts) => change(call, parts, { status: 'completedByUser' })),
  beta('POST', `${PATH}/{id}/dismiss`, (call, parts) => {
    if (typeof bodyOf(call)['dismissReason'] !== 'string') throw badRequest('dismissReason is required.');
    return change(call, parts, { status: 'dismissed' });
  }),
  beta('POST', `${PATH}/{id}/postpone`, (call, parts) => {
    const { postponeUntilDateTime } = bodyOf(call);
    if (typeof postponeUntilDateTime !== 'string') throw badRequest('postponeUntilDateTime is required.');
    return change(call, parts, { status: 'postponed', postponeUntilDateTime });
  }),
  beta('POST', `${PATH}/{id}/reactivate`, (call, parts) => change(call, parts, { status: 'active' })),
];

function beta(method: 'GET' | 'POST', path: string, serve: Route['serve']): Route {
  return { method, path, version: 'beta', needs: method === 'GET' ? READ : WRITE, serve };
}

function recommendations(parts: GraphParts): JsonObject[] {
  const { directory, records } = parts;
  const { day, status } = runOf(parts);
  const id = `${directory.tenantId}_Microsoft.Identity.IAM.Insights.${NAME}`;
  const changed = records.recommendationChanges.get(id);
  if (status === undefined) return [];
  return [{ id, ...TEXTS, lastCheckedDateTime: new Date(day * DAY_MILLIS).toISOString(), status, ...changed }];
}

/** Looked at daily, as of the day's first question: what was recommended once is completed by itself, and stays in the list. */
function runOf(parts: GraphParts): RecommendationRun {
  const { records, clock } = parts;
  const day = Math.floor(clock.now().getTime() / DAY_MILLIS);
  const last = records.recommendationRun;
  if (last?.day === day) return last;
  const wasShown = last?.status !== undefined;
  const run = {
    day,
    status: isDue(parts) ? ('active' as const) : wasShown ? ('completedBySystem' as const) : undefined,
  };
  records.recommendationRun = run;
  return run;
}

/** There is none where fewer than 5 % have per-user MFA or no policy is enabled. */
function isDue({ directory }: GraphParts): boolean {
  const impacted = directory.users.order.reduce(
    (sum, user) => (user !== undefined && isImpacted(user) ? sum + 1 : sum),
    0,
  );
  const hasPolicy = [...directory.policies.values()].some(({ state }) => state === 'enabled');
  return (100 * impacted) / directory.users.size >= FEWEST_PERCENT && hasPolicy;
}

const isImpacted = (user: TenantUser): boolean => user.perUserMfaState !== 'disabled';

const TEXTS: JsonObject = {
  recommendationType: 'switchFromPerUserMFA',
  displayName: 'Switch from per user MFA to Conditional Access MFA',
  insights: 'Some users are still enabled for per-user MFA.',
  benefits: 'Conditional Access asks for MFA where it matters.',
  category: 'identityBestPractice',
  priority: 'high',
  impactType: 'users',
  remediationImpact: 'Users may be asked for MFA at other moments than before.',
  featureAreas: ['conditionalAccess'],
  requiredLicenses: 'microsoftEntraIdP1',
  releaseType: 'generallyAvailable',
  createdDateTime: '2026-01-12T00:00:00Z',
  impactStartDateTime: '2026-01-12T00:00:00Z',
  lastModifiedBy: 'System',
  lastModifiedDateTime: '2026-01-12T00:00:00Z',
  postponeUntilDateTime: null,
  currentScore: 0,
  maxScore: 0,
  actionSteps: [{ stepNumber: 1, text: 'Confirm that a policy asks for MFA.', actionUrl: null }],
};

function recommendationIn(call: GraphCall, parts: GraphParts): JsonObject {
  const id = param(call, 'id').toLowerCase();
  const found = recommendations(parts).find((row) => String(row['id']).toLowerCase() === id);
  if (found === undefined) throw resourceNotFound(param(call, 'id'));
  return found;
}

function change(call: GraphCall, parts: GraphParts, differing: JsonObject): Answer {
  const { id } = recommendationIn(call, parts);
  const lastModifiedDateTime = parts.clock.now().toISOString();
  parts.records.recommendationChanges.set(String(id), { ...differing, lastModifiedDateTime });
  return entity(call, parts);
}

function entity(call: GraphCall, parts: GraphParts): Answer {
  const context = contextOf(call, parts, `${PATH.slice(1)}/$entity`);
  return ok({ '@odata.context': context, ...recommendationIn(call, parts) });
}

function impactedResource(user: TenantUser, recommendationId: string, { directory }: GraphParts): JsonObject {
  return {
    id: guidOf('impactedResource', user.id),
    recommendationId,
    resourceType: 'user',
    subjectId: user.id,
    displayName: user.displayName,
    owner: null,
    rank: 1,
    status: 'active',
    apiUrl: null,
    portalUrl: `https://entra.microsoft.com/${directory.tenantId}/users/${user.id}`,
    addedDateTime: '2026-01-12T00:00:00Z',
    lastModifiedBy: 'System',
    lastModifiedDateTime: '2026-01-12T00:00:00Z',
    postponeUntilDateTime: null,
    additionalDetails: [{ key: 'perUserMfaState', value: user.perUserMfaState }],
  };
}
