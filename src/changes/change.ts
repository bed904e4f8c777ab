import type { JsonObject } from '../lib/canonical-json.ts';
import type { Risk } from '../lib/risk.ts';
import type { Actor } from '../verbs/actor.ts';
import type { Draft, DraftItem, DraftMessage, LeftOut } from '../verbs/draft.ts';

/** What somebody wants of one object, before anybody has looked whether it may be. */
export interface Wish {
  targetId: string;
  targetName: string;
  after: JsonObject;
}

/** Who wants it, and how long they wait for the look. */
export interface Asker {
  actor: Actor;
  signal: AbortSignal;
}

/** What a look says before anything is proposed, for whoever decides. */
interface Said {
  /** Whom to tell once it is done. */
  messages: readonly DraftMessage[];
  /** What the decision rests on: label and value. */
  evidence: readonly (readonly [string, string])[];
  warnings: readonly string[];
  /** What taking back cannot restore. */
  irreversible: readonly string[];
  /** What makes it dangerous: decides how many people must say yes. */
  risks: readonly Risk[];
}

/** What a look at one object says. */
export interface Preview extends Said {
  /** One line for cards and lists. */
  title: string;
  item: DraftItem;
}

/** What is known of many objects. Each is looked at once more before its write. */
export interface PreviewOfMany extends Said {
  items: readonly DraftItem[];
  /** Whoever was meant and may not be changed. */
  leftOut: readonly LeftOut[];
}

/** What a look at the tenant right before the write says. */
export type Inspection =
  /** `before` is the newest before-state: what taking back restores. The look holds `holdsMillis` from now on. */
  | { verdict: 'go'; before: JsonObject; holdsMillis?: number }
  | { verdict: 'alreadySo' }
  | { verdict: 'wait'; until: Date; why: string }
  | { verdict: 'skip'; why: string };

/** What was read back: `promoted` is only Entra's own step from *enabled* to *enforced*. */
export type ReadBack = {
  verdict: 'equal' | 'promoted' | 'before' | 'different';
  live: string;
  /** The id of what the change made, where it makes something. */
  madeId?: string;
};

/** What Graph answered to a write. */
export interface Written {
  requestId: string | null;
  /** The id of what was made, which nobody knew before. */
  madeId?: string;
}

/** An item that was done. */
export interface DoneItem extends DraftItem {
  /** The id of what it made; null where it changed something that was there. */
  madeId: string | null;
}

/** One reversible mutation of the tenant. Proposal, approval, pacing, record and read-back are written once for all. */
export interface Change {
  /** For example `perUserMfaState`. */
  kind: string;
  /**
   * Writing twice makes two things. It is then never written again unless Graph certainly refused it: where nobody knows
   * whether it was made, it is looked for, and given up when it does not show (Default: false).
   */
  isOnce?: boolean;
  /** What was written may take a quarter of an hour to show when it is read back (Default: false, some two minutes). */
  isSlowToShow?: boolean;
  /**
   * Reads now, and says what a plan would say of the wish; never writes.
   *
   * @throws {RefusedError} where it may not be proposed.
   */
  preview(wish: Wish, asker: Asker): Promise<Preview>;
  /**
   * The same of many, from what is known of everybody.
   *
   * @throws {RefusedError} where nobody of them may be changed.
   */
  previewMany?(wishes: readonly Wish[], asker: Asker): Promise<PreviewOfMany>;
  /** Reads now and says whether the item may be written; never writes. */
  inspect(item: DraftItem): Promise<Inspection>;
  /** The before-state as it is now, as the plan spells it: drift is any difference that is not Entra's own promotion. */
  driftOf(item: DraftItem): Promise<string | null>;
  /** The first drift of many, where one call reads them all. */
  driftOfMany?(items: readonly DraftItem[]): Promise<string | null>;
  /**
   * Writes. Set-style, unless `isOnce`: writing twice what is already so changes nothing.
   *
   * @param holdsMillis How long the look holds that it rests on: later it must not be sent.
   */
  apply(item: DraftItem, holdsMillis?: number): Promise<Written>;
  verify(item: DraftItem): Promise<ReadBack>;
  /** The states of an item as a person reads them: "enforced → disabled". */
  words(item: Pick<DraftItem, 'before' | 'after'>): string;
  /**
   * The inverse of an item that was done, from its recorded before: a wish for `preview` of this same change. What it
   * previews may be an item of another kind, as the way back from making a policy is to delete it.
   */
  undo(done: DoneItem): Wish;
}

/** A change without what comes before a proposal: all that approved work needs. */
export type ApprovedChange = Omit<Change, 'preview' | 'previewMany' | 'undo'>;

/** A kind of which one plan may have many. */
export type ChangeOfMany = Change & Required<Pick<Change, 'previewMany'>>;

/** A plan of one item. */
export const draftOf = ({ item, ...said }: Preview): Draft => ({
  work: 'changes',
  ...said,
  items: [item],
  leftOut: [],
});
