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

/** Steps in which people may have both the policy and per-user MFA. */
export const isBothOn = (step: Step): boolean => ['prove', 'sample', 'switchOff', 'takeOut'].includes(step);

/** Steps in which nothing of the move is in force yet: it may still be too late for them. */
export const isBeforeMoving = (step: Step): boolean =>
  ['policy', 'members', 'notices', 'gate', 'setAside', 'leaveOut', 'policyOn'].includes(step);

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
