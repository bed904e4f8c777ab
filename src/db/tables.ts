/**
 * The rows that hold the truth. Glossary:
 * - a *proposal* is a frozen plan that waits for approvals, then is worked off item by item;
 * - a *card copy* is one card in one chat that shows a proposal and is updated in place;
 * - a *notice* is one message to many people, a *delivery* its way to one of them;
 * - a *sighting* is how long we have seen Conditional Access cover somebody without a change.
 */
export interface Tables {
  audit_head: { is_single: boolean; seq: number; hash: string };
  audit_record: AuditRecordRow;
  audit_text: { seq: number; field: string; salt: string; text: string };
  card_copy: CardCopyRow;
  conversation: ConversationRow;
  coverage_sighting: CoverageSightingRow;
  decision: {
    proposal_id: string;
    approver_id: string;
    approver_name: string;
    verdict: 'approved' | 'denied';
    reason: string;
    at: Date;
  };
  delivery: DeliveryRow;
  inbound_activity: { id: string; received_at: Date };
  lease: { name: string; until: Date };
  movable_clock: { is_single: boolean; skew_millis: number };
  notice: NoticeRow;
  person: PersonRow;
  proposal: ProposalRow;
  proposal_item: ProposalItemRow;
  quota: QuotaRow;
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

export interface CardCopyRow {
  proposal_id: string;
  viewer_id: string;
  role: 'approver' | 'proposer';
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

export interface CoverageSightingRow {
  user_id: string;
  fingerprint: string;
  since: Date;
  last_seen_at: Date;
}

export type DeliveryState = 'planned' | 'sending' | 'delivered' | 'mailed' | 'failed' | 'unconfirmed';

export interface DeliveryRow {
  notice_id: string;
  person_id: string;
  name: string;
  address: string | null;
  state: DeliveryState;
  channel: 'teams' | 'mail' | null;
  detail: string | null;
  activity_id: string | null;
  /** Written and committed before the message leaves: found without an answer, it becomes *unconfirmed*. */
  intent_at: Date | null;
  attempts: number;
  due_at: Date;
  lease_until: Date | null;
  updated_at: Date;
}

export interface NoticeRow {
  id: string;
  proposal_id: string | null;
  kind: 'announcement' | 'stateChanged' | 'outcome';
  /** The frozen text and its facts, as canonical JSON. */
  content: string;
  state: 'running' | 'done';
  /** Whether the recipients may be reached by installing the app and by mail. */
  may_reach_out: boolean;
  version: number;
  created_at: Date;
}

export interface PersonRow {
  id: string;
  display_name: string;
  name_key: string;
  user_principal_name: string;
  mail: string | null;
  user_type: 'member' | 'guest';
  is_enabled: boolean;
  is_synchronized: boolean;
  department: string | null;
  per_user_mfa_state: 'disabled' | 'enabled' | 'enforced' | 'unknown';
  read_at: Date;
}

export type ProposalState = 'pending' | 'approved' | 'done' | 'denied' | 'expired' | 'void';

export interface ProposalRow {
  id: string;
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
  /** Why it ended, where a person asks: the deny reason, what drifted. */
  ending: string | null;
}

/** `applying`: the write may or may not have reached the tenant; `written`: it was accepted and is not read back yet. */
export type ItemState = 'ready' | 'applying' | 'written' | 'done' | 'alreadySo' | 'promoted' | 'skipped' | 'failed';

export interface ProposalItemRow {
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
