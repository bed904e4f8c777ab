import { z } from 'zod/v4';
import type { Answer, Graph } from './graph.ts';
import { optionalText } from './graph-shapes.ts';
import { optionalInstant } from './instants.ts';
import { readPage, type ResumablePage } from './resumable-page.ts';

/** The documentation names both, and the service may answer either. */
const TYPES = ['switchFromPerUserMFA', 'turnOffPerUserMFA'] as const;
const path = '/directory/recommendations';
/** Else newer statuses hide as `unknownFutureValue`. */
const headers = { Prefer: 'include-unknown-enum-members' };

const recommendation = z.object({
  id: z.string().min(1),
  recommendationType: optionalText,
  status: z.string().catch('unknown'),
  lastCheckedDateTime: optionalInstant,
  postponeUntilDateTime: optionalInstant,
});

/** What Microsoft recommends, in Graph's words; the status is a list that grows. */
export type Recommendation = z.infer<typeof recommendation>;

/**
 * Microsoft's recommendation to leave per-user MFA; null where the tenant does not show it, which does not prove that
 * nobody has per-user MFA. The service looks once a day.
 *
 * @permission DirectoryRecommendations.Read.All (application)
 * @throws {GraphError} `forbidden` without that permission.
 * @see https://learn.microsoft.com/graph/api/directory-list-recommendations
 */
export async function findPerUserMfaRecommendation(graph: Graph): Promise<Recommendation | null> {
  const filter = `recommendationType eq '${TYPES[0]}'`;
  const { body } = await graph.get(path, {
    version: 'beta',
    query: { $filter: filter },
    headers,
    schema: z.object({ value: z.array(recommendation) }),
  });
  return body.value.find(({ recommendationType: type }) => TYPES.some((one) => one === type)) ?? null;
}

const impactedResource = z.object({
  subjectId: z.string(),
  displayName: optionalText,
  status: z.string().catch('unknown'),
  addedDateTime: optionalInstant,
});

/** Somebody whom a recommendation is about. That `subjectId` is the object id is UNVERIFIED. */
export type ImpactedResource = z.infer<typeof impactedResource>;

/**
 * A page of whom a recommendation is about. How large a page is, Graph decides.
 *
 * @permission DirectoryRecommendations.Read.All (application)
 * @throws {GraphError} `notFound` where the recommendation is gone; `forbidden` without that permission.
 * @see https://learn.microsoft.com/graph/api/recommendation-list-impactedresources
 */
export const readImpactedResourcesPage = (
  graph: Graph,
  recommendationId: string,
  from: string | null,
): Promise<Answer<ResumablePage<ImpactedResource>>> =>
  readPage(graph, `${path}/{recommendation}/impactedResources`, {
    version: 'beta',
    values: { recommendation: recommendationId },
    query: {},
    from,
    headers,
    schema: impactedResource,
  });
