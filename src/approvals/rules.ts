import { RefusedError } from '../lib/refused.ts';
import type { ProposalState } from '../db/tables.ts';

/** What is known when somebody clicks; everything comes from the store and the tenant, nothing from the card but the hash. */
export interface Click {
  actorId: string;
  /** Read from the tenant when the click arrived. */
  isApprover: boolean;
  /** The hash that the clicked card carried. */
  planHash: string;
}

export interface Standing {
  state: ProposalState;
  storedHash: string;
  /** Whether the stored plan still is what was hashed. */
  isPlanIntact: boolean;
  proposerId: string;
  /** Whom a decision may not come from since the plan is about them. */
  targetIds: ReadonlySet<string>;
  deciderIds: ReadonlySet<string>;
  expiresAt: Date;
}

const stateWords: Record<Exclude<ProposalState, 'pending'>, string> = {
  approved: 'approved',
  done: 'approved and carried out',
  denied: 'denied',
  withdrawn: 'withdrawn',
  expired: 'expired',
  void: 'void',
};

/**
 * Whether a decision may be taken, by the rules of two people and of the frozen plan.
 *
 * @throws {RefusedError} with the first rule that is broken.
 */
export function refuseUnlessDecidable(click: Click, standing: Standing, now: Date): void {
  if (!click.isApprover) {
    throw new RefusedError('notAllowed', 'You are not an approver.', 'Ask an approver to decide; nothing was changed.');
  }
  if (click.actorId === standing.proposerId) {
    throw new RefusedError(
      'ownProposal',
      'Nobody decides on a proposal of their own.',
      'A second approver has to decide.',
    );
  }
  if (standing.targetIds.has(click.actorId)) {
    throw new RefusedError('aboutOneself', 'This proposal is about you.', 'Another approver has to decide.');
  }
  if (standing.state !== 'pending') {
    throw new RefusedError(
      standing.state === 'expired' ? 'expired' : 'alreadyDecided',
      `This proposal is already ${stateWords[standing.state]}.`,
      'Nothing more to do here.',
    );
  }
  if (now >= standing.expiresAt) {
    throw new RefusedError('expired', 'This proposal has expired.', 'Ask the proposer to propose it again.');
  }
  if (standing.deciderIds.has(click.actorId)) {
    throw new RefusedError(
      'alreadyDecided',
      'You have already decided on this proposal.',
      'Another approver has to decide as well.',
    );
  }
  if (!standing.isPlanIntact || click.planHash !== standing.storedHash) {
    throw new RefusedError(
      'planMismatch',
      'This card does not show the plan that is stored.',
      'Ask the proposer to propose it again, and tell your security team if you did not expect this.',
    );
  }
}
