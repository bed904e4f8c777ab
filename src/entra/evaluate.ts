import { z } from 'zod/v4';
import type { JsonObject } from '../lib/canonical-json.ts';
import type { Answer, Graph } from './graph.ts';

/** A sign-in that is only thought of; whatever is left out may keep Graph from judging a policy. */
export interface ThoughtSignIn {
  userId: string;
  /** App ids. */
  applications: readonly string[];
  conditions: {
    devicePlatform?: string;
    clientAppType?: string;
    /** Two letters, of ISO 3166. */
    country?: string;
    ipAddress?: string;
    signInRiskLevel?: string;
    userRiskLevel?: string;
  };
}

const result = z
  .looseObject({ id: z.string(), policyApplies: z.boolean(), analysisReasons: z.string() })
  .transform((policy) => policy as unknown as EvaluatedPolicy);
const results = z.object({ value: z.array(result) });

/** A policy with what Graph makes of it for one sign-in. */
export type EvaluatedPolicy = JsonObject & { id: string; policyApplies: boolean; analysisReasons: string };

/**
 * Which policies would apply to a sign-in, by Graph's own What-If. Reads only, though it is a POST.
 *
 * Report-only policies are told to apply as well: look at `state`. An exclusion through a group was once not seen by it
 * (reported in 2024, UNVERIFIED today), so it proves together with memberships, never alone.
 *
 * @permission Policy.Read.All (application)
 * @throws {GraphError} `badRequest` for somebody who is not there.
 * @see https://learn.microsoft.com/graph/api/conditionalaccessroot-evaluate
 */
export async function evaluateSignIn(graph: Graph, signIn: ThoughtSignIn): Promise<Answer<EvaluatedPolicy[]>> {
  const { body, requestId } = await graph.post('/identity/conditionalAccess/evaluate', {
    body: {
      signInIdentity: { '@odata.type': '#microsoft.graph.userSignIn', userId: signIn.userId },
      signInContext: {
        '@odata.type': '#microsoft.graph.applicationContext',
        includeApplications: [...signIn.applications],
      },
      signInConditions: { ...signIn.conditions },
      appliedPoliciesOnly: false,
    },
    schema: results,
  });
  return { body: body.value, requestId };
}
