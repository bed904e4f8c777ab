import type { ChangesDraft } from '../verbs/draft.ts';
import { counted, listedBriefly } from '../lib/text.ts';
import type { RingMemberRow, RingRow } from '../db/rollout-tables.ts';
import { ringTitle, type RingPlan } from './turn.ts';

/** What taking back would do now, in its order; nothing of it is done. */
export interface WayBack {
  restored: readonly RingMemberRow[];
  leaving: readonly RingMemberRow[];
  isPolicyTurnedOff: boolean;
}

/** The way back of a ring, or of one person in it, as it would be now. */
export function wayBackOf(
  members: readonly RingMemberRow[],
  { isPolicyOn, personId }: { isPolicyOn: boolean; personId?: string | undefined },
): WayBack {
  const mine = members.filter((one) => personId === undefined || one.person_id === personId);
  return {
    restored: mine.filter(({ state }) => state === 'moved'),
    leaving: mine.filter(({ state }) => ['in', 'proven', 'leaving', 'restored', 'moved'].includes(state)),
    isPolicyTurnedOff: personId === undefined && isPolicyOn,
  };
}

const NAMED = 5;
const names = (some: readonly RingMemberRow[]): string =>
  listedBriefly(
    some.map(({ name }) => name),
    NAMED,
  );

/** In words, step by step. */
export function wayBackLines({ restored, leaving, isPolicyTurnedOff }: WayBack): string[] {
  return [
    restored.length === 0
      ? '1. Nobody’s per-user MFA has to be restored.'
      : `1. ${counted(restored.length, 'person gets', 'people get')} the per-user MFA state back that they had, and it is read back: ${names(restored)}.`,
    leaving.length === 0
      ? '2. Nobody is in the group of the ring.'
      : `2. ${counted(leaving.length, 'person leaves', 'people leave')} the group of the ring: ${names(leaving)}.`,
    isPolicyTurnedOff
      ? '3. The policy goes back to report-only, once nobody relies on it.'
      : '3. The policy stays as it is.',
  ];
}

/** The way back as a plan of its own: once the ring's approval is over, two people must say yes again. */
export function wayBackDraft(
  ring: RingRow,
  { ring: frozen, items }: RingPlan,
  { at, validUntil }: { at: Date; validUntil: Date },
): ChangesDraft {
  return {
    work: 'changes',
    title: `${ringTitle(ring)}: back to per-user MFA`,
    items,
    messages: [],
    leftOut: [],
    evidence: [['Order', 'each person’s own state first, read back; then the group; then the policy']],
    warnings: ['Whoever’s state cannot be restored stays under the policy.'],
    irreversible: [],
    risks: ['policy'],
    ring: {
      ...frozen,
      notices: frozen.notices.filter(({ name }) => name === 'takenBack'),
      movesAt: at.toISOString(),
      decideBy: validUntil.toISOString(),
      validUntil: validUntil.toISOString(),
      part: 'back',
    },
  };
}
