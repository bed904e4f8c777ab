import { z } from 'zod/v4';
import { GROUP_MEMBERSHIP } from '../changes/group-membership.ts';
import { canonicalJson, sha256Hex, type Json, type JsonObject } from '../lib/canonical-json.ts';
import { risks } from '../lib/risk.ts';
import type { Actor } from '../verbs/actor.ts';
import type { ChangesDraft, Draft } from '../verbs/draft.ts';

const jsonObject = z.record(z.string(), z.json());
const base = {
  title: z.string(),
  proposerId: z.string(),
  /** The proposer's own words. */
  askedWords: z.string(),
  evidence: z.array(z.tuple([z.string(), z.string()])),
  warnings: z.array(z.string()),
  irreversible: z.array(z.string()),
  risks: z.array(z.enum(risks)).min(1),
  approvalsNeeded: z.int().min(1),
  /** By id, whom their name alone does not tell from somebody else: their userPrincipalName. Absent in older plans. */
  tellApart: z.record(z.string(), z.string()).default({}),
};
const item = z.object({
  kind: z.string(),
  targetId: z.string(),
  targetName: z.string(),
  before: jsonObject,
  after: jsonObject,
});
const recipient = z.object({
  personId: z.string(),
  name: z.string(),
  address: z.string().nullable(),
  variant: z
    .string()
    .nullish()
    .transform((variant) => variant ?? null),
});
const messages = z.array(z.object({ content: jsonObject, recipients: z.array(recipient).min(1) }));
const leftOut = z.array(z.object({ targetId: z.string(), targetName: z.string(), why: z.string() }));
const wayBack = z.array(item).optional();
const ringNotice = z.object({ name: z.string(), at: z.iso.datetime().nullable(), variants: jsonObject });
const ring = z.object({
  ringId: z.guid(),
  no: z.int(),
  name: z.string(),
  groupId: z.string().nullable(),
  groupName: z.string(),
  movesAt: z.iso.datetime(),
  decideBy: z.iso.datetime(),
  validUntil: z.iso.datetime(),
  notices: z.array(ringNotice),
  senderName: z.string(),
  part: z.enum(['forth', 'back', 'end', 'endBack']),
});
const planSchema = z.discriminatedUnion('work', [
  z.object({
    ...base,
    work: z.literal('changes'),
    items: z.array(item).min(1),
    messages,
    leftOut,
    wayBack,
    ring: ring.optional(),
  }),
  z.object({
    ...base,
    work: z.literal('notice'),
    notice: jsonObject,
    recipients: z.array(recipient).min(1),
    groupName: z.string(),
    movesAt: z.iso.datetime().nullable(),
    // absent in plans of the versions before
    name: z
      .string()
      .nullish()
      .transform((name) => name ?? null),
    variants: jsonObject.nullish().transform((variants) => variants ?? null),
    helpContact: z.string().default(''),
    resendOf: z
      .guid()
      .nullish()
      .transform((id) => id ?? null),
  }),
]);

/** A frozen plan: exactly what approvers say yes to and what is done. */
export type Plan = z.infer<typeof planSchema>;

/** A plan as one canonical text and its SHA-256: the text is stored, the hash is on the card. */
export interface FrozenPlan {
  text: string;
  hash: string;
}

/** A draft, how many must say yes to it, and by what namesakes are told apart. */
export type Weighed = Draft & Pick<Plan, 'approvalsNeeded' | 'tellApart'>;

/** Freezes what somebody proposes: every object, its state before and after, and who asked in which words. */
export function freeze(draft: Weighed, proposer: Actor, askedWords: string): FrozenPlan {
  const text = canonicalJson({ ...draft, proposerId: proposer.id, askedWords } as unknown as JsonObject);
  return { text, hash: sha256Hex(text) };
}

/** The plan in a stored text; null where the text is not what was hashed: somebody wrote into the database. */
export function thaw(text: string, hash: string): Plan | null {
  if (sha256Hex(text) !== hash) return null;
  const parsed = planSchema.safeParse(JSON.parse(text) as Json);
  return parsed.success ? parsed.data : null;
}

/** Ids of everybody whom a plan is about. */
export const targetsOf = (plan: Plan): ReadonlySet<string> =>
  plan.work === 'changes' ? aboutOf(plan) : new Set(plan.recipients.map((one) => one.personId));

/**
 * Ids of everything that changes are about. The end of a rollout is about everybody, so that nobody could decide on it if
 * its memberships counted: it is a plan of the whole tenant, and whoever leaves a group of a ring stays free for others.
 */
export function aboutOf({ items, ring }: Pick<ChangesDraft, 'items' | 'ring'>): ReadonlySet<string> {
  const isOfTenant = ring?.part === 'end' || ring?.part === 'endBack';
  const counting = isOfTenant ? items.filter(({ kind }) => kind !== GROUP_MEMBERSHIP) : items;
  return new Set(counting.map(({ targetId }) => targetId));
}

/** The few digits of a hash that people compare by eye. */
export const shortHash = (hash: string): string => hash.slice(0, 12);
