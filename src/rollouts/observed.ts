import type { ObservedOutcome } from '../db/rollout-tables.ts';
import { counted } from '../lib/text.ts';
import { failuresAllowed, type BrakeRule } from './brake.ts';

/** What a policy in report-only said of one sign-in. */
export interface ObservedSignIn {
  personId: string;
  at: Date;
  /** In Graph's word. */
  result: string;
}

/** Other words say that the policy was not about that sign-in. */
const outcomes: Readonly<Record<string, ObservedOutcome>> = {
  reportOnlySuccess: 'in',
  reportOnlyInterrupted: 'asked',
  reportOnlyFailure: 'blocked',
};

/** What the policy would have done with each person at their last sign-in that it was about. */
export function lastObserved(
  signIns: readonly ObservedSignIn[],
): ReadonlyMap<string, { outcome: ObservedOutcome; at: Date }> {
  const last = new Map<string, { outcome: ObservedOutcome; at: Date }>();
  for (const { personId, at, result } of signIns) {
    const outcome = outcomes[result];
    const known = last.get(personId);
    if (outcome !== undefined && (known === undefined || known.at <= at)) last.set(personId, { outcome, at });
  }
  return last;
}

type Member = { observed: ObservedOutcome | null };

/** Why somebody stays whom the policy would have kept out. */
export const WOULD_BE_BLOCKED = 'the policy would have blocked the last sign-in, says report-only';

/**
 * Whether so many would be kept out that the policy must not be turned on: as many as would brake the ring. Fewer of them
 * stay as they are, and the others go.
 */
export function isBlockingTooMany(members: readonly Member[], rule: BrakeRule): boolean {
  const seen = members.filter(({ observed }) => observed !== null);
  const blocked = seen.filter(({ observed }) => observed === 'blocked');
  return blocked.length > failuresAllowed(seen.length, rule);
}

/** "Report-only: 12 would get in as before, 30 would be asked for MFA, 1 would be blocked; 5 have not signed in". */
export function observedWords(members: readonly Member[]): string {
  const of = (wanted: ObservedOutcome | null): number => members.filter(({ observed }) => observed === wanted).length;
  const parts = [
    `${of('in')} would get in as before`,
    `${of('asked')} would be asked for MFA`,
    `${of('blocked')} would be blocked`,
  ];
  return `${parts.join(', ')}; ${counted(of(null), 'person has', 'people have')} not signed in meanwhile`;
}
