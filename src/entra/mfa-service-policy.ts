import { z } from 'zod/v4';
import type { Answer, Graph } from './graph.ts';

const optional = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().catch(null);

const settings = z.object({
  allowAppPasswords: optional(z.boolean()),
  trustedIps: optional(z.record(z.string(), z.unknown())),
  rememberMfaOnTrustedDevice: optional(
    z.object({ isEnabled: optional(z.boolean()), allowedNumberOfDays: optional(z.number()) }),
  ),
});

/** The old MFA service settings, as far as the tenant tells them; null is not told. */
export interface MfaServicePolicy {
  allowAppPasswords: boolean | null;
  /** Whatever texts stand below `trustedIps`. */
  trustedIpTexts: readonly string[];
  skipMfaForFederatedUsers: boolean | null;
  /** Null where it is off, or not told. */
  rememberDays: number | null;
  isRememberOn: boolean | null;
}

/**
 * The old MFA service settings: trusted IPs, remembered MFA, app passwords.
 *
 * No documentation knows this path: it may change or vanish, and the name of the list of addresses is UNVERIFIED, so that
 * every text below `trustedIps` is taken.
 *
 * @permission Policy.Read.All (application)
 * @throws {GraphError} `notFound` or `badRequest` where the tenant does not give them; `forbidden`.
 * @see https://github.com/KelvinTegelaar/CIPP-API/blob/master/Modules/CIPPCore/Public/Test-CIPPAccessPermissions.ps1
 */
export async function getMfaServicePolicy(graph: Graph): Promise<Answer<MfaServicePolicy>> {
  const { body, requestId } = await graph.get('/policies/mfaServicePolicy', { version: 'beta', schema: settings });
  const { allowAppPasswords, trustedIps, rememberMfaOnTrustedDevice: remember } = body;
  const skip = trustedIps?.['skipMfaForFederatedUsers'];
  const isRememberOn = remember?.isEnabled ?? null;
  return {
    requestId,
    body: {
      allowAppPasswords: allowAppPasswords ?? null,
      trustedIpTexts: textsIn(trustedIps, 3),
      skipMfaForFederatedUsers: typeof skip === 'boolean' ? skip : null,
      isRememberOn,
      rememberDays: isRememberOn === true ? (remember?.allowedNumberOfDays ?? null) : null,
    },
  };
}

/** Every text in a value, so deep at most. */
function textsIn(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return [value];
  if (depth === 0 || typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) => (name.includes('@odata.') ? [] : textsIn(field, depth - 1)));
}
