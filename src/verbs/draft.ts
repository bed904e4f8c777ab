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
