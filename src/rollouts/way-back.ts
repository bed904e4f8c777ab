import type { ChangesDraft } from '../verbs/draft.ts';
import { counted, listedBriefly } from '../lib/text.ts';
import type { RingMemberRow, RingRow } from '../db/rollout-tables.ts';
import type { EndBack } from './end-back.ts';
import { HAS_LEFT } from './meanwhile.ts';
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
    leaving: mine.filter(
      ({ state, why }) => ['in', 'proven', 'leaving', 'restored', 'moved'].includes(state) && why !== HAS_LEFT,
    ),
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
      ? 'Nobody’s per-user MFA has to be restored.'
      : `${counted(restored.length, 'person gets', 'people get')} the per-user MFA state back that they had, and it is read back: ${names(restored)}.`,
    leaving.length === 0
      ? 'Nobody is in the group of the ring.'
      : `${counted(leaving.length, 'person leaves', 'people leave')} the group of the ring: ${names(leaving)}.`,
    isPolicyTurnedOff ? 'The policy goes back to report-only, once nobody relies on it.' : 'The policy stays as it is.',
  ];
}

/** The way back of the end in words, step by step. */
export function endBackLines({ joining, madeAgain, turnedOn, isAllTurnedOff }: EndBack): string[] {
  return [
    joining === 0
      ? 'Nobody has left the groups of the rings.'
      : `${counted(joining, 'person joins', 'people join')} the groups of the rings again.`,
    turnedOn === 0
      ? 'The policies of the rings are on.'
      : `${counted(turnedOn, 'policy', 'policies')} of the rings ${turnedOn === 1 ? 'is' : 'are'} turned on again${madeAgain === 0 ? '' : `, ${madeAgain} of them made again first`}.`,
    isAllTurnedOff
      ? 'They must prove that they cover everybody who was moved, for the settle time; until then the policy for all stays on.'
      : 'Nothing has to be proven: the policy for all is not on.',
    isAllTurnedOff
      ? 'The policy for all goes back to report-only.'
      : 'The policy for all stays in report-only, if it was made.',
  ];
}

/** Step after step, as a person reads them. */
export const numbered = (lines: readonly string[]): string[] => lines.map((line, at) => `${at + 1}. ${line}`);

const asEvidence = (lines: readonly string[]): [string, string][] => lines.map((line, at) => [`Step ${at + 1}`, line]);

/** The same as a plan of its own, once the approval of the end is over. */
export function endBackDraft(
  ring: RingRow,
  { ring: frozen, items }: Pick<RingPlan, 'ring' | 'items'>,
  { way, ...dates }: { at: Date; validUntil: Date; way: EndBack },
): ChangesDraft {
  return {
    work: 'changes',
    ...{ items, messages: [], leftOut: [], irreversible: [], risks: ['policy'] },
    title: `${ringTitle(ring)}: back to the policies of the rings`,
    evidence: asEvidence(endBackLines(way)),
    warnings: ['Whoever is in no ring is not asked for MFA by the policy for all any more.'],
    ring: { ...frozen, ...datesOf(dates), notices: [], part: 'endBack' },
  };
}

/** The way back as a plan of its own: once the ring's approval is over, two people must say yes again. */
export function wayBackDraft(
  ring: RingRow,
  { ring: frozen, items }: RingPlan,
  { way, ...dates }: { at: Date; validUntil: Date; way: WayBack },
): ChangesDraft {
  return {
    work: 'changes',
    title: `${ringTitle(ring)}: back to per-user MFA`,
    ...{ items, messages: [], leftOut: [], irreversible: [], risks: ['policy'] },
    evidence: asEvidence(wayBackLines(way)),
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
