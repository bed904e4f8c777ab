import { z } from 'zod/v4';
import type { Graph } from './graph.ts';
import type { QueryValues } from './graph-path.ts';
import { optionalText } from './graph-shapes.ts';

const signIn = z.object({
  userId: z.string().toLowerCase(),
  correlationId: z.string(),
  createdDateTime: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  status: z.object({ errorCode: z.number() }),
  appliedConditionalAccessPolicies: z
    .array(z.object({ id: optionalText, result: optionalText }))
    .nullish()
    .transform((all) => all ?? []),
});

/**
 * A sign-in, as far as it says whether somebody got in, and what each policy did or, in report-only, would have done.
 * What policies did is empty unless the app may read policies as well.
 */
export type RecentSignIn = z.infer<typeof signIn>;

/**
 * Interactive sign-ins since an instant, the newest first, a page at a time. They show some minutes late; how late at most
 * Microsoft does not say (UNVERIFIED).
 *
 * @param codes Those alone that ended with one of these error codes (Default: all).
 * @permission AuditLog.Read.All (application)
 * @throws {GraphError} `notLicensed` without Microsoft Entra ID P1; `forbidden` without that permission.
 * @see https://learn.microsoft.com/graph/api/signin-list
 */
export async function* listSignInsSince(
  graph: Graph,
  since: Date,
  codes: readonly number[] = [],
): AsyncGenerator<RecentSignIn[]> {
  const one = codes.map((code) => `status/errorCode eq ${code}`).join(' or ');
  const query: QueryValues = {
    $filter: `createdDateTime ge ${since.toISOString()}${one === '' ? '' : ` and (${one})`}`,
    $top: 1000,
  };
  for await (const { body } of graph.pages('/auditLogs/signIns', { query, schema: signIn })) yield body;
}
