import type { JsonObject } from '../lib/canonical-json.ts';
import type { Risk } from '../lib/risk.ts';

/** One change of a plan: what, of whom, from what to what. */
export interface DraftItem {
  /** Name of the change kind, for example `perUserMfaState`. */
  kind: string;
  targetId: string;
  targetName: string;
  before: JsonObject;
  after: JsonObject;
}

/** Somebody whom a notice is for. */
export interface DraftRecipient {
  personId: string;
  name: string;
  /** Mail address, where the person has one. */
  address: string | null;
  /** Which of a notice's texts they read. */
  variant?: string | null;
}

/** What people are told once the change of them is done: approvers see it, and it is sent as they saw it. */
export interface DraftMessage {
  content: JsonObject;
  recipients: readonly DraftRecipient[];
}

/** Somebody who was meant, and whom the plan leaves out. */
export interface LeftOut {
  targetId: string;
  targetName: string;
  why: string;
}

interface DraftBase {
  /** One line for cards and lists. */
  title: string;
  /** What the decision rests on, for the one who decides: label and value. */
  evidence: readonly (readonly [string, string])[];
  /** What an approver must know before they click, most important first. */
  warnings: readonly string[];
  /** What cannot be taken back, in words; empty where everything can. */
  irreversible: readonly string[];
  /** What makes it dangerous: decides how many people must say yes. */
  risks: readonly Risk[];
}

/** What the people of a ring are told, each in their own language. */
export interface RingNotice {
  /** Which of our notices it is. */
  name: string;
  /** When it is due, ISO 8601 in UTC; null where it is told when it comes to that. */
  at: string | null;
  /** Its texts by language. */
  variants: JsonObject;
}

/** What makes changes those of a ring: they are done step by step, over days, and never all at once. */
export interface DraftRing {
  ringId: string;
  no: number;
  name: string;
  /** Null for the end, whose policy is for everybody. */
  groupId: string | null;
  groupName: string;
  /** When the policy is turned on. */
  movesAt: string;
  /** After that people could not be told in time any more. */
  decideBy: string;
  /** How long the approval holds. */
  validUntil: string;
  notices: readonly RingNotice[];
  /** Who tells people. */
  senderName: string;
  /** Whether it moves people, takes them back afterwards, puts one policy in the place of all rings', or takes that back. */
  part: 'forth' | 'back' | 'end' | 'endBack';
}

/** Changes of the tenant. */
export interface ChangesDraft extends DraftBase {
  work: 'changes';
  items: readonly DraftItem[];
  messages: readonly DraftMessage[];
  leftOut: readonly LeftOut[];
  /**
   * Of a plan that is done in order and not left half done: what puts each item back, the last item's first. Where an
   * item fails, those that were done are put back so (Default: items are independent of each other).
   */
  wayBack?: readonly DraftItem[];
  /** Where they are those of a ring: the items are all that may ever be written for it, there and back. */
  ring?: DraftRing | undefined;
}

/** One message to many people. */
export interface NoticeDraft extends DraftBase {
  work: 'notice';
  notice: JsonObject;
  recipients: readonly DraftRecipient[];
  groupName: string;
  /** The instant that the notice announces, ISO 8601 in UTC: after it, nobody may be told any more. Null for none. */
  movesAt: string | null;
  /** Which of our notices it is. */
  name: string;
  /** Its texts by language, of which `notice` is the English one. */
  variants: JsonObject;
  helpContact: string;
  /** The notice whose missed people it is for. */
  resendOf?: string;
}

/**
 * What a `propose` verb makes: a plan that nobody has approved. It changes nothing by itself.
 * `approvals/` freezes it, asks for approval and hands it to whoever does the work.
 */
export type Draft = ChangesDraft | NoticeDraft;
