import { isOpenAt, nextOpening, type MoveCalendar } from './calendar.ts';

/** The steps of a ring, in their order. */
export const forwardSteps = [
  /** The ring's policy is made, in report-only. */
  'policy',
  /** Its members join its group. */
  'members',
  /** They are told, again and again, at the planned distances. */
  'notices',
  /** The move is near: are they ready? */
  'gate',
  /** Whoever is not ready leaves the group, and stays on per-user MFA. */
  'leaveOut',
  /** The policy is turned on. */
  'policyOn',
  /** It is proven for each of them, and has time to settle. */
  'prove',
  /** Graph's own What-If is asked about some of them, in the name of all. */
  'sample',
  /** Per-user MFA is switched off for those who are proven, a chunk at a time. */
  'switchOff',
  /** Whoever could not be moved leaves the group again. */
  'takeOut',
  'tellDone',
  /** It is watched for some days. */
  'soak',
  'finish',
] as const;

/** The end: one policy for everybody, and once that is proven for all who were moved, the rings' policies go. */
export const endSteps = [
  'policy',
  'gate',
  'policyOn',
  'prove',
  'sample',
  /** The policies of the rings go back to report-only. */
  'retire',
  'soak',
  /** And are deleted. */
  'remove',
  /** Nothing names the groups of the rings any more: people leave them. */
  'empty',
  'finish',
] as const;

/** The way back, in the order that leaves no gap: first each person's own state, read back, then the coverage. */
export const backSteps = ['restore', 'giveBack', 'policyOff', 'endBack'] as const;

/** The way back of the end: the rings' own coverage first, proven by itself, and only then what stood in its place. */
export const endBackSteps = [
  /** Whoever has left the group of a ring joins it again. */
  'refill',
  /** Policies of rings that were deleted are made again, in report-only. */
  'makeAgain',
  /** The policies of the rings are turned on. */
  'ringsOn',
  /** They alone have to cover everybody who was moved, for the settle time. */
  'proveBack',
  /** The policy for all goes back to report-only. */
  'allOff',
  'endBack',
] as const;

export type ForwardStep = (typeof forwardSteps)[number];
export type BackStep = (typeof backSteps)[number];
/**
 * Beside the order. `setAside`, by a button while the gate is closed: whoever is not ready leaves the group, and it is read
 * anew. `letGo`: the ring did not move in time, and its group is empty for another time.
 */
type AsideStep = 'setAside' | 'letGo';
export type Step = ForwardStep | BackStep | AsideStep | (typeof endSteps)[number] | (typeof endBackSteps)[number];

/** How a rollout goes; configuration. */
export interface RolloutPace {
  /** How long report-only is watched before the policy is turned on. */
  observeMillis: number;
  /** How long coverage must have been seen unchanged. */
  settleMillis: number;
  /** How long both may be on at once. */
  overlapMillis: number;
  /** How long a ring is watched before the next one moves. */
  soakMillis: number;
}

/** How a ring stands, as far as its next step depends on it. */
export interface RingFacts {
  /** Whether it is the end: nobody of it has per-user MFA any more. */
  isEnd: boolean;
  step: Step;
  /** Whether what the step releases is under way. */
  isReleased: boolean;
  /** When it is looked at again; what waits for nothing but time has its time here. */
  dueAt: Date;
  /** When messages are due, the earliest first, and how many of them were sent or passed over. */
  noticesAt: readonly Date[];
  noticesTold: number;
  movesAt: Date;
  validUntil: Date;
  observedFrom: Date | null;
  policyOnAt: Date | null;
  movedAt: Date | null;
  /** Who holds it, in words; null where nobody does. */
  heldBy: string | null;
  /** What was released and is not settled. */
  openItems: number;
  /** Whether every ring before it is at its end. */
  isItsTurn: boolean;
}

/** What to do now, or why nothing is done. */
export type Decision =
  | { kind: 'do'; act: Act }
  /** `until` is null where something else than time must happen first. */
  | { kind: 'wait'; until: Date | null; why: string };

export type Act =
  /** Hands the changes of the step to those who write. */
  | 'release'
  /** All of it is settled: notes how, and goes on. */
  | 'conclude'
  /** Reads the tenant, and decides. */
  | 'readGate'
  | 'prove'
  | 'askSample'
  | 'tellSoon'
  | 'tellDone'
  /** Takes those out of the policy again who have had both for too long. */
  | 'endOverlap'
  | 'lapse'
  | 'finish';

const READ_AGAIN_MILLIS = 15 * 60_000;

const act = (name: Act): Decision => ({ kind: 'do', act: name });
const wait = (until: Date | null, why: string): Decision => ({ kind: 'wait', until, why });
const later = (instant: Date, millis: number): Date => new Date(instant.getTime() + millis);

/** What a ring does next. */
export function decide(
  ring: RingFacts,
  { pace, calendar }: { pace: RolloutPace; calendar: MoveCalendar },
  at: Date,
): Decision {
  if (isOverlapOver(ring, pace, at) && ring.step !== 'takeOut') return act('endOverlap');
  const isEndingOverlap = ring.step === 'takeOut' && isOverlapOver(ring, pace, at);
  if (ring.heldBy !== null && !isEndingOverlap) return waitHeld(ring, pace, ring.heldBy);
  if (ring.isReleased) return ring.openItems > 0 ? wait(null, workWords(ring.openItems)) : act('conclude');
  if (isBeforeMoving(ring.step) && at > latestMoveOf(ring, pace)) return act('lapse');
  // One thing at a time: nobody may leave the group while a change of their own state is on its way.
  if (ring.openItems > 0) return wait(null, workWords(ring.openItems));
  return decideStep(ring, { pace, calendar }, at);
}

/** The moment at which whoever still has both is taken out again comes even while somebody holds the ring. */
function waitHeld(ring: RingFacts, pace: RolloutPace, heldBy: string): Decision {
  const until =
    isBothOn(ring.step) && !ring.isEnd && ring.policyOnAt ? later(ring.policyOnAt, pace.overlapMillis) : null;
  return wait(until, heldBy);
}

function decideStep(ring: RingFacts, by: { pace: RolloutPace; calendar: MoveCalendar }, at: Date): Decision {
  switch (ring.step) {
    case 'notices':
      return decideNotices(ring, at);
    case 'gate':
      return decideGate(ring, by, at);
    case 'prove':
    case 'proveBack':
      return ring.dueAt > at ? wait(ring.dueAt, 'What is on has time to take effect.') : act('prove');
    case 'sample':
      return ring.dueAt > at ? wait(ring.dueAt, 'Graph is asked about some of them.') : act('askSample');
    case 'tellDone':
      return act('tellDone');
    case 'soak':
      return decideSoak(ring, by.pace, at);
    case 'finish':
    case 'endBack':
      return act('finish');
    case 'policy':
    case 'members':
    case 'setAside':
    case 'letGo':
    case 'leaveOut':
    case 'policyOn':
    case 'switchOff':
    case 'takeOut':
    case 'restore':
    case 'giveBack':
    case 'policyOff':
    case 'retire':
    case 'remove':
    case 'empty':
    case 'refill':
    case 'makeAgain':
    case 'ringsOn':
    case 'allOff':
      return ring.dueAt > at ? wait(ring.dueAt, 'It is tried again in a moment.') : act('release');
  }
}

function decideNotices(ring: RingFacts, at: Date): Decision {
  const next = ring.noticesAt[ring.noticesTold];
  if (next === undefined) return act('conclude');
  return next > at ? wait(next, 'People are told next.') : act('tellSoon');
}

/** The messages that are due: only the newest of them is sent, since an older one names a distance that has passed. */
export function noticeToTell(
  { noticesAt, noticesTold }: Pick<RingFacts, 'noticesAt' | 'noticesTold'>,
  at: Date,
): number | undefined {
  const due = noticesAt.findLastIndex((one) => one <= at);
  return due >= noticesTold ? due : undefined;
}

function decideGate(
  ring: RingFacts,
  { pace, calendar }: { pace: RolloutPace; calendar: MoveCalendar },
  at: Date,
): Decision {
  if (ring.observedFrom === null) return wait(null, 'Report-only was not observed.');
  const readyAt = new Date(Math.max(ring.movesAt.getTime(), later(ring.observedFrom, pace.observeMillis).getTime()));
  if (at < readyAt) return wait(readyAt, 'Report-only is observed until the move.');
  if (!ring.isItsTurn) return wait(later(at, READ_AGAIN_MILLIS), 'The ring before it is not at its end.');
  if (!isOpenAt(calendar, at)) {
    const opening = nextOpening(calendar, at);
    return wait(opening ?? null, 'Nobody is moved at this time of day, or on this day.');
  }
  return ring.dueAt > at ? wait(ring.dueAt, 'The gate is closed; I look again soon.') : act('readGate');
}

function decideSoak(ring: RingFacts, { soakMillis }: RolloutPace, at: Date): Decision {
  const until = later(ring.movedAt ?? at, soakMillis);
  return until > at ? wait(until, 'I watch how people sign in.') : act('conclude');
}

/** Steps in which people may have both the policy and per-user MFA. */
const isBothOn = (step: Step): boolean => ['prove', 'sample', 'switchOff', 'takeOut'].includes(step);

const isOverlapOver = ({ isEnd, step, policyOnAt }: RingFacts, { overlapMillis }: RolloutPace, at: Date): boolean =>
  !isEnd && isBothOn(step) && policyOnAt !== null && at >= later(policyOnAt, overlapMillis);

/** Later, its approval would not last until the end of the watch. */
const latestMoveOf = ({ validUntil }: RingFacts, { overlapMillis, soakMillis }: RolloutPace): Date =>
  later(validUntil, -(overlapMillis + soakMillis));

const isBeforeMoving = (step: Step): boolean =>
  ['policy', 'members', 'notices', 'gate', 'setAside', 'leaveOut', 'policyOn'].includes(step);

const workWords = (open: number): string => (open === 1 ? 'One change is at work.' : `${open} changes are at work.`);

/** How a step ended. */
export interface StepEnd {
  isEnd: boolean;
  /** Whether something must be done once more before it goes on: another chunk, another notice. */
  isMoreToDo: boolean;
  /** Members who are still in: whoever else there was stays as they were. */
  membersIn: number;
  /** What stands in the way, in words: it is held until somebody says how to go on. */
  fault: string | null;
}

/** What follows a step that is at its end; the same step once more, or null where the ring must be held. */
export function stepAfter(step: Step, end: StepEnd): Step | null {
  if (end.fault !== null) return null;
  if (end.isMoreToDo) return step;
  if ((step === 'leaveOut' || step === 'setAside') && end.membersIn === 0) return 'finish';
  if (step === 'setAside') return 'gate';
  if (step === 'letGo') return 'finish';
  const order: readonly Step[] = end.isEnd ? endSteps : forwardSteps;
  const back: readonly Step[] = end.isEnd ? endBackSteps : backSteps;
  const forward = order.indexOf(step);
  return forward >= 0 ? (order[forward + 1] ?? 'finish') : (back[back.indexOf(step) + 1] ?? 'endBack');
}

/** How each member stands in a proof. */
export interface ProofTally {
  /** Covered, and seen so for the settle time. */
  proven: number;
  /** Covered, and not for long enough. */
  settling: number;
  /** Not covered, or not ready. */
  unproven: number;
  /** When the first of those who are settling will have settled. */
  settledAt: Date | null;
}

const PROVE_AGAIN_MILLIS = 5 * 60_000;

/** When to prove again; undefined where it is proven enough: whoever is not covered had twice the settle time to be. */
export function proveAgainAt(
  { settling, unproven, settledAt }: ProofTally,
  { policyOnAt, pace }: { policyOnAt: Date; pace: RolloutPace },
  at: Date,
): Date | undefined {
  const patience = later(policyOnAt, 2 * pace.settleMillis + PROVE_AGAIN_MILLIS);
  if (settling > 0 && settledAt !== null) return settledAt > at ? settledAt : later(at, 1000);
  return unproven > 0 && at < patience ? later(at, Math.min(PROVE_AGAIN_MILLIS, pace.settleMillis)) : undefined;
}
