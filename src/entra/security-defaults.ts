import { z } from 'zod/v4';
import type { Answer, Graph } from './graph.ts';

/**
 * Whether security defaults are on, in which case Entra enables no Conditional Access policy.
 *
 * @permission Policy.Read.All (application)
 * @throws {GraphError} `forbidden` without that permission.
 * @see https://learn.microsoft.com/graph/api/identitysecuritydefaultsenforcementpolicy-get
 */
export const getSecurityDefaults = (graph: Graph): Promise<Answer<{ isEnabled: boolean }>> =>
  graph.get('/policies/identitySecurityDefaultsEnforcementPolicy', {
    schema: z.object({ isEnabled: z.boolean() }),
  });
