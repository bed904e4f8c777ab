import type { RingMemberTable, RingStepTable, RingTable, RolloutTable } from './rollout-tables.ts';
import type { Generated, GeneratedAlways, Selectable } from 'kysely';
import type { DeliveryRow, NoticeRow } from './notice-tables.ts';
import type {
  CoverageAlarmTable,
  CoverageSightingRow,
  CoverageStateRow,
  GroupProbeRow,
  GroupReadingRow,
} from './coverage-tables.ts';

export type { DeliveryRow, DeliveryState, NoticeRow } from './notice-tables.ts';

/**
 * The rows that hold the truth. Glossary:
 * - a *proposal* is a frozen plan that waits for approvals, then is worked off item by item;
 * - a *card copy* is one card in one chat that shows a proposal and is updated in place;
 * - a *notice* is one message to many people, a *delivery* its way to one of them;
 * - a *rollout* moves a tenant, a *ring* is who moves together, a *ring step* what is done with a ring next;
 * - a *sighting* is how long we have seen Conditional Access cover somebody without a change.
 */
export interface Tables {
  audit_anchor: AuditAnchorRow;
  audit_head: { is_single: boolean; seq: number; hash: string };
  audit_record: AuditRecordRow;
  audit_text: { seq: number; field: string; salt: string; text: string };
  card_copy: CardCopyRow;
  conversation: ConversationRow;
  coverage_alarm: CoverageAlarmTable;
  coverage_sighting: CoverageSightingRow;
  coverage_state: CoverageStateRow;
  decision: {
    proposal_id: string;
    approver_id: string;
    approver_name: string;
    verdict: 'approved' | 'denied';
    reason: string;
    at: Date;
  };
  delivery: DeliveryRow;
  group_member: { group_id: string; person_id: string; read_at: Date };
  group_probe: GroupProbeRow;
  group_reading: GroupReadingRow;
  inbound_activity: { id: string; received_at: Date };
  /** What somebody asked last in a chat, as JSON, until it no longer counts. */
  asked_before: { person_id: string; chat_id: string; before: string; expires_at: Date };
  lease: { name: string; until: Date };
  file_visit: FileVisitRow;
  list_export: ListExportTable;
  movable_clock: { is_single: boolean; skew_millis: number };
  notice: NoticeRow;
  person: PersonTable;
  person_facet: PersonFacetRow;
  person_finding: PersonFindingRow;
  proposal: ProposalTable;
  proposal_item: ProposalItemTable;
  proposal_target: { proposal_id: string; target_id: string };
  quota: QuotaRow;
  quota_share: QuotaShareRow;
  ring: RingTable;
  ring_member: RingMemberTable;
  ring_step: RingStepTable;
  rollout: RolloutTable;
  rollout_exclusion: { person_id: string; name: string; until: Date; by_id: string; created_at: Date };
  snapshot_pass: SnapshotPassTable;
  tenant_reading: TenantReadingTable;
}

export interface AuditRecordRow {
  seq: number;
  at: Date;
  kind: string;
  actor_id: string | null;
  proposal_id: string | null;
  target_id: string | null;
  /** Canonical JSON: what the hash is made of. */
  body: string;
  previous_hash: string;
  hash: string;
}

/** What of the record was last written into a file outside the database. */
export interface AuditAnchorRow {
  /** The path of the file. */
  file: string;
  /** The newest record that stands in it; 0 for none. */
  seq: number;
  /** When the next line is due, if the record has grown. */
  due_at: Date;
  lease_until: Date | null;
}

export interface CardCopyRow {
  proposal_id: string;
  /** A person's object id; for the approvers' channel, its id. */
  viewer_id: string;
  role: 'approver' | 'proposer' | 'channel';
  /** Null until Teams has answered; an approval card may be sent again, since the click is keyed by the proposal. */
  activity_id: string | null;
  conversation_id: string | null;
  shown_version: number;
  fault: string | null;
  attempts: number;
  due_at: Date;
  lease_until: Date | null;
}

export interface ConversationRow {
  user_id: string;
  conversation_id: string;
  service_url: string;
  updated_at: Date;
}

/** What kind of account somebody's is; `shared` and `service` by configured groups and names. */
export type AccountType =
  'member' | 'guest' | 'directorySynchronization' | 'emergencyAccess' | 'shared' | 'service' | 'unknown';

/** Which Microsoft Entra ID licence somebody has; P2 contains P1. */
export type Licence = 'p2' | 'p1' | 'none' | 'unknown';

/** See `src/policies/coverage.ts`. */
export type Coverage = 'blocked' | 'required' | 'conditional' | 'reportOnly' | 'none';

/** Null is not known, everywhere; each part of a row has the time when it was read. */
export interface PersonTable {
  id: string;
  display_name: string;
  name_key: string;
  user_principal_name: string;
  mail: string | null;
  user_type: 'member' | 'guest';
  account_type: Generated<AccountType>;
  is_enabled: boolean;
  is_synchronized: boolean;
  department: string | null;
  /** For comparing and sorting; empty where there is none. */
  department_key: Generated<string>;
  preferred_language: string | null;
  manager_id: string | null;
  licence: Generated<Licence>;
  created_at: Date | null;
  read_at: Date;
  per_user_mfa_state: 'disabled' | 'enabled' | 'enforced' | 'unknown';
  state_read_at: Date | null;
  /** When we last saw the state *enforced*. */
  enforced_seen_at: Date | null;
  /** Null with a `sign_in_read_at`: has never signed in. */
  last_sign_in_at: Date | null;
  sign_in_read_at: Date | null;
  is_admin: boolean | null;
  is_mfa_registered: boolean | null;
  is_mfa_capable: boolean | null;
  methods: string[] | null;
  registration_read_at: Date | null;
  /** What Conditional Access makes of the person; null until it was worked out. Microsoft-managed policies never count. */
  coverage: Coverage | null;
  narrowed_by: string[] | null;
  covered_by: string[] | null;
  legacy_auth: 'open' | 'closed' | null;
  /** Since when it is known to be so. */
  coverage_at: Date | null;
  /** Administrators 0, guests 1, whoever is not registered 2, everybody else 3. */
  exception_rank: GeneratedAlways<number>;
  was_enforced: GeneratedAlways<boolean>;
  is_sign_in_known: GeneratedAlways<boolean>;
}

export type PersonRow = Selectable<PersonTable>;

/** How many people are alike in everything that lists count by; kept by triggers on `person`. */
export interface PersonFacetRow extends Pick<
  PersonTable,
  | 'per_user_mfa_state'
  | 'user_type'
  | 'is_admin'
  | 'is_mfa_registered'
  | 'is_mfa_capable'
  | 'is_synchronized'
  | 'is_enabled'
  | 'coverage'
  | 'legacy_auth'
> {
  account_type: AccountType;
  licence: Licence;
  is_sign_in_known: boolean;
  was_enforced: boolean;
  department_key: string;
  people: number;
}

/** Where a full pass stands; it goes through the steps in this order, and skips what is not needed. */
export type PassStep =
  'accounts' | 'people' | 'enforced' | 'enabled' | 'disabled' | 'registrations' | 'requirements' | 'changes' | 'ending';

/** Which way of reading states works in this tenant. */
export type StatesWay = 'property' | 'filter' | 'requirements';

/** One reading of the directory: all of it, or what has changed. At most one runs. */
export interface SnapshotPassTable {
  id: string;
  kind: 'full' | 'changes';
  step: PassStep;
  /** The query of the next page, or the id of the last person whose state was read; null at the beginning of a step. */
  from_query: string | null;
  states_way: StatesWay | null;
  states_way_found_at: Date | null;
  is_sign_in_told: boolean | null;
  /** Leads to what has changed since. */
  delta_query: string | null;
  people: Generated<number>;
  registrations: Generated<number>;
  states: Generated<number>;
  pages: Generated<number>;
  asked_by: string | null;
  /** What could not be read, as the reason of the error; a running pass says so too. */
  fault: string | null;
  attempts: Generated<number>;
  started_at: Date;
  finished_at: Date | null;
  ended: 'complete' | 'givenUp' | null;
  due_at: Date;
  lease_until: Date | null;
  lease_token: string | null;
}

export type SnapshotPassRow = Selectable<SnapshotPassTable>;

/** A list, or a part of the record, that somebody was offered as a file. */
export interface ListExportTable {
  id: string;
  asker_id: string;
  kind: Generated<'people' | 'record' | 'plan'>;
  /** As the file is called, in our own words. */
  file_name: Generated<string>;
  /** What the file is about, as JSON: whom a list is about and how it is sorted, or which part of the record. */
  list: string;
  state: 'offered' | 'accepted' | 'done' | 'declined' | 'failed';
  /** Where the asker's OneDrive takes the file, as JSON; erased once it is there, since whoever has the address may write. */
  upload: string | null;
  /** The activity that offered it. */
  card_id: string | null;
  detail: string | null;
  attempts: Generated<number>;
  created_at: Date;
  /** When it is due to be uploaded; for an offer, when it is over. */
  due_at: Date;
  lease_until: Date | null;
}

export type ListExportRow = Selectable<ListExportTable>;

/** Somebody opened the link to a file and was sent to sign in. The key comes back once, with whoever signed in. */
export interface FileVisitRow {
  key: string;
  offer_id: string;
  created_at: Date;
}

export type ProposalState = 'pending' | 'approved' | 'done' | 'denied' | 'withdrawn' | 'expired' | 'void';

export interface ProposalTable {
  id: string;
  /** What people call it by; numbers rise, and some are left out. */
  no: GeneratedAlways<number>;
  work: 'changes' | 'notice';
  title: string;
  /** Canonical JSON, exactly as hashed. */
  plan: string;
  plan_hash: string;
  proposer_id: string;
  proposer_name: string;
  state: ProposalState;
  approvals_needed: number;
  /** Rises by one with everything a card shows. */
  version: number;
  created_at: Date;
  expires_at: Date;
  /** Until when approved work may begin. */
  execute_by: Date | null;
  finished_at: Date | null;
  /** Why it ended, where a person asks: the deny reason, who withdrew it, what drifted. */
  ending: string | null;
  /** Who stopped the approved work, by name; what had not begun by then never begins. */
  stopped_by: string | null;
  /** Who paused it, by name: until somebody resumes it, or its time is over, nothing more of it begins. */
  paused_by: string | null;
  /** When those who had not decided by half time were reminded. */
  reminded_at: Date | null;
  /** When a second group was asked as well. */
  escalated_at: Date | null;
}
export type ProposalRow = Selectable<ProposalTable>;

/** `applying`: the write may or may not have reached the tenant; `written`: it was accepted and is not read back yet. */
export type ItemState = 'ready' | 'applying' | 'written' | 'done' | 'alreadySo' | 'promoted' | 'skipped' | 'failed';

export interface ProposalItemTable {
  proposal_id: string;
  no: number;
  kind: string;
  target_id: string;
  target_name: string;
  before: string;
  after: string;
  state: ItemState;
  detail: string | null;
  due_at: Date;
  lease_until: Date | null;
  attempts: number;
  updated_at: Date;
  /** The id of what the change made in the tenant; null where it made nothing, or nothing yet. */
  made_id: string | null;
  /** Whether it begins only once every item before it is settled, and is put back where a later one fails. */
  is_chained: Generated<boolean>;
  /** When Graph took it, as far as that was measured. */
  written_at: Date | null;
}

export type ProposalItemRow = Selectable<ProposalItemTable>;

/** How many calls of a class one process may have in any window: all shares together never exceed the limit. */
export interface QuotaShareRow {
  quota: string;
  /** The process. */
  holder: string;
  slots: number;
  /** How many it could use. */
  wanted: number;
  lease_until: Date;
}

/** A class in which a service counts our calls, shared by all replicas. */
export interface QuotaRow {
  name: string;
  /** When all tokens taken so far will have come in: from there on the next one counts. */
  full_at: Date;
  /** The service said no: nobody calls before. */
  blocked_until: Date;
  /** How often it said no in a row without saying for how long. */
  refusals: number;
}

/** What logs, reports and policies say of people beyond their rows, kept for some time. */
export type Finding =
  | 'legacySignIn'
  | 'smtpSignIn'
  | 'mfaServerSignIn'
  | 'intuneEnrolment'
  | 'hybridJoin'
  | 'recommended'
  | 'notCovered'
  | 'legacyOpen';

/** Something that was found about somebody. */
export interface PersonFindingRow {
  finding: Finding;
  person_id: string;
  /** What it was found by: the name of a reading, or `coverage`. */
  reading: string;
  /** Which client app or application; empty where there is none. */
  detail: string;
  times: number;
  last_at: Date | null;
  read_at: Date;
}

/** How far a log or a report of the tenant is read. */
export interface TenantReadingTable {
  name: string;
  /** The id of what is read, where the name does not say it. */
  about: string | null;
  from_query: string | null;
  pages: Generated<number>;
  rows_read: Generated<number>;
  /** How many rows the last complete reading had. */
  rows_told: Generated<number>;
  /** Whether it left more than that unread. */
  is_capped: Generated<boolean>;
  /** Why it could not be read, as the reason of the error. */
  fault: string | null;
  /** From when on the log was read. */
  since: Date;
  started_at: Date;
  read_at: Date | null;
  /** Infinity: nobody waits for it. */
  due_at: Date;
  lease_until: Date | null;
}

export type TenantReadingRow = Selectable<TenantReadingTable>;
