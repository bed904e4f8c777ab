import { isOpenAt, isOverForToday, nextOpening, type MoveCalendar } from './calendar.ts';
import { isBeforeMoving, isBothOn, type Step } from './steps.ts';

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
  /** Whether the last of them says that they move today, and may be said on another day as well. */
  saysToday: boolean;
  /** When they heard that they do not move on the day that they were told; null while what they were told holds. */
  postponedAt: Date | null;
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
  | 'tellPostponed'
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
  if (isToPostpone(ring, calendar, at)) return act('tellPostponed');
  if (ring.observedFrom === null) return wait(null, 'Report-only was not observed.');
  const readyAt = new Date(Math.max(ring.movesAt.getTime(), later(ring.observedFrom, pace.observeMillis).getTime()));
  if (at < readyAt) return wait(observeUntil(ring, readyAt, at), 'Report-only is observed until the move.');
  if (!ring.isItsTurn) return wait(later(at, READ_AGAIN_MILLIS), 'The ring before it is not at its end.');
  if (!isOpenAt(calendar, at)) {
    const opening = nextOpening(calendar, at);
    return wait(opening ?? null, 'Nobody is moved at this time of day, or on this day.');
  }
  return ring.dueAt > at ? wait(ring.dueAt, 'The gate is closed; I look again soon.') : act('readGate');
}

/** Whoever was told that they move today hears that they do not, once nobody is moved any more that day: once, not daily. */
const isToPostpone = (ring: RingFacts, calendar: MoveCalendar, at: Date): boolean =>
  isTodayTold(ring) && ring.postponedAt === null && at >= ring.movesAt && isOverForToday(calendar, at);

const isTodayTold = ({ saysToday, noticesAt, noticesTold }: RingFacts): boolean =>
  saysToday && noticesTold >= noticesAt.length;

/** Whoever waits for a move that was said of this day has still to hear, at its end, that it does not come. */
const observeUntil = (ring: RingFacts, readyAt: Date, at: Date): Date =>
  at < ring.movesAt || !isTodayTold(ring) || ring.postponedAt !== null
    ? readyAt
    : new Date(Math.min(readyAt.getTime(), later(at, READ_AGAIN_MILLIS).getTime()));

/** What follows once a gate is open. */
export type GatePassage =
  | { kind: 'go' }
  /** People heard that the move was postponed: first they hear that it is today, and then have a while. */
  | { kind: 'tellAnew'; until: Date }
  /** Not on this day: they could not be told in time any more. */
  | { kind: 'wait'; until: Date | null };

/** So long before the move they hear anew that it is today, at most: as long as they would have heard before the first. */
const LONGEST_NOTICE_MILLIS = 3_600_000;

/** Whether a ring moves as soon as its gate opens: nobody is moved whose last word from us is that the move is postponed. */
export function passageOf(
  { postponedAt, noticesAt, movesAt }: Pick<RingFacts, 'postponedAt' | 'noticesAt' | 'movesAt'>,
  calendar: MoveCalendar,
  at: Date,
): GatePassage {
  if (postponedAt === null) return { kind: 'go' };
  const planned = movesAt.getTime() - (noticesAt.at(-1) ?? movesAt).getTime();
  const until = later(at, Math.min(LONGEST_NOTICE_MILLIS, Math.max(0, planned)));
  if (isOpenAt(calendar, until)) return { kind: 'tellAnew', until };
  return { kind: 'wait', until: nextOpening(calendar, at) ?? null };
}

function decideSoak(ring: RingFacts, { soakMillis }: RolloutPace, at: Date): Decision {
  const until = later(ring.movedAt ?? at, soakMillis);
  return until > at ? wait(until, 'I watch how people sign in.') : act('conclude');
}

const isOverlapOver = ({ isEnd, step, policyOnAt }: RingFacts, { overlapMillis }: RolloutPace, at: Date): boolean =>
  !isEnd && isBothOn(step) && policyOnAt !== null && at >= later(policyOnAt, overlapMillis);

/** Later, its approval would not last until the end of the watch. */
const latestMoveOf = ({ validUntil }: RingFacts, { overlapMillis, soakMillis }: RolloutPace): Date =>
  later(validUntil, -(overlapMillis + soakMillis));

const workWords = (open: number): string => (open === 1 ? 'One change is at work.' : `${open} changes are at work.`);

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
