import { z } from 'zod/v4';
import { optionalBoolean, optionalText } from './graph-shapes.ts';

/** A person's per-user MFA state; `unknown` where Graph did not say, which is never taken for `disabled`. */
export type PerUserMfaState = 'disabled' | 'enabled' | 'enforced' | 'unknown';

/** Null, absent and words that we do not know become `unknown`. */
export const perUserMfaState = z.enum(['disabled', 'enabled', 'enforced', 'unknown']).catch('unknown');

/** The properties that we ask of a user, for `$select`. */
export const userProperties = [
  'id',
  'displayName',
  'givenName',
  'surname',
  'userPrincipalName',
  'mail',
  'jobTitle',
  'department',
  'preferredLanguage',
  'userType',
  'accountEnabled',
  'onPremisesSyncEnabled',
] as const;

/** A user as we read one: Graph's names, null where Graph does not say. */
export const user = z.object({
  id: z.string(),
  displayName: optionalText,
  givenName: optionalText,
  surname: optionalText,
  userPrincipalName: optionalText,
  mail: optionalText,
  jobTitle: optionalText,
  department: optionalText,
  preferredLanguage: optionalText,
  userType: z.enum(['Member', 'Guest']).nullable().catch(null), // old accounts have none
  accountEnabled: optionalBoolean,
  onPremisesSyncEnabled: optionalBoolean,
});

export type User = z.infer<typeof user>;
