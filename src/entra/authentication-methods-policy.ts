import { z } from 'zod/v4';
import type { JsonObject } from '../lib/canonical-json.ts';
import type { Answer, Graph } from './graph.ts';

const path = '/policies/authenticationMethodsPolicy';

/**
 * The tenant's authentication methods policy, whole, as Graph sends it.
 *
 * @permission Policy.Read.All (application)
 * @throws {GraphError} `forbidden` without that permission.
 * @see https://learn.microsoft.com/graph/api/authenticationmethodspolicy-get
 */
export const getAuthenticationMethodsPolicy = (graph: Graph): Promise<Answer<JsonObject>> =>
  graph.get(path, { schema: z.record(z.string(), z.json()) });

/**
 * Sets how people are nudged to register Microsoft Authenticator; everything else of the policy stays.
 *
 * @writes tenant
 * @permission Policy.ReadWrite.AuthenticationMethod (application)
 * @throws {GraphError} `badRequest` for a campaign that Graph does not take; `forbidden`.
 * @see https://learn.microsoft.com/graph/api/authenticationmethodspolicy-update
 */
export const updateRegistrationEnforcement = (
  graph: Graph,
  registrationEnforcement: JsonObject,
): Promise<Answer<undefined>> => graph.patch(path, { body: { registrationEnforcement } });
