import { sql } from 'kysely';
import { nowPlus, type Database } from '../db/database.ts';
import type { JsonObject } from '../lib/canonical-json.ts';
import { sha256Hex } from '../lib/canonical-json.ts';
import {
  coverageUnder,
  fingerprintOf,
  isMicrosoftManaged,
  legacyAuthClosedBy,
  readRules,
  type Coverage,
  type Person,
  type Rule,
} from './coverage.ts';
import { describeCoverage } from './describe.ts';
import type { PolicyReader } from './policy-reader.ts';

/** What Conditional Access makes of one person now. */
export interface CoverageNow {
  coverage: Coverage;
  isLegacyAuthClosed: boolean;
  /** In plain words, with policy names: show it as text. */
  words: string;
  readAt: Date;
  /** Changes with everything that the coverage rests on. */
  fingerprint: string;
}

/** The same, and since when we have seen it so. */
export interface CoverageProof extends CoverageNow {
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

/** The rules of policies that count: a Microsoft-managed one may change by itself. */
export const rulesThatCount = (policies: readonly JsonObject[]): Rule[] =>
  readRules(policies, { ignorePolicyIds: new Set(policies.filter(isMicrosoftManaged).map(idOf)) });

/** Reads what Conditional Access requires of a person. Microsoft-managed policies never count. */
export async function readCoverage(reader: PolicyReader, person: Person, maxAgeMillis: number): Promise<CoverageNow> {
  const { policies, readAt } = await reader.read(maxAgeMillis);
  const rules = rulesThatCount(policies);
  const result = coverageUnder(person, rules);
  const closers = legacyAuthClosedBy(person, rules);
  const grounds = fingerprintOf(person, policies, { byPolicyIds: [...result.byPolicyIds, ...closers] });
  return {
    coverage: result.coverage,
    isLegacyAuthClosed: closers.length > 0,
    words: describeCoverage(result, new Map(policies.map((policy) => [idOf(policy), policy]))),
    readAt,
    fingerprint: sha256Hex(`${result.coverage} ${grounds}`),
  };
}

/**
 * Reads it for a change, and notes since when it has been so.
 *
 * @param maxAgeMillis How old the policies may be: 5,000 before a write.
 */
export async function proveCoverage(parts: ProofParts, person: Person, maxAgeMillis: number): Promise<CoverageProof> {
  const seen = await readCoverage(parts.reader, person, maxAgeMillis);
  const { since, beganAnew } = await noteSighting(parts, person.id, seen.fingerprint);
  return { ...seen, settledAt: new Date(since.getTime() + parts.settleMillis), beganAnew };
}

export const idOf = (policy: JsonObject): string => (typeof policy['id'] === 'string' ? policy['id'] : '');

interface Sighting {
  since: Date;
  beganAnew: CoverageProof['beganAnew'];
}

/**
 * Since when this very coverage was seen without a change, this look included. A different fingerprint starts anew, and
 * so does a gap of twice the settle time without a look: somebody could have left a group and come back meanwhile.
 */
async function noteSighting(
  { database, settleMillis }: ProofParts,
  userId: string,
  fingerprint: string,
): Promise<Sighting> {
  const { rows } = await sql<Sighting>`
    with last as materialized (
      select fingerprint <> ${fingerprint} as is_changed, last_seen_at <= ${nowPlus(-2 * settleMillis)} as is_old
      from coverage_sighting where user_id = ${userId}),
    noted as (
      insert into coverage_sighting as seen (user_id, fingerprint, since, last_seen_at)
      values (${userId}, ${fingerprint}, app_now(), app_now())
      on conflict (user_id) do update set fingerprint = excluded.fingerprint, last_seen_at = excluded.last_seen_at,
        since = case when seen.fingerprint = excluded.fingerprint and seen.last_seen_at > ${nowPlus(-2 * settleMillis)}
          then seen.since else excluded.since end
      returning since)
    select since, case when is_changed then 'changed' when is_old then 'unseen' end as "beganAnew"
    from noted left join last on true`.execute(database.rows);
  const [row] = rows;
  if (!row) throw new TypeError('a sighting was not noted');
  return row;
}
