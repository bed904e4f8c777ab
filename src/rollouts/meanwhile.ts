import { WOULD_BE_BLOCKED } from './observed.ts';

/** Why somebody stays of whom there is nothing left to move. */
export const HAS_LEFT = 'has left the directory';

/** What is known of a member of a ring right now. */
export interface MemberFacts {
  /** False where the directory has no such person any more. */
  isThere: boolean;
  isEnabled: boolean;
  /** Confirmed live; undefined where it could not be read. */
  isMfaCapable: boolean | undefined;
  state: 'disabled' | 'enabled' | 'enforced' | 'unknown';
  /** Whether they held a directory role when the ring was approved, and now. */
  wasAdministrator: boolean;
  isAdministrator: boolean;
  /** Why nothing of ours changes the account; null for everybody else. */
  protection: string | null;
  isLicensed: boolean | undefined;
  isExcluded: boolean;
  /** Whether the ring's policy, in report-only, would have kept them out at their last sign-in (Default: false). */
  isBlockedInReportOnly?: boolean;
}

/** What becomes of somebody who has changed meanwhile. */
export type MemberRule = { verdict: 'moves' } | { verdict: 'stays'; why: string };

/**
 * Whether somebody moves with the ring that they were approved in. Whoever has changed stays as they are, on per-user
 * MFA and outside of the policy, and may come with a later ring: what approvers said yes to was somebody else.
 *
 * Whose per-user MFA somebody has switched off by hand moves all the same: only the policy asks them for MFA then.
 */
export function ruleBeforeMoving(facts: MemberFacts): MemberRule {
  const stays = (why: string): MemberRule => ({ verdict: 'stays', why });
  if (!facts.isThere) return stays(HAS_LEFT);
  if (!facts.isEnabled) return stays('the account is disabled');
  if (facts.protection !== null) return stays(`is ${facts.protection}`);
  if (facts.isExcluded) return stays('is excluded for now');
  if (facts.isAdministrator && !facts.wasAdministrator) return stays('holds a directory role now');
  if (facts.isLicensed === false) return stays('has lost the licence for Conditional Access');
  if (facts.state === 'unknown') return stays('Entra does not tell the per-user MFA state');
  if (facts.isMfaCapable !== true) return stays('has no method for MFA registered');
  if (facts.isBlockedInReportOnly === true) return stays(WOULD_BE_BLOCKED);
  return { verdict: 'moves' };
}

/** Whether the gate would leave somebody out, and not because of what report-only says of the policy. */
export const isUnready = ({ state, why }: { state: string; why: string | null }): boolean =>
  state === 'leaving' && why !== WOULD_BE_BLOCKED;

/** What comes of somebody at the move as they are now: they move; they would, had they a method; they stay in any case. */
export type Outlook = 'moves' | 'mustRegister' | 'stays';

/** @see Outlook; undefined is whoever has left the directory. */
export function outlookOf(facts: MemberFacts | undefined): Outlook {
  if (facts === undefined) return 'stays';
  if (ruleBeforeMoving(facts).verdict === 'moves') return 'moves';
  return ruleBeforeMoving({ ...facts, isMfaCapable: true }).verdict === 'moves' ? 'mustRegister' : 'stays';
}

/** What is said of somebody who has been moved; null where nothing has changed. None of it is mended without an order. */
export function newsAfterMoving(
  facts: Pick<MemberFacts, 'isThere' | 'isEnabled' | 'state' | 'isLicensed'>,
): string | null {
  if (!facts.isThere) return HAS_LEFT;
  if (!facts.isEnabled) return 'the account is disabled';
  if (facts.state === 'enabled' || facts.state === 'enforced') return 'per-user MFA was switched on again: two prompts';
  if (facts.isLicensed === false) return 'has lost the licence for Conditional Access';
  return null;
}
