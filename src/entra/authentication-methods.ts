import { z } from 'zod/v4';
import type { Answer, Graph } from './graph.ts';
import { foundById } from './graph-shapes.ts';

const TYPE_PREFIX = '#microsoft.graph.';

const method = z
  .object({ id: z.string(), '@odata.type': z.string() })
  .transform((raw) => ({ id: raw.id, type: raw['@odata.type'].replace(TYPE_PREFIX, '') }));
const methods = z.object({ value: z.array(method) });

/** A registered method: Graph's type name without its prefix, for example `fido2AuthenticationMethod`. */
export type AuthenticationMethod = z.infer<typeof method>;

// A list of what counts, not of what does not: a type that we have never heard of proves nothing.
const STRONG_TYPES: ReadonlySet<string> = new Set([
  'externalAuthenticationMethod',
  'fido2AuthenticationMethod',
  'hardwareOathAuthenticationMethod',
  'microsoftAuthenticatorAuthenticationMethod',
  'phoneAuthenticationMethod',
  'platformCredentialAuthenticationMethod',
  'softwareOathAuthenticationMethod',
  'windowsHelloForBusinessAuthenticationMethod',
]);

/**
 * A person's registered authentication methods, read live.
 *
 * @permission UserAuthenticationMethod.Read.All (application)
 * @throws {GraphError} `notFound`; `badRequest` for anything but an object id.
 * @see https://learn.microsoft.com/graph/api/authentication-list-methods
 */
export async function listAuthenticationMethods(graph: Graph, userId: string): Promise<Answer<AuthenticationMethod[]>> {
  const { body, requestId } = await graph.get('/users/{id}/authentication/methods', {
    ids: { id: userId },
    schema: methods,
  });
  return { body: body.value, requestId };
}

/**
 * The registered authentication methods of many people, read live, twenty in a request; whoever is gone is left out.
 *
 * @permission UserAuthenticationMethod.Read.All (application)
 * @throws {GraphError} `badRequest` for anything but object ids.
 * @see https://learn.microsoft.com/graph/api/authentication-list-methods
 */
export async function listAuthenticationMethodsOfMany(
  graph: Graph,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, AuthenticationMethod[]>> {
  const requests = userIds.map((id) => ({ ids: { id }, schema: methods }));
  const found = await foundById(userIds, graph.getMany('/users/{id}/authentication/methods', requests));
  return new Map([...found].map(([id, { value }]) => [id, value]));
}

/**
 * The methods that can answer an MFA prompt; none means that the person is not MFA-capable.
 *
 * A password is the first factor, mail only resets one, and a Temporary Access Pass answers but expires within hours or
 * days, so none of the three counts. Whether the tenant's policy allows a method is not looked at: the registration
 * report's `isMfaCapable` knows that.
 */
export const strongMethodsOf = (methods: readonly AuthenticationMethod[]): AuthenticationMethod[] =>
  methods.filter(({ type }) => STRONG_TYPES.has(type));
