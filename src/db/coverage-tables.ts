import type { Generated, Selectable } from 'kysely';

/** How far coverage of everybody is worked out. */
export interface CoverageStateRow {
  is_single: boolean;
  /** All policies of the tenant as canonical JSON; null until they were read. */
  policies: string | null;
  policies_read_at: Date | null;
  /** Rises with each change of policies or memberships; everybody's coverage is that of `done`. */
  wanted: number;
  done: number;
  /** What is being worked out, and the last person of whom it is. */
  working_on: number | null;
  from_id: string | null;
  /** When what `done` rests on was last read and found to be so. */
  as_of: Date | null;
  fault: string | null;
  attempts: number;
  due_at: Date;
  lease_until: Date | null;
  lease_token: string | null;
}

/** Coverage that somebody who was moved has lost. */
export interface CoverageAlarmTable {
  id: string;
  person_id: string;
  person_name: string;
  /** The plan that turned per-user MFA off. */
  proposal_id: string;
  coverage: string;
  /** Who edited what, from the directory audits; null where they do not tell. */
  edited_by: string | null;
  edit: string | null;
  way_back: 'offered' | 'begun';
  told_at: Date | null;
  due_at: Date;
  attempts: Generated<number>;
  lease_until: Date | null;
  raised_at: Date;
  /** When the person was covered again, or per-user MFA was on again. */
  over_at: Date | null;
}

export type CoverageAlarmRow = Selectable<CoverageAlarmTable>;

export interface CoverageSightingRow {
  user_id: string;
  fingerprint: string;
  since: Date;
  last_seen_at: Date;
}

/** How far the members of a group are read. */
export interface GroupReadingRow {
  group_id: string;
  name: string;
  from_query: string | null;
  started_at: Date;
  read_at: Date | null;
  due_at: Date;
  lease_until: Date | null;
  /** When somebody last asked: what nobody asks about is forgotten. */
  wanted_at: Date;
}

/** Whether the members of a group, or of a role, are still those that are kept. */
export interface GroupProbeRow {
  group_id: string;
  /** Of the members; null for a role, and until they were read. */
  checksum: string | null;
  read_at: Date | null;
  due_at: Date;
}
