import type { Generated, Selectable } from 'kysely';

export interface RolloutTable {
  id: string;
  name: string;
  state: 'open' | 'done';
  /** Who planned it: is told how it goes. */
  owner_id: string;
  owner_name: string;
  created_at: Date;
  /** When newcomers, and whoever has changed, are looked for again. */
  daily_due_at: Generated<Date>;
  daily_lease_until: Date | null;
  /** Microsoft's own recommendation, in Graph's word, as it was last read; null where it never was. */
  recommendation: string | null;
}

export type RolloutRow = Selectable<RolloutTable>;

/** `running` from its approval on. `lapsed`: it moved nobody, since its time passed or nobody was ready. */
export type RingState = 'planned' | 'running' | 'done' | 'takenBack' | 'lapsed';

export interface RingTable {
  id: string;
  rollout_id: string;
  no: number;
  name: string;
  /** `everyone` is the end: one policy for all in the place of the rings'. */
  kind: 'people' | 'guests' | 'administrators' | 'everyone';
  state: RingState;
  moves_at: Date;
  /** How often it was proposed: each time its policy has another name. */
  attempt: Generated<number>;
  /** The approval that it runs under. */
  proposal_id: string | null;
  group_id: string | null;
  policy_id: string | null;
  /** Whether it may move while the ring before it is still watched: so many people a day. */
  is_daily: Generated<boolean>;
  /** The people whom Graph's What-If is asked about, and how far that has come, as JSON. */
  sample: string | null;
  /** How many of its messages were sent or passed over. */
  notices_told: Generated<number>;
  observed_from: Date | null;
  policy_on_at: Date | null;
  moved_at: Date | null;
  /** Why nothing more is done with it until somebody resumes it; a pause stands in its proposal. */
  hold: string | null;
  /** What the gate said when it was last read, as JSON. */
  gate_lines: Generated<string>;
  /** When approvers last heard that it is closed past its hour. */
  gate_told_at: Date | null;
  /** When its people heard that it does not move today after all; null again once they are told anew that it does. */
  postponed_at: Date | null;
  sign_ins_read_at: Date | null;
  /** When the brake looks again; null while there is nothing to brake. */
  brake_due_at: Date | null;
  brake_lease_until: Date | null;
}

export type RingRow = Selectable<RingTable>;

/**
 * `planned`: not in the group yet. `in`: in the group. `proven`: the policy covers them, settled. `moved`: per-user MFA
 * is off. `leaving`: still in, and to be taken out. `stays`: on per-user MFA, outside of the policy. `restored`: their own state is back, still covered.
 * `back`: and out of the group again.
 */
export type RingMemberState = 'planned' | 'in' | 'proven' | 'leaving' | 'moved' | 'stays' | 'restored' | 'back';

/** Let in as it was; asked for MFA or to register; or not let in. */
export type ObservedOutcome = 'in' | 'asked' | 'blocked';

export interface RingMemberTable {
  ring_id: string;
  person_id: string;
  name: string;
  state: RingMemberState;
  why: string | null;
  /** Could not sign in before the policy was turned on either. */
  was_failing: Generated<boolean>;
  active_at: Date | null;
  failed_at: Date | null;
  failed_code: number | null;
  /** What the ring's policy would have done at their last sign-in, while it was in report-only. */
  observed: ObservedOutcome | null;
  /** When that sign-in was. */
  observed_at: Date | null;
  updated_at: Date;
}

export type RingMemberRow = Selectable<RingMemberTable>;

export type RingStepState = 'ready' | 'atWork' | 'done' | 'cancelled';

/** What is done with a ring next; at most one that is about the whole ring is open. */
export interface RingStepTable {
  ring_id: string;
  no: number;
  kind: string;
  /** Whom it is about alone; null for the whole ring. */
  person_id: string | null;
  state: RingStepState;
  /** Why it waits, or how it ended. */
  detail: string | null;
  attempts: Generated<number>;
  due_at: Date;
  lease_until: Date | null;
  started_at: Date;
  ended_at: Date | null;
}

export type RingStepRow = Selectable<RingStepTable>;
