import { z } from 'zod/v4';
import { visibleText } from '../lib/text.ts';

const words = (longest: number) => z.string().max(longest).transform(visibleText).pipe(z.string().min(1));
const state = z.enum(['disabled', 'enabled', 'enforced', 'unknown']);
const accountType = z.enum([
  'member',
  'guest',
  'directorySynchronization',
  'emergencyAccess',
  'shared',
  'service',
  'unknown',
]);

const finding = z.enum([
  'legacySignIn',
  'smtpSignIn',
  'mfaServerSignIn',
  'intuneEnrolment',
  'hybridJoin',
  'recommended',
  'notCovered',
  'legacyOpen',
]);

/** Where people belong: words that name a department or a group, or one of both that was found. */
export const peoplePlace = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('named'), words: words(120) }),
  z.strictObject({ kind: z.literal('departmentNamed'), words: words(120) }),
  z.strictObject({ kind: z.literal('groupNamed'), words: words(120) }),
  /** Whoever reports to somebody, directly. */
  z.strictObject({ kind: z.literal('reportsNamed'), words: words(120) }),
  z.strictObject({ kind: z.literal('reports'), id: z.guid().toLowerCase(), name: words(400) }),
  z.strictObject({ kind: z.literal('department'), name: words(400) }),
  z.strictObject({ kind: z.literal('group'), id: z.guid().toLowerCase(), name: words(400) }),
]);

/** Whom a list is about. What is left out does not matter; everything that is given must be so. */
export const peopleFilter = z.strictObject({
  states: z.array(state).min(1).max(4).optional(),
  types: z.array(accountType).min(1).max(7).optional(),
  isAdmin: z.boolean().optional(),
  isRegistered: z.boolean().optional(),
  isCapable: z.boolean().optional(),
  /** `any` is P1 or P2. */
  licence: z.enum(['p1', 'p2', 'any', 'none']).optional(),
  /** What Conditional Access makes of them; of whom it is not known is never among them. */
  coverages: z
    .array(z.enum(['blocked', 'required', 'conditional', 'reportOnly', 'none']))
    .min(1)
    .max(5)
    .optional(),
  /** Whom this policy alone asks for MFA at every sign-in, and who are not known to have per-user MFA. */
  reliesOn: z.strictObject({ id: z.guid().toLowerCase(), name: words(120) }).optional(),
  legacyAuth: z.enum(['open', 'closed']).optional(),
  isSynchronized: z.boolean().optional(),
  isEnabled: z.boolean().optional(),
  /** No sign-in for so many days, and the account is older than that. */
  staleDays: z.int().min(1).max(36_500).optional(),
  hasNeverSignedIn: z.literal(true).optional(),
  /** *Enabled*, and never seen *enforced*: asked to register, and has not. */
  isNeverEnforced: z.literal(true).optional(),
  /** What readiness found in logs, reports and policies: as old as its last report. */
  finding: finding.optional(),
  place: peoplePlace.optional(),
});

export type PeopleFilter = z.infer<typeof peopleFilter>;
export type PeoplePlace = z.infer<typeof peoplePlace>;

/** How a list is sorted; `exceptions` puts administrators, guests and whoever is not registered first. */
export const listOrder = z.enum(['name', 'department', 'lastSignIn', 'exceptions']);
export type ListOrder = z.infer<typeof listOrder>;

/** A list: whom it is about, and in which order. */
export const peopleQuery = z.strictObject({ filter: peopleFilter, order: listOrder.default('name') });
export type PeopleQuery = z.infer<typeof peopleQuery>;
