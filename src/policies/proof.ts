import { sql } from 'kysely';
import { nowPlus, type Database } from '../db/database.ts';
import type { JsonObject } from '../lib/canonical-json.ts';
import { sha256Hex } from '../lib/canonical-json.ts';
import {
  fingerprintOf,
  isMicrosoftManaged,
  judgeUnder,
  readRules,
  type Coverage,
  type Person,
  type Rule,
} from './coverage.ts';
import { describeCoverage } from './describe.ts';
import type { PolicyReader, PolicySet } from './policy-reader.ts';

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
  const coverageOfOne = coverageIn(await reader.read(maxAgeMillis));
  return coverageOfOne(person);
}

/** What some policies make of people; they are read through once. */
function coverageIn({ policies, readAt }: PolicySet): (person: Person) => CoverageNow {
  const rules = rulesThatCount(policies);
  const byId = new Map(policies.map((policy) => [idOf(policy), policy]));
  return (person) => {
    const { result, closedBy } = judgeUnder(person, rules);
    const grounds = fingerprintOf(person, policies, { byPolicyIds: [...result.byPolicyIds, ...closedBy] });
    return {
      coverage: result.coverage,
      isLegacyAuthClosed: closedBy.length > 0,
      words: describeCoverage(result, byId),
      readAt,
      fingerprint: sha256Hex(`${result.coverage} ${grounds}`),
    };
  };
}

/**
 * Reads it for a change, and notes since when it has been so.
 *
 * @param maxAgeMillis How old the policies may be: 5,000 before a write.
 */
export async function proveCoverage(parts: ProofParts, person: Person, maxAgeMillis: number): Promise<CoverageProof> {
  const [proof] = await proveCoverageOfMany(parts, [person], maxAgeMillis);
  if (!proof) throw new TypeError('a sighting was not noted');
  return proof;
}

/** The same of many people, in their order, at one moment. */
export async function proveCoverageOfMany(
  parts: ProofParts,
  people: readonly Person[],
  maxAgeMillis: number,
): Promise<CoverageProof[]> {
  const coverageOfOne = coverageIn(await parts.reader.read(maxAgeMillis));
  const seen = people.map((person) => ({ userId: person.id, now: coverageOfOne(person) }));
  const sightings = await noteSightings(
    parts,
    seen.map(({ userId, now: { fingerprint } }) => ({ userId, fingerprint })),
  );
  return seen.flatMap(({ userId, now }) => {
    const sighting = sightings.get(userId);
    if (!sighting) return [];
    const { since, beganAnew } = sighting;
    return [{ ...now, settledAt: new Date(since.getTime() + parts.settleMillis), beganAnew }];
  });
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
async function noteSightings(
  { database, settleMillis }: ProofParts,
  seen: readonly { userId: string; fingerprint: string }[],
): Promise<ReadonlyMap<string, Sighting>> {
  // In one order, so that two processes that look at the same people do not wait for each other.
  const given = JSON.stringify(seen.toSorted((one, other) => (one.userId < other.userId ? -1 : 1)));
  const { rows } = await sql<Sighting & { userId: string }>`
    with looked as materialized (
      select "userId", l.fingerprint, seen.fingerprint <> l.fingerprint as is_changed,
        seen.last_seen_at <= ${nowPlus(-2 * settleMillis)} as is_old
      from jsonb_to_recordset(${given}::jsonb) as l ("userId" text, fingerprint text)
      left join coverage_sighting as seen on seen.user_id = "userId"),
    noted as (
      insert into coverage_sighting as seen (user_id, fingerprint, since, last_seen_at)
      select "userId", fingerprint, app_now(), app_now() from looked
      on conflict (user_id) do update set fingerprint = excluded.fingerprint, last_seen_at = excluded.last_seen_at,
        since = case when seen.fingerprint = excluded.fingerprint and seen.last_seen_at > ${nowPlus(-2 * settleMillis)}
          then seen.since else excluded.since end
      returning user_id, since)
    select "userId", since, case when is_changed then 'changed' when is_old then 'unseen' end as "beganAnew"
    from noted join looked on "userId" = user_id`.execute(database.rows);
  return new Map(rows.map(({ userId, ...sighting }) => [userId, sighting]));
}
