import type { ChangesDraft } from '../verbs/draft.ts';
import { counted, listedBriefly } from '../lib/text.ts';
import type { RingMemberRow, RingRow } from '../db/rollout-tables.ts';
import type { EndBack } from './end-back.ts';
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

/** The way back of the end in words, step by step. */
export function endBackLines({ joining, madeAgain, turnedOn, isAllTurnedOff }: EndBack): string[] {
  return [
    joining === 0
      ? '1. Nobody has left the groups of the rings.'
      : `1. ${counted(joining, 'person joins', 'people join')} the groups of the rings again.`,
    turnedOn === 0
      ? '2. The policies of the rings are on.'
      : `2. ${counted(turnedOn, 'policy', 'policies')} of the rings ${turnedOn === 1 ? 'is' : 'are'} turned on again${madeAgain === 0 ? '' : `, ${madeAgain} of them made again first`}.`,
    isAllTurnedOff
      ? '3. They must prove that they cover everybody who was moved, for the settle time; until then the policy for all stays on.'
      : '3. Nothing has to be proven: the policy for all is not on.',
    isAllTurnedOff
      ? '4. The policy for all goes back to report-only.'
      : '4. The policy for all stays in report-only, if it was made.',
  ];
}

/** The same as a plan of its own, once the approval of the end is over. */
export function endBackDraft(
  ring: RingRow,
  { ring: frozen, items }: Pick<RingPlan, 'ring' | 'items'>,
  dates: { at: Date; validUntil: Date },
): ChangesDraft {
  return {
    work: 'changes',
    ...{ items, messages: [], leftOut: [], irreversible: [], risks: ['policy'] },
    title: `${ringTitle(ring)}: back to the policies of the rings`,
    evidence: [['Order', 'groups and policies of the rings first, proven; then the policy for all']],
    warnings: ['Whoever is in no ring is not asked for MFA by the policy for all any more.'],
    ring: { ...frozen, ...datesOf(dates), notices: [], part: 'endBack' },
  };
}

/** The way back as a plan of its own: once the ring's approval is over, two people must say yes again. */
export function wayBackDraft(
  ring: RingRow,
  { ring: frozen, items }: RingPlan,
  dates: { at: Date; validUntil: Date },
): ChangesDraft {
  return {
    work: 'changes',
    title: `${ringTitle(ring)}: back to per-user MFA`,
    ...{ items, messages: [], leftOut: [], irreversible: [], risks: ['policy'] },
    evidence: [['Order', 'each person’s own state first, read back; then the group; then the policy']],
    warnings: ['Whoever’s state cannot be restored stays under the policy.'],
    ring: {
      ...frozen,
      notices: frozen.notices.filter(({ name }) => name === 'takenBack'),
      ...datesOf(dates),
      part: 'back',
    },
  };
}

const datesOf = ({ at, validUntil }: { at: Date; validUntil: Date }) => ({
  movesAt: at.toISOString(),
  decideBy: validUntil.toISOString(),
  validUntil: validUntil.toISOString(),
});
