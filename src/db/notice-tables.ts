export type DeliveryState = 'planned' | 'sending' | 'delivered' | 'mailed' | 'failed' | 'unconfirmed' | 'cancelled';

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
  /** Which of the notice's texts this person reads; null where it has one for all. */
  variant: string | null;
  /** What the person said by a button of it. */
  answer: 'ready' | 'needHelp' | null;
  answered_at: Date | null;
  /** How often a service refused it for a passing reason; that we held it back ourselves does not count. */
  faults: number;
}

export interface NoticeRow {
  id: string;
  proposal_id: string | null;
  kind: 'announcement' | 'step' | 'stateChanged' | 'outcome' | 'helpRequest';
  /** The frozen text and its facts, as canonical JSON; the English one where there are several. */
  content: string;
  /** Which of our notices it is; null where its words were made for it. */
  name: string | null;
  /** What of ours it belongs to, in the words of whoever planned it; null for nothing. */
  about: string | null;
  /** The frozen texts by variant, as canonical JSON; null where there is one for all. */
  variants: string | null;
  /** When the move is that it tells of. */
  moves_at: Date | null;
  /** The notice whose failed or unconfirmed people it is for. */
  resend_of: string | null;
  /** Whom people may ask. */
  help_contact: string | null;
  state: 'running' | 'done';
  /** Whether the recipients may be reached by installing the app and by mail. */
  may_reach_out: boolean;
  version: number;
  created_at: Date;
  /** Who stopped it, by name; what had not been sent by then never is. */
  stopped_by: string | null;
}
