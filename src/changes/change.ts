import type { JsonObject } from '../lib/canonical-json.ts';
import type { DraftItem } from '../verbs/draft.ts';

/** What a look at the tenant right before the write says. */
export type Inspection =
  /** `before` is the newest before-state: what taking back restores. */
  | { verdict: 'go'; before: JsonObject }
  | { verdict: 'alreadySo' }
  | { verdict: 'wait'; until: Date; why: string }
  | { verdict: 'skip'; why: string };

/** What was read back: `promoted` is only Entra's own step from *enabled* to *enforced*. */
export type ReadBack = { verdict: 'equal' | 'promoted' | 'before' | 'different'; live: string };

/** What is asked of a change before it is proposed. */
export interface Preview {
  item: DraftItem;
  warnings: readonly string[];
  irreversible: readonly string[];
  approvalsNeeded: number;
}

/**
 * One reversible mutation of the tenant. Proposal, approval, pacing, record and read-back are written once for all.
 * Its preview takes what its own verb gives and is therefore not part of this type.
 */
export interface Change {
  /** For example `perUserMfaState`. */
  kind: string;
  /** Reads now and says whether the item may be written; never writes. */
  inspect(item: DraftItem): Promise<Inspection>;
  /** The before-state as it is now, as the plan spells it: drift is any difference that is not Entra's own promotion. */
  driftOf(item: DraftItem): Promise<string | null>;
  /** Writes. Set-style: writing twice what is already so changes nothing. */
  apply(item: DraftItem): Promise<{ requestId: string | null }>;
  verify(item: DraftItem): Promise<ReadBack>;
  /** The states of an item as a person reads them: "enforced → disabled". */
  words(item: Pick<DraftItem, 'before' | 'after'>): string;
  /** What the inverse would set: the recorded before. */
  undo(item: DraftItem): JsonObject;
}
