import { z } from 'zod/v4';
import type { Answer, Graph } from './graph.ts';

const path = '/policies/identitySecurityDefaultsEnforcementPolicy';

/**
 * Whether security defaults are on, in which case Entra enables no Conditional Access policy.
 *
 * @permission Policy.Read.All (application)
 * @throws {GraphError} `forbidden` without that permission.
 * @see https://learn.microsoft.com/graph/api/identitysecuritydefaultsenforcementpolicy-get
 */
export const getSecurityDefaults = (graph: Graph): Promise<Answer<{ isEnabled: boolean }>> =>
  graph.get(path, { schema: z.object({ isEnabled: z.boolean() }) });

/**
 * Switches security defaults on or off. Off, Microsoft may make policies of its own in the same minute, in report-only.
 *
 * @writes tenant
 * @permission Policy.ReadWrite.SecurityDefaults (application)
 * @permission Policy.Read.All (application)
 * @throws {GraphError} `forbidden` without both; what Graph says while Conditional Access policies are enabled is UNVERIFIED.
 * @see https://learn.microsoft.com/graph/api/identitysecuritydefaultsenforcementpolicy-update
 */
export const updateSecurityDefaults = (graph: Graph, isEnabled: boolean): Promise<Answer<undefined>> =>
  graph.patch(path, { body: { isEnabled } });
