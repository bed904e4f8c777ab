import { now, nowPlus, type Database } from '../db/database.ts';
import type { JsonObject } from '../lib/canonical-json.ts';
import { sha256Hex } from '../lib/canonical-json.ts';
import {
  coverageOf,
  fingerprintOf,
  isMicrosoftManaged,
  legacyAuthClosedBy,
  readRules,
  type Coverage,
  type Person,
} from './coverage.ts';
import { describeCoverage } from './describe.ts';
import type { PolicyReader } from './policy-reader.ts';

/** What Conditional Access makes of one person now, and since when we have seen it so. */
export interface CoverageProof {
  coverage: Coverage;
  isLegacyAuthClosed: boolean;
  /** In plain words, with policy names: show it as text. */
  words: string;
  readAt: Date;
  /**
   * From when on the coverage counts as in effect: membership and policy edits take minutes, so it must have been seen
   * unchanged for the settle time.
   */
  settledAt: Date;
  /** Why what was seen before counts no more, where this very look began anew. */
  beganAnew: 'changed' | 'unseen' | null;
}

interface ProofParts {
  database: Database;
  reader: PolicyReader;
  settleMillis: number;
}

/**
 * Reads what Conditional Access requires of a person, and notes since when. Microsoft-managed policies never count.
 *
 * @param maxAgeMillis How old the policies may be: 5,000 before a write.
 */
export async function proveCoverage(parts: ProofParts, person: Person, maxAgeMillis: number): Promise<CoverageProof> {
  const { policies, readAt } = await parts.reader.read(maxAgeMillis);
  const ignorePolicyIds = new Set(policies.filter(isMicrosoftManaged).map(idOf));
  const result = coverageOf(person, policies, { ignorePolicyIds });
  const closers = legacyAuthClosedBy(person, readRules(policies, { ignorePolicyIds }));
  const grounds = fingerprintOf(person, policies, { byPolicyIds: [...result.byPolicyIds, ...closers] });
  const fingerprint = sha256Hex(`${result.coverage} ${grounds}`);
  const beganAnew = await whyAnew(parts, person.id, fingerprint);
  const seenSince = await noteSighting(parts, person.id, fingerprint);
  return {
    coverage: result.coverage,
    isLegacyAuthClosed: closers.length > 0,
    words: describeCoverage(result, new Map(policies.map((policy) => [idOf(policy), policy]))),
    readAt,
    settledAt: new Date(seenSince.getTime() + parts.settleMillis),
    beganAnew,
  };
}

const idOf = (policy: JsonObject): string => (typeof policy['id'] === 'string' ? policy['id'] : '');

/** For people who wait: that it begins anew must not look like a fault. Read before the look is noted. */
async function whyAnew(
  { database, settleMillis }: ProofParts,
  userId: string,
  fingerprint: string,
): Promise<CoverageProof['beganAnew']> {
  const last = await database.rows
    .selectFrom('coverage_sighting')
    .select((eb) => ['fingerprint', eb('last_seen_at', '<=', nowPlus(-2 * settleMillis)).as('isOld')])
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (!last) return null;
  return last.fingerprint === fingerprint ? (last.isOld ? 'unseen' : null) : 'changed';
}

/**
 * Since when this very coverage was seen without a change. A different fingerprint starts anew, and so does a gap of
 * twice the settle time without a look: somebody could have left a group and come back meanwhile.
 */
async function noteSighting(
  { database, settleMillis }: ProofParts,
  userId: string,
  fingerprint: string,
): Promise<Date> {
  const row = await database.rows
    .insertInto('coverage_sighting')
    .values({ user_id: userId, fingerprint, since: now, last_seen_at: now })
    .onConflict((conflict) =>
      conflict.column('user_id').doUpdateSet((eb) => ({
        fingerprint,
        last_seen_at: now,
        since: eb
          .case()
          .when(
            eb.and([
              eb('coverage_sighting.fingerprint', '=', fingerprint),
              eb('coverage_sighting.last_seen_at', '>', nowPlus(-2 * settleMillis)),
            ]),
          )
          .then(eb.ref('coverage_sighting.since'))
          .else(now)
          .end(),
      })),
    )
    .returning('since')
    .executeTakeFirstOrThrow();
  return row.since;
}
